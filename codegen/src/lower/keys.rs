//! What a schema says of itself, key by key.

use crate::{document::Node, model::Type};

pub(super) fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

pub(super) fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool).unwrap_or(false)
}

pub(super) fn integer(node: &Node) -> Type {
    match format(node) {
        Some("int32") => Type::I32,
        Some("uint32" | "uint16" | "uint8") => Type::U32,
        Some("uint64" | "uint") => Type::U64,
        _ => Type::I64,
    }
}

pub(super) fn format(node: &Node) -> Option<&str> {
    node.get("format").and_then(Node::as_str)
}

/// The stated or evident type.
pub(super) fn kind_of(node: &Node) -> Option<&str> {
    node.get("type").and_then(Node::as_str).or_else(|| {
        if node.get("properties").is_some() || node.get("additionalProperties").is_some() {
            Some("object")
        } else if node.get("items").is_some() {
            Some("array")
        } else {
            None
        }
    })
}

pub(super) fn member_schemas<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).map(Node::items).unwrap_or_default()
}

/// Whether a schema says more than notes about an `allOf` of one.
pub(super) fn has_structure(node: &Node) -> bool {
    ["properties", "oneOf", "anyOf", "enum", "items", "additionalProperties", "required"]
        .iter()
        .any(|key| node.get(key).is_some())
}

/// The keys that say what a value is.
pub(super) const STRUCTURE: &[&str] =
    &["$ref", "type", "properties", "items", "allOf", "oneOf", "anyOf", "enum", "additionalProperties"];

/// Whether a schema, such as a member of a union, says what the value is, and not only which properties it has.
pub(crate) fn says_what(member: &Node) -> bool {
    STRUCTURE.iter().any(|key| member.get(key).is_some())
}
