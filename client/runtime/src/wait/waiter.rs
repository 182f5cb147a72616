//! One of those who wait for an end.

use super::{
    passes,
    rounds::{Listing, Place, Step},
    watch::{Answer, Hub, OnProgress, look},
};
use crate::{
    call::Call,
    error::{Cause, Circumstances, Error, TimedOut, summary},
    limit::{Limit, within},
    response::Response,
    transport::Sent,
};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep_until, timeout};

/// How long after its deadline a waiter may still look for the last time.
const LAST_LOOK: Duration = Duration::from_secs(10);

/// How much of that a list call may take.
const LAST_LIST: Duration = Duration::from_secs(5);

/// The most of a status that an error shows, in characters.
const STATUS: usize = 100;

/// Somebody who waits. Gives up its place when it is dropped.
pub(super) struct Waiter<R: Call, K: Ord> {
    hub: Arc<Hub<R, K>>,
    key: K,
    place: Place,
    /// The status that it saw last, empty where there was none; `None` before the first look.
    seen: Option<String>,
    on_progress: Option<OnProgress<R::Success>>,
}

impl<R, K> Waiter<R, K>
where
    R: Call,
    R::Success: Clone + Sync,
    K: Ord + Clone + Send + Sync + 'static,
{
    pub(super) fn new(
        hub: Arc<Hub<R, K>>,
        key: K,
        place: Place,
        on_progress: Option<OnProgress<R::Success>>,
    ) -> Self {
        Self { hub, key, place, seen: None, on_progress }
    }

    pub(super) async fn wait(mut self, deadline: Duration) -> Answer<R> {
        let limit = Limit::after(deadline, TimedOut::Wait(deadline));
        if !limit.is_over()
            && let Ok(end) = within(Some(limit), self.until_end()).await
        {
            return end;
        }
        self.last_look(limit).await
    }

    /// Takes part in round after round.
    async fn until_end(&mut self) -> Answer<R> {
        loop {
            let list = match self.hub.step(&mut self.place, &self.key) {
                Step::Rest(due) => {
                    sleep_until(due).await;
                    continue;
                }
                Step::Finish(list) => {
                    list.over().await;
                    continue;
                }
                Step::Look(list) => list,
            };
            if let Some(seen) = self.look_at(list).await?
                && self.is_end(&seen)
            {
                return Ok(seen);
            }
        }
    }

    /// What the list call shows of it, or else a read of its own; `None` when it is to look again in the next round.
    async fn look_at(
        &mut self,
        list: Option<Listing<K, R::Success>>,
    ) -> Result<Option<Response<R::Success>>, Error<R::Failure>> {
        if let Some(list) = list {
            if let Some(seen) = list.over().await.item(&self.key) {
                return Ok(Some(seen));
            }
            self.hub.not_shown(&self.key);
        }
        let read = look((self.hub.read)(&self.key)).into_future().await;
        self.hub.rounds().looked(&mut self.place);
        match read {
            Err(error) if passes(&error) => Ok(None),
            read => read.map(Some),
        }
    }

    /// Looks once more: the deadline is no reason to miss an end that is there.
    async fn last_look(mut self, limit: Limit) -> Answer<R> {
        let (sent, attempts) = match self.last_answer(limit.at).await {
            Ok(seen) if self.is_end(&seen) => return Ok(seen),
            Ok(seen) => (Sent::Yes, seen.attempts().to_vec()),
            Err(error) if passes(&error) => (error.sent(), error.attempts().to_vec()),
            Err(error) => return Err(error),
        };
        let circumstances = Circumstances {
            operation: R::OPERATION.id,
            answer: None,
            attempts,
            sent,
            retryable: true,
            retry_at: None,
            client_request_id: None,
        };
        let error = Error::new(Cause::Timeout(limit.reason), circumstances);
        Err(match self.seen.take().filter(|status| !status.is_empty()) {
            Some(status) => error.noting(format!("its last status was {}", summary::clip(&status, STATUS))),
            None => error,
        })
    }

    /// What a list call shows that serves all whose deadline has come, else an answer to itself alone.
    async fn last_answer(&self, deadline: Option<Instant>) -> Answer<R> {
        let began = Instant::now();
        if let Some(list) = self.hub.last_list(&self.key, deadline.unwrap_or(began))
            && let Ok(shown) = timeout(LAST_LIST, list.over()).await
            && let Some(seen) = shown.item(&self.key)
        {
            return Ok(seen);
        }
        (self.hub.read)(&self.key).deadline(LAST_LOOK.saturating_sub(began.elapsed())).into_future().await
    }

    /// Whether this is the end. Tells whoever wants to know when the status is another one.
    fn is_end(&mut self, seen: &Response<R::Success>) -> bool {
        let status = (self.hub.status)(seen);
        let now = status.unwrap_or_default();
        if self.seen.as_ref().is_none_or(|before| !before.eq_ignore_ascii_case(now)) {
            self.seen = Some(now.to_owned());
            if let Some(tell) = &self.on_progress {
                tell(seen);
            }
        }
        R::OPERATION.policy.wait.zip(status).is_some_and(|(ends, status)| ends.outcome(status).is_some())
    }
}

impl<R: Call, K: Ord> Drop for Waiter<R, K> {
    fn drop(&mut self) {
        let lists = self.hub.rounds().leave(&self.place);
        // Here the lock is open again: what ends with a list call may do as it likes.
        drop(lists);
    }
}
