//! Schemas that mean any JSON by accident.

use super::{
    context::Context,
    walk::{Kind, Object},
    warning,
};
use crate::{
    document::{Entry, Node},
    lower::says_what,
    problem::{Problems, Rule},
};

pub(super) static UNTYPED_PROPERTY: Rule = warning(
    "untyped-property",
    "every property, item and parameter says what it holds",
    "A schema that is described but has no `type` allows any JSON, and the client passes it on unread. Mostly \
     the type was forgotten. Where any JSON is meant, say so: with an empty schema, `{}`, or with \
     `allOf: [{}]` beside the description.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for object in &context.objects {
        if object.kind == Kind::Parameter {
            let name = object.node.get("name").and_then(Node::as_str).unwrap_or_default();
            let schema = object.node.entry("schema");
            report(schema, &format!("the parameter `{name}` does not say what it holds"), problems);
        }
        if object.is_schema() {
            properties(context, object, problems);
            report(object.node.entry("items"), "the list does not say what its items are", problems);
            report(
                object.node.entry("additionalProperties"),
                "the object does not say what the values of its keys are",
                problems,
            );
        }
    }
}

fn properties(context: &Context<'_>, object: &Object<'_>, problems: &mut Problems) {
    for (name, entry) in object.node.get("properties").into_iter().flat_map(Node::entries) {
        // A part may describe what another part of the same whole types.
        let elsewhere = || {
            let known = context.properties(object.whole);
            !known.complete || known.list.iter().any(|(other, entry)| *other == name && is_typed(&entry.node))
        };
        if !is_typed(&entry.node) && !elsewhere() {
            report(Some(entry), &format!("the property `{name}` does not say what it holds"), problems);
        }
    }
}

fn report(schema: Option<&Entry>, message: &str, problems: &mut Problems) {
    if let Some(schema) = schema
        && !is_typed(&schema.node)
    {
        problems.push(UNTYPED_PROPERTY.at(schema.key_span, message).help(
            "write `type:`; where any JSON is meant, write `{}` alone or `allOf: [{}]` beside the description",
        ));
    }
}

/// Whether a schema says what the value is, or says nothing at all and means it. Of one that is only `nullable`, another
/// rule speaks.
fn is_typed(schema: &Node) -> bool {
    let is_nullable = schema.get("nullable").and_then(Node::as_bool) == Some(true);
    schema.entries().next().is_none() || says_what(schema) || schema.get("not").is_some() || is_nullable
}
