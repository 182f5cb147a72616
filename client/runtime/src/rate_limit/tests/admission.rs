//! Several buckets per call.

use crate::{
    operation::{Bucket, Provenance},
    rate_limit::{
        Ask, Budget, LocalBudget, Permit, Priority, Quota, RateLimiter, WouldExceed, acquire_all,
        try_acquire_all,
    },
};
use futures_util::FutureExt;
use std::time::Duration;
use tokio::time::{Instant, advance};

static SLOW: Bucket = bucket("slow", 2, 60);
static FAST: Bucket = bucket("fast", 3, 10);
static BOTH: [&Bucket; 2] = [&FAST, &SLOW];

const fn bucket(name: &'static str, requests: u32, seconds: u64) -> Bucket {
    Bucket { name, requests, per: Duration::from_secs(seconds), provenance: Provenance::Documented }
}

fn ask() -> Ask {
    Ask { deadline: None, since: Instant::now(), priority: Priority::Default }
}

fn used(budget: &LocalBudget) -> (u32, u32) {
    (budget.usage(&SLOW).used, budget.usage(&FAST).used)
}

#[tokio::test(start_paused = true)]
async fn a_call_takes_a_permit_of_each_bucket() {
    let budget = LocalBudget::default();
    let permits = acquire_all(&budget, &BOTH, ask()).await.unwrap();
    assert_eq!(used(&budget), (1, 1));
    assert!(try_acquire_all(&budget, &BOTH).is_some_and(|more| more.len() == 2));
    assert_eq!(used(&budget), (2, 2), "dropped permits count");
    for permit in permits {
        permit.answered();
    }
    assert_eq!(used(&budget), (2, 2));
    assert!(try_acquire_all(&budget, &BOTH).is_none());
    assert_eq!(used(&budget), (2, 2));
    assert!(acquire_all(&budget, &[], ask()).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_goes_back_when_a_later_bucket_refuses() {
    let budget = LocalBudget::default();
    let taken: Vec<_> = (0..3).map(|_| budget.try_acquire(&FAST).unwrap()).collect();
    let soon = Instant::now() + Duration::from_secs(1);
    let refused = acquire_all(&budget, &BOTH, Ask { deadline: Some(soon), ..ask() }).await;
    let earliest = Some(Duration::from_millis(10_004));
    assert_eq!(refused.unwrap_err(), WouldExceed { earliest });
    assert!(try_acquire_all(&budget, &BOTH).is_none());
    assert_eq!(used(&budget), (0, 3));
    drop(taken);
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_goes_back_when_the_wait_is_dropped() {
    let budget = LocalBudget::default();
    let taken: Vec<_> = (0..3).map(|_| budget.try_acquire(&FAST).unwrap()).collect();
    let mut waiting = Box::pin(acquire_all(&budget, &BOTH, ask()));
    assert!((&mut waiting).now_or_never().is_none());
    assert_eq!(used(&budget), (1, 3), "the slow bucket comes first");
    drop(waiting);
    assert_eq!((used(&budget), budget.usage(&FAST).waiting), ((0, 3), 0));
    drop(taken);

    let budget = LocalBudget::default();
    let taken: Vec<_> = (0..2).map(|_| budget.try_acquire(&SLOW).unwrap()).collect();
    let mut waiting = Box::pin(acquire_all(&budget, &BOTH, ask()));
    assert!((&mut waiting).now_or_never().is_none());
    assert_eq!(used(&budget), (2, 0), "what others could use is not held meanwhile");
    taken.into_iter().for_each(Permit::answered);
    assert_eq!(waiting.await.unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_repeat_keeps_its_place() {
    let budget = LocalBudget::default();
    let first = ask();
    while let Some(permit) = budget.try_acquire(&SLOW) {
        permit.answered();
    }
    advance(Duration::from_secs(1)).await;
    let mut newcomers: Vec<_> = (0..2).map(|_| budget.acquire(&SLOW, ask())).collect();
    for newcomer in &mut newcomers {
        assert!(newcomer.now_or_never().is_none());
    }
    let mut repeat = budget.acquire(&SLOW, first);
    assert!((&mut repeat).now_or_never().is_none());
    advance(Duration::from_secs(60)).await;
    assert!((&mut newcomers[1]).now_or_never().is_none());
    assert!((&mut newcomers[0]).now_or_never().is_some());
    assert!(repeat.now_or_never().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_budget_allows_for_travel() {
    let budget = LocalBudget::default();
    let start = Instant::now();
    for quota in [None, Some(Quota::new(1, Duration::from_secs(5)))] {
        if let Some(quota) = quota {
            budget.set_quota(&FAST, quota);
        }
        while let Some(permit) = budget.try_acquire(&FAST) {
            drop(permit);
        }
    }
    budget.acquire(&FAST, ask()).await.unwrap().unused();
    assert_eq!(start.elapsed(), Duration::from_millis(10_000 + 5_003));
    budget.set_quota(&FAST, Quota::new(1, Duration::from_secs(5)).travel(Duration::from_secs(1)));
    drop(budget.try_acquire(&FAST));
    let lent = Instant::now();
    budget.acquire(&FAST, ask()).await.unwrap().unused();
    assert_eq!(lent.elapsed(), Duration::from_millis(1_000 + 5_003));
}

#[test]
fn what_waits_can_be_spawned() {
    fn check<T: Send + Sync + 'static>() {}
    fn spawnable(_: &(impl Future + Send)) {}
    check::<Permit>();
    check::<RateLimiter>();
    check::<LocalBudget>();
    spawnable(&RateLimiter::new(1, Duration::ZERO).acquire());
    spawnable(&acquire_all(&LocalBudget::default(), &[], ask()));
}
