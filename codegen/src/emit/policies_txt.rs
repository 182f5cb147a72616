//! `policies.txt`: the facts of every operation, one line each, for people who review a change.

use super::{docs::spelled, failures::status_text};
use crate::model::{Api, Operation, RateLimit, Safety};

/// One line per operation, in spec order.
pub(super) fn lines(api: &Api) -> Vec<String> {
    api.operations.iter().map(|operation| line(api, operation)).collect()
}

fn line(api: &Api, operation: &Operation) -> String {
    let policy = &operation.policy;
    let limit = match &policy.rate_limit {
        RateLimit::Unstated => "unstated".to_owned(),
        RateLimit::None(_) => "none".to_owned(),
        RateLimit::Buckets(buckets) => {
            let buckets = buckets.iter().map(|at| {
                let bucket = &api.buckets[*at];
                let assumed = if bucket.assumed { " assumed" } else { "" };
                format!("{} {}/{}{assumed}", bucket.name, bucket.requests, spelled(bucket.per))
            });
            buckets.collect::<Vec<_>>().join(" + ")
        }
    };
    let mut parts = vec![
        format!("{}: {} {}", operation.id, operation.http_method, operation.path),
        format!("limit {limit}"),
    ];
    let safety = match policy.safety {
        Safety::Safe => "safe",
        Safety::Idempotent => "idempotent",
        Safety::Unsafe => "unsafe",
    };
    let refused: Vec<String> = policy.refused.iter().map(u16::to_string).collect();
    parts.push(if refused.is_empty() {
        format!("retry {safety}")
    } else {
        format!("retry {safety}, refused {}", refused.join(" "))
    });
    let errors: Vec<String> =
        operation.errors.iter().map(|case| format!("{} {}", status_text(case.status), case.kind)).collect();
    parts.push(if errors.is_empty() {
        "errors none".to_owned()
    } else {
        format!("errors {}", errors.join(", "))
    });
    if let Some(timeout) = policy.timeout {
        parts.push(format!("attempt {}", spelled(timeout)));
    }
    if let Some(age) = policy.stale {
        parts.push(format!("stale {}", spelled(age)));
    }
    if let Some(paging) = &policy.pagination {
        parts.push(format!("pages by {}", paging.offset));
    }
    if let Some(wait) = &policy.wait {
        let batch = wait
            .batch
            .as_ref()
            .map(|(operation, key)| format!(", batch {operation} by {key}"))
            .unwrap_or_default();
        parts.push(format!(
            "waits on {} = {} or {}{batch}",
            wait.field,
            wait.success.join(" "),
            wait.failure.join(" ")
        ));
    }
    parts.join(" | ")
}
