//! What schemas refer to: each definition once, under a name.

use super::convert::schema;
use crate::document::{Document, Node, escape, reference::local_pointer};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Where the schemas with names of their own stand.
const COMPONENTS: &str = "/components/schemas/";

/// What the fragment of a URI holds as it is, for certain.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'/').remove(b'_').remove(b'~');

/// The definitions that the schemas read so far refer to.
pub(super) struct Definitions<'a> {
    pub(super) document: &'a Document,
    /// By name; without a schema until [`Definitions::finish`] comes to it.
    found: BTreeMap<String, Option<Value>>,
    /// Those without a schema.
    pending: Vec<(String, &'a Node)>,
}

impl<'a> Definitions<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, found: BTreeMap::new(), pending: Vec::new() }
    }

    /// The schema that refers to what a `$ref` leads to; one of any value when that is nothing, or another document. The
    /// loader has said so.
    pub(super) fn refer(&mut self, reference: &Node) -> Map<String, Value> {
        let pointer = reference.get("$ref").and_then(Node::as_str).and_then(local_pointer);
        let target = pointer.as_ref().and_then(|pointer| self.document.root.at(pointer));
        let (Some(pointer), Some(target)) = (pointer, target) else {
            return Map::new();
        };
        if self.document.resolve(target).get("$ref").is_some() {
            return Map::new();
        }
        // A schema of another place goes by its pointer. That begins with a slash, and a name has it as `~1`: they differ.
        let name = match pointer.strip_prefix(COMPONENTS) {
            Some(name) if !name.contains('/') => name,
            _ => pointer.as_ref(),
        };
        if !self.found.contains_key(name) {
            self.found.insert(name.to_owned(), None);
            self.pending.push((name.to_owned(), target));
        }
        let escaped = escape(name);
        let reference = format!("#/$defs/{}", utf8_percent_encode(&escaped, PLAIN));
        Map::from_iter([("$ref".to_owned(), reference.into())])
    }

    /// Every definition by its name, with those that only definitions refer to.
    pub(super) fn finish(mut self) -> Map<String, Value> {
        while let Some((name, node)) = self.pending.pop() {
            let schema = schema(node, &mut self);
            self.found.insert(name, Some(schema.into()));
        }
        self.found.into_iter().filter_map(|(name, schema)| Some((name, schema?))).collect()
    }
}
