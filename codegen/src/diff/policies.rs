//! What an operation states besides its requests and answers: limits, repeats, old answers, pages, waiting, time.

use super::{
    buckets::rate,
    finding::{Draft, Findings},
    matching::Matching,
    rule::{
        Contract::{Behaviour, Source, Wire},
        Rule,
        Severity::{Breaking, Dangerous, Safe},
    },
    side::{Operating, key_or},
};
use crate::{
    emit::spelled,
    model::{Api, PageField, Pagination, Policy, RateLimit, Safety, Wait},
};
use std::time::Duration;

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
    explanation: "Calls of it need a slot of each of its limits. The slowest one decides.",
};

pub(super) static LIMIT_UNSTACKED: Rule = Rule {
    id: "limit-unstacked",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "an operation pays from one rate limit less",
    explanation: "Calls of it need a slot of fewer limits.",
};

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
    explanation: "The client repeats the operation after it, and its error says that nothing was done. If it is not true, it acts twice.",
};

pub(super) static REFUSED_STATUS_REMOVED: Rule = Rule {
    id: "refused-status-removed",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "a status no longer proves that an unsafe operation did nothing",
    explanation: "The client no longer repeats the operation after it: failures that it used to overcome reach the caller. What was built before \
                  goes on repeating, and may act twice.",
};

pub(super) static TIMEOUT_LOWERED: Rule = Rule {
    id: "timeout-lowered",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "an attempt of an operation may take less time",
    explanation: "Slow answers that used to arrive are given up; of an unsafe operation that is `OutcomeUnknown`. The runtime's default stands where \
                  the document says nothing.",
};

pub(super) static TIMEOUT_RAISED: Rule = Rule {
    id: "timeout-raised",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "an attempt of an operation may take more time",
    explanation: "A call without a deadline of its own may take longer until it fails.",
};

pub(super) static STALE_ADDED: Rule = Rule {
    id: "stale-added",
    severity: Safe,
    contracts: &[Source, Behaviour],
    summary: "old answers of an operation can be taken",
    explanation: "Its builder has `allow_stale`. Nothing changes for those who do not call it.",
};

pub(super) static STALE_REMOVED: Rule = Rule {
    id: "stale-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "old answers of an operation cannot be taken any more",
    explanation: "Its builder has no `allow_stale`: calls of that do not compile.",
};

pub(super) static STALE_AGE_LOWERED: Rule = Rule {
    id: "stale-age-lowered",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "an old answer of an operation is taken for a shorter time",
    explanation: "`allow_stale` with a longer time is cut to it: calls that were answered from the store wait or fail.",
};

pub(super) static STALE_AGE_RAISED: Rule = Rule {
    id: "stale-age-raised",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "an old answer of an operation is taken for a longer time",
    explanation: "`allow_stale` with a longer time is cut later. Answers may be older than before.",
};

pub(super) static PAGINATION_ADDED: Rule = Rule {
    id: "pagination-added",
    severity: Safe,
    contracts: &[Source],
    summary: "an operation is known to answer in pages",
    explanation: "Its builder has `items` and `pages`.",
};

pub(super) static PAGINATION_REMOVED: Rule = Rule {
    id: "pagination-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "an operation is not known to answer in pages any more",
    explanation: "Its builder has no `items` and no `pages`: calls of those do not compile.",
};

pub(super) static PAGINATION_CHANGED: Rule = Rule {
    id: "pagination-changed",
    severity: Breaking,
    contracts: &[Wire],
    summary: "an operation is asked for its pages in another way",
    explanation: "The stream of its items uses other parameters or other fields of the answer. What was built before may read a page twice, \
                  leave some out, or not end.",
};

pub(super) static WAIT_ADDED: Rule = Rule {
    id: "wait-added",
    severity: Safe,
    contracts: &[Source],
    summary: "what an operation shows can be waited for",
    explanation: "The client knows by which field and which values it has ended.",
};

pub(super) static WAIT_REMOVED: Rule = Rule {
    id: "wait-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "what an operation shows cannot be waited for any more",
    explanation: "The client does not know by what it has ended: `wait` on it does not compile.",
};

pub(super) static WAIT_CHANGED: Rule = Rule {
    id: "wait-changed",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "what an operation shows has ended by other values or another field",
    explanation: "Waiting ends earlier or later than before, or comes to another verdict. What was built before may wait for an end that has come.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &LIMIT_GROUP_CHANGED,
    &LIMIT_STACKED,
    &LIMIT_UNSTACKED,
    &PAGINATION_ADDED,
    &PAGINATION_CHANGED,
    &PAGINATION_REMOVED,
    &RATE_LIMIT_ADDED,
    &RATE_LIMIT_REMOVED,
    &REFUSED_STATUS_ADDED,
    &REFUSED_STATUS_REMOVED,
    &RETRY_CLASS_CHANGED,
    &RETRY_SAFE,
    &RETRY_UNSAFE,
    &STALE_ADDED,
    &STALE_AGE_LOWERED,
    &STALE_AGE_RAISED,
    &STALE_REMOVED,
    &TIMEOUT_LOWERED,
    &TIMEOUT_RAISED,
    &WAIT_ADDED,
    &WAIT_CHANGED,
    &WAIT_REMOVED,
];

