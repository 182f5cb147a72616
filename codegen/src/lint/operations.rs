//! What every operation says about itself: its id, its tag and its summary.

use super::{
    context::{Context, Operation},
    suggest, warning,
};
use crate::{
    document::Node,
    patch,
    problem::{Fix, Problems, Rule, Span},
    suggest::certain_name,
};
use heck::ToSnakeCase;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static OPERATION_ID_MISSING: Rule = warning(
    "operation-id-missing",
    "every operation has an operationId",
    "The operationId becomes the method of the client, its request builder and its error enum. Without \
     one the generator makes up a name from the method and the path, which changes when the path does.",
);
pub(super) static OPERATION_ID_DUPLICATE: Rule = warning(
    "operation-id-duplicate",
    "no two operations have one operationId",
    "The operationId becomes the name of a method. The generator tells equal ones apart by a number, and \
     which operation gets which number depends on the order of the document.",
);
pub(super) static OPERATION_ID_STYLE: Rule = warning(
    "operation-id-style",
    "an operationId is snake_case and says what the operation does",
    "The operationId is the name that callers type. Ids that a framework derives from the path and the \
     method repeat both and change with them.",
)
.fixable();
pub(super) static ONE_TAG: Rule = warning(
    "one-tag",
    "every operation has exactly one tag",
    "The tag decides the module in which an operation is generated. With several the first one counts and \
     the others say nothing; without one the operation ends up in a module for the rest.",
)
.fixable();
pub(super) static UNDECLARED_TAG: Rule = warning(
    "undeclared-tag",
    "every tag is declared in the root's `tags`",
    "The declaration holds the description that becomes the documentation of the module, and it is what a \
     misspelt tag is compared with.",
)
.fixable();
pub(super) static MISSING_SUMMARY: Rule = warning(
    "missing-summary",
    "every operation has a summary",
    "The summary becomes the first line of the method's documentation, which is what lists and editors show.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    ids(context, problems);
    for operation in &context.operations {
        if operation.node.get("summary").and_then(Node::as_str).is_none_or(|text| text.trim().is_empty()) {
            problems.push(
                MISSING_SUMMARY
                    .at(operation.key("summary"), format!("{} has no summary", operation.name()))
                    .help("write `summary:` with one sentence that says what the operation does"),
            );
        }
        one_tag(context, operation, problems);
    }
    undeclared_tags(context, problems);
}

fn ids(context: &Context<'_>, problems: &mut Problems) {
    let mut first = BTreeMap::new();
    for operation in &context.operations {
        let (Some(id), Some(node)) = (operation.id(), operation.node.get("operationId")) else {
            problems.push(
                OPERATION_ID_MISSING
                    .at(operation.key("operationId"), format!("{} has no operationId", operation.name()))
                    .help(format!("write `operationId: {}`", made_up_id(operation))),
            );
            continue;
        };
        let earlier = *first.entry(id).or_insert(node.span);
        if earlier != node.span {
            problems.push(
                OPERATION_ID_DUPLICATE
                    .at(node.span, format!("a second operation is called `{id}`"))
                    .related(earlier, "the first one")
                    .help(format!("write an id of its own, such as `{}`", made_up_id(operation))),
            );
        }
        if let Some(name) = derived_by_framework(operation, id) {
            problems.push(
                OPERATION_ID_STYLE
                    .at(
                        node.span,
                        format!("`{id}` repeats the path and the method, as a framework derives it"),
                    )
                    .help(format!("write `operationId: {}`", name.to_snake_case())),
            );
        } else if !is_snake_case(id) {
            problems.push(
                OPERATION_ID_STYLE
                    .at(node.span, format!("`{id}` is not snake_case"))
                    .help(format!("write `operationId: {}`", id.to_snake_case()))
                    .fix(renamed(context, id, &id.to_snake_case())),
            );
        }
    }
}

/// The function name in an id such as `list_users_v1_users_get`: FastAPI joins name, path and method.
fn derived_by_framework<'a>(operation: &Operation<'_>, id: &'a str) -> Option<&'a str> {
    let path: String =
        operation.path.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect();
    id.strip_suffix(operation.method)?
        .strip_suffix('_')?
        .strip_suffix(&path)
        .filter(|name| !name.trim_matches('_').is_empty())
}

fn is_snake_case(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !id.contains("__")
        && !id.ends_with('_')
}

/// A name from what the method does to what the path ends in: `GET /users/{id}/posts` is `list_posts`.
fn made_up_id(operation: &Operation<'_>) -> String {
    let segments: Vec<&str> = operation.path.split('/').filter(|segment| !segment.is_empty()).collect();
    let one = segments.last().is_some_and(|segment| segment.starts_with('{'));
    let mut words: Vec<&str> = segments
        .iter()
        .rev()
        .skip_while(|segment| segment.starts_with('{'))
        .take_while(|segment| !segment.starts_with('{'))
        .copied()
        .collect();
    words.reverse();
    let noun = match words.join("_").to_snake_case() {
        noun if noun.is_empty() => "root".to_owned(),
        noun => noun,
    };
    let singular = noun.strip_suffix('s').unwrap_or(&noun);
    match operation.method {
        "get" if !one && singular != noun => format!("list_{noun}"),
        "post" => format!("create_{singular}"),
        "put" | "patch" => format!("update_{singular}"),
        method if one => format!("{method}_{singular}"),
        method => format!("{method}_{noun}"),
    }
}

