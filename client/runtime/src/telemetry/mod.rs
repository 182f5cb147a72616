//! What a call tells `tracing` and, with the feature `metrics`, the facade of the `metrics` crate.
//!
//! Neither ever gets the token, a body, a query or the value of a path parameter: paths are templates.

#[cfg(feature = "metrics")]
mod metrics;
#[cfg(not(feature = "metrics"))]
#[path = "no_metrics.rs"]
mod metrics;
mod spans;

pub(crate) use metrics::{admitted, attempted, called, stale};
pub(crate) use spans::{Described, admission, attempt, call, record_attempt, record_call};
