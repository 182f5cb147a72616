//! One schema of OpenAPI 3.0 -> JSON Schema 2020-12: what it says about the values of a request, and nothing else.
//!
//! Descriptions, examples, defaults, discriminators and extensions allow and forbid nothing, so they are left out. Everything
//! is read by its place: a property may be called like a keyword.

use super::definitions::Definitions;
use crate::{
    document::{Document, Node},
    lower::is_read_only,
};
use indexmap::IndexSet;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

type Schema = Map<String, Value>;

/// How many members of an `allOf`, and of those in it, are looked at together: no document takes forever.
const MEMBERS: usize = 1_000;

/// The schema of values that a request may hold.
///
/// A property that is `readOnly` is neither described nor required. An enum whose `x-enum` says that case makes no
/// difference takes every spelling. What JSON Schema does not allow and OpenAPI 3.0 does not define (`multipleOf: 0`, an
/// empty `anyOf`) says nothing.
pub(super) fn schema<'a>(node: &'a Node, definitions: &mut Definitions<'a>) -> Schema {
    within(node, &BTreeSet::new(), definitions)
}

/// The same for a member of an `allOf`, of which the others say that these properties are `readOnly`.
fn within<'a>(node: &'a Node, outer: &BTreeSet<&'a str>, definitions: &mut Definitions<'a>) -> Schema {
    if node.get("$ref").is_some() {
        return definitions.refer(node);
    }
    let mut read_only = read_only(definitions.document, node);
    read_only.extend(outer);
    let mut said = Schema::new();
    for (key, entry) in node.entries() {
        if let Some(value) = keyword(key, &entry.node, &read_only, definitions) {
            said.insert(key.to_owned(), value);
        }
    }
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if flag(node, exclusive)
            && let Some(number) = said.shift_remove(bound)
        {
            said.insert(exclusive.to_owned(), number);
        }
    }
    if let Some(pattern) = any_case(node) {
        // A pattern of its own could only take away from the values that are listed.
        said.shift_remove("enum");
        said.insert("type".to_owned(), "string".into());
        said.insert("pattern".to_owned(), pattern.into());
    }
    let said = alone(said);
    if flag(node, "nullable") { or_null(said) } else { said }
}

/// The value of a keyword as JSON Schema has it; nothing for one that allows every value.
fn keyword<'a>(
    key: &str,
    value: &'a Node,
    read_only: &BTreeSet<&'a str>,
    definitions: &mut Definitions<'a>,
) -> Option<Value> {
    Some(match key {
        "enum" if value.items().is_empty() => return None,
        "type" | "format" | "enum" | "minimum" | "maximum" | "minLength" | "maxLength" | "pattern"
        | "minItems" | "maxItems" | "uniqueItems" | "minProperties" | "maxProperties" => value.to_json(),
        "multipleOf" if value.as_f64().is_some_and(|number| number > 0.0) => value.to_json(),
        "additionalProperties" if value.as_bool() == Some(true) => return None,
        "additionalProperties" if value.as_bool() == Some(false) => false.into(),
        "additionalProperties" | "items" | "not" => schema(value, definitions).into(),
        "properties" => {
            let sent = value.entries().filter(|(name, _)| !read_only.contains(name));
            let schemas =
                sent.map(|(name, entry)| (name.to_owned(), schema(&entry.node, definitions).into()));
            schemas.collect::<Schema>().into()
        }
        "required" => {
            let names: IndexSet<&str> = value.items().iter().filter_map(Node::as_str).collect();
            names.into_iter().filter(|name| !read_only.contains(name)).collect()
        }
        "allOf" => list(value, |member| within(member, read_only, definitions))?,
        "oneOf" | "anyOf" => list(value, |member| schema(member, definitions))?,
        _ => return None,
    })
}

/// A list of schemas. JSON Schema has no empty one.
fn list<'a>(value: &'a Node, schema: impl FnMut(&'a Node) -> Schema) -> Option<Value> {
    let members: Vec<Schema> = value.items().iter().map(schema).collect();
    (!members.is_empty()).then(|| members.into())
}

/// The properties that only answers hold, those of the members of an `allOf` among them.
fn read_only<'a>(document: &'a Document, node: &'a Node) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    // Members may be reached twice, or contain themselves.
    let mut seen = BTreeSet::new();
    let mut members = vec![node];
    while let Some(member) = members.pop()
        && seen.len() < MEMBERS
    {
        let member = document.resolve(member);
        if seen.insert(std::ptr::from_ref(member)) {
            let properties = member.get("properties").into_iter().flat_map(Node::entries);
            let received = properties.filter(|(_, entry)| is_read_only(document, &entry.node));
            names.extend(received.map(|(name, _)| name));
            members.extend(member.get("allOf").map(Node::items).unwrap_or_default());
        }
    }
    names
}

/// The pattern of an enum of text for which case makes no difference. JSON Schema has no flag for it.
fn any_case(node: &Node) -> Option<String> {
    let values = node.get("enum")?.items();
    if values.is_empty() || node.at("/x-enum/case").and_then(Node::as_str) != Some("insensitive") {
        return None;
    }
    let texts: Vec<String> = values
        .iter()
        .map(|value| match value.to_json() {
            Value::String(text) => Some(text.chars().map(either_case).collect()),
            _ => None,
        })
        .collect::<Option<_>>()?;
    Some(format!("^(?:{})$", texts.join("|")))
}

/// A pattern of one character, of an ASCII letter in either case.
fn either_case(sign: char) -> String {
    match sign {
        letter if letter.is_ascii_alphabetic() => {
            format!("[{}{}]", letter.to_ascii_uppercase(), letter.to_ascii_lowercase())
        }
        '\\' | '^' | '$' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => {
            format!("\\{sign}")
        }
        other => other.to_string(),
    }
}

/// An `allOf` of one, beside which nothing stands, is that one: how a reference with a description is written.
fn alone(mut schema: Schema) -> Schema {
    if schema.len() == 1
        && let Some(Value::Array(members)) = schema.get_mut("allOf")
        && let [Value::Object(only)] = members.as_mut_slice()
    {
        return std::mem::take(only);
    }
    schema
}

/// The same schema, and null.
fn or_null(mut schema: Schema) -> Schema {
    if ["$ref", "allOf", "oneOf", "anyOf", "not"].iter().any(|key| schema.contains_key(*key)) {
        return Schema::from_iter([("anyOf".to_owned(), json!([schema, { "type": "null" }]))]);
    }
    if let Some(kind) = schema.get_mut("type") {
        *kind = json!([kind.take(), "null"]);
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    schema
}

fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool).unwrap_or(false)
}
