//! Null among the types, the values and the members of a schema -> `nullable: true`; several types -> `oneOf`.

use super::{Map, entry, list, mapping, word};
use crate::{
    document::node::{Node, Value},
    problem::Span,
};

/// Keywords that say nothing about which values are valid: those of the outer schema win.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "default",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
    "nullable",
];

/// The types to which a keyword applies; `None` for one that applies to all.
fn types_of(keyword: &str) -> Option<&'static [&'static str]> {
    Some(match keyword {
        "minLength" | "maxLength" | "pattern" | "contentEncoding" | "contentMediaType" | "contentSchema" => {
            &["string"]
        }
        "format" => &["string", "number", "integer"],
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            &["number", "integer"]
        }
        "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" | "contains" | "minContains"
        | "maxContains" | "unevaluatedItems" | "additionalItems" => &["array"],
        "properties"
        | "required"
        | "additionalProperties"
        | "patternProperties"
        | "minProperties"
        | "maxProperties"
        | "propertyNames"
        | "unevaluatedProperties"
        | "dependentRequired"
        | "dependentSchemas" => &["object"],
        _ => return None,
    })
}

/// `type: [T, "null"]` -> `type: T` and `nullable`; `type: "null"` -> an enum of null; several types -> `oneOf`.
pub(super) fn types(map: &mut Map) {
    let Some(types) = map.get("type") else { return };
    let (key_span, span) = (types.key_span, types.node.span);
    let mut words: Vec<Node> = match &types.node.value {
        Value::Sequence(items) => items.clone(),
        _ if types.node.as_str() == Some("null") => vec![types.node.clone()],
        _ => return,
    };
    let before = words.len();
    words.retain(|word| word.as_str() != Some("null"));
    if words.len() < before {
        set_nullable(map, span);
    }
    if words.iter().any(|word| word.as_str() == Some("number")) {
        // Every integer is a number.
        words.retain(|word| word.as_str() != Some("integer"));
    }
    words.dedup_by(|one, other| one.as_str() == other.as_str());
    match words.as_slice() {
        [] => {
            map.shift_remove("type");
            map.insert("enum".to_owned(), entry(key_span, list(span, vec![word(span, "null", true)])));
        }
        [only] => {
            if let Some(types) = map.get_mut("type") {
                types.node = only.clone();
            }
        }
        // The members already say which types there are.
        _ if ["oneOf", "anyOf", "allOf", "$ref"].iter().any(|key| map.contains_key(*key)) => {
            map.shift_remove("type");
        }
        several => alternatives(map, several, key_span, span),
    }
}

fn alternatives(map: &mut Map, types: &[Node], key_span: Span, span: Span) {
    map.shift_remove("type");
    let mut members: Vec<Map> =
        types.iter().map(|of| Map::from([("type".to_owned(), entry(key_span, of.clone()))])).collect();
    let values = map.shift_remove("enum");
    map.retain(|key, keyword| {
        let Some(applies) = types_of(key) else { return true };
        for (member, of) in members.iter_mut().zip(types) {
            if of.as_str().is_some_and(|of| applies.contains(&of)) {
                member.insert(key.clone(), keyword.clone());
            }
        }
        false
    });
    if let Some(values) = values {
        let all = values.node.items();
        if all.iter().any(Node::is_null) {
            set_nullable(map, values.node.span);
        }
        let mut keep = Vec::new();
        for (mut member, of) in members.into_iter().zip(types) {
            let own: Vec<Node> = all
                .iter()
                .filter(|value| of.as_str().is_some_and(|of| has_type(value, of)))
                .cloned()
                .collect();
            if !own.is_empty() {
                member.insert("enum".to_owned(), entry(values.key_span, list(values.node.span, own)));
                keep.push(member);
            }
        }
        members = keep;
    }
    let members = members.into_iter().map(|member| mapping(span, member)).collect();
    map.insert("oneOf".to_owned(), entry(key_span, list(span, members)));
}

fn has_type(value: &Node, of: &str) -> bool {
    match (&value.value, of) {
        (Value::Mapping(_), _) => of == "object",
        (Value::Sequence(_), _) => of == "array",
        (Value::Scalar(_), "boolean") => value.as_bool().is_some(),
        (Value::Scalar(_), "integer") => value.as_i64().is_some() || value.as_u64().is_some(),
        (Value::Scalar(_), "number") => value.as_f64().is_some(),
        (Value::Scalar(_), "string") => {
            !value.is_null() && value.as_bool().is_none() && value.as_f64().is_none()
        }
        _ => false,
    }
}

/// `enum: [a, null]` -> `enum: [a]` and `nullable`. An enum of null alone stays: in 3.0 there is no type for it.
pub(super) fn enumeration(map: &mut Map) {
    let Some(values) = map.get_mut("enum") else { return };
    let span = values.node.span;
    let Value::Sequence(items) = &mut values.node.value else {
        return;
    };
    if !items.iter().any(Node::is_null) {
        return;
    }
    if items.iter().all(Node::is_null) {
        items.truncate(1);
        map.shift_remove("type");
    } else {
        items.retain(|item| !item.is_null());
    }
    set_nullable(map, span);
}

/// `anyOf: [A, {type: "null"}]` -> `nullable` and what `A` says; the same with `oneOf`.
pub(super) fn unions(map: &mut Map) {
    for key in ["oneOf", "anyOf"] {
        let Some(union) = map.get_mut(key) else { continue };
        let (key_span, span) = (union.key_span, union.node.span);
        let Value::Sequence(members) = &mut union.node.value else {
            continue;
        };
        let before = members.len();
        members.retain(|member| !is_null_schema(member));
        if members.len() == before {
            continue;
        }
        if members.len() > 1 {
            set_nullable(map, span);
            continue;
        }
        let rest = members.pop();
        map.shift_remove(key);
        map.shift_remove("discriminator");
        match rest {
            None => {
                map.insert("enum".to_owned(), entry(key_span, list(span, vec![word(span, "null", true)])));
            }
            Some(member) => unwrap(map, member, key_span),
        }
        set_nullable(map, span);
    }
}

/// Whether only null is valid: the form in which [`types`] and [`super::keywords::constant`] leave it.
fn is_null_schema(member: &Node) -> bool {
    let values = member.get("enum").map_or(&[][..], Node::items);
    values.len() == 1 && values[0].is_null() && member.get("type").is_none()
}

/// Puts a single member in place of the union: its keywords beside those of the outer schema, or as `allOf`.
fn unwrap(map: &mut Map, member: Node, key_span: Span) {
    let clash = |key: &str| map.contains_key(key) && !ANNOTATIONS.contains(&key);
    if member.get("$ref").is_none() && !member.entries().any(|(key, _)| clash(key)) {
        let Value::Mapping(keywords) = member.value else {
            return;
        };
        for (key, keyword) in keywords {
            map.entry(key).or_insert(keyword);
        }
        return;
    }
    let span = member.span;
    let all = map.entry("allOf".to_owned()).or_insert_with(|| entry(key_span, list(span, Vec::new())));
    if let Value::Sequence(items) = &mut all.node.value {
        items.push(member);
    }
}

fn set_nullable(map: &mut Map, span: Span) {
    map.insert("nullable".to_owned(), entry(span, word(span, "true", true)));
}
