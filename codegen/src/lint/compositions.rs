//! Schemas made of others: parts that contradict each other, and objects that are written in place too deep.

use super::{
    context::Context,
    schemas::describe,
    walk::{Kind, Object},
    warning,
};
use crate::{
    document::{Entry, Node},
    problem::{Problems, Rule, Span},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static ALL_OF_CONFLICT: Rule = warning(
    "all-of-conflict",
    "one value can fit all parts of an `allOf`",
    "A value must fit every part. Parts that give one property two types, or lists without a common value, allow none, and \
     a part that forbids further properties forbids those of the other parts. The client reads the later part. Write what \
     really comes into one of them.",
);
pub(super) static DEEP_INLINE: Rule = warning(
    "deep-inline-object",
    "an object that is three objects deep has a name of its own",
    "Objects without a name are called after the way that leads to them. Deep inside others that makes a long name, which \
     changes when a property on the way is renamed or the object is used elsewhere, and breaks those who wrote it. Move \
     the object to `components/schemas`.",
);

/// How many objects may stand around one that has no name.
const DEPTH: usize = 2;

/// How many parts of an `allOf`, and of those in it, are compared.
const PARTS: usize = 200;

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for object in &context.objects {
        if object.is_schema() && object.node.get("allOf").is_some() {
            conflicts(context, object, problems);
        }
        let whole = match object.kind {
            Kind::Schema => Some(object.node),
            Kind::MediaType | Kind::Parameter | Kind::Header => object.node.get("schema"),
            _ => None,
        };
        if let Some(whole) = whole {
            inline(whole, object.place, 0, problems);
        }
    }
}

/// The parts of an `allOf`, those inside its parts too, and the schema itself.
fn parts<'a>(context: &Context<'a>, schema: &'a Node) -> Vec<&'a Node> {
    let mut seen: BTreeSet<*const Node> = BTreeSet::new();
    let mut parts = Vec::new();
    let mut todo = vec![schema];
    while let Some(part) = todo.pop().map(|part| context.document.resolve(part))
        && parts.len() < PARTS
    {
        if seen.insert(std::ptr::from_ref(part)) {
            parts.push(part);
            todo.extend(part.get("allOf").map_or(&[][..], Node::items).iter().rev());
        }
    }
    parts
}

fn conflicts<'a>(context: &Context<'a>, object: &Object<'a>, problems: &mut Problems) {
    let parts = parts(context, object.node);
    let mut first: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for part in &parts {
        for (name, entry) in part.get("properties").into_iter().flat_map(Node::entries) {
            let earlier = first.entry(name).or_default();
            if let Some((other, reason)) = earlier
                .iter()
                .find_map(|other| Some((other, contradiction(context, &other.node, &entry.node)?)))
            {
                problems.push(
                    ALL_OF_CONFLICT
                        .at(
                            object.place,
                            format!("no value fits all parts of {}: `{name}` {reason}", describe(object)),
                        )
                        .related(other.key_span, "one part")
                        .related(entry.key_span, "the other part")
                        .help(format!("write `{name}` the same way in both, or in one of them alone")),
                );
            }
            earlier.push(entry);
        }
    }
    for part in
        parts.iter().filter(|part| part.get("additionalProperties").and_then(Node::as_bool) == Some(false))
    {
        let own = part.get("properties");
        let foreign = first.keys().find(|name| own.is_none_or(|own| own.get(name).is_none()));
        if let (Some(name), Some(closed)) = (foreign, part.entry("additionalProperties")) {
            problems.push(
                ALL_OF_CONFLICT
                    .at(
                        object.place,
                        format!("a part of {} forbids `{name}`, which another part has", describe(object)),
                    )
                    .related(closed.key_span, "no further properties")
                    .help("remove `additionalProperties: false` from the part"),
            );
        }
    }
}

/// Why no value fits two schemas, as far as their types and values tell.
fn contradiction<'a>(context: &Context<'a>, one: &'a Node, other: &'a Node) -> Option<String> {
    let (one, other) = (context.document.resolve(one), context.document.resolve(other));
    if [one, other].iter().all(|node| node.get("nullable").and_then(Node::as_bool) == Some(true)) {
        return None;
    }
    if let (Some(first), Some(second)) = (kind(one), kind(other))
        && first != second
        && [first, second].iter().any(|kind| !matches!(*kind, "integer" | "number"))
    {
        return Some(format!("is of type {first} and of type {second}"));
    }
    let (first, second) = (one.get("enum")?.items(), other.get("enum")?.items());
    let common = first.iter().any(|value| second.iter().any(|other| value.to_json() == other.to_json()));
    (!common && !first.is_empty() && !second.is_empty())
        .then(|| "has two lists without a common value".to_owned())
}

fn kind(schema: &Node) -> Option<&str> {
    schema.get("type").and_then(Node::as_str)
}

fn inline(schema: &Node, place: Span, depth: usize, problems: &mut Problems) {
    let is_object = schema.get("properties").is_some_and(|properties| properties.entries().next().is_some());
    if is_object && depth > DEPTH {
        problems.push(
            DEEP_INLINE
                .at(place, format!("this object without a name is inside {depth} others"))
                .help("move it to `components/schemas`, and refer to it here"),
        );
        return;
    }
    let inner = depth + usize::from(is_object);
    for (_, entry) in schema.get("properties").into_iter().flat_map(Node::entries) {
        inline(&entry.node, entry.key_span, inner, problems);
    }
    for key in ["items", "additionalProperties"] {
        if let Some(entry) = schema.entry(key) {
            inline(&entry.node, entry.key_span, inner, problems);
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for part in schema.get(key).map_or(&[][..], Node::items) {
            // A part of an `allOf` is no object of its own.
            inline(part, part.span, depth, problems);
        }
    }
}
