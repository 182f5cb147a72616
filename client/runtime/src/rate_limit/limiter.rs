//! The limiter: the pure core behind a lock, with a clock.

use super::{
    acquire::{Acquire, AcquireBy},
    ask::Ask,
    permit::{Lender, Permit, Settlement},
    quota::{Quota, nanos},
    state::State,
    told::Told,
    usage::Usage,
};
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// Lets at most `max` requests through in any window, in the order in which they come.
///
/// Clones share one budget. It starts full: the first `max` permits are there at once.
///
/// ```
/// use codegen_runtime::RateLimiter;
/// use std::time::Duration;
///
/// # async fn send() {}
/// # async fn example() {
/// let limiter = RateLimiter::new(10, Duration::from_secs(60));
/// let permit = limiter.acquire().await;
/// send().await;
/// permit.answered();
/// # }
/// ```
///
/// A slot is free again one window after the answer to the request that used it, because the server counted that request
/// some time before it answered; more exactly after the window, a 5,000th of it and 2 ms, for clocks do not agree to the last
/// digit. Waiting happens inside a Tokio runtime with its timer enabled.
#[derive(Clone)]
pub struct RateLimiter(Arc<Inner>);

impl RateLimiter {
    /// At most `max` requests in any `window`.
    #[must_use]
    pub fn new(max: u32, window: Duration) -> Self {
        Self::with_quota(Quota::new(max, window))
    }

    /// As the quota says.
    #[must_use]
    pub fn with_quota(quota: Quota) -> Self {
        Self(Arc::new(Inner { epoch: Instant::now(), state: Mutex::new(State::new(quota)) }))
    }

    /// Waits for a permit.
    ///
    /// The place in the queue is taken with the first poll and given up when the future is dropped; a permit that was lent
    /// to it meanwhile is free again at once.
    pub fn acquire(&self) -> Acquire {
        Acquire::new(self.0.clone())
    }

    /// Waits for a permit, unless there is none by `deadline` as things stand: with those who wait before it, and even if
    /// every request in flight were answered now. That is said at once and takes nothing. It is also said as soon as a pause
    /// or a lower quota makes the deadline impossible, and at the deadline.
    ///
    /// A permit that is there at once is lent whatever the deadline is.
    pub fn acquire_by(&self, deadline: impl Into<Instant>) -> AcquireBy {
        AcquireBy::new(self.0.clone(), deadline.into())
    }

    /// A permit if there is one at once. It never overtakes those who wait.
    #[must_use]
    pub fn try_acquire(&self) -> Option<Permit> {
        let id = self.0.try_acquire_unclocked().or_else(|| self.0.with(State::try_acquire))?;
        Some(Permit::new(self.0.clone(), id))
    }

    /// Pauses as [`Permit::throttled`] does, after a 429 to a request that had no permit of this limiter.
    pub fn throttled(&self, retry_after: Option<Duration>) {
        self.0.with(|state, now| state.throttled(retry_after, now));
    }

    /// Sets the quota. Those who wait go on waiting, and what was sent under the old quota counts against the new one.
    pub fn set_quota(&self, quota: Quota) {
        self.0.with(|state, now| state.set_quota(quota, now));
    }

    /// Sets the quota, unless it is the one that was set last: then what the server told since holds on.
    pub(super) fn confirm_quota(&self, quota: Quota) {
        self.0.with(|state, now| state.confirm_quota(quota, now));
    }

    /// Tightens what is in force by what the server says; [`set_quota`](Self::set_quota) loosens it again.
    pub(crate) fn learn(&self, told: &Told) {
        self.0.with(|state, now| state.learn(told, now));
    }

    /// How much is used now.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.0.with(State::usage)
    }

    /// Whether nothing of it would be missed now: no request counts, nobody waits, and nothing is paused or held back. The
    /// end of a pause need not have been tried.
    pub(super) fn is_idle(&self) -> bool {
        self.0.with(State::is_idle)
    }

    /// Waits as the ask says.
    pub(super) fn ask(&self, ask: Ask) -> AcquireBy {
        AcquireBy::ask(self.0.clone(), ask)
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RateLimiter").field(&self.usage()).finish()
    }
}

/// What the clones of a limiter share.
pub(super) struct Inner {
    /// The instant that the core calls 0.
    epoch: Instant,
    state: Mutex<State>,
}

impl Inner {
    /// What the core says at this instant. Wakers are called and dropped after the lock is free.
    pub(super) fn with<T>(&self, ask: impl FnOnce(&mut State, u64) -> T) -> T {
        let mut state = self.lock();
        let answer = ask(&mut state, self.at(Instant::now()));
        let (woken, spent) = (state.woken(), state.spent());
        drop(state);
        for waker in woken {
            waker.wake();
        }
        drop(spent);
        answer
    }

    pub(super) fn try_acquire_unclocked(&self) -> Option<u64> {
        self.lock().try_acquire_unclocked()
    }

    /// An instant as the core counts: what was before the limiter was made is 0.
    pub(super) fn at(&self, instant: Instant) -> u64 {
        nanos(instant.saturating_duration_since(self.epoch))
    }

    /// An instant of the core; `None` when it is too far away for the clock.
    pub(super) fn instant(&self, at: u64) -> Option<Instant> {
        self.epoch.checked_add(Duration::from_nanos(at))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing of the core panics, and the lock is held for nothing else: a poisoned state is as sound as any.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lender for Inner {
    fn settle(&self, id: u64, end: Settlement) {
        self.with(|state, now| state.settle(id, end, now));
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("usage", &self.with(State::usage)).finish_non_exhaustive()
    }
}
