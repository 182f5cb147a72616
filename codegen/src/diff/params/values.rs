//! Which values of a parameter the server takes, and which it has where there is none.

use super::{
    super::{
        bounds,
        finding::Draft,
        rule::{
            Contract::{Behaviour, Wire},
            Rule,
            Severity::{Dangerous, Safe},
        },
        side::key_or,
    },
    Stated, spoken,
};
use crate::document::Node;

static PARAM_FORMAT_CHANGED: Rule = Rule {
    id: "param-format-changed",
    severity: Dangerous,
    contracts: &[Wire],
    summary: "the values of a parameter have another format, and the same Rust type",
    explanation: "Formats such as `date-time` or `uuid` are text in Rust: compiling notices nothing. What was built before may send values \
                  that the server refuses or reads in another way.",
};

static PARAM_DEFAULT_ADDED: Rule = Rule {
    id: "param-default-added",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "the server has a value for a parameter that is left out",
    explanation: "The client sends no defaults: what a call without the parameter does is up to the server, and may be another thing now. \
                  Set the parameter where it matters.",
};

static PARAM_DEFAULT_CHANGED: Rule = Rule {
    id: "param-default-changed",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "the server has another value for a parameter that is left out",
    explanation: "The client sends no defaults: calls without the parameter do another thing, built before or after. Set the parameter where \
                  it matters.",
};

static PARAM_DEFAULT_REMOVED: Rule = Rule {
    id: "param-default-removed",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "the server has no value for a parameter that is left out",
    explanation: "The client sends no defaults: what a call without the parameter does is up to the server, and may be another thing now. \
                  Set the parameter where it matters.",
};

static PARAM_TIGHTENED: Rule = Rule {
    id: "param-constraint-tightened",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "the server takes fewer values of a parameter",
    explanation: "Bounds, lengths and patterns are not checked by the client: compiling notices nothing, and the server refuses values that it \
                  took. A pattern that has changed counts as tightened, for nobody knows which values it no longer matches.",
};

static PARAM_LOOSENED: Rule = Rule {
    id: "param-constraint-loosened",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "the server takes more values of a parameter",
    explanation: "Bounds, lengths and patterns are not checked by the client, built before or after: it sends what it is given.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &PARAM_DEFAULT_ADDED,
    &PARAM_DEFAULT_CHANGED,
    &PARAM_DEFAULT_REMOVED,
    &PARAM_FORMAT_CHANGED,
    &PARAM_LOOSENED,
    &PARAM_TIGHTENED,
];

/// What the document says of the values.
pub(super) fn schema<'a>(stated: &Stated<'a>) -> Option<&'a Node> {
    let node = stated.node?;
    match node.get("content").and_then(|content| content.entries().next()) {
        Some((_, media)) => media.node.get("schema"),
        None => node.get("schema"),
    }
}

/// Compares what the server takes where the parameter is left out.
pub(super) fn default(before: &Stated<'_>, after: &Stated<'_>) -> Option<Draft> {
    let stated =
        |stated: &Stated<'_>| schema(stated)?.get("default").map(|value| value.to_json().to_string());
    let subject = spoken(after.model);
    let draft = match (stated(before), stated(after)) {
        (was, is) if was == is => return None,
        (None, Some(is)) => PARAM_DEFAULT_ADDED.found(format!("left out, {subject} is {is}")).after(is),
        (Some(was), Some(is)) => PARAM_DEFAULT_CHANGED
            .found(format!("left out, {subject} is {is}, not {was}"))
            .before(was)
            .after(is),
        (Some(was), None) => {
            PARAM_DEFAULT_REMOVED.found(format!("left out, {subject} is no longer {was}")).before(was)
        }
        (None, None) => return None,
    };
    Some(of_schema(draft, "default", before, after))
}

/// Compares formats and bounds, where the parameter states them itself: those of a named schema are the schema's.
pub(super) fn bounds(before: &Stated<'_>, after: &Stated<'_>) -> Vec<Draft> {
    let (Some(was), Some(is)) = (schema(before), schema(after)) else { return Vec::new() };
    let subject = spoken(after.model);
    let mut drafts = Vec::new();
    let format = |node: &Node| node.get("format").and_then(Node::as_str).unwrap_or("none").to_owned();
    let is_inline = |node: &Node| node.get("$ref").is_none();
    if format(was) != format(is) && is_inline(was) && is_inline(is) {
        let draft = PARAM_FORMAT_CHANGED
            .found(format!("{subject} has the format {}, not {}", format(is), format(was)))
            .before(format(was))
            .after(format(is));
        drafts.push(of_schema(draft, "format", before, after));
    }
    for bound in bounds::compare(was, is) {
        let (rule, word) =
            if bound.tightened { (&PARAM_TIGHTENED, "fewer") } else { (&PARAM_LOOSENED, "more") };
        let draft = rule
            .found(format!("{subject} takes {word} values: {}, not {}", bound.after, bound.before))
            .before(bound.before)
            .after(bound.after);
        drafts.push(draft.at(bound.base.or(Some(before.span)), bound.head.or(Some(after.span))));
    }
    drafts
}

/// With the places of a key of what the document says of the values.
fn of_schema(draft: Draft, key: &str, before: &Stated<'_>, after: &Stated<'_>) -> Draft {
    let place =
        |stated: &Stated<'_>| Some(schema(stated).map_or(stated.span, |node| key_or(node, key, stated.span)));
    draft.at(place(before), place(after))
}
