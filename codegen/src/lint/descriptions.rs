//! Descriptions: everything that becomes documentation has one.

use super::{
    context::Context,
    schemas::describe,
    suggest,
    walk::{Kind, Object},
    warning,
};
use crate::{
    document::Node,
    problem::{Problems, Rule, Span},
};

pub(super) static MISSING_DESCRIPTION: Rule = warning(
    "missing-description",
    "whatever becomes documentation has a description",
    "Operations, parameters, responses, schemas, properties, values of enums, rate limits and error kinds \
     are documented in the client by their descriptions and by nothing else.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for operation in &context.operations {
        if !is_described(operation.node) {
            missing(problems, operation.key("description"), &operation.name());
        }
    }
    // Whoever has never heard of `x-enum` is told once.
    let silent =
        !context.objects.iter().any(|object| object.is_schema() && object.node.get("x-enum").is_some());
    for object in context.objects.iter().filter(|object| !object.is_reference()) {
        described_object(context, object, problems);
        if object.is_schema() {
            enum_values(object, silent.then(|| context.top()), problems);
        }
    }
    for section in ["x-rate-limits", "x-errors"] {
        for (name, entry) in context.document.root.get(section).into_iter().flat_map(Node::entries) {
            if !is_described(&entry.node) {
                let what = if section == "x-errors" { "error kind" } else { "rate limit" };
                missing(problems, entry.key_span, &format!("the {what} `{name}`"));
            }
        }
    }
}

fn described_object(context: &Context<'_>, object: &Object<'_>, problems: &mut Problems) {
    let node = object.node;
    let described = is_described(node);
    match object.kind {
        Kind::Parameter if !described => {
            let name = node.get("name");
            let text = name.and_then(Node::as_str).unwrap_or_default();
            missing(
                problems,
                name.map_or(object.place, |name| name.span),
                &format!("the parameter `{text}`"),
            );
        }
        // The loader reports a response that has none at all, and puts in an empty one without a place of its
        // own.
        Kind::Response
            if !described
                && node.entry("description").is_some_and(|entry| entry.key_span != entry.node.span) =>
        {
            missing(problems, object.place, &format!("the response `{}`", object.name));
        }
        Kind::Schema if !described => missing(problems, object.place, &describe(object)),
        Kind::Property if !described && !stands_for_described(context, node) => {
            missing(problems, object.place, &describe(object));
        }
        _ => {}
    }
}

fn missing(problems: &mut Problems, place: Span, what: &str) {
    problems.push(
        MISSING_DESCRIPTION
            .at(place, format!("{what} has no description"))
            .help("write `description:` with what a caller needs to know"),
    );
}

fn is_described(node: &Node) -> bool {
    has_text(node, "description")
}

fn has_text(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_str).is_some_and(|text| !text.trim().is_empty())
}

/// Whether a property only wraps a reference: then the description of its schema is what there is to say, and
/// one that is missing is reported there.
fn stands_for_described(context: &Context<'_>, node: &Node) -> bool {
    let mut parts =
        ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| node.get(key)).flat_map(Node::items);
    match (parts.next(), parts.next()) {
        (Some(part), None) => {
            part.get("$ref").is_some() && context.document.resolve(part).get("$ref").is_none()
        }
        _ => false,
    }
}

/// Values of an enum of text without a description. Whoever lists a single value has described it with the
/// schema. With `top`, the document describes no values at all, which is said there, and once.
fn enum_values(object: &Object<'_>, top: Option<Span>, problems: &mut Problems) {
    let Some(entry) = object.node.entry("enum") else {
        return;
    };
    let is_text = object.node.get("type").and_then(Node::as_str).is_none_or(|kind| kind == "string");
    let values: Vec<&str> =
        entry.node.items().iter().filter(|value| !value.is_null()).filter_map(Node::as_str).collect();
    if !is_text || values.len() < 2 {
        return;
    }
    if let Some(top) = top {
        problems.push(
            MISSING_DESCRIPTION
                .at(top, "no enum says what its values mean")
                .help("write `x-enum: { descriptions: { <value>: .. } }` beside each `enum`"),
        );
        return;
    }
    let descriptions = object.node.get("x-enum").and_then(|extension| extension.get("descriptions"));
    let silent: Vec<&str> = values
        .iter()
        .copied()
        .filter(|value| !descriptions.is_some_and(|node| has_text(node, value)))
        .collect();
    if let Some(value) = silent.first() {
        let names = suggest::list(silent.iter().copied());
        let (noun, verb) = if silent.len() == 1 { ("value", "has") } else { ("values", "have") };
        problems.push(
            MISSING_DESCRIPTION
                .at(
                    entry.key_span,
                    format!("the {noun} {} {verb} no description", names.replace(" or ", " and ")),
                )
                .help(format!("write `x-enum: {{ descriptions: {{ {value}: .. }} }}` beside `enum`")),
        );
    }
}
