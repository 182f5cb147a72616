//! What both sides know when it is over: the records of the callers, and those of the server.

use codegen_client::{Bucket, ErrorKind, Operation, Sent};
use std::{fmt, time::Duration};

/// Everything by which a run of chaos is judged.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// The limits in force, in the server's time.
    pub(crate) limits: Vec<(&'static Bucket, usize, Duration)>,
    /// What the server saw, in the order of arrival.
    pub(crate) arrivals: Vec<Seen>,
    /// What was started through [`create_agent_run`](codegen_client::Client::create_agent_run).
    pub(crate) started: Vec<Started>,
    /// What the callers say.
    pub(crate) records: Vec<Record>,
    /// The tasks that panicked.
    pub(crate) panics: Vec<String>,
    /// The limits that are not as they were, long after the last call.
    pub(crate) held: Vec<String>,
}

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) at: Duration,
    pub(crate) operation: &'static Operation,
    /// Which of the tokens it had.
    pub(crate) token: usize,
    /// The number of the call that it belongs to; `None` for the requests that calls make beside their own: a search for a
    /// run, a look while waiting.
    pub(crate) call: Option<u64>,
    /// Whether the server carried it out.
    pub(crate) acted: bool,
    /// Whether it did so for an equal request before.
    pub(crate) duplicate: bool,
    /// What it answered, as far as it answered.
    pub(crate) status: Option<u16>,
    /// What went wrong with it on purpose.
    pub(crate) fault: Option<&'static str>,
}

/// A run that exists.
#[derive(Debug, Clone)]
pub(crate) struct Started {
    pub(crate) id: i64,
    /// The number of the call, which was stored with it.
    pub(crate) call: u64,
    /// The id for finding it again, which was stored with it.
    pub(crate) client_request_id: Option<String>,
}

/// What a caller says of its call.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) call: u64,
    pub(crate) operation: &'static Operation,
    /// Whether the requests of the call carry its number, so that the server's record tells which they are.
    pub(crate) marked: bool,
    /// Whether the caller asked for an id to find the run by.
    pub(crate) identified: bool,
    pub(crate) end: End,
}

/// How a call ended.
#[derive(Debug, Clone)]
pub(crate) enum End {
    /// With an answer to what was asked.
    Answered {
        /// What it was about.
        id: Option<i64>,
        /// Whether the answer had been lost, and the run was found in the list.
        found: bool,
    },
    /// With an answer to something else.
    Mistaken,
    /// With an error.
    Failed {
        kind: ErrorKind,
        sent: Sent,
        retryable: bool,
        /// Whether it says that the request may have acted, and nobody knows what it led to: the outcome is unknown, or the
        /// answer is a good one that cannot be read.
        unknown: bool,
        client_request_id: Option<String>,
    },
    /// Its caller dropped it before it ended.
    Left,
    /// Not at all, long after its deadline.
    Hung,
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of call {}: {:?}", self.operation.id, self.call, self.end)
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of call {:?} at {:?}", self.operation.id, self.call, self.at)
    }
}
