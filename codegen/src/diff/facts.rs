//! What schemas say that no Rust type holds: bounds, patterns, formats, defaults.

use super::{
    finding::{Draft, Findings},
    pair::{Pair, keys},
    rule::{
        Contract::{Behaviour, Wire},
        Rule,
        Severity::{Dangerous, Safe},
    },
};
use crate::{
    document::{Entry, Node},
    model::{Shape, TypeDef},
};
use std::cmp::Ordering;

pub(super) static REQUEST_TIGHTENED: Rule = Rule {
    id: "request-constraint-tightened",
    severity: Dangerous,
    contracts: &[Wire, Behaviour],
    summary: "what requests hold is restricted more than before",
    explanation: "The client does not check it: values that were accepted are refused by the server. The type and the calls are the same.",
};

pub(super) static REQUEST_LOOSENED: Rule = Rule {
    id: "request-constraint-loosened",
    severity: Safe,
    contracts: &[Wire, Behaviour],
    summary: "what requests hold is restricted less than before",
    explanation: "The client does not check it: the server accepts more values. Nobody has to do anything.",
};

pub(super) static RESPONSE_TIGHTENED: Rule = Rule {
    id: "response-constraint-tightened",
    severity: Safe,
    contracts: &[Wire, Behaviour],
    summary: "what answers hold is restricted more than before",
    explanation: "The client does not check it. Nobody has to do anything.",
};

pub(super) static RESPONSE_LOOSENED: Rule = Rule {
    id: "response-constraint-loosened",
    severity: Safe,
    contracts: &[Wire, Behaviour],
    summary: "what answers hold is restricted less than before",
    explanation: "The client does not check it and reads the values that are new. Code that relies on the old bounds by itself, such as a \
                  column of a table, may not have room for them.",
};

pub(super) static FORMAT_CHANGED: Rule = Rule {
    id: "format-changed",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "a value is written in another format, and is of the same Rust type",
    explanation: "The client hands it over as it is: what callers write into it, or parse from it, may have to be written otherwise.",
};

pub(super) static REQUEST_DEFAULT_CHANGED: Rule = Rule {
    id: "request-prop-default-changed",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "what a server takes for a value that a request leaves out is another one",
    explanation: "The client does not send defaults: whoever leaves the value out gets the new one. Set it to keep the old one.",
};

pub(super) static RESPONSE_DEFAULT_CHANGED: Rule = Rule {
    id: "response-prop-default-changed",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "what a value means that an answer leaves out is another one",
    explanation: "The client does not fill in defaults: the field is `None`, as before. Whoever takes the default for `None` has to take \
                  the new one.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &FORMAT_CHANGED,
    &REQUEST_DEFAULT_CHANGED,
    &REQUEST_LOOSENED,
    &REQUEST_TIGHTENED,
    &RESPONSE_DEFAULT_CHANGED,
    &RESPONSE_LOOSENED,
    &RESPONSE_TIGHTENED,
];

/// How a keyword restricts values.
#[derive(Clone, Copy)]
enum Restricts {
    /// By the least number that is allowed.
    Lower,
    /// By the greatest number that is allowed.
    Upper,
    /// By being `true`.
    Flag,
    /// By the number of which all are multiples.
    Step,
    /// By the values that are allowed.
    Values,
    /// By being `false`, where nothing is said otherwise.
    Closed,
    /// In another way: any other word may refuse what passed.
    Otherwise,
}

const KEYWORDS: &[(&str, Restricts)] = &[
    ("minimum", Restricts::Lower),
    ("minLength", Restricts::Lower),
    ("minItems", Restricts::Lower),
    ("minProperties", Restricts::Lower),
    ("maximum", Restricts::Upper),
    ("maxLength", Restricts::Upper),
    ("maxItems", Restricts::Upper),
    ("maxProperties", Restricts::Upper),
    ("exclusiveMinimum", Restricts::Flag),
    ("exclusiveMaximum", Restricts::Flag),
    ("uniqueItems", Restricts::Flag),
    ("multipleOf", Restricts::Step),
    ("enum", Restricts::Values),
    ("additionalProperties", Restricts::Closed),
    ("type", Restricts::Otherwise),
    ("pattern", Restricts::Otherwise),
    ("not", Restricts::Otherwise),
];

/// Compares what two schemas of one Rust type say besides it, and what the schemas of the items of lists and maps say that have no
/// type of their own.
pub(super) fn compare(
    pair: &Pair<'_, '_>,
    what: &str,
    (before, after): (&Node, &Node),
    findings: &mut Findings,
) {
    // That is compared by itself.
    if pair.matching.base.has_type(before) || pair.matching.head.has_type(after) {
        return;
    }
    compare_own(pair, what, (before, after), findings);
}

