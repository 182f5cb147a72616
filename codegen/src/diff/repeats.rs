//! Whether a call that failed is made again.

use super::{
    finding::Draft,
    rule::{
        Contract::Behaviour,
        Rule,
        Severity::{Breaking, Dangerous, Safe},
    },
};
use crate::model::Safety;

pub(super) static RETRY_UNSAFE: Rule = Rule {
    id: "retry-safe-to-unsafe",
    severity: Breaking,
    contracts: &[Behaviour],
    summary: "a repeat of an operation is not harmless any more",
    explanation: "The client stops repeating it: failures that it used to overcome reach the caller, some as `OutcomeUnknown`. What was built \
                  before goes on repeating, and may act twice.",
};

pub(super) static RETRY_SAFE: Rule = Rule {
    id: "retry-unsafe-to-safe",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "a repeat of an operation is harmless now",
    explanation: "The client repeats it after failures: more requests, later errors, and no `OutcomeUnknown` any more. If it is not true, it acts \
                  twice.",
};

pub(super) static RETRY_CLASS_CHANGED: Rule = Rule {
    id: "retry-class-changed",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "an operation only reads where it was idempotent, or the other way round",
    explanation: "The client repeats it in either case.",
};

pub(super) static REFUSED_STATUS_ADDED: Rule = Rule {
    id: "refused-status-added",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "one more status proves that an unsafe operation did nothing",
    explanation: "Its error says that nothing was done, and the client repeats the operation after it if it is one that passes by itself: 408, \
                  429, 500, 502, 503, 504. If it is not true, it acts twice. It is safe where a repeat is harmless anyway.",
};

pub(super) static REFUSED_STATUS_REMOVED: Rule = Rule {
    id: "refused-status-removed",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "a status no longer proves that an unsafe operation did nothing",
    explanation: "The client no longer repeats the operation after it, and the failures that it used to overcome reach the caller. What was built \
                  before goes on repeating, and may act twice. It is safe where a repeat is harmless anyway.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] =
    &[&REFUSED_STATUS_ADDED, &REFUSED_STATUS_REMOVED, &RETRY_CLASS_CHANGED, &RETRY_SAFE, &RETRY_UNSAFE];

/// Compares what a repeat does, with the statuses that prove that nothing was done. Where a repeat is not what it was, that says it all.
pub(super) fn compare(id: &str, before: (Safety, &[u16]), after: (Safety, &[u16])) -> Vec<Draft> {
    match safety(id, before.0, after.0) {
        Some(draft) => vec![draft],
        None => refusals(id, after.0, before.1, after.1),
    }
}

fn safety(id: &str, before: Safety, after: Safety) -> Option<Draft> {
    let draft = match (before, after) {
        _ if before == after => return None,
        (_, Safety::Unsafe) => {
            RETRY_UNSAFE.found(format!("a repeat of `{id}` acts again: the client stops repeating it"))
        }
        (Safety::Unsafe, _) => {
            RETRY_SAFE.found(format!("a repeat of `{id}` is harmless: the client repeats it"))
        }
        _ => RETRY_CLASS_CHANGED.found(format!("`{id}` is {}, not {}", word(after), word(before))),
    };
    Some(draft.before(word(before)).after(word(after)))
}

/// What a repeat is.
pub(super) fn word(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => "safe",
        Safety::Idempotent => "idempotent",
        Safety::Unsafe => "unsafe",
    }
}

/// What may be repeated anyway needs no proof.
fn refusals(id: &str, safety: Safety, before: &[u16], after: &[u16]) -> Vec<Draft> {
    let new = after.iter().filter(|status| !before.contains(status)).map(|status| {
        REFUSED_STATUS_ADDED
            .found(format!("after {status}, `{id}` has done nothing"))
            .after(status.to_string())
    });
    let gone = before.iter().filter(|status| !after.contains(status)).map(|status| {
        REFUSED_STATUS_REMOVED
            .found(format!("after {status}, `{id}` may have acted"))
            .before(status.to_string())
    });
    let weighed = |draft: Draft| match safety {
        Safety::Unsafe => draft,
        Safety::Safe | Safety::Idempotent => draft.severity(Safe),
    };
    new.chain(gone).map(weighed).collect()
}
