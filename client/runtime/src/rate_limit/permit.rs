//! The right to send one request.

use std::{fmt, sync::Arc, time::Duration};

/// The right to send one request.
///
/// When the request has ended, say how: [`answered`](Self::answered), [`throttled`](Self::throttled) or
/// [`unused`](Self::unused). A permit that is dropped counts as used by a request that was sent and got no answer. That is
/// right for a call that is cancelled or times out.
#[must_use = "a permit that is dropped counts as used"]
pub struct Permit {
    /// `None` when it has been given back.
    lender: Option<Arc<dyn Lender>>,
    id: u64,
}

/// Where permits come from and go back to.
pub trait Lender: fmt::Debug + Send + Sync {
    /// Takes back the permit that was made with this number. Called once for each permit, on whatever thread it ends, also
    /// while it is dropped: it must neither block nor panic.
    fn settle(&self, id: u64, end: Settlement);
}

/// What became of a permit: how its request ended, as far as budgets care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// The server answered, so it counted the request before now.
    Answered,
    /// Nobody knows what became of the request. It may still be on its way to the server.
    Unanswered,
    /// It was surely not sent.
    Unused,
    /// The server answered that there were too many requests, and how long to wait, if it said so.
    Throttled(Option<Duration>),
}

impl Permit {
    /// A permit that goes back to this lender; the number means something to the lender alone.
    pub fn new(lender: Arc<dyn Lender>, id: u64) -> Self {
        Self { lender: Some(lender), id }
    }

    /// The server has answered: the slot is free again one window from now.
    pub fn answered(mut self) {
        self.end(Settlement::Answered);
    }

    /// The request was surely not sent: the slot is free again at once.
    pub fn unused(mut self) {
        self.end(Settlement::Unused);
    }

    /// The server answered with 429: nothing more is lent for `retry_after`, at most five minutes, and without that until
    /// the oldest of our own requests surely counts no more. After that requests try one by one whether it is over; none
    /// waits for the one before longer than a window, nor than five minutes.
    pub fn throttled(mut self, retry_after: Option<Duration>) {
        self.end(Settlement::Throttled(retry_after));
    }

    fn end(&mut self, end: Settlement) {
        if let Some(lender) = self.lender.take() {
            lender.settle(self.id, end);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.end(Settlement::Unanswered);
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("id", &self.id).finish_non_exhaustive()
    }
}
