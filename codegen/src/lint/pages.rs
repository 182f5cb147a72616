//! Answers in pages.

use super::{
    context::{Context, Operation, Properties},
    error,
    extensions::ours,
    suggest,
};
use crate::{
    document::{Entry, Node},
    problem::{Problems, Rule},
};

pub(super) static BAD_PAGINATION: Rule = error(
    "bad-pagination",
    "`x-pagination` names parameters and fields that exist",
    "`style` is `offset`; `offset` and `limit` are query parameters of the operation; `items` is an array \
     in its 2xx answer and `total` the field that counts all items.",
)
.fixable();

pub(super) const PAGINATION_KEYS: [&str; 5] = ["style", "offset", "limit", "items", "total"];

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for operation in &context.operations {
        if let Some(pagination) = ours(operation.node, "x-pagination") {
            check_pagination(context, operation, pagination, problems);
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
        context.text(),
        &BAD_PAGINATION,
        node,
        "`x-pagination`",
        &PAGINATION_KEYS,
        problems,
    );
    let missing = suggest::missing_keys(node, &["style", "offset", "items"], &PAGINATION_KEYS);
    if !missing.is_empty() {
        let missing = suggest::list(missing);
        problems.push(
            BAD_PAGINATION
                .at(node.span, format!("the `x-pagination` of {} does not say {missing}", operation.name()))
                .help("write `x-pagination: { style: offset, offset: .., limit: .., items: .., total: .. }`"),
        );
    }
    if let Some(style) = node.get("style").filter(|style| style.as_str() != Some("offset")) {
        let text = style.as_str().unwrap_or_default();
        problems.push(
            BAD_PAGINATION
                .at(style.span, format!("`{text}` is no known style of pages"))
                .help("write `style: offset`, the only one so far")
                .fix(suggest::meant_word(context.text(), style.span, text, ["offset"])),
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
            let others = format!("its query parameters are {}", suggest::list(queries.iter().copied()));
            problems.push(
                BAD_PAGINATION
                    .at(node.span, format!("{} has no query parameter `{name}`", operation.name()))
                    .help(suggest::did_you_mean(name, queries.iter().copied(), others))
                    .fix(suggest::meant(context.text(), node.span, name, queries.iter().copied())),
            );
        }
    }
    let Some(answer) = answer(context, operation, &BAD_PAGINATION, node, problems) else {
        return;
    };
    if let Some(node) = node.get("items")
        && let Some(field) = field(context, &answer, operation, &BAD_PAGINATION, node, problems)
    {
        let schema = context.document.resolve(&field.node);
        let kind = schema.get("type").and_then(Node::as_str);
        if kind.is_some_and(|kind| kind != "array") || (kind.is_none() && schema.get("properties").is_some())
        {
            problems.push(
                BAD_PAGINATION
                    .at(node.span, format!("`{}` is no array", node.as_str().unwrap_or_default()))
                    .related(field.key_span, "the field")
                    .help(suggest_array(context, &answer)),
            );
        }
    }
    if let Some(node) = node.get("total") {
        field(context, &answer, operation, &BAD_PAGINATION, node, problems);
    }
}

fn suggest_array(context: &Context<'_>, answer: &Properties<'_>) -> String {
    let is_array = |entry: &Entry| {
        context.document.resolve(&entry.node).get("type").and_then(Node::as_str) == Some("array")
    };
    match answer.list.iter().find(|(_, entry)| is_array(entry)) {
        Some((name, _)) => format!("write `items: {name}`"),
        None => "name the field that holds the items of a page".to_owned(),
    }
}

/// The fields of the 2xx answer. Reports an operation that has none to speak of.
pub(super) fn answer<'a>(
    context: &Context<'a>,
    operation: &Operation<'a>,
    rule: &'static Rule,
    extension: &Node,
    problems: &mut Problems,
) -> Option<Properties<'a>> {
    let fields = context.success_schema(operation).map(|schema| context.properties(schema));
    let Some(fields) = fields.filter(|fields| !fields.list.is_empty() || !fields.complete) else {
        problems.push(
            rule.at(
                extension.span,
                format!("the 2xx answer of {} is no JSON object with properties", operation.name()),
            )
            .related(operation.key("responses"), "its responses")
            .help("describe the answer by a schema with `properties`"),
        );
        return None;
    };
    Some(fields)
}

/// The property that `node` names. Reports one that the answer does not have.
pub(super) fn field<'a>(
    context: &Context<'a>,
    answer: &Properties<'a>,
    operation: &Operation<'_>,
    rule: &'static Rule,
    node: &Node,
    problems: &mut Problems,
) -> Option<&'a Entry> {
    let name = node.as_str().unwrap_or_default();
    let found = answer.list.iter().find(|(property, _)| *property == name).map(|(_, entry)| *entry);
    if found.is_none() && answer.complete {
        let names = answer.list.iter().map(|(name, _)| *name);
        let others = format!("its fields are {}", suggest::list(names.clone()));
        problems.push(
            rule.at(node.span, format!("the 2xx answer of {} has no field `{name}`", operation.name()))
                .help(suggest::did_you_mean(name, names.clone(), others))
                .fix(suggest::meant(context.text(), node.span, name, names)),
        );
    }
    found
}
