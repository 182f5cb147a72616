//! Several buckets per call.

use crate::{
    operation::{Bucket, Provenance},
    rate_limit::{Ask, Budget, LocalBudget, Priority, WouldExceed, acquire_all, try_acquire_all},
};
use std::time::Duration;
use tokio::time::Instant;

static SLOW: Bucket = bucket("slow", 2, 60);
static FAST: Bucket = bucket("fast", 3, 10);

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
    let permits = acquire_all(&budget, &[&FAST, &SLOW], ask()).await.unwrap();
    assert_eq!(used(&budget), (1, 1));
    assert!(try_acquire_all(&budget, &[&FAST, &SLOW]).is_some_and(|more| more.len() == 2));
    assert_eq!(used(&budget), (2, 2), "dropped permits count");
    for permit in permits {
        permit.answered();
    }
    assert_eq!(used(&budget), (2, 2));
    assert!(try_acquire_all(&budget, &[&FAST, &SLOW]).is_none());
    assert_eq!(used(&budget), (2, 2));
    assert!(acquire_all(&budget, &[], ask()).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_goes_back_when_a_later_bucket_refuses() {
    let budget = LocalBudget::default();
    let taken: Vec<_> = (0..3).map(|_| budget.try_acquire(&FAST).unwrap()).collect();
    let soon = Instant::now() + Duration::from_secs(1);
    let refused = acquire_all(&budget, &[&FAST, &SLOW], Ask { deadline: Some(soon), ..ask() }).await;
    let earliest = Some(Duration::from_millis(10_004));
    assert_eq!(refused.unwrap_err(), WouldExceed { earliest });
    assert!(try_acquire_all(&budget, &[&FAST, &SLOW]).is_none());
    assert_eq!(used(&budget), (0, 3));
    drop(taken);
}
