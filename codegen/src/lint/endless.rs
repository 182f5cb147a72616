//! Schemas of which every value holds another one, so that none has an end.

use super::{context::Context, warning};
use crate::{
    document::{Entry, Node},
    problem::{Problems, Rule},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static ENDLESS_SCHEMA: Rule = warning(
    "endless-schema",
    "a schema that contains itself can end",
    "Where every value requires a further value of the same schema, no value is ever complete: none can be sent, and none \
     that comes fits. Make the property on the way optional or `nullable`, or a list that may be empty.",
);

const SCHEMAS: &str = "#/components/schemas/";

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let schemas: BTreeMap<&str, &Entry> = context.components("schemas").collect();
    let endless = endless(&schemas);
    for name in &endless {
        let Some(entry) = schemas.get(name).filter(|_| leads_to_itself(name, &schemas, &endless)) else {
            continue;
        };
        problems.push(
            ENDLESS_SCHEMA
                .at(entry.key_span, format!("every value of the schema `{name}` holds another one"))
                .help("make the property that leads back optional or `nullable`"),
        );
    }
}

/// The schemas without a finite value: what is left when all are struck off that need only such as have been.
fn endless<'a>(schemas: &BTreeMap<&'a str, &'a Entry>) -> BTreeSet<&'a str> {
    let mut open: Vec<&str> = schemas.keys().copied().collect();
    let mut left: BTreeSet<&str> = open.iter().copied().collect();
    loop {
        let before = left.len();
        for name in &open {
            if schemas.get(name).is_some_and(|entry| needed(&entry.node, &left).is_empty()) {
                left.remove(name);
            }
        }
        if left.len() == before {
            return left;
        }
        open.retain(|name| left.contains(name));
        // A chain may run either way.
        open.reverse();
    }
}

fn leads_to_itself(name: &str, schemas: &BTreeMap<&str, &Entry>, endless: &BTreeSet<&str>) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = vec![name];
    while let Some(entry) = todo.pop().and_then(|name| schemas.get(name)) {
        for next in needed(&entry.node, endless) {
            if next == name {
                return true;
            }
            if seen.insert(next) {
                todo.push(next);
            }
        }
    }
    false
}

/// The schemas among `endless` of which every value of this schema holds one.
fn needed<'a>(schema: &'a Node, endless: &BTreeSet<&str>) -> BTreeSet<&'a str> {
    if let Some(text) = schema.get("$ref").and_then(Node::as_str) {
        return text.strip_prefix(SCHEMAS).filter(|name| endless.contains(name)).into_iter().collect();
    }
    if schema.get("nullable").and_then(Node::as_bool) == Some(true) || schema.get("enum").is_some() {
        return BTreeSet::new();
    }
    let mut all = BTreeSet::new();
    let properties = schema.get("properties");
    for name in schema.get("required").map_or(&[][..], Node::items).iter().filter_map(Node::as_str) {
        all.extend(properties.and_then(|all| all.get(name)).into_iter().flat_map(|one| needed(one, endless)));
    }
    for part in schema.get("allOf").map_or(&[][..], Node::items) {
        all.extend(needed(part, endless));
    }
    if schema.get("minItems").and_then(Node::as_u64).is_some_and(|least| least > 0) {
        all.extend(schema.get("items").into_iter().flat_map(|item| needed(item, endless)));
    }
    for key in ["oneOf", "anyOf"] {
        let choices: Vec<_> = schema
            .get(key)
            .map_or(&[][..], Node::items)
            .iter()
            .map(|choice| needed(choice, endless))
            .collect();
        if choices.iter().all(|choice| !choice.is_empty()) {
            all.extend(choices.into_iter().flatten());
        }
    }
    all
}
