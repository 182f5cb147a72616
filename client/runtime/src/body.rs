//! Reads the body of an answer, bounded in size and time.

use crate::{
    error::TimedOut,
    limit::{Limit, within},
    operation::Content,
    transport::{Body, TransportError},
};
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body_util::BodyExt;
use std::time::Duration;

/// The most of a failure's body that is read: more than any real one, and no way to fill the memory.
const FAILURE: usize = 1 << 20;

/// The most of a body that nobody wants that is read, so that its connection can be used again.
const UNWANTED: usize = 64 << 10;

/// How long a body is waited for that nobody needs: that of an answer without content, and that of a failure, whose status
/// says the most.
const UNNEEDED: Duration = Duration::from_secs(2);

/// The most of a body that an error keeps.
pub(crate) const KEPT: usize = 64 << 10;

/// What was read of a body.
pub(crate) struct Collected {
    pub(crate) bytes: Bytes,
    /// Why it is not all of it.
    pub(crate) cut: Option<Cut>,
}

/// Why a body was not read to its end.
pub(crate) enum Cut {
    TooLong(usize),
    Broken(TransportError),
    TimedOut(TimedOut),
}

/// How many bytes of a body are read.
pub(crate) fn most(content: Content, status: StatusCode, max_response_bytes: usize) -> usize {
    match content {
        _ if !status.is_success() => FAILURE,
        Content::Empty => UNWANTED,
        Content::Json | Content::Text | Content::Bytes => max_response_bytes,
    }
}

/// By when a body must be complete.
pub(crate) fn limit(content: Content, status: StatusCode, attempt: Limit) -> Limit {
    if status.is_success() && content != Content::Empty {
        return attempt;
    }
    // What the limit is called does not matter: such a body is taken as far as it came.
    attempt.or_earlier(Some(Limit::after(UNNEEDED, attempt.reason)))
}

/// Reads at most so many bytes.
pub(crate) async fn collect(mut body: Body, most: usize, limit: Limit) -> Collected {
    let mut bytes = BytesMut::new();
    let cut = loop {
        // A body that always has a frame ready never lets the clock have its turn.
        if limit.is_over() {
            break Some(Cut::TimedOut(limit.reason));
        }
        let frame = match within(Some(limit), body.frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => break None,
            Ok(Some(Err(error))) => break Some(Cut::Broken(error.answered())),
            Err(reason) => break Some(Cut::TimedOut(reason)),
        };
        let Ok(data) = frame.into_data() else { continue };
        let room = most - bytes.len();
        bytes.extend_from_slice(&data[..data.len().min(room)]);
        if data.len() > room {
            break Some(Cut::TooLong(most));
        }
    };
    Collected { bytes: bytes.freeze(), cut }
}
