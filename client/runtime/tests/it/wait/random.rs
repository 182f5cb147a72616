//! Waiters that come, leave and see their ends at random times.

use super::{Fault, Service, most_in_a_window, spawn};
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout_at};

const SEEDS: std::ops::Range<u64> = 0..40;

/// Twice the longest interval of these limits, of which 30 waiters at most use little, and the requests at its ends: a look can
/// begin just before the end, and the next one can fail.
const SOON: Duration = Duration::from_millis(2 * 2_200 + 3 * 300);

#[tokio::test(start_paused = true)]
async fn every_waiter_that_stays_sees_its_end_soon() {
    for seed in SEEDS {
        let mut random = fastrand::Rng::with_seed(seed);
        let began = Instant::now();
        let count: u32 = random.u32(1..=30);
        let at = move |millis: u64| began + Duration::from_millis(millis);
        let plans: Vec<_> = (1..=count)
            .map(|id| {
                let comes = random.u64(0..20_000);
                let ends = random.u64(0..40_000);
                let leaves = random.bool().then(|| comes + random.u64(0..15_000));
                (id, comes, ends, leaves)
            })
            .collect();
        let service = Service::new()
            .jobs(plans.iter().map(|(id, _, ends, _)| (*id, *ends)))
            .page(random.usize(0..=40))
            .travel(Duration::from_millis(random.u64(0..=300)));
        // One request in so many fails for the moment.
        let every = random.usize(8..40);
        let service =
            service.faults(move |_, before| (before % every == every - 1).then_some(Fault::Status(503)));
        let client = service.client().limit("status", 1_000, 30).limit("listing", 1_000, 30);
        let jobs = client.batched();

        let mut tasks = Vec::new();
        for (id, comes, ends, leaves) in plans {
            let jobs = jobs.clone();
            tasks.push(tokio::spawn(async move {
                sleep_until(at(comes)).await;
                let waiting = jobs.wait(id).into_future();
                let end = match leaves {
                    Some(leaves) => timeout_at(at(leaves), waiting).await.ok()?,
                    None => waiting.await,
                };
                assert_eq!(end.unwrap().id, id, "seed {seed}");
                Some(Instant::now() - at(ends.max(comes)))
            }));
        }
        for task in tasks {
            let late = task.await.unwrap();
            assert!(late.is_none_or(|late| late <= SOON), "seed {seed}: {late:?} {:?}", service.arrivals());
        }
    }
}

/// Limits that are far too small for so many waiters: none is exceeded, and everybody sees an end at last.
#[tokio::test(start_paused = true)]
async fn small_limits_are_kept_whoever_comes_and_leaves() {
    for seed in SEEDS {
        let mut random = fastrand::Rng::with_seed(seed);
        let service =
            Service::new().jobs((1..=20).map(|id| (id, u64::from(id) * 500))).page(random.usize(0..20));
        let jobs = service.client().limit("status", 6, 20).limit("listing", 4, 20).batched();
        let mut tasks = Vec::new();
        for id in 1..=20 {
            let stays = random.bool();
            let patience = Duration::from_millis(random.u64(0..30_000));
            let task = spawn(jobs.wait(id).deadline(Duration::from_hours(10)));
            tasks.push(tokio::spawn(async move {
                if !stays {
                    tokio::time::sleep(patience).await;
                    task.abort();
                }
                task.await.is_ok_and(|end| end.unwrap().id == id) || !stays
            }));
        }
        for task in tasks {
            assert!(task.await.unwrap(), "seed {seed}");
        }
        let arrivals = service.arrivals();
        let (lists, reads): (Vec<_>, Vec<_>) =
            arrivals.into_iter().partition(|arrival| arrival.path == "/jobs");
        let window = Duration::from_secs(20);
        assert!(most_in_a_window(&reads, "/jobs/", window) <= 6, "seed {seed}");
        assert!(most_in_a_window(&lists, "/jobs", window) <= 4, "seed {seed}");
    }
}
