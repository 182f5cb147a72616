//! Answers that say nothing, or do not say what they hold.

use super::{context::Context, walk::Kind, warning};
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
    for operation in &context.operations {
        for response in context.responses(operation) {
            if operation.method == "head" || has_content(response.node) || is_elsewhere(response.node) {
                continue;
            }
            let place = context.definition(response.written, response.key_span);
            if operation.method == "get" && response.status == "200" {
                problems.push(
                    SUCCESS_WITHOUT_BODY
                        .at(place, format!("{} answers 200 without a body", operation.name()))
                        .help("write `content:` with the schema of the answer"),
                );
            }
            if response.status.starts_with('4') {
                problems.push(
                    ERROR_WITHOUT_BODY
                        .at(place, format!("the failure {} does not say what it holds", response.status))
                        .help("write `content:` with the schema of the error"),
                );
            }
        }
    }
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

fn has_content(response: &Node) -> bool {
    response.get("content").is_some_and(|content| content.entries().next().is_some())
}

/// Whether the response is in another document.
fn is_elsewhere(response: &Node) -> bool {
    response.get("$ref").is_some()
}
