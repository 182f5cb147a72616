//! Values by which the choices of a union are told apart, on both sides.

use super::{context::Context, warning};
use crate::{
    document::Node,
    problem::{Problems, Rule},
};

pub(super) static DISCRIMINATOR_VALUE: Rule = warning(
    "discriminator-value",
    "the value that a discriminator maps to a schema is one that the schema allows",
    "The client goes by the mapping: a value that the schema's own `enum` does not list leads to a type that such an answer \
     contradicts. One of the two spellings is wrong.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let root = &context.document.root;
    for object in context.objects.iter().filter(|object| object.is_schema()) {
        let Some(discriminator) = object.node.get("discriminator") else { continue };
        let Some(property) = discriminator.get("propertyName").and_then(Node::as_str) else { continue };
        for (value, entry) in discriminator.get("mapping").into_iter().flat_map(Node::entries) {
            let Some(text) = entry.node.as_str() else { continue };
            let target = match text.strip_prefix('#') {
                Some(pointer) => root.at(pointer),
                None => root.at("/components/schemas").and_then(|schemas| schemas.get(text)),
            };
            let Some(target) = target else { continue };
            let properties = context.properties(target).list;
            let lists: Vec<&[Node]> = properties
                .iter()
                .filter(|(name, _)| *name == property)
                .filter_map(|(_, entry)| context.document.resolve(&entry.node).get("enum"))
                .map(Node::items)
                .collect();
            // Of several parts the base may list the values of all choices.
            let allowed = |list: &&[Node]| list.iter().any(|one| one.as_str() == Some(value));
            if !lists.is_empty() && !lists.iter().any(allowed) {
                let first = lists.iter().find_map(|list| list.first());
                problems.push(
                    DISCRIMINATOR_VALUE
                        .at(
                            entry.key_span,
                            format!("the schema `{}` never has `{value}` as its `{property}`", name(text)),
                        )
                        .related(first.map_or(target.span, |value| value.span), "its values")
                        .help(format!("list `{value}` in its `enum`, or write a value that is listed here")),
                );
            }
        }
    }
}

fn name(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}
