//! What no other module tells: words that stand nowhere in the client, and what the client does not express.
//!
//! The two documents are walked side by side, through all that both have, and what differs is told unless another finding stands
//! there. Of schemas only words are told where anything else has been found: nobody can tell what that accounts for.

use super::{
    finding::Findings,
    matching::Matching,
    rule::{
        Contract::{Behaviour, Wire},
        Rule,
        Severity::{Dangerous, Docs, Safe},
    },
};
use crate::{
    document::{Document, Entry, Node, Value},
    problem::Span,
};

pub(super) static WORDS_CHANGED: Rule = Rule {
    id: "words-changed",
    severity: Docs,
    contracts: &[],
    summary: "words of the document are others that the documentation of the client does not have",
    explanation: "A title, a description, a link to more documentation, or who answers for the API. The client is the same.",
};

pub(super) static NOT_EXPRESSED_CHANGED: Rule = Rule {
    id: "not-expressed-changed",
    severity: Dangerous,
    contracts: &[Wire, Behaviour],
    summary: "the document says something else of a part that the client does not express",
    explanation: "The client is the same, and does what it did: it sends no cookies, sends every request to the server of the document, and reads \
                  one media type of an answer. Whoever needs what the document says there has to see to it. It is safe where the part is an \
                  extension of other tools.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[&NOT_EXPRESSED_CHANGED, &WORDS_CHANGED];

/// Keys whose values are words.
const WORDS: &[&str] =
    &["title", "summary", "description", "externalDocs", "version", "termsOfService", "contact", "license"];

/// Keys of which nothing has to be told here: those that say nothing to a client, those that list what is told where it stands,
/// and those that other modules compare as a whole.
const TOLD: &[&str] = &[
    "openapi",
    "example",
    "examples",
    "xml",
    "security",
    "x-rate-limits",
    "x-errors",
    "x-rate-limit",
    "x-rate-limit-reason",
    "x-retry",
    "x-stale",
    "x-pagination",
    "x-wait",
    "x-timeout",
    "x-error",
    "x-enum",
];

/// Keys whose values are maps of names.
const NAMES: &[&str] = &[
    "paths",
    "schemas",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "securitySchemes",
    "properties",
    "content",
    "encoding",
    "variables",
    "scopes",
    "mapping",
];

/// How deep two documents are compared: deeper than schemas are written, and an end where references lead in a circle.
const DEPTH: usize = 128;

/// Adds what nothing that has been found accounts for.
pub(super) fn compare(matching: &Matching<'_>, findings: &mut Findings) {
    let (base, head) = (&matching.base.document, &matching.head.document);
    let mut walk = Walk { base, head, trail: Vec::new(), differences: Vec::new() };
    walk.nodes(&base.root, &head.root, Keys::Words);
    let told = findings.places();
    let is_alone = findings.are_words();
    for Difference { key, words, of_schema, base, head } in walk.differences {
        // What is told of a schema may be told where it is used, or of a type that holds it.
        if of_schema && !words && !is_alone {
            continue;
        }
        if told.iter().any(|(was, is)| is_at(&base, *was) || is_at(&head, *is)) {
            continue;
        }
        let place = |way: &[Place]| way.last().map(|place| place.key);
        let draft = if words {
            WORDS_CHANGED.found(format!("`{key}` says something else"))
        } else {
            let draft = NOT_EXPRESSED_CHANGED
                .found(format!("`{key}` says something else, and the client is the same"));
            if key.starts_with("x-") { draft.severity(Safe) } else { draft }
        };
        findings.push(draft.at(place(&base), place(&head)));
    }
}

/// Whether a finding stands at what differs, within it, or at a key under which it stands; of a keyword, also at one beside it.
fn is_at(way: &[Place], told: Option<Span>) -> bool {
    let (Some(told), Some((last, above))) = (told, way.split_last()) else { return false };
    let is_within = |place: &Place| place.key.start <= told.start && told.end <= place.end;
    let whole = if last.is_scalar { above.last().unwrap_or(last) } else { last };
    way.iter().any(|place| place.key.start == told.start) || is_within(whole)
}

/// Where a key begins, and its value ends.
#[derive(Clone, Copy)]
struct Place {
    key: Span,
    end: usize,
    is_scalar: bool,
}

impl Place {
    fn of(key: Span, value: &Node) -> Self {
        let is_scalar = matches!(value.value, Value::Scalar(_));
        Self { key, end: value.span.end, is_scalar }
    }
}

/// What one document says and the other does not, or not so.
struct Difference {
    /// The nearest key.
    key: String,
    words: bool,
    of_schema: bool,
    /// The places of the keys that lead to it, in each document that has it.
    base: Vec<Place>,
    head: Vec<Place>,
}

/// What the keys of a map are.
#[derive(Clone, Copy, PartialEq)]
enum Keys {
    /// Words of the specification.
    Words,
    /// Names that the document gives.
    Names,
}

/// A key on the way, or an item of a list.
struct Step {
    key: Option<String>,
    base: Option<Place>,
    head: Option<Place>,
}

struct Walk<'a> {
    base: &'a Document,
    head: &'a Document,
    trail: Vec<Step>,
    differences: Vec<Difference>,
}

