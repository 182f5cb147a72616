//! What a successful call gives.

use super::{RECEIVED, Two, responses};
use crate::{
    diff::{
        changes,
        finding::Findings,
        rule::{
            Contract::{Source, Wire},
            Rule,
            Severity::{Breaking, Safe},
        },
        side::{Operating, Side},
    },
    document::Entry,
    emit::success_text,
    media_type::is_json,
    model::Success,
};

pub(in crate::diff) static STATUS_ADDED: Rule = Rule {
    id: "response-2xx-added",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "an operation answers with one more status of success",
    explanation: "A call gives what holds for all of them: of answers that differ that is an `Option`, any JSON or bytes. What was built \
                  before may not be able to read the new one. It is safe where the type stays the same, because every 2xx is read alike.",
};

pub(in crate::diff) static STATUS_REMOVED: Rule = Rule {
    id: "response-2xx-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "an operation does not answer with a status of success any more",
    explanation: "A call gives what holds for those that are left, which may be another type; what was built before reads them all. It is safe where the type stays the same, because \
                  every 2xx is read alike.",
};

pub(in crate::diff) static BODY_ADDED: Rule = Rule {
    id: "response-body-added",
    severity: Breaking,
    contracts: &[Source],
    summary: "an operation that gave nothing gives something",
    explanation: "A call gives it instead of `()`. What was built before does not read it.",
};

pub(in crate::diff) static BODY_REMOVED: Rule = Rule {
    id: "response-body-removed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "an operation gives nothing any more",
    explanation: "A call gives `()`. What was built before cannot read an answer without a body.",
};

pub(in crate::diff) static BODY_TYPE_CHANGED: Rule = Rule {
    id: "response-body-type-changed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "an operation gives another type",
    explanation: "What a call gives is of another type: what uses it has to be changed. What was built before may not be able to read the \
                  answer. It is safe where only the name of the same Rust type is another one.",
};

pub(in crate::diff) static MEDIA_TYPE_CHANGED: Rule = Rule {
    id: "response-media-type-changed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "an operation answers in another media type",
    explanation: "The client reads JSON as what the schema says, text as a `String`, and hands out anything else as `Bytes`. What was built before \
                  cannot read the answer. It is safe where both are read alike.",
};

pub(in crate::diff) static RULES: &[&Rule] =
    &[&BODY_ADDED, &BODY_REMOVED, &BODY_TYPE_CHANGED, &MEDIA_TYPE_CHANGED, &STATUS_ADDED, &STATUS_REMOVED];

/// Compares what a call gives.
pub(super) fn compare(two: &Two<'_, '_>, findings: &mut Findings) {
    let (before, after) = (&two.base.model.success, &two.head.model.success);
    let (was, is) = (successes(two.base), successes(two.head));
    let id = two.id();
    let (gave, gives) = (success_text(before), success_text(after));
    let new = is.iter().find(|(status, _)| was.iter().all(|(other, _)| other != status));
    let gone = was.iter().find(|(status, _)| is.iter().all(|(other, _)| other != status));
    let changed = change(two, before, after);
    let media = (media(two.matching.base, &was), media(two.matching.head, &is));
    let first = (was.first().map(|(_, entry)| *entry), is.first().map(|(_, entry)| *entry));
    let (draft, entries) = match (changed, new, gone) {
        (Some((rule, severity)), _, _) if [&BODY_ADDED, &BODY_REMOVED].contains(&rule) => {
            (rule.found(format!("`{id}` gives `{gives}`, not `{gave}`")).severity(severity), first)
        }
        (changed, Some((status, entry)), _) => {
            let draft = STATUS_ADDED.found(format!("`{id}` may answer {status}"));
            let gone = gone.map(|(_, entry)| *entry);
            (if changed.is_none() { draft.severity(Safe) } else { draft }, (gone, Some(*entry)))
        }
        (changed, None, Some((status, entry))) => {
            let draft = STATUS_REMOVED.found(format!("`{id}` does not answer {status} any more"));
            (if changed.is_none() { draft.severity(Safe) } else { draft }, (Some(*entry), None))
        }
        (Some((rule, severity)), None, None) => {
            (rule.found(format!("`{id}` gives `{gives}`, not `{gave}`")).severity(severity), first)
        }
        (None, None, None) if media.0 != media.1 => {
            let words = |media: Option<&str>| media.unwrap_or("nothing").to_owned();
            let (was, is) = (words(media.0), words(media.1));
            let draft = MEDIA_TYPE_CHANGED.found(format!("`{id}` answers in `{is}`, not in `{was}`"));
            two.found(findings, "media type", draft.severity(Safe).before(was).after(is), first);
            return;
        }
        (None, None, None) => return,
    };
    // Of one type, it is the statuses that differ.
    let (before, after) = match changed {
        Some(_) => (gave, gives),
        None => (statuses(&was), statuses(&is)),
    };
    let draft = draft.before(before).after(after).items(two.items(&[": call", "::items", "::pages"]));
    two.found(findings, "success", draft, entries);
}

/// The rule for what differs, and how much it weighs.
fn change(
    two: &Two<'_, '_>,
    before: &Success,
    after: &Success,
) -> Option<(&'static Rule, crate::diff::Severity)> {
    match (before, after) {
        (Success::Empty, Success::Empty)
        | (Success::Text, Success::Text)
        | (Success::Bytes, Success::Bytes) => None,
        (Success::Json(was), Success::Json(is)) => {
            let draft = changes::of_types(two.matching, RECEIVED, "", was, is)?;
            Some((&BODY_TYPE_CHANGED, draft.weight()))
        }
        (Success::Empty, _) => Some((&BODY_ADDED, Breaking)),
        (_, Success::Empty) => Some((&BODY_REMOVED, Breaking)),
        _ => Some((&MEDIA_TYPE_CHANGED, Breaking)),
    }
}

/// The successful responses of an operation; what stands under `default` where there is no other.
fn successes<'a>(operating: &Operating<'a>) -> Vec<(&'a str, &'a Entry)> {
    let found: Vec<_> = responses(operating).filter(|(status, _)| status.starts_with('2')).collect();
    if found.is_empty() {
        responses(operating).filter(|(status, _)| *status == "default").collect()
    } else {
        found
    }
}

fn statuses(successes: &[(&str, &Entry)]) -> String {
    let statuses: Vec<&str> = successes.iter().map(|(status, _)| *status).collect();
    if statuses.is_empty() { "none".to_owned() } else { statuses.join(", ") }
}

/// The media type that is read.
fn media<'a>(side: &'a Side<'_>, responses: &[(&str, &'a Entry)]) -> Option<&'a str> {
    responses.iter().find_map(|(_, response)| {
        let content = side.document.resolve(&response.node).get("content")?;
        let names: Vec<_> = content.entries().map(|(name, _)| name).collect();
        names.iter().copied().find(|name| is_json(name)).or_else(|| names.first().copied())
    })
}
