//! The counters: one for each token and bucket.

use super::algorithm::{Algorithm, Limit, Limiter, Room, Verdict};
use codegen_client::{Operation, operations::BUCKETS};
use std::{collections::BTreeMap, time::Duration};

/// Every limit, and what has been used of it.
#[derive(Debug)]
pub(crate) struct Ledger {
    algorithm: Algorithm,
    /// What of a window the aligned ones had behind them at the start, from 0 to 1.
    phase: f64,
    limits: BTreeMap<&'static str, Limit>,
    enforced: bool,
    limiters: BTreeMap<(usize, &'static str), Box<dyn Limiter>>,
}

/// What one bucket says about a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Count {
    pub(crate) bucket: &'static str,
    pub(crate) limit: Limit,
    pub(crate) verdict: Verdict,
    /// What is left after the request.
    pub(crate) room: Room,
}

/// The limits that the description of the API states, by the names of their buckets.
pub(crate) fn stated() -> BTreeMap<&'static str, Limit> {
    let limit = |requests, window| Limit { requests, window };
    BUCKETS.iter().map(|bucket| (bucket.name, limit(bucket.requests, bucket.per))).collect()
}

impl Ledger {
    pub(crate) fn new(
        algorithm: Algorithm,
        limits: BTreeMap<&'static str, Limit>,
        enforced: bool,
        phase: f64,
    ) -> Self {
        Self { algorithm, phase, limits, enforced, limiters: BTreeMap::new() }
    }

    /// The limits, by the names of their buckets.
    pub(crate) fn limits(&self) -> &BTreeMap<&'static str, Limit> {
        &self.limits
    }

    /// Whether anything is counted.
    pub(crate) fn enforced(&self) -> bool {
        self.enforced
    }

    /// Counts a request in every bucket of its operation. It is refused if one of them refuses it; the others have counted
    /// it all the same.
    pub(crate) fn arrive(&mut self, token: usize, operation: &Operation, at: Duration) -> Vec<Count> {
        if !self.enforced {
            return Vec::new();
        }
        let buckets = operation.policy.rate_limit.iter();
        let counts = buckets.filter_map(|bucket| {
            let (name, limit) = (bucket.name, *self.limits.get(bucket.name)?);
            let new = || self.algorithm.limiter(limit, limit.window.mul_f64(self.phase));
            let limiter = self.limiters.entry((token, name)).or_insert_with(new);
            let verdict = limiter.arrive(at);
            Some(Count { bucket: name, limit, verdict, room: limiter.room(at) })
        });
        counts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codegen_client::operations::{
        agents::CREATE_AGENT_RUN, organizations::LIST_ORGANIZATIONS, users::GET_CURRENT_USER,
    };

    #[test]
    fn tokens_count_apart_and_operations_of_a_bucket_together() {
        let mut limits = stated();
        assert_eq!(limits["agent-creation"].requests, 10);
        limits.insert("directory", Limit { requests: 1, window: Duration::from_secs(10) });
        let mut ledger = Ledger::new(Algorithm::SlidingLog, limits, true, 0.5);
        let mut admitted = |token, operation, at| {
            let counts = ledger.arrive(token, operation, Duration::from_secs(at));
            counts.iter().all(|count| count.verdict == Verdict::Admitted)
        };
        assert!(admitted(0, &LIST_ORGANIZATIONS, 0));
        assert!(!admitted(0, &GET_CURRENT_USER, 1));
        assert!(admitted(1, &GET_CURRENT_USER, 1));
        assert!(admitted(0, &CREATE_AGENT_RUN, 1));
        assert!(admitted(0, &GET_CURRENT_USER, 10));
    }

    #[test]
    fn aligned_windows_have_a_part_behind_them_at_the_start() {
        let limits = BTreeMap::from([("directory", Limit { requests: 1, window: Duration::from_secs(10) })]);
        let mut ledger = Ledger::new(Algorithm::AlignedWindow, limits, true, 0.75);
        let mut verdict = || ledger.arrive(0, &GET_CURRENT_USER, Duration::from_secs(1))[0].verdict;
        assert_eq!(verdict(), Verdict::Admitted);
        assert_eq!(verdict(), Verdict::Refused { until: Duration::from_millis(2500) });
    }
}
