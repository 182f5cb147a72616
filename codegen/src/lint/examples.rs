//! Examples and defaults: values that the document itself gives.

use super::{
    context::Context,
    schemas::describe,
    values::{Misfit, misfit},
    walk::{Kind, Object},
    warning,
};
use crate::{
    document::Node,
    media_type::is_json,
    problem::{Problem, Problems, Rule},
};

pub(super) static INVALID_EXAMPLE: Rule = warning(
    "invalid-example",
    "an example is a value that its schema allows",
    "People copy examples into requests, and stand-ins of a server answer with them. One that its schema does not allow \
     means that either is wrong: mend the example, or the schema that is too narrow for what really comes. Patterns and \
     formats are not compared.",
);
pub(super) static INVALID_DEFAULT: Rule = warning(
    "invalid-default",
    "a default is a value that its schema allows",
    "The server takes the default for a value that is left out. One that the schema does not allow could never be sent: \
     mend the default, or remove it when it only means that there is none.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for object in &context.objects {
        if object.is_schema() {
            schema(context, object, problems);
        } else if matches!(object.kind, Kind::MediaType | Kind::Parameter | Kind::Header) {
            holder(context, object, problems);
        }
    }
}

fn schema(context: &Context<'_>, object: &Object<'_>, problems: &mut Problems) {
    if let Some(example) = object.node.get("example").filter(|example| is_meant(object, example))
        && let Some(misfit) = misfit(context.document, object.node, example)
    {
        problems.push(invalid(&misfit, &format!("the example of {}", describe(object))));
    }
    if let Some(default) = object.node.get("default")
        && let Some(misfit) = misfit(context.document, object.node, default)
    {
        let message = format!("the default of {} does not fit: {}", describe(object), misfit.reason);
        problems.push(
            INVALID_DEFAULT
                .at(misfit.span, message)
                .help("write a default that the schema allows, or remove it"),
        );
    }
}

/// Compares the examples beside a schema with it.
fn holder<'a>(context: &Context<'a>, object: &Object<'a>, problems: &mut Problems) {
    let Some(schema) = object.node.get("schema") else { return };
    if object.kind == Kind::MediaType && !is_json(object.name) {
        // Its examples are texts in a format of their own.
        return;
    }
    let named = object.node.get("examples").into_iter().flat_map(Node::entries);
    let named = named.filter_map(|(_, entry)| context.document.resolve(&entry.node).get("value"));
    for example in object.node.get("example").into_iter().chain(named) {
        if is_meant(object, example)
            && let Some(misfit) = misfit(context.document, schema, example)
        {
            problems.push(invalid(&misfit, "the example"));
        }
    }
}

/// Whether an example says what a value is: null mostly says that there is none, and text may be the value as it is encoded,
/// in JSON that is quoted as a whole, in a parameter or in a header.
fn is_meant(object: &Object<'_>, example: &Node) -> bool {
    let is_quoted = |text: &str| text.trim_start().starts_with(['{', '[']);
    let is_encoded = |text: &str| is_quoted(text) || matches!(object.kind, Kind::Parameter | Kind::Header);
    !example.is_null() && !example.as_str().is_some_and(is_encoded)
}

fn invalid(misfit: &Misfit, what: &str) -> Problem {
    INVALID_EXAMPLE
        .at(misfit.span, format!("{what} does not fit its schema: {}", misfit.reason))
        .help("mend the example, or the schema when such values do come")
}
