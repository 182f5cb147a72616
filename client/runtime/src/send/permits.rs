//! What an attempt holds of the budgets, what they learn from it, and when they get it back.

use crate::{
    operation::Bucket,
    rate_limit::{self, Budget, Permit},
    transport::{Departure, Sent, TransportError},
};
use http::{StatusCode, response::Parts};
use std::time::{Duration, SystemTime};

/// The permits of one attempt.
///
/// Dropped before the transport has the request, they go back unused. Dropped later, as when the call is cancelled, they
/// count as used by a request that may still arrive, unless the transport knows that it has not left.
pub(super) struct Permits<'a> {
    budget: &'a dyn Budget,
    buckets: &'static [&'static Bucket],
    held: Vec<Permit>,
    /// `None` until the transport has the request.
    departure: Option<Departure>,
}

impl<'a> Permits<'a> {
    pub(super) fn new(
        budget: &'a dyn Budget,
        buckets: &'static [&'static Bucket],
        held: Vec<Permit>,
    ) -> Self {
        Self { budget, buckets, held, departure: None }
    }

    /// Puts into the request by what the transport says whether it has left; from now on the transport has it.
    pub(super) fn hand_over<B>(&mut self, request: &mut http::Request<B>) {
        let departure = self.departure.get_or_insert_default();
        request.extensions_mut().insert(departure.clone());
    }

    /// Gives the request up; `true` when nothing was sent, and then nothing will be.
    pub(super) fn give_up(&self) -> bool {
        self.departure.as_ref().is_none_or(Departure::give_up)
    }

    /// What the transport says of a failure, put right by what it said of the request before: when that may have left, it
    /// was not surely not sent, and when it was waiting still, it surely was not.
    pub(super) fn checked(&self, error: TransportError) -> TransportError {
        if self.give_up() {
            error.not_sent()
        } else if self.departure.as_ref().is_some_and(Departure::has_left) {
            error.maybe_sent()
        } else {
            error
        }
    }

    /// The server answered. What it says of its limits holds before anybody else gets a permit.
    pub(super) fn answered(mut self, head: &Parts, received: SystemTime, retry_after: Option<Duration>) {
        if !self.buckets.is_empty() {
            for told in rate_limit::told(&head.headers, received) {
                if let Some(bucket) = told.bucket(self.buckets) {
                    self.budget.learn(bucket, &told);
                }
            }
        }
        for permit in self.held.drain(..) {
            if head.status == StatusCode::TOO_MANY_REQUESTS {
                permit.throttled(retry_after);
            } else {
                permit.answered();
            }
        }
    }

    /// There was no answer.
    pub(super) fn failed(mut self, error: &TransportError) {
        if error.sent() == Sent::No {
            self.held.drain(..).for_each(Permit::unused);
        }
    }
}

impl Drop for Permits<'_> {
    fn drop(&mut self) {
        // `held` is empty where it was settled above; what is left drops as used.
        if !self.held.is_empty() && self.give_up() {
            self.held.drain(..).for_each(Permit::unused);
        }
    }
}
