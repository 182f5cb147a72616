//! The futures that wait for a permit.

use super::{
    ask::{Ask, Priority, WouldExceed},
    limiter::Inner,
    permit::Permit,
    state::{Step, Ticket, Want},
};
use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker, ready},
};
use tokio::time::{Instant, Sleep, sleep_until};

/// Waits for a permit: see [`RateLimiter::acquire`](super::RateLimiter::acquire).
#[derive(Debug)]
#[must_use = "nothing is asked for until it is awaited"]
pub struct Acquire(Waiting);

/// Waits for a permit until a deadline: see [`RateLimiter::acquire_by`](super::RateLimiter::acquire_by).
#[derive(Debug)]
#[must_use = "nothing is asked for until it is awaited"]
pub struct AcquireBy(Waiting);

impl Acquire {
    pub(super) fn new(limiter: Arc<Inner>) -> Self {
        Self(Waiting::new(limiter, None, None, Priority::Default))
    }

    /// States how urgent it is, before it is awaited.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.0.priority = priority;
        self
    }
}

impl AcquireBy {
    pub(super) fn new(limiter: Arc<Inner>, deadline: Instant) -> Self {
        Self(Waiting::new(limiter, Some(deadline), None, Priority::Default))
    }

    /// As the ask says; without a deadline it is never refused.
    pub(super) fn ask(limiter: Arc<Inner>, ask: Ask) -> Self {
        Self(Waiting::new(limiter, ask.deadline, Some(ask.since), ask.priority))
    }

    /// States how urgent it is, before it is awaited.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.0.priority = priority;
        self
    }
}

impl Future for Acquire {
    type Output = Permit;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit> {
        match ready!(self.0.poll(cx)) {
            Ok(permit) => Poll::Ready(permit),
            Err(_) => unreachable!("the core refuses nobody who has no deadline"),
        }
    }
}

impl Future for AcquireBy {
    type Output = Result<Permit, WouldExceed>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll(cx)
    }
}

struct Waiting {
    /// `None` when it is over.
    limiter: Option<Arc<Inner>>,
    deadline: Option<Instant>,
    since: Option<Instant>,
    priority: Priority,
    ticket: Option<Ticket>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Waiting {
    fn new(
        limiter: Arc<Inner>,
        deadline: Option<Instant>,
        since: Option<Instant>,
        priority: Priority,
    ) -> Self {
        Self { limiter: Some(limiter), deadline, since, priority, ticket: None, timer: None }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Permit, WouldExceed>> {
        loop {
            // It stays in its place until it is over: a timer panics without a runtime, and then `drop` is all that is left.
            let Some(limiter) = &self.limiter else { unreachable!("no future is polled after it was ready") };
            let end = match self.step(limiter, cx.waker()) {
                Step::Lent(permit) => Ok(Permit::new(limiter.clone(), permit)),
                Step::Refused(refusal) => Err(refusal),
                Step::Waits { ticket, alarm } => {
                    let alarm = alarm.and_then(|at| limiter.instant(at));
                    self.ticket = Some(ticket);
                    ready!(self.poll_alarm(alarm, cx));
                    continue;
                }
            };
            self.limiter = None;
            return Poll::Ready(end);
        }
    }

    fn step(&self, limiter: &Inner, waker: &Waker) -> Step {
        if let Some(ticket) = self.ticket {
            return limiter.with(|state, now| state.poll(ticket, now, waker));
        }
        if let Some(permit) = limiter.try_acquire_unclocked() {
            return Step::Lent(permit);
        }
        let want = Want {
            since: self.since.map(|since| limiter.at(since)),
            deadline: self.deadline.map(|deadline| limiter.at(deadline)),
            priority: self.priority,
        };
        limiter.with(|state, now| state.acquire(want, now, waker))
    }

    /// Ready at the alarm; without one never.
    fn poll_alarm(&mut self, alarm: Option<Instant>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(alarm) = alarm else {
            self.timer = None;
            return Poll::Pending;
        };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(alarm)));
        if timer.deadline() != alarm {
            timer.as_mut().reset(alarm);
        }
        timer.as_mut().poll(cx)
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting")
            .field("deadline", &self.deadline)
            .field("priority", &self.priority)
            .field("queued", &self.ticket.is_some())
            .finish_non_exhaustive()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some((limiter, ticket)) = self.limiter.take().zip(self.ticket.take()) {
            limiter.with(|state, now| state.cancel(ticket, now));
        }
    }
}
