//! Which parameters an operation has, and in which order its method takes them.

use super::{
    super::{
        finding::Draft,
        operations::method,
        rule::{
            Contract::{Source, Wire},
            Rule,
            Severity::{Breaking, Docs, Safe},
        },
    },
    Pairs, Stated, Two, spoken,
};
use crate::{
    emit::argument_text,
    model::{Location, Operation, Param},
};

static PARAM_REQUIRED_ADDED: Rule = Rule {
    id: "param-required-added",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "an operation cannot be called without a new parameter",
    explanation: "The method has one argument more: calls of it do not compile. What was built before does not send it and is refused.",
};

static PARAM_OPTIONAL_ADDED: Rule = Rule {
    id: "param-optional-added",
    severity: Safe,
    contracts: &[Source],
    summary: "an operation has a new parameter that may be left out",
    explanation: "The builder has one setter more. Nothing that compiled before can use it.",
};

static PARAM_REMOVED: Rule = Rule {
    id: "param-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a parameter is gone",
    explanation: "Its setter, or its argument of the method, is gone: what sets it does not compile. What was built before still sends it; \
                  most servers ignore what they do not know.",
};

static PATH_PARAM_ADDED: Rule = Rule {
    id: "path-param-added",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "the path of an operation has one parameter more",
    explanation: "The method has one argument more: calls of it do not compile. What was built before calls the old path. A parameter of the \
                  query that has moved into the path is one too.",
};

static PATH_PARAM_REMOVED: Rule = Rule {
    id: "path-param-removed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "the path of an operation has one parameter less",
    explanation: "The method has one argument less: calls of it do not compile. What was built before calls the old path. A parameter that has \
                  moved from the path into the query is one too.",
};

static PATH_PARAMS_REORDERED: Rule = Rule {
    id: "path-params-reordered",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "the parameters of a path are in another order",
    explanation: "They are arguments of the method in the order of the path. Where their Rust types are the same, calls compile as before and \
                  name another thing: read each call. What was built before does that without being built.",
};

static REQUIRED_PARAMS_REORDERED: Rule = Rule {
    id: "required-params-reordered",
    severity: Breaking,
    contracts: &[Source],
    summary: "required parameters are in another order",
    explanation: "They are arguments of the method in the order of the document. Where their Rust types are the same, calls compile as before \
                  and send the value of one as the other: read each call, or undo the change, which is none to the server.",
};

static OPTIONAL_PARAMS_REORDERED: Rule = Rule {
    id: "optional-params-reordered",
    severity: Docs,
    contracts: &[],
    summary: "parameters that may be left out are in another order",
    explanation: "Only the documentation changes: the setters of the builder are in the order of the document, and can be called in any.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &OPTIONAL_PARAMS_REORDERED,
    &PARAM_OPTIONAL_ADDED,
    &PARAM_REMOVED,
    &PARAM_REQUIRED_ADDED,
    &PATH_PARAMS_REORDERED,
    &PATH_PARAM_ADDED,
    &PATH_PARAM_REMOVED,
    &REQUIRED_PARAMS_REORDERED,
];

/// Names what has come and gone, and what is in another place.
pub(super) fn compare(two: &Two<'_, '_>, pairs: &Pairs<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let in_path = |param: &&Stated<'_>| param.model.location == Location::Path;
    let (mut path_added, added): (Vec<_>, Vec<_>) = pairs.added.iter().partition(in_path);
    let (mut path_removed, removed): (Vec<_>, Vec<_>) = pairs.removed.iter().partition(in_path);
    // What comes from elsewhere, or goes there, was a setter or is one.
    for (before, after) in &pairs.both {
        match (in_path(&before), in_path(&after)) {
            (false, true) => path_added.push(after),
            (true, false) => path_removed.push(before),
            (true, true) | (false, false) => {}
        }
    }
    if !path_added.is_empty() {
        let draft = PATH_PARAM_ADDED.found(format!("the path has {} too", names(&path_added)));
        drafts.push(of_path(two, draft, &path_added));
    }
    if !path_removed.is_empty() {
        let draft = PATH_PARAM_REMOVED.found(format!("the path has {} no more", names(&path_removed)));
        drafts.push(of_path(two, draft, &path_removed));
    }
    drafts.extend(added.into_iter().map(|param| new(two, param)));
    drafts.extend(removed.into_iter().map(|param| gone(two, param)));
    drafts.extend(reordered(two, pairs).or_else(|| setters_reordered(pairs)));
    drafts
}

