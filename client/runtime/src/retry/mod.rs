//! How often, when and at what cost a call tries again.

mod backoff;
mod budget;
mod decide;

pub(crate) use budget::RetryBudget;
pub(crate) use decide::{Class, Decision, End, Why, decide};

use std::time::Duration;

/// How often a call tries, and how long it waits in between.
///
/// Whether a failure is worth another attempt is no matter of policy. It follows from what the API's description states
/// about the operation:
///
/// | operation | another attempt follows |
/// |---|---|
/// | safe or idempotent | no connection, a lost one, an attempt without a complete answer in time, a 2xx whose body breaks off, and 408, 429, 500, 502, 503, 504 |
/// | unsafe | what surely was not sent, and those of these statuses that the description says prove that nothing was done |
///
/// A 401 is none of these: a new token is tried once, whatever the policy.
///
/// The wait before attempt `k + 1` is a random part, anything from none to all, of `initial * 2^(k - 1)`, but never of more
/// than the cap. The initial wait is 50 ms, and at least 1 s where the server is too busy: after a 429, and after a 503 that
/// says how long to wait. The cap is 20 s. These are the numbers of the AWS SDKs (version 2.1 of their standard mode).
///
/// A server that says how long to wait (`retry-after-ms`, `Retry-After`) is obeyed: the wait is never shorter than that,
/// and up to a tenth of it longer, at most 1 s, so that the clients of one server do not all come back at once. One that
/// asks for more than 5 minutes is not waited for; the error says when to come back. Neither is one whose wait passes
/// the call's deadline: the call fails at once and not after a wait that leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    initial: Duration,
    cap: Duration,
}

impl RetryPolicy {
    /// At most so many attempts in all, the first one included; 0 counts as 1.
    #[must_use]
    pub const fn attempts(n: u32) -> Self {
        let attempts = if n == 0 { 1 } else { n };
        Self { attempts, initial: Duration::from_millis(50), cap: Duration::from_secs(20) }
    }

    /// One attempt and no more.
    #[must_use]
    pub const fn none() -> Self {
        Self::attempts(1)
    }

    /// Sets the longest that the first wait may be, and the longest that any wait may be.
    ///
    /// After a 429, and after a 503 that says how long to wait, the first wait is taken from `initial` or from 1 s,
    /// whichever is longer; `cap` limits that too. What the server asks for is waited for, whatever the cap.
    #[must_use]
    pub const fn backoff(mut self, initial: Duration, cap: Duration) -> Self {
        self.initial = initial;
        self.cap = cap;
        self
    }
}

/// Five attempts in all.
impl Default for RetryPolicy {
    fn default() -> Self {
        Self::attempts(5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_first_attempt() {
        assert_eq!(RetryPolicy::attempts(0), RetryPolicy::none());
        assert_eq!(RetryPolicy::default(), RetryPolicy::attempts(5));
        assert_ne!(RetryPolicy::default(), RetryPolicy::none());
    }
}
