//! Checks the tree against the table of objects. Afterwards every key that the table knows holds what the table says:
//! whatever does not is reported and taken out.

use super::{
    collect::Collector,
    node::{Node, Scalar, Value},
    objects,
    reference::{self, Reference, UNRESOLVED_REFERENCE},
    scalar::{self, Verdict},
    shape::{Kind, Missing, Shape},
    special, unquoted,
};
use crate::{
    patch,
    problem::{Rule, Severity, Span},
    suggest,
};
use indexmap::IndexMap;
use std::fmt;

pub(super) static WRONG_KIND: Rule = Rule {
    id: "wrong-kind",
    severity: Severity::Error,
    summary: "every key holds the kind of value that the specification gives it",
    explanation: "A list where a mapping belongs, or text where a number belongs, cannot be compiled. The value is left out, \
                  so that the rest of the document can still be checked.",
    fixable: false,
};

pub(super) static UNKNOWN_KEY: Rule = Rule {
    id: "unknown-key",
    severity: Severity::Warning,
    summary: "objects have only the keys of the specification and extensions `x-`",
    explanation: "A key that OpenAPI does not know is ignored by every reader: most are spelling mistakes, or stand one \
                  level too high or too low. Facts of your own go into keys that start with `x-`.",
    fixable: true,
};

pub(super) static MISSING_KEY: Rule = Rule {
    id: "missing-key",
    severity: Severity::Error,
    summary: "objects have the keys without which they mean nothing",
    explanation: "Without this key no client can be generated: a parameter has a name and a place, an API has a title and \
                  paths.",
    fixable: false,
};

pub(super) static INCOMPLETE: Rule = Rule {
    id: "incomplete",
    severity: Severity::Warning,
    summary: "objects have all keys that the specification requires",
    explanation: "The specification requires the key, but a client can be generated without it: it counts as empty. \
                  Readers of the documentation will miss it.",
    fixable: false,
};

pub(super) static EMPTY_VALUE: Rule = Rule {
    id: "empty-value",
    severity: Severity::Warning,
    summary: "a key that is written has a value",
    explanation: "A key without a value is null, which the specification allows only in examples, defaults and enums. It \
                  counts as not written. Often the value below it is not indented enough.",
    fixable: false,
};

/// Checks a document whose root is a mapping.
pub(super) fn check<'a>(root: &mut Node, text: &'a str) -> Walk<'a> {
    let version = root.get("openapi").and_then(Node::as_str);
    let drops_siblings = version.is_some_and(|version| version.starts_with("3.0"));
    let mut walk = Walk { text, found: Collector::default(), references: Vec::new(), drops_siblings };
    let first = root.entries().next().map_or(root.span, |(_, entry)| entry.key_span);
    walk.object(root, &objects::OPENAPI, first);
    walk
}

/// A walk over the tree along the table.
pub(super) struct Walk<'a> {
    /// The text as written.
    pub(super) text: &'a str,
    pub(super) found: Collector,
    pub(super) references: Vec<Reference>,
    /// Whether the version of the document says that nothing beside a `$ref` counts.
    drops_siblings: bool,
}

/// How messages call a value.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    Key(&'a str),
    Item(&'a str),
    Entry(&'a str, &'a str),
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, "`{key}`"),
            Self::Item(list) => write!(f, "an item of `{list}`"),
            Self::Entry(map, key) => write!(f, "`{key}` in `{map}`"),
        }
    }
}

impl<'a> Subject<'a> {
    /// The key of the specification that decides the kind.
    pub(super) fn key(self) -> &'a str {
        match self {
            Self::Key(key) | Self::Item(key) | Self::Entry(key, _) => key,
        }
    }
}

