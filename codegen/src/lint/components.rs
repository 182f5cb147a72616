//! Components that nothing uses.

use super::{context::Context, warning};
use crate::{
    document::{Entry, Node, Value},
    problem::{Problems, Rule},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static UNUSED_COMPONENT: Rule = warning(
    "unused-component",
    "every component is used by a path, itself or through others",
    "A schema that no operation reaches is generated, documented and reviewed for nothing; or a reference \
     that should lead to it is missing.",
);

const SECTIONS: [(&str, &str); 5] = [
    ("schemas", "schema"),
    ("responses", "response"),
    ("parameters", "parameter"),
    ("headers", "header"),
    ("requestBodies", "request body"),
];

/// A section of `components` and a name in it.
type Id<'a> = (&'a str, &'a str);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    if context.operations.is_empty() {
        // A library of components: nothing in it is used here.
        return;
    }
    let components: BTreeMap<Id<'_>, &Entry> = SECTIONS
        .iter()
        .flat_map(|(section, _)| {
            context.components(section).map(move |(name, entry)| ((*section, name), entry))
        })
        .collect();
    let used = used(context, &components);
    for (section, noun) in SECTIONS {
        for (name, entry) in context.components(section).filter(|(name, _)| !used.contains(&(section, name)))
        {
            problems.push(
                UNUSED_COMPONENT
                    .at(entry.key_span, format!("nothing uses the {noun} `{name}`"))
                    .help("remove it, or refer to it where it is meant"),
            );
        }
    }
}

/// Every component that is reached from `paths` or `webhooks`.
fn used<'a>(context: &Context<'a>, components: &BTreeMap<Id<'a>, &'a Entry>) -> BTreeSet<Id<'a>> {
    let root = &context.document.root;
    let children = children(components);
    let mut used = BTreeSet::new();
    let mut todo: Vec<&Node> = ["paths", "webhooks"].into_iter().filter_map(|key| root.get(key)).collect();
    // Path items and security schemes have no section above, but what they refer to is used.
    todo.extend(root.get("components").and_then(|components| components.get("pathItems")));
    while let Some(node) = todo.pop() {
        match &node.value {
            Value::Scalar(_) => {}
            Value::Sequence(items) => todo.extend(items),
            Value::Mapping(map) => todo.extend(map.values().map(|entry| &entry.node)),
        }
        let mut ids: Vec<Id<'_>> = references(node).filter_map(component).collect();
        while let Some(id) = ids.pop() {
            let Some((id, entry)) = components.get_key_value(&id) else {
                continue;
            };
            if !used.insert(*id) {
                continue;
            }
            todo.push(&entry.node);
            // A discriminator without a mapping chooses among the schemas that extend this one.
            if entry.node.get("discriminator").is_some() {
                ids.extend(children.get(id).into_iter().flatten());
            }
        }
    }
    used
}

/// By schema: the schemas that extend it with `allOf`.
fn children<'a>(components: &BTreeMap<Id<'a>, &'a Entry>) -> BTreeMap<Id<'a>, Vec<Id<'a>>> {
    let mut children: BTreeMap<Id<'a>, Vec<Id<'a>>> = BTreeMap::new();
    for (child, entry) in components {
        let parts = entry.node.get("allOf").map_or(&[][..], Node::items);
        for parent in parts.iter().filter_map(|part| part.get("$ref")?.as_str()).filter_map(component) {
            children.entry(parent).or_default().push(*child);
        }
    }
    children
}

/// What a mapping refers to itself, not through its values: its `$ref`, and the mapping of its discriminator.
fn references(node: &Node) -> impl Iterator<Item = &str> {
    let mapping = node.get("discriminator").and_then(|discriminator| discriminator.get("mapping"));
    let mapped = mapping.into_iter().flat_map(Node::entries).filter_map(|(_, entry)| entry.node.as_str());
    node.get("$ref").and_then(Node::as_str).into_iter().chain(mapped)
}

/// The component that a reference leads to or into. A bare name, as in a mapping, is a schema.
fn component(reference: &str) -> Option<Id<'_>> {
    let Some(pointer) = reference.strip_prefix("#/components/") else {
        return (!reference.contains(['#', '/'])).then_some(("schemas", reference));
    };
    let (section, rest) = pointer.split_once('/')?;
    Some((section, rest.split('/').next().unwrap_or(rest)))
}
