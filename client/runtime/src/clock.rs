//! The time that servers and callers mean.

use std::time::{Duration, SystemTime};

/// The wall clock. Only what callers are told, or what a server tells, is measured with it, never a limit.
pub(crate) fn wall_clock() -> SystemTime {
    SystemTime::now()
}

/// The time of the wall clock after a while; `None` when that is beyond all time.
pub(crate) fn wall_clock_in(wait: Duration) -> Option<SystemTime> {
    wall_clock().checked_add(wait)
}