impl Walk<'_> {
    /// Checks an object of the specification; `head` is where a missing key is reported.
    pub(super) fn object(&mut self, node: &mut Node, shape: &'static Shape, head: Span) {
        let Value::Mapping(map) = &mut node.value else {
            return;
        };
        if shape.section.is_some() && self.reference(map, shape) {
            return;
        }
        let written: Vec<String> = map.keys().cloned().collect();
        map.retain(|key, entry| {
            if key == "$ref" && shape.section.is_some() {
                return true;
            }
            let Some(kind) = shape.kind_of(key) else {
                self.unknown_key(key, entry.key_span, shape, &written);
                return shape.free.is_none();
            };
            special::before(shape, key, &mut entry.node, self)
                && self.value(&mut entry.node, kind, Subject::Key(key), entry.key_span)
        });
        self.required(map, shape, head);
        special::after(shape, map, head, self);
    }

    /// Notes a reference. Whether nothing beside it counts: only a schema or a path item may have keys of its own.
    fn reference(&mut self, map: &mut IndexMap<String, super::Entry>, shape: &'static Shape) -> bool {
        let Some(entry) = map.get_mut("$ref") else {
            return false;
        };
        let Value::Scalar(scalar) = &mut entry.node.value else {
            // A schema of a property that is called `$ref`, as far as anyone can tell.
            self.wrong_kind(&entry.node, Subject::Key("$ref"), "text");
            map.shift_remove("$ref");
            return false;
        };
        scalar.plain = false;
        self.references.push(Reference {
            span: entry.node.span,
            text: scalar.text.clone(),
            shape,
            rule: &UNRESOLVED_REFERENCE,
        });
        if shape.section == Some("schemas") && self.drops_siblings {
            let siblings = map.iter().filter(|(key, _)| *key != "$ref" && !key.starts_with("x-"));
            for (key, sibling) in siblings {
                self.found.repeat(key, reference::sibling(key, sibling.key_span));
            }
        }
        if matches!(shape.section, Some("schemas" | "pathItems")) {
            return false;
        }
        map.retain(|key, entry| {
            let known = matches!(key.as_str(), "$ref" | "summary" | "description") || key.starts_with("x-");
            if !known {
                let message = format!("`{key}` beside a `$ref` to {} is ignored", shape.name);
                let problem =
                    UNKNOWN_KEY.at(entry.key_span, message).help("write it where the `$ref` points to");
                self.found.repeat(format!("{} $ref {key}", shape.name), problem);
            }
            known
        });
        true
    }

    /// Checks a value against its kind. Whether it may stay.
    pub(super) fn value(&mut self, node: &mut Node, kind: Kind, subject: Subject<'_>, head: Span) -> bool {
        if node.is_null() && !matches!(kind, Kind::Any | Kind::Types) {
            let problem = EMPTY_VALUE
                .at(head, format!("{subject} has no value"))
                .help("remove the key, or indent its value below it");
            self.found.repeat(subject.key(), problem);
            if !matches!(kind, Kind::Object(_)) {
                return false;
            }
            node.value = Value::Mapping(IndexMap::new());
        }
        match kind {
            Kind::Any => true,
            Kind::Object(shape) => self.mapping_or_boolean(node, shape, subject, head),
            Kind::SchemaOrBoolean => {
                node.as_bool().is_some() || self.mapping_or_boolean(node, &objects::SCHEMA, subject, head)
            }
            Kind::List(item) => {
                let Value::Sequence(items) = &mut node.value else {
                    return self.wrong_kind(node, subject, "a list");
                };
                let inner = Subject::Item(subject.key());
                items.retain_mut(|item_node| {
                    let head = head_of(item_node);
                    self.value(item_node, *item, inner, head)
                });
                true
            }
            Kind::Map(of) => {
                let Value::Mapping(map) = &mut node.value else {
                    return self.wrong_kind(node, subject, "a mapping");
                };
                map.retain(|key, entry| {
                    if let Some(problem) = unquoted::key(key, entry.key_span, self.text) {
                        self.found.repeat(key, problem);
                    }
                    self.value(&mut entry.node, *of, Subject::Entry(subject.key(), key), entry.key_span)
                });
                true
            }
            _ => self.scalar(node, kind, subject),
        }
    }

    fn mapping_or_boolean(
        &mut self,
        node: &mut Node,
        shape: &'static Shape,
        subject: Subject<'_>,
        head: Span,
    ) -> bool {
        let schema = std::ptr::eq(shape, &raw const objects::SCHEMA);
        if schema && node.as_bool().is_some() {
            return true;
        }
        if node.as_mapping().is_none() {
            return self.wrong_kind(node, subject, &format!("{} (a mapping)", shape.name));
        }
        self.object(node, shape, head);
        true
    }

    fn scalar(&mut self, node: &mut Node, kind: Kind, subject: Subject<'_>) -> bool {
        match scalar::check(node, kind, subject, self.text) {
            Verdict::Fine => true,
            Verdict::Fixed(problem) => {
                self.found.repeat(subject.key(), problem);
                true
            }
            Verdict::Ignored(problem) => {
                let subject = format!("{} {}", subject.key(), node.as_str().unwrap_or_default());
                self.found.repeat(subject, problem);
                false
            }
            Verdict::Wrong(problem) => {
                self.found.push(problem);
                false
            }
            Verdict::WrongKind(expected) => self.wrong_kind(node, subject, expected),
        }
    }

    /// Reports a value of the wrong kind; it may not stay.
    fn wrong_kind(&mut self, node: &Node, subject: Subject<'_>, expected: &str) -> bool {
        let found = describe(node);
        let problem = WRONG_KIND
            .at(node.span, format!("{subject} takes {expected}, not {found}"))
            .label(format!("this is {found}"));
        self.found.push(problem);
        false
    }

    /// Reports a key that the object does not have; `written` are all that it has.
    fn unknown_key(&mut self, key: &str, span: Span, shape: &'static Shape, written: &[String]) {
        let message = format!("`{key}` is no key of {}", shape.name);
        let names = shape.keys.iter().map(|(name, _)| *name);
        let help = match (suggest::closest(key, names), &shape.free) {
            (Some(name), _) => format!("did you mean `{name}`?"),
            (None, Some(free)) => format!("write {}", free.looks),
            (None, None) => format!("remove it, or call it `x-{key}` if it is a fact of your own"),
        };
        let names = shape.keys.iter().map(|(name, _)| *name);
        let meant = suggest::certain(key, names).filter(|name| !written.iter().any(|key| key == name));
        let fix = meant.and_then(|name| patch::write(self.text, span, key, name));
        self.found.repeat(format!("{} {key}", shape.name), UNKNOWN_KEY.at(span, message).help(help).fix(fix));
    }

    fn required(&mut self, map: &mut IndexMap<String, super::Entry>, shape: &'static Shape, head: Span) {
        for (key, missing) in shape.required {
            if !map.contains_key(*key) {
                // Since 3.1 a document may consist of components or webhooks alone.
                let parts =
                    *key == "paths" && (map.contains_key("components") || map.contains_key("webhooks"));
                let missing = if parts { Missing::EmptyMapping } else { *missing };
                self.missing(map, shape, key, missing, head);
            }
        }
    }

    /// Reports a missing key and puts in what stands for it.
    pub(super) fn missing(
        &mut self,
        map: &mut IndexMap<String, super::Entry>,
        shape: &'static Shape,
        key: &str,
        missing: Missing,
        head: Span,
    ) {
        let message = format!("{} has no `{key}`", shape.name);
        let value = match missing {
            Missing::Error => {
                self.found.push(MISSING_KEY.at(head, message).help(format!("add `{key}:`")));
                return;
            }
            Missing::EmptyText => Value::Scalar(Scalar { text: String::new(), plain: false }),
            Missing::EmptyMapping => Value::Mapping(IndexMap::new()),
        };
        let problem = INCOMPLETE.at(head, message).help(format!("add `{key}:`"));
        self.found.repeat(format!("{} {key}", shape.name), problem);
        map.insert(key.to_owned(), super::Entry { key_span: head, node: Node { span: head, value } });
    }
}

/// Where to report what is missing in an item of a list: its first key.
pub(super) fn head_of(node: &Node) -> Span {
    node.entries().next().map_or(node.span, |(_, entry)| entry.key_span)
}

/// What a value is, in words.
pub(crate) fn describe(node: &Node) -> String {
    match &node.value {
        Value::Mapping(_) => "a mapping".to_owned(),
        Value::Sequence(_) => "a list".to_owned(),
        Value::Scalar(_) if node.is_null() => "null".to_owned(),
        Value::Scalar(scalar) => {
            let kind = match () {
                () if node.as_bool().is_some() => "the boolean",
                () if node.as_f64().is_some() => "the number",
                () => "the text",
            };
            let short: String = scalar.text.chars().take(40).collect();
            let more = if short.len() < scalar.text.len() { "..." } else { "" };
            format!("{kind} `{short}{more}`")
        }
    }
}
