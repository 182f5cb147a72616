//! Where the permits of a call come from: the seam for budgets that processes or machines share.

use super::{
    ask::{Ask, WouldExceed},
    limiter::RateLimiter,
    permit::Permit,
    quota::Quota,
    told::Told,
    usage::Usage,
};
use crate::{BoxFuture, operation::Bucket};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How long a request may still travel after its call gave up on it. A request that is in the buffers of a socket when its
/// connection is dropped is sent again for some seconds before the kernel gives up as well.
const TRAVEL: Duration = Duration::from_secs(10);

/// What permits are taken from: one budget per bucket of the spec.
///
/// Whoever holds the budgets keeps the promise of [`Quota`] for all that share them together.
///
/// A call asks for one permit of each bucket of its operation before each attempt, the slowest to refill first, by
/// [`try_acquire`](Self::try_acquire) and where that gives none by [`acquire`](Self::acquire). When one is refused, or the
/// call is dropped, those before it go back [unused](crate::Settlement::Unused). What the headers of an answer tell is
/// learned before its permits go back. After a 429 they go back as
/// [`Settlement::Throttled`](crate::Settlement::Throttled): it is the budget that has to make the other calls pause then, the
/// call itself only backs off. `Builder::bucket` arrives as [`set_quota`](Self::set_quota), as `set_limit` does. No method but
/// `acquire` may wait.
pub trait Budget: fmt::Debug + Send + Sync + 'static {
    /// Waits for a permit; refused at once, taking nothing, when as things stand there is none by the deadline. Dropping the
    /// future gives up the place in the queue.
    fn acquire(&self, bucket: &'static Bucket, ask: Ask) -> BoxFuture<Result<Permit, WouldExceed>>;

    /// A permit if there is one at once. It never overtakes those who wait.
    fn try_acquire(&self, bucket: &'static Bucket) -> Option<Permit>;

    /// Takes in what a server says about the limit, where that is stricter than what is known.
    fn learn(&self, bucket: &'static Bucket, told: &Told);

    /// Sets the quota, in place of what the spec states and of what was learned.
    fn set_quota(&self, bucket: &'static Bucket, quota: Quota);

    /// How much is used now.
    fn usage(&self, bucket: &'static Bucket) -> Usage;
}

/// The budgets of this process.
///
/// A bucket starts full, with the quota that the spec states, when it is first asked for. Buckets are told apart by name.
#[derive(Default)]
pub struct LocalBudget {
    limiters: Mutex<BTreeMap<&'static str, RateLimiter>>,
}

impl LocalBudget {
    /// What a new client states of a quota: one that says the same as the clients before it loosens nothing.
    pub(crate) fn confirm_quota(&self, bucket: &'static Bucket, quota: Quota) {
        self.limiter(bucket).confirm_quota(travelling(quota));
    }

    /// Whether nothing of it would be missed now.
    pub(super) fn is_idle(&self) -> bool {
        self.limiters().values().all(RateLimiter::is_idle)
    }

    fn limiter(&self, bucket: &'static Bucket) -> RateLimiter {
        let stated = || RateLimiter::with_quota(travelling(Quota::new(bucket.requests, bucket.per)));
        self.limiters().entry(bucket.name).or_insert_with(stated).clone()
    }

    fn limiters(&self) -> MutexGuard<'_, BTreeMap<&'static str, RateLimiter>> {
        // A poisoned map is whole: nothing panics between its changes.
        self.limiters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn travelling(quota: Quota) -> Quota {
    if quota.longest_travel().is_zero() { quota.travel(TRAVEL) } else { quota }
}

/// One budget for several clients.
impl<B: Budget + ?Sized> Budget for Arc<B> {
    fn acquire(&self, bucket: &'static Bucket, ask: Ask) -> BoxFuture<Result<Permit, WouldExceed>> {
        (**self).acquire(bucket, ask)
    }

    fn try_acquire(&self, bucket: &'static Bucket) -> Option<Permit> {
        (**self).try_acquire(bucket)
    }

    fn learn(&self, bucket: &'static Bucket, told: &Told) {
        (**self).learn(bucket, told);
    }

    fn set_quota(&self, bucket: &'static Bucket, quota: Quota) {
        (**self).set_quota(bucket, quota);
    }

    fn usage(&self, bucket: &'static Bucket) -> Usage {
        (**self).usage(bucket)
    }
}

impl Budget for LocalBudget {
    fn acquire(&self, bucket: &'static Bucket, ask: Ask) -> BoxFuture<Result<Permit, WouldExceed>> {
        Box::pin(self.limiter(bucket).ask(ask))
    }

    fn try_acquire(&self, bucket: &'static Bucket) -> Option<Permit> {
        self.limiter(bucket).try_acquire()
    }

    fn learn(&self, bucket: &'static Bucket, told: &Told) {
        self.limiter(bucket).learn(told);
    }

    /// A quota that states no travel gets ten seconds of it, as the quotas of the spec do.
    fn set_quota(&self, bucket: &'static Bucket, quota: Quota) {
        self.limiter(bucket).set_quota(travelling(quota));
    }

    fn usage(&self, bucket: &'static Bucket) -> Usage {
        self.limiter(bucket).usage()
    }
}

impl fmt::Debug for LocalBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A copy: what is written to may ask the budget something.
        let limiters = self.limiters().clone();
        f.debug_map().entries(limiters.iter().map(|(name, limiter)| (name, limiter.usage()))).finish()
    }
}
