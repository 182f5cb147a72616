//! The span tree: a YAML or JSON document in which every node knows its place.

use super::pointer::unescape;
use crate::problem::Span;
use indexmap::IndexMap;

/// One value of the document and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value stands.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text, a number, a boolean or null: which one is the reader's question.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys in the order written. Duplicate keys are reported by the loader; the first one is kept.
    Mapping(IndexMap<String, Entry>),
}

/// A scalar as written. `no`, `1.10` and `12345678901234567890123` lose nothing here.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    /// The text, without quotes and escapes.
    pub text: String,
    /// Whether it was written without quotes, so that YAML's core schema may read it as a number, boolean or null.
    pub plain: bool,
}

/// One key of a mapping and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// The value of `key`, when this is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The value of `key` with the place of the key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.as_mapping()?.get(key)
    }

    /// The keys and values in the order written; nothing when this is no mapping.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.as_mapping().into_iter().flatten().map(|(key, entry)| (key.as_str(), entry))
    }

    /// The items in the order written; nothing when this is no sequence.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The node at a JSON pointer (RFC 6901) such as `/paths/~1users/get`.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        let Some(rest) = pointer.strip_prefix('/') else {
            return pointer.is_empty().then_some(self);
        };
        rest.split('/').try_fold(self, |node, token| {
            let token = unescape(token);
            match &node.value {
                Value::Mapping(map) => map.get(token.as_ref()).map(|entry| &entry.node),
                Value::Sequence(items) => items.get(token.parse::<usize>().ok()?),
                Value::Scalar(_) => None,
            }
        })
    }

    /// The node at a JSON pointer, for changing.
    pub fn at_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        let Some(rest) = pointer.strip_prefix('/') else {
            return pointer.is_empty().then_some(self);
        };
        rest.split('/').try_fold(self, |node, token| {
            let token = unescape(token);
            match &mut node.value {
                Value::Mapping(map) => map.get_mut(token.as_ref()).map(|entry| &mut entry.node),
                Value::Sequence(items) => items.get_mut(token.parse::<usize>().ok()?),
                Value::Scalar(_) => None,
            }
        })
    }

    /// The mapping, when this is one.
    #[must_use]
    pub fn as_mapping(&self) -> Option<&IndexMap<String, Entry>> {
        match &self.value {
            Value::Mapping(map) => Some(map),
            _ => None,
        }
    }

    /// The text of a scalar, whatever YAML would read it as: where text is wanted, `no` and `1.10` are text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The scalar, when it was written without quotes.
    fn plain(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) if scalar.plain => Some(&scalar.text),
            _ => None,
        }
    }

    /// Whether this is null (`null`, `~` or nothing at all).
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.plain(), Some("" | "~" | "null" | "Null" | "NULL"))
    }

    /// The boolean, by YAML 1.2: only `true` and `false`.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.plain()? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// The integer, when it is one that fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.plain()?.parse().ok()
    }

    /// The non-negative integer, when it is one that fits.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.plain()?.parse().ok()
    }

    /// The number, rounded to 64 bits.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        let text = self.plain()?;
        if !text.starts_with(['-', '+', '.']) && !text.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        text.parse::<f64>().ok().filter(|number| number.is_finite())
    }

    /// Whether this says the same as `other`, wherever the two stand and in whichever order their keys do.
    #[must_use]
    pub fn says(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(one), Value::Scalar(other)) => one == other,
            (Value::Sequence(one), Value::Sequence(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.says(other))
            }
            (Value::Mapping(one), Value::Mapping(other)) => {
                let same = |key: &String, entry: &Entry| {
                    other.get(key).is_some_and(|other| entry.node.says(&other.node))
                };
                one.len() == other.len() && one.iter().all(|(key, entry)| same(key, entry))
            }
            _ => false,
        }
    }

    /// The value as JSON, by YAML's core schema. Whole numbers beyond 64 bits are rounded.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Scalar(scalar) => self.scalar_to_json(scalar),
            Value::Sequence(items) => items.iter().map(Self::to_json).collect(),
            Value::Mapping(map) => map
                .iter()
                .map(|(key, entry)| (key.clone(), entry.node.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }

    fn scalar_to_json(&self, scalar: &Scalar) -> serde_json::Value {
        if self.is_null() {
            serde_json::Value::Null
        } else if let Some(flag) = self.as_bool() {
            flag.into()
        } else if let Some(number) = self.as_i64() {
            number.into()
        } else if let Some(number) = self.as_u64() {
            number.into()
        } else if let Some(number) = self.as_f64().and_then(serde_json::Number::from_f64) {
            number.into()
        } else {
            scalar.text.clone().into()
        }
    }
}
