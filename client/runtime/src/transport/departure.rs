//! How a transport says that a request is still waiting for its connection.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

const UNKNOWN: u8 = 0;
const WAITING: u8 = 1;
const LEFT: u8 = 2;
const GIVEN_UP: u8 = 3;

/// Whether a request has left, told by the transport while it is on it.
///
/// Every request carries one in its extensions. A transport that knows calls [`Departure::wait`] when it takes the request
/// on and [`Departure::leave`] before its first byte goes out. A request that is dropped in between surely was not sent and
/// never will be, so that even an unsafe one can be repeated. A transport that does neither loses nothing but that.
#[derive(Debug, Clone, Default)]
pub struct Departure(Arc<AtomicU8>);

impl Departure {
    /// From now on nothing is sent before [`Departure::leave`] is called.
    pub fn wait(&self) {
        let _ = self.0.compare_exchange(UNKNOWN, WAITING, Ordering::AcqRel, Ordering::Acquire);
    }

    /// From now on the server may see the request; `false` when its caller gave it up before, which was told that nothing
    /// was sent: then nothing may be.
    #[must_use = "a request that was given up must not be sent"]
    pub fn leave(&self) -> bool {
        let left = |state| (state != GIVEN_UP).then_some(LEFT);
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, left).is_ok()
    }

    /// Gives the request up; `true` when nothing was sent, and then nothing will be.
    pub(crate) fn give_up(&self) -> bool {
        let state = self.0.compare_exchange(WAITING, GIVEN_UP, Ordering::AcqRel, Ordering::Acquire);
        matches!(state, Ok(WAITING) | Err(GIVEN_UP))
    }

    /// Whether the server may have seen the request, as the transport says.
    pub(crate) fn has_left(&self) -> bool {
        self.0.load(Ordering::Acquire) == LEFT
    }

    /// Whether the caller was told that nothing was sent.
    pub(crate) fn is_given_up(&self) -> bool {
        self.0.load(Ordering::Acquire) == GIVEN_UP
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_transport_that_says_so_is_believed() {
        let departure = Departure::default();
        assert!(!departure.give_up(), "nothing is known");
        departure.wait();
        assert!(departure.leave());
        departure.wait();
        assert!(!departure.give_up() && departure.has_left());
    }

    #[test]
    fn what_was_given_up_does_not_leave() {
        let departure = Departure::default();
        departure.wait();
        assert!(departure.clone().give_up());
        assert!(departure.give_up(), "it stays so");
        assert!(!departure.leave());
        assert!(departure.is_given_up());
    }
}
