//! Counts of requests in windows.

use super::algorithm::{Limit, Limiter, Room, Verdict, count, nanoseconds};
use std::time::Duration;

/// Counts in windows that follow one another.
#[derive(Debug)]
pub(super) struct Aligned {
    limit: Limit,
    phase: Duration,
    window: u128,
    count: u32,
}

impl Aligned {
    pub(super) fn new(limit: Limit, phase: Duration) -> Self {
        Self { limit, phase, window: 0, count: 0 }
    }
}

impl Limiter for Aligned {
    fn arrive(&mut self, at: Duration) -> Verdict {
        let (window, left) = self.limit.window_at(at.saturating_add(self.phase));
        if window != self.window {
            (self.window, self.count) = (window, 0);
        }
        if self.count < self.limit.requests {
            self.count += 1;
            return Verdict::Admitted;
        }
        Verdict::Refused { until: at.saturating_add(nanoseconds(left)) }
    }

    fn room(&self, at: Duration) -> Room {
        let (window, left) = self.limit.window_at(at.saturating_add(self.phase));
        let used = if window == self.window { self.count } else { 0 };
        let until = if used == 0 { at } else { at.saturating_add(nanoseconds(left)) };
        Room { remaining: self.limit.requests - used, until }
    }
}

/// Counts in a window that a request opens.
#[derive(Debug)]
pub(super) struct FirstHit {
    limit: Limit,
    end: Duration,
    count: u32,
}

impl FirstHit {
    pub(super) fn new(limit: Limit) -> Self {
        Self { limit, end: Duration::ZERO, count: 0 }
    }
}

impl Limiter for FirstHit {
    fn arrive(&mut self, at: Duration) -> Verdict {
        if self.end <= at {
            (self.end, self.count) = (at.saturating_add(self.limit.window), 0);
        }
        if self.count < self.limit.requests {
            self.count += 1;
            return Verdict::Admitted;
        }
        Verdict::Refused { until: self.end }
    }

    fn room(&self, at: Duration) -> Room {
        let used = if self.end <= at { 0 } else { self.count };
        Room { remaining: self.limit.requests - used, until: self.end.max(at) }
    }
}

/// Estimates the last window: the count of this one, and of the one before as much as is still in reach.
#[derive(Debug)]
pub(super) struct Counter {
    limit: Limit,
    phase: Duration,
    window: u128,
    before: u32,
    count: u32,
}

impl Counter {
    pub(super) fn new(limit: Limit, phase: Duration) -> Self {
        Self { limit, phase, window: 0, before: 0, count: 0 }
    }

    /// The counts of the window before and of the window `window`, as seen from there.
    fn counts(&self, window: u128) -> (u32, u32) {
        if window == self.window {
            (self.before, self.count)
        } else if window == self.window + 1 {
            (self.count, 0)
        } else {
            (0, 0)
        }
    }
}

impl Limiter for Counter {
    fn arrive(&mut self, at: Duration) -> Verdict {
        let (window, _) = self.limit.window_at(at.saturating_add(self.phase));
        ((self.before, self.count), self.window) = (self.counts(window), window);
        let room = self.room(at);
        if room.remaining > 0 {
            self.count += 1;
            return Verdict::Admitted;
        }
        // Such servers name the end of the window, though there may be room before it, or none after it.
        Verdict::Refused { until: room.until }
    }

    fn room(&self, at: Duration) -> Room {
        let (window, left) = self.limit.window_at(at.saturating_add(self.phase));
        let (before, now) = self.counts(window);
        let estimate = u128::from(before) * left / self.limit.window.as_nanos() + u128::from(now);
        let until = if before + now == 0 { at } else { at.saturating_add(nanoseconds(left)) };
        Room { remaining: self.limit.requests.saturating_sub(count(estimate)), until }
    }
}

/// Admits nothing.
#[derive(Debug)]
pub(super) struct Closed {
    limit: Limit,
}

impl Closed {
    pub(super) fn new(limit: Limit) -> Self {
        Self { limit }
    }
}

impl Limiter for Closed {
    fn arrive(&mut self, at: Duration) -> Verdict {
        Verdict::Refused { until: self.room(at).until }
    }

    fn room(&self, at: Duration) -> Room {
        Room { remaining: 0, until: at.saturating_add(self.limit.window) }
    }
}
