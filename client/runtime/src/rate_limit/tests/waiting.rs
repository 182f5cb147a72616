//! Order, time and cancellation.

use crate::rate_limit::{Priority, Quota, RateLimiter, WouldExceed};
use futures_util::FutureExt;
use std::{
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Wake, Waker},
    time::Duration,
};
use tokio::time::{Instant, advance, sleep, sleep_until, timeout};

/// A window of a minute and its guard.
const SPAN: Duration = Duration::from_millis(60_014);

fn ten_per_minute() -> RateLimiter {
    RateLimiter::new(10, Duration::from_secs(60))
}

/// Uses up what is there at once.
fn exhaust(limiter: &RateLimiter) {
    while let Some(permit) = limiter.try_acquire() {
        permit.answered();
    }
}

#[tokio::test(start_paused = true)]
async fn waiters_are_admitted_in_order_and_in_time() {
    let limiter = ten_per_minute();
    let start = Instant::now();
    let admitted = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for number in 0..60 {
        let (limiter, admitted) = (limiter.clone(), admitted.clone());
        tasks.push(tokio::spawn(async move {
            let permit = limiter.acquire().await;
            admitted.lock().unwrap().push((number, start.elapsed()));
            permit.answered();
        }));
    }
    sleep(Duration::from_secs(30)).await;
    let cancelled: Vec<usize> = (10..60).step_by(3).take(15).collect();
    for number in &cancelled {
        tasks[*number].abort();
    }
    for task in tasks {
        let _cancelled = task.await;
    }
    let numbers = (0..60).filter(|number| !cancelled.contains(number));
    let expected: Vec<_> = numbers.zip((0..).map(|place| SPAN * (place / 10))).collect();
    assert_eq!(*admitted.lock().unwrap(), expected);
    assert_eq!(start.elapsed(), SPAN * 4);
}

