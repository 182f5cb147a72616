//! Schemas that stand in the same place of both documents: what each says where it is used, then what it means, pair by pair.
//!
//! Pairs wait in a queue and each is compared once, so that neither circles nor the depth of a document matter.

use super::{
    difference::Draft,
    fields, rule,
    schema::View,
    side::{Side, key_or},
    unions, values,
};
use crate::{
    document::{Node, Value},
    lower::Place,
    problem::{Rule, Span},
};
use indexmap::IndexMap;
use std::{
    borrow::Cow,
    collections::{BTreeMap, VecDeque},
};

static TYPE_DIFFERS: Rule = rule(
    "type-differs",
    "a value has another type in the platform's document",
    "The client reads and writes the type that the spec states: an answer of another type does not decode, and the platform \
     refuses a request of another type. `any` stands for a schema that says nothing. What stands below is not compared.",
);

static NULLABLE_DIFFERS: Rule = rule(
    "nullable-differs",
    "one of the documents allows null where the other does not",
    "Null in an answer does not decode where the spec does not allow it, and a caller checks for nothing where it does and \
     the platform never sends it.",
);

static DEFAULT_DIFFERS: Rule = rule(
    "default-differs",
    "a value that is left out counts as something else",
    "The client does not send defaults, it documents them: the platform decides what counts. Defaults are compared as JSON.",
);

static DEPRECATION_DIFFERS: Rule = rule(
    "deprecation-differs",
    "one of the documents calls deprecated what the other does not",
    "What the platform deprecates is going to disappear: say so in the spec, and users of the client get a warning from their \
     compiler while there is time. Operations, parameters and schemas can be deprecated.",
);

static DIRECTION_DIFFERS: Rule = rule(
    "direction-differs",
    "only answers hold a value in one of the documents, or only requests do",
    "A value that is `readOnly` does not belong into requests, and one that is `writeOnly` does not come back. Where the \
     documents do not agree, the client sends what the platform does not take, or waits for what never comes.",
);

/// The rules of this module.
pub(super) static RULES: &[&Rule] =
    &[&TYPE_DIFFERS, &NULLABLE_DIFFERS, &DEFAULT_DIFFERS, &DEPRECATION_DIFFERS, &DIRECTION_DIFFERS];

/// All pairs of schemas that have been met.
pub(super) struct Schemas<'a> {
    pub(super) ours: &'a Side<'a>,
    pub(super) theirs: &'a Side<'a>,
    ids: BTreeMap<(Place, Place), usize>,
    waiting: VecDeque<Pair<'a>>,
    /// What has been found of each pair, by id.
    pub(super) compared: Vec<Compared>,
}

/// What has been found of a pair, or of an operation, and which pairs it leads to.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) found: Vec<Draft>,
    pub(super) leads: Vec<usize>,
}

/// Two schemas of one type, as they wait.
pub(super) struct Pair<'a> {
    id: usize,
    /// What ours is called.
    pub(super) subject: String,
    pub(super) ours: View<'a>,
    pub(super) theirs: View<'a>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(ours: &'a Side<'a>, theirs: &'a Side<'a>) -> Self {
        Self { ours, theirs, ids: BTreeMap::new(), waiting: VecDeque::new(), compared: Vec::new() }
    }

    /// Compares two schemas where they are used; `into` gets what differs there, and what else they lead to.
    pub(super) fn usage(
        &mut self,
        subject: String,
        ours: Cow<'a, Node>,
        theirs: Cow<'a, Node>,
        into: &mut Compared,
    ) {
        let ours = View::of(&self.ours.document, ours);
        let theirs = View::of(&self.theirs.document, theirs);
        self.views(subject, ours, theirs, into);
    }

    /// The same with schemas that have been looked at.
    pub(super) fn views(&mut self, subject: String, ours: View<'a>, theirs: View<'a>, into: &mut Compared) {
        into.found.extend(notes(&subject, &ours, &theirs));
        if ours.kind != theirs.kind || ours.kind == "any" {
            return;
        }
        let subject = ours.name.clone().unwrap_or(subject);
        let next = self.ids.len();
        let id = *self.ids.entry((ours.place(), theirs.place())).or_insert(next);
        if id == next {
            self.compared.push(Compared::default());
            self.waiting.push_back(Pair { id, subject, ours, theirs });
        }
        into.leads.push(id);
    }

    /// Compares every pair that waits, and those that they lead to.
    pub(super) fn finish(&mut self) {
        while let Some(pair) = self.waiting.pop_front() {
            let mut compared = Compared::default();
            values::compare(&pair, &mut compared.found);
            match pair.ours.kind {
                "object" => fields::compare(&pair, self, &mut compared),
                "array" => items(&pair, self, &mut compared),
                _ => {}
            }
            unions::compare(&pair, self, &mut compared);
            self.compared[pair.id] = compared;
        }
    }
}

