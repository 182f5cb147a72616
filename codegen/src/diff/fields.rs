//! The fields of a struct: which there are, what each holds, and whether it must be there.

mod rules;

pub(super) use rules::RULES;

use super::{
    changes, facts,
    finding::{Draft, Findings},
    gaps::Gaps,
    pair::{Pair, keys},
    rule::{
        Contract::{Source, Wire},
        Severity::{Breaking, Safe},
    },
    side::Side,
};
use crate::{
    document::Entry,
    lower,
    model::{Field, Struct, TypeDef},
    problem::Span,
};
use rules::{
    ADDITIONAL_PROPERTIES_CLOSED, ADDITIONAL_PROPERTIES_OPENED, PROPERTY_DEPRECATED,
    PROPERTY_DESCRIPTION_CHANGED, PROPERTY_ORDER_CHANGED, PROPERTY_RENAMED, PROPERTY_RUST_NAME_CHANGED,
    PROPERTY_UNDEPRECATED, READ_ONLY_ADDED, READ_ONLY_REMOVED, REQUEST_BECAME_NOT_NULLABLE,
    REQUEST_BECAME_NULLABLE, REQUEST_BECAME_OPTIONAL, REQUEST_BECAME_REQUIRED, REQUEST_OPTIONAL_ADDED,
    REQUEST_REMOVED, REQUEST_REORDERED, REQUEST_REQUIRED_ADDED, RESPONSE_BECAME_NOT_NULLABLE,
    RESPONSE_BECAME_NULLABLE, RESPONSE_BECAME_OPTIONAL, RESPONSE_BECAME_REQUIRED, RESPONSE_OPTIONAL_ADDED,
    RESPONSE_OPTIONAL_REMOVED, RESPONSE_REMOVED, RESPONSE_REQUIRED_ADDED, WRITE_ONLY_ADDED,
    WRITE_ONLY_REMOVED,
};

/// Compares the fields of two structs.
pub(super) fn compare(pair: &Pair<'_, '_>, before: &Struct, after: &Struct, findings: &mut Findings) {
    let Struct { fields, arguments: _, rest } = before; // Of the arguments, `reordered` asks.
    let matched = Matched::of(pair, fields, &after.fields);
    for (was, is) in &matched.both {
        compare_two(pair, was, is, findings);
    }
    for is in &matched.added {
        added(pair, is, findings);
    }
    for was in &matched.removed {
        removed(pair, was, findings);
    }
    reordered(pair, (before, after), &matched, findings);
    let what = format!("the rest of `{}`", pair.after.name);
    let draft = match (rest, &after.rest) {
        (None, Some(_)) => Some(
            ADDITIONAL_PROPERTIES_OPENED.found(format!("{what} is a field: further properties are kept")),
        ),
        (Some(_), None) => {
            let draft = ADDITIONAL_PROPERTIES_CLOSED.found(format!("{what} is no field any more"));
            Some(if pair.sent { draft } else { draft.breaks(&[Source]) })
        }
        (Some(was), Some(is)) => changes::of_types(pair.matching, pair.travels(), &what, was, is),
        (None, None) => None,
    };
    if let Some(draft) = draft {
        let names =
            ["rest", "rest_"].map(|name| [items(pair.before, name), items(pair.after, name)].concat());
        pair.found(findings, draft.items(names.concat()), pair.places("additionalProperties"));
    }
}

/// The fields of both structs, paired.
struct Matched<'f> {
    both: Vec<(&'f Field, &'f Field)>,
    removed: Vec<&'f Field>,
    added: Vec<&'f Field>,
}

impl<'f> Matched<'f> {
    /// By the name on the wire; and a field that is new where one is gone is that one when it holds the same.
    fn of(pair: &Pair<'_, '_>, before: &'f [Field], after: &'f [Field]) -> Self {
        let named = |fields: &'f [Field], wire: &str| fields.iter().find(|field| field.wire == wire);
        let wires = |fields: &'f [Field]| fields.iter().map(|field| field.wire.as_str());
        if wires(before).eq(wires(after)) {
            return Self { both: before.iter().zip(after).collect(), removed: Vec::new(), added: Vec::new() };
        }
        let gaps = Gaps::of(wires(before), wires(after));
        let mut removed: Vec<&Field> = before.iter().filter(|field| !gaps.has_after(&field.wire)).collect();
        let mut both = Vec::new();
        let mut added = Vec::new();
        for is in after {
            let renamed = || {
                removed.iter().position(|was| {
                    gaps.is_same(&was.wire, &is.wire)
                        && pair.matching.same_type(&was.ty, &is.ty)
                        && (was.required, was.nullable) == (is.required, is.nullable)
                })
            };
            match named(before, &is.wire) {
                Some(was) => both.push((was, is)),
                None => match renamed() {
                    Some(at) => both.push((removed.remove(at), is)),
                    None => added.push(is),
                },
            }
        }
        Self { both, removed, added }
    }
}

