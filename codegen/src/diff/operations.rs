//! Operations: which there are, what they are called and where they are.

use super::{
    edits::Edits,
    finding::{Draft, Findings},
    matching::Matching,
    params::{is_renamed, is_reordered},
    policies,
    rule::{
        Contract::{Behaviour, Source, Wire},
        Rule,
        Severity::{Breaking, Dangerous, Docs, Safe},
    },
    side::{Operating, Side, key_or},
};
use crate::{
    document::Node,
    lower::template_names,
    model::{Api, Location, Operation, Tag},
};

pub(super) static OPERATION_REMOVED: Rule = Rule {
    id: "operation-removed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "an operation is gone",
    explanation: "Its method, its builder and its error enum are gone, and what was built before is answered 404 or 405. Mark an operation \
                  as `deprecated` for a release before it goes.",
};

pub(super) static OPERATION_ADDED: Rule = Rule {
    id: "operation-added",
    severity: Safe,
    contracts: &[Source],
    summary: "there is a new operation",
    explanation: "The client has one method more. Nothing that compiled before can use it.",
};

pub(super) static PATH_CHANGED: Rule = Rule {
    id: "path-changed",
    severity: Breaking,
    contracts: &[Wire],
    summary: "an operation has another path",
    explanation: "The method is the same and compiles as before; what was built before calls the old path. It is the change that nobody \
                  notices by compiling.",
};

pub(super) static PATH_PARAM_RENAMED: Rule = Rule {
    id: "path-param-renamed",
    severity: Safe,
    contracts: &[Source],
    summary: "a parameter of a path has another name",
    explanation: "Parameters of the path are positional arguments: only the name in the documentation changes. It is dangerous where a \
                  name of the old path stands elsewhere in the new one, for a parameter of the same type: it may have moved.",
};

pub(super) static METHOD_CHANGED: Rule = Rule {
    id: "method-changed",
    severity: Breaking,
    contracts: &[Wire],
    summary: "an operation has another HTTP method",
    explanation: "What was built before is answered 405. Compiling notices nothing. What it means for repeats is told by itself.",
};

pub(super) static OPERATION_ID_CHANGED: Rule = Rule {
    id: "operation-id-changed",
    severity: Breaking,
    contracts: &[Source],
    summary: "an operation has another operationId",
    explanation: "The method of the client, its builder, its static and its error enum are named after it. The requests are the same.",
};

pub(super) static RUST_NAME_CHANGED: Rule = Rule {
    id: "operation-rust-name-changed",
    severity: Breaking,
    contracts: &[Source],
    summary: "an operation has other names in Rust, though its operationId is the same",
    explanation: "Another name of the document has come, or gone, that is the same in Rust, and the generator tells them apart by a number.",
};

pub(super) static TAG_CHANGED: Rule = Rule {
    id: "tag-changed",
    severity: Breaking,
    contracts: &[Source],
    summary: "an operation has another first tag",
    explanation: "Its builder, its static and its error enum are in the module of the tag: whoever names them by path has to change that. The \
                  method of the client stays.",
};

pub(super) static TAG_DESCRIPTION_CHANGED: Rule = Rule {
    id: "tag-description-changed",
    severity: Docs,
    contracts: &[],
    summary: "the description of a tag is another one",
    explanation: "It is the documentation of the module. Only the documentation changes.",
};

pub(super) static OPERATION_DEPRECATED: Rule = Rule {
    id: "operation-deprecated",
    severity: Safe,
    contracts: &[Source],
    summary: "an operation is discouraged",
    explanation: "Its method is marked `#[deprecated]`. Where warnings are errors, whoever calls it has to allow it.",
};

pub(super) static OPERATION_UNDEPRECATED: Rule = Rule {
    id: "operation-undeprecated",
    severity: Safe,
    contracts: &[Source],
    summary: "an operation is no longer discouraged",
    explanation: "Its method is no longer marked `#[deprecated]`. An `#[expect(deprecated)]` for it is a warning now.",
};

pub(super) static OPERATION_DESCRIPTION_CHANGED: Rule = Rule {
    id: "operation-description-changed",
    severity: Docs,
    contracts: &[],
    summary: "the summary or the description of an operation is another one",
    explanation: "Only the documentation changes.",
};

pub(super) static OPERATIONS_REORDERED: Rule = Rule {
    id: "operations-reordered",
    severity: Docs,
    contracts: &[],
    summary: "operations are in another order",
    explanation: "`OPERATIONS` and the files of the client are in the order of the document. Nothing else follows from it.",
};

pub(super) static SERVER_URL_CHANGED: Rule = Rule {
    id: "server-url-changed",
    severity: Breaking,
    contracts: &[Behaviour],
    summary: "the API has another address",
    explanation: "Clients without a `base_url` of their own call the first server of the document. What was built before calls the old one.",
};

