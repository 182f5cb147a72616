//! The waiting protocol under many schedules of threads: nobody is left behind, nothing is lost.

use super::judge::{Arrival, excess};
use crate::rate_limit::{
    ask::Priority,
    permit::Settlement,
    quota::{Quota, nanos},
    state::{State, Step, Ticket, Want},
};
use shuttle::{
    future::block_on,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};
use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

const MAX: u32 = 2;
const WINDOW: Duration = Duration::from_secs(1);

#[test]
fn nothing_is_lost_in_random_schedules() {
    shuttle::check_random(model, 2_000);
}

#[test]
fn nothing_is_lost_in_schedules_with_few_preemptions() {
    shuttle::check_pct(model, 2_000, 3);
}

/// Threads that use permits, threads that stop waiting, one that changes the quota, and one that keeps the time. A waiter
/// that is never woken is a deadlock, which the scheduler reports.
fn model() {
    let limiter = Limiter::new();
    let ends = [
        Settlement::Answered,
        Settlement::Unanswered,
        Settlement::Unused,
        Settlement::Throttled(None),
        Settlement::Answered,
    ];
    let mut threads: Vec<_> =
        ends.into_iter().map(|end| limiter.spawn(move |limiter| limiter.call(end))).collect();
    for _ in 0..2 {
        threads.push(limiter.spawn(Limiter::lose_interest));
    }
    threads.push(limiter.spawn(|limiter| {
        limiter.core(|state, now| state.set_quota(Quota::new(MAX - 1, WINDOW), now));
        limiter.core(|state, now| state.set_quota(Quota::new(MAX, WINDOW), now));
    }));
    let clock = thread::spawn({
        let limiter = limiter.clone();
        move || limiter.keep_time()
    });
    for thread in threads {
        thread.join().unwrap();
    }
    limiter.0.alarms.lock().unwrap().over = true;
    limiter.0.changed.notify_one();
    clock.join().unwrap();
    limiter.check();
}

/// The core as the real limiter holds it: behind a lock, wakers called after it is free.
#[derive(Clone)]
struct Limiter(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    now: AtomicU64,
    alarms: Mutex<Alarms>,
    changed: Condvar,
    arrivals: Mutex<Vec<Arrival>>,
}

#[derive(Default)]
struct Alarms {
    by_time: BTreeMap<(u64, usize), Waker>,
    set: usize,
    over: bool,
}

impl Limiter {
    fn new() -> Self {
        Self(Arc::new(Shared {
            state: Mutex::new(State::new(Quota::new(MAX, WINDOW))),
            now: AtomicU64::new(0),
            alarms: Mutex::new(Alarms::default()),
            changed: Condvar::new(),
            arrivals: Mutex::new(Vec::new()),
        }))
    }

    fn spawn(&self, run: impl FnOnce(&Self) + Send + 'static) -> thread::JoinHandle<()> {
        let limiter = self.clone();
        thread::spawn(move || run(&limiter))
    }

    fn core<T>(&self, ask: impl FnOnce(&mut State, u64) -> T) -> T {
        let mut state = self.0.state.lock().unwrap();
        let answer = ask(&mut state, self.now());
        let woken = state.woken();
        drop(state);
        woken.into_iter().for_each(Waker::wake);
        answer
    }

    fn now(&self) -> u64 {
        self.0.now.load(Ordering::SeqCst)
    }

    /// One request, from the wait for its permit to its end.
    fn call(&self, end: Settlement) {
        let permit = block_on(Waiting { limiter: self.clone(), ticket: None });
        if end != Settlement::Unused {
            let quota = (MAX, nanos(WINDOW));
            self.0.arrivals.lock().unwrap().push(Arrival { permit, at: self.now(), quota });
        }
        self.core(|state, now| state.settle(permit, end, now));
    }

    /// Asks once, and goes away.
    fn lose_interest(&self) {
        let mut waiting = Waiting { limiter: self.clone(), ticket: None };
        let asked = block_on(poll_fn(|cx| Poll::Ready(Pin::new(&mut waiting).poll(cx))));
        thread::yield_now();
        drop(waiting);
        if let Poll::Ready(permit) = asked {
            self.core(|state, now| state.settle(permit, Settlement::Unused, now));
        }
    }

    /// Rings one alarm after the other, in the order of time, until all is over.
    fn keep_time(&self) {
        loop {
            let alarms = self.0.alarms.lock().unwrap();
            let idle = |alarms: &mut Alarms| alarms.by_time.is_empty() && !alarms.over;
            let mut alarms = self.0.changed.wait_while(alarms, idle).unwrap();
            let Some(((at, _), waker)) = alarms.by_time.pop_first() else { return };
            drop(alarms);
            self.0.now.fetch_max(at, Ordering::SeqCst);
            waker.wake();
        }
    }

    /// When all is over: the limit was kept, and all slots are there.
    fn check(&self) {
        assert!(excess(&self.0.arrivals.lock().unwrap()).is_empty());
        let mut state = self.0.state.lock().unwrap();
        let mut now = self.now();
        // The first permit opens a gate that a 429 has closed.
        for _ in 0..2 {
            now += nanos(WINDOW * 2);
            while let Some(permit) = state.try_acquire(now) {
                state.settle(permit, Settlement::Answered, now);
            }
        }
        now += nanos(WINDOW * 2);
        assert_eq!(state.usage(now).waiting, 0);
        assert!((0..MAX).all(|_| state.try_acquire(now).is_some()));
    }
}

/// Waits as the real futures do, but only the head of the queue sets alarms, so that the others rely on being woken.
struct Waiting {
    limiter: Limiter,
    ticket: Option<Ticket>,
}

impl Future for Waiting {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let want = Want { since: None, deadline: None, priority: Priority::Default };
        let limiter = self.limiter.clone();
        let (step, is_head) = limiter.core(|state, now| {
            let step = match self.ticket {
                Some(ticket) => state.poll(ticket, now, cx.waker()),
                None => state.acquire(want, now, cx.waker()),
            };
            let is_head = matches!(step, Step::Waits { ticket, .. } if state.is_head(ticket));
            (step, is_head)
        });
        let Step::Waits { ticket, alarm } = step else {
            self.ticket = None;
            let Step::Lent(permit) = step else { unreachable!("nobody has a deadline") };
            return Poll::Ready(permit);
        };
        self.ticket = Some(ticket);
        if let Some(at) = alarm.filter(|_| is_head) {
            let mut alarms = limiter.0.alarms.lock().unwrap();
            alarms.set += 1;
            let key = (at, alarms.set);
            alarms.by_time.insert(key, cx.waker().clone());
            limiter.0.changed.notify_one();
        }
        Poll::Pending
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.limiter.core(|state, now| state.cancel(ticket, now));
        }
    }
}