fn one_tag(context: &Context<'_>, operation: &Operation<'_>, problems: &mut Problems) {
    let name = operation.name();
    let tags = operation.node.get("tags").map_or(&[][..], Node::items);
    let distinct: BTreeSet<&str> = tags.iter().filter_map(Node::as_str).collect();
    match tags {
        [] => problems.push(
            ONE_TAG
                .at(operation.key("tags"), format!("{name} has no tag"))
                .help("write `tags: [..]` with the one group that the operation belongs to"),
        ),
        [_] => {}
        [first, second, ..] if distinct.len() == 1 => problems.push(
            ONE_TAG
                .at(second.span, format!("{name} repeats its tag"))
                .related(first.span, "the first one")
                .help(format!("write `tags: [{}]`", first.as_str().unwrap_or_default()))
                .fix(tags_once(context.text(), operation)),
        ),
        [first, second, ..] => problems.push(
            ONE_TAG
                .at(second.span, format!("{name} has {} tags", distinct.len()))
                .related(first.span, "this one decides the module")
                .help(format!("keep one, as in `tags: [{}]`", first.as_str().unwrap_or_default())),
        ),
    }
}

/// Takes out of a list of one and the same tag all but the first.
fn tags_once(text: &str, operation: &Operation<'_>) -> Option<Fix> {
    let tags = operation.node.get("tags")?;
    let edits = (1..tags.items().len()).map(|index| patch::without_item(text, tags, index));
    Fix::new("remove the repetition", edits)
}

/// Calls an operation `new` wherever the document calls it `id`, if nothing is called so and nothing else can mean it.
fn renamed(context: &Context<'_>, id: &str, new: &str) -> Option<Fix> {
    let named = context.operations.iter().filter_map(|one| one.node.get("operationId"));
    let (mut places, mut others) = (Vec::new(), Vec::new());
    for node in named {
        if node.as_str() == Some(id) { places.push(node.span) } else { others.push(node.as_str()?) }
    }
    // Two ids that differ in style alone would become one name.
    if places.len() != 1 || others.iter().any(|other| other.to_snake_case() == new) {
        return None;
    }
    let batches =
        context.operations.iter().filter_map(|one| one.node.get("x-wait")?.get("batch")?.get("operation"));
    places.extend(batches.filter(|node| node.as_str() == Some(id)).map(|node| node.span));
    // Links and what is written in words are not followed.
    let mentions = mentions(context.text(), id);
    (mentions == places.len())
        .then(|| places.into_iter().map(|span| patch::word(context.text(), span, id, new)))
        .and_then(|edits| Fix::new(format!("write `{new}`"), edits))
}

/// How often a text has `word` with neither a letter nor a digit beside it.
fn mentions(text: &str, word: &str) -> usize {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let places = text.match_indices(word).map(|(place, _)| place);
    places
        .filter(|place| !text[..*place].ends_with(part) && !text[place + word.len()..].starts_with(part))
        .count()
}

fn undeclared_tags(context: &Context<'_>, problems: &mut Problems) {
    let declarations = context.document.root.get("tags").map_or(&[][..], Node::items);
    let declared: Vec<&str> =
        declarations.iter().filter_map(|tag| tag.get("name")).filter_map(Node::as_str).collect();
    let lists = context.operations.iter().filter_map(|operation| operation.node.get("tags"));
    let uses: Vec<&Node> = lists.flat_map(Node::items).collect();
    let mut reported = BTreeSet::new();
    for tag in &uses {
        let Some(name) = tag.as_str().filter(|name| !declared.contains(name)) else {
            continue;
        };
        if reported.insert(name) {
            let fix = certain_name(name, declared.iter().copied()).and_then(|meant| {
                let uses = uses.iter().filter(|tag| tag.as_str() == Some(name)).map(|tag| tag.span);
                let spans: BTreeSet<Span> = uses.collect();
                let edits = spans.into_iter().map(|span| patch::word(context.text(), span, name, meant));
                Fix::new(format!("write `{meant}`"), edits)
            });
            let declare = format!("add `- {{ name: {name}, description: .. }}` to the root's `tags`");
            problems.push(
                UNDECLARED_TAG
                    .at(tag.span, format!("the tag `{name}` is not declared"))
                    .help(suggest::did_you_mean(name, declared.iter().copied(), declare))
                    .fix(fix),
            );
        }
    }
}
