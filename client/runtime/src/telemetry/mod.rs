//! What a call tells `tracing` and, with the feature `metrics`, the facade of the `metrics` crate.
//!
//! Neither ever gets the token, a body, a query or the value of a path parameter: paths are templates.

#[cfg(feature = "metrics")]
mod metrics;
#[cfg(not(feature = "metrics"))]
#[path = "no_metrics.rs"]
mod metrics;
mod spans;

pub(crate) use metrics::{admitted, attempted};
pub(crate) use spans::{Described, admission, attempt, call, inside, record_attempt};

use crate::{
    error::{Error, OperationError},
    response::Response,
    stale::{Freshness, StaleCause},
};
use std::{borrow::Cow, fmt};
use tracing::Span;

/// Tells how a call ended.
pub(crate) fn ended<S, E: OperationError>(
    span: &Span,
    operation: &'static str,
    answer: &Result<Response<S>, Error<E>>,
) {
    let kind = answer.as_ref().err().map(Error::kind);
    let (status, attempts) = match answer {
        Ok(response) => (Some(response.status()), response.attempts()),
        Err(error) => (error.status(), error.attempts()),
    };
    let kind = kind.as_ref().map(|kind| -> &dyn fmt::Debug { kind });
    spans::record_call(span, status, attempts.len(), kind);
    metrics::called(operation, kind);
    if let Ok(response) = answer
        && let Freshness::Stale { cause, .. } = response.freshness()
    {
        let cause = why(cause);
        spans::record_stale(span, &cause);
        metrics::stale(operation, cause);
    }
}

/// Why an answer is an old one: the status of the fresh one, or why there is none.
fn why(cause: StaleCause) -> Cow<'static, str> {
    match cause {
        StaleCause::NoPermit => "no_permit".into(),
        StaleCause::Status(status) => status.as_str().to_owned().into(),
        StaleCause::Timeout => "timeout".into(),
        StaleCause::Connection => "connection".into(),
    }
}
