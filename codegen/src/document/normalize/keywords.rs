//! Single keywords of JSON Schema 2020-12 -> those of OpenAPI 3.0.

use super::{Map, NOT_EXPRESSED, entry, list, mapping, word};
use crate::document::{
    collect::Collector,
    node::{Node, Value},
};

/// Keywords without a counterpart that do not change what a client sends or reads.
const SILENT: &[&str] = &["$schema", "$id", "$anchor", "$dynamicAnchor", "$vocabulary", "$comment"];

/// Keywords without a counterpart that restrict values: a client without them accepts more than the document says.
const RESTRICTING: &[&str] = &[
    "$dynamicRef",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedItems",
    "additionalItems",
    "unevaluatedProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "contentSchema",
];

/// `const: v` -> `enum: [v]`.
pub(super) fn constant(map: &mut Map) {
    let Some(constant) = map.shift_remove("const") else {
        return;
    };
    let span = constant.node.span;
    map.insert("enum".to_owned(), entry(constant.key_span, list(span, vec![constant.node])));
}

/// `exclusiveMinimum: 5` -> `minimum: 5` and `exclusiveMinimum: true`, unless `minimum` is the narrower bound.
pub(super) fn bounds(map: &mut Map) {
    for (exclusive, inclusive, upper) in
        [("exclusiveMinimum", "minimum", false), ("exclusiveMaximum", "maximum", true)]
    {
        let Some(bound) = map.get(exclusive).cloned() else {
            continue;
        };
        let Some(number) = bound.node.as_f64() else {
            continue;
        };
        let narrower = map
            .get(inclusive)
            .and_then(|entry| entry.node.as_f64())
            .is_some_and(|other| if upper { other < number } else { other > number });
        if narrower {
            map.shift_remove(exclusive);
        } else {
            map.insert(exclusive.to_owned(), entry(bound.key_span, word(bound.node.span, "true", true)));
            map.insert(inclusive.to_owned(), bound);
        }
    }
}

/// `examples: [a, b]` -> `example: a`.
pub(super) fn examples(map: &mut Map) {
    let Some(examples) = map.shift_remove("examples") else {
        return;
    };
    let key_span = examples.key_span;
    if let Value::Sequence(items) = examples.node.value
        && let Some(first) = items.into_iter().next()
    {
        map.entry("example".to_owned()).or_insert(entry(key_span, first));
    }
}

/// Everything else that 3.0 lacks: mapped where it can be, reported where a client would have to check it.
pub(super) fn others(map: &mut Map, found: &mut Collector) {
    for key in SILENT {
        map.shift_remove(*key);
    }
    for key in RESTRICTING {
        if let Some(keyword) = map.shift_remove(*key) {
            let message = format!("`{key}` is not expressed: more values are accepted than it allows");
            found.repeat(*key, NOT_EXPRESSED.at(keyword.key_span, message));
        }
    }
    tuple(map, found);
    patterns(map, found);
    content(map);
}

/// A tuple is a list of anything.
fn tuple(map: &mut Map, found: &mut Collector) {
    let Some(tuple) = map.shift_remove("prefixItems") else {
        return;
    };
    let message = "`prefixItems` is not expressed: the items of the list may be anything";
    found.repeat("prefixItems", NOT_EXPRESSED.at(tuple.key_span, message));
    let span = tuple.node.span;
    map.insert("items".to_owned(), entry(tuple.key_span, mapping(span, Map::new())));
}

/// One pattern is a map of its values, whatever their names; several are a map of anything.
fn patterns(map: &mut Map, found: &mut Collector) {
    let Some(patterns) = map.shift_remove("patternProperties") else {
        return;
    };
    let closed = map.get("additionalProperties").is_none_or(|rest| rest.node.as_bool() == Some(false));
    let message = "the patterns of `patternProperties` are not expressed: any name is accepted";
    found.repeat("patternProperties", NOT_EXPRESSED.at(patterns.key_span, message));
    let span = patterns.node.span;
    let Value::Mapping(mut schemas) = patterns.node.value else {
        return;
    };
    let only = if schemas.len() == 1 && closed { schemas.pop() } else { None };
    let value = only.map_or_else(|| word(span, "true", true), |(_, schema)| schema.node);
    map.insert("additionalProperties".to_owned(), entry(patterns.key_span, value));
}

/// `contentEncoding: base64` -> `format: byte`; a binary `contentMediaType` -> `format: binary`.
fn content(map: &mut Map) {
    let encoding = map.shift_remove("contentEncoding");
    let media = map.shift_remove("contentMediaType");
    let is =
        |entry: &super::Entry, texts: &[&str]| entry.node.as_str().is_some_and(|text| texts.contains(&text));
    let format = match (encoding, media) {
        (Some(encoding), _) if is(&encoding, &["base64", "base64url"]) => (encoding, "byte"),
        (None, Some(media)) if is(&media, &["application/octet-stream"]) => (media, "binary"),
        _ => return,
    };
    let (from, text) = format;
    let span = from.node.span;
    map.entry("format".to_owned()).or_insert_with(|| entry(from.key_span, word(span, text, false)));
}

/// A `$ref` with keywords beside it -> `allOf: [$ref]` with the same beside it.
pub(super) fn reference(map: &mut Map) {
    if map.len() < 2 || !map.contains_key("$ref") {
        return;
    }
    let Some((index, key, target)) = map.shift_remove_full("$ref") else {
        return;
    };
    map.shift_remove("summary");
    if map.is_empty() {
        map.insert(key, target);
        return;
    }
    let (key_span, span) = (target.key_span, target.node.span);
    let reference = mapping(span, Map::from([(key, target)]));
    if let Some(Node { value: Value::Sequence(items), .. }) = map.get_mut("allOf").map(|all| &mut all.node) {
        items.insert(0, reference);
    } else {
        map.shift_insert(index, "allOf".to_owned(), entry(key_span, list(span, vec![reference])));
    }
}
