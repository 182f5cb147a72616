//! What a 429 does.

use crate::rate_limit::{Permit, RateLimiter, WouldExceed};
use futures_util::FutureExt;
use std::time::Duration;
use tokio::time::{Instant, advance};

const SECOND: Duration = Duration::from_secs(1);

fn ten_per_minute() -> (RateLimiter, Vec<Permit>) {
    let limiter = RateLimiter::new(10, 60 * SECOND);
    let permits = (0..4).map(|_| limiter.try_acquire().unwrap()).collect();
    (limiter, permits)
}

fn paused_for(limiter: &RateLimiter) -> Option<Duration> {
    limiter.usage().paused_for
}

#[tokio::test(start_paused = true)]
async fn the_whole_bucket_pauses_and_then_one_request_tries() {
    let (limiter, mut permits) = ten_per_minute();
    let start = Instant::now();
    permits.remove(0).throttled(Some(7 * SECOND));
    assert!(limiter.try_acquire().is_none());
    assert_eq!(paused_for(&limiter), Some(7 * SECOND));
    let mut waiters: Vec<_> = (0..3).map(|_| limiter.acquire()).collect();
    for waiter in &mut waiters {
        assert!(waiter.now_or_never().is_none());
    }
    let mut waiters = waiters.into_iter();
    let probe = waiters.next().unwrap().await;
    assert_eq!(start.elapsed(), 7 * SECOND);
    advance(5 * SECOND).await;
    let (mut second, third) = (waiters.next().unwrap(), waiters.next().unwrap());
    assert!((&mut second).now_or_never().is_none(), "until the answer to the probe");
    assert_eq!(paused_for(&limiter), Some(Duration::ZERO));
    probe.answered();
    for waiter in [second, third] {
        drop(waiter.await);
    }
    assert_eq!((start.elapsed(), paused_for(&limiter)), (12 * SECOND, None));
}

#[tokio::test(start_paused = true)]
async fn a_refused_probe_pauses_again_and_a_lost_one_is_replaced() {
    let (limiter, mut permits) = ten_per_minute();
    permits.remove(0).throttled(Some(SECOND));
    advance(SECOND).await;
    limiter.try_acquire().unwrap().throttled(Some(2 * SECOND));
    assert_eq!(paused_for(&limiter), Some(2 * SECOND));
    advance(2 * SECOND).await;
    drop(limiter.try_acquire().unwrap());
    limiter.try_acquire().unwrap().unused();
    let probe = limiter.try_acquire().unwrap();
    assert!(limiter.try_acquire().is_none());
    probe.answered();
    assert!(limiter.try_acquire().is_some());
}

/// Its request is slow, or a task keeps a waiter that was lent a permit and polls it no more.
#[tokio::test(start_paused = true)]
async fn a_probe_without_an_answer_holds_up_the_others_for_a_window_at_most() {
    let (limiter, mut permits) = ten_per_minute();
    let start = Instant::now();
    permits.remove(0).throttled(Some(SECOND));
    let mut kept = limiter.acquire();
    assert!((&mut kept).now_or_never().is_none());
    let second = limiter.acquire().await;
    let span = 60 * SECOND + Duration::from_millis(14);
    assert_eq!(start.elapsed(), SECOND + span);
    let third = limiter.acquire().await;
    assert_eq!(start.elapsed(), SECOND + span * 2, "one after the other");
    // Any of them shows that the pause is over.
    second.answered();
    assert_eq!(paused_for(&limiter), None);
    third.throttled(Some(2 * SECOND));
    assert_eq!(paused_for(&limiter), Some(2 * SECOND), "unless the next one shows that it is not");
    drop(kept);
}

/// Nor do all others wait for it when a window is very long.
#[tokio::test(start_paused = true)]
async fn a_probe_is_waited_for_no_longer_than_a_pause() {
    let limiter = RateLimiter::new(10, 3_600 * SECOND);
    let start = Instant::now();
    limiter.throttled(Some(SECOND));
    let probe = limiter.acquire().await;
    limiter.acquire().await.answered();
    assert_eq!(start.elapsed(), 301 * SECOND);
    drop(probe);
}

