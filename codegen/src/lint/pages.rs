//! Answers in pages, and answers to wait for.

use super::{
    context::{Context, Operation, Properties},
    error,
    extensions::ours,
    suggest,
};
use crate::{
    document::{Entry, Node},
    problem::{Problems, Rule, Span},
};

pub(super) static BAD_PAGINATION: Rule = error(
    "bad-pagination",
    "`x-pagination` names parameters and fields that exist",
    "`style` is `offset`; `offset` and `limit` are query parameters of the operation; `items` is an array \
     in its 2xx answer and `total` the field that counts all items.",
);
pub(super) static BAD_WAIT: Rule = error(
    "bad-wait",
    "`x-wait` names a field of the answer and values that it can have",
    "`field` is a property of the 2xx answer; `success` and `failure` list values of it; `batch` names a \
     paginated operation whose items have the property `key`.",
);

pub(super) const PAGINATION_KEYS: [&str; 5] = ["style", "offset", "limit", "items", "total"];
pub(super) const WAIT_KEYS: [&str; 4] = ["field", "success", "failure", "batch"];

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for operation in &context.operations {
        if let Some(pagination) = ours(operation.node, "x-pagination") {
            check_pagination(context, operation, pagination, problems);
        }
        if let Some(wait) = ours(operation.node, "x-wait") {
            check_wait(context, operation, wait, problems);
        }
    }
}

fn check_pagination<'a>(
    context: &Context<'a>,
    operation: &Operation<'a>,
    node: &'a Node,
    problems: &mut Problems,
) {
    suggest::unknown_keys(
        &BAD_PAGINATION,
        node,
        "`x-pagination`",
        &PAGINATION_KEYS,
        problems,
    );
    for key in ["style", "offset", "items"]
        .into_iter()
        .filter(|key| node.get(key).is_none())
    {
        if node
            .entries()
            .any(|(other, _)| !PAGINATION_KEYS.contains(&other) && suggest::nearest(other, [key]).is_some())
        {
            continue;
        }
        problems.push(
            BAD_PAGINATION
                .at(
                    node.span,
                    format!("the `x-pagination` of {} has no `{key}`", operation.name()),
                )
                .help("write `x-pagination: { style: offset, offset: .., limit: .., items: .., total: .. }`"),
        );
    }
    if let Some(style) = node.get("style").filter(|style| style.as_str() != Some("offset")) {
        let text = style.as_str().unwrap_or_default();
        problems.push(
            BAD_PAGINATION
                .at(style.span, format!("`{text}` is no known style of pages"))
                .help("write `style: offset`, the only one so far"),
        );
    }
    let parameters = context.parameters(operation);
    let queries: Vec<&str> = parameters
        .iter()
        .filter(|parameter| parameter.location == "query")
        .map(|parameter| parameter.name)
        .collect();
    for key in ["offset", "limit"] {
        let Some((node, name)) = node.get(key).and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        if !queries.contains(&name) {
            let others = format!(
                "its query parameters are {}",
                suggest::list(queries.iter().copied())
            );
            problems.push(
                BAD_PAGINATION
                    .at(
                        node.span,
                        format!("{} has no query parameter `{name}`", operation.name()),
                    )
                    .help(suggest::did_you_mean(name, queries.iter().copied(), others)),
            );
        }
    }
    let Some(answer) = answer(context, operation, &BAD_PAGINATION, node, problems) else {
        return;
    };
    if let Some(node) = node.get("items")
        && let Some(field) = field(&answer, operation, &BAD_PAGINATION, node, problems)
    {
        let schema = context.document.resolve(&field.node);
        let kind = schema.get("type").and_then(Node::as_str);
        if kind.is_some_and(|kind| kind != "array") || (kind.is_none() && schema.get("properties").is_some())
        {
            problems.push(
                BAD_PAGINATION
                    .at(
                        node.span,
                        format!("`{}` is no array", node.as_str().unwrap_or_default()),
                    )
                    .related(field.key_span, "the field")
                    .help(suggest_array(context, &answer)),
            );
        }
    }
    if let Some(node) = node.get("total") {
        field(&answer, operation, &BAD_PAGINATION, node, problems);
    }
}

fn suggest_array(context: &Context<'_>, answer: &Properties<'_>) -> String {
    let is_array = |entry: &Entry| {
        context
            .document
            .resolve(&entry.node)
            .get("type")
            .and_then(Node::as_str)
            == Some("array")
    };
    match answer.list.iter().find(|(_, entry)| is_array(entry)) {
        Some((name, _)) => format!("write `items: {name}`"),
        None => "name the field that holds the items of a page".to_owned(),
    }
}

/// The fields of the 2xx answer. Reports an operation that has none to speak of.
fn answer<'a>(
    context: &Context<'a>,
    operation: &Operation<'a>,
    rule: &'static Rule,
    extension: &Node,
    problems: &mut Problems,
) -> Option<Properties<'a>> {
    let fields = context
        .success_schema(operation)
        .map(|schema| context.properties(schema));
    let Some(fields) = fields.filter(|fields| !fields.list.is_empty() || !fields.complete) else {
        problems.push(
            rule.at(
                extension.span,
                format!(
                    "the 2xx answer of {} is no JSON object with properties",
                    operation.name()
                ),
            )
            .related(operation.key("responses"), "its responses")
            .help("describe the answer by a schema with `properties`"),
        );
        return None;
    };
    Some(fields)
}

