//! What a caller asks of a budget, and how it is refused.

use super::quota::nanos;
use std::{error::Error, fmt, time::Duration};
use tokio::time::Instant;

/// How urgent a request is.
///
/// Permits go to the waiters in the order in which they came, and a less urgent one counts as having come later: by one
/// window for the default, by four windows for the background. So urgent requests go first, and nobody starves: after
/// these windows no newcomer overtakes any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Priority {
    /// Somebody sits there and waits for the answer.
    Interactive,
    /// Anything else.
    #[default]
    Default,
    /// It can wait: bulk loads, polling, warming caches.
    Background,
}

impl Priority {
    /// How much later it counts as having come, in nanoseconds.
    pub(super) fn handicap(self, window: Duration) -> u64 {
        let windows = match self {
            Self::Interactive => 0,
            Self::Default => 1,
            Self::Background => 4,
        };
        nanos(window).saturating_mul(windows)
    }
}

/// A request for one permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// The latest instant at which a permit is of use; `None` for any time.
    pub deadline: Option<Instant>,
    /// Since when the call is under way. A repeat of its request asks with the same instant again, and so keeps its place
    /// before all that came later.
    pub since: Instant,
    /// How urgent it is.
    pub priority: Priority,
}

/// There is no permit in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WouldExceed {
    /// From now until the earliest instant at which there could be one: in-flight requests may be answered later than at
    /// once, so it may also be later. `None` when there is none as things stand: the quota is 0.
    pub earliest: Option<Duration>,
}

impl fmt::Display for WouldExceed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.earliest {
            Some(earliest) => {
                write!(
                    f,
                    "the rate limit leaves no time before the deadline: the next slot is {earliest:?} away"
                )
            }
            None => f.write_str("the rate limit lets no request through"),
        }
    }
}

impl Error for WouldExceed {}
