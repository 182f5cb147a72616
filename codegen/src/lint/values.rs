//! Whether a value is one that a schema describes.
//!
//! Where a schema cannot be followed (another document, or more of it than a reader looks at) every value fits. Patterns
//! and formats are not compared: what fits a pattern takes as long to find out as the pattern likes.

use super::schemas::has_type;
use crate::{
    document::{Document, Node, Value},
    problem::Span,
};
use std::cmp::Ordering;

/// How many pairs of a schema and a value are compared: choices of choices multiply.
const STEPS: u32 = 10_000;

/// How deep references may nest around one value.
const DEPTH: u32 = 64;

/// Where a value does not fit its schema, and why.
pub(super) struct Misfit {
    /// The part of the value that does not fit.
    pub(super) span: Span,
    /// A clause such as "`a` is text, not a number".
    pub(super) reason: String,
}

/// The first part of `value` that `schema` does not allow.
pub(super) fn misfit(document: &Document, schema: &Node, value: &Node) -> Option<Misfit> {
    Comparison { document, steps: STEPS }.of(schema, value, DEPTH)
}

struct Comparison<'a> {
    document: &'a Document,
    steps: u32,
}

impl Comparison<'_> {
    fn of(&mut self, schema: &Node, value: &Node, depth: u32) -> Option<Misfit> {
        let schema = self.document.resolve(schema);
        if self.steps == 0 || depth == 0 || schema.get("$ref").is_some() {
            return None;
        }
        self.steps -= 1;
        if value.is_null() && (is_set(schema, "nullable") || schema.get("type").is_none()) {
            return None;
        }
        own_type(schema, value)
            .or_else(|| listed(schema, value))
            .or_else(|| bounds(schema, value))
            .or_else(|| self.parts(schema, value, depth - 1))
            .or_else(|| self.items(schema, value, depth - 1))
            .or_else(|| self.properties(schema, value, depth - 1))
    }

    fn parts(&mut self, schema: &Node, value: &Node, depth: u32) -> Option<Misfit> {
        for part in schema.get("allOf").map_or(&[][..], Node::items) {
            if let Some(misfit) = self.of(part, value, depth) {
                return Some(misfit);
            }
        }
        for key in ["oneOf", "anyOf"] {
            let mut misfits = Vec::new();
            let choices = schema.get(key).map_or(&[][..], Node::items);
            for choice in choices {
                match self.of(choice, value, depth) {
                    Some(misfit) => misfits.push(misfit),
                    None => break,
                }
            }
            if choices.is_empty() || misfits.len() < choices.len() {
                continue;
            }
            // The choice that was meant is the one in which the reader got furthest.
            let deepest = misfits.into_iter().max_by_key(|misfit| misfit.span.start)?;
            let nested = choices.len() == 1 || deepest.span != value.span;
            let none = || misfit_of(value, format!("{} fits none of the choices of `{key}`", words(value)));
            return Some(if nested { deepest } else { none() });
        }
        None
    }

    fn items(&mut self, schema: &Node, value: &Node, depth: u32) -> Option<Misfit> {
        let item = schema.get("items")?;
        value.items().iter().find_map(|value| self.of(item, value, depth))
    }

    fn properties(&mut self, schema: &Node, value: &Node, depth: u32) -> Option<Misfit> {
        let map = value.as_mapping()?;
        let properties = schema.get("properties");
        for name in schema.get("required").map_or(&[][..], Node::items).iter().filter_map(Node::as_str) {
            let property = properties.and_then(|all| all.get(name));
            // One direction alone holds it, and nothing tells which one the value is of.
            let one_way = |node| is_set(node, "readOnly") || is_set(node, "writeOnly");
            let optional = property.is_some_and(|node| one_way(node) || one_way(self.document.resolve(node)));
            if !map.contains_key(name) && !optional {
                return Some(misfit_of(value, format!("`{name}` is required and missing")));
            }
        }
        for (name, entry) in map {
            let known = properties.and_then(|all| all.get(name));
            let schema = known
                .or_else(|| schema.get("additionalProperties").filter(|rest| rest.as_mapping().is_some()));
            if let Some(misfit) = schema.and_then(|schema| self.of(schema, &entry.node, depth)) {
                return Some(misfit);
            }
        }
        None
    }
}

fn is_set(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

fn misfit_of(value: &Node, reason: String) -> Misfit {
    Misfit { span: value.span, reason }
}

fn own_type(schema: &Node, value: &Node) -> Option<Misfit> {
    let kind = schema.get("type")?.as_str()?;
    let wanted = match kind {
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        "array" => "a list",
        "object" => "an object",
        _ => return None,
    };
    (!has_type(value, kind)).then(|| misfit_of(value, format!("{} is not {wanted}", words(value))))
}

fn listed(schema: &Node, value: &Node) -> Option<Misfit> {
    let values = schema.get("enum")?.items();
    let json = value.to_json();
    let ignore_case = schema.at("/x-enum/case").and_then(Node::as_str) == Some("insensitive");
    let is_value = |one: &Node| {
        let same_text = || {
            let (one, text) = (one.as_str().unwrap_or_default(), value.as_str().unwrap_or_default());
            ignore_case && one.eq_ignore_ascii_case(text)
        };
        one.to_json() == json || same_text()
    };
    let fits = values.is_empty() || values.iter().any(is_value);
    (!fits).then(|| misfit_of(value, format!("{} is none of the values of `enum`", words(value))))
}

fn bounds(schema: &Node, value: &Node) -> Option<Misfit> {
    let (size, of): (f64, [&str; 2]) = match &value.value {
        Value::Sequence(items) => (count(items.len()), ["minItems", "maxItems"]),
        Value::Mapping(map) => (count(map.len()), ["minProperties", "maxProperties"]),
        Value::Scalar(scalar) => match value.as_f64() {
            Some(number) => (number, ["minimum", "maximum"]),
            None => (count(scalar.text.chars().count()), ["minLength", "maxLength"]),
        },
    };
    for (key, exclusive, beyond) in
        [(of[0], "exclusiveMinimum", Ordering::Less), (of[1], "exclusiveMaximum", Ordering::Greater)]
    {
        let Some(bound) = schema.get(key) else { continue };
        let Some(order) = bound.as_f64().and_then(|bound| size.partial_cmp(&bound)) else { continue };
        let on_it = order == Ordering::Equal && is_set(schema, exclusive) && key.ends_with("imum");
        if order == beyond || on_it {
            let limit = bound.as_str().unwrap_or_default();
            return Some(misfit_of(value, format!("{} is beyond `{key}: {limit}`", words(value))));
        }
    }
    None
}

/// A count as the number that bounds are; no document has more values than a `f64` counts.
fn count(length: usize) -> f64 {
    u32::try_from(length).map_or(f64::MAX, f64::from)
}

/// The value in a few words.
fn words(value: &Node) -> String {
    const SHOWN: usize = 30;
    match &value.value {
        Value::Sequence(_) => "this list".to_owned(),
        Value::Mapping(_) => "this object".to_owned(),
        Value::Scalar(_) if value.is_null() => "null".to_owned(),
        Value::Scalar(scalar) => {
            let short: String = scalar.text.chars().take(SHOWN).collect();
            let more = if short.len() < scalar.text.len() { ".." } else { "" };
            let kind = match value.to_json() {
                serde_json::Value::String(_) => "the text ",
                serde_json::Value::Number(_) => "the number ",
                _ => "",
            };
            format!("{kind}`{short}{more}`")
        }
    }
}
