//! Which rate limits an operation pays from.

use super::{
    buckets::{HALVED, rate, slower, speed},
    finding::Draft,
    matching::Matching,
    policies::values,
    rule::{
        Contract::Behaviour,
        Rule,
        Severity::{Breaking, Dangerous, Docs, Safe},
    },
};
use crate::model::{Api, RateLimit};

pub(super) static RATE_LIMIT_ADDED: Rule = Rule {
    id: "rate-limit-added",
    severity: Breaking,
    contracts: &[Behaviour],
    summary: "an operation that had no rate limit has one",
    explanation: "Calls of it wait for their turn, and may fail with `WouldExceedDeadline` or `RateLimited`. What was built before sends too \
                  many requests and is answered 429.",
};

pub(super) static RATE_LIMIT_REMOVED: Rule = Rule {
    id: "rate-limit-removed",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "an operation has no rate limit any more",
    explanation: "Calls of it no longer wait for their turn.",
};

pub(super) static RATE_LIMIT_REASON_CHANGED: Rule = Rule {
    id: "rate-limit-reason-changed",
    severity: Docs,
    contracts: &[],
    summary: "why an operation has no rate limit is said in other words",
    explanation: "Only the documentation changes.",
};

pub(super) static LIMIT_GROUP_CHANGED: Rule = Rule {
    id: "limit-group-changed",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "an operation pays from another rate limit",
    explanation: "It shares its limit with other operations than before: calls of those slow it down, and it slows them down. It is breaking when \
                  the new limit allows half as much or less.",
};

pub(super) static LIMIT_STACKED: Rule = Rule {
    id: "limit-stacked",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "an operation pays from one more rate limit",
    explanation: "Calls of it need a slot of each of its limits. The slowest one decides. What was built before may be answered 429. It is \
                  breaking when the slowest allows half as much or less.",
};

pub(super) static LIMIT_UNSTACKED: Rule = Rule {
    id: "limit-unstacked",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "an operation pays from one rate limit less",
    explanation: "Calls of it need a slot of fewer limits.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &LIMIT_GROUP_CHANGED,
    &LIMIT_STACKED,
    &LIMIT_UNSTACKED,
    &RATE_LIMIT_ADDED,
    &RATE_LIMIT_REASON_CHANGED,
    &RATE_LIMIT_REMOVED,
];

/// The limits by what the head calls them: what a limit allows, and that it has another name, is told of the limit.
pub(super) fn compare(
    matching: &Matching<'_>,
    id: &str,
    before: &RateLimit,
    after: &RateLimit,
) -> Option<Draft> {
    let (base, head) = (&matching.base.api, &matching.head.api);
    let was: Vec<_> = before.buckets().iter().map(|at| matching.limit_in_head(&base.buckets[*at])).collect();
    let is: Vec<_> = after.buckets().iter().map(|at| head.buckets[*at].name.as_str()).collect();
    let new: Vec<_> = is.iter().filter(|name| !was.contains(name)).collect();
    let gone: Vec<_> = was.iter().filter(|name| !is.contains(name)).collect();
    let draft = match (was.is_empty(), is.is_empty()) {
        _ if new.is_empty() && gone.is_empty() => return reason(id, before, after),
        (true, _) => RATE_LIMIT_ADDED.found(format!("`{id}` has a limit: {}", rates(head, after))),
        (_, true) => RATE_LIMIT_REMOVED.found(format!("`{id}` has no limit any more")),
        _ if new.is_empty() => LIMIT_UNSTACKED.found(format!("`{id}` pays from {} no more", quoted(&gone))),
        _ => {
            let draft = if gone.is_empty() {
                LIMIT_STACKED.found(format!("`{id}` pays from {} too", quoted(&new)))
            } else {
                LIMIT_GROUP_CHANGED.found(format!(
                    "`{id}` pays from {}, not from {}",
                    quoted(&new),
                    quoted(&gone)
                ))
            };
            let factor = slowest(head, after) / slowest(base, before);
            let draft = if factor < 1.0 { draft.help(slower(factor)) } else { draft };
            let draft = if factor <= HALVED { draft.severity(Breaking) } else { draft };
            draft.factor(factor)
        }
    };
    Some(draft.before(rates(base, before)).after(rates(head, after)))
}

/// Each limit with what it allows.
pub(super) fn rates(api: &Api, limit: &RateLimit) -> String {
    let rates = limit.buckets().iter().map(|at| {
        let bucket = &api.buckets[*at];
        format!("{} ({})", bucket.name, rate(bucket))
    });
    let rates: Vec<_> = rates.collect();
    if rates.is_empty() { "none".to_owned() } else { rates.join(" and ") }
}

/// What is said of an operation without a limit.
fn reason(id: &str, before: &RateLimit, after: &RateLimit) -> Option<Draft> {
    let said = |limit: &RateLimit| match limit {
        RateLimit::Unstated | RateLimit::Buckets(_) => None,
        RateLimit::None(reason) => Some(reason.clone()),
    };
    let (before, after) = (said(before), said(after));
    let draft = || RATE_LIMIT_REASON_CHANGED.found(format!("why `{id}` has no limit is said in other words"));
    (before != after).then(|| values(draft(), before, after))
}

/// The requests per second that the slowest of the limits allows.
fn slowest(api: &Api, limit: &RateLimit) -> f64 {
    limit.buckets().iter().map(|at| speed(&api.buckets[*at])).fold(f64::INFINITY, f64::min)
}

fn quoted(names: &[&&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}
