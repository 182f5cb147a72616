//! The known values of enums.

use super::{
    finding::{Draft, Findings},
    gaps::Gaps,
    pair::Pair,
    rule::{
        Contract::{Behaviour, Source, Wire},
        Rule,
        Severity::{Breaking, Dangerous, Docs, Safe},
    },
    side::Side,
};
use crate::{
    document::Node,
    model::{Enum, EnumValue, TypeDef},
    problem::Span,
    suggest,
};

pub(super) static REQUEST_VALUE_ADDED: Rule = Rule {
    id: "request-enum-value-added",
    severity: Safe,
    contracts: &[Source],
    summary: "an enum that only requests hold has a new value",
    explanation: "There is a new variant. Until now it could be sent as `Unknown`.",
};

pub(super) static REQUEST_VALUE_REMOVED: Rule = Rule {
    id: "request-enum-value-removed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a value of an enum that requests hold is gone",
    explanation: "Its variant is gone, and what was built before sends it and is refused.",
};

pub(super) static RESPONSE_VALUE_ADDED: Rule = Rule {
    id: "response-enum-value-added",
    severity: Safe,
    contracts: &[Source, Behaviour],
    summary: "an enum that answers hold has a new value",
    explanation: "There is a new variant. Enums are open and `#[non_exhaustive]`: what was built before reads the value as `Unknown`, and every \
                  `match` has an arm for it. Where that arm does something, read it: the value comes by its own variant now.",
};

pub(super) static RESPONSE_VALUE_REMOVED: Rule = Rule {
    id: "response-enum-value-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a value of an enum that only answers hold is gone",
    explanation: "Its variant is gone: what names it does not compile. What was built before reads all that comes. A server that still sends it \
                  is read, as `Unknown`.",
};

pub(super) static ENUM_VALUE_RENAMED: Rule = Rule {
    id: "enum-value-renamed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a value of an enum is spelled otherwise",
    explanation: "Its variant may have another name. What was built before sends the old spelling, which is refused, and reads the new one as \
                  `Unknown`. Where the enum does not tell upper from lower case and only that differs, nothing changes, and this is safe.",
};

pub(super) static ENUM_VALUE_RUST_NAME_CHANGED: Rule = Rule {
    id: "enum-value-rust-name-changed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a value of an enum has another name in Rust, though it is the same in the document",
    explanation: "Another value of the enum has come, gone or moved that is the same in Rust, and the generator tells them apart by a number: \
                  code compiles and means the other one.",
};

pub(super) static CONST_CHANGED: Rule = Rule {
    id: "const-changed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "the only value that something can have is another one",
    explanation: "The variant has another name. What was built before sends the old value, which is refused, and reads the new one as `Unknown`.",
};

pub(super) static ENUM_CASE_IGNORED: Rule = Rule {
    id: "enum-case-ignored",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "an enum does not tell upper from lower case any more",
    explanation: "A value in other case is read as the variant that it means. Until now it was read as `Unknown`.",
};

pub(super) static ENUM_CASE_KEPT: Rule = Rule {
    id: "enum-case-kept",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "an enum tells upper from lower case",
    explanation: "A value in other case is read as `Unknown`. Until now it was read as the variant that it means.",
};

pub(super) static ENUM_ORDER_CHANGED: Rule = Rule {
    id: "enum-order-changed",
    severity: Docs,
    contracts: &[],
    summary: "the values of an enum are in another order",
    explanation: "The variants are in the order of the document. They have no order in Rust, and no numbers: nothing else follows from it.",
};

pub(super) static ENUM_VALUE_DESCRIPTION_CHANGED: Rule = Rule {
    id: "enum-value-description-changed",
    severity: Docs,
    contracts: &[],
    summary: "the description of a value of an enum is another one",
    explanation: "Only the documentation changes.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &CONST_CHANGED,
    &ENUM_CASE_IGNORED,
    &ENUM_CASE_KEPT,
    &ENUM_ORDER_CHANGED,
    &ENUM_VALUE_DESCRIPTION_CHANGED,
    &ENUM_VALUE_RENAMED,
    &ENUM_VALUE_RUST_NAME_CHANGED,
    &REQUEST_VALUE_ADDED,
    &REQUEST_VALUE_REMOVED,
    &RESPONSE_VALUE_ADDED,
    &RESPONSE_VALUE_REMOVED,
];

/// How many values that are gone in one place are asked whether they are a new one that is spelled much the same: two enums may
/// have nothing in common and thousands of values.
const NEAR: usize = 64;

