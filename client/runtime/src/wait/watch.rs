//! Waits for ends, with as few requests as that takes.

use super::{
    pace, passes,
    rounds::{Listing, Place, Rounds, Shown, Step},
    waiter::Waiter,
};
use crate::{
    BoxFuture, budgets::BucketUsage, call::Call, error::Error, rate_limit::Priority, response::Response,
    retry::RetryPolicy,
};
use futures_util::future::{Either, select};
use std::{
    fmt,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How long is waited where nobody says so.
const DEADLINE: Duration = Duration::from_hours(1);

/// The longest that a list call may take: those who wait for it could read one by one instead.
const LIST: Duration = Duration::from_secs(30);

pub(super) type Answer<R> = Result<Response<<R as Call>::Success>, Error<<R as Call>::Failure>>;
pub(super) type OnProgress<T> = Arc<dyn Fn(&Response<T>) + Send + Sync>;

/// Waits for the ends of what one operation shows, such as jobs. Clones are cheap and share their looks.
///
/// `R` is the request that reads one of them, and `K` is what tells them apart. When one has ended is what the description of
/// the operation says ([`Policy::wait`](crate::Policy)); without that nothing ever ends.
///
/// # How it looks
///
/// All that wait are looked at in rounds. One waiter reads by itself. As soon as there are two, one list call looks for all, where
/// there is one ([`batched`](Self::batched)), and only those that it does not show are read one by one. A list call that shows
/// at most one of them is not repeated until somebody comes or leaves. One that has no answer after 30 s, or whose turn within
/// the rate limits would come later than that, has failed.
///
/// The next round starts when half of what then remained of the rate limits would be used, at the earliest after 1 s and at
/// the latest after the window of the tightest limit; without any limit after 5 s. The reads that a list call turns out not to
/// spare put it off. Each look waits for its turn as any call does, with [`Priority::Background`], and is sent once: a failure
/// that passes by itself (a lost connection, a timeout, 408, 429, 500, 502, 503, 504) means that the next round looks again.
/// Any other failure of a read ends the wait of the one that it was for, and one of a list call only means to read one by one.
///
/// # When somebody leaves
///
/// A waiter that is dropped leaves the others as they were. The next round starts when it would have; a list call that is
/// under way goes on for those that are left, and ends when nobody is.
pub struct Watch<R: Call, K>(Arc<Hub<R, K>>);

pub(super) struct Hub<R: Call, K> {
    pub(super) read: Box<dyn Fn(&K) -> R + Send + Sync>,
    pub(super) status: fn(&R::Success) -> Option<&str>,
    list: Option<List<K, R::Success>>,
    /// Never held while anything is awaited.
    rounds: Mutex<Rounds<K, R::Success>>,
}

/// Prepares a list call.
type List<K, T> = Box<dyn Fn() -> (BoxFuture<Shown<K, T>>, Vec<BucketUsage>) + Send + Sync>;

impl<R, K> Watch<R, K>
where
    R: Call,
    R::Success: Clone + Sync,
    K: Ord + Clone + Send + Sync + 'static,
{
    /// Waits by the request that reads one, of which `status` gives the field that says whether it has ended.
    #[must_use]
    pub fn new(
        read: impl Fn(&K) -> R + Send + Sync + 'static,
        status: fn(&R::Success) -> Option<&str>,
    ) -> Self {
        Self(Arc::new(Hub { read: Box::new(read), status, list: None, rounds: Mutex::default() }))
    }

    /// Waits also by a request that shows many: those first that are most likely to be waited for, such as the newest.
    ///
    /// `split` gives what it shows, and `key` what tells these apart. An item has to be what a read of it would give.
    #[must_use]
    pub fn batched<L: Call>(
        read: impl Fn(&K) -> R + Send + Sync + 'static,
        status: fn(&R::Success) -> Option<&str>,
        list: impl Fn() -> L + Send + Sync + 'static,
        split: fn(L::Success) -> Vec<R::Success>,
        key: fn(&R::Success) -> K,
    ) -> Self {
        let list: List<K, R::Success> = Box::new(move || {
            let (call, limits) = pace::limits(look(list()).deadline(LIST));
            let call = call.into_future();
            let shown = async move {
                let mut items = Vec::new();
                match call.await {
                    Ok(page) => {
                        let head = page.map(|page| items = split(page));
                        Shown::Page(head, items.into_iter().map(|item| (key(&item), item)).collect())
                    }
                    Err(error) if passes(&error) => Shown::Later,
                    Err(_) => Shown::Never,
                }
            };
            (Box::pin(shown), limits)
        });
        Self(Arc::new(Hub { read: Box::new(read), status, list: Some(list), rounds: Mutex::default() }))
    }

    /// Waits for the end of the one with this key; await what it gives.
    pub fn wait(&self, key: K) -> Waiting<R, K> {
        Waiting { watch: self.clone(), key, deadline: DEADLINE, on_progress: None }
    }
}

impl<R: Call, K> Clone for Watch<R, K> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R: Call, K> fmt::Debug for Watch<R, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("operation", &R::OPERATION.id).finish_non_exhaustive()
    }
}