/// The property that `node` names. Reports one that the answer does not have.
fn field<'a>(
    answer: &Properties<'a>,
    operation: &Operation<'_>,
    rule: &'static Rule,
    node: &Node,
    problems: &mut Problems,
) -> Option<&'a Entry> {
    let name = node.as_str().unwrap_or_default();
    let found = answer
        .list
        .iter()
        .find(|(property, _)| *property == name)
        .map(|(_, entry)| *entry);
    if found.is_none() && answer.complete {
        let names = answer.list.iter().map(|(name, _)| *name);
        let others = format!("its fields are {}", suggest::list(names.clone()));
        problems.push(
            rule.at(
                node.span,
                format!("the 2xx answer of {} has no field `{name}`", operation.name()),
            )
            .help(suggest::did_you_mean(name, names, others)),
        );
    }
    found
}

fn check_wait<'a>(context: &Context<'a>, operation: &Operation<'a>, node: &'a Node, problems: &mut Problems) {
    suggest::unknown_keys(&BAD_WAIT, node, "`x-wait`", &WAIT_KEYS, problems);
    for key in ["field", "success"]
        .into_iter()
        .filter(|key| node.get(key).is_none())
    {
        if node
            .entries()
            .any(|(other, _)| !WAIT_KEYS.contains(&other) && suggest::nearest(other, [key]).is_some())
        {
            continue;
        }
        problems.push(
            BAD_WAIT
                .at(
                    node.span,
                    format!("the `x-wait` of {} has no `{key}`", operation.name()),
                )
                .help("write `x-wait: { field: status, success: [..], failure: [..] }`"),
        );
    }
    for list in ["success", "failure"].into_iter().filter_map(|key| node.get(key)) {
        if list.as_str().is_some() || list.as_mapping().is_some() {
            problems.push(
                BAD_WAIT
                    .at(list.span, "this is no list of values")
                    .help("write a list, as in `[complete]`"),
            );
        }
    }
    if let Some(list) = node
        .get("success")
        .filter(|list| matches!(&list.value, crate::document::Value::Sequence(items) if items.is_empty()))
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
        && let Some(field) = field(&answer, operation, &BAD_WAIT, name, problems)
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
        if let Some(first) = success
            .iter()
            .find(|one| one.as_str().is_some() && one.as_str() == failure.as_str())
        {
            problems.push(
                BAD_WAIT
                    .at(
                        failure.span,
                        format!(
                            "`{}` is a good end and a bad one",
                            failure.as_str().unwrap_or_default()
                        ),
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
    let values: Vec<&str> = schema
        .get("enum")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(Node::as_str)
        .collect();
    let case = schema.get("x-enum").and_then(|extension| extension.get("case"));
    let ignore_case = case.is_some_and(|case| case.as_str() != Some("sensitive"));
    let place: Span = schema.entry("enum").map_or(schema.span, |entry| entry.key_span);
    for value in ["success", "failure"]
        .into_iter()
        .filter_map(|key| wait.get(key))
        .flat_map(Node::items)
    {
        let Some(text) = value.as_str() else { continue };
        let known = |one: &&str| *one == text || (ignore_case && one.eq_ignore_ascii_case(text));
        if !values.iter().any(known) {
            let others = format!("the values are {}", suggest::list(values.iter().copied()));
            problems.push(
                BAD_WAIT
                    .at(value.span, format!("the field never is `{text}`"))
                    .related(place, "its values")
                    .help(suggest::did_you_mean(text, values.iter().copied(), others)),
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
    let mut parts = ["allOf", "anyOf", "oneOf"]
        .into_iter()
        .filter_map(|key| schema.get(key))
        .flat_map(Node::items);
    match (parts.next(), parts.next()) {
        (Some(part), None) => Some(context.document.resolve(part)).filter(|part| part.get("enum").is_some()),
        _ => None,
    }
}

fn check_batch(context: &Context<'_>, batch: &Node, problems: &mut Problems) {
    suggest::unknown_keys(&BAD_WAIT, batch, "`batch`", &["operation", "key"], problems);
    let (Some(id), Some(key)) = (batch.get("operation"), batch.get("key")) else {
        problems.push(
            BAD_WAIT
                .at(batch.span, "`batch` names no operation, or no key")
                .help("write `batch: { operation: .., key: .. }` with a paginated operation and a property of its items"),
        );
        return;
    };
    let name = id.as_str().unwrap_or_default();
    let Some(operation) = context
        .operations
        .iter()
        .find(|operation| operation.id() == Some(name))
    else {
        let ids = context.operations.iter().filter_map(Operation::id);
        problems.push(
            BAD_WAIT
                .at(id.span, format!("there is no operation `{name}`"))
                .help(suggest::did_you_mean(
                    name,
                    ids,
                    "name the operationId of a paginated operation",
                )),
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
                .help(suggest::did_you_mean(text, names, others)),
        );
    }
}
