//! Words that tell nothing apart, and tags without operations.

use super::{context::Context, warning};
use crate::{
    document::Node,
    problem::{Problems, Rule},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static DUPLICATE_SUMMARY: Rule = warning(
    "duplicate-summary",
    "no two operations of one tag have one summary",
    "The summary is what the list of the methods of a tag shows. Two that read the same do not say which one to take, and one of them is \
     mostly a copy that nobody has changed.",
);
pub(super) static UNUSED_TAG: Rule = warning(
    "unused-tag",
    "every tag of the root has an operation",
    "A tag becomes a module when an operation has it. One without operations is left over, or misspelt where it should be \
     used.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let mut first = BTreeMap::new();
    for operation in &context.operations {
        let Some(summary) = operation.node.get("summary") else { continue };
        let text = summary.as_str().map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty());
        let Some(text) = text else { continue };
        let tag = operation.node.get("tags").and_then(|tags| tags.items().first()?.as_str());
        let (other, earlier) = first.entry((tag, text)).or_insert((operation, summary.span));
        if *earlier != summary.span {
            problems.push(
                DUPLICATE_SUMMARY
                    .at(summary.span, format!("{} has the summary of {}", operation.name(), other.name()))
                    .related(*earlier, "the first one")
                    .help("say in what the two differ"),
            );
        }
    }
    if context.operations.is_empty() {
        // A library of components: its tags are for others.
        return;
    }
    let tags = context.operations.iter().filter_map(|operation| operation.node.get("tags"));
    let used: BTreeSet<&str> = tags.flat_map(Node::items).filter_map(Node::as_str).collect();
    for name in context
        .document
        .root
        .get("tags")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(|tag| tag.get("name"))
    {
        let text = name.as_str().unwrap_or_default();
        if !used.contains(text) {
            problems.push(
                UNUSED_TAG
                    .at(name.span, format!("no operation has the tag `{text}`"))
                    .help("remove it, or write it in the `tags` of the operations that it is about"),
            );
        }
    }
}