fn new(two: &Two<'_, '_>, param: &Stated<'_>) -> Draft {
    let subject = spoken(param.model);
    let draft = if param.model.required {
        PARAM_REQUIRED_ADDED.found(format!("{subject} is new, and required"))
    } else {
        PARAM_OPTIONAL_ADDED.found(format!("{subject} is new"))
    };
    let draft = draft.after(argument_text(&param.model.ty)).at(None, Some(param.used));
    draft.items(two.items(None, Some(param.model))).items(two.within(None, Some(param)))
}

fn gone(two: &Two<'_, '_>, param: &Stated<'_>) -> Draft {
    let draft = PARAM_REMOVED
        .found(format!("{} is gone", spoken(param.model)))
        .before(argument_text(&param.model.ty))
        .at(Some(param.used), None);
    draft.items(two.items(Some(param.model), None)).items(two.within(Some(param), None))
}

fn reordered(two: &Two<'_, '_>, pairs: &Pairs<'_>) -> Option<Draft> {
    let both_in_path =
        |before: &Param, after: &Param| [before, after].map(|param| param.location) == [Location::Path; 2];
    let draft = if pairs.moved(both_in_path).is_some() {
        let draft = PATH_PARAMS_REORDERED.found("the parameters of the path are in another order");
        of_path(two, draft, &[])
    } else {
        let (before, after) =
            pairs.moved(|before, after| before.required && after.required && !both_in_path(before, after))?;
        let draft = REQUIRED_PARAMS_REORDERED
            .found(format!("{} comes before others that it came after", spoken(after.model)));
        draft
            .before(order(two.base.model))
            .after(order(two.head.model))
            .at(Some(before.used), Some(after.used))
            .items([method(two.base.model), method(two.head.model)])
    };
    let is_silent = arguments(two.base.model).eq(arguments(two.head.model));
    Some(if is_silent {
        draft.help("read each call: it compiles as before, and passes one value as the other")
    } else {
        draft.help("change each call: the arguments of the method are in another order")
    })
}

fn setters_reordered(pairs: &Pairs<'_>) -> Option<Draft> {
    let (before, after) = pairs.moved(|before, after| !before.required && !after.required)?;
    let draft = OPTIONAL_PARAMS_REORDERED
        .found(format!("{} comes before others that it came after", spoken(after.model)));
    Some(draft.at(Some(before.used), Some(after.used)))
}

/// The Rust types of the arguments.
fn arguments(operation: &Operation) -> impl Iterator<Item = String> {
    operation.params.iter().filter(|param| param.required).map(|param| argument_text(&param.ty))
}

fn order(operation: &Operation) -> String {
    let required = operation.params.iter().filter(|param| param.required);
    required.map(|param| param.wire.as_str()).collect::<Vec<_>>().join(", ")
}

fn names(params: &[&Stated<'_>]) -> String {
    params.iter().map(|param| format!("`{}`", param.model.wire)).collect::<Vec<_>>().join(" and ")
}

/// With the paths, their places and the items that parameters are in.
fn of_path(two: &Two<'_, '_>, draft: Draft, params: &[&Stated<'_>]) -> Draft {
    let Two { matching, base, head } = two;
    draft
        .before(&base.model.path)
        .after(&head.model.path)
        .at(matching.base.path(base), matching.head.path(head))
        .items([method(base.model), method(head.model)])
        .items(params.iter().flat_map(|param| two.items(Some(param.model), Some(param.model))))
}
