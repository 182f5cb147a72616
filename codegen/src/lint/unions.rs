//! Unions: how the choices are told apart.

use super::{context::Context, schemas::describe, suggest, walk::Object, warning};
use crate::{
    document::{Entry, Node},
    lower::telling_property,
    patch,
    problem::{Problems, Rule},
    suggest::certain_name,
};

pub(super) static AMBIGUOUS_UNION: Rule = warning(
    "ambiguous-union",
    "a union of objects has a discriminator",
    "Without one the client tries the choices in order and takes the first that fits; as unknown \
     properties are allowed, that is often the first one with few required properties.",
);
pub(super) static DISCRIMINATOR_MAPPING: Rule = warning(
    "discriminator-mapping",
    "a discriminator maps to schemas that exist and have its property",
    "The mapping decides which type an answer becomes. A target that does not exist is a choice that no \
     answer becomes.",
)
.fixable();

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for object in context.objects.iter().filter(|object| object.is_schema()) {
        for key in ["oneOf", "anyOf"] {
            if let Some(entry) = object.node.entry(key) {
                ambiguous(context, object, key, entry, problems);
            }
        }
        if let Some(discriminator) = object.node.get("discriminator") {
            mapping(context, discriminator, problems);
        }
    }
}

fn ambiguous(context: &Context<'_>, object: &Object<'_>, key: &str, union: &Entry, problems: &mut Problems) {
    let objects = union.node.items().iter().filter(|choice| is_object(context, choice)).count();
    let told_apart = object.node.get("discriminator").is_some()
        || telling_property(context.document, union.node.items()).is_some();
    if objects > 1 && !told_apart {
        problems.push(
            AMBIGUOUS_UNION
                .at(
                    union.key_span,
                    format!("{} is one of {objects} objects, and nothing tells which", describe(object)),
                )
                .help(format!("write `discriminator: {{ propertyName: .. }}` beside `{key}`")),
        );
    }
}

/// Whether a choice is an object with properties of its own. A choice that only requires or restricts is a
/// condition.
fn is_object<'a>(context: &Context<'a>, choice: &'a Node) -> bool {
    let schema = context.document.resolve(choice);
    let composed = schema.get("properties").is_some() || schema.get("allOf").is_some();
    composed && !context.properties(schema).list.is_empty()
}

fn mapping(context: &Context<'_>, discriminator: &Node, problems: &mut Problems) {
    let property = discriminator.get("propertyName").and_then(Node::as_str);
    let schemas = context.document.root.get("components").and_then(|components| components.get("schemas"));
    for (_, entry) in discriminator.get("mapping").into_iter().flat_map(Node::entries) {
        let Some(text) = entry.node.as_str() else { continue };
        let target = match text.strip_prefix('#') {
            Some(pointer) => context.document.root.at(pointer),
            // A file or a URL leads out of the document, where there is nothing to check.
            None if text.contains(['/', '.', '#']) => continue,
            None => schemas.and_then(|schemas| schemas.get(text)),
        };
        let Some(target) = target else {
            let name = text.rsplit('/').next().unwrap_or(text);
            let names: Vec<&str> =
                schemas.into_iter().flat_map(Node::entries).map(|(name, _)| name).collect();
            let place = text.strip_suffix(name).unwrap_or_default();
            let fix = certain_name(name, names.iter().copied()).and_then(|meant| {
                patch::write(context.text(), entry.node.span, text, &format!("{place}{meant}"))
            });
            problems.push(
                DISCRIMINATOR_MAPPING
                    .at(entry.node.span, format!("there is no schema `{name}`"))
                    .help(suggest::did_you_mean(
                        name,
                        names,
                        "write `#/components/schemas/` and the name of a schema",
                    ))
                    .fix(fix),
            );
            continue;
        };
        let properties = context.properties(target);
        let Some(property) = property.filter(|_| properties.complete) else {
            continue;
        };
        if !properties.list.iter().any(|(name, _)| *name == property) {
            problems.push(
                DISCRIMINATOR_MAPPING
                    .at(entry.node.span, format!("the schema `{text}` has no property `{property}`"))
                    .related(target.span, "the schema")
                    .help(format!("define `{property}` in its `properties`")),
            );
        }
    }
}
