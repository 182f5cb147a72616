//! Operations that show something until it has ended.

use super::{
    context::{Context, Operation},
    error,
    extensions::ours,
    pages::{answer, field},
    suggest,
};
use crate::{
    document::{Entry, Node, Value},
    problem::{Problems, Rule, Span},
};

pub(super) static BAD_WAIT: Rule = error(
    "bad-wait",
    "`x-wait` names a field of the answer and values that it can have",
    "`field` is a property of the 2xx answer; `success` and `failure` list values of it; `batch` names a \
     paginated operation whose items have the property `key`.",
)
.fixable();

pub(super) const WAIT_KEYS: [&str; 4] = ["field", "success", "failure", "batch"];

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for operation in &context.operations {
        if let Some(wait) = ours(operation.node, "x-wait") {
            check_wait(context, operation, wait, problems);
        }
    }
}

fn check_wait<'a>(context: &Context<'a>, operation: &Operation<'a>, node: &'a Node, problems: &mut Problems) {
    suggest::unknown_keys(context.text(), &BAD_WAIT, node, "`x-wait`", &WAIT_KEYS, problems);
    let missing = suggest::missing_keys(node, &["field", "success"], &WAIT_KEYS);
    if !missing.is_empty() {
        let missing = suggest::list(missing);
        problems.push(
            BAD_WAIT
                .at(node.span, format!("the `x-wait` of {} does not say {missing}", operation.name()))
                .help("write `x-wait: { field: status, success: [..], failure: [..] }`"),
        );
    }
    for list in ["success", "failure"].into_iter().filter_map(|key| node.get(key)) {
        if list.as_str().is_some() || list.as_mapping().is_some() {
            problems.push(
                BAD_WAIT.at(list.span, "this is no list of values").help("write a list, as in `[complete]`"),
            );
        }
    }
    if let Some(list) =
        node.get("success").filter(|list| matches!(&list.value, Value::Sequence(items) if items.is_empty()))
    {
        problems.push(
            BAD_WAIT
                .at(list.span, "no value is a good end")
                .help("list the values of the field after a good end"),
        );
    }
    both_ends(node, problems);
    if let Some(name) = node.get("field")
        && let Some(answer) = answer(context, operation, &BAD_WAIT, node, problems)
        && let Some(field) = field(context, &answer, operation, &BAD_WAIT, name, problems)
    {
        wait_values(context, node, field, problems);
    }
    if let Some(batch) = node.get("batch") {
        check_batch(context, batch, problems);
    }
}

fn both_ends(wait: &Node, problems: &mut Problems) {
    let success = wait.get("success").map_or(&[][..], Node::items);
    for failure in wait.get("failure").map_or(&[][..], Node::items) {
        if let Some(first) =
            success.iter().find(|one| one.as_str().is_some() && one.as_str() == failure.as_str())
        {
            problems.push(
                BAD_WAIT
                    .at(
                        failure.span,
                        format!("`{}` is a good end and a bad one", failure.as_str().unwrap_or_default()),
                    )
                    .related(first.span, "the good end")
                    .help("remove it from one of the lists"),
            );
        }
    }
}

/// Compares the values of `x-wait` with the enum of its field, if that is one.
fn wait_values<'a>(context: &Context<'a>, wait: &Node, field: &'a Entry, problems: &mut Problems) {
    let Some(schema) = enum_schema(context, &field.node) else {
        return;
    };
    let values: Vec<&str> =
        schema.get("enum").map_or(&[][..], Node::items).iter().filter_map(Node::as_str).collect();
    let case = schema.get("x-enum").and_then(|extension| extension.get("case"));
    let ignore_case = case.is_some_and(|case| case.as_str() != Some("sensitive"));
    let place: Span = schema.entry("enum").map_or(schema.span, |entry| entry.key_span);
    for value in ["success", "failure"].into_iter().filter_map(|key| wait.get(key)).flat_map(Node::items) {
        let Some(text) = value.as_str() else { continue };
        let known = |one: &&str| *one == text || (ignore_case && one.eq_ignore_ascii_case(text));
        if !values.iter().any(known) {
            let others = format!("the values are {}", suggest::list(values.iter().copied()));
            problems.push(
                BAD_WAIT
                    .at(value.span, format!("the field never is `{text}`"))
                    .related(place, "its values")
                    .help(suggest::did_you_mean(text, values.iter().copied(), others))
                    .fix(suggest::meant(context.text(), value.span, text, values.iter().copied())),
            );
        }
    }
}

/// The enum that a property is, perhaps as the only part of an `allOf`, `anyOf` or `oneOf`.
fn enum_schema<'a>(context: &Context<'a>, node: &'a Node) -> Option<&'a Node> {
    let schema = context.document.resolve(node);
    if schema.get("enum").is_some() {
        return Some(schema);
    }
    let mut parts =
        ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key)).flat_map(Node::items);
    match (parts.next(), parts.next()) {
        (Some(part), None) => Some(context.document.resolve(part)).filter(|part| part.get("enum").is_some()),
        _ => None,
    }
}

fn check_batch(context: &Context<'_>, batch: &Node, problems: &mut Problems) {
    suggest::unknown_keys(context.text(), &BAD_WAIT, batch, "`batch`", &["operation", "key"], problems);
    let (Some(id), Some(key)) = (batch.get("operation"), batch.get("key")) else {
        problems.push(
            BAD_WAIT
                .at(batch.span, "`batch` names no operation, or no key")
                .help("write `batch: { operation: .., key: .. }` with a paginated operation and a property of its items"),
        );
        return;
    };
    let name = id.as_str().unwrap_or_default();
    let Some(operation) = context.operations.iter().find(|operation| operation.id() == Some(name)) else {
        let ids = context.operations.iter().filter_map(Operation::id);
        problems.push(
            BAD_WAIT
                .at(id.span, format!("there is no operation `{name}`"))
                .help(suggest::did_you_mean(
                    name,
                    ids.clone(),
                    "name the operationId of a paginated operation",
                ))
                .fix(suggest::meant(context.text(), id.span, name, ids)),
        );
        return;
    };
    let Some(pagination) = ours(operation.node, "x-pagination") else {
        problems.push(
            BAD_WAIT
                .at(id.span, format!("`{name}` has no pages"))
                .related(operation.key_span, "the operation")
                .help("name a paginated operation, or give this one `x-pagination`"),
        );
        return;
    };
    // What is wrong with the pages themselves is reported there.
    let items = pagination.get("items").and_then(Node::as_str).and_then(|items| {
        let answer = context.properties(context.success_schema(operation)?);
        let (_, field) = answer.list.into_iter().find(|(name, _)| *name == items)?;
        context.document.resolve(&field.node).get("items")
    });
    let Some(item) = items.map(|items| context.properties(items)) else {
        return;
    };
    let text = key.as_str().unwrap_or_default();
    if item.complete && !item.list.iter().any(|(name, _)| *name == text) {
        let names = item.list.iter().map(|(name, _)| *name);
        let others = format!("their fields are {}", suggest::list(names.clone()));
        problems.push(
            BAD_WAIT
                .at(key.span, format!("the items of `{name}` have no field `{text}`"))
                .help(suggest::did_you_mean(text, names.clone(), others))
                .fix(suggest::meant(context.text(), key.span, text, names)),
        );
    }
}
