//! How operations fail, and the kinds of errors.

use super::{RECEIVED, Two, responses};
use crate::{
    diff::{
        changes,
        finding::Findings,
        matching::Matching,
        rule::{
            Contract::{Source, Wire},
            Rule,
            Severity::{Breaking, Dangerous, Docs, Safe},
        },
        side::{Operating, Side},
    },
    document::Entry,
    emit::{status_text, type_text},
    lower,
    model::{Api, ErrorCase, ErrorKind, Status, Type},
    problem::Span,
};

pub(in crate::diff) static CASE_ADDED: Rule = Rule {
    id: "error-case-added",
    severity: Safe,
    contracts: &[Source],
    summary: "an operation can fail with one more status",
    explanation: "Its error enum has one more variant, and it is `#[non_exhaustive]`. Until now the status was `Unexpected`. Where a \
                  range or `default` stood for it, it comes by another variant, and this is dangerous. Where it is the first one, the \
                  operation has an error enum of its own, and this is breaking.",
};

pub(in crate::diff) static CASE_REMOVED: Rule = Rule {
    id: "error-case-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "an operation does not fail with a status any more",
    explanation: "The variant of its error enum is gone: what matches on it does not compile. Should the status come all the same, it is \
                  `Unexpected`, or what a range or `default` makes of it.",
};

pub(in crate::diff) static CASE_RENAMED: Rule = Rule {
    id: "error-case-renamed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a failure of an operation is of another kind",
    explanation: "The variant of the operation's error enum has another name, and `kind()` gives another `ErrorKind`. The status is the same.",
};

pub(in crate::diff) static BODY_CHANGED: Rule = Rule {
    id: "error-body-changed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "what comes with a failure is of another type",
    explanation: "The variant of the operation's error enum holds another type. What was built before may not be able to read it; the call \
                  then fails with the status and the text, without the variant.",
};

pub(in crate::diff) static DESCRIPTION_CHANGED: Rule = Rule {
    id: "error-description-changed",
    severity: Docs,
    contracts: &[],
    summary: "the description of a failure is another one",
    explanation: "Only the documentation changes.",
};

pub(in crate::diff) static KIND_ADDED: Rule = Rule {
    id: "error-kind-added",
    severity: Safe,
    contracts: &[Source],
    summary: "there is a new kind of error, which operations have that are new",
    explanation: "`ErrorKind` has one more variant, and it is `#[non_exhaustive]`.",
};

pub(in crate::diff) static KIND_REMOVED: Rule = Rule {
    id: "error-kind-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a kind of error is gone with the operations that had it",
    explanation: "The variant of `ErrorKind` is gone: what matches on it does not compile, even in code that never called those operations.",
};

pub(in crate::diff) static KIND_RENAMED: Rule = Rule {
    id: "error-kind-renamed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a kind of error has another name",
    explanation: "The variant of `ErrorKind`, and those of the error enums of the operations that have it, have another name. Statuses and \
                  bodies are the same.",
};

pub(in crate::diff) static KIND_DESCRIPTION_CHANGED: Rule = Rule {
    id: "error-kind-description-changed",
    severity: Docs,
    contracts: &[],
    summary: "the description of a kind of error is another one",
    explanation: "Only the documentation changes.",
};

pub(in crate::diff) static RULES: &[&Rule] = &[
    &BODY_CHANGED,
    &CASE_ADDED,
    &CASE_REMOVED,
    &CASE_RENAMED,
    &DESCRIPTION_CHANGED,
    &KIND_ADDED,
    &KIND_DESCRIPTION_CHANGED,
    &KIND_REMOVED,
    &KIND_RENAMED,
];

