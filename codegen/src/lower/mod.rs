//! The document -> [`Api`]: what later stages read, with every Rust name decided.
//!
//! What the document says and the generator cannot express is a located warning, never silence.

mod enums;
mod keys;
mod merge;
mod names;
mod one_way;
mod operations;
mod params;
mod policy;
mod responses;
mod schemas;
#[cfg(test)]
mod tests;
mod unions;

pub(crate) use keys::says_what;
pub(crate) use merge::merge_all_of;
pub(crate) use names::{
    RUNTIME_KINDS, is_kind_of_runtime, is_taken_method, is_taken_type, is_taken_variant, upper,
};
pub(crate) use one_way::{is_read_only, is_write_only};
pub(crate) use operations::{Site, sent_content, sites};
pub(crate) use params::{stated_params, template_names};
pub(crate) use policy::buckets;
pub(crate) use schemas::{Place, place};
pub(crate) use unions::telling_property;

use crate::{
    document::{Document, NOT_EXPRESSED, Node},
    model::{Api, Auth, ErrorKind, Operation, Shape, Status, Success, Type, TypeDef},
    problem::{Problem, Problems, Rule, Span},
};
use keys::text;
use schemas::Types;
use std::collections::BTreeMap;

/// The rules that lowering checks.
pub(crate) static RULES: &[&Rule] = &[&schemas::NAME_COLLISION];

/// Lowers a document. Always gives an API; what it could not express is among the problems.
pub(crate) fn lower(document: &Document, problems: &mut Problems) -> Api {
    let root = &document.root;
    let mut types = Types::read(document, problems);
    let buckets = buckets(document);
    let (mut operations, tags) = operations::operations(document, &mut types, &buckets, problems);
    mark_usage(types.defs_mut(), &operations);
    types.relax_one_way();
    for operation in &mut operations {
        policy::settle_pages(operation, &types);
    }
    Api {
        title: root.at("/info/title").and_then(Node::as_str).unwrap_or("API").trim().to_owned(),
        doc: root.get("info").and_then(|info| text(info, "description")),
        server: server(root),
        auth: auth(document, problems),
        errors: error_kinds(root, &operations),
        types: types.into_defs(),
        buckets,
        tags,
        operations,
    }
}

/// The base URL that the document gives its client, if any.
pub(crate) fn server(root: &Node) -> Option<String> {
    let server = root.get("servers")?.items().first()?;
    let mut url = text(server, "url")?;
    for (name, variable) in server.get("variables").into_iter().flat_map(Node::entries) {
        if let Some(default) = text(&variable.node, "default") {
            url = url.replace(&format!("{{{name}}}"), &default);
        }
    }
    // A relative server, or one with a variable that has no default, is no base URL.
    let is_absolute = (url.starts_with("http://") || url.starts_with("https://")) && !url.contains('{');
    is_absolute.then(|| url.trim_end_matches('/').to_owned())
}

/// The security scheme whose credentials the client sends, and its name: the first one that the root requires, or else
/// the first one there is.
pub(crate) fn scheme(root: &Node) -> Option<(&str, &Node)> {
    let schemes = root.at("/components/securitySchemes")?;
    let mut required = root.get("security").into_iter().flat_map(Node::items).flat_map(Node::entries);
    required
        .find_map(|(name, _)| schemes.get(name).map(|scheme| (name, scheme)))
        .or_else(|| schemes.entries().next().map(|(name, entry)| (name, &entry.node)))
}

/// Says that only one of the credentials that an alternative of a `security` list demands together is sent.
pub(super) fn several_credentials(security: &Node, problems: &mut Problems) {
    for several in security.items().iter().filter(|alternative| alternative.entries().count() > 1) {
        problems.push(not_expressed(
            several.span,
            "of several credentials that are needed together only the first ones are sent",
            "send the others with a default header of the client's builder",
        ));
    }
}

