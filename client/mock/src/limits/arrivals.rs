//! A record of what has arrived, by which a client is judged.

use super::algorithm::Limit;
use crate::faults::Fault;
use codegen_client::{Bucket, Operation};
use std::{collections::BTreeMap, time::Duration};

/// Every request that has arrived until this record was taken, in the order of arrival.
#[derive(Debug, Clone, Default)]
pub struct Arrivals {
    list: Vec<Arrival>,
    limits: BTreeMap<&'static str, Limit>,
}

/// A request that has arrived at an operation.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Arrival {
    /// When, in the platform's time since its start.
    pub at: Duration,
    /// The operation.
    pub operation: &'static Operation,
    /// The status of the answer, which a fault may have kept from its client in part; `None` where none was given at all.
    pub status: Option<u16>,
    /// Which of the known tokens the request had, counted from 0; `None` for one that was refused for its token.
    pub token: Option<usize>,
    /// The `x-request-id` that the request had, by which a caller can tell its own; `None` without one that is text.
    pub request_id: Option<String>,
    /// The fault that the request met; where a [`Delay`](Fault::Delay) or [`Skew`](Fault::Skew) went with another, the other.
    pub fault: Option<Fault>,
    /// Whether it was a write that the platform carried out, however it was answered. A change of a pull request that is
    /// answered `success: false` is none.
    pub acted: bool,
    /// Whether it acted, and did so again what one with the same token, operation, path, query and body had done before.
    pub duplicate: bool,
}

impl Arrivals {
    pub(crate) fn new(limits: BTreeMap<&'static str, Limit>) -> Self {
        Self { list: Vec::new(), limits }
    }

    pub(crate) fn push(&mut self, arrival: Arrival) {
        self.list.push(arrival);
    }

    /// Each of them.
    #[must_use]
    pub fn all(&self) -> &[Arrival] {
        &self.list
    }

    /// The most requests of one token that arrived in any window of a bucket, those answered 429 included. The window is
    /// that of the limit in force, in the platform's time; it holds its start and not its end.
    #[must_use]
    pub fn most_in_a_window(&self, bucket: &Bucket) -> usize {
        let Some(limit) = self.limits.get(bucket.name) else { return 0 };
        let mut by_token: BTreeMap<usize, Vec<Duration>> = BTreeMap::new();
        for arrival in &self.list {
            let counts = arrival.operation.policy.rate_limit.iter().any(|paid| paid.name == bucket.name);
            if let Some(token) = arrival.token.filter(|_| counts) {
                by_token.entry(token).or_default().push(arrival.at);
            }
        }
        by_token.values().map(|arrivals| most_in_a_window(arrivals, limit.window)).max().unwrap_or_default()
    }

    /// How many requests the limits refused, with a 429. A 429 that a fault gave is none of them.
    #[must_use]
    pub fn throttled(&self) -> usize {
        let refused = |arrival: &&Arrival| {
            arrival.status == Some(429) && !matches!(arrival.fault, Some(Fault::Status { .. }))
        };
        self.list.iter().filter(refused).count()
    }

    /// How many requests of an operation did again what an earlier one had done: writes that were carried out, with the
    /// token, path, query and body of one that was carried out before. A client that repeats what it must not has some.
    #[must_use]
    pub fn duplicates(&self, operation: &Operation) -> usize {
        let repeats = |arrival: &&Arrival| arrival.duplicate && arrival.operation.id == operation.id;
        self.list.iter().filter(repeats).count()
    }

    /// How many requests of an operation have arrived, however they were answered.
    #[must_use]
    pub fn requests(&self, operation: &Operation) -> usize {
        self.list.iter().filter(|arrival| arrival.operation.id == operation.id).count()
    }
}

/// The most arrivals in any window of this length; a window holds its start and not its end. One of no length counts as a
/// nanosecond, as in a [`Limit`].
#[must_use]
pub fn most_in_a_window(arrivals: &[Duration], window: Duration) -> usize {
    let window = window.max(Duration::from_nanos(1));
    let mut arrivals = arrivals.to_vec();
    arrivals.sort_unstable();
    let mut first = 0;
    let mut most = 0;
    for (last, at) in arrivals.iter().enumerate() {
        while arrivals[first].saturating_add(window) <= *at {
            first += 1;
        }
        most = most.max(last + 1 - first);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use codegen_client::operations::{
        AGENT_CREATION, AGENT_STATUS,
        agents::{CREATE_AGENT_RUN, GET_AGENT_RUN},
    };

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    #[test]
    fn the_most_in_a_window_leaves_out_its_end() {
        let most = |arrivals: &[f64]| {
            let arrivals: Vec<_> = arrivals.iter().map(|at| seconds(*at)).collect();
            most_in_a_window(&arrivals, seconds(10.0))
        };
        assert_eq!(most(&[]), 0);
        assert_eq!(most(&[0.0, 10.0, 20.0]), 1);
        assert_eq!(most(&[0.0, 9.999, 10.0, 20.0]), 2);
        assert_eq!(most(&[0.0, 7.0, 8.0, 9.0, 10.0, 16.0, 17.0]), 5);
        assert_eq!(most(&[9.0, 0.0, 5.0]), 3);
    }

    #[test]
    fn a_window_of_no_length_holds_what_comes_at_once() {
        let arrivals = [0.0, 1.0, 1.0, 2.0].map(seconds);
        assert_eq!(most_in_a_window(&arrivals, Duration::ZERO), 2);
        assert_eq!(most_in_a_window(&arrivals, Duration::MAX), 4);
    }

    #[test]
    fn tokens_and_buckets_are_counted_apart() {
        let limit = Limit { requests: 1, window: seconds(10.0) };
        let mut arrivals = Arrivals::new(BTreeMap::from([(AGENT_CREATION.name, limit)]));
        let storm = Fault::Status { status: 429, retry_after: None };
        for (at, operation, status, token, fault) in [
            (0.0, &CREATE_AGENT_RUN, 200, Some(0), None),
            (1.0, &CREATE_AGENT_RUN, 200, Some(1), None),
            (2.0, &CREATE_AGENT_RUN, 429, Some(0), Some(Fault::Skew(1))),
            (3.0, &CREATE_AGENT_RUN, 401, None, None),
            (4.0, &GET_AGENT_RUN, 429, Some(0), Some(storm)),
        ] {
            let (at, status, duplicate) = (seconds(at), Some(status), token == Some(1));
            arrivals.push(Arrival {
                at,
                operation,
                status,
                token,
                request_id: None,
                fault,
                acted: duplicate,
                duplicate,
            });
        }
        assert_eq!(arrivals.most_in_a_window(&AGENT_CREATION), 2);
        assert_eq!(arrivals.most_in_a_window(&AGENT_STATUS), 0);
        assert_eq!((arrivals.throttled(), arrivals.all().len()), (1, 5));
        assert_eq!((arrivals.requests(&CREATE_AGENT_RUN), arrivals.requests(&GET_AGENT_RUN)), (4, 1));
        assert_eq!((arrivals.duplicates(&CREATE_AGENT_RUN), arrivals.duplicates(&GET_AGENT_RUN)), (1, 0));
    }
}