/// Compares the policies of one operation.
pub(super) fn compare(
    matching: &Matching<'_>,
    base: &Operating<'_>,
    head: &Operating<'_>,
    before: &Policy,
    after: &Policy,
    findings: &mut Findings,
) {
    let Policy { rate_limit, safety, refused, stale, pagination, wait, timeout } = before;
    let id = &head.model.id;
    let mut push = |draft: Option<Draft>, key: &str| {
        if let Some(draft) = draft {
            let place = |operating: &Operating<'_>| Some(key_or(operating.node, key, operating.span));
            findings.push(draft.operation(id).at(place(base), place(head)));
        }
    };
    push(limits(matching, id, rate_limit, &after.rate_limit), "x-rate-limit");
    push(repeats(id, *safety, after.safety), "x-retry");
    for status in &after.refused {
        let new = !refused.contains(status) && *safety == after.safety;
        push(
            new.then(|| {
                REFUSED_STATUS_ADDED
                    .found(format!("after {status}, `{id}` has done nothing and is repeated"))
                    .after(status.to_string())
            }),
            "x-retry",
        );
    }
    for status in refused {
        let gone = !after.refused.contains(status) && *safety == after.safety;
        push(
            gone.then(|| {
                REFUSED_STATUS_REMOVED
                    .found(format!("after {status}, `{id}` may have acted and is not repeated"))
                    .before(status.to_string())
            }),
            "x-retry",
        );
    }
    push(timeouts(id, *timeout, after.timeout), "x-timeout");
    push(old_answers(matching, head, *stale, after.stale), "x-stale");
    push(pages(matching, head, pagination.as_ref(), after.pagination.as_ref()), "x-pagination");
    push(waits(matching, head, wait.as_ref(), after.wait.as_ref()), "x-wait");
}

/// The limits by what the head calls them: what a limit allows, and that it has another name, is told of the limit.
fn limits(matching: &Matching<'_>, id: &str, before: &RateLimit, after: &RateLimit) -> Option<Draft> {
    let rates = |api: &Api, limit: &RateLimit| -> String {
        let rates = limit.buckets().iter().map(|at| {
            let bucket = &api.buckets[*at];
            format!("{} ({})", bucket.name, rate(bucket))
        });
        let rates: Vec<_> = rates.collect();
        if rates.is_empty() { "none".to_owned() } else { rates.join(" and ") }
    };
    let (base, head) = (&matching.base.api, &matching.head.api);
    let was: Vec<_> = before.buckets().iter().map(|at| matching.limit_in_head(&base.buckets[*at])).collect();
    let is: Vec<_> = after.buckets().iter().map(|at| head.buckets[*at].name.as_str()).collect();
    let new: Vec<_> = is.iter().filter(|name| !was.contains(name)).collect();
    let gone: Vec<_> = was.iter().filter(|name| !is.contains(name)).collect();
    let draft = match (was.is_empty(), is.is_empty()) {
        _ if new.is_empty() && gone.is_empty() => return None,
        (true, _) => RATE_LIMIT_ADDED.found(format!("`{id}` has a limit: {}", rates(head, after))),
        (_, true) => RATE_LIMIT_REMOVED.found(format!("`{id}` has no limit any more")),
        _ if gone.is_empty() => LIMIT_STACKED.found(format!("`{id}` pays from {} too", quoted(&new))),
        _ if new.is_empty() => LIMIT_UNSTACKED.found(format!("`{id}` pays from {} no more", quoted(&gone))),
        _ => {
            let factor = slowest(head, after) / slowest(base, before);
            let draft = LIMIT_GROUP_CHANGED
                .found(format!("`{id}` pays from {}, not from {}", quoted(&new), quoted(&gone)))
                .factor(factor);
            if factor <= 0.5 { draft.severity(Breaking) } else { draft }
        }
    };
    Some(draft.before(rates(base, before)).after(rates(head, after)))
}

/// The requests per second that the slowest of the limits allows.
fn slowest(api: &Api, limit: &RateLimit) -> f64 {
    let speeds = limit.buckets().iter().map(|at| {
        let bucket = &api.buckets[*at];
        f64::from(bucket.requests) / bucket.per.as_secs_f64()
    });
    speeds.fold(f64::INFINITY, f64::min)
}

