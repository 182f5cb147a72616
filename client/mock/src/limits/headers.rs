//! What an answer tells of the limits.

use super::{Verdict, ledger::Count};
use crate::clock::whole_seconds;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header::RETRY_AFTER};
use std::time::Duration;

/// The header fields in which answers tell of the limits. Times are whole seconds of the client's clock, rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Headers {
    /// None at all.
    None,
    /// `Retry-After` with a 429: the field that the description of the API names.
    #[default]
    RetryAfter,
    /// `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers-08 with every answer that was counted,
    /// and `Retry-After` with a 429.
    RateLimit,
    /// `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds from now) with every answer that was counted, and
    /// `Retry-After` with a 429.
    XRateLimit,
}

impl Headers {
    /// Writes the fields for what the buckets of a request said at this instant; `real` turns the platform's time into the
    /// client's.
    pub(crate) fn write(
        self,
        headers: &mut HeaderMap,
        counts: &[Count],
        at: Duration,
        real: impl Fn(Duration) -> Duration,
    ) {
        let seconds = |time: Duration| whole_seconds(real(time));
        let reset = |count: &Count| seconds(count.room.until.saturating_sub(at));
        let mut put = |name: &'static str, text: String| {
            // Numbers and names of buckets, which are plain words, make a valid value.
            if let Ok(value) = HeaderValue::try_from(text) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        match self {
            Self::None => return,
            Self::RetryAfter => {}
            Self::RateLimit if counts.is_empty() => {}
            Self::RateLimit => {
                let list =
                    |item: &dyn Fn(&Count) -> String| counts.iter().map(item).collect::<Vec<_>>().join(", ");
                let quota = |count: &Count| {
                    let window = seconds(count.limit.window);
                    format!("\"{}\";q={};w={window}", count.bucket, count.limit.requests)
                };
                let state = |count: &Count| {
                    format!("\"{}\";r={};t={}", count.bucket, count.room.remaining, reset(count))
                };
                put("ratelimit-policy", list(&quota));
                put("ratelimit", list(&state));
            }
            Self::XRateLimit => {
                if let Some(count) = counts.iter().min_by_key(|count| count.room.remaining) {
                    put("x-ratelimit-limit", count.limit.requests.to_string());
                    put("x-ratelimit-remaining", count.room.remaining.to_string());
                    put("x-ratelimit-reset", reset(count).to_string());
                }
            }
        }
        let refused = counts.iter().filter_map(|count| match count.verdict {
            Verdict::Admitted => None,
            Verdict::Refused { until } => Some(until),
        });
        if let Some(until) = refused.max() {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds(until.saturating_sub(at))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{Limit, Room};

    fn written(headers: Headers, verdict: Verdict) -> Vec<String> {
        let second = Duration::from_secs;
        let count = Count {
            bucket: "agent-creation",
            limit: Limit { requests: 10, window: second(60) },
            verdict,
            room: Room { remaining: 3, until: second(25) },
        };
        let mut map = HeaderMap::new();
        headers.write(&mut map, &[count], second(5), |time| time / 8);
        let mut lines: Vec<String> =
            map.iter().map(|(name, value)| format!("{name}: {}", value.to_str().expect("text"))).collect();
        lines.sort_unstable();
        lines
    }

    #[test]
    fn each_choice_writes_its_fields_in_the_clients_seconds() {
        let refused = Verdict::Refused { until: Duration::from_secs(45) };
        assert_eq!(written(Headers::None, refused), [""; 0]);
        assert_eq!(written(Headers::RetryAfter, Verdict::Admitted), [""; 0]);
        assert_eq!(written(Headers::RetryAfter, refused), ["retry-after: 5"]);
        assert_eq!(
            written(Headers::RateLimit, Verdict::Admitted),
            ["ratelimit-policy: \"agent-creation\";q=10;w=8", "ratelimit: \"agent-creation\";r=3;t=3"]
        );
        assert_eq!(
            written(Headers::XRateLimit, refused),
            ["retry-after: 5", "x-ratelimit-limit: 10", "x-ratelimit-remaining: 3", "x-ratelimit-reset: 3"]
        );
    }
}