fn compare_two(pair: &Pair<'_, '_>, before: &Field, after: &Field, findings: &mut Findings) {
    let Field { wire, name, doc, deprecated, ty, required, nullable } = before;
    let (was, is) = pair.properties(wire, &after.wire);
    let what = told(pair.matching.head, pair.after, is, &after.wire);
    let mut push = |about: &'static str, draft: Draft| {
        let items = [items(pair.before, name), items(pair.after, &after.name)].concat();
        pair.found_of_property(findings, about, draft.items(items), keys((was, is)));
    };
    if *wire != after.wire {
        let draft = PROPERTY_RENAMED
            .found(format!("{} is called `{}`", told(pair.matching.base, pair.before, was, wire), after.wire))
            .before(wire)
            .after(&after.wire)
            .help(format!("write `{}` where `{name}` was written", after.name));
        let within = [within(pair.matching.base, was), within(pair.matching.head, is)].concat();
        push("name", draft.items(within));
    } else if *name != after.name {
        let draft = PROPERTY_RUST_NAME_CHANGED
            .found(format!("{what} is the field `{}`, not `{name}`", after.name))
            .before(name)
            .after(&after.name);
        push("name", draft);
    }
    if *doc != after.doc {
        push(
            "description",
            PROPERTY_DESCRIPTION_CHANGED.found(format!("{what} is described in other words")),
        );
    }
    if *deprecated != after.deprecated {
        let (rule, word) = if after.deprecated {
            (&PROPERTY_DEPRECATED, "discouraged")
        } else {
            (&PROPERTY_UNDEPRECATED, "no longer discouraged")
        };
        push("deprecated", rule.found(format!("{what} is {word}")));
    }
    let typed = changes::of_types(pair.matching, pair.travels(), &what, ty, &after.ty);
    let same_type = typed.is_none();
    if let Some(draft) = typed {
        let within = [within(pair.matching.base, was), within(pair.matching.head, is)].concat();
        push("type", draft.items(within).items(pair.streams()));
    }
    // That a field is held in an `Option`, and that it may be absent, is the same to those who read it.
    let optional = |field: &Field| !field.required || field.nullable;
    let same_form = optional(before) == optional(after);
    if let Some(draft) = one_way(pair, (was, is), &what, *required != after.required) {
        push("one way", draft);
    } else if *required != after.required {
        let (rule, word) = if after.required {
            (pair.directed(&REQUEST_BECAME_REQUIRED, &RESPONSE_BECAME_REQUIRED), "required")
        } else {
            (pair.directed(&REQUEST_BECAME_OPTIONAL, &RESPONSE_BECAME_OPTIONAL), "optional")
        };
        let draft = rule.found(format!("{what} is {word}"));
        push("required", if same_form && !pair.sent { draft.severity(Safe) } else { draft });
    }
    if *nullable != after.nullable {
        let (rule, word) = if after.nullable {
            (pair.directed(&REQUEST_BECAME_NULLABLE, &RESPONSE_BECAME_NULLABLE), "may be null")
        } else {
            (pair.directed(&REQUEST_BECAME_NOT_NULLABLE, &RESPONSE_BECAME_NOT_NULLABLE), "is never null")
        };
        let draft = rule.found(format!("{what} {word}"));
        push("nullable", if same_form { draft.severity(Safe) } else { draft });
    }
    if let (Some(was), Some(is), true) = (was, is, same_type) {
        facts::compare(pair, &what, (&was.node, &is.node), findings);
    }
}

fn added(pair: &Pair<'_, '_>, field: &Field, findings: &mut Findings) {
    let entry = pair.property_after(&field.wire);
    let (rule, word) = if field.required {
        (pair.directed(&REQUEST_REQUIRED_ADDED, &RESPONSE_REQUIRED_ADDED), "required")
    } else {
        (pair.directed(&REQUEST_OPTIONAL_ADDED, &RESPONSE_OPTIONAL_ADDED), "optional")
    };
    let what = told(pair.matching.head, pair.after, entry, &field.wire);
    let draft = rule.found(format!("{what} is new and {word}"));
    let items = [items(pair.after, &field.name), within(pair.matching.head, entry)].concat();
    pair.found_of_property(findings, "added", draft.items(items), keys((None, entry)));
}

fn removed(pair: &Pair<'_, '_>, field: &Field, findings: &mut Findings) {
    let entry = pair.property_before(&field.wire);
    // One that may be null is read as `None` where it is missing.
    let is_missed = field.required && !field.nullable;
    let response = if is_missed { &RESPONSE_REMOVED } else { &RESPONSE_OPTIONAL_REMOVED };
    let rule = pair.directed(&REQUEST_REMOVED, response);
    let what = told(pair.matching.base, pair.before, entry, &field.wire);
    let draft = rule.found(format!("{what} is gone"));
    let items = [items(pair.before, &field.name), within(pair.matching.base, entry)].concat();
    pair.found_of_property(findings, "removed", draft.items(items), keys((entry, None)));
}