pub(super) static API_DESCRIPTION_CHANGED: Rule = Rule {
    id: "api-description-changed",
    severity: Docs,
    contracts: &[],
    summary: "the title or the description of the API is another one",
    explanation: "Only the documentation changes.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &API_DESCRIPTION_CHANGED,
    &METHOD_CHANGED,
    &OPERATION_ADDED,
    &OPERATION_DEPRECATED,
    &OPERATION_DESCRIPTION_CHANGED,
    &OPERATION_ID_CHANGED,
    &OPERATION_REMOVED,
    &OPERATION_UNDEPRECATED,
    &OPERATIONS_REORDERED,
    &PATH_CHANGED,
    &PATH_PARAM_RENAMED,
    &RUST_NAME_CHANGED,
    &SERVER_URL_CHANGED,
    &TAG_CHANGED,
    &TAG_DESCRIPTION_CHANGED,
];

/// Compares what the APIs have, and each operation that both have.
pub(super) fn compare(matching: &Matching<'_>, findings: &mut Findings) {
    // Limits, kinds of errors, types and credentials are compared by modules of their own.
    let Api { title, doc, server, auth: _, buckets: _, errors: _, types: _, tags: _, operations: _ } =
        &matching.base.api;
    let after = &matching.head.api;
    let info = |side: &Side<'_>| side.key("/info");
    if (title, doc) != (&after.title, &after.doc) {
        let draft = API_DESCRIPTION_CHANGED.found("the title or the description of the API is another one");
        findings.push(draft.at(info(matching.base), info(matching.head)));
    }
    if *server != after.server {
        let spoken = |server: &Option<String>| server.clone().unwrap_or_else(|| "none".to_owned());
        let draft = SERVER_URL_CHANGED
            .found(format!("the API is at {}, not at {}", spoken(&after.server), spoken(server)))
            .before(spoken(server))
            .after(spoken(&after.server));
        let place = |side: &Side<'_>| side.key("/servers/0").or_else(|| side.key("/servers"));
        findings.push(draft.at(place(matching.base), place(matching.head)));
    }
    for gone in &matching.removed {
        let Operation { id, http_method, path, .. } = gone.model;
        let draft = OPERATION_REMOVED
            .found(format!("`{id}` is gone: {http_method} {path}"))
            .before(format!("{http_method} {path}"));
        findings.push(draft.operation(id).at(Some(gone.span), None).items(items(matching.base, gone)));
    }
    for new in &matching.added {
        let Operation { id, http_method, path, .. } = new.model;
        let draft = OPERATION_ADDED
            .found(format!("`{id}` is new: {http_method} {path}"))
            .after(format!("{http_method} {path}"));
        findings.push(draft.operation(id).at(None, Some(new.span)).items(items(matching.head, new)));
    }
    let mut edits = Edits::default();
    for (base, head) in &matching.both {
        compare_two(matching, base, head, findings);
        if let Some(draft) = paths(matching, base, head) {
            edits.push(&head.model.id, draft);
        }
    }
    edits.finish(findings);
    tags(matching, findings);
    reordered(matching, findings);
}

/// The path of an operation. One that has more or fewer parameters than before is told with them.
fn paths(matching: &Matching<'_>, base: &Operating<'_>, head: &Operating<'_>) -> Option<Draft> {
    let (before, after) = (&base.model.path, &head.model.path);
    let draft = if is_renamed(before, after) {
        let draft = PATH_PARAM_RENAMED.found(format!("the path is spelled {after}, not {before}"));
        match moved_name(base.model, head.model) {
            None => draft,
            Some(name) => draft.severity(Dangerous).breaks(&[Wire, Source]).help(format!(
                "read each call: it compiles as before, and `{name}` may be another one of its arguments"
            )),
        }
    } else if before != after
        && !is_reordered(before, after)
        && template_names(before).len() == template_names(after).len()
    {
        PATH_CHANGED.found(format!("the path is {after}, not {before}"))
    } else {
        return None;
    };
    Some(
        draft
            .before(before)
            .after(after)
            .at(matching.base.path(base), matching.head.path(head))
            .items([method(base.model), method(head.model)]),
    )
}

/// A parameter that is elsewhere in the path, and of the type that it was of: nobody knows whether it has moved or its name has.
fn moved_name<'a>(before: &'a Operation, after: &Operation) -> Option<&'a str> {
    // Parameters of the path come first, in its order.
    let both = before.params.iter().zip(&after.params);
    let in_path = both.take_while(|(was, is)| [was, is].map(|param| param.location) == [Location::Path; 2]);
    let mut renamed = in_path.filter(|(was, is)| was.wire != is.wire);
    let named =
        |wire: &str| after.params.iter().find(|param| param.location == Location::Path && param.wire == wire);
    renamed
        .find(|(was, _)| named(&was.wire).is_some_and(|is| is.ty == was.ty))
        .map(|(was, _)| was.wire.as_str())
}

