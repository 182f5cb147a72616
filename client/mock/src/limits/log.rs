//! A log of the requests of the last window.

use super::algorithm::{Limit, Limiter, Room, Verdict, count};
use std::{collections::VecDeque, time::Duration};

#[derive(Debug)]
pub(super) struct Log {
    limit: Limit,
    /// Whether refused requests are written down too.
    rejects: bool,
    hits: VecDeque<Duration>,
}

impl Log {
    pub(super) fn new(limit: Limit) -> Self {
        Self { limit, rejects: false, hits: VecDeque::new() }
    }

    pub(super) fn with_rejects(limit: Limit) -> Self {
        Self { rejects: true, ..Self::new(limit) }
    }
}

impl Limiter for Log {
    fn arrive(&mut self, at: Duration) -> Verdict {
        let (requests, window) = (self.limit.requests as usize, self.limit.window);
        while self.hits.front().is_some_and(|hit| hit.saturating_add(window) <= at) {
            self.hits.pop_front();
        }
        let admitted = self.hits.len() < requests;
        if admitted || self.rejects {
            self.hits.push_back(at);
        }
        if admitted {
            return Verdict::Admitted;
        }
        // There is room again when this one and all before it have left.
        let last_to_leave = self.hits[self.hits.len() - requests];
        Verdict::Refused { until: last_to_leave.saturating_add(window) }
    }

    fn room(&self, at: Duration) -> Room {
        let (requests, window) = (self.limit.requests as usize, self.limit.window);
        let gone = self.hits.partition_point(|hit| hit.saturating_add(window) <= at);
        let counted = self.hits.len() - gone;
        // With fewer than the limit, the first to leave makes room; with more, all those above it have to leave first.
        let next = self.hits.get(gone + (counted + 1).saturating_sub(requests).saturating_sub(1));
        Room {
            remaining: count(requests.saturating_sub(counted) as u128),
            until: next.filter(|_| counted > 0).map_or(at, |hit| hit.saturating_add(window)),
        }
    }
}
