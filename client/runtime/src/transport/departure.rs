//! How a transport says that a request is still waiting for its connection.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

const UNKNOWN: u8 = 0;
const WAITING: u8 = 1;
const LEFT: u8 = 2;

/// Whether a request has left, told by the transport while it is on it.
///
/// Every request carries one in its extensions. A transport that knows calls [`Departure::wait`] when it takes the request
/// on and [`Departure::leave`] before its first byte goes out. A request that is dropped in between surely was not sent, so
/// that even an unsafe one can be repeated. A transport that does neither loses nothing but that.
#[derive(Debug, Clone, Default)]
pub struct Departure(Arc<AtomicU8>);

impl Departure {
    /// From now on nothing is sent before [`Departure::leave`] is called.
    pub fn wait(&self) {
        let _ = self.0.compare_exchange(UNKNOWN, WAITING, Ordering::AcqRel, Ordering::Acquire);
    }

    /// From now on the server may see the request.
    pub fn leave(&self) {
        self.0.store(LEFT, Ordering::Release);
    }

    /// Whether nothing was sent.
    pub(crate) fn is_waiting(&self) -> bool {
        self.0.load(Ordering::Acquire) == WAITING
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_transport_that_says_so_is_believed() {
        let departure = Departure::default();
        assert!(!departure.is_waiting());
        departure.wait();
        assert!(departure.clone().is_waiting());
        departure.leave();
        departure.wait();
        assert!(!departure.is_waiting());
    }
}
