//! One step of an edit, and the document after it.

use super::silence::Silence;
use serde_json::{Map, Value};

/// A change that somebody could make in one step.
pub(crate) struct Edit {
    /// Of what changes.
    pub(crate) pointer: String,
    /// What happens to it, in a few words.
    pub(crate) what: String,
    /// Whether only people notice: a description, a title.
    pub(crate) words: bool,
    /// Why nobody notices, where that is so.
    pub(crate) silence: Option<Silence>,
    pub(super) steps: Vec<Step>,
}

/// What is done at one place.
pub(super) struct Step {
    pub(super) at: String,
    pub(super) change: Change,
}

pub(super) enum Change {
    /// It holds this, whether or not it was there.
    Set(Value),
    /// It is gone.
    Remove,
    /// Its key is another one, in the same place.
    Rename(String),
    /// The list has one more item.
    Append(Value),
    /// It changes places with what comes after it.
    Swap,
    /// Every text that is the first is the second.
    Everywhere(String, String),
}

impl Edit {
    /// The document after it.
    pub(crate) fn apply(&self, document: &Value) -> Value {
        let mut document = document.clone();
        for Step { at, change } in &self.steps {
            step(&mut document, at, change);
        }
        document
    }
}

fn step(document: &mut Value, at: &str, change: &Change) {
    let (parent, token) = at.rsplit_once('/').unwrap_or_default();
    let key = unescape(token);
    match change {
        Change::Everywhere(from, to) => replace(document, from, to),
        Change::Append(item) => {
            if let Some(Value::Array(items)) = document.pointer_mut(at) {
                items.push(item.clone());
            }
        }
        _ => match document.pointer_mut(parent) {
            Some(Value::Object(map)) => in_map(map, key, change),
            Some(Value::Array(items)) => in_list(items, &key, change),
            _ => {}
        },
    }
}

fn in_map(map: &mut Map<String, Value>, key: String, change: &Change) {
    match change {
        Change::Set(value) => _ = map.insert(key, value.clone()),
        Change::Remove => _ = map.shift_remove(&key),
        Change::Rename(name) => {
            let renamed = |(old, value)| (if old == key { name.clone() } else { old }, value);
            *map = std::mem::take(map).into_iter().map(renamed).collect();
        }
        Change::Swap => {
            let mut entries: Vec<_> = std::mem::take(map).into_iter().collect();
            if let Some(at) = entries.iter().position(|(name, _)| *name == key) {
                entries.swap(at, at + 1);
            }
            *map = entries.into_iter().collect();
        }
        Change::Append(_) | Change::Everywhere(..) => {}
    }
}

fn in_list(items: &mut Vec<Value>, key: &str, change: &Change) {
    let Some(at) = key.parse().ok().filter(|at| *at < items.len()) else { return };
    match change {
        Change::Set(value) => items[at] = value.clone(),
        Change::Remove => _ = items.remove(at),
        Change::Swap => items.swap(at, at + 1),
        Change::Rename(_) | Change::Append(_) | Change::Everywhere(..) => {}
    }
}

fn replace(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) if text == from => to.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, from, to)),
        Value::Object(map) => map.values_mut().for_each(|value| replace(value, from, to)),
        _ => {}
    }
}

/// A key as a part of a JSON pointer.
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

pub(super) fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}
