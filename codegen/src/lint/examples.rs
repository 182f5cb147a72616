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
    if let Some(example) = object.node.get("example").filter(|value| is_meant(value)) {
        let misfit = misfit(context.document, object.node, example);
        problems_of(
            misfit,
            |misfit| invalid(misfit, &format!("the example of {}", describe(object))),
            problems,
        );
    }
    if let Some(default) = object.node.get("default") {
        let misfit = misfit(context.document, object.node, default);
        let report = |misfit: Misfit| {
            INVALID_DEFAULT
                .at(
                    misfit.span,
                    format!("the default of {} does not fit: {}", describe(object), misfit.reason),
                )
                .help("write a default that the schema allows, or remove it")
        };
        problems_of(misfit, report, problems);
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
    for example in object.node.get("example").into_iter().chain(named).filter(|value| is_meant(value)) {
        // In a parameter or a header, and in JSON that is quoted as a whole, the text may be the encoded value.
        if example.as_str().is_some() && is_encoded(object, example) {
            continue;
        }
        let misfit = misfit(context.document, schema, example);
        problems_of(misfit, |misfit| invalid(misfit, "the example"), problems);
    }
}

/// An example that is null mostly says that there is none.
fn is_meant(example: &Node) -> bool {
    !example.is_null()
}

fn is_encoded(object: &Object<'_>, example: &Node) -> bool {
    object.kind != Kind::MediaType
        || example.as_str().is_some_and(|text| text.trim_start().starts_with(['{', '[']))
}

fn problems_of(misfit: Option<Misfit>, report: impl Fn(Misfit) -> Problem, problems: &mut Problems) {
    if let Some(misfit) = misfit {
        problems.push(report(misfit));
    }
}

fn invalid(misfit: Misfit, what: &str) -> Problem {
    INVALID_EXAMPLE
        .at(misfit.span, format!("{what} does not fit its schema: {}", misfit.reason))
        .help("mend the example, or the schema when such values do come")
}
