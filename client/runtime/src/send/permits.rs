//! What an attempt holds of the budgets, and when it gives it back.

use crate::{
    rate_limit::Permit,
    transport::{Departure, Sent, TransportError},
};
use http::StatusCode;
use std::time::Duration;

/// The permits of one attempt.
///
/// Dropped, as when the call is cancelled, they count as used by a request that may still arrive, unless the transport knows
/// that it has not left.
pub(super) struct Permits {
    held: Vec<Permit>,
    departure: Departure,
}

impl Permits {
    pub(super) fn new(held: Vec<Permit>) -> Self {
        Self { held, departure: Departure::default() }
    }

    /// What the request of this attempt carries, for the transport to say whether it has left.
    pub(super) fn departure(&self) -> Departure {
        self.departure.clone()
    }

    /// The server answered.
    pub(super) fn answered(mut self, status: StatusCode, retry_after: Option<Duration>) {
        for permit in self.held.drain(..) {
            if status == StatusCode::TOO_MANY_REQUESTS {
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

impl Drop for Permits {
    fn drop(&mut self) {
        // `held` is empty where it was settled above; what is left drops as used.
        if !self.held.is_empty() && self.departure.give_up() {
            self.held.drain(..).for_each(Permit::unused);
        }
    }
}
