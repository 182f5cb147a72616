//! Limits of time, and which of them ended something.

use crate::error::TimedOut;
use std::{future::Future, time::Duration};
use tokio::time::Instant;

/// An instant by which something must have ended, and which limit that is. No instant is never.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) at: Option<Instant>,
    pub(crate) reason: TimedOut,
}

impl Limit {
    pub(crate) fn after(limit: Duration, reason: TimedOut) -> Self {
        Self { at: Instant::now().checked_add(limit), reason }
    }

    pub(crate) fn is_over(self) -> bool {
        self.is_over_in(Duration::ZERO)
    }

    /// Whether it will be over after that time.
    pub(crate) fn is_over_in(self, time: Duration) -> bool {
        self.at.is_some_and(|at| at.saturating_duration_since(Instant::now()) <= time)
    }

    pub(crate) fn or_earlier(self, other: Option<Self>) -> Self {
        match other {
            Some(Self { at: Some(other_at), reason }) if self.at.is_none_or(|at| other_at < at) => {
                Self { at: Some(other_at), reason }
            }
            _ => self,
        }
    }
}

/// What the future gives, unless the limit comes first.
pub(crate) async fn within<F: Future>(limit: Option<Limit>, future: F) -> Result<F::Output, TimedOut> {
    match limit {
        Some(Limit { at: Some(at), reason }) => tokio::time::timeout_at(at, future).await.map_err(|_| reason),
        _ => Ok(future.await),
    }
}
