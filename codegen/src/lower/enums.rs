//! `enum` -> a string with known values, open to new ones.

use super::{
    keys::{integer, kind_of},
    names::{Scope, UNKNOWN, upper},
    not_expressed,
    schemas::NAME_COLLISION,
};
use crate::{
    document::{Node, Value},
    model::{Enum, EnumValue, Shape, Type},
    problem::Problems,
};

/// The shape of a schema with an `enum`: its type alone when the values are no text.
pub(super) fn enumeration(node: &Node, values: &Node, problems: &mut Problems) -> Shape {
    let kind = kind_of(node);
    let is_text = |value: &Node| kind == Some("string") || (kind.is_none() && value.to_json().is_string());
    let texts: Vec<&Node> = values.items().iter().filter(|value| !value.is_null()).collect();
    if texts.is_empty() || !texts.iter().all(|value| value.as_str().is_some() && is_text(value)) {
        // Of an enum without values, and of values that are not of the schema's type, lint has said so.
        if !values.items().is_empty() && texts.iter().all(|value| is_of(value, kind)) {
            let problem = not_expressed(
                values.span,
                "an enum of anything but text is read as its type alone",
                "state the values in the description",
            );
            problems.push(problem.label("its values are not checked"));
        }
        return Shape::Alias(match kind {
            Some("integer") => integer(node),
            Some("number") => Type::F64,
            Some("boolean") => Type::Bool,
            Some("string") => Type::String,
            _ => Type::Any,
        });
    }
    let descriptions = node.at("/x-enum/descriptions");
    let mut scope = Scope::new(&[UNKNOWN]);
    let mut seen = Vec::new();
    let ignore_case = node.at("/x-enum/case").and_then(Node::as_str) == Some("insensitive");
    let mut known = Vec::new();
    for value in texts {
        let wire = value.as_str().unwrap_or_default();
        let folded = if ignore_case { wire.to_ascii_lowercase() } else { wire.to_owned() };
        if seen.contains(&folded) {
            continue;
        }
        seen.push(folded);
        let wanted = upper(wire);
        if let Some(first) = scope.taken_at(&wanted) {
            problems.push(
                NAME_COLLISION
                    .at(value.span, format!("`{wire}` becomes the variant `{wanted}`, which is taken"))
                    .related(first, "the first one")
                    .help("where both mean the same, write `x-enum: { case: insensitive }`, or list one of them"),
            );
        }
        known.push(EnumValue {
            wire: wire.to_owned(),
            variant: scope.claim(&wanted, value.span),
            doc: descriptions.and_then(|all| all.get(wire)).and_then(Node::as_str).map(str::to_owned),
        });
    }
    Shape::Enum(Enum { values: known, ignore_case })
}

fn is_of(value: &Node, kind: Option<&str>) -> bool {
    match kind {
        Some("integer") => value.as_i64().is_some() || value.as_u64().is_some(),
        Some("number") => value.as_f64().is_some(),
        Some("boolean") => value.as_bool().is_some(),
        Some("string") => value.as_str().is_some(),
        Some("array") => matches!(value.value, Value::Sequence(_)),
        Some("object") => value.as_mapping().is_some(),
        _ => true,
    }
}
