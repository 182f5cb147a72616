//! Which values a schema allows beyond its type: numbers, lengths, patterns.

use crate::{
    document::{Entry, Node},
    problem::Span,
};
use std::cmp::Ordering;

/// One bound that is not what it was.
pub(crate) struct Changed {
    /// What it was in words, `none` where there was none.
    pub(crate) before: String,
    /// What it is in words.
    pub(crate) after: String,
    /// Where it was stated.
    pub(crate) base: Option<Span>,
    /// Where it is stated.
    pub(crate) head: Option<Span>,
    /// Whether some values are not allowed any more, or nobody knows.
    pub(super) tightened: bool,
}

/// Compares the bounds of two schemas of one type, and of what they are lists of. Those of a schema that stands elsewhere belong
/// to it, and are not compared.
pub(super) fn compare(before: &Node, after: &Node) -> Vec<Changed> {
    let mut changed = Vec::new();
    let mut schemas = Some((before, after));
    while let Some((before, after)) = schemas.filter(|(before, after)| is_inline(before) && is_inline(after))
    {
        changed.extend(of_type(before, after).chain(of_schema(before, after)));
        schemas = before.get("items").zip(after.get("items"));
    }
    changed
}

/// Compares the bounds of two schemas of one type, and of nothing else.
pub(crate) fn of_schema(before: &Node, after: &Node) -> impl Iterator<Item = Changed> {
    KEYS.iter().filter_map(|(key, read)| compare_key(key, *read, before, after))
}

/// The type itself, of schemas that Rust has one type for.
fn of_type(before: &Node, after: &Node) -> impl Iterator<Item = Changed> {
    TYPE_KEYS.iter().filter_map(|(key, read)| compare_key(key, *read, before, after))
}

fn is_inline(schema: &Node) -> bool {
    schema.get("$ref").is_none()
}

/// What a key says of a schema; `None` where it says nothing.
type Read = fn(&Node, &str) -> Option<Bound>;

const TYPE_KEYS: &[(&str, Read)] = &[
    ("type", |schema, key| schema.get(key)?.as_str().map(|text| Bound::Type(text.to_owned()))),
    ("nullable", |schema, key| {
        Some(Bound::Nullable(schema.get(key).and_then(Node::as_bool).unwrap_or_default()))
    }),
];

const KEYS: &[(&str, Read)] = &[
    ("minimum", |schema, key| least(schema, key, "exclusiveMinimum")),
    ("maximum", |schema, key| most(schema, key, "exclusiveMaximum")),
    ("minLength", |schema, key| least(schema, key, "")),
    ("maxLength", |schema, key| most(schema, key, "")),
    ("minItems", |schema, key| least(schema, key, "")),
    ("maxItems", |schema, key| most(schema, key, "")),
    ("minProperties", |schema, key| least(schema, key, "")),
    ("maxProperties", |schema, key| most(schema, key, "")),
    ("multipleOf", |schema, key| schema.get(key)?.as_f64().map(Bound::MultipleOf)),
    ("uniqueItems", |schema, key| schema.get(key)?.as_bool().filter(|is| *is).map(|_| Bound::Unique)),
    ("pattern", |schema, key| schema.get(key)?.as_str().map(|text| Bound::Pattern(text.to_owned()))),
    ("enum", values),
];

/// What a value must be.
#[derive(Debug, Clone, PartialEq)]
enum Bound {
    /// Of this type.
    Type(String),
    /// Not null, unless this says so.
    Nullable(bool),
    /// At least this, or more than it.
    Least(f64, bool),
    /// At most this, or less than it.
    Most(f64, bool),
    MultipleOf(f64),
    Unique,
    Pattern(String),
    /// One of these, as JSON.
    OneOf(Vec<String>),
}

fn least(schema: &Node, key: &str, exclusive: &str) -> Option<Bound> {
    let exclusive = schema.get(exclusive).and_then(Node::as_bool).unwrap_or_default();
    Some(Bound::Least(schema.get(key)?.as_f64()?, exclusive))
}

fn most(schema: &Node, key: &str, exclusive: &str) -> Option<Bound> {
    let exclusive = schema.get(exclusive).and_then(Node::as_bool).unwrap_or_default();
    Some(Bound::Most(schema.get(key)?.as_f64()?, exclusive))
}

/// Known values that are no text: Rust has no enum for them.
fn values(schema: &Node, key: &str) -> Option<Bound> {
    let values: Vec<_> = schema.get(key)?.items().iter().map(Node::to_json).collect();
    let is_text = values.iter().all(|value| value.is_string() || value.is_null());
    (!is_text).then(|| Bound::OneOf(values.iter().map(ToString::to_string).collect()))
}

fn compare_key(key: &str, read: Read, before: &Node, after: &Node) -> Option<Changed> {
    let (was, is) = (read(before, key), read(after, key));
    if was == is {
        return None;
    }
    let tightened = match (&was, &is) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(was), Some(is)) => !allows_all_of(is, was),
    };
    let spoken = |bound: Option<Bound>| match bound {
        None => format!("no {key}"),
        Some(bound) => format!("{key} {}", spoken(&bound)),
    };
    let place = |schema: &Node| schema.entry(key).map(|entry: &Entry| entry.key_span);
    Some(Changed {
        before: spoken(was),
        after: spoken(is),
        base: place(before),
        head: place(after),
        tightened,
    })
}

/// Whether what the one allows is known to hold all that the other allows.
fn allows_all_of(one: &Bound, other: &Bound) -> bool {
    let is = |ordering: Option<Ordering>, unless: bool| match ordering {
        Some(Ordering::Less) => true,
        Some(Ordering::Equal) => !unless,
        Some(Ordering::Greater) | None => false,
    };
    match (one, other) {
        (Bound::Least(one, without), Bound::Least(other, _)) => is(one.partial_cmp(other), *without),
        (Bound::Most(one, without), Bound::Most(other, _)) => is(other.partial_cmp(one), *without),
        (Bound::MultipleOf(one), Bound::MultipleOf(other)) => other % one == 0.0,
        (Bound::Nullable(one), Bound::Nullable(other)) => *one || !other,
        (Bound::OneOf(one), Bound::OneOf(other)) => other.iter().all(|value| one.contains(value)),
        _ => false,
    }
}

fn spoken(bound: &Bound) -> String {
    match bound {
        Bound::Least(number, false) | Bound::Most(number, false) | Bound::MultipleOf(number) => {
            number.to_string()
        }
        Bound::Least(number, true) | Bound::Most(number, true) => format!("{number}, exclusive"),
        Bound::Unique => "true".to_owned(),
        Bound::Nullable(is) => is.to_string(),
        Bound::Pattern(text) | Bound::Type(text) => text.clone(),
        Bound::OneOf(values) => values.join(", "),
    }
}
