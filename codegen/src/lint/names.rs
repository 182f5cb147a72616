//! Names of the document that Rust or the generated code has for something else.

use super::{context::Context, schemas::describe, warning};
use crate::{
    document::Node,
    lower::{is_taken_method, is_taken_type, is_taken_variant, upper},
    problem::{Problems, Rule},
};

pub(super) static RESERVED_NAME: Rule = warning(
    "reserved-name",
    "no operation, schema or value has a name that means something else in Rust",
    "A method that is called like a keyword is written `r#match`, and one that is called like a method of every client, a \
     schema like a type of the standard library, or a value of an enum `unknown`, gets a number after its name. Callers \
     have to write that. Choose another name; a value that the server decides on can only be described.",
);

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for operation in &context.operations {
        let (Some(id), Some(node)) = (operation.id(), operation.node.get("operationId")) else { continue };
        if is_taken_method(id) {
            problems.push(
                RESERVED_NAME
                    .at(
                        node.span,
                        format!("`{id}` is no name for a method: Rust or the client has it already"),
                    )
                    .help("write a verb and a noun, as in `list_users`"),
            );
        }
    }
    for (name, entry) in context.components("schemas") {
        if is_taken_type(name) {
            problems.push(
                RESERVED_NAME
                    .at(
                        entry.key_span,
                        format!("`{name}` is no name for a type: generated code means another one by it"),
                    )
                    .help(format!("write a longer name, such as `Api{}`", upper(name))),
            );
        }
    }
    for object in context.objects.iter().filter(|object| object.is_schema()) {
        let values = object.node.get("enum").map_or(&[][..], Node::items);
        for value in values {
            let Some(text) =
                value.as_str().filter(|text| value.to_json().is_string() && is_taken_variant(text))
            else {
                continue;
            };
            problems.push(
                RESERVED_NAME
                    .at(
                        value.span,
                        format!(
                            "`{text}` of {} becomes the variant `Unknown2`: `Unknown` is for what is not listed",
                            describe(object)
                        ),
                    )
                    .help("write another value where you choose it; where the server does, say what it means"),
            );
        }
    }
}
