//! Schemas that contradict themselves or leave the type open.

use super::{
    context::Context,
    suggest,
    walk::{Kind, Object},
    warning,
};
use crate::{
    document::{Node, Scalar, Value},
    patch,
    problem::{Fix, Problems, Rule},
    suggest::certain_name,
};
use std::collections::BTreeMap;

pub(super) static ENUM_DUPLICATE: Rule = warning(
    "enum-duplicate",
    "an enum lists each value once",
    "Every value becomes a variant. A value that is listed twice is a slip, often for another one.",
)
.fixable();
pub(super) static ENUM_TYPE: Rule = warning(
    "enum-type",
    "the values of an enum have the type of the schema",
    "No answer can hold a value that is not of the type: either the value or the type is wrong.",
);
pub(super) static REQUIRED_UNDEFINED: Rule = warning(
    "required-undefined",
    "every required property is defined",
    "A name in `required` that is no property is mostly misspelt, and the property that it means becomes \
     optional.",
)
.fixable();
pub(super) static NULLABLE_WITHOUT_TYPE: Rule = warning(
    "nullable-without-type",
    "`nullable` stands beside a `type`",
    "OpenAPI 3.0 gives `nullable` a meaning only beside `type`. Without a type every value is allowed, \
     null included.",
);
pub(super) static ARRAY_WITHOUT_ITEMS: Rule = warning(
    "array-without-items",
    "an array says what its items are",
    "OpenAPI 3.0 demands `items`. Without them the list holds arbitrary JSON.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for object in context.objects.iter().filter(|object| object.is_schema() && !object.is_reference()) {
        let node = object.node;
        enumeration(context.text(), node, problems);
        required(context, object, problems);
        let kind = node.get("type");
        if let Some(entry) = node.entry("nullable")
            && entry.node.as_bool() == Some(true)
            && kind.is_none()
            && !["allOf", "anyOf", "oneOf", "enum"].iter().any(|key| node.get(key).is_some())
        {
            problems.push(
                NULLABLE_WITHOUT_TYPE
                    .at(entry.key_span, format!("{} is nullable but has no type", describe(object)))
                    .help("write `type:` beside `nullable`, or remove `nullable`"),
            );
        }
        if let Some(kind) = kind
            && kind.as_str() == Some("array")
            && node.get("items").is_none()
        {
            problems.push(
                ARRAY_WITHOUT_ITEMS
                    .at(kind.span, format!("{} is an array without `items`", describe(object)))
                    .help(
                        "write `items:` with the schema of one item, or `items: {}` when it can be anything",
                    ),
            );
        }
    }
}

/// What messages call a schema.
pub(super) fn describe(object: &Object<'_>) -> String {
    match object.kind {
        Kind::Schema => format!("the schema `{}`", object.name),
        Kind::Property => format!("the property `{}`", object.name),
        _ => "this schema".to_owned(),
    }
}

fn enumeration(written: &str, schema: &Node, problems: &mut Problems) {
    let list = schema.get("enum");
    let values = list.map_or(&[][..], Node::items);
    let mut first = BTreeMap::new();
    for (index, value) in values.iter().enumerate() {
        let earlier = *first.entry(value.to_json().to_string()).or_insert(value.span);
        if earlier != value.span {
            problems.push(
                ENUM_DUPLICATE
                    .at(value.span, format!("the value `{}` is listed twice", text(value)))
                    .related(earlier, "the first one")
                    .help("remove one of them")
                    .fix(Fix::new(
                        "remove the second one",
                        list.map(|list| patch::without_item(written, list, index)),
                    )),
            );
        }
    }
    let Some((kind, span)) = schema.get("type").and_then(|kind| Some((kind.as_str()?, kind.span))) else {
        return;
    };
    let mut wrong = values.iter().filter(|value| !value.is_null() && !has_type(value, kind));
    if let Some(value) = wrong.next() {
        let message = match wrong.count() {
            0 => format!("the value `{}` is no {kind}", text(value)),
            more => format!("the value `{}` and {more} more are no {kind}", text(value)),
        };
        let help = match (kind, &value.value) {
            ("array", _) => "move `enum` into `items`, or write the `type` of the values".to_owned(),
            (_, Value::Scalar(Scalar { plain: false, .. })) => {
                "write the value without quotes, or `type: string`".to_owned()
            }
            _ => format!("write a value of the type `{kind}`, or the `type` of the values"),
        };
        problems.push(ENUM_TYPE.at(value.span, message).related(span, "the type").help(help));
    }
}

fn text(value: &Node) -> &str {
    value.as_str().unwrap_or("..")
}

/// Whether a value is of the type that a schema may state.
pub(super) fn has_type(value: &Node, kind: &str) -> bool {
    let json = value.to_json();
    match kind {
        "string" => json.is_string(),
        "boolean" => json.is_boolean(),
        "number" => json.is_number(),
        "integer" => {
            json.is_i64() || json.is_u64() || json.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        "array" => json.is_array(),
        "object" => json.is_object(),
        _ => true,
    }
}

/// The fix of a misspelt name in `required`. Either of the two names can be the misspelt one: the right one is a property of
/// another schema too, and the wrong one is a property of none.
fn meant_property<'a>(
    context: &Context<'_>,
    node: &Node,
    name: &str,
    properties: impl Iterator<Item = &'a str>,
) -> Option<Fix> {
    let count = |name: &str| {
        context.objects.iter().filter(|object| object.kind == Kind::Property && object.name == name).count()
    };
    let meant = certain_name(name, properties)?;
    let sure = count(meant) > 1 && count(name) == 0;
    sure.then(|| patch::write(context.text(), node.span, name, meant))?
}

fn required(context: &Context<'_>, object: &Object<'_>, problems: &mut Problems) {
    let required = object.node.get("required").map_or(&[][..], Node::items);
    if required.is_empty() {
        return;
    }
    // A part may require what another part of the same whole defines.
    let properties = context.properties(object.whole);
    if !properties.complete {
        return;
    }
    for node in required {
        let Some(name) = node.as_str() else { continue };
        if !properties.list.iter().any(|(property, _)| *property == name) {
            let names = properties.list.iter().map(|(name, _)| *name);
            problems.push(
                REQUIRED_UNDEFINED
                    .at(node.span, format!("{} requires `{name}`, which is no property", describe(object)))
                    .help(suggest::did_you_mean(
                        name,
                        names.clone(),
                        format!("define `{name}` in `properties`, or remove it"),
                    ))
                    .fix(meant_property(context, node, name, names)),
            );
        }
    }
}