fn auth(document: &Document, problems: &mut Problems) -> Auth {
    if let Some(security) = document.root.get("security") {
        several_credentials(security, problems);
    }
    let Some((_, stated)) = scheme(&document.root) else {
        return Auth::None;
    };
    let scheme = document.resolve(stated);
    let named = |key| scheme.get(key).and_then(Node::as_str).unwrap_or_default();
    match (named("type"), named("scheme").to_ascii_lowercase().as_str(), named("in")) {
        ("http", "basic", _) => Auth::Basic,
        ("http", "bearer" | "", _) | ("oauth2" | "openIdConnect", _, _) => Auth::Bearer,
        ("apiKey", _, "header") if named("name").eq_ignore_ascii_case("authorization") => {
            Auth::Header("Authorization".to_owned())
        }
        ("apiKey", _, "header") => Auth::Header(named("name").to_owned()),
        ("apiKey", _, "query") => Auth::Query(named("name").to_owned()),
        (kind, word, place) => {
            let what = if kind == "http" { word } else { place };
            problems.push(not_expressed(
                scheme.span,
                format!("credentials of the type `{kind}`, `{what}`, are not sent"),
                "send them with a default header of the client's builder",
            ));
            Auth::None
        }
    }
}

/// The kinds that `x-errors` names, in its order, then those that operations use without a name, in order of first use.
fn error_kinds(root: &Node, operations: &[Operation]) -> Vec<ErrorKind> {
    let mut kinds: Vec<ErrorKind> = Vec::new();
    for (name, entry) in root.get("x-errors").into_iter().flat_map(Node::entries) {
        let doc = [text(&entry.node, "description"), text(&entry.node, "advice")];
        let doc: Vec<String> = doc.into_iter().flatten().collect();
        kinds.push(ErrorKind {
            variant: upper(name),
            statuses: Vec::new(),
            doc: (!doc.is_empty()).then(|| doc.join("\n\n")),
        });
    }
    for case in operations.iter().flat_map(|operation| &operation.errors) {
        let status = match case.status {
            Status::Code(code) => code.to_string(),
            Status::Range(digit) => format!("{digit}XX"),
            Status::Default => "any other status".to_owned(),
        };
        let at = kinds.iter().position(|kind| kind.variant == case.kind).unwrap_or_else(|| {
            kinds.push(ErrorKind { variant: case.kind.clone(), statuses: Vec::new(), doc: None });
            kinds.len() - 1
        });
        if !kinds[at].statuses.contains(&status) {
            kinds[at].statuses.push(status);
        }
    }
    // A kind that no operation has would be an arm that never matches.
    kinds.retain(|kind| !kind.statuses.is_empty());
    kinds
}

/// Marks what requests hold and what answers hold. What neither holds is treated as an answer's.
fn mark_usage(defs: &mut BTreeMap<String, TypeDef>, operations: &[Operation]) {
    for operation in operations {
        let sent =
            operation.params.iter().map(|param| &param.ty).chain(operation.body.iter().map(|body| &body.ty));
        for ty in sent {
            mark(defs, ty, &mut |def| !std::mem::replace(&mut def.in_request, true));
        }
        let success = match &operation.success {
            Success::Json(ty) => Some(ty),
            Success::Empty | Success::Text | Success::Bytes => None,
        };
        for ty in success.into_iter().chain(operation.errors.iter().filter_map(|case| case.body.as_ref())) {
            mark(defs, ty, &mut |def| !std::mem::replace(&mut def.in_response, true));
        }
    }
    for def in defs.values_mut().filter(|def| !def.in_request) {
        def.in_response = true;
    }
}

/// Visits every type that `ty` holds, as long as `visit` says that it was not there before.
fn mark(defs: &mut BTreeMap<String, TypeDef>, ty: &Type, visit: &mut impl FnMut(&mut TypeDef) -> bool) {
    let mut queue: Vec<Type> = vec![ty.clone()];
    while let Some(ty) = queue.pop() {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => queue.push(*inner),
            Type::Named(name) => {
                if let Some(def) = defs.get_mut(&name)
                    && visit(def)
                {
                    queue.extend(parts(&def.shape).into_iter().cloned());
                }
            }
            _ => {}
        }
    }
}

/// The types that a shape holds.
pub(crate) fn parts(shape: &Shape) -> Vec<&Type> {
    match shape {
        Shape::Struct(object) => object.fields.iter().map(|field| &field.ty).chain(&object.rest).collect(),
        Shape::Enum(_) => Vec::new(),
        Shape::Tagged(tagged) => tagged.choices.iter().map(|(_, choice)| &choice.ty).collect(),
        Shape::Untagged(choices) => choices.iter().map(|choice| &choice.ty).collect(),
        Shape::Alias(ty) => vec![ty],
    }
}

/// A warning that something is read as less than it says.
pub(super) fn not_expressed(span: Span, message: impl Into<String>, help: impl Into<String>) -> Problem {
    NOT_EXPRESSED.at(span, message).help(help)
}
