//! Whether a call tries again: one pure function.

use super::{
    RetryPolicy,
    backoff::{self, LONGEST_HINT},
};
use crate::{
    body::Cut,
    operation::{Content, Safety},
    outcome::Ended,
    transport::Sent,
};
use http::StatusCode;
use std::time::Duration;

/// The statuses that pass by themselves.
const TRANSIENT: [u16; 6] = [408, 429, 500, 502, 503, 504];

/// What becomes of a call after attempt number `attempt`, which counts from 1.
///
/// `elapsed` is the time since the call started, and `deadline` how long it may take in all; `chance` in `[0, 1)` is the
/// random part of the wait. What an attempt more costs is up to the [`RetryBudget`](super::RetryBudget), and when there is
/// room for it up to the rate limits: the wait is the least that must pass before it starts.
pub(crate) fn decide(
    policy: &RetryPolicy,
    class: Class,
    attempt: u32,
    end: &End,
    elapsed: Duration,
    deadline: Option<Duration>,
    chance: f64,
) -> Decision {
    if !class.may_repeat(end) {
        return Decision::Stop(Why::Final);
    }
    if attempt >= policy.attempts {
        return Decision::Stop(Why::Attempts);
    }
    let hint = end.hint();
    if let Some(wait) = hint.filter(|hint| *hint > LONGEST_HINT) {
        return Decision::Stop(Why::TooLong { wait });
    }
    let wait = backoff::wait(policy, attempt, end.is_throttle(), hint, chance);
    // An attempt that starts at the deadline has no time left.
    if deadline.is_some_and(|deadline| elapsed.saturating_add(wait) >= deadline) {
        return Decision::Stop(Why::Deadline { wait });
    }
    Decision::Retry { wait }
}

/// What is to be done after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Nothing: the end of this attempt is the end of the call.
    Stop(Why),
    /// Another attempt, not before so much time has passed.
    Retry { wait: Duration },
}

/// Why there is no further attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It would do harm, or lead to the same end.
    Final,
    /// There have been as many as the policy allows.
    Attempts,
    /// The wait before it passes the deadline.
    Deadline { wait: Duration },
    /// The server asks for a wait that is too long to sit out.
    TooLong { wait: Duration },
}

/// What an operation's description states about repeats.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Class {
    pub(crate) safety: Safety,
    /// The statuses that prove that the server did nothing.
    pub(crate) refused: &'static [u16],
}

impl Class {
    /// Whether a repeat after an answer with this status is harmless and may work.
    pub(crate) fn may_repeat_after(self, status: StatusCode) -> bool {
        // A refusal alone is not enough: what was refused with a 404 will be again.
        let harmless = self.acts_once() || self.refused.contains(&status.as_u16());
        harmless && TRANSIENT.contains(&status.as_u16())
    }

    fn may_repeat(self, end: &End) -> bool {
        match end {
            End::Answered { status, .. } => self.may_repeat_after(*status),
            End::NotSent => true,
            End::Unanswered => self.acts_once(),
            End::Unusable => false,
        }
    }

    /// Whether two requests have the effect of one.
    fn acts_once(self) -> bool {
        match self.safety {
            Safety::Safe | Safety::Idempotent => true,
            Safety::Unsafe => false,
        }
    }
}

/// How an attempt ended, as far as it matters for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The server answered. A failure counts with its status, however much came of its body.
    Answered {
        status: StatusCode,
        /// The wait that the server asks for.
        hint: Option<Duration>,
    },
    /// Nothing was sent.
    NotSent,
    /// Nothing was sent, and nothing ever will be.
    Unusable,
    /// Something may have been sent, and no answer came, or a 2xx answer that is not complete.
    Unanswered,
}

impl End {
    /// Whether a complete 2xx answer came.
    pub(crate) fn is_success(&self) -> bool {
        matches!(self, Self::Answered { status, .. } if status.is_success())
    }

    /// Reads the end of an attempt of which a 2xx answer holds `content`.
    pub(crate) fn of(ended: &Ended, content: Content) -> Self {
        match ended {
            Ended::Failed(error) if error.why_unusable().is_some() => Self::Unusable,
            Ended::Failed(error) if error.sent() == Sent::No => Self::NotSent,
            Ended::Failed(_) | Ended::TimedOut(_) => Self::Unanswered,
            Ended::Answered(answer) => {
                // A body that nobody reads does not matter, and one that is too long will be again.
                let broken = matches!(answer.cut, Some(Cut::Broken(_) | Cut::TimedOut(_)));
                if answer.status.is_success() && content != Content::Empty && broken {
                    Self::Unanswered
                } else {
                    Self::Answered { status: answer.status, hint: answer.hint }
                }
            }
        }
    }

    /// Whether the server is too busy, rather than broken.
    pub(super) fn is_throttle(&self) -> bool {
        match self {
            Self::Answered { status, hint } => {
                *status == StatusCode::TOO_MANY_REQUESTS
                    || (*status == StatusCode::SERVICE_UNAVAILABLE && hint.is_some())
            }
            _ => false,
        }
    }

    fn hint(&self) -> Option<Duration> {
        match self {
            Self::Answered { hint, .. } => *hint,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
