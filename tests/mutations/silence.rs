//! Which edits nobody can notice who calls the API, and why: each reason is one that the specification or this client states.
//!
//! A reason is not enough: the run also generates the client, and counts only what makes the same files of both documents.

use super::edit::{escape, unescape};
use serde_json::Value;
use std::{collections::BTreeSet, fmt};

/// Why an edit says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Silence {
    /// `example` and `examples` show values; none is sent or read.
    Example,
    /// OpenAPI 3.0 ignores what stands beside a `$ref`; every version does so beside one that is not of a schema.
    BesideReference,
    /// Nothing that can be called refers to the component, the limit, the kind of error or the tag.
    Unused,
    /// A client sends requests: it serves no webhooks and callbacks, and follows no links by itself.
    NotCalled,
    /// Extensions of other tools, and keys that the specification does not know.
    Foreign,
    /// XML is not read or written.
    Xml,
    /// What holds without it: `required: false`, `additionalProperties: true`, the safety that the method has, that a parameter of
    /// a path is required, and the status of a kind of error, which is that of its responses.
    Restated,
    /// The names of components are the document's own, but for those of schemas, after which types are called.
    OwnName,
    /// Nothing says that the order of two keys, choices, parts, parameters or servers means anything.
    Order,
    /// An operation stands with its first tag.
    FurtherTag,
    /// The specification says to ignore it: header parameters `Accept`, `Content-Type` and `Authorization`, the response header
    /// `Content-Type`, and `readOnly` and `writeOnly` of what is no property.
    Ignored,
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Example => "examples",
            Self::BesideReference => "beside a `$ref`",
            Self::Unused => "of what nothing refers to",
            Self::NotCalled => "of webhooks, callbacks and links",
            Self::Foreign => "extensions of other tools and unknown keys",
            Self::Xml => "of `xml`",
            Self::Restated => "of what holds anyway",
            Self::OwnName => "names of components that are the document's own",
            Self::Order => "order that means nothing",
            Self::FurtherTag => "further tags of an operation",
            Self::Ignored => "ignored by the specification",
        })
    }
}

/// Why everything below a key of an object says nothing.
pub(super) fn of_key(name: &str) -> Option<Silence> {
    match name {
        "example" | "examples" => Some(Silence::Example),
        "xml" => Some(Silence::Xml),
        "webhooks" | "callbacks" | "links" => Some(Silence::NotCalled),
        _ => None,
    }
}

/// Whether a key may as well be missing. `safety` is what the method of the operation stands for.
pub(super) fn restates(name: &str, value: &Value, safety: &str) -> bool {
    match name {
        "required" | "deprecated" | "nullable" | "readOnly" | "writeOnly" | "uniqueItems"
        | "allowReserved" | "allowEmptyValue" | "exclusiveMinimum" | "exclusiveMaximum" => {
            *value == Value::Bool(false)
        }
        "additionalProperties" => {
            *value == Value::Bool(true) || value.as_object().is_some_and(serde_json::Map::is_empty)
        }
        "minLength" | "minItems" | "minProperties" => *value == 0,
        // There is no other.
        "scope" => value == "token",
        "provenance" => value == "documented",
        "style" => value == "offset",
        "case" => value == "sensitive",
        "safety" => value == safety,
        "x-retry" => *value == serde_json::json!({ "safety": safety }),
        _ => false,
    }
}

/// The pointers of the components, limits and kinds of error that what can be called refers to.
pub(super) fn used(document: &Value) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut queue = vec![&document["paths"], &document["security"]];
    while let Some(value) = queue.pop() {
        let mut found = Vec::new();
        references(value, &mut found);
        for pointer in found {
            if !used.contains(&pointer) {
                queue.extend(document.pointer(&pointer));
                used.insert(pointer);
            }
        }
    }
    let schemes = document["components"]["securitySchemes"].as_object().into_iter().flatten();
    for (name, _) in schemes {
        let demands =
            |value: &Value| value.as_array().into_iter().flatten().any(|item| item.get(name).is_some());
        let operations = document["paths"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(_, item)| item.as_object())
            .flatten();
        if demands(&document["security"])
            || operations.into_iter().any(|(_, operation)| demands(&operation["security"]))
        {
            used.insert(format!("/components/securitySchemes/{}", escape(name)));
        }
    }
    used
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(map) => {
            for (key, value) in map.iter().filter(|(key, _)| of_key(key).is_none()) {
                match (key.as_str(), value) {
                    ("x-rate-limit", names) => {
                        let several = names.as_array().map_or(std::slice::from_ref(names), Vec::as_slice);
                        let names = several.iter().filter_map(Value::as_str);
                        found.extend(names.map(|name| format!("/x-rate-limits/{}", escape(name))));
                    }
                    ("x-error", Value::String(name)) => found.push(format!("/x-errors/{}", escape(name))),
                    // Also the mapping of a discriminator.
                    (_, Value::String(text)) => found.extend(text.strip_prefix('#').map(decoded)),
                    _ => references(value, found),
                }
            }
        }
        _ => {}
    }
}

/// The pointer of a reference: its fragment may be encoded as an address is.
pub(super) fn decoded(fragment: &str) -> String {
    let tokens =
        fragment.split('/').map(|token| escape(&unescape(&token.replace("%7B", "{").replace("%7D", "}"))));
    tokens.collect::<Vec<_>>().join("/")
}
