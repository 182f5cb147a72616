//! How many requests a server lets through.

use std::time::Duration;

/// At most `max` requests in any window.
///
/// "Any" is meant: wherever a window of this length is laid over time, no more than `max` requests arrive in it. That is
/// the strictest reading of "60 requests per 30 seconds", so it is right for a server that counts from the first request,
/// for one that counts in fixed windows, and for a token bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    max: u32,
    window: Duration,
    travel: Duration,
}

impl Quota {
    /// `max` requests in any `window`. With a `max` of 0 nothing is let through until the quota is changed.
    #[must_use]
    pub const fn new(max: u32, window: Duration) -> Self {
        Self { max, window, travel: Duration::ZERO }
    }

    /// States how long a request may still be on its way to the server after its sender gave up on it: after a timeout, a
    /// lost connection or a cancelled call. A permit that is dropped counts for that much longer. Zero unless stated, which
    /// is right when what is limited happens before the permit is dropped.
    #[must_use]
    pub const fn travel(self, longest: Duration) -> Self {
        Self { travel: longest, ..self }
    }

    /// The most requests in any window.
    #[must_use]
    pub const fn max(&self) -> u32 {
        self.max
    }

    /// The length of the window.
    #[must_use]
    pub const fn window(&self) -> Duration {
        self.window
    }

    /// How long a request may still travel when nobody waits for its answer any more.
    #[must_use]
    pub const fn longest_travel(&self) -> Duration {
        self.travel
    }

    /// How long a request counts, in nanoseconds, from the instant by which it has surely arrived: the window and a guard.
    ///
    /// The guard covers servers that count both ends of a window, times that are cut to milliseconds (2 ms), and clocks
    /// that differ in rate by up to 200 parts per million (a 5000th of the window).
    pub(super) fn span(&self) -> u64 {
        let guard = Duration::from_millis(2).saturating_add(self.window / 5_000);
        nanos(self.window.saturating_add(guard))
    }
}

/// In whole nanoseconds; what does not fit into 64 bits, 584 years, counts as the longest that does.
pub(super) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