/// What the documents say of tags that both have.
fn tags(matching: &Matching<'_>, findings: &mut Findings) {
    for after in &matching.head.api.tags {
        let before = matching.base.api.tags.iter().find(|tag| tag.name == after.name);
        // The module is compared for each operation.
        let Some(Tag { name, module: _, doc }) = before else { continue };
        if *doc == after.doc {
            continue;
        }
        let declared = |side: &Side<'_>| {
            let tags = side.document.root.get("tags")?.items();
            tags.iter().find(|tag| tag.get("name").and_then(Node::as_str) == Some(name)).map(|tag| tag.span)
        };
        let draft = TAG_DESCRIPTION_CHANGED.found(format!("the tag `{name}` is described in other words"));
        findings.push(draft.at(declared(matching.base), declared(matching.head)));
    }
}

fn compare_two(matching: &Matching<'_>, base: &Operating<'_>, head: &Operating<'_>, findings: &mut Findings) {
    let Operation {
        id,
        method,
        builder,
        constant,
        tag,
        http_method,
        path: _,
        summary,
        doc,
        deprecated,
        // Paths are compared by a function, and the rest by modules, of their own.
        auth: _,
        params: _,
        body: _,
        success: _,
        errors: _,
        policy,
    } = base.model;
    let after = head.model;
    let mut push = |draft: Draft, key: &str| {
        let place = |operating: &Operating<'_>| Some(key_or(operating.node, key, operating.span));
        findings.push(draft.operation(&after.id).at(place(base), place(head)));
    };
    let mut names = items(matching.base, base);
    names.extend(items(matching.head, head));
    if *id != after.id {
        let draft = OPERATION_ID_CHANGED
            .found(format!("`{id}` is called `{}`", after.id))
            .before(id)
            .after(&after.id)
            .help(format!("call `{}` where `{method}` was called", after.method));
        push(draft.items(names.clone()), "operationId");
    } else if (method, builder, constant) != (&after.method, &after.builder, &after.constant) {
        let draft = RUST_NAME_CHANGED
            .found(format!("the method of `{id}` is `{}`, not `{method}`", after.method))
            .before(method)
            .after(&after.method);
        push(draft.items(names.clone()), "operationId");
    }
    if *http_method != after.http_method {
        let draft =
            METHOD_CHANGED.found(format!("`{}` is a {}, not a {http_method}", after.id, after.http_method));
        push(draft.before(http_method).after(&after.http_method), "");
    }
    let (tag, after_tag) = (&matching.base.api.tags[*tag], &matching.head.api.tags[after.tag]);
    if tag.module != after_tag.module {
        let draft = TAG_CHANGED
            .found(format!("`{}` is in the module `{}`, not in `{}`", after.id, after_tag.module, tag.module))
            .before(&tag.name)
            .after(&after_tag.name);
        push(draft.items(names), "tags");
    }
    if *deprecated != after.deprecated {
        let (rule, word) = if after.deprecated {
            (&OPERATION_DEPRECATED, "discouraged")
        } else {
            (&OPERATION_UNDEPRECATED, "no longer discouraged")
        };
        push(rule.found(format!("`{}` is {word}", after.id)), "deprecated");
    }
    if (summary, doc) != (&after.summary, &after.doc) {
        let key = if *summary == after.summary { "description" } else { "summary" };
        push(OPERATION_DESCRIPTION_CHANGED.found(format!("`{}` is described in other words", after.id)), key);
    }
    policies::compare(matching, base, head, policy, &after.policy, findings);
}

/// The first operation that is not where it was among those that both documents have.
fn reordered(matching: &Matching<'_>, findings: &mut Findings) {
    let mut base: Vec<_> =
        matching.both.iter().map(|(base, head)| (base.span.start, head.model.id.as_str())).collect();
    base.sort_unstable();
    let moved = base.iter().zip(&matching.both).find(|((_, was), (_, is))| *was != is.model.id);
    if let Some(((_, was), (_, is))) = moved {
        let draft = OPERATIONS_REORDERED.found(format!("`{}` is where `{was}` was", is.model.id));
        findings.push(draft.operation(&is.model.id).at(None, Some(is.span)));
    }
}

/// The items that an operation is in the client's API, with the types that are named after it.
pub(super) fn items(side: &Side<'_>, operating: &Operating<'_>) -> Vec<String> {
    let module = &side.api.tags[operating.model.tag].module;
    let Operation { builder, constant, .. } = operating.model;
    let mut items = vec![
        method(operating.model),
        format!("operations::{module}::{constant}"),
        format!("operations::{module}::{builder}"),
        format!("operations::{module}::{builder}:*"),
        format!("operations::{module}::{builder}Error"),
        format!("operations::{module}::{builder}Error:*"),
    ];
    items.extend(side.items_within(operating.node.span));
    items
}

/// The item of an operation's method.
pub(super) fn method(operation: &Operation) -> String {
    format!("Client::{}", operation.method)
}

/// The item of a method of an operation's builder.
pub(super) fn of_builder(api: &Api, operation: &Operation, name: &str) -> String {
    format!("operations::{}::{}::{name}", api.tags[operation.tag].module, operation.builder)
}
