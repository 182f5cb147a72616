//! Every object of a document that rules look at, each once, where it is written. References are not
//! followed.

use crate::{
    document::{Entry, METHODS, Node},
    problem::Span,
};

/// What an object is, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The document.
    Root,
    /// An object that holds nothing of ours: `info`, `components` or a tag.
    Other,
    /// A path with its operations.
    PathItem,
    /// A request of the client.
    Operation,
    /// A parameter, or a reference to one.
    Parameter,
    /// A header of a response, or a reference to one.
    Header,
    /// A request body, or a reference to one.
    RequestBody,
    /// The content of one media type.
    MediaType,
    /// A response, or a reference to one.
    Response,
    /// A named schema of `components`.
    Schema,
    /// The schema of a property.
    Property,
    /// Any other schema.
    Subschema,
}

/// An object and its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Object<'a> {
    pub(super) kind: Kind,
    /// The key under which it stands; empty when it stands in a list.
    pub(super) name: &'a str,
    /// That key, or the object when it has none.
    pub(super) place: Span,
    pub(super) node: &'a Node,
    /// Of a part of `allOf`, `anyOf`, `oneOf` or `not`, the schema that it is a part of in the end; of
    /// others, itself.
    pub(super) whole: &'a Node,
}

impl Object<'_> {
    pub(super) fn is_schema(&self) -> bool {
        matches!(self.kind, Kind::Schema | Kind::Property | Kind::Subschema)
    }

    pub(super) fn is_reference(&self) -> bool {
        self.node.get("$ref").is_some()
    }
}

/// The objects of a document, in spec order.
pub(super) fn objects(root: &Node) -> Vec<Object<'_>> {
    let mut walk = Walk(Vec::new());
    walk.add(Kind::Root, "", root.span, root);
    for key in ["info", "components"] {
        if let Some(entry) = root.entry(key) {
            walk.add(Kind::Other, key, entry.key_span, &entry.node);
        }
    }
    for tag in root.get("tags").map_or(&[][..], Node::items) {
        walk.add(Kind::Other, "", tag.span, tag);
    }
    walk.each(root, "paths", |walk, name, entry| {
        if name.starts_with('/') {
            walk.path_item(name, entry);
        }
    });
    if let Some(components) = root.get("components") {
        walk.each(components, "schemas", |walk, name, entry| {
            walk.schema(Kind::Schema, name, entry.key_span, &entry.node, &entry.node);
        });
        walk.each(components, "responses", Walk::response);
        walk.each(components, "parameters", |walk, name, entry| {
            walk.parameter(Kind::Parameter, name, entry.key_span, &entry.node);
        });
        walk.each(components, "headers", Walk::header);
        walk.each(components, "requestBodies", Walk::request_body);
        walk.each(components, "pathItems", Walk::path_item);
    }
    walk.0
}

struct Walk<'a>(Vec<Object<'a>>);

impl<'a> Walk<'a> {
    fn add(&mut self, kind: Kind, name: &'a str, place: Span, node: &'a Node) {
        self.0.push(Object { kind, name, place, node, whole: node });
    }

    fn each(&mut self, holder: &'a Node, key: &str, mut visit: impl FnMut(&mut Self, &'a str, &'a Entry)) {
        for (name, entry) in holder.get(key).into_iter().flat_map(Node::entries) {
            visit(self, name, entry);
        }
    }

    fn path_item(&mut self, name: &'a str, entry: &'a Entry) {
        self.add(Kind::PathItem, name, entry.key_span, &entry.node);
        self.parameters(&entry.node);
        for (method, operation) in entry.node.entries().filter(|(key, _)| METHODS.contains(key)) {
            let node = &operation.node;
            self.add(Kind::Operation, method, operation.key_span, node);
            self.parameters(node);
            if let Some(body) = node.entry("requestBody") {
                self.request_body("requestBody", body);
            }
            self.each(node, "responses", |walk, status, entry| {
                if !status.starts_with("x-") {
                    walk.response(status, entry);
                }
            });
        }
    }

    fn parameters(&mut self, holder: &'a Node) {
        for parameter in holder.get("parameters").map_or(&[][..], Node::items) {
            self.parameter(Kind::Parameter, "", parameter.span, parameter);
        }
    }

    fn parameter(&mut self, kind: Kind, name: &'a str, place: Span, node: &'a Node) {
        self.add(kind, name, place, node);
        if let Some(entry) = node.entry("schema") {
            self.schema(Kind::Subschema, "schema", entry.key_span, &entry.node, &entry.node);
        }
        self.content(node);
    }

    fn header(&mut self, name: &'a str, entry: &'a Entry) {
        self.parameter(Kind::Header, name, entry.key_span, &entry.node);
    }

    fn request_body(&mut self, name: &'a str, entry: &'a Entry) {
        self.add(Kind::RequestBody, name, entry.key_span, &entry.node);
        self.content(&entry.node);
    }

    fn response(&mut self, name: &'a str, entry: &'a Entry) {
        self.add(Kind::Response, name, entry.key_span, &entry.node);
        self.each(&entry.node, "headers", Self::header);
        self.content(&entry.node);
    }

    fn content(&mut self, holder: &'a Node) {
        self.each(holder, "content", |walk, media_type, entry| {
            walk.add(Kind::MediaType, media_type, entry.key_span, &entry.node);
            if let Some(schema) = entry.node.entry("schema") {
                walk.schema(Kind::Subschema, "schema", schema.key_span, &schema.node, &schema.node);
            }
        });
    }

    fn schema(&mut self, kind: Kind, name: &'a str, place: Span, node: &'a Node, whole: &'a Node) {
        if node.as_mapping().is_none() {
            return;
        }
        self.0.push(Object { kind, name, place, node, whole });
        self.each(node, "properties", |walk, name, entry| {
            walk.schema(Kind::Property, name, entry.key_span, &entry.node, &entry.node);
        });
        for key in ["items", "additionalProperties"] {
            if let Some(entry) = node.entry(key) {
                self.schema(Kind::Subschema, key, entry.key_span, &entry.node, &entry.node);
            }
        }
        if let Some(entry) = node.entry("not") {
            self.schema(Kind::Subschema, "not", entry.key_span, &entry.node, whole);
        }
        for part in
            ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| node.get(key)).flat_map(Node::items)
        {
            self.schema(Kind::Subschema, "", part.span, part, whole);
        }
    }
}