#[tokio::test(start_paused = true)]
async fn the_other_429s_of_a_storm_are_no_news() {
    let (limiter, mut permits) = ten_per_minute();
    permits.remove(0).throttled(Some(3 * SECOND));
    permits.remove(0).throttled(None);
    assert_eq!(paused_for(&limiter), Some(3 * SECOND));
    permits.remove(0).throttled(Some(5 * SECOND));
    assert_eq!(paused_for(&limiter), Some(5 * SECOND), "unless they ask for more time");
    advance(5 * SECOND).await;
    limiter.try_acquire().unwrap().answered();
    assert_eq!(paused_for(&limiter), None);
    permits.remove(0).throttled(None);
    assert_eq!(paused_for(&limiter), None, "also when they come late");
    limiter.try_acquire().unwrap().throttled(None);
    assert!(paused_for(&limiter).is_some(), "but this request was sent after the storm");
}

#[tokio::test(start_paused = true)]
async fn more_time_asked_for_while_the_probe_is_out_is_kept() {
    let (limiter, mut permits) = ten_per_minute();
    permits.remove(0).throttled(Some(SECOND));
    advance(SECOND).await;
    let probe = limiter.try_acquire().unwrap();
    permits.remove(0).throttled(Some(4 * SECOND));
    probe.answered();
    assert_eq!(paused_for(&limiter), Some(4 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn without_a_hint_the_pause_lasts_until_the_oldest_request_is_out() {
    let (limiter, mut permits) = ten_per_minute();
    permits.remove(0).answered();
    advance(40 * SECOND).await;
    permits.remove(0).throttled(None);
    assert_eq!(paused_for(&limiter), Some(20 * SECOND + Duration::from_millis(14)));

    let (limiter, mut permits) = ten_per_minute();
    permits.remove(0).answered();
    advance(58 * SECOND).await;
    permits.remove(0).throttled(None);
    assert_eq!(paused_for(&limiter), Some(6 * SECOND), "at least a window's share of one request");

    let (limiter, mut permits) = ten_per_minute();
    permits.remove(0).throttled(None);
    assert_eq!(paused_for(&limiter), Some(60 * SECOND), "at most a window");

    let (limiter, mut permits) = ten_per_minute();
    permits.remove(0).throttled(Some(Duration::MAX));
    assert_eq!(paused_for(&limiter), Some(300 * SECOND), "at most five minutes");
}

#[tokio::test(start_paused = true)]
async fn a_429_from_elsewhere_pauses_too() {
    let (limiter, permits) = ten_per_minute();
    limiter.throttled(Some(2 * SECOND));
    limiter.throttled(None);
    assert_eq!(paused_for(&limiter), Some(2 * SECOND));
    limiter.throttled(Some(9 * SECOND));
    assert_eq!(paused_for(&limiter), Some(9 * SECOND));
    drop(permits);
}

#[tokio::test(start_paused = true)]
async fn a_pause_refuses_deadlines_that_it_makes_impossible() {
    let (limiter, mut permits) = ten_per_minute();
    while let Some(permit) = limiter.try_acquire() {
        permit.answered();
    }
    let start = Instant::now();
    let mut early = limiter.acquire_by(start + 61 * SECOND);
    let mut late = limiter.acquire_by(start + 400 * SECOND);
    assert!((&mut early).now_or_never().is_none());
    assert!((&mut late).now_or_never().is_none());
    permits.remove(0).throttled(Some(100 * SECOND));
    let earliest = Some(100 * SECOND);
    assert_eq!(early.now_or_never().unwrap().unwrap_err(), WouldExceed { earliest });
    assert!(late.await.is_ok());
    assert_eq!(start.elapsed(), 100 * SECOND);
}
