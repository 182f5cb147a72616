//! What a value may be one of.

use super::{
    difference::Draft,
    rule,
    schema::View,
    schemas::{Compared, Pair, Schemas},
};
use crate::problem::Rule;

static CHOICE_MISSING: Rule = rule(
    "choice-missing",
    "a value may be something more to the platform than to the spec",
    "`oneOf` and `anyOf` count as the same, and members are matched by type, objects by their fields. The client keeps a choice \
     that it does not know as plain JSON in answers, and cannot send it.",
);

static CHOICE_UNDOCUMENTED: Rule = rule(
    "choice-undocumented",
    "a value may be something to the spec that the platform does not document",
    "The platform may have dropped the choice, and refuses a request that holds it.",
);

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[&CHOICE_MISSING, &CHOICE_UNDOCUMENTED];

/// Compares what two schemas may be one of.
pub(super) fn compare<'a>(pair: &Pair<'a>, schemas: &mut Schemas<'a>, compared: &mut Compared) {
    let Pair { subject, ours, theirs, .. } = pair;
    let (our_document, their_document) = (&schemas.ours.document, &schemas.theirs.document);
    let our_views: Vec<View<'a>> =
        ours.members().into_iter().map(|node| View::of(our_document, node)).collect();
    let mut left: Vec<View<'a>> =
        theirs.members().into_iter().map(|node| View::of(their_document, node)).collect();
    for our in our_views {
        let choice = format!("{subject} ({})", our.kind);
        let alike = left.iter().enumerate().filter(|(_, their)| their.kind == our.kind);
        // Of those that are as much alike, the first.
        let closest = alike.max_by_key(|(at, their)| (likeness(&our, their), std::cmp::Reverse(*at)));
        if let Some((at, _)) = closest {
            let their = left.remove(at);
            schemas.views(choice, our, their, compared);
        } else {
            let draft =
                Draft::new(&CHOICE_UNDOCUMENTED, subject, (our.used_at, theirs.used_at)).ours(called(&our));
            compared.found.push(
                draft.message(format!("the platform does not say that `{subject}` may be {}", called(&our))),
            );
        }
    }
    for their in left {
        let draft =
            Draft::new(&CHOICE_MISSING, subject, (ours.used_at, their.used_at)).theirs(called(&their));
        compared
            .found
            .push(draft.message(format!("to the platform `{subject}` may also be {}", called(&their))));
    }
}

/// A choice in a few words.
fn called(view: &View<'_>) -> String {
    match &view.name {
        Some(name) => format!("{} {name}", view.spoken()),
        None => view.spoken(),
    }
}

/// How many fields two objects share; one whose only values differ tells them apart.
fn likeness(ours: &View<'_>, theirs: &View<'_>) -> i64 {
    const TELLING: i64 = 1_000;
    let values = |view: &View<'_>, name: &str| {
        let values = view.property(name)?.1.get("enum")?.to_json();
        Some(values)
    };
    let shared = |name: &String| {
        theirs.property(name)?;
        match (values(ours, name), values(theirs, name)) {
            (Some(one), Some(other)) if one == other => Some(TELLING),
            (Some(_), Some(_)) => Some(-TELLING),
            _ => Some(1),
        }
    };
    ours.properties().iter().filter_map(shared).sum()
}
