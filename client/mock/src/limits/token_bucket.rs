//! A bucket of tokens that flow back evenly.

use super::algorithm::{Limit, Limiter, Room, Verdict, count, nanoseconds};
use std::time::Duration;

/// Each nanosecond fills in as many units as the limit has requests, and one request takes as many units as the window
/// has nanoseconds: so nothing is rounded.
#[derive(Debug)]
pub(super) struct TokenBucket {
    limit: Limit,
    level: u128,
    /// When that was its level, in nanoseconds.
    since: u128,
}

impl TokenBucket {
    pub(super) fn new(limit: Limit) -> Self {
        Self { limit, level: capacity(limit), since: 0 }
    }

    fn level_at(&self, at: Duration) -> u128 {
        let filled = at.as_nanos().saturating_sub(self.since) * self.flow();
        (self.level + filled).min(capacity(self.limit))
    }

    fn flow(&self) -> u128 {
        u128::from(self.limit.requests)
    }

    fn price(&self) -> u128 {
        self.limit.window.as_nanos()
    }
}

impl Limiter for TokenBucket {
    fn arrive(&mut self, at: Duration) -> Verdict {
        (self.level, self.since) = (self.level_at(at), at.as_nanos());
        if self.level >= self.price() {
            self.level -= self.price();
            return Verdict::Admitted;
        }
        Verdict::Refused { until: self.room(at).until }
    }

    fn room(&self, at: Duration) -> Room {
        let (level, price) = (self.level_at(at), self.price());
        let missing = if level == capacity(self.limit) { 0 } else { price - level % price };
        let until = at.saturating_add(nanoseconds(missing.div_ceil(self.flow())));
        Room { remaining: count(level / price), until }
    }
}

/// The tokens of a full bucket, in its units.
fn capacity(limit: Limit) -> u128 {
    u128::from(limit.requests) * limit.window.as_nanos()
}
