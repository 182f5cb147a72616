//! Counters, a histogram and gauges, for whatever recorder the application installed.

use crate::{error::Ending, operation::Bucket, rate_limit::Budget};
use metrics::{counter, gauge, histogram};
use std::{borrow::Cow, fmt, time::Duration};

/// `api_client_calls_total`: calls that ended, by operation and by how: `ok` or the kind of the failure.
pub(crate) fn called(operation: &'static str, error: Option<&dyn fmt::Debug>) {
    let outcome = error.map_or_else(|| "ok".to_owned(), |kind| format!("{kind:?}"));
    counter!("api_client_calls_total", "operation" => operation, "outcome" => outcome).increment(1);
}

/// `api_client_attempts_total`: requests, by operation and by how they ended: the status, or why there was none.
pub(crate) fn attempted(operation: &'static str, ending: Ending) {
    let ending = match ending {
        Ending::Status(status) => status.as_str().to_owned(),
        Ending::Connect => "connect".to_owned(),
        Ending::Transport => "transport".to_owned(),
        Ending::Timeout => "timeout".to_owned(),
    };
    counter!("api_client_attempts_total", "operation" => operation, "ending" => ending).increment(1);
}

/// `api_client_admission_wait_seconds`: how long requests waited for their permits, by operation. It has those too that did
/// not wait, so that its mean says how much time the limits cost. `api_client_bucket_used` and
/// `api_client_bucket_limit`: how many requests of a rate limit counted when the last one was let through, and how many may.
pub(crate) fn admitted(
    operation: &'static str,
    buckets: &[&'static Bucket],
    budget: &dyn Budget,
    waited: Duration,
) {
    if buckets.is_empty() {
        return;
    }
    histogram!("api_client_admission_wait_seconds", "operation" => operation).record(waited);
    for bucket in buckets {
        let usage = budget.usage(bucket);
        gauge!("api_client_bucket_used", "bucket" => bucket.name).set(f64::from(usage.used));
        gauge!("api_client_bucket_limit", "bucket" => bucket.name).set(f64::from(usage.limit));
    }
}

/// `api_client_stale_answers_total`: calls that were answered with what was kept, by operation and by why: the status, or
/// why there was none.
pub(crate) fn stale(operation: &'static str, cause: Cow<'static, str>) {
    counter!("api_client_stale_answers_total", "operation" => operation, "cause" => cause).increment(1);
}