#[tokio::test(start_paused = true)]
async fn a_slot_is_free_one_window_after_its_answer() {
    let limiter = RateLimiter::new(1, Duration::from_secs(60));
    let start = Instant::now();
    let permit = limiter.acquire().await;
    sleep(Duration::from_secs(5)).await;
    permit.answered();
    drop(limiter.acquire().await);
    assert_eq!(start.elapsed(), Duration::from_secs(5) + SPAN);
    limiter.acquire().await.unused();
    assert_eq!(start.elapsed(), Duration::from_secs(5) + SPAN * 2, "dropped: as if sent, without travel");
    assert!(limiter.try_acquire().is_some(), "unused: free at once");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_is_too_early_is_refused_at_once() {
    let limiter = ten_per_minute();
    exhaust(&limiter);
    let start = Instant::now();
    let within = |seconds| limiter.acquire_by(start + Duration::from_secs(seconds));
    assert_eq!(within(30).now_or_never().unwrap().unwrap_err(), WouldExceed { earliest: Some(SPAN) });
    assert_eq!(limiter.usage().waiting, 0);
    // The eleventh in the queue is one window later than the first.
    let mut waiters: Vec<_> = (0..10).map(|_| limiter.acquire()).collect();
    for waiter in &mut waiters {
        assert!(waiter.now_or_never().is_none());
    }
    let earliest = Some(SPAN * 2);
    assert_eq!(within(120).now_or_never().unwrap().unwrap_err(), WouldExceed { earliest });
    assert!(within(121).now_or_never().is_none());
    drop(waiters);
    assert!(within(61).await.is_ok());
    assert_eq!(start.elapsed(), SPAN);
}

#[tokio::test(start_paused = true)]
async fn requests_in_flight_count_as_answered_now() {
    let limiter = RateLimiter::new(1, Duration::from_secs(60));
    let start = Instant::now();
    let permit = limiter.try_acquire().unwrap();
    let refusal = limiter.acquire_by(start + Duration::from_secs(60)).await.unwrap_err();
    assert_eq!(refusal.earliest, Some(SPAN));
    // It looks possible, but the answer takes too long: the deadline is kept.
    let refusal = limiter.acquire_by(start + Duration::from_secs(70)).await.unwrap_err();
    assert_eq!((start.elapsed(), refusal.earliest), (Duration::from_secs(70), Some(SPAN)));
    permit.answered();
    assert_eq!(limiter.usage().waiting, 0);
}

/// Without requests in flight the turn is known to the nanosecond, although the slots come back late.
#[tokio::test(start_paused = true)]
async fn a_request_without_an_answer_moves_the_turn_by_its_travel() {
    let quota = Quota::new(2, Duration::from_secs(60)).travel(Duration::from_secs(10));
    let limiter = RateLimiter::with_quota(quota);
    let start = Instant::now();
    let late = SPAN + Duration::from_secs(10);
    let refused = |deadline: Duration| {
        let refused = limiter.acquire_by(start + deadline).now_or_never();
        refused.map(|refused| refused.unwrap_err().earliest.unwrap())
    };
    let in_flight = limiter.try_acquire().unwrap();
    drop(limiter.try_acquire());
    assert_eq!(refused(SPAN), None, "the other one may be answered now");
    let first = limiter.acquire();
    tokio::pin!(first);
    assert!((&mut first).now_or_never().is_none());
    assert_eq!(refused(SPAN), Some(late), "but only one comes back with it");
    drop(in_flight);
    assert_eq!(refused(SPAN + Duration::from_secs(9)), Some(late));
    assert_eq!(limiter.usage().next_slot, late);
    drop(first.await);
    assert_eq!(start.elapsed(), late);
}

#[tokio::test(start_paused = true)]
async fn what_is_free_is_lent_whatever_the_deadline() {
    let limiter = ten_per_minute();
    let past = Instant::now();
    advance(Duration::from_secs(1)).await;
    assert!(limiter.acquire_by(past).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_permit_that_nobody_came_for_goes_to_the_next() {
    let limiter = RateLimiter::new(1, Duration::from_secs(60));
    exhaust(&limiter);
    let start = Instant::now();
    let mut first = limiter.acquire();
    assert!((&mut first).now_or_never().is_none());
    let second = tokio::spawn({
        let limiter = limiter.clone();
        async move { limiter.acquire().await.answered() }
    });
    sleep(SPAN).await;
    // This looks at the clock, so the permit is lent to the first one, who does not know yet.
    assert!(limiter.try_acquire().is_none());
    assert_eq!((limiter.usage().used, limiter.usage().waiting), (1, 1));
    drop(first);
    second.await.unwrap();
    assert_eq!(start.elapsed(), SPAN);
}

#[tokio::test(start_paused = true)]
async fn newcomers_do_not_overtake_the_queue() {
    let limiter = ten_per_minute();
    exhaust(&limiter);
    let mut waiters: Vec<_> = (0..11).map(|_| limiter.acquire()).collect();
    for waiter in &mut waiters {
        assert!(waiter.now_or_never().is_none());
    }
    advance(SPAN).await;
    assert_eq!(limiter.usage().remaining, 10, "free, but not for newcomers");
    assert!(limiter.try_acquire().is_none());
    assert_eq!(limiter.usage().waiting, 1);
    for waiter in &mut waiters[..10] {
        assert!(waiter.now_or_never().is_some());
    }
    assert!((&mut waiters[10]).now_or_never().is_none());
}

/// A task may keep a waiter and wait for something else meanwhile, even for another permit of the same limiter.
#[tokio::test(start_paused = true)]
async fn a_waiter_that_nobody_polls_holds_up_nobody() {
    let limiter = RateLimiter::new(2, Duration::from_secs(60));
    exhaust(&limiter);
    let start = Instant::now();
    let mut kept = limiter.acquire();
    assert!((&mut kept).now_or_never().is_none());
    for window in 1..=3 {
        let other = timeout(Duration::from_secs(600), limiter.acquire()).await;
        other.expect("it gets a permit").answered();
        assert_eq!(start.elapsed(), SPAN * window);
    }
    kept.await.unused();
}

#[tokio::test(start_paused = true)]
async fn urgent_requests_go_first_and_nobody_starves() {
    let limiter = RateLimiter::new(1, Duration::from_secs(60));
    exhaust(&limiter);
    let order = Arc::new(Mutex::new(Vec::new()));
    let wait = |priority, name: &'static str| {
        let (limiter, order) = (limiter.clone(), order.clone());
        tokio::spawn(async move {
            limiter.acquire().priority(priority).await.answered();
            order.lock().unwrap().push(name);
        })
    };
    let start = Instant::now();
    let mut tasks = Vec::new();
    for (priority, name) in [
        (Priority::Background, "background"),
        (Priority::Default, "default"),
        (Priority::Interactive, "interactive 0"),
    ] {
        tasks.push(wait(priority, name));
        tokio::task::yield_now().await;
    }
    // From now on more urgent requests come than there are permits.
    for (window, name) in
        (1..).zip(["interactive 1", "interactive 2", "interactive 3", "interactive 4", "last"])
    {
        sleep_until(start + Duration::from_secs(window * 60 - 30)).await;
        tasks.push(wait(Priority::Interactive, name));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let expected = [
        "interactive 0",
        "interactive 1",
        "default",
        "interactive 2",
        "interactive 3",
        "interactive 4",
        "background",
        "last",
    ];
    assert_eq!(*order.lock().unwrap(), expected);
}

/// As of a runtime that was shut down.
#[test]
fn a_wait_that_panics_leaves_nothing_behind() {
    let limiter = RateLimiter::new(1, Duration::from_secs(60));
    exhaust(&limiter);
    let wait = || limiter.acquire().now_or_never();
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(wait)).is_err(), "there is no timer");
    assert_eq!(limiter.usage().waiting, 0);
}

/// A waker that has a look at the limiter when it is dropped, as the last owner of a task may that holds permits.
struct Curious(RateLimiter, Arc<Mutex<Vec<usize>>>);

impl Wake for Curious {
    fn wake(self: Arc<Self>) {}
}

impl Drop for Curious {
    fn drop(&mut self) {
        self.1.lock().unwrap().push(self.0.usage().waiting);
    }
}

#[tokio::test(start_paused = true)]
async fn no_waker_is_dropped_while_the_limiter_is_locked() {
    // Nothing is lent, so there is no timer that holds the waker too.
    let limiter = RateLimiter::new(0, Duration::from_secs(60));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut waiter = limiter.acquire();
    for _task in 0..2 {
        let waker = Waker::from(Arc::new(Curious(limiter.clone(), seen.clone())));
        assert!(Pin::new(&mut waiter).poll(&mut Context::from_waker(&waker)).is_pending());
    }
    assert_eq!(*seen.lock().unwrap(), [1], "it moved to another task");
    drop(waiter);
    assert_eq!(*seen.lock().unwrap(), [1, 0]);
}
