//! Quotas that change, that are learned, and that are extreme.

use crate::rate_limit::{Quota, RateLimiter, Told, WouldExceed};
use futures_util::FutureExt;
use std::time::Duration;
use tokio::time::{Instant, advance, sleep};

const MINUTE: Duration = Duration::from_secs(60);
const SPAN: Duration = Duration::from_millis(60_014);

/// Uses up what is there at once, and says how much that was.
fn exhaust(limiter: &RateLimiter) -> usize {
    std::iter::from_fn(|| limiter.try_acquire().map(crate::Permit::answered)).count()
}

fn told(quota: Option<(u32, Duration)>, remaining: Option<u32>, reset: Option<Duration>) -> Told {
    Told { quota, remaining, reset, policy: None }
}

fn limit(limiter: &RateLimiter) -> (u32, Duration) {
    (limiter.usage().limit, limiter.usage().window)
}

#[tokio::test(start_paused = true)]
async fn a_higher_limit_serves_waiters_at_once() {
    let limiter = RateLimiter::new(2, MINUTE);
    exhaust(&limiter);
    let mut waiters: Vec<_> = (0..5).map(|_| limiter.acquire()).collect();
    for waiter in &mut waiters {
        assert!(waiter.now_or_never().is_none());
    }
    limiter.set_quota(Quota::new(5, MINUTE));
    let served: Vec<_> = waiters.iter_mut().map(|waiter| waiter.now_or_never().is_some()).collect();
    assert_eq!(served, [true, true, true, false, false]);
}

#[tokio::test(start_paused = true)]
async fn a_lower_limit_counts_what_was_sent_before() {
    let limiter = RateLimiter::new(4, MINUTE);
    let start = Instant::now();
    limiter.try_acquire().unwrap().answered();
    advance(Duration::from_secs(20)).await;
    exhaust(&limiter);
    let mut early = limiter.acquire_by(start + Duration::from_secs(62));
    assert!((&mut early).now_or_never().is_none());
    limiter.set_quota(Quota::new(2, MINUTE));
    let earliest = Some(SPAN);
    assert_eq!(early.now_or_never().unwrap().unwrap_err(), WouldExceed { earliest });
    assert_eq!((limiter.usage().used, limiter.usage().remaining), (4, 0));
    // Lowered and raised again, what was sent before still counts.
    limiter.set_quota(Quota::new(4, MINUTE));
    assert_eq!(exhaust(&limiter), 0);
    limiter.set_quota(Quota::new(3, MINUTE));
    limiter.acquire().await.answered();
    assert_eq!(start.elapsed(), Duration::from_secs(20) + SPAN);
}

#[tokio::test(start_paused = true)]
async fn a_changed_window_concerns_what_was_sent_before() {
    let limiter = RateLimiter::new(2, MINUTE);
    let start = Instant::now();
    exhaust(&limiter);
    let waiter = tokio::spawn({
        let limiter = limiter.clone();
        async move { limiter.acquire().await.answered() }
    });
    sleep(Duration::from_secs(1)).await;
    limiter.set_quota(Quota::new(2, Duration::from_secs(10)));
    waiter.await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_millis(10_004));
    // Longer, and more at once: what counted no more counts again, and of what is not remembered nothing is assumed.
    exhaust(&limiter);
    sleep(Duration::from_secs(11)).await;
    assert_eq!(exhaust(&limiter), 2);
    limiter.set_quota(Quota::new(4, MINUTE));
    assert_eq!((exhaust(&limiter), limiter.usage().remaining), (0, 0));
    limiter.acquire().await.answered();
    assert_eq!(start.elapsed(), Duration::from_millis(10_004) + SPAN);
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_zero_is_a_switch() {
    let limiter = RateLimiter::new(0, MINUTE);
    assert!(limiter.try_acquire().is_none());
    assert_eq!(limiter.usage().next_slot, Duration::MAX);
    let far = Instant::now() + Duration::from_hours(1_000);
    assert_eq!(limiter.acquire_by(far).await.unwrap_err(), WouldExceed { earliest: None });
    let waiter = tokio::spawn({
        let limiter = limiter.clone();
        async move { limiter.acquire().await.answered() }
    });
    sleep(Duration::from_hours(1)).await;
    assert!(!waiter.is_finished());
    limiter.set_quota(Quota::new(1, MINUTE));
    waiter.await.unwrap();
    let mut queued = limiter.acquire_by(far);
    assert!((&mut queued).now_or_never().is_none());
    limiter.set_quota(Quota::new(0, MINUTE));
    assert_eq!(queued.now_or_never().unwrap().unwrap_err(), WouldExceed { earliest: None });
    limiter.throttled(None);
    assert_eq!(limiter.usage().paused_for, Some(MINUTE));
}

