//! How much of a budget is used.

use std::time::Duration;

/// How much of a budget is used, at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// The most requests in any window that are in force: what was set, or less when the server said so.
    pub limit: u32,
    /// The length of the window that is in force.
    pub window: Duration,
    /// Requests that count: in flight, or answered less than a window ago. More than `limit` after that was lowered.
    pub used: u32,
    /// Requests that the window has room for now. A pause or a queue can still be in the way.
    pub remaining: u32,
    /// How long until there is a permit for whoever comes first, if all requests in flight were answered now; zero when
    /// there is one, [`Duration::MAX`] when the quota is 0.
    pub next_slot: Duration,
    /// How many wait for a permit.
    pub waiting: usize,
    /// How much longer the budget pauses after a 429: zero while a request tries whether it is over.
    pub paused_for: Option<Duration>,
}

impl Usage {
    /// A budget of which nothing is used. A [`Budget`](crate::Budget) of an application's own starts from it and sets what
    /// differs.
    #[must_use]
    pub const fn unused(limit: u32, window: Duration) -> Self {
        Self {
            limit,
            window,
            used: 0,
            remaining: limit,
            next_slot: if limit == 0 { Duration::MAX } else { Duration::ZERO },
            waiting: 0,
            paused_for: None,
        }
    }
}
