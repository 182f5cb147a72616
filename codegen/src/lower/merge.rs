//! `allOf` -> one schema: the properties of all members in order, required where any member requires them.

use super::{
    keys::{STRUCTURE, kind_of, member_schemas, says_what},
    not_expressed,
    schemas::{Place, place},
};
use crate::{
    document::{Document, Entry, Node, Scalar, Value},
    problem::{Problems, Span},
};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// How deep `allOf` may nest, so that no document overflows the stack.
const DEPTH: usize = 64;

/// The schema that an `allOf` and its siblings describe together.
pub(crate) fn merge_all_of(document: &Document, node: &Node, problems: &mut Problems) -> Node {
    let mut merged = Merged::default();
    merged.add(document, node, DEPTH, problems);
    merged.into_node(node)
}

#[derive(Default)]
struct Merged {
    properties: IndexMap<String, Entry>,
    required: Vec<Node>,
    /// The first of each other key that says what the value is.
    rest: IndexMap<String, Entry>,
    /// What has been added. A member that is reached twice, or that contains itself, says nothing new.
    seen: BTreeSet<Place>,
}

impl Merged {
    fn add(&mut self, document: &Document, node: &Node, depth: usize, problems: &mut Problems) {
        let node = document.resolve(node);
        if !self.seen.insert(place(node)) {
            return;
        }
        if depth == 0 {
            problems.push(not_expressed(
                node.span,
                format!("an `allOf` inside {DEPTH} others is left out"),
                "nest them less deeply",
            ));
            return;
        }
        for member in member_schemas(node, "allOf") {
            self.add(document, member, depth - 1, problems);
        }
        for (key, entry) in node.entries() {
            match key {
                "allOf" | "$ref" | "discriminator" => {}
                "properties" => {
                    for (name, property) in entry.node.entries() {
                        let merged = match self.properties.get(name) {
                            Some(earlier) => both(earlier, property),
                            None => property.clone(),
                        };
                        self.properties.insert(name.to_owned(), merged);
                    }
                }
                "required" => self.required.extend(entry.node.items().iter().cloned()),
                "oneOf" | "anyOf" if self.rest.contains_key(key) => problems.push(not_expressed(
                    entry.key_span,
                    format!("the second `{key}` of an `allOf` is left out"),
                    "write the combinations out as choices of one union",
                )),
                "type"
                    if self
                        .rest
                        .get("type")
                        .is_some_and(|first| first.node.as_str() != entry.node.as_str()) =>
                {
                    problems.push(not_expressed(
                        entry.key_span,
                        "an `allOf` of different types is read as the first one",
                        "no value can be of two types: correct one of them",
                    ));
                }
                _ => {
                    self.rest.entry(key.to_owned()).or_insert_with(|| entry.clone());
                }
            }
        }
    }

    fn into_node(self, origin: &Node) -> Node {
        let mut map = self.rest;
        // The whole's own words win over those of its parts.
        for key in ["description", "nullable", "deprecated", "title"] {
            match origin.entry(key) {
                Some(entry) => map.insert(key.to_owned(), entry.clone()),
                None => map.shift_remove(key),
            };
        }
        let entry = |value: Value, span: Span| Entry { key_span: span, node: Node { span, value } };
        if !self.properties.is_empty() {
            map.insert("properties".to_owned(), entry(Value::Mapping(self.properties), origin.span));
        }
        if !self.required.is_empty() {
            map.insert("required".to_owned(), entry(Value::Sequence(self.required), origin.span));
        }
        let mut node = Node { span: origin.span, value: Value::Mapping(map) };
        if kind_of(&node) == Some("object")
            && node.get("type").is_none()
            && let Value::Mapping(map) = &mut node.value
        {
            let object = Value::Scalar(Scalar { text: "object".to_owned(), plain: true });
            map.insert("type".to_owned(), entry(object, origin.span));
        }
        node
    }
}

/// A property that two members of an `allOf` describe. The later one narrows the earlier one when it says what the value
/// is; a member that only restricts it (`maxLength`) or notes something (`example`, `readOnly`) leaves the type alone.
/// Either way, what the chosen one does not say, the other one does.
fn both(earlier: &Entry, later: &Entry) -> Entry {
    let (chosen, other) = if says_what(&later.node) { (later, earlier) } else { (earlier, later) };
    let (Value::Mapping(said), Value::Mapping(more)) = (&chosen.node.value, &other.node.value) else {
        return chosen.clone();
    };
    // Parts of two structures fit together only when both describe one plain type.
    let is_plain =
        |node: &Node| ["$ref", "allOf", "oneOf", "anyOf"].iter().all(|key| node.get(key).is_none());
    let kinds = (kind_of(&chosen.node), kind_of(&other.node));
    let fits = is_plain(&chosen.node)
        && is_plain(&other.node)
        && (kinds.0.is_none() || kinds.1.is_none() || kinds.0 == kinds.1);
    let mut map = said.clone();
    for (key, entry) in more {
        // Null is a value only where every member allows it.
        if key != "nullable" && (fits || !STRUCTURE.contains(&key.as_str())) && !map.contains_key(key) {
            map.insert(key.clone(), entry.clone());
        }
    }
    if map.contains_key("nullable") && other.node.get("nullable").is_none() && says_what(&other.node) {
        map.shift_remove("nullable");
    }
    Entry { key_span: chosen.key_span, node: Node { span: chosen.node.span, value: Value::Mapping(map) } }
}
