//! The requests that one call sent.

use http::StatusCode;
use std::time::Duration;

/// One request that a call sent, or tried to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// What ended it.
    pub ending: Ending,
    /// How long the call backed off before it, on its own account or because the server asked for it.
    pub waited: Duration,
    /// How long it then waited for its permits: for the rate limits of its operation.
    pub queued: Duration,
    /// How long it took, from its start to the end of the answer's body.
    pub took: Duration,
    /// How long the server asks to wait before the next one.
    pub retry_after: Option<Duration>,
}

/// What ended an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// An answer, of which at least the status and the headers were received.
    Status(StatusCode),
    /// No connection; nothing was sent.
    Connect,
    /// The connection was lost.
    Transport,
    /// No answer in time.
    Timeout,
}