/// What two schemas say where they are used.
fn notes(subject: &str, ours: &View<'_>, theirs: &View<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    let places = (ours.used_at, theirs.used_at);
    if ours.kind != theirs.kind {
        let (our_type, their_type) = (ours.spoken(), theirs.spoken());
        let message = format!("`{subject}` is {their_type} to the platform, {our_type} to the spec");
        found.push(
            Draft::new(&TYPE_DIFFERS, subject, places).ours(our_type).theirs(their_type).message(message),
        );
    } else if ours.nullable != theirs.nullable && ours.kind != "any" {
        let (our_type, their_type) = (ours.spoken(), theirs.spoken());
        let who = if theirs.nullable { "the platform" } else { "the spec" };
        let message = format!("only {who} allows null for `{subject}`");
        found.push(
            Draft::new(&NULLABLE_DIFFERS, subject, places).ours(our_type).theirs(their_type).message(message),
        );
    }
    if ours.default != theirs.default {
        let spoken = |default: &Option<String>| default.clone().unwrap_or_else(|| "nothing".to_owned());
        let message = format!(
            "`{subject}` is {} by default to the platform, {} to the spec",
            spoken(&theirs.default),
            spoken(&ours.default)
        );
        let draft = Draft::new(&DEFAULT_DIFFERS, subject, places)
            .values(ours.default.clone(), theirs.default.clone());
        found.push(draft.message(message));
    }
    found.extend(deprecation(subject, places, ours.deprecated, theirs.deprecated));
    if ours.direction != theirs.direction {
        let (our_way, their_way) = (ours.direction.map(str::to_owned), theirs.direction.map(str::to_owned));
        let message = format!("the documents do not agree which way `{subject}` travels");
        found.push(
            Draft::new(&DIRECTION_DIFFERS, subject, places).values(our_way, their_way).message(message),
        );
    }
    found
}

/// Compares whether something is deprecated.
pub(super) fn deprecation(subject: &str, places: (Span, Span), ours: bool, theirs: bool) -> Option<Draft> {
    if ours == theirs {
        return None;
    }
    let (by, word) = if theirs { ("the platform", "spec") } else { ("the spec", "platform") };
    let message = format!("{by} calls `{subject}` deprecated, the {word} does not");
    let value = |is: bool| is.then(|| "deprecated".to_owned());
    Some(
        Draft::new(&DEPRECATION_DIFFERS, subject, places).values(value(ours), value(theirs)).message(message),
    )
}

/// Compares what two arrays are lists of.
fn items<'a>(pair: &Pair<'a>, schemas: &mut Schemas<'a>, compared: &mut Compared) {
    let anything = || Cow::Owned(anything());
    let (ours, theirs) = (pair.ours.child("items"), pair.theirs.child("items"));
    if ours.is_none() && theirs.is_none() {
        return;
    }
    let subject = format!("{}/[]", pair.subject);
    let (ours, theirs) = (ours.unwrap_or_else(anything), theirs.unwrap_or_else(anything));
    let mut ours = View::of(&schemas.ours.document, ours);
    let mut theirs = View::of(&schemas.theirs.document, theirs);
    // What is not there stands where it would be.
    for (view, whole) in [(&mut ours, &pair.ours), (&mut theirs, &pair.theirs)] {
        if whole.node.get("items").is_none() {
            view.used_at = key_or(&whole.node, "type", whole.used_at);
        }
    }
    schemas.views(subject, ours, theirs, compared);
}

/// The schema that says nothing.
fn anything() -> Node {
    Node { span: Span::default(), value: Value::Mapping(IndexMap::new()) }
}
