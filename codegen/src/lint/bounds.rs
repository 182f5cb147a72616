//! Restrictions that allow nothing, say nothing, or allow what no Rust type holds.

use super::{context::Context, schemas::describe, walk::Object, warning};
use crate::{
    document::{Node, Value},
    problem::{Problems, Rule},
};
use regress::Regex;

pub(super) static EMPTY_RANGE: Rule = warning(
    "empty-range",
    "the lower bound of a value is not above the upper one",
    "Bounds that cross allow no value at all: every request is refused and every answer breaks the schema. Mostly the two \
     are mixed up, or one has a digit too many.",
);
pub(super) static EMPTY_ENUM: Rule = warning(
    "empty-enum",
    "an enum lists at least one value",
    "An enum without values allows nothing. The client reads its type alone, so that any value passes. List the values, or \
     remove `enum`.",
);
pub(super) static BAD_PATTERN: Rule = warning(
    "bad-pattern",
    "a pattern is a regular expression of ECMA-262",
    "Whoever checks values by the schema compiles the pattern: one that does not compile stops them, or is skipped. A \
     pattern stands without delimiters: slashes around it would have to be in the value.",
);
pub(super) static INTEGER_RANGE: Rule = warning(
    "integer-range",
    "the bounds of an integer fit the Rust type that its format gives",
    "An integer becomes an `i64`, or by its `format` an `i32`, `u32` or `u64`. Values that the bounds allow and the type \
     does not hold cannot be sent, and an answer with one fails to decode. Choose a format that holds all of them, or \
     bounds that fit. Numbers beyond 64 bits are best sent as text.",
);
pub(super) static KEYWORD_OF_OTHER_TYPE: Rule = warning(
    "keyword-of-other-type",
    "a restriction stands beside a type that it speaks of",
    "JSON Schema ignores restrictions of another type: `maxLength` says nothing about an integer. Mostly the type is wrong, \
     or the restriction belongs to the items of the list.",
);

/// Restrictions, and the type that each speaks of.
const RESTRICTIONS: [(&str, &[&str]); 10] = [
    ("minLength", &["string"]),
    ("maxLength", &["string"]),
    ("pattern", &["string"]),
    ("minimum", &["integer", "number"]),
    ("maximum", &["integer", "number"]),
    ("multipleOf", &["integer", "number"]),
    ("minItems", &["array"]),
    ("maxItems", &["array"]),
    ("minProperties", &["object"]),
    ("maxProperties", &["object"]),
];

/// How long a pattern may be to be compiled, in bytes.
const PATTERN: usize = 2_000;

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for object in context.objects.iter().filter(|object| object.is_schema() && !object.is_reference()) {
        ranges(object, problems);
        if let Some(entry) = object.node.entry("enum")
            && matches!(&entry.node.value, Value::Sequence(values) if values.is_empty())
        {
            problems.push(
                EMPTY_ENUM
                    .at(entry.key_span, format!("{} has an enum without values", describe(object)))
                    .help("list the values, or remove `enum`"),
            );
        }
        pattern(object, problems);
        integer(object, problems);
        other_type(object, problems);
    }
}

fn ranges(object: &Object<'_>, problems: &mut Problems) {
    for (low, high) in [
        ("minimum", "maximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    ] {
        let (Some(lower), Some(upper)) = (object.node.get(low), object.node.get(high)) else { continue };
        let (Some(least), Some(most)) = (lower.as_f64(), upper.as_f64()) else { continue };
        let is_open =
            |key: &str| low == "minimum" && object.node.get(key).and_then(Node::as_bool) == Some(true);
        let touches = is_open("exclusiveMinimum") || is_open("exclusiveMaximum");
        let meet = lower.as_str() == upper.as_str();
        if least > most || (meet && touches) {
            let message = format!("no value is within the `{low}` and the `{high}` of {}", describe(object));
            problems.push(
                EMPTY_RANGE
                    .at(lower.span, message)
                    .related(upper.span, "the upper bound")
                    .help(format!("write a `{low}` that is below the `{high}`")),
            );
        }
    }
}

fn pattern(object: &Object<'_>, problems: &mut Problems) {
    let Some(node) = object.node.get("pattern") else { return };
    let Some(text) = node.as_str().filter(|text| text.len() <= PATTERN) else { return };
    // Without the flag `u` escapes are read more kindly, with it there are more classes: either is in use.
    if let (Err(error), Err(_)) = (Regex::new(text), Regex::with_flags(text, "u")) {
        let reason = error.to_string();
        problems.push(
            BAD_PATTERN
                .at(node.span, format!("the pattern of {} does not compile: {reason}", describe(object)))
                .help("write a regular expression of JavaScript, without flags"),
        );
    } else if text.starts_with("/^") && text.rsplit_once("$/").is_some_and(|(_, flags)| flags.len() < 3) {
        problems.push(
            BAD_PATTERN
                .at(
                    node.span,
                    format!("the pattern of {} has slashes around it: nothing fits it", describe(object)),
                )
                .help("write it without the slashes and what follows them"),
        );
    }
}

fn integer(object: &Object<'_>, problems: &mut Problems) {
    let node = object.node;
    if node.get("type").and_then(Node::as_str) != Some("integer") {
        return;
    }
    let (name, least, most): (&str, i128, i128) = match node.get("format").and_then(Node::as_str) {
        Some("int32") => ("i32", i32::MIN.into(), i32::MAX.into()),
        Some("uint32" | "uint16" | "uint8") => ("u32", 0, u32::MAX.into()),
        Some("uint64" | "uint") => ("u64", 0, u64::MAX.into()),
        _ => ("i64", i64::MIN.into(), i64::MAX.into()),
    };
    for key in ["minimum", "maximum"] {
        let Some(bound) = node.get(key) else { continue };
        let text = bound.as_str().unwrap_or_default();
        // Beyond 128 bits a rough number tells as much.
        let is_outside = text.parse::<i128>().map_or_else(
            |_| bound.as_f64().is_some_and(|bound| bound.abs() > 2_f64.powi(64)),
            |bound| bound < least || bound > most,
        );
        if is_outside {
            let others =
                if text.starts_with('-') { "" } else { ", or `format: uint64` where that is enough" };
            problems.push(
                INTEGER_RANGE
                    .at(bound.span, format!("the `{key}` of {} is beyond `{name}`", describe(object)))
                    .help(format!("write a bound from {least} to {most}{others}")),
            );
        }
    }
}

fn other_type(object: &Object<'_>, problems: &mut Problems) {
    let Some(kind) = object.node.get("type").and_then(Node::as_str) else { return };
    for (key, of) in RESTRICTIONS {
        if let Some(entry) = object.node.entry(key)
            && !of.contains(&kind)
        {
            let help = match counterpart(key, kind) {
                Some(other) => format!("write `{other}`, or remove `{key}`"),
                None => format!("write `type: {}`, or remove `{key}`", of[0]),
            };
            let message = format!("`{key}` says nothing about {}, whose type is {kind}", describe(object));
            problems.push(KEYWORD_OF_OTHER_TYPE.at(entry.key_span, message).help(help));
        }
    }
}

/// The restriction of the type that bounds a value the way `key` bounds others.
fn counterpart(key: &str, kind: &str) -> Option<&'static str> {
    match (kind, &key[..3]) {
        ("string", "min") => Some("minLength"),
        ("string", "max") => Some("maxLength"),
        ("array", "min") => Some("minItems"),
        ("array", "max") => Some("maxItems"),
        ("array", "pat") => Some("items: { type: string, pattern: .. }"),
        _ => None,
    }
}
