//! Rate limits as such: the named buckets, which operations share.

use super::{
    finding::{Draft, Findings},
    matching::Matching,
    rule::{
        Contract::{Behaviour, Source},
        Rule,
        Severity::{Breaking, Dangerous, Docs, Safe},
    },
    side::{Side, key_or},
};
use crate::{document::Node, emit::spelled, model::Bucket, problem::Span};
use std::{
    cmp::Ordering::{self, Equal, Greater, Less},
    time::Duration,
};

pub(super) static RATE_LIMIT_LOWERED: Rule = Rule {
    id: "rate-limit-lowered",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "a rate limit allows fewer requests over time",
    explanation: "The client keeps the limit by itself, so callers that used all of it take longer: by the factor that is told. Calls \
                  with a deadline fail with `WouldExceedDeadline` sooner. A client that was built before sends too many requests and \
                  is answered 429. It is breaking when half of the limit is gone.",
};

pub(super) static RATE_LIMIT_RAISED: Rule = Rule {
    id: "rate-limit-raised",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "a rate limit allows more requests over time",
    explanation: "Callers get through sooner once they are built against the new document. Nobody has to do anything.",
};

pub(super) static BURST_LOWERED: Rule = Rule {
    id: "burst-lowered",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "a rate limit allows fewer requests at once, and no fewer over time",
    explanation: "The window is shorter, and so is what may be sent without a pause. Callers that work in bursts wait more often; those \
                  that send evenly notice nothing. A client that was built before is answered 429 in a burst.",
};

pub(super) static BURST_RAISED: Rule = Rule {
    id: "burst-raised",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "a rate limit allows more requests at once, and as many over time",
    explanation: "The window is longer, and more may be sent without a pause. After a burst the pause is longer too.",
};

pub(super) static LIMIT_RENAMED: Rule = Rule {
    id: "limit-renamed",
    severity: Breaking,
    contracts: &[Source, Behaviour],
    summary: "a rate limit has another name",
    explanation: "Its constant has another name, and `set_limit` and `Builder::bucket` with the old one fail when they are called. \
                  Programs that log or show limits show the new name.",
};

pub(super) static LIMIT_REMOVED: Rule = Rule {
    id: "limit-removed",
    severity: Breaking,
    contracts: &[Source, Behaviour],
    summary: "a rate limit is gone",
    explanation: "Its constant is gone, and `set_limit` and `Builder::bucket` with its name fail when they are called. What the operations \
                  that paid from it pay now is told for each.",
};

pub(super) static LIMIT_ADDED: Rule = Rule {
    id: "limit-added",
    severity: Safe,
    contracts: &[Source, Behaviour],
    summary: "there is a new rate limit",
    explanation: "The client has one constant more, and `set_limit` knows its name. What it means to an operation that pays from it is told for each.",
};

pub(super) static LIMIT_PROVENANCE_CHANGED: Rule = Rule {
    id: "limit-provenance-changed",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "a rate limit is documented where it was assumed, or the other way round",
    explanation: "The client keeps the limit in either case. It shows in the documentation and in `limits()`.",
};

pub(super) static LIMIT_DESCRIPTION_CHANGED: Rule = Rule {
    id: "limit-description-changed",
    severity: Docs,
    contracts: &[],
    summary: "the description of a rate limit is another one",
    explanation: "Only the documentation changes.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &BURST_LOWERED,
    &BURST_RAISED,
    &LIMIT_ADDED,
    &LIMIT_DESCRIPTION_CHANGED,
    &LIMIT_PROVENANCE_CHANGED,
    &LIMIT_REMOVED,
    &LIMIT_RENAMED,
    &RATE_LIMIT_LOWERED,
    &RATE_LIMIT_RAISED,
];

/// What must be left of a limit, at most, to break callers rather than to slow them down.
pub(super) const HALVED: f64 = 0.5;

/// Compares the limits that both have, and names the others.
pub(super) fn compare(matching: &Matching<'_>, findings: &mut Findings) {
    for &(before, after) in &matching.limits {
        if before.name != after.name {
            let draft = LIMIT_RENAMED
                .found(format!("the limit `{}` is called `{}`", before.name, after.name))
                .before(&before.name)
                .after(&after.name)
                .help(format!(
                    "write `{}` where `set_limit` or `Builder::bucket` is called with `{}`",
                    after.name, before.name
                ));
            findings.push(placed(matching, Some(before), Some(after), "", draft));
        }
        compare_two(matching, before, after, findings);
    }
    let kept = |bucket: &Bucket, pairs: &[(&Bucket, &Bucket)]| {
        pairs.iter().any(|(before, after)| std::ptr::eq(*before, bucket) || std::ptr::eq(*after, bucket))
    };
    for after in matching.head.api.buckets.iter().filter(|bucket| !kept(bucket, &matching.limits)) {
        let draft = LIMIT_ADDED.found(format!("there is a limit `{}`: {}", after.name, rate(after)));
        findings.push(placed(matching, None, Some(after), "", draft.after(rate(after))));
    }
    for before in matching.base.api.buckets.iter().filter(|bucket| !kept(bucket, &matching.limits)) {
        let draft = LIMIT_REMOVED.found(format!("the limit `{}` is gone", before.name)).before(rate(before));
        findings.push(placed(matching, Some(before), None, "", draft));
    }
}

