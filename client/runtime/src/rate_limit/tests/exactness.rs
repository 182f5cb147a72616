//! What holds in every run: the limit, the order, no lost slot, no lost waiter.

use super::{
    judge::{Arrival, excess, most_in_a_window},
    scenario::{Scenario, any_scenario},
    simulation::{Run, run},
};
use crate::rate_limit::quota::nanos;
use proptest::{prelude::*, test_runner::RngSeed};
use std::time::Duration;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        rng_seed: RngSeed::Fixed(60_30),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_promises_hold_in_every_run(scenario in any_scenario()) {
        check(&scenario, &run(&scenario));
    }
}

fn check(scenario: &Scenario, run: &Run) {
    let excess = excess(&run.arrivals);
    assert!(excess.is_empty(), "more than the quota: {excess:?}");
    if scenario.changes == 0 {
        // News only tightens.
        let most = most_in_a_window(times(&run.arrivals), nanos(scenario.window));
        assert!(most <= scenario.max as usize, "{most} in one window");
    }
    assert_eq!(run.forgotten, 0, "callers wait for ever");
    assert_eq!(run.left.0, run.left.1, "slots are lost");
    for wait in &run.waits {
        let (first, got) = wait.permits;
        let lent_at = run.permits[&got].at;
        assert!(wait.deadline.is_none_or(|deadline| lent_at <= deadline), "a permit after the deadline");
        // Whoever was served while this one waited came earlier, handicaps included. That is the order within a priority,
        // and the bound on how long anybody is overtaken.
        let overtaken_by =
            run.waits.iter().find(|other| (first..got).contains(&other.permits.1) && other.key > wait.key);
        assert!(overtaken_by.is_none(), "overtaken");
    }
}

fn times(arrivals: &[Arrival]) -> Vec<u64> {
    arrivals.iter().map(|arrival| arrival.at).collect()
}

/// A run in which much goes on.
fn busy() -> Scenario {
    Scenario {
        seed: 0,
        max: 5,
        window: Duration::from_secs(2),
        travel: Duration::from_secs(3),
        callers: 80,
        latency: Duration::from_millis(900),
        impatient: 10,
        hurried: 10,
        abandoned: 20,
        unused: 5,
        throttled: 2,
        changes: 0,
        news: 0,
        trusting: true,
        count_from_sending: false,
        deny_travel: false,
    }
}

#[test]
fn fixed_seeds_hold_too() {
    for seed in 0..20 {
        let scenario = Scenario { seed, changes: 6, news: 6, ..busy() };
        let run = run(&scenario);
        check(&scenario, &run);
        let long = run.waits.iter().filter(|wait| wait.permits.0 < wait.permits.1);
        assert!(long.count() > 40, "most wait while others are served");
    }
}

#[test]
fn a_limiter_that_counts_from_sending_is_caught() {
    let caught = (0..20).filter(|seed| {
        let scenario = Scenario { seed: *seed, abandoned: 0, count_from_sending: true, ..busy() };
        let arrivals = run(&scenario).arrivals;
        let most = most_in_a_window(times(&arrivals), nanos(scenario.window));
        assert_eq!(most > scenario.max as usize, !excess(&arrivals).is_empty(), "the judges agree");
        most > scenario.max as usize
    });
    assert_eq!(caught.count(), 20);
}

#[test]
fn a_limiter_that_denies_travel_is_caught() {
    let caught = (0..20).filter(|seed| {
        let scenario = Scenario { seed: *seed, deny_travel: true, ..busy() };
        !excess(&run(&scenario).arrivals).is_empty()
    });
    assert_eq!(caught.count(), 20);
}
