//! The headers that answers are documented to have. The client hands out all that come; no item of it depends on them.

use super::{Two, responses};
use crate::{
    diff::{
        finding::{Draft, Findings},
        rule::{
            Contract::Behaviour,
            Rule,
            Severity::{Dangerous, Safe},
        },
        side::Side,
    },
    document::{Entry, Node},
};

pub(in crate::diff) static HEADER_ADDED: Rule = Rule {
    id: "response-header-added",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "an answer is documented to have one more header",
    explanation: "Callers can read it from the headers of the response.",
};

pub(in crate::diff) static HEADER_REMOVED: Rule = Rule {
    id: "response-header-removed",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "an answer is not documented to have a header any more",
    explanation: "It compiles as before. Whoever reads the header by its name may find nothing.",
};

pub(in crate::diff) static HEADER_CHANGED: Rule = Rule {
    id: "response-header-changed",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "a header of an answer holds something else",
    explanation: "It compiles as before: headers are text. Whoever parses it may have to do so otherwise.",
};

pub(in crate::diff) static RULES: &[&Rule] = &[&HEADER_ADDED, &HEADER_CHANGED, &HEADER_REMOVED];

/// Compares the headers of the responses that both have.
pub(super) fn compare(two: &Two<'_, '_>, findings: &mut Findings) {
    for (status, is) in responses(two.head) {
        let Some((_, was)) = responses(two.base).find(|(other, _)| *other == status) else { continue };
        compare_two(two, status, was, is, findings);
    }
}

fn compare_two(two: &Two<'_, '_>, status: &str, was: &Entry, is: &Entry, findings: &mut Findings) {
    let (before, after) = (headers(two.matching.base, was), headers(two.matching.head, is));
    let what = two.what(status, Some(is));
    let mut push = |draft: Draft, old: Option<&Header<'_>>, new: Option<&Header<'_>>| {
        let text = |header: &Header<'_>| header.holds.to_string();
        let draft = if let Some(old) = old { draft.before(text(old)) } else { draft };
        let draft = if let Some(new) = new { draft.after(text(new)) } else { draft };
        let places = (old.map(|old| old.entry.key_span), new.map(|new| new.entry.key_span));
        two.found_at(findings, "header", draft, (Some(was), Some(is)), places);
    };
    for new in &after {
        let name = &new.name;
        match before.iter().find(|old| old.name == *name) {
            None => push(HEADER_ADDED.found(format!("{what} has the header `{name}`")), None, Some(new)),
            Some(old) if old.holds != new.holds => {
                let draft =
                    HEADER_CHANGED.found(format!("the header `{name}` of {what} holds something else"));
                push(draft, Some(old), Some(new));
            }
            Some(_) => {}
        }
    }
    for old in before.iter().filter(|old| after.iter().all(|new| new.name != old.name)) {
        let draft = HEADER_REMOVED.found(format!("{what} has no header `{}` any more", old.name));
        push(draft, Some(old), None);
    }
}

struct Header<'a> {
    /// In lower case: names of headers have no other.
    name: String,
    /// What the document says of its value.
    holds: serde_json::Value,
    entry: &'a Entry,
}

fn headers<'a>(side: &'a Side<'_>, response: &'a Entry) -> Vec<Header<'a>> {
    let all = side.document.resolve(&response.node).get("headers").into_iter().flat_map(Node::entries);
    let header = |(name, entry): (&str, &'a Entry)| {
        let schema = side.document.resolve(&entry.node).get("schema");
        let holds = schema.map(|schema| side.document.resolve(schema).to_json()).unwrap_or_default();
        Header { name: name.to_ascii_lowercase(), holds, entry }
    };
    all.map(header).collect()
}