/// Compares how an operation fails, status by status.
pub(super) fn compare(two: &Two<'_, '_>, findings: &mut Findings) {
    let (before, after) = (&two.base.model.errors, &two.head.model.errors);
    let of = |cases: &'_ [ErrorCase], status: Status| cases.iter().position(|case| case.status == status);
    for is in after {
        match of(before, is.status) {
            Some(at) => compare_two(two, &before[at], is, findings),
            None => added(two, is, findings),
        }
    }
    for was in before.iter().filter(|was| of(after, was.status).is_none()) {
        let status = status_text(was.status);
        let draft = match covering(after, was.status) {
            Some(wide) => CASE_REMOVED
                .found(format!(
                    "`{}` fails with {status} as `{}`, not `{}`",
                    two.id(),
                    wide.variant,
                    was.variant
                ))
                .after(&wide.variant),
            None => CASE_REMOVED.found(format!(
                "`{}` does not fail with {status}, `{}`, any more",
                two.id(),
                was.variant
            )),
        };
        let draft = draft.before(&was.variant).items(enums(two)).items([kind_item(&was.kind)]);
        two.found(findings, "case", draft, (response(two.base, was.status), None));
    }
}

fn added(two: &Two<'_, '_>, case: &ErrorCase, findings: &mut Findings) {
    let before = &two.base.model.errors;
    let (weight, before) = match covering(before, case.status) {
        _ if before.is_empty() => (Breaking, None),
        Some(wide) => (Dangerous, Some(&wide.variant)),
        None => (Safe, None),
    };
    let draft = CASE_ADDED
        .found(format!("`{}` can fail with {}, `{}`", two.id(), status_text(case.status), case.variant))
        .severity(weight)
        .after(&case.variant)
        .items(enums(two))
        .items([kind_item(&case.kind)]);
    let draft = if let Some(before) = before { draft.before(before) } else { draft };
    two.found(findings, "case", draft, (None, response(two.head, case.status)));
}

/// The case that stands for a status that has none of its own.
fn covering(cases: &[ErrorCase], status: Status) -> Option<&ErrorCase> {
    let covers = |wide: Status| match (wide, status) {
        (Status::Default, _) => true,
        (Status::Range(digit), Status::Code(code)) => code / 100 == digit,
        _ => false,
    };
    cases.iter().find(|case| covers(case.status))
}

fn compare_two(two: &Two<'_, '_>, before: &ErrorCase, after: &ErrorCase, findings: &mut Findings) {
    // The status is what they were found by.
    let ErrorCase { status, variant, kind, doc, body } = before;
    let entries = (response(two.base, *status), response(two.head, *status));
    let what = two.what(&status_text(*status), entries.1);
    if (variant, kind) != (&after.variant, &after.kind) {
        let items = || enums(two).into_iter().chain([kind_item(kind), kind_item(&after.kind)]);
        if let Some(places) = renamed(two.matching, kind, &after.kind) {
            let draft = KIND_RENAMED
                .found(format!("the kind of error `{kind}` is called `{}`", after.kind))
                .before(kind)
                .after(&after.kind)
                .help(format!("write `{}` where `{kind}` was written", after.kind));
            let reach = [two.id().to_owned()];
            findings.share("kind", draft.items(items()).at(Some(places.0), Some(places.1)).reach(reach));
        } else {
            let draft = CASE_RENAMED
                .found(format!("{what} is `{}`, not `{variant}`", after.variant))
                .before(variant)
                .after(&after.variant);
            two.found(findings, "kind", draft.items(items()), entries);
        }
    }
    let draft = match (body, &after.body) {
        (None, None) => None,
        (Some(was), Some(is)) => changes::of_types(two.matching, RECEIVED, "", was, is).map(|draft| {
            BODY_CHANGED.found(format!("what comes with {what} is another type")).severity(draft.weight())
        }),
        // What was built before does not look at it.
        (None, Some(_)) => Some(BODY_CHANGED.found(format!("something comes with {what}")).breaks(&[Source])),
        (Some(_), None) => Some(BODY_CHANGED.found(format!("nothing comes with {what} any more"))),
    };
    if let Some(draft) = draft {
        let text = |body: &Option<Type>| body.as_ref().map_or_else(|| "()".to_owned(), type_text);
        let draft = draft.before(text(body)).after(text(&after.body)).items(enums(two));
        two.found(findings, "body", draft, entries);
    }
    if *doc != after.doc {
        let draft = DESCRIPTION_CHANGED.found(format!("{what} is described in other words"));
        two.found(findings, "description", draft, entries);
    }
}

