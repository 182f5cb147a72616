//! What a simulated run is like.

use crate::rate_limit::quota::Quota;
use proptest::prelude::*;
use std::time::Duration;

/// What a run is like. Shares are percentages.
#[derive(Debug, Clone)]
pub(super) struct Scenario {
    pub(super) seed: u64,
    pub(super) max: u32,
    pub(super) window: Duration,
    pub(super) travel: Duration,
    pub(super) callers: usize,
    /// The longest that a request takes to the server, and an answer back.
    pub(super) latency: Duration,
    /// The share of callers that stop waiting.
    pub(super) impatient: u32,
    /// The share of callers with a deadline.
    pub(super) hurried: u32,
    /// The share of requests whose callers give up on them.
    pub(super) abandoned: u32,
    /// The share of requests that are not sent after all.
    pub(super) unused: u32,
    /// The share of requests that are answered with 429.
    pub(super) throttled: u32,
    /// How often the quota changes.
    pub(super) changes: usize,
    /// How often there is news in headers, or from requests of others.
    pub(super) news: usize,
    /// Whether those behind the head of the queue rely on being woken, and set no alarm of their own.
    pub(super) trusting: bool,
    /// Breaks the limiter: a slot comes back when its request is sent.
    pub(super) count_from_sending: bool,
    /// Breaks the limiter: it believes that no request travels on after its caller gave up.
    pub(super) deny_travel: bool,
}

impl Scenario {
    /// As the limiter is told.
    pub(super) fn quota(&self, max: u32, window: Duration) -> Quota {
        Quota::new(max, window).travel(if self.deny_travel { Duration::ZERO } else { self.travel })
    }
}

/// All kinds of runs with a limiter that is not broken.
pub(super) fn any_scenario() -> impl Strategy<Value = Scenario> {
    let limits = (1_u32..=8, 20_u64..=5_000, 0_u64..=3_000, 1_usize..=80, 0_u64..=1_500);
    let shares = (0_u32..=40, 0_u32..=40, 0_u32..=40, 0_u32..=20, 0_u32..=20);
    // Half of the runs are quiet.
    let changes = prop_oneof![Just(0), 0_usize..=8];
    let news = prop_oneof![Just(0), 0_usize..=8];
    (any::<(u64, bool)>(), limits, shares, changes, news).prop_map(|(any, limits, shares, changes, news)| {
        let (seed, trusting) = any;
        let (max, window, travel, callers, latency) = limits;
        let (impatient, hurried, abandoned, unused, throttled) = shares;
        Scenario {
            seed,
            max,
            window: Duration::from_millis(window),
            travel: Duration::from_millis(travel),
            callers,
            latency: Duration::from_millis(latency),
            impatient,
            hurried,
            abandoned,
            unused,
            throttled,
            changes,
            news,
            trusting,
            count_from_sending: false,
            deny_travel: false,
        }
    })
}
