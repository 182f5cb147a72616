//! Answers that say nothing, or do not say what they hold.

use super::{
    context::{Context, Operation, Response},
    walk::Kind,
    warning,
};
use crate::{
    document::Node,
    media_type::is_json,
    problem::{Problems, Rule},
};

pub(super) static SUCCESS_WITHOUT_BODY: Rule = warning(
    "success-without-body",
    "the answer to a GET says what it holds",
    "Who gets something wants to read it. A 200 without `content` makes a method that returns nothing, whatever the server \
     sends. Write `content` with the schema; where nothing comes, 204 is the status that says so.",
);
pub(super) static ERROR_WITHOUT_BODY: Rule = warning(
    "error-without-body",
    "a 4xx response says what it holds",
    "What went wrong is in the body: without a schema callers get the status and nothing to show or to decide by. Write \
     `content` with the schema of the error, once under `components/responses` when it is always the same.",
);
pub(super) static BODY_WITHOUT_SCHEMA: Rule = warning(
    "body-without-schema",
    "JSON that is sent or received has a schema",
    "Without a schema the body is any JSON: callers build it and take it apart by hand, and nothing notices a change. Write \
     `schema`; where any JSON is meant, write `schema: {}`.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    responses(
        context,
        &SUCCESS_WITHOUT_BODY,
        |operation, response| operation.method == "get" && response.status == "200",
        ["no answer to a GET says what it holds", "this answer to a GET does not say what it holds"],
        problems,
    );
    responses(
        context,
        &ERROR_WITHOUT_BODY,
        |operation, response| operation.method != "head" && response.status.starts_with('4'),
        ["no 4xx response says what it holds", "this 4xx response does not say what it holds"],
        problems,
    );
    for object in context.objects.iter().filter(|object| object.kind == Kind::MediaType) {
        if is_json(object.name) && object.node.get("schema").is_none() && object.node.get("$ref").is_none() {
            problems.push(
                BODY_WITHOUT_SCHEMA
                    .at(object.place, format!("the `{}` here has no schema", object.name))
                    .help("write `schema:`, or `schema: {}` where any JSON is meant"),
            );
        }
    }
}

/// Reports the responses of a kind that have no content. A document of which none has any is told once.
fn responses(
    context: &Context<'_>,
    rule: &'static Rule,
    is_meant: impl Fn(&Operation<'_>, &Response<'_>) -> bool,
    [none, this]: [&'static str; 2],
    problems: &mut Problems,
) {
    let mut silent = true;
    let mut missing = Vec::new();
    for operation in &context.operations {
        let responses = context.responses(operation);
        for response in responses.iter().filter(|response| is_meant(operation, response)) {
            if has_content(response.node) || is_elsewhere(response.node) {
                silent = false;
            } else {
                missing.push(context.definition(response.written, response.key_span));
            }
        }
    }
    missing.truncate(if silent { 1 } else { missing.len() });
    for place in missing {
        let message = if silent { none } else { this };
        problems.push(rule.at(place, message).help("write `content:` with the schema of its body"));
    }
}

fn has_content(response: &Node) -> bool {
    response.get("content").is_some_and(|content| content.entries().next().is_some())
}

/// Whether the response is in another document.
fn is_elsewhere(response: &Node) -> bool {
    response.get("$ref").is_some()
}
