//! What requests hold beside their parameters, and the media types of bodies.

use super::{
    difference::Draft,
    fields::required,
    rule,
    schemas::{Compared, Schemas},
    side::{Operation, flag, key_or},
};
use crate::{
    document::{Entry, Node},
    media_type::essence,
    problem::{Rule, Span},
};
use std::{borrow::Cow, collections::BTreeMap};

static BODY_MISSING: Rule = rule(
    "body-missing",
    "the platform documents a request body that the spec lacks",
    "Callers cannot send it. Where the platform requires it, every call without it is refused.",
);

static BODY_UNDOCUMENTED: Rule = rule(
    "body-undocumented",
    "the spec has a request body that the platform does not document",
    "The platform may ignore what is sent, or take it in another way.",
);

static MEDIA_TYPE_MISSING: Rule = rule(
    "media-type-missing",
    "the platform documents a media type of a body that the spec lacks",
    "A body that the spec does not describe is not read: an error without its message, an answer without its content. Types are \
     compared without case and without their parameters.",
);

static MEDIA_TYPE_UNDOCUMENTED: Rule = rule(
    "media-type-undocumented",
    "the spec describes a body of a media type that the platform does not document",
    "The platform may answer with something else, and refuse what is sent so.",
);

/// The rules of this module.
pub(super) static RULES: &[&Rule] =
    &[&BODY_MISSING, &BODY_UNDOCUMENTED, &MEDIA_TYPE_MISSING, &MEDIA_TYPE_UNDOCUMENTED];

/// Compares the request bodies of an operation.
pub(super) fn compare<'a>(
    ours: &Operation<'a>,
    theirs: &Operation<'a>,
    schemas: &mut Schemas<'a>,
    compared: &mut Compared,
) {
    let subject = format!("{} body", ours.subject);
    let body = |operation: &Operation<'a>| {
        let entry = operation.site.node.entry("requestBody")?;
        Some((entry.key_span, operation.side.document.resolve(&entry.node)))
    };
    match (body(ours), body(theirs)) {
        (None, None) => {}
        (Some((place, node)), None) => {
            let draft = Draft::new(&BODY_UNDOCUMENTED, &subject, (place, theirs.site.span)).ours(types(node));
            compared.found.push(draft.message(format!("the platform does not document `{subject}`")));
        }
        (None, Some((place, node))) => {
            let draft = Draft::new(&BODY_MISSING, &subject, (ours.site.span, place)).theirs(types(node));
            compared.found.push(draft.message(format!("the spec lacks `{subject}`")));
        }
        (Some((our_place, our_body)), Some((their_place, their_body))) => {
            let at = (our_place, their_place);
            compared.found.extend(required(
                &subject,
                at,
                flag(our_body, "required"),
                flag(their_body, "required"),
            ));
            contents(&subject, at, our_body, their_body, schemas, compared);
        }
    }
}

/// The media types of a body, as one value.
fn types(body: &Node) -> String {
    content(body).into_keys().collect::<Vec<String>>().join(", ")
}

/// The contents of a body or an answer, by media type.
fn content(node: &Node) -> BTreeMap<String, &Entry> {
    let content = node.get("content").into_iter().flat_map(Node::entries);
    content.map(|(name, entry)| (essence(name), entry)).collect()
}

/// Compares the contents of two bodies, or of two answers.
pub(super) fn contents<'a>(
    subject: &str,
    (our_place, their_place): (Span, Span),
    ours: &'a Node,
    theirs: &'a Node,
    schemas: &mut Schemas<'a>,
    compared: &mut Compared,
) {
    let mut left = content(theirs);
    for (name, our) in content(ours) {
        let content = format!("{subject} {name}");
        let Some(their) = left.remove(&name) else {
            let place = key_or(theirs, "content", their_place);
            let draft = Draft::new(&MEDIA_TYPE_UNDOCUMENTED, &content, (our.key_span, place)).ours(name);
            compared
                .found
                .push(draft.message(format!("the platform does not document the content `{content}`")));
            continue;
        };
        let (our_schema, their_schema) = (our.node.get("schema"), their.node.get("schema"));
        if let (Some(our_schema), Some(their_schema)) = (our_schema, their_schema) {
            schemas.usage(content, Cow::Borrowed(our_schema), Cow::Borrowed(their_schema), compared);
        }
    }
    for (name, their) in left {
        let content = format!("{subject} {name}");
        let place = key_or(ours, "content", our_place);
        let draft = Draft::new(&MEDIA_TYPE_MISSING, &content, (place, their.key_span)).theirs(name);
        compared.found.push(draft.message(format!("the spec lacks the content `{content}`")));
    }
}
