//! Parameters: those of the path agree with its template, and no name comes twice.

use super::{
    context::{Context, Operation, Parameter},
    paths, suggest, warning,
};
use crate::{
    document::Node,
    lower::template_names,
    patch,
    problem::{Fix, Problem, Problems, Rule},
};
use std::collections::BTreeSet;

pub(super) static PATH_PARAMETER_MISSING: Rule = warning(
    "path-parameter-missing",
    "every name in a path template is declared as a path parameter",
    "A name in braces is an argument of the method. Without a declaration its type and meaning are \
     unknown, and the generator takes it for text.",
);
pub(super) static PATH_PARAMETER_UNUSED: Rule = warning(
    "path-parameter-unused",
    "every path parameter stands in the path template",
    "A path parameter that the template does not name has no place in the request; mostly one of the two \
     is misspelt.",
);
pub(super) static PATH_PARAMETER_OPTIONAL: Rule = warning(
    "path-parameter-optional",
    "every path parameter is required",
    "There is no path without its parameters. OpenAPI demands `required: true`; the generator assumes it.",
)
.fixable();
pub(super) static DUPLICATE_PARAMETER: Rule = warning(
    "duplicate-parameter",
    "no list of parameters has two of one name and place",
    "Both would be one value of the request. The first one counts.",
)
.fixable();

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for operations in paths::by_path(context) {
        path_parameters(context, operations, problems);
    }
    for operation in &context.operations {
        duplicates(context, operation.node, problems);
        duplicates(context, operation.item, problems);
        for parameter in context.parameters(operation) {
            if parameter.location == "path"
                && parameter.node.get("required").and_then(Node::as_bool) != Some(true)
            {
                problems.push(optional(context.text(), &parameter));
            }
        }
    }
}

/// Takes out the second of two parameters that say the same.
fn without_second(text: &str, holder: &Node, first: &Parameter<'_>, second: &Parameter<'_>) -> Option<Fix> {
    let list = holder.get("parameters").filter(|_| first.node.says(second.node))?;
    let index = list.items().iter().position(|item| std::ptr::eq(item, second.written))?;
    Fix::new("remove the second one", [patch::without_item(text, list, index)])
}

/// Compares the template of one path with the parameters of its operations.
fn path_parameters(context: &Context<'_>, operations: &[Operation<'_>], problems: &mut Problems) {
    let Some(first) = operations.first() else { return };
    // An empty brace is reported with the path.
    let template: BTreeSet<&str> =
        template_names(first.path).into_iter().filter(|name| !name.is_empty()).collect();
    // By operation: the names that it lacks.
    let mut lacking: Vec<(&Operation<'_>, BTreeSet<&str>)> = Vec::new();
    for operation in operations {
        let parameters = context.parameters(operation);
        let mut missing = template.clone();
        missing.retain(|name| !parameters.iter().any(|one| one.location == "path" && one.name == *name));
        for unused in parameters.iter().filter(|one| one.location == "path" && !template.contains(one.name)) {
            problems.push(unused_parameter(operation, unused, &template));
            // A misspelt name is one mistake, not one too many and one too few.
            if let Some(meant) = suggest::nearest(unused.name, missing.iter().copied()) {
                missing.remove(meant);
            }
        }
        lacking.push((operation, missing));
    }
    for name in template {
        let lacks: Vec<_> =
            lacking.iter().filter(|(_, missing)| missing.contains(name)).map(|(one, _)| *one).collect();
        let example = format!(
            "`- {{ name: {name}, in: path, required: true, description: .., schema: {{ type: string }} }}`"
        );
        if lacks.len() == operations.len() {
            problems.push(
                PATH_PARAMETER_MISSING
                    .at(
                        paths::parameters_place(first),
                        format!("the path parameter `{name}` is not declared"),
                    )
                    .help(format!("add {example} to the `parameters` of the path")),
            );
            continue;
        }
        for operation in lacks {
            let message = format!("{} does not declare the path parameter `{name}`", operation.name());
            problems.push(
                PATH_PARAMETER_MISSING
                    .at(operation.key("parameters"), message)
                    .help(format!("add {example} to the `parameters` of the operation")),
            );
        }
    }
}

fn unused_parameter(
    operation: &Operation<'_>,
    parameter: &Parameter<'_>,
    template: &BTreeSet<&str>,
) -> Problem {
    let name = parameter.name;
    let remove = format!("remove it, or write `{{{name}}}` into the path");
    PATH_PARAMETER_UNUSED
        .at(parameter.use_span(), format!("the path `{}` does not name `{name}`", operation.path))
        .related(operation.path_span, "the path")
        .help(suggest::did_you_mean(name, template.iter().copied(), remove))
}

fn optional(text: &str, parameter: &Parameter<'_>) -> Problem {
    let required = parameter.node.get("required");
    let place = required.map_or(parameter.name_span(), |required| required.span);
    let edit = match required {
        Some(required) => patch::word(text, required.span, required.as_str().unwrap_or_default(), "true"),
        None => patch::key_after(text, parameter.node, "in", "required", "true"),
    };
    PATH_PARAMETER_OPTIONAL
        .at(place, format!("the path parameter `{}` is not required", parameter.name))
        .help("write `required: true`")
        .fix(Fix::new("write `required: true`", [edit]))
}

fn duplicates<'a>(context: &Context<'a>, holder: &'a Node, problems: &mut Problems) {
    let parameters = context.parameter_list(holder);
    for (index, second) in parameters.iter().enumerate() {
        if let Some(first) = parameters[..index].iter().find(|first| first.is_same(second)) {
            let message = format!("the {} parameter `{}` is listed twice", second.location, second.name);
            problems.push(
                DUPLICATE_PARAMETER
                    .at(second.use_span(), message)
                    .related(first.use_span(), "the first one")
                    .help("remove one of them")
                    .fix(without_second(context.text(), holder, first, second)),
            );
        }
    }
}
