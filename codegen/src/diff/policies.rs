//! What an operation states besides its requests and answers: how long an attempt takes, old answers, pages, waiting.

use super::{
    finding::{Draft, Findings},
    limits,
    matching::Matching,
    repeats,
    rule::{
        Contract::{Behaviour, Source, Wire},
        Rule,
        Severity::{Breaking, Dangerous, Safe},
    },
    side::{Operating, key_or},
};
use crate::{
    emit::spelled,
    model::{PageField, Pagination, Policy, Wait},
};
use std::time::Duration;

pub(super) static TIMEOUT_LOWERED: Rule = Rule {
    id: "timeout-lowered",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "an attempt of an operation may take less time",
    explanation: "Slow answers that used to arrive are given up; of an unsafe operation that is `OutcomeUnknown`. Where the document says nothing, \
                  30 s hold. Nothing changes for those who call `attempt_timeout`.",
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
    contracts: &[Behaviour],
    summary: "what an operation shows can be waited for",
    explanation: "`Policy::wait` says by which field and which values it has ended. Code that waits for it can rely on that.",
};

pub(super) static WAIT_REMOVED: Rule = Rule {
    id: "wait-removed",
    severity: Breaking,
    contracts: &[Behaviour],
    summary: "what an operation shows cannot be waited for any more",
    explanation: "`Policy::wait` no longer says by what it has ended, and compiling notices nothing: waiting for it goes on until its deadline.",
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
    &PAGINATION_ADDED,
    &PAGINATION_CHANGED,
    &PAGINATION_REMOVED,
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
    push(limits::compare(matching, id, rate_limit, &after.rate_limit), "x-rate-limit");
    for draft in repeats::compare(id, (*safety, refused), (after.safety, &after.refused)) {
        push(Some(draft), "x-retry");
    }
    push(timeouts(id, *timeout, after.timeout), "x-timeout");
    push(old_answers(matching, head, *stale, after.stale), "x-stale");
    push(pages(matching, head, pagination.as_ref(), after.pagination.as_ref()), "x-pagination");
    push(waits(id, wait.as_ref(), after.wait.as_ref()), "x-wait");
}

/// What the runtime takes where the document says nothing.
pub(super) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

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
            PAGINATION_CHANGED.found(format!("`{id}` is asked for its pages in another way")).items(items())
        }
        _ => return None,
    };
    Some(values(draft, before.map(spoken_pages), after.map(spoken_pages)))
}

pub(super) fn spoken_pages(pages: &Pagination) -> String {
    // What an item is, is compared where the type of the field is.
    let Pagination { offset, limit, items, item: _, total } = pages;
    let PageField { name: items, optional: _ } = items;
    let limit = limit.as_deref().unwrap_or("none");
    let total = total.as_ref().map_or("none", |total| total.name.as_str());
    format!("offset {offset}, limit {limit}, items {items}, total {total}")
}

fn waits(id: &str, before: Option<&Wait>, after: Option<&Wait>) -> Option<Draft> {
    let draft = match (before, after) {
        (None, Some(_)) => WAIT_ADDED.found(format!("what `{id}` shows can be waited for")),
        (Some(_), None) => WAIT_REMOVED.found(format!("what `{id}` shows cannot be waited for any more")),
        (Some(was), Some(is)) if spoken_wait(was) != spoken_wait(is) => {
            WAIT_CHANGED.found(format!("what `{id}` shows has ended by something else"))
        }
        _ => return None,
    };
    Some(values(draft, before.map(spoken_wait), after.map(spoken_wait)))
}

pub(super) fn spoken_wait(wait: &Wait) -> String {
    let Wait { field, success, failure, batch } = wait;
    let batch =
        batch.as_ref().map(|(operation, key)| format!(", many by {operation}.{key}")).unwrap_or_default();
    format!("{field} = {} or {}{batch}", success.join(" "), failure.join(" "))
}

/// With what was there and what is there now, where there is something.
pub(super) fn values(draft: Draft, before: Option<String>, after: Option<String>) -> Draft {
    let draft = match before {
        Some(before) => draft.before(before),
        None => draft,
    };
    match after {
        Some(after) => draft.after(after),
        None => draft,
    }
}

/// A method of the operation's builder.
fn method(matching: &Matching<'_>, head: &Operating<'_>, name: &str) -> String {
    let module = &matching.head.api.tags[head.model.tag].module;
    format!("operations::{module}::{}::{name}", head.model.builder)
}
