//! The fastest that a client can be which knows what it cannot know.

use super::network::Trip;
use codegen_mock::limits::Limit;
use std::{cmp::Reverse, collections::BinaryHeap, time::Duration};

/// What the oracle does.
#[derive(Debug)]
pub(crate) struct Plan {
    /// When each request arrives at the server, in the order sent.
    pub(crate) arrivals: Vec<Duration>,
    /// When the last answer is back.
    pub(crate) took: Duration,
}

/// Sends one request per trip, in this order, so that each arrives as early as the limit allows.
///
/// It knows when every request arrived, and how long the next will be on its way: it sends that one early by as much,
/// though not before the one ahead of it. A real client knows an arrival only from the answer, and no trip in advance.
pub(crate) fn oracle(limit: Limit, trips: impl IntoIterator<Item = Trip>) -> Plan {
    let mut plan = Plan { arrivals: Vec::new(), took: Duration::ZERO };
    let mut slots = BinaryHeap::from(vec![Reverse(Duration::ZERO); limit.requests as usize]);
    let mut sent = Duration::ZERO;
    for trip in trips {
        let Reverse(usable) = slots.pop().expect("the limit is above zero");
        sent = sent.max(usable.saturating_sub(trip.up));
        let arrival = sent + trip.up;
        slots.push(Reverse(arrival + limit.window));
        plan.arrivals.push(arrival);
        plan.took = plan.took.max(arrival + trip.processing + trip.down);
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::{SEEDS, SIXTY_IN_30_S, STRAGGLERS, TEN_IN_60_S, median, network::trips, phase};
    use codegen_mock::limits::{Algorithm, Verdict, most_in_a_window};

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn it_makes_up_for_the_way_but_keeps_the_order() {
        let limit = Limit { requests: 1, window: ms(1000) };
        let trip = |up| Trip { up: ms(up), processing: ms(20), down: ms(30) };
        let plan = oracle(limit, [trip(100), trip(300), trip(10), trip(2000)]);
        // The last cannot leave before 2090 ms, when the third does.
        assert_eq!(plan.arrivals, [ms(100), ms(1100), ms(2100), ms(4090)]);
        assert_eq!(plan.took, ms(4140));
    }

    #[test]
    fn no_fair_server_refuses_what_keeps_the_limit() {
        for limit in [TEN_IN_60_S, SIXTY_IN_30_S] {
            for seed in SEEDS {
                let full = limit.requests as usize;
                let mut arrivals = oracle(limit, trips(seed, STRAGGLERS).take(full * 5)).arrivals;
                arrivals.sort_unstable();
                assert_eq!(most_in_a_window(&arrivals, limit.window), full);
                for algorithm in Algorithm::FAIR {
                    let mut server = algorithm.limiter(limit, phase(limit, seed));
                    for at in &arrivals {
                        assert_eq!(server.arrive(*at), Verdict::Admitted, "{algorithm:?}, seed {seed}");
                    }
                }
            }
        }
    }

    /// The figures are those of another simulation of the same model, with 60 seeds of its own. Whether there is a
    /// straggler among the last requests moves a run by three seconds, so that medians of 60 differ by some tenths.
    #[test]
    fn it_takes_as_long_as_an_independent_simulation_found() {
        let cases = [
            (TEN_IN_60_S, 100, 0.0, 541.05, 0.1),
            (TEN_IN_60_S, 100, STRAGGLERS, 543.65, 0.75),
            (SIXTY_IN_30_S, 600, 0.0, 271.69, 0.1),
            (SIXTY_IN_30_S, 600, STRAGGLERS, 275.99, 0.75),
        ];
        for (limit, requests, stragglers, expected, tolerance) in cases {
            let took = median((0..60).map(|seed| oracle(limit, trips(seed, stragglers).take(requests)).took));
            println!(
                "oracle, {stragglers:4} stragglers   {limit}: {:6.2} s, expected {expected} s",
                took.as_secs_f64()
            );
            assert!((took.as_secs_f64() - expected).abs() < tolerance, "{took:?} is not {expected} s");
        }
    }
}
