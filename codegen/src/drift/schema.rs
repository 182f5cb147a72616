//! A schema by what it means, however it is written: references followed, `allOf` merged, null apart.

use crate::{
    document::{Document, Node, reference::local_pointer, unescape},
    lower::{Place, merge_all_of, place, says_what},
    problem::{Problems, Span},
};
use std::borrow::Cow;

/// How many references and wrappers may lead from a schema to what it means.
const STEPS: usize = 64;

/// Keys beside an `allOf` of one, or a reference, that do not say which values are valid.
const NOTES: &[&str] = &[
    "allOf",
    "oneOf",
    "anyOf",
    "title",
    "description",
    "nullable",
    "default",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
    "discriminator",
];

/// A schema where it is used, and what it means.
#[derive(Debug, Clone)]
pub(super) struct View<'a> {
    /// What the document calls it: its name among the components.
    pub(super) name: Option<String>,
    /// Whether null may stand in its place.
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    /// The word for the only way that it travels, if there is one.
    pub(super) direction: Option<&'static str>,
    /// As JSON.
    pub(super) default: Option<String>,
    /// The type in a word: one of JSON Schema, `any`, or `union`.
    pub(super) kind: &'static str,
    /// Where it is used.
    pub(super) used_at: Span,
    /// What it means, without references at its top.
    pub(super) node: Cow<'a, Node>,
}

impl<'a> View<'a> {
    pub(super) fn of(document: &'a Document, node: Cow<'a, Node>) -> Self {
        let mut view = Self {
            name: None,
            nullable: false,
            deprecated: false,
            direction: None,
            default: None,
            kind: "any",
            used_at: node.span,
            node,
        };
        for _ in 0..STEPS {
            view.note();
            let Some(next) = view.next(document) else { break };
            view.node = next;
        }
        if view.node.get("allOf").is_some() {
            // What cannot be merged is a matter of the generator, which says so.
            view.node = Cow::Owned(merge_all_of(document, &view.node, &mut Problems::default()));
        }
        view.kind = kind(&view.node);
        view
    }

    /// Takes over what is noted where a schema is used: the outermost default counts.
    fn note(&mut self) {
        let flag = |key| super::side::flag(&self.node, key);
        let has_null = self.node.get("enum").is_some_and(|values| values.items().iter().any(Node::is_null));
        self.nullable |= flag("nullable") || has_null;
        self.deprecated |= flag("deprecated");
        let ways = ["readOnly", "writeOnly"].into_iter().find(|way| flag(way));
        self.direction = self.direction.or(ways);
        if self.default.is_none() {
            self.default = self.node.get("default").map(|value| value.to_json().to_string());
        }
    }

    /// What a reference leads to, or the only member of a composition that says nothing itself.
    fn next(&mut self, document: &'a Document) -> Option<Cow<'a, Node>> {
        if let Some(reference) = self.node.get("$ref") {
            let pointer = local_pointer(reference.as_str()?)?;
            let name = pointer.strip_prefix("/components/schemas/").filter(|name| !name.contains('/'));
            if let Some(name) = name {
                self.name = Some(unescape(name).into_owned());
            }
            return document.root.at(&pointer).map(Cow::Borrowed);
        }
        let says_nothing = |key: &str| NOTES.contains(&key) || key.starts_with("x-");
        if !self.node.entries().all(|(key, _)| says_nothing(key)) {
            return None;
        }
        let lists = ["allOf", "oneOf", "anyOf"].into_iter().filter(|key| self.node.get(key).is_some());
        let lists: Vec<&str> = lists.collect();
        match lists[..] {
            [list] => only(&self.node, list),
            _ => None,
        }
    }

    /// Where its meaning stands: no two schemas of one document have the same.
    pub(super) fn place(&self) -> Place {
        place(&self.node)
    }

    /// What a key of an object holds.
    pub(super) fn child(&self, key: &str) -> Option<Cow<'a, Node>> {
        part(&self.node, |node| node.get(key))
    }

    /// A property and the place of its key.
    pub(super) fn property(&self, name: &str) -> Option<(Span, Cow<'a, Node>)> {
        let span = self.node.get("properties")?.entry(name)?.key_span;
        Some((span, part(&self.node, |node| node.get("properties")?.get(name))?))
    }

    /// The names of its properties.
    pub(super) fn properties(&self) -> Vec<String> {
        let properties = self.node.get("properties").into_iter().flat_map(Node::entries);
        properties.map(|(name, _)| name.to_owned()).collect()
    }

    /// Whether a property must be there.
    pub(super) fn requires(&self, name: &str) -> bool {
        let required = self.node.get("required").map(Node::items).unwrap_or_default();
        required.iter().any(|one| one.as_str() == Some(name))
    }

    /// What it may be one of. Members that only say which properties go together are none.
    pub(super) fn members(&self) -> Vec<Cow<'a, Node>> {
        let Some(key) = union(&self.node) else { return Vec::new() };
        let count = self.node.get(key).map(Node::items).unwrap_or_default().len();
        (0..count).filter_map(|at| part(&self.node, |node| node.get(key)?.items().get(at))).collect()
    }

    /// The texts that it may be, where it is one of a few.
    pub(super) fn texts(&self) -> Option<Vec<String>> {
        let values = self.node.get("enum")?.items();
        let values: Vec<serde_json::Value> =
            values.iter().filter(|value| !value.is_null()).map(Node::to_json).collect();
        values.iter().map(|value| value.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>()
    }

    /// What it is, in a few words.
    pub(super) fn spoken(&self) -> String {
        let null = if self.nullable && self.kind != "any" { " or null" } else { "" };
        format!("{}{null}", self.kind)
    }
}

/// A part of a node, which lives as long as the node does: in the document, or by itself.
fn part<'a>(node: &Cow<'a, Node>, find: impl Fn(&Node) -> Option<&Node>) -> Option<Cow<'a, Node>> {
    match node {
        Cow::Borrowed(node) => find(node).map(Cow::Borrowed),
        Cow::Owned(node) => find(node).cloned().map(Cow::Owned),
    }
}

fn only<'a>(node: &Cow<'a, Node>, list: &str) -> Option<Cow<'a, Node>> {
    part(node, |node| match node.get(list)?.items() {
        [only] => Some(only),
        _ => None,
    })
}

/// The key that says what a schema may be one of.
fn union(node: &Node) -> Option<&'static str> {
    ["oneOf", "anyOf"].into_iter().find(|key| {
        let members = node.get(key).map(Node::items).unwrap_or_default();
        !members.is_empty() && members.iter().any(says_what)
    })
}

/// The type, stated or evident.
fn kind(node: &Node) -> &'static str {
    const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];
    let stated = node.get("type").and_then(Node::as_str);
    if let Some(kind) = TYPES.into_iter().find(|kind| stated == Some(kind)) {
        return kind;
    }
    let values = node.get("enum").map(Node::items).unwrap_or_default();
    let are = |test: fn(&serde_json::Value) -> bool| {
        values.iter().map(Node::to_json).all(|value| value.is_null() || test(&value))
    };
    if node.get("properties").is_some() || node.get("additionalProperties").is_some() {
        "object"
    } else if node.get("items").is_some() {
        "array"
    } else if union(node).is_some() {
        "union"
    } else if values.is_empty() {
        "any"
    } else if values.iter().all(Node::is_null) {
        "null"
    } else if are(serde_json::Value::is_string) {
        "string"
    } else if are(serde_json::Value::is_i64) {
        "integer"
    } else {
        "any"
    }
}