#[tokio::test(start_paused = true)]
async fn extreme_quotas_neither_overflow_nor_take_memory() {
    for (max, window, travel) in [
        (u32::MAX, Duration::MAX, Duration::MAX),
        (u32::MAX, Duration::ZERO, Duration::ZERO),
        (1, Duration::MAX, Duration::MAX),
        (2, Duration::from_nanos(u64::MAX), Duration::from_nanos(1)),
    ] {
        let limiter = RateLimiter::with_quota(Quota::new(max, window).travel(travel));
        limiter.try_acquire().unwrap().answered();
        limiter.try_acquire().into_iter().for_each(drop);
        limiter.learn(&told(Some((1, window)), Some(0), Some(Duration::MAX)));
        limiter.try_acquire().into_iter().for_each(|permit| permit.throttled(Some(Duration::MAX)));
        let _usage = limiter.usage();
        let _end = limiter.acquire_by(Instant::now() + Duration::from_hours(1)).await;
        let _never = (&mut limiter.acquire()).now_or_never();
    }
}

#[tokio::test(start_paused = true)]
async fn a_large_limit_is_kept_too() {
    let limiter = RateLimiter::new(5_000, MINUTE);
    for used in [0, 2_000, 5_000] {
        assert_eq!(limiter.usage().used, used);
        limiter.set_quota(Quota::new(if used == 0 { 2_000 } else { 5_000 }, MINUTE));
        exhaust(&limiter);
        advance(Duration::from_secs(1)).await;
    }
    advance(MINUTE).await;
    assert_eq!(exhaust(&limiter), 5_000);
}

#[tokio::test(start_paused = true)]
async fn only_what_is_stricter_is_learned() {
    let limiter = RateLimiter::new(10, MINUTE);
    for (max, window) in [(11, MINUTE), (10, MINUTE), (9, MINUTE / 2), (12, MINUTE * 2), (0, MINUTE)] {
        limiter.learn(&told(Some((max, window)), None, None));
        assert_eq!(limit(&limiter), (10, MINUTE), "{max} {window:?}");
    }
    limiter.learn(&told(Some((10, Duration::from_hours(25))), None, None));
    assert_eq!(limit(&limiter), (10, MINUTE));
    limiter.learn(&told(Some((8, MINUTE)), None, None));
    assert_eq!(limit(&limiter), (8, MINUTE));
    limiter.learn(&told(Some((8, MINUTE * 2)), None, None));
    assert_eq!(limit(&limiter), (8, MINUTE * 2));
    limiter.learn(&told(Some((10, MINUTE)), None, None));
    assert_eq!(limit(&limiter), (8, MINUTE * 2));
    limiter.set_quota(Quota::new(10, MINUTE));
    assert_eq!(limit(&limiter), (10, MINUTE));
}

#[tokio::test(start_paused = true)]
async fn what_the_server_says_is_left_is_not_exceeded() {
    let limiter = RateLimiter::new(10, MINUTE);
    let remaining = || limiter.usage().remaining;
    let second = Duration::from_secs(1);
    for (left, reset) in [(0, None), (0, Some(Duration::from_hours(25))), (11, Some(second)), (10, None)] {
        limiter.learn(&told(None, Some(left), reset));
        assert_eq!(remaining(), 10, "{left} {reset:?}");
    }
    limiter.learn(&told(None, Some(4), Some(20 * second)));
    assert_eq!(remaining(), 4);
    limiter.learn(&told(None, Some(6), Some(50 * second)));
    assert_eq!(remaining(), 4);
    assert_eq!(exhaust(&limiter), 4);
    let start = Instant::now();
    let refusal = limiter.acquire_by(start + 19 * second).await.unwrap_err();
    assert_eq!(refusal.earliest, Some(20 * second));
    limiter.acquire().await.answered();
    assert_eq!(start.elapsed(), 20 * second);
    assert_eq!(exhaust(&limiter), 5);
    // At most a window, and `set_quota` forgets it.
    limiter.set_quota(Quota::new(20, MINUTE));
    limiter.learn(&told(None, Some(3), Some(Duration::from_hours(3))));
    assert_eq!(remaining(), 3);
    advance(MINUTE).await;
    assert_eq!(remaining(), 14);
    limiter.learn(&told(None, Some(3), None));
    assert_eq!(remaining(), 3);
    limiter.set_quota(Quota::new(20, MINUTE));
    assert_eq!(remaining(), 14);
}

#[tokio::test(start_paused = true)]
async fn slots_that_become_free_are_used_while_others_are_held_back() {
    let limiter = RateLimiter::new(3, MINUTE);
    let start = Instant::now();
    limiter.try_acquire().unwrap().answered();
    advance(Duration::from_secs(30)).await;
    limiter.learn(&told(None, Some(1), None));
    assert_eq!(exhaust(&limiter), 1);
    limiter.acquire().await.answered();
    assert_eq!(start.elapsed(), SPAN);
    limiter.acquire().await.answered();
    assert_eq!(start.elapsed(), Duration::from_secs(90));
}