/// A wait for one end, which is either good or bad; await it.
///
/// It counts as a waiter from `into_future` on, so that those that are made into futures before one of them is polled share
/// their looks from the first round on.
///
/// It fails with [`Cause::Timeout`](crate::Cause::Timeout) at its deadline, and when a read fails in a way that does not pass by
/// itself.
#[must_use = "nobody waits until it is awaited"]
pub struct Waiting<R: Call, K> {
    watch: Watch<R, K>,
    key: K,
    deadline: Duration,
    on_progress: Option<OnProgress<R::Success>>,
}

impl<R: Call, K> Waiting<R, K> {
    /// Limits the wait, from its first poll; an hour where nobody says so.
    ///
    /// At the deadline there is one last look, which may take another 10 s, and no limit of zero keeps it from being made. Those
    /// whose deadlines come together share a list call for it.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// Calls a function for the first answer, and for each whose status is another than that of the one before, the last one
    /// included. What comes and goes between two looks is not seen.
    pub fn on_progress(mut self, tell: impl Fn(&Response<R::Success>) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(tell));
        self
    }
}

impl<R: Call, K: fmt::Debug> fmt::Debug for Waiting<R, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting")
            .field("operation", &R::OPERATION.id)
            .field("key", &self.key)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

impl<R, K> IntoFuture for Waiting<R, K>
where
    R: Call,
    R::Success: Clone + Sync,
    K: Ord + Clone + Send + Sync + 'static,
{
    type Output = Answer<R>;
    type IntoFuture = BoxFuture<Answer<R>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { watch, key, deadline, on_progress } = self;
        let place = watch.0.rounds().join(key.clone());
        let waiter = Waiter::new(watch.0, key, place, on_progress);
        Box::pin(waiter.wait(deadline))
    }
}

impl<R: Call, K> Hub<R, K> {
    pub(super) fn rounds(&self) -> MutexGuard<'_, Rounds<K, R::Success>> {
        // It is whole between any two of its changes, so that what a panic leaves is too.
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R, K> Hub<R, K>
where
    R: Call,
    R::Success: Clone + Sync,
    K: Ord + Clone + Send + Sync + 'static,
{
    /// What the waiter at this place does next. Starts a round when it is time for one.
    pub(super) fn step(&self, place: &mut Place, key: &K) -> Step<K, R::Success> {
        let now = Instant::now();
        let mut rounds = self.rounds();
        if let Some(step) = rounds.step(place, now) {
            return step;
        }
        let plan = rounds.plan(self.list.is_some());
        let (_, limits) = pace::limits((self.read)(key));
        let mut interval = pace::interval(&limits, plan.reads);
        let list = self.list.as_ref().filter(|_| plan.list).map(|list| {
            let (call, limits) = list();
            interval = interval.max(pace::interval(&limits, 1));
            run(call)
        });
        rounds.start(place, list.clone(), now + interval);
        Step::Look(list)
    }

    /// Notes that the waiter with this key reads because the list call of its round does not show it: nobody knew before how
    /// many these would be, and how late that makes the next round.
    pub(super) fn not_shown(&self, key: &K) {
        let mut rounds = self.rounds();
        if let Some(missing) = rounds.missing() {
            let (_, limits) = pace::limits((self.read)(key));
            rounds.put_off(Instant::now() + pace::interval(&limits, missing));
        }
    }

    /// The list call for the last look of one whose deadline was then; `None` where it has to read.
    pub(super) fn last_list(&self, key: &K, deadline: Instant) -> Option<Listing<K, R::Success>> {
        let list = self.list.as_ref()?;
        self.rounds().last_list(key, deadline, Instant::now(), || run(list().0))
    }
}

/// Makes a list call in a task of its own, so that it needs none of those who wait for it to go on.
fn run<K, T>(call: BoxFuture<Shown<K, T>>) -> Listing<K, T>
where
    K: Ord + Send + Sync + 'static,
    T: Send + Sync + 'static,
{
    let (sender, listing) = Listing::new();
    tokio::spawn(async move {
        let shown = match select(call, pin!(sender.closed())).await {
            Either::Left((shown, _)) => shown,
            Either::Right(_) => return,
        };
        sender.send_replace(Some(Arc::new(shown)));
    });
    listing
}

/// A look: it is sent once, because the next round is the repeat, and every other call goes first.
pub(super) fn look<C: Call>(call: C) -> C {
    call.retry(RetryPolicy::none()).priority(Priority::Background)
}