/// The order of the fields, and that of the arguments of `new`.
fn reordered(
    pair: &Pair<'_, '_>,
    (before, after): (&Struct, &Struct),
    matched: &Matched<'_>,
    findings: &mut Findings,
) {
    let name = &pair.after.name;
    if pair.sent
        && let Some(field) = moved(&matched.both, &arguments(before), &arguments(after))
    {
        let message =
            format!("the required properties of `{name}` are in another order: `{}` is earlier", field.wire);
        let draft = REQUEST_REORDERED.found(message).items([format!("types::{name}::new")]);
        pair.found_of_property(findings, "order of required", draft, pair.places("required"));
    }
    let (before, after): (Vec<&Field>, Vec<&Field>) =
        (before.fields.iter().collect(), after.fields.iter().collect());
    if let Some(field) = moved(&matched.both, &before, &after) {
        let message = format!("the properties of `{name}` are in another order: `{}` is earlier", field.wire);
        let draft = PROPERTY_ORDER_CHANGED.found(message);
        pair.found_of_property(findings, "order", draft, keys((None, pair.property_after(&field.wire))));
    }
}

/// The fields that are arguments of `new`, in their order.
fn arguments(object: &Struct) -> Vec<&Field> {
    let listed = object.arguments.iter().filter_map(|at| object.fields.get(*at));
    listed.filter(|field| field.required).collect()
}

/// The first field of both that stood behind its successor.
fn moved<'f>(both: &[(&Field, &'f Field)], before: &[&Field], after: &[&'f Field]) -> Option<&'f Field> {
    let place = |field: &Field| {
        let was = both.iter().find(|(_, is)| is.wire == field.wire)?.0;
        before.iter().position(|other| other.wire == was.wire)
    };
    let kept: Vec<_> = after.iter().filter_map(|field| Some((*field, place(field)?))).collect();
    kept.windows(2).find(|two| two[0].1 > two[1].1).map(|two| two[0].0)
}

/// What has changed of the direction in which a property travels.
fn one_way(
    pair: &Pair<'_, '_>,
    (was, is): (Option<&Entry>, Option<&Entry>),
    what: &str,
    is_other_form: bool,
) -> Option<Draft> {
    let says = |side: &Side<'_>, entry: Option<&Entry>, read: bool| {
        let of = if read { lower::is_read_only } else { lower::is_write_only };
        entry.is_some_and(|entry| of(&side.document, &entry.node))
    };
    let turns = |read| (says(pair.matching.base, was, read), says(pair.matching.head, is, read));
    let (rule, words) = match (turns(true), turns(false)) {
        ((false, true), _) => (&READ_ONLY_ADDED, "stands in answers alone"),
        (_, (false, true)) => (&WRITE_ONLY_ADDED, "stands in requests alone"),
        ((true, false), _) => (&READ_ONLY_REMOVED, "stands in requests too"),
        (_, (true, false)) => (&WRITE_ONLY_REMOVED, "stands in answers too"),
        _ => return None,
    };
    let draft = rule.found(format!("{what} {words}"));
    // What never travelled the way that is closed is as it was.
    let is_new = (*rule != READ_ONLY_ADDED || pair.sent) && (*rule != WRITE_ONLY_ADDED || pair.received);
    Some(match (is_other_form, is_new) {
        // Answers that hold more than before are read as before.
        (true, _) if *rule == WRITE_ONLY_REMOVED => draft.severity(Breaking).breaks(&[Source]),
        (true, _) => draft.severity(Breaking).breaks(&[Wire, Source]),
        (false, true) => draft,
        (false, false) => draft.severity(Safe),
    })
}

/// A property in words: by the type in which the document states it, which may be one that the type extends.
fn told(side: &Side<'_>, def: &TypeDef, entry: Option<&Entry>, wire: &str) -> String {
    let owner = entry
        .filter(|entry| !contains(def.span, entry.key_span))
        .and_then(|entry| side.component_around(entry.key_span));
    format!("`{}.{wire}`", owner.unwrap_or(def).name)
}

fn contains(whole: Span, part: Span) -> bool {
    whole.start <= part.start && part.end <= whole.end
}

/// The items that a field is, and the constructor that may take it.
fn items(def: &TypeDef, field: &str) -> Vec<String> {
    let name = &def.name;
    vec![
        format!("types::{name}.{field}"),
        format!("types::{name}::{field}"),
        format!("types::{name}::with_{field}"),
        format!("types::{name}::new"),
    ]
}

/// The items of the types that stand within a property.
fn within(side: &Side<'_>, entry: Option<&Entry>) -> Vec<String> {
    entry.map(|entry| side.items_within(entry.node.span)).unwrap_or_default()
}
