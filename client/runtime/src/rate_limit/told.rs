//! What a server tells about its limits.

use std::time::Duration;

/// What one answer of a server says about one of its limits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// At most so many requests in a window of this length.
    pub(crate) quota: Option<(u32, Duration)>,
    /// How many requests are left.
    pub(crate) remaining: Option<u32>,
    /// How long until all of them are back.
    pub(crate) reset: Option<Duration>,
    /// The name that the server has for the limit.
    pub(crate) policy: Option<String>,
}
