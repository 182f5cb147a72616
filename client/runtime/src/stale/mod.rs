//! Answers from before, for callers that would rather have one of those than none.

mod keep;
mod store;

pub(crate) use keep::Keep;
pub(crate) use store::Store;

use http::StatusCode;
use std::{fmt, time::Duration};

/// Whether an answer was given to this call, or to one before it.
///
/// Only a call that allows it ever gets an answer from before, and only for an operation that reads. Such an answer was
/// given to the same token, for the same request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Freshness {
    /// The server gave the answer to this call.
    #[default]
    Fresh,
    /// The server gave the answer to a call before this one, and this call got none that it could use.
    Stale {
        /// How long ago the request was sent that the server answered: what the answer says was true at that time or after
        /// it, never before.
        age: Duration,
        /// Why there is no fresh answer.
        cause: StaleCause,
    },
}

/// Why there is no fresh answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StaleCause {
    /// No rate limit had room for the request; it was not sent.
    NoPermit,
    /// The server answered that it is too busy or broken.
    Status(StatusCode),
    /// There was no complete answer in time.
    Timeout,
    /// There was no connection, or it was lost.
    Connection,
}

impl fmt::Display for StaleCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPermit => f.write_str("the rate limit has no room for a request now"),
            Self::Status(status) => write!(f, "the API answered {}", status.as_u16()),
            Self::Timeout => f.write_str("no complete answer in time"),
            Self::Connection => f.write_str("no connection to the server, or a lost one"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_reads_as_a_sentence() {
        for (cause, expected) in [
            (StaleCause::NoPermit, "the rate limit has no room for a request now"),
            (StaleCause::Status(StatusCode::SERVICE_UNAVAILABLE), "the API answered 503"),
            (StaleCause::Timeout, "no complete answer in time"),
            (StaleCause::Connection, "no connection to the server, or a lost one"),
        ] {
            assert_eq!(cause.to_string(), expected);
        }
    }
}
