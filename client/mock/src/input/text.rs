//! Typed values: of text in a path or a query, and of numbers in a body.

use percent_encoding::percent_decode_str;
use serde_json::{Number, Value};

/// What the text of a parameter is read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Number,
    Boolean,
    Text,
    /// One item for each time that the parameter is there.
    List(Box<Kind>),
}

impl Kind {
    /// That of a schema, whose references are in `root`.
    pub(super) fn of(schema: &Value, root: &Value) -> Self {
        let parts = parts(schema, root);
        let takes = |kind| parts.iter().any(|part| takes(part, kind));
        if takes("array") {
            let items = parts.iter().find_map(|part| part.get("items"));
            Self::List(Box::new(items.map_or(Self::Text, |items| Self::of(items, root))))
        } else if takes("integer") {
            Self::Integer
        } else if takes("number") {
            Self::Number
        } else if takes("boolean") {
            Self::Boolean
        } else {
            Self::Text
        }
    }

    /// Text that is none of the kind stays text, which the schema refuses.
    pub(super) fn read(&self, text: &str) -> Value {
        let value = match self {
            Self::Integer => integer(text).map(Value::from),
            Self::Number => text.parse().ok().and_then(Number::from_f64).map(Value::Number),
            Self::Boolean => boolean(text).map(Value::Bool),
            Self::Text | Self::List(_) => None,
        };
        value.unwrap_or_else(|| Value::from(text))
    }
}

/// A part of a path without its escapes.
pub(super) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The nearest of `i64` where the text is an integer beyond.
fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().unwrap_or(if text == digits { i64::MAX } else { i64::MIN }))
}

/// In every spelling that the platform's framework takes.
fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// Makes the numbers that a schema wants to be integers such of `i64`, the nearest where they are beyond: for JSON, 1.0 is an
/// integer too.
pub(super) fn narrow(value: &mut Value, schema: &Value, root: &Value) {
    for part in parts(schema, root) {
        match value {
            Value::Number(number) if takes(part, "integer") => {
                let nearest = number.as_i64().or_else(|| number.as_f64().map(nearest));
                *number = nearest.map_or_else(|| number.clone(), Number::from);
            }
            Value::Array(items) => items.iter_mut().for_each(|item| narrow(item, &part["items"], root)),
            Value::Object(fields) => {
                for (name, field) in fields {
                    let known = part["properties"].get(name).or_else(|| part.get("additionalProperties"));
                    if let Some(schema) = known {
                        narrow(field, schema, root);
                    }
                }
            }
            _ => {}
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the cast gives the nearest integer, which is wanted")]
fn nearest(number: f64) -> i64 {
    number as i64
}

/// A schema and those that judge the same value as a part of it.
fn parts<'a>(schema: &'a Value, root: &'a Value) -> Vec<&'a Value> {
    let mut parts = vec![schema];
    let mut next = 0;
    while let Some(part) = parts.get(next).copied() {
        next += 1;
        let referred = part["$ref"].as_str().and_then(|target| root.pointer(target.strip_prefix('#')?));
        let choices =
            ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|name| part[name].as_array()).flatten();
        for more in referred.into_iter().chain(choices) {
            // Schemas may contain themselves in the same place.
            if !parts.iter().any(|known| std::ptr::eq(*known, more)) {
                parts.push(more);
            }
        }
    }
    parts
}

fn takes(schema: &Value, kind: &str) -> bool {
    match &schema["type"] {
        Value::String(only) => only == kind,
        Value::Array(kinds) => kinds.iter().any(|known| known == kind),
        _ => false,
    }
}
