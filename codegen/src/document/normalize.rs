//! OpenAPI 3.1 -> the shape of 3.0, on the tree: every value keeps the place where it was written.
//!
//! The rewriting is idempotent, and a document that is already in the shape of 3.0 stays as it is but for what no client
//! uses: links and callbacks.

mod keywords;
mod nullable;

use super::{
    collect::Collector,
    node::{Entry, Node, Scalar, Value},
    objects,
    shape::{Kind, Shape},
};
use crate::problem::{Rule, Severity, Span};
use indexmap::IndexMap;

pub(crate) static NOT_EXPRESSED: Rule = Rule {
    id: "not-expressed",
    severity: Severity::Warning,
    summary: "the document says only what a client can express",
    explanation: "The specification allows what stands here, but the generated client does not express it: the value is \
                  accepted more freely than the document says, or the part is not generated. The message tells what the \
                  client does instead. Nothing else is affected.",
    fixable: false,
};

type Map = IndexMap<String, Entry>;

/// Rewrites a checked document.
pub(super) fn document(root: &mut Node, found: &mut Collector) {
    object(root, &objects::OPENAPI, found);
}

/// Rewrites a checked object of the specification and everything below it.
pub(super) fn object(node: &mut Node, shape: &'static Shape, found: &mut Collector) {
    if let Value::Mapping(map) = &mut node.value {
        for (key, entry) in map.iter_mut() {
            if let Some(kind) = shape.kind_of(key) {
                value(&mut entry.node, kind, found);
            }
        }
    }
    if std::ptr::eq(shape, &raw const objects::SCHEMA) {
        schema(node, found);
    } else if let Value::Mapping(map) = &mut node.value {
        drop_parts(map, shape, found);
    }
}

fn value(node: &mut Node, kind: Kind, found: &mut Collector) {
    match (kind, &mut node.value) {
        (Kind::Object(shape), _) => object(node, shape, found),
        (Kind::SchemaOrBoolean, Value::Mapping(_)) => object(node, &objects::SCHEMA, found),
        (Kind::List(of), Value::Sequence(items)) => items.iter_mut().for_each(|item| value(item, *of, found)),
        (Kind::Map(of), Value::Mapping(map)) => {
            map.values_mut().for_each(|entry| value(&mut entry.node, *of, found));
        }
        _ => {}
    }
}

/// A schema whose inner schemas have been rewritten.
fn schema(node: &mut Node, found: &mut Collector) {
    let span = node.span;
    if let Some(anything) = node.as_bool() {
        let never = || Map::from([("not".to_owned(), entry(span, mapping(span, Map::new())))]);
        node.value = Value::Mapping(if anything { Map::new() } else { never() });
    }
    let Value::Mapping(map) = &mut node.value else {
        return;
    };
    keywords::constant(map);
    nullable::types(map);
    nullable::enumeration(map);
    nullable::unions(map);
    keywords::bounds(map);
    keywords::examples(map);
    keywords::others(map, found);
    keywords::reference(map);
}

/// Takes out the parts of other objects that OpenAPI 3.0 does not have or that no client uses.
fn drop_parts(map: &mut Map, shape: &'static Shape, found: &mut Collector) {
    let parts: &[(&str, &str)] = match shape.name {
        "the document" => {
            map.shift_remove("jsonSchemaDialect");
            map.shift_remove("$self");
            if let Some(version) = map.get_mut("openapi") {
                version.node.value = Value::Scalar(Scalar { text: "3.0.3".to_owned(), plain: false });
            }
            &[("webhooks", "webhooks: the client sends requests and receives none")]
        }
        "a path item" => {
            &[("query", "the method QUERY"), ("additionalOperations", "operations with methods of their own")]
        }
        "an operation" => &[("callbacks", "callbacks: the client sends requests and receives none")],
        "a response" => &[("links", "links")],
        "the components object" => {
            map.shift_remove("callbacks");
            map.shift_remove("links");
            map.shift_remove("mediaTypes");
            drop_entries(map, "securitySchemes", ("type", "mutualTLS"), found);
            drop_entries(map, "parameters", ("in", "querystring"), found);
            &[]
        }
        "a media type" => &[("itemSchema", "streams of items")],
        _ => &[],
    };
    for (key, what) in parts {
        if let Some(entry) = map.shift_remove(*key) {
            found.repeat(*key, NOT_EXPRESSED.at(entry.key_span, format!("not generated: {what}")));
        }
    }
    if let Some(Entry { node: Node { value: Value::Sequence(items), .. }, .. }) = map.get_mut("parameters") {
        items.retain(|item| !is_dropped(item, ("in", "querystring"), found));
    }
}

fn drop_entries(map: &mut Map, section: &str, what: (&str, &str), found: &mut Collector) {
    if let Some(Entry { node: Node { value: Value::Mapping(entries), .. }, .. }) = map.get_mut(section) {
        entries.retain(|_, entry| !is_dropped(&entry.node, what, found));
    }
}

fn is_dropped(node: &Node, (key, word): (&str, &str), found: &mut Collector) -> bool {
    let Some(value) = node.get(key).filter(|value| value.as_str() == Some(word)) else {
        return false;
    };
    found.repeat(word, NOT_EXPRESSED.at(value.span, format!("not generated: `{key}: {word}`")));
    true
}

fn entry(key_span: Span, node: Node) -> Entry {
    Entry { key_span, node }
}

fn mapping(span: Span, map: Map) -> Node {
    Node { span, value: Value::Mapping(map) }
}

fn word(span: Span, text: &str, plain: bool) -> Node {
    Node { span, value: Value::Scalar(Scalar { text: text.to_owned(), plain }) }
}

fn list(span: Span, items: Vec<Node>) -> Node {
    Node { span, value: Value::Sequence(items) }
}

#[cfg(test)]
mod tests;
