//! The answers of an operation, by status, with their headers.

use super::{
    bodies::contents,
    difference::Draft,
    fields::required,
    rule,
    schemas::{Compared, Schemas},
    side::{Operation, flag, key_or},
};
use crate::{
    document::{Entry, Node},
    problem::{Rule, Span},
};
use std::{borrow::Cow, collections::BTreeMap};

static RESPONSE_MISSING: Rule = rule(
    "response-missing",
    "the platform documents a status that the spec lacks",
    "Callers get it as an unexpected answer, without a variant of its own and without its body.",
);

static RESPONSE_UNDOCUMENTED: Rule = rule(
    "response-undocumented",
    "the spec has a status that the platform does not document",
    "It is documented elsewhere, or the platform answers with it no more.",
);

static HEADER_MISSING: Rule = rule(
    "header-missing",
    "the platform documents a header of an answer that the spec lacks",
    "The header may hold what callers need, such as the time to wait.",
);

static HEADER_UNDOCUMENTED: Rule = rule(
    "header-undocumented",
    "the spec has a header of an answer that the platform does not document",
    "It is documented elsewhere, or the platform sends it no more.",
);

/// The rules of this module.
pub(super) static RULES: &[&Rule] =
    &[&RESPONSE_MISSING, &RESPONSE_UNDOCUMENTED, &HEADER_MISSING, &HEADER_UNDOCUMENTED];

/// Compares the answers of an operation.
pub(super) fn compare<'a>(
    ours: &Operation<'a>,
    theirs: &Operation<'a>,
    schemas: &mut Schemas<'a>,
    compared: &mut Compared,
) {
    let mut left = responses(theirs);
    let place = |operation: &Operation<'_>| key_or(operation.site.node, "responses", operation.site.span);
    for (status, our) in responses(ours) {
        let subject = format!("{} {status}", ours.subject);
        let Some(their) = left.remove(&status) else {
            let draft =
                Draft::new(&RESPONSE_UNDOCUMENTED, &subject, (our.key_span, place(theirs))).ours(&status);
            compared
                .found
                .push(draft.message(format!("the platform does not document the answer `{subject}`")));
            continue;
        };
        let at = (our.key_span, their.key_span);
        let our = ours.side.document.resolve(&our.node);
        let their = theirs.side.document.resolve(&their.node);
        headers(&subject, at, our, their, schemas, compared);
        contents(&subject, at, our, their, schemas, compared);
    }
    for (status, their) in left {
        let subject = format!("{} {status}", ours.subject);
        let draft = Draft::new(&RESPONSE_MISSING, &subject, (place(ours), their.key_span)).theirs(&status);
        compared.found.push(draft.message(format!("the spec lacks the answer `{subject}`")));
    }
}

/// The answers by status: `404`, `4XX` or `default`.
fn responses<'a>(operation: &Operation<'a>) -> BTreeMap<String, &'a Entry> {
    let responses = operation.site.node.get("responses").into_iter().flat_map(Node::entries);
    let responses = responses.filter(|(status, _)| !status.starts_with("x-"));
    responses.map(|(status, entry)| (status.replace('x', "X"), entry)).collect()
}

/// The headers by name, which has no case. OpenAPI describes the media type elsewhere.
fn named(response: &Node) -> BTreeMap<String, (&str, &Entry)> {
    let headers = response.get("headers").into_iter().flat_map(Node::entries);
    let headers = headers.map(|(name, entry)| (name.to_lowercase(), (name, entry)));
    headers.filter(|(key, _)| key != "content-type").collect()
}

fn headers<'a>(
    subject: &str,
    (our_place, their_place): (Span, Span),
    ours: &'a Node,
    theirs: &'a Node,
    schemas: &mut Schemas<'a>,
    compared: &mut Compared,
) {
    let mut left = named(theirs);
    for (key, (name, our)) in named(ours) {
        let header = format!("{subject} header {name}");
        let Some((_, their)) = left.remove(&key) else {
            let place = key_or(theirs, "headers", their_place);
            let draft = Draft::new(&HEADER_UNDOCUMENTED, &header, (our.key_span, place)).ours(name);
            compared
                .found
                .push(draft.message(format!("the platform does not document the header `{header}`")));
            continue;
        };
        let at = (our.key_span, their.key_span);
        let our = schemas.ours.document.resolve(&our.node);
        let their = schemas.theirs.document.resolve(&their.node);
        compared.found.extend(required(&header, at, flag(our, "required"), flag(their, "required")));
        if let (Some(our_schema), Some(their_schema)) = (our.get("schema"), their.get("schema")) {
            schemas.usage(header, Cow::Borrowed(our_schema), Cow::Borrowed(their_schema), compared);
        }
    }
    for (name, their) in left.into_values() {
        let header = format!("{subject} header {name}");
        let place = key_or(ours, "headers", our_place);
        let draft = Draft::new(&HEADER_MISSING, &header, (place, their.key_span)).theirs(name);
        compared.found.push(draft.message(format!("the spec lacks the header `{header}`")));
    }
}
