//! Which values of its type a schema allows: formats, bounds, and texts of which it is one.

use super::{difference::Draft, rule, schema::View, schemas::Pair, side::key_or};
use crate::{
    diff::bounds_of,
    document::Node,
    problem::{Rule, Span},
};

static FORMAT_DIFFERS: Rule = rule(
    "format-differs",
    "a value has another format in the platform's document",
    "The format says how a text or a number is to be read, and for some formats the client has a type of its own.",
);

static BOUNDS_DIFFER: Rule = rule(
    "bounds-differ",
    "a value has other bounds in the platform's document",
    "Smallest and greatest values, lengths, patterns, and the numbers that a value may be one of. The platform refuses a request \
     beyond its own bounds, and the spec's stand-in one beyond the spec's.",
);

static ENUM_MISSING: Rule = rule(
    "enum-missing",
    "the platform lists the values of a text, and the spec takes any",
    "With the list, callers match on variants and the documentation names them. The client keeps values that are new.",
);

static ENUM_UNDOCUMENTED: Rule = rule(
    "enum-undocumented",
    "the spec lists the values of a text, and the platform documents any",
    "The list comes from elsewhere, and nobody says when it changes. In an answer the client keeps values that are not in it; in \
     a request they cannot be sent.",
);

static ENUM_VALUE_MISSING: Rule = rule(
    "enum-value-missing",
    "the platform documents a value that the spec lacks",
    "In an answer the client keeps the value as an unknown one; add it, so that callers can match on it. In a request nobody \
     can send it until it is added.",
);

static ENUM_VALUE_UNDOCUMENTED: Rule = rule(
    "enum-value-undocumented",
    "the spec has a value that the platform does not document",
    "The platform may have dropped it, and refuses a request that holds it.",
);

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &FORMAT_DIFFERS,
    &BOUNDS_DIFFER,
    &ENUM_MISSING,
    &ENUM_UNDOCUMENTED,
    &ENUM_VALUE_MISSING,
    &ENUM_VALUE_UNDOCUMENTED,
];

/// Compares two schemas of one type.
pub(super) fn compare(pair: &Pair<'_>, found: &mut Vec<Draft>) {
    let Pair { subject, ours, theirs, .. } = pair;
    let format = |view: &View<'_>| view.node.get("format").and_then(Node::as_str).map(str::to_owned);
    let (our_format, their_format) = (format(ours), format(theirs));
    if our_format != their_format {
        let spoken = |format: &Option<String>| format.clone().unwrap_or_else(|| "none".to_owned());
        let message = format!(
            "the format of `{subject}` is {} to the platform, {} to the spec",
            spoken(&their_format),
            spoken(&our_format)
        );
        let draft =
            Draft::new(&FORMAT_DIFFERS, subject, places(pair, "format")).values(our_format, their_format);
        found.push(draft.message(message));
    }
    for bound in bounds_of(&ours.node, &theirs.node) {
        let at = (bound.base.unwrap_or(ours.used_at), bound.head.unwrap_or(theirs.used_at));
        let message =
            format!("`{subject}` has {} to the platform, {} to the spec", bound.after, bound.before);
        found.push(
            Draft::new(&BOUNDS_DIFFER, subject, at).ours(bound.before).theirs(bound.after).message(message),
        );
    }
    enums(pair, found);
}

fn places(pair: &Pair<'_>, key: &str) -> (Span, Span) {
    let place = |view: &View<'_>| key_or(&view.node, key, view.used_at);
    (place(&pair.ours), place(&pair.theirs))
}

fn enums(pair: &Pair<'_>, found: &mut Vec<Draft>) {
    let Pair { subject, ours, theirs, .. } = pair;
    let at = places(pair, "enum");
    let (our_texts, their_texts) = match (ours.texts(), theirs.texts()) {
        (Some(ours), Some(theirs)) => (ours, theirs),
        (None, Some(theirs)) if ours.node.get("enum").is_none() => {
            let draft = Draft::new(&ENUM_MISSING, subject, at).theirs(theirs.join(", "));
            found.push(
                draft.message(format!("the platform lists the values of `{subject}`, the spec does not")),
            );
            return;
        }
        (Some(ours), None) if theirs.node.get("enum").is_none() => {
            let draft = Draft::new(&ENUM_UNDOCUMENTED, subject, at).ours(ours.join(", "));
            found.push(
                draft.message(format!("the spec lists the values of `{subject}`, the platform does not")),
            );
            return;
        }
        _ => return,
    };
    let insensitive = ours.node.at("/x-enum/case").and_then(Node::as_str) == Some("insensitive");
    let same = |one: &str, other: &str| one == other || (insensitive && one.eq_ignore_ascii_case(other));
    for value in their_texts.iter().filter(|value| !our_texts.iter().any(|other| same(value, other))) {
        let draft = Draft::new(&ENUM_VALUE_MISSING, subject, at).theirs(value);
        found.push(draft.message(format!("the spec lacks the value `{value}` of `{subject}`")));
    }
    for value in our_texts.iter().filter(|value| !their_texts.iter().any(|other| same(value, other))) {
        let draft = Draft::new(&ENUM_VALUE_UNDOCUMENTED, subject, at).ours(value);
        found.push(
            draft.message(format!("the platform does not document the value `{value}` of `{subject}`")),
        );
    }
}
