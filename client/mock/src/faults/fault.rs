//! What can go wrong with a request.

use serde::{Deserialize, Serialize};
use std::{ops::RangeInclusive, time::Duration};

/// One thing that goes wrong with a request. All times are those of the client.
///
/// As JSON it is its name in lower case with underscores, with what it holds: `"reset_before"`, `{"refuse": 2.5}`,
/// `{"delay": {"start": 0.1, "end": 0.5}}`, `{"status": {"status": 503, "retry_after": 1}}`. Times are seconds there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// Nothing is done, the connection of the request is reset, and new connections are refused for so long. Connections
    /// that are open stay so; one that was made and not yet taken up is reset.
    Refuse(#[serde(with = "seconds")] Duration),
    /// Nothing is done, and the connection is reset (RST) in place of an answer.
    ResetBefore,
    /// What is asked for is done, and the connection is reset (RST) in place of an answer.
    ResetAfter,
    /// What is asked for is done, and the answer ends in the middle of its body: the connection is closed (FIN) after half
    /// of what `Content-Length` promises.
    Truncate,
    /// Nothing is done, and no answer ever comes: the connection stays open until the client closes it or the mock stops.
    StallBefore,
    /// What is asked for is done, and no answer ever comes: the connection stays open until the client closes it or the mock
    /// stops.
    StallAfter,
    /// What is asked for is done at once, and the answer comes late, by a time drawn from this range.
    Delay(#[serde(with = "seconds::range")] RangeInclusive<Duration>),
    /// Nothing is done, and this is the answer, in the shape of the API's refusals: a burst of 5xx, a storm of 429.
    Status {
        /// The status of the answer, from 200 to 599; any other number becomes 500.
        status: u16,
        /// The `Retry-After` of the answer, in whole seconds, rounded up.
        #[serde(default, with = "seconds::option", skip_serializing_if = "Option::is_none")]
        retry_after: Option<Duration>,
    },
    /// What is asked for is done, and half of the answer's JSON comes with a 200, whole as far as HTTP knows.
    MalformedJson,
    /// What is asked for is done, and a page of HTML comes with a 200, as from a proxy that wants a login.
    WrongContentType,
    /// What is asked for is done, and the answer comes with a 200 and is filled up with blanks to so many bytes. It is still
    /// JSON: only its size is wrong. An answer that is longer by itself stays as it is.
    Huge {
        /// How many, of the whole body.
        bytes: u64,
    },
    /// Nothing is done, and the answer is a 307 to another host, `redirected.invalid`, which no name server knows.
    Redirect,
    /// What is asked for is done, and `Date` is off by so many seconds: late if that is positive, early if negative. It is
    /// right where it would be outside the years 0 to 9999.
    Skew(i64),
}

impl Fault {
    /// Whether the platform does what is asked for all the same.
    #[must_use]
    pub fn acts(&self) -> bool {
        !matches!(
            self,
            Self::Refuse(_) | Self::ResetBefore | Self::StallBefore | Self::Status { .. } | Self::Redirect
        )
    }

    /// Whether an answer comes to its end, so that its status counts.
    pub(crate) fn answers(&self) -> bool {
        !matches!(
            self,
            Self::Refuse(_) | Self::ResetBefore | Self::ResetAfter | Self::StallBefore | Self::StallAfter
        )
    }
}

/// Durations as numbers of seconds.
pub(super) mod seconds {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use std::time::Duration;

    pub(crate) fn serialize<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(time.as_secs_f64())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        read(f64::deserialize(from)?)
    }

    fn read<E: Error>(seconds: f64) -> Result<Duration, E> {
        Duration::try_from_secs_f64(seconds)
            .map_err(|error| E::custom(format!("{seconds} is no number of seconds: {error}")))
    }

    pub(crate) mod option {
        use super::{Deserialize, Deserializer, Duration, Serializer, read};

        #[expect(clippy::ref_option, reason = "serde asks for this signature")]
        pub(crate) fn serialize<S: Serializer>(time: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
            match time {
                Some(time) => super::serialize(time, to),
                None => to.serialize_none(),
            }
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
            Option::<f64>::deserialize(from)?.map(read).transpose()
        }
    }

    pub(crate) mod range {
        use super::{Deserialize, Deserializer, Duration, Serializer, read};
        use serde::{Serialize, de::Error};
        use std::ops::RangeInclusive;

        pub(crate) fn serialize<S: Serializer>(
            range: &RangeInclusive<Duration>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            (range.start().as_secs_f64()..=range.end().as_secs_f64()).serialize(to)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<RangeInclusive<Duration>, D::Error> {
            let (start, end) = RangeInclusive::<f64>::deserialize(from)?.into_inner();
            if start > end {
                return Err(D::Error::custom(format!(
                    "the start of the range, {start}, is after its end, {end}"
                )));
            }
            Ok(read(start)?..=read(end)?)
        }
    }
}