fn compare_two(matching: &Matching<'_>, before: &Bucket, after: &Bucket, findings: &mut Findings) {
    // The name is what they were found by, and the constant follows from it. The window is in the speed.
    let Bucket { name: _, constant: _, doc, requests, per: _, assumed } = before;
    let changed = match (speed_ordering(before, after), after.requests.cmp(requests)) {
        (Equal, Equal) => None,
        (Less, _) => {
            let weight = if factor(before, after) <= HALVED { Breaking } else { Dangerous };
            Some(RATE_LIMIT_LOWERED.found(told(after, "fell", before)).severity(weight))
        }
        (_, Less) => Some(BURST_LOWERED.found(told(after, "allows less at once", before))),
        (Greater, _) => Some(RATE_LIMIT_RAISED.found(told(after, "rose", before))),
        (Equal, Greater) => Some(BURST_RAISED.found(told(after, "allows more at once", before))),
    };
    if let Some(draft) = changed {
        let key = if *requests == after.requests { "per" } else { "requests" };
        let factor = factor(before, after);
        let draft = draft.before(rate(before)).after(rate(after)).factor(factor);
        let draft = if factor < 1.0 { draft.help(slower(factor)) } else { draft };
        findings.push(placed(matching, Some(before), Some(after), key, draft));
    }
    if *assumed != after.assumed {
        let word = |assumed: bool| if assumed { "assumed" } else { "documented" };
        let draft = LIMIT_PROVENANCE_CHANGED
            .found(format!("the limit `{}` is {}, not {}", after.name, word(after.assumed), word(*assumed)))
            .before(word(*assumed))
            .after(word(after.assumed));
        findings.push(placed(matching, Some(before), Some(after), "provenance", draft));
    }
    if *doc != after.doc {
        let draft = LIMIT_DESCRIPTION_CHANGED
            .found(format!("the description of the limit `{}` is another", after.name));
        findings.push(placed(matching, Some(before), Some(after), "description", draft));
    }
}

/// Whether a limit allows more over time than before, by whole numbers: 3 per 300ms is no more than 10 per 1s.
fn speed_ordering(before: &Bucket, after: &Bucket) -> Ordering {
    let crossed = |requests: u32, per: Duration| u128::from(requests) * per.as_nanos();
    crossed(after.requests, before.per).cmp(&crossed(before.requests, after.per))
}

/// How many times as much a limit allows over time.
fn factor(before: &Bucket, after: &Bucket) -> f64 {
    if speed_ordering(before, after) == Equal { 1.0 } else { speed(after) / speed(before) }
}

/// Requests per second.
pub(super) fn speed(bucket: &Bucket) -> f64 {
    f64::from(bucket.requests) / bucket.per.as_secs_f64()
}

/// What it means to callers that a limit allows only so much of what it did.
pub(super) fn slower(factor: f64) -> String {
    let times = format!("{:.2}", 1.0 / factor);
    let times = times.trim_end_matches('0').trim_end_matches('.');
    format!("callers that used all of it take {times} times as long")
}

fn told(after: &Bucket, what: &str, before: &Bucket) -> String {
    format!("the limit `{}` {what}: {}, not {}", after.name, rate(after), rate(before))
}

/// A limit in words.
pub(super) fn rate(bucket: &Bucket) -> String {
    format!("{} per {}", bucket.requests, spelled(bucket.per))
}

/// With the places of a key of the limits, whom they reach, and the item that they are.
fn placed(
    matching: &Matching<'_>,
    before: Option<&Bucket>,
    after: Option<&Bucket>,
    key: &str,
    draft: Draft,
) -> Draft {
    let place =
        |side: &Side<'_>, bucket: &Bucket| stated(side, bucket).map(|(node, whole)| key_or(node, key, whole));
    let base = before.and_then(|bucket| place(matching.base, bucket));
    let head = after.and_then(|bucket| place(matching.head, bucket));
    let reach = match (before, after) {
        (_, Some(after)) => matching.paying(after),
        (Some(before), None) => matching.paid(before),
        (None, None) => Vec::new(),
    };
    let items =
        [before, after].into_iter().flatten().map(|bucket| format!("operations::{}", bucket.constant));
    draft.at(base, head).items(items).reach(reach)
}

/// What the document says of a limit, and the place of its name.
fn stated<'a>(side: &'a Side<'_>, bucket: &Bucket) -> Option<(&'a Node, Span)> {
    let entry = side.document.root.get("x-rate-limits")?.entry(&bucket.name)?;
    Some((&entry.node, entry.key_span))
}
