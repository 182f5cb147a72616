//! What an operation can answer.

use super::{
    context::{Context, Operation, Response},
    walk::Kind,
    warning,
};
use crate::{
    document::{Entry, Node},
    patch,
    problem::{Fix, Problems, Rule},
};
use std::collections::BTreeSet;

pub(super) static SUCCESS_MISSING: Rule = warning(
    "success-missing",
    "every operation documents a 2xx response",
    "The 2xx response decides what the method returns. Without one it returns nothing that anybody can read.",
);
pub(super) static ERROR_MISSING: Rule = warning(
    "error-missing",
    "every operation documents what can go wrong",
    "Documented failures become the variants of the operation's error enum. An operation without any \
     leaves callers with a status and text.",
);
pub(super) static ERROR_MESSAGE_REQUIRED: Rule = warning(
    "error-message-required",
    "the `message` of an error is required",
    "Callers print the message of an error. An optional one makes every caller handle an error that says \
     nothing.",
);
pub(super) static RETRY_AFTER_TYPE: Rule = warning(
    "retry-after-type",
    "a `Retry-After` header is an integer or a string",
    "The header holds seconds or a date (RFC 9110, section 10.2.3); no other type can hold either.",
)
.fixable();

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for operation in &context.operations {
        let responses = context.responses(operation);
        statuses(operation, &responses, problems);
        let succeeds = responses.iter().any(Response::is_success);
        // A document whose only response is `default` means the good answer by it.
        let is_error = |one: &&Response<'_>| one.is_failure() || (one.status == "default" && succeeds);
        for schema in responses.iter().filter(is_error).flat_map(Response::json_schemas) {
            error_message(context, schema, problems);
        }
    }
    retry_after(context, problems);
}

/// A number that is no date is whole seconds.
fn whole_seconds(text: &str, schema: &Node, kind: &Node) -> Option<Fix> {
    let only_a_number = kind.as_str() == Some("number") && schema.get("format").is_none();
    only_a_number.then(|| patch::write(text, kind.span, "number", "integer"))?
}

/// Documents a failure with `status` as every other operation that documents it does: by a component, and all by the same.
pub(super) fn shared_response(context: &Context<'_>, operation: &Operation<'_>, status: &str) -> Option<Fix> {
    let others = context.operations.iter().filter_map(|other| other.node.get("responses")?.entry(status));
    let references: Option<Vec<(&Entry, &str)>> =
        others.map(|entry| Some((entry, entry.node.get("$ref")?.as_str()?))).collect();
    let references = references?;
    let (_, reference) = references.first()?;
    if references.iter().any(|(_, other)| other != reference) {
        return None;
    }
    let responses = operation.node.get("responses")?;
    // Statuses stand in order, `default` at the end.
    let lower = responses.entries().filter(|(other, _)| *other < status).last();
    let (after, _) = lower.or_else(|| responses.entries().last())?;
    // An entry that has something beside its reference, or a comment, is no model.
    let mut models = references.iter().filter(|(entry, _)| entry.node.entries().count() == 1);
    let edit = models.find_map(|(entry, _)| patch::copy_after(context.text(), responses, after, entry));
    Fix::new(format!("write `\"{status}\"` with `$ref: \"{reference}\"`"), [edit])
}

fn statuses(operation: &Operation<'_>, responses: &[Response<'_>], problems: &mut Problems) {
    let place = operation.key("responses");
    // Without a 2xx response `default` is the answer.
    if !responses.iter().any(|response| response.is_success() || response.status == "default") {
        problems.push(
            SUCCESS_MISSING
                .at(place, format!("{} documents no 2xx response", operation.name()))
                .help("add the response of a good end, as in `\"200\":` or `\"204\":`"),
        );
    }
    if !responses.iter().any(|response| response.is_failure() || response.status == "default") {
        problems.push(
            ERROR_MISSING
                .at(place, format!("{} documents no failure", operation.name()))
                .help("add a response for each failure that callers can act on, as in `\"404\":`"),
        );
    }
}

fn error_message<'a>(context: &Context<'a>, schema: &'a Node, problems: &mut Problems) {
    let Some((_, message)) = context.properties(schema).list.into_iter().find(|(name, _)| *name == "message")
    else {
        return;
    };
    if !required(context, schema).contains("message") {
        problems.push(
            ERROR_MESSAGE_REQUIRED
                .at(message.key_span, "the `message` of an error may be missing")
                .help("write `required: [message]` beside `properties`"),
        );
    }
}

/// The names that a schema or one of its parts requires.
fn required<'a>(context: &Context<'a>, schema: &'a Node) -> BTreeSet<&'a str> {
    let mut required = BTreeSet::new();
    // Parts can lead back to the whole, and to each other by many ways.
    let mut seen: BTreeSet<*const Node> = BTreeSet::new();
    let mut todo = vec![schema];
    while let Some(schema) = todo.pop().map(|schema| context.document.resolve(schema)) {
        if !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        required.extend(schema.get("required").map_or(&[][..], Node::items).iter().filter_map(Node::as_str));
        todo.extend(
            ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key)).flat_map(Node::items),
        );
    }
    required
}

fn retry_after(context: &Context<'_>, problems: &mut Problems) {
    let responses = context.objects.iter().filter(|object| object.kind == Kind::Response);
    for (name, entry) in responses.filter_map(|response| response.node.get("headers")).flat_map(Node::entries)
    {
        if !name.eq_ignore_ascii_case("retry-after") {
            continue;
        }
        let header = context.document.resolve(&entry.node);
        let Some(schema) = header.get("schema").map(|schema| context.document.resolve(schema)) else {
            continue;
        };
        let Some(kind) = schema.get("type") else { continue };
        if !matches!(kind.as_str(), None | Some("integer" | "string")) {
            problems.push(
                RETRY_AFTER_TYPE
                    .at(kind.span, format!("`{name}` is a {}", kind.as_str().unwrap_or_default()))
                    .help("write `type: integer` for seconds, or `type: string` when it may be a date")
                    .fix(whole_seconds(context.text(), schema, kind)),
            );
        }
    }
}