/// Compares the kinds of errors: what the failures of operations have not said of them.
pub(super) fn compare_kinds(matching: &Matching<'_>, findings: &mut Findings) {
    let (base, head) = (&matching.base.api.errors, &matching.head.api.errors);
    for before in base {
        // The statuses follow from the failures of operations.
        let ErrorKind { variant, statuses: _, doc } = before;
        let Some(after) = head.iter().find(|kind| kind.variant == *variant) else {
            let item = kind_item(variant);
            if !findings.account_for(&item) {
                let draft = KIND_REMOVED.found(format!("there is no kind of error `{variant}` any more"));
                findings.push(draft.at(stated(matching.base, variant), None).items([item]));
            }
            continue;
        };
        if *doc != after.doc {
            let draft = KIND_DESCRIPTION_CHANGED
                .found(format!("the kind of error `{variant}` is described in other words"));
            let reach = having(&matching.head.api, variant);
            let places = (stated(matching.base, variant), stated(matching.head, variant));
            findings.push(draft.at(places.0, places.1).reach(reach));
        }
    }
    for new in head.iter().filter(|kind| base.iter().all(|other| other.variant != kind.variant)) {
        let item = kind_item(&new.variant);
        if !findings.account_for(&item) {
            let draft = KIND_ADDED.found(format!("there is a kind of error `{}`", new.variant));
            let reach = having(&matching.head.api, &new.variant);
            findings.push(draft.at(None, stated(matching.head, &new.variant)).reach(reach).items([item]));
        }
    }
}

/// The places under which both documents state a kind that has another name in the head; `None` when the failure alone is of
/// another kind.
fn renamed(matching: &Matching<'_>, before: &str, after: &str) -> Option<(Span, Span)> {
    let has = |api: &Api, kind: &str| api.errors.iter().any(|other| other.variant == kind);
    if before == after || has(&matching.head.api, before) || has(&matching.base.api, after) {
        return None;
    }
    Some((named(matching.base, before)?, named(matching.head, after)?))
}

/// The place where a document names a kind of error; that of the first failure of the kind where it has none.
fn stated(side: &Side<'_>, variant: &str) -> Option<Span> {
    named(side, variant).or_else(|| {
        side.operations().find_map(|operating| {
            let case = operating.model.errors.iter().find(|case| case.kind == variant)?;
            response(&operating, case.status).map(|entry| entry.key_span)
        })
    })
}

/// The place where a document names a kind of error.
fn named(side: &Side<'_>, variant: &str) -> Option<Span> {
    let kinds = side.document.root.get("x-errors")?.entries();
    kinds.into_iter().find(|(name, _)| lower::upper(name) == variant).map(|(_, entry)| entry.key_span)
}

/// The operations that fail with errors of a kind.
fn having(api: &Api, kind: &str) -> Vec<String> {
    let has = api.operations.iter().filter(|operation| operation.errors.iter().any(|case| case.kind == kind));
    has.map(|operation| operation.id.clone()).collect()
}

/// The response under which an operation states a failure.
fn response<'a>(operating: &Operating<'a>, status: Status) -> Option<&'a Entry> {
    let is = |key: &str| match status {
        Status::Code(code) => key == code.to_string(),
        Status::Range(digit) => key.eq_ignore_ascii_case(&format!("{digit}XX")),
        Status::Default => key == "default",
    };
    responses(operating).find(|(key, _)| is(key)).map(|(_, entry)| entry)
}

fn kind_item(kind: &str) -> String {
    format!("ErrorKind::{kind}")
}

/// The error enum of the operation, and that it is what calls fail with.
fn enums(two: &Two<'_, '_>) -> Vec<String> {
    two.items(&["Error", "Error:*", ": call", "::items", "::pages"])
}
