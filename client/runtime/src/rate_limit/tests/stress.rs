//! Real threads and real, very short windows.

use super::judge::most_in_a_window;
use crate::rate_limit::{RateLimiter, quota::nanos};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

const MAX: u32 = 20;
const WINDOW: Duration = Duration::from_millis(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn threads_neither_break_the_limit_nor_hang() {
    let limiter = RateLimiter::new(MAX, WINDOW);
    let epoch = Instant::now();
    let tasks: Vec<_> =
        (0..400).map(|number| tokio::spawn(request(limiter.clone(), epoch, number))).collect();
    let mut arrivals = Vec::new();
    for task in tasks {
        arrivals.extend(task.await.unwrap());
    }
    assert!(arrivals.len() >= 320, "all that did not stop waiting were served");
    assert!(most_in_a_window(arrivals, nanos(WINDOW)) <= MAX as usize);
    // All slots are there again.
    sleep(WINDOW * 2).await;
    assert_eq!((limiter.usage().used, limiter.usage().waiting), (0, 0));
}

/// When it arrived, in nanoseconds. One in five stops waiting, soon or late.
async fn request(limiter: RateLimiter, epoch: Instant, number: u64) -> Option<u64> {
    let permit = if number.is_multiple_of(5) {
        timeout(Duration::from_millis(number), limiter.acquire()).await.ok()?
    } else {
        timeout(Duration::from_secs(60), limiter.acquire()).await.expect("nobody waits for ever")
    };
    sleep(Duration::from_millis(number % 3)).await;
    let arrived = nanos(epoch.elapsed());
    if number.is_multiple_of(7) {
        drop(permit);
    } else {
        permit.answered();
    }
    Some(arrived)
}
