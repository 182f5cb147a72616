//! The fields of an object.

use super::{
    difference::Draft,
    rule,
    schema::View,
    schemas::{Compared, Pair, Schemas},
    side::key_or,
};
use crate::problem::{Rule, Span};

static FIELD_MISSING: Rule = rule(
    "field-missing",
    "the platform documents a field that the spec lacks",
    "The client ignores the field in answers and has no way to send it. Add it with its description; as `required` only where the \
     platform says so.",
);

static FIELD_UNDOCUMENTED: Rule = rule(
    "field-undocumented",
    "the spec has a field that the platform does not document",
    "The platform may have dropped or renamed it. In a request it then has no effect or is refused; in an answer it never \
     comes, and where the spec requires it nothing decodes any more.",
);

pub(super) static REQUIRED_DIFFERS: Rule = rule(
    "required-differs",
    "what one document requires is optional in the other",
    "A field of an answer that the spec requires and the platform leaves out does not decode; a part of a request that the spec \
     leaves out and the platform requires is refused. It holds for fields, parameters, bodies and headers.",
);

static OTHER_FIELDS_DIFFER: Rule = rule(
    "other-fields-differ",
    "an object may have other fields beside those that are named in one document, and not in the other",
    "It is `additionalProperties` that says so; where it says nothing, anything is allowed. The values of a map are compared \
     where both documents give them a schema.",
);

/// The rules of this module.
pub(super) static RULES: &[&Rule] =
    &[&FIELD_MISSING, &FIELD_UNDOCUMENTED, &REQUIRED_DIFFERS, &OTHER_FIELDS_DIFFER];

/// Compares the fields of two objects.
pub(super) fn compare<'a>(pair: &Pair<'a>, schemas: &mut Schemas<'a>, compared: &mut Compared) {
    let Pair { subject, ours, theirs, .. } = pair;
    for name in ours.properties() {
        let Some((our_place, our_node)) = ours.property(&name) else { continue };
        let field = format!("{subject}/{name}");
        let Some((their_place, their_node)) = theirs.property(&name) else {
            let whole = key_or(&theirs.node, "properties", theirs.used_at);
            let view = View::of(&schemas.ours.document, our_node);
            let draft =
                Draft::new(&FIELD_UNDOCUMENTED, &field, (our_place, whole)).ours(stated(&view, ours, &name));
            compared.found.push(draft.message(format!("the platform does not document the field `{field}`")));
            continue;
        };
        let places = (our_place, their_place);
        compared.found.extend(required(&field, places, ours.requires(&name), theirs.requires(&name)));
        schemas.usage(field, our_node, their_node, compared);
    }
    for name in theirs.properties() {
        if ours.property(&name).is_some() {
            continue;
        }
        let Some((their_place, their_node)) = theirs.property(&name) else { continue };
        let whole = key_or(&ours.node, "properties", ours.used_at);
        let view = View::of(&schemas.theirs.document, their_node);
        let field = format!("{subject}/{name}");
        let draft =
            Draft::new(&FIELD_MISSING, &field, (whole, their_place)).theirs(stated(&view, theirs, &name));
        compared.found.push(draft.message(format!("the spec lacks the field `{field}`")));
    }
    others(pair, schemas, compared);
}

/// A field in a few words: `string or null, required`.
fn stated(field: &View<'_>, object: &View<'_>, name: &str) -> String {
    format!("{}, {}", field.spoken(), necessity(object.requires(name)))
}

/// Compares whether something must be there.
pub(super) fn required(subject: &str, places: (Span, Span), ours: bool, theirs: bool) -> Option<Draft> {
    if ours == theirs {
        return None;
    }
    let (our_word, their_word) = (necessity(ours), necessity(theirs));
    let message = format!("`{subject}` is {their_word} to the platform, {our_word} to the spec");
    Some(Draft::new(&REQUIRED_DIFFERS, subject, places).ours(our_word).theirs(their_word).message(message))
}

fn necessity(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

/// Compares what objects may hold beside the fields that are named.
fn others<'a>(pair: &Pair<'a>, schemas: &mut Schemas<'a>, compared: &mut Compared) {
    let Pair { subject, ours, theirs, .. } = pair;
    let (our_word, their_word) = (beside(ours), beside(theirs));
    if our_word != their_word {
        let places = [ours, theirs].map(|view| key_or(&view.node, "additionalProperties", view.used_at));
        let message = format!(
            "beside its named fields `{subject}` may have {their_word} to the platform, {our_word} to the spec"
        );
        let draft =
            Draft::new(&OTHER_FIELDS_DIFFER, subject, places.into()).ours(our_word).theirs(their_word);
        compared.found.push(draft.message(message));
    } else if our_word == TYPED
        && let (Some(our_node), Some(their_node)) =
            (ours.child("additionalProperties"), theirs.child("additionalProperties"))
    {
        schemas.usage(format!("{subject}/*"), our_node, their_node, compared);
    }
}

const TYPED: &str = "fields of one type";

fn beside(object: &View<'_>) -> &'static str {
    let Some(rest) = object.node.get("additionalProperties") else { return "any fields" };
    match rest.as_bool() {
        Some(false) => "no fields",
        Some(true) => "any fields",
        None if rest.entries().next().is_none() => "any fields",
        None => TYPED,
    }
}