/// Compares two enums.
pub(super) fn compare(pair: &Pair<'_, '_>, before: &Enum, after: &Enum, findings: &mut Findings) {
    let Enum { values, ignore_case } = before;
    if *ignore_case != after.ignore_case {
        let (rule, word) = if after.ignore_case {
            (&ENUM_CASE_IGNORED, "does not tell upper from lower case any more")
        } else {
            (&ENUM_CASE_KEPT, "tells upper from lower case")
        };
        let draft = rule.found(format!("`{}` {word}", pair.after.name));
        pair.found(findings, draft, pair.places("x-enum"));
    }
    let matched = Matched::of(values, &after.values);
    let only = values.len() == 1 && after.values.len() == 1;
    for (was, is) in &matched.both {
        let safe = *ignore_case && after.ignore_case && was.variant == is.variant;
        compare_two(pair, was, is, (only, safe), findings);
    }
    for is in &matched.added {
        let draft = pair
            .directed(&REQUEST_VALUE_ADDED, &RESPONSE_VALUE_ADDED)
            .found(format!("`{}` can be `{}`", pair.after.name, is.wire))
            .after(&is.wire)
            .items(items(pair, &is.variant));
        pair.found(findings, draft, (None, Some(place(pair.matching.head, pair.after, &is.wire))));
    }
    for was in &matched.removed {
        let draft = pair
            .directed(&REQUEST_VALUE_REMOVED, &RESPONSE_VALUE_REMOVED)
            .found(format!("`{}` cannot be `{}` any more", pair.after.name, was.wire))
            .before(&was.wire)
            .items(items(pair, &was.variant));
        pair.found(findings, draft, (Some(place(pair.matching.base, pair.before, &was.wire)), None));
    }
    let position = |value: &EnumValue| values.iter().position(|other| other.wire == value.wire);
    if let Some(two) = matched.both.windows(2).find(|two| position(two[0].0) > position(two[1].0)) {
        let value = &two[0].1.wire;
        let draft = ENUM_ORDER_CHANGED
            .found(format!("the values of `{}` are in another order: `{value}` is earlier", pair.after.name));
        pair.found(findings, draft, (None, Some(place(pair.matching.head, pair.after, value))));
    }
}

/// The values of both enums, paired, in the order of the head.
struct Matched<'e> {
    both: Vec<(&'e EnumValue, &'e EnumValue)>,
    removed: Vec<&'e EnumValue>,
    added: Vec<&'e EnumValue>,
}

impl<'e> Matched<'e> {
    /// By the value; and one that is new where one is gone is that one when it is spelled much the same, or when there is no other.
    fn of(before: &'e [EnumValue], after: &'e [EnumValue]) -> Self {
        let named = |values: &'e [EnumValue], wire: &str| values.iter().find(|value| value.wire == wire);
        let wires = |values: &'e [EnumValue]| values.iter().map(|value| value.wire.as_str());
        if wires(before).eq(wires(after)) {
            return Self { both: before.iter().zip(after).collect(), removed: Vec::new(), added: Vec::new() };
        }
        let gaps = Gaps::of(wires(before), wires(after));
        let only = before.len() == 1 && after.len() == 1;
        let mut removed: Vec<&EnumValue> =
            before.iter().filter(|value| !gaps.has_after(&value.wire)).collect();
        let mut both = Vec::new();
        let mut added = Vec::new();
        for is in after {
            let respelled = || {
                let near = removed.iter().enumerate().filter(|(_, was)| gaps.is_same(&was.wire, &is.wire));
                let close = |was: &EnumValue| suggest::closest(&was.wire, [is.wire.as_str()]).is_some();
                near.take(NEAR).find(|(_, was)| only || close(was)).map(|(at, _)| at)
            };
            match named(before, &is.wire) {
                Some(was) => both.push((was, is)),
                None => match respelled() {
                    Some(at) => both.push((removed.remove(at), is)),
                    None => added.push(is),
                },
            }
        }
        Self { both, removed, added }
    }
}

fn compare_two(
    pair: &Pair<'_, '_>,
    before: &EnumValue,
    after: &EnumValue,
    (only, safe): (bool, bool),
    findings: &mut Findings,
) {
    let EnumValue { wire, variant, doc } = before;
    let name = &pair.after.name;
    let mut push = |draft: Draft| {
        let places = (
            Some(place(pair.matching.base, pair.before, wire)),
            Some(place(pair.matching.head, pair.after, &after.wire)),
        );
        let draft = draft.items(items(pair, variant)).items(items(pair, &after.variant));
        pair.found(findings, draft, places);
    };
    if *wire != after.wire {
        let rule = if only { &CONST_CHANGED } else { &ENUM_VALUE_RENAMED };
        let draft =
            rule.found(format!("`{wire}` of `{name}` is `{}`", after.wire)).before(wire).after(&after.wire);
        let draft = if *variant == after.variant {
            draft.breaks(&[Wire])
        } else {
            draft.help(format!("write `{name}::{}` where `{name}::{variant}` was written", after.variant))
        };
        push(if safe { draft.severity(Safe) } else { draft });
    } else if *variant != after.variant {
        let draft = ENUM_VALUE_RUST_NAME_CHANGED
            .found(format!("`{wire}` of `{name}` is the variant `{}`, not `{variant}`", after.variant))
            .before(variant)
            .after(&after.variant);
        push(draft);
    }
    if *doc != after.doc {
        let draft = ENUM_VALUE_DESCRIPTION_CHANGED
            .found(format!("`{}` of `{name}` is described in other words", after.wire));
        push(draft);
    }
}

/// The item that a value is, whatever the type was called.
fn items(pair: &Pair<'_, '_>, variant: &str) -> [String; 2] {
    [&pair.before.name, &pair.after.name].map(|name| format!("types::{name}::{variant}"))
}

/// The place of a value.
fn place(side: &Side<'_>, def: &TypeDef, wire: &str) -> Span {
    let values = side.schema(def).and_then(|schema| schema.get("enum")).map(Node::items);
    let value = values.into_iter().flatten().find(|value| value.as_str() == Some(wire));
    value.map_or_else(|| side.type_place(def), |value| value.span)
}