fn repeats(id: &str, before: Safety, after: Safety) -> Option<Draft> {
    let word = |safety| match safety {
        Safety::Safe => "safe",
        Safety::Idempotent => "idempotent",
        Safety::Unsafe => "unsafe",
    };
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

/// What the runtime takes where the document says nothing.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

fn timeouts(id: &str, before: Option<Duration>, after: Option<Duration>) -> Option<Draft> {
    let (was, is) = (before.unwrap_or(DEFAULT_TIMEOUT), after.unwrap_or(DEFAULT_TIMEOUT));
    let (rule, word) = match is.cmp(&was) {
        std::cmp::Ordering::Less => (&TIMEOUT_LOWERED, "less"),
        std::cmp::Ordering::Greater => (&TIMEOUT_RAISED, "more"),
        std::cmp::Ordering::Equal => return None,
    };
    let draft = rule.found(format!(
        "an attempt of `{id}` may take {word} time: {}, not {}",
        spelled(is),
        spelled(was)
    ));
    Some(draft.before(spelled(was)).after(spelled(is)).factor(is.as_secs_f64() / was.as_secs_f64()))
}

fn old_answers(
    matching: &Matching<'_>,
    head: &Operating<'_>,
    before: Option<Duration>,
    after: Option<Duration>,
) -> Option<Draft> {
    let id = &head.model.id;
    let draft = match (before, after) {
        (None, Some(age)) => STALE_ADDED
            .found(format!("answers of `{id}` can be taken until they are {} old", spelled(age)))
            .items([method(matching, head, "allow_stale")]),
        (Some(_), None) => STALE_REMOVED
            .found(format!("old answers of `{id}` cannot be taken any more"))
            .items([method(matching, head, "allow_stale")]),
        (Some(was), Some(is)) if is < was => STALE_AGE_LOWERED.found(format!(
            "answers of `{id}` can be {} old, not {}",
            spelled(is),
            spelled(was)
        )),
        (Some(was), Some(is)) if is > was => STALE_AGE_RAISED.found(format!(
            "answers of `{id}` can be {} old, not {}",
            spelled(is),
            spelled(was)
        )),
        _ => return None,
    };
    Some(values(draft, before.map(spelled), after.map(spelled)))
}

fn pages(
    matching: &Matching<'_>,
    head: &Operating<'_>,
    before: Option<&Pagination>,
    after: Option<&Pagination>,
) -> Option<Draft> {
    let id = &head.model.id;
    let items = || ["items", "pages"].map(|name| method(matching, head, name));
    let draft = match (before, after) {
        (None, Some(_)) => PAGINATION_ADDED.found(format!("`{id}` answers in pages")).items(items()),
        (Some(_), None) => PAGINATION_REMOVED
            .found(format!("`{id}` is not known to answer in pages any more"))
            .items(items()),
        (Some(was), Some(is)) if spoken_pages(was) != spoken_pages(is) => {
            PAGINATION_CHANGED.found(format!("`{id}` is asked for its pages in another way"))
        }
        _ => return None,
    };
    Some(values(draft, before.map(spoken_pages), after.map(spoken_pages)))
}

fn spoken_pages(pages: &Pagination) -> String {
    // What an item is, is compared where the type of the field is.
    let Pagination { offset, limit, items, item: _, total } = pages;
    let PageField { name: items, optional: _ } = items;
    let limit = limit.as_deref().unwrap_or("none");
    let total = total.as_ref().map_or("none", |total| total.name.as_str());
    format!("offset {offset}, limit {limit}, items {items}, total {total}")
}

fn waits(
    matching: &Matching<'_>,
    head: &Operating<'_>,
    before: Option<&Wait>,
    after: Option<&Wait>,
) -> Option<Draft> {
    let id = &head.model.id;
    let draft = match (before, after) {
        (None, Some(_)) => WAIT_ADDED.found(format!("what `{id}` shows can be waited for")),
        (Some(_), None) => WAIT_REMOVED.found(format!("what `{id}` shows cannot be waited for any more")),
        (Some(was), Some(is)) if spoken_wait(was) != spoken_wait(is) => {
            WAIT_CHANGED.found(format!("what `{id}` shows has ended by something else"))
        }
        _ => return None,
    };
    let draft = draft.items([format!("{}:*", builder(matching, head))]);
    Some(values(draft, before.map(spoken_wait), after.map(spoken_wait)))
}

fn spoken_wait(wait: &Wait) -> String {
    let Wait { field, success, failure, batch } = wait;
    let batch =
        batch.as_ref().map(|(operation, key)| format!(", many by {operation}.{key}")).unwrap_or_default();
    format!("{field} = {} or {}{batch}", success.join(" "), failure.join(" "))
}

fn values(draft: Draft, before: Option<String>, after: Option<String>) -> Draft {
    let draft = match before {
        Some(before) => draft.before(before),
        None => draft,
    };
    match after {
        Some(after) => draft.after(after),
        None => draft,
    }
}

/// The item of the operation's builder.
fn builder(matching: &Matching<'_>, head: &Operating<'_>) -> String {
    format!("operations::{}::{}", matching.head.api.tags[head.model.tag].module, head.model.builder)
}

/// A method of the operation's builder.
fn method(matching: &Matching<'_>, head: &Operating<'_>, name: &str) -> String {
    format!("{}::{name}", builder(matching, head))
}

fn quoted(names: &[&&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}