/// Compares what the two schemas of a named type say besides what it is.
pub(super) fn compare_type(pair: &Pair<'_, '_>, findings: &mut Findings) {
    if let (Some(before), Some(after)) = pair.schemas {
        compare_own(pair, &format!("`{}`", pair.after.name), (before, after), findings);
    }
}

fn compare_own(pair: &Pair<'_, '_>, what: &str, (before, after): (&Node, &Node), findings: &mut Findings) {
    if before.says(after) {
        return;
    }
    let mut push = |draft: Draft, (was, is): (Option<&Entry>, Option<&Entry>)| {
        let text = |entry: &Entry| entry.node.to_json().to_string();
        let draft = if let Some(was) = was { draft.before(text(was)) } else { draft };
        let draft = if let Some(is) = is { draft.after(text(is)) } else { draft };
        // A bound and that it is exclusive may be one keyword of the document.
        pair.found_of_property(findings, "fact", draft, keys((was, is)));
    };
    let entries = |key: &str| (before.entry(key), after.entry(key));
    let text_enum = |def: &TypeDef| matches!(def.shape, Shape::Enum(_));
    // The values of an enum are compared as such.
    let is_enum = text_enum(pair.before) || text_enum(pair.after);
    for (key, restricts) in KEYWORDS.iter().filter(|(key, _)| *key != "enum" || !is_enum) {
        let (was, is) = entries(key);
        let (rule, word) = match restricts.compare(was.map(|was| &was.node), is.map(|is| &is.node)) {
            Ordering::Equal => continue,
            Ordering::Less => (pair.directed(&REQUEST_LOOSENED, &RESPONSE_LOOSENED), "less"),
            Ordering::Greater => (pair.directed(&REQUEST_TIGHTENED, &RESPONSE_TIGHTENED), "more"),
        };
        push(rule.found(format!("`{key}` restricts {what} {word}")), (was, is));
    }
    let differ = |key| {
        let (was, is) = entries(key);
        let json = |entry: Option<&Entry>| entry.map(|entry| entry.node.to_json());
        (json(was) != json(is)).then_some((was, is))
    };
    if let Some(entries) = differ("format") {
        push(FORMAT_CHANGED.found(format!("{what} is written in another format")), entries);
    }
    if let Some(entries) = differ("default") {
        let rule = pair.directed(&REQUEST_DEFAULT_CHANGED, &RESPONSE_DEFAULT_CHANGED);
        push(rule.found(format!("{what} has another default")), entries);
    }
    for key in ["items", "additionalProperties"] {
        if let (Some(was), Some(is)) = (before.get(key), after.get(key)) {
            compare(pair, &format!("`{key}` of {what}"), (was, is), findings);
        }
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        if let (Some(was), Some(is)) = (before.get(key), after.get(key))
            && was.items().len() == is.items().len()
        {
            for (was, is) in was.items().iter().zip(is.items()) {
                compare(pair, what, (was, is), findings);
            }
        }
    }
}

impl Restricts {
    /// Greater when more is refused after than before.
    fn compare(self, before: Option<&Node>, after: Option<&Node>) -> Ordering {
        let numbers = |default: f64| {
            let number = |node: Option<&Node>| node.and_then(Node::as_f64).unwrap_or(default);
            (number(before), number(after))
        };
        let flag = |node: Option<&Node>| node.and_then(Node::as_bool).unwrap_or(false);
        let json = |node: Option<&Node>| node.map(Node::to_json);
        match self {
            _ if json(before) == json(after) => Ordering::Equal,
            Self::Lower => {
                let (was, is) = numbers(f64::NEG_INFINITY);
                is.total_cmp(&was)
            }
            Self::Upper => {
                let (was, is) = numbers(f64::INFINITY);
                was.total_cmp(&is)
            }
            Self::Flag => flag(after).cmp(&flag(before)),
            // What more there may be is a field.
            Self::Closed => match (before.map(Node::as_bool), after.map(Node::as_bool)) {
                (None, Some(Some(false))) => Ordering::Greater,
                (Some(Some(false)), None) => Ordering::Less,
                _ => Ordering::Equal,
            },
            Self::Step => {
                let (was, is) = numbers(0.0);
                if is == 0.0 || (was % is == 0.0 && was != 0.0) { Ordering::Less } else { Ordering::Greater }
            }
            Self::Values => {
                let all_in = |some: Option<&Node>, others: Option<&Node>| {
                    let (Some(some), Some(others)) = (some, others) else { return others.is_none() };
                    let others: Vec<_> = others.items().iter().map(Node::to_json).collect();
                    some.items().iter().all(|value| others.contains(&value.to_json()))
                };
                match (all_in(before, after), all_in(after, before)) {
                    (true, true) => Ordering::Equal,
                    (true, false) => Ordering::Less,
                    (false, _) => Ordering::Greater,
                }
            }
            Self::Otherwise if after.is_none() => Ordering::Less,
            Self::Otherwise => Ordering::Greater,
        }
    }
}