impl Walk<'_> {
    fn nodes(&mut self, was: &Node, is: &Node, keys: Keys) {
        if same(was, is) || self.trail.len() > DEPTH {
            return;
        }
        // A reference and what it leads to say the same.
        let (was, is) = (self.base.resolve(was), self.head.resolve(is));
        match (&was.value, &is.value) {
            (Value::Mapping(before), Value::Mapping(after)) => {
                for (key, was) in before {
                    self.entries(key, (Some(was), after.get(key)), keys);
                }
                for (key, is) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
                    self.entries(key, (None, Some(is)), keys);
                }
            }
            (Value::Sequence(before), Value::Sequence(after)) => self.items(before, after),
            _ if same(was, is) => {}
            _ => self.differs(false),
        }
    }

    fn entries(&mut self, key: &str, (was, is): (Option<&Entry>, Option<&Entry>), keys: Keys) {
        if keys == Keys::Words && is_told(key, was.or(is)) {
            return;
        }
        let parent = self.trail.last().and_then(|step| step.key.as_deref());
        let words = match keys {
            Keys::Words => WORDS.contains(&key) || key == "tags",
            Keys::Names => parent == Some("scopes"),
        };
        let is_names = keys == Keys::Words && NAMES.contains(&key);
        let place = |entry: &Entry| Place::of(entry.key_span, &entry.node);
        self.trail.push(Step { key: Some(key.to_owned()), base: was.map(place), head: is.map(place) });
        match (was, is) {
            // Names of headers have no case; of others, it is told that they are called otherwise.
            (Some(was), Some(is)) if key == "name" && same_letters(&was.node, &is.node) => {}
            (Some(was), Some(is)) if words => {
                if !same(&was.node, &is.node) {
                    self.differs(true);
                }
            }
            (Some(was), Some(is)) => {
                self.nodes(&was.node, &is.node, if is_names { Keys::Names } else { Keys::Words });
            }
            _ if self.is_component() => {}
            _ => self.differs(words && keys == Keys::Words),
        }
        self.trail.pop();
    }

    /// A component says nothing by itself: neither one that comes or goes, nor one that is called otherwise.
    fn is_component(&self) -> bool {
        let keys: Vec<Option<&str>> = self.trail.iter().map(|step| step.key.as_deref()).collect();
        matches!(keys[..], [Some("components"), Some(section), _] if section != "securitySchemes")
    }

    /// The order says nothing here: where it does, another finding tells it.
    fn items(&mut self, before: &[Node], after: &[Node]) {
        let without = |items: &[Node], others: &[Node]| -> Vec<usize> {
            (0..items.len()).filter(|at| !others.iter().any(|other| same(&items[*at], other))).collect()
        };
        let (gone, new) = (without(before, after), without(after, before));
        if gone.len() != new.len() {
            self.differs(false);
            return;
        }
        let place = |item: &Node| Some(Place::of(item.span, item));
        for (was, is) in gone.into_iter().zip(new).map(|(was, is)| (&before[was], &after[is])) {
            self.trail.push(Step { key: None, base: place(was), head: place(is) });
            self.nodes(was, is, Keys::Words);
            self.trail.pop();
        }
    }

    fn differs(&mut self, words: bool) {
        let key = self.trail.iter().rev().find_map(|step| step.key.clone()).unwrap_or_default();
        let last = self.trail.last();
        let way = |of: fn(&Step) -> Option<Place>| -> Vec<Place> {
            // Of what one of them has not, the keys on the way say nothing there.
            if last.and_then(of).is_some() { self.trail.iter().filter_map(of).collect() } else { Vec::new() }
        };
        let (base, head) = (way(|step| step.base), way(|step| step.head));
        let of_schema =
            self.trail.iter().any(|step| matches!(step.key.as_deref(), Some("schema" | "schemas")));
        self.differences.push(Difference { key, words, of_schema, base, head });
    }
}

/// Whether other modules tell what changes under a key.
fn is_told(key: &str, entry: Option<&Entry>) -> bool {
    let items = entry.map(|entry| entry.node.items()).unwrap_or_default();
    match key {
        // Of properties, not of one thing.
        "required" => !items.is_empty(),
        // Those of an operation, not what the document says of them.
        "tags" => items.iter().any(|item| item.as_mapping().is_none()),
        _ => TOLD.contains(&key),
    }
}

fn same_letters(one: &Node, other: &Node) -> bool {
    one.as_str().zip(other.as_str()).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other))
}

/// Whether two values say the same, wherever they stand.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Mapping(one), Value::Mapping(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, entry)| other.get(key).is_some_and(|other| same(&entry.node, &other.node)))
        }
        (Value::Sequence(one), Value::Sequence(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Scalar(one), Value::Scalar(other)) => one == other,
        _ => false,
    }
}
