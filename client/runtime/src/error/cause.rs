//! Why a call failed. Each variant says whether the request may have acted.

use super::summary;
use crate::{auth::TokenError, decode::DecodeError, transport::TransportError};
use bytes::Bytes;
use http::StatusCode;
use std::{error::Error as StdError, fmt, time::Duration, time::SystemTime};

/// The most of a typed or raw body that `Debug` shows, in characters.
const SHOWN: usize = 1_000;

/// Why a call failed.
#[non_exhaustive]
pub enum Cause<E> {
    /// The request cannot be built. It did not act: nothing was sent.
    InvalidRequest(InvalidRequest),
    /// The token could not be read. It did not act: nothing was sent. The next call reads the source again.
    Token(TokenError),
    /// The deadline leaves no time for the request, or comes before its turn within the rate limits. It did not act: it was
    /// not sent, and it took nothing from the limits.
    WouldExceed {
        /// The earliest time at which the request could have been sent, as things stood; `None` when a limit of nothing at
        /// all keeps it from ever being sent.
        earliest: Option<SystemTime>,
    },
    /// There was no connection to send the request on, or none in time: the last attempt sent nothing. Attempts before it,
    /// if there were any, surely did nothing, or the operation is safe or idempotent: a repeat is harmless.
    Connect(TransportError),
    /// The connection was lost before the answer was complete. The request may have acted, but the operation is safe or
    /// idempotent: a repeat is harmless.
    Transport(TransportError),
    /// The answer was not complete in time, or what was waited for had not ended by then. The request may have acted, but the
    /// operation is safe or idempotent: a repeat is harmless.
    Timeout(TimedOut),
    /// An unsafe request was sent, and it is unknown what became of it. It may have acted; a repeat may act twice.
    ///
    /// Arises when no answer came (lost connection, timeout), when the answer is a 5xx that the API does not document, and
    /// when a 2xx answer broke off before its end. In the last case [`Error::status`](super::Error::status) is that
    /// 2xx: the request did act, and only what it led to is unknown.
    OutcomeUnknown(Unanswered),
    /// The API answered with a failure that it documents. Whether the request acted is up to what the API says of the
    /// status; as a rule it did not.
    Api {
        /// The status.
        status: StatusCode,
        /// The failure and its body.
        body: E,
    },
    /// The API answered with a status that it does not document. A 3xx or 4xx as a rule means that the request did not
    /// act; after a 5xx it may have acted, but the operation is safe or idempotent.
    Unexpected {
        /// The status.
        status: StatusCode,
        /// At most the first 64 KiB of the body.
        body: Bytes,
    },
    /// The API answered with a body that is not what it promised for the status, or with one that is too long. After a
    /// 2xx the request did act; after any other status see [`Cause::Api`].
    Decode {
        /// The status.
        status: StatusCode,
        /// At most the first 64 KiB of the body.
        body: Bytes,
        /// Where in the JSON the two part, as in `items[3].id`; empty when it is the body as a whole.
        path: String,
        /// How they part.
        source: DecodeError,
    },
}

impl<E: fmt::Debug> fmt::Debug for Cause<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(invalid) => f.debug_tuple("InvalidRequest").field(invalid).finish(),
            Self::Token(error) => f.debug_tuple("Token").field(error).finish(),
            Self::WouldExceed { earliest } => {
                f.debug_struct("WouldExceed").field("earliest", earliest).finish()
            }
            Self::Connect(source) => f.debug_tuple("Connect").field(source).finish(),
            Self::Transport(source) => f.debug_tuple("Transport").field(source).finish(),
            Self::Timeout(limit) => f.debug_tuple("Timeout").field(limit).finish(),
            Self::OutcomeUnknown(unanswered) => f.debug_tuple("OutcomeUnknown").field(unanswered).finish(),
            Self::Api { status, body } => f
                .debug_struct("Api")
                .field("status", &status.as_u16())
                .field("body", &format_args!("{}", summary::debug(body, SHOWN)))
                .finish(),
            Self::Unexpected { status, body } => f
                .debug_struct("Unexpected")
                .field("status", &status.as_u16())
                .field("body", &format_args!("{}", summary::debug(body, SHOWN)))
                .finish(),
            Self::Decode { status, body, path, source } => f
                .debug_struct("Decode")
                .field("status", &status.as_u16())
                .field("path", path)
                .field("source", source)
                .field("body", &format_args!("{}", summary::debug(body, SHOWN)))
                .finish(),
        }
    }
}

/// Why a request could not be built.
#[derive(Debug)]
pub struct InvalidRequest {
    message: String,
}

impl InvalidRequest {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for InvalidRequest {}

/// Which limit a request passed, and how long it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimedOut {
    /// The limit of one attempt.
    Attempt(Duration),
    /// The deadline of the whole call.
    Deadline(Duration),
    /// The deadline of a wait: there were answers, but what they show had not ended.
    Wait(Duration),
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attempt(limit) => {
                write!(f, "no complete answer within {limit:?}, the limit of one attempt")
            }
            Self::Deadline(limit) => {
                write!(f, "no complete answer within {limit:?}, the deadline of the call")
            }
            Self::Wait(limit) => write!(f, "it had not ended within {limit:?}, the deadline of the wait"),
        }
    }
}

impl StdError for TimedOut {}

/// Why it is unknown whether a request acted.
#[non_exhaustive]
pub enum Unanswered {
    /// The connection was lost before the answer was complete.
    Transport(TransportError),
    /// The answer was not complete in time.
    Timeout(TimedOut),
    /// The server failed in a way that the API does not document.
    Status {
        /// The status, 5xx.
        status: StatusCode,
        /// At most the first 64 KiB of the body.
        body: Bytes,
    },
}

impl fmt::Debug for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(source) => f.debug_tuple("Transport").field(source).finish(),
            Self::Timeout(limit) => f.debug_tuple("Timeout").field(limit).finish(),
            Self::Status { status, body } => f
                .debug_struct("Status")
                .field("status", &status.as_u16())
                .field("body", &format_args!("{}", summary::debug(body, SHOWN)))
                .finish(),
        }
    }
}
