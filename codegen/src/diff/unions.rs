//! The choices of unions.

use super::{
    changes,
    finding::{Draft, Findings},
    pair::Pair,
    rule::{
        Contract::{Source, Wire},
        Rule,
        Severity::{self, Breaking, Dangerous, Docs, Safe},
    },
    side::Side,
};
use crate::{
    document::Node,
    model::{Choice, Tagged, TypeDef},
    problem::Span,
};

pub(super) static DISCRIMINATOR_PROPERTY_CHANGED: Rule = Rule {
    id: "discriminator-property-changed",
    severity: Breaking,
    contracts: &[Wire],
    summary: "the choices of a union are told apart by another property",
    explanation: "It compiles as before. What was built before looks for the old property, and reads every value as `Unknown`.",
};

pub(super) static DISCRIMINATOR_MAPPING_CHANGED: Rule = Rule {
    id: "discriminator-mapping-changed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a choice of a union is told by another value",
    explanation: "Its variant is named after the value, and has another name. What was built before reads it as `Unknown`, or as another choice.",
};

pub(super) static UNION_VARIANT_ADDED: Rule = Rule {
    id: "union-variant-added",
    severity: Safe,
    contracts: &[Wire, Source],
    summary: "a union has one more choice",
    explanation: "There is a new variant. What was built before reads it as `Unknown`. Where choices are told apart by trying, it may be read \
                  instead of a later one that also fits, and this is dangerous.",
};

pub(super) static UNION_VARIANT_REMOVED: Rule = Rule {
    id: "union-variant-removed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a union has one choice less",
    explanation: "Its variant is gone. In a request, what was built before sends it and is refused; of an answer, it reads all that comes.",
};

pub(super) static UNION_VARIANTS_REORDERED: Rule = Rule {
    id: "union-variants-reordered",
    severity: Dangerous,
    contracts: &[Wire],
    summary: "the choices of a union are in another order",
    explanation: "Where choices are told apart by trying, the first one that fits is taken: the same answer may be read as another variant. Where \
                  they are told apart by a property, only the documentation changes.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &DISCRIMINATOR_MAPPING_CHANGED,
    &DISCRIMINATOR_PROPERTY_CHANGED,
    &UNION_VARIANT_ADDED,
    &UNION_VARIANT_REMOVED,
    &UNION_VARIANTS_REORDERED,
];

/// Compares two unions whose choices are told apart by a property.
pub(super) fn compare_tagged(pair: &Pair<'_, '_>, before: &Tagged, after: &Tagged, findings: &mut Findings) {
    let Tagged { property, choices } = before;
    let name = &pair.after.name;
    if *property != after.property {
        let draft = DISCRIMINATOR_PROPERTY_CHANGED
            .found(format!(
                "the choices of `{name}` are told apart by `{}`, not by `{property}`",
                after.property
            ))
            .before(property)
            .after(&after.property);
        pair.found(findings, draft, pair.places("discriminator"));
    }
    let holds = |choices: &[(String, Choice)], value: &str| choices.iter().any(|(other, _)| other == value);
    let mut removed: Vec<_> = choices.iter().filter(|(value, _)| !holds(&after.choices, value)).collect();
    let mut both = Vec::new();
    for (value, is) in &after.choices {
        if let Some((_, was)) = choices.iter().find(|(other, _)| other == value) {
            let what = format!("`{value}` of `{name}`");
            if let Some(draft) = changes::of_types(pair.matching, pair.travels(), &what, &was.ty, &is.ty) {
                choice(pair, draft, (Some(was), Some(is)), findings);
            }
            both.push((value, is));
        } else if let Some(at) = removed.iter().position(|(_, was)| pair.matching.same_type(&was.ty, &is.ty))
        {
            let (old, was) = removed.remove(at);
            let draft = DISCRIMINATOR_MAPPING_CHANGED
                .found(format!("`{old}` of `{name}` is told by `{value}`"))
                .before(old)
                .after(value);
            choice(pair, draft, (Some(was), Some(is)), findings);
        } else {
            let draft = UNION_VARIANT_ADDED.found(format!("`{name}` can be `{}`", is.variant)).after(value);
            choice(pair, draft, (None, Some(is)), findings);
        }
    }
    for (value, was) in removed {
        choice(pair, removed_choice(pair, was).before(value), (Some(was), None), findings);
    }
    let position = |value: &str| choices.iter().position(|(other, _)| other == value);
    let moved = both.windows(2).find(|two| position(two[0].0) > position(two[1].0));
    if let Some((_, moved)) = moved.map(|two| &two[0]) {
        reordered(pair, moved, Docs, findings);
    }
}

/// Compares two unions whose choices are told apart by trying.
pub(super) fn compare_untagged(
    pair: &Pair<'_, '_>,
    before: &[Choice],
    after: &[Choice],
    findings: &mut Findings,
) {
    let name = &pair.after.name;
    let position = |is: &Choice| before.iter().position(|was| pair.matching.same_type(&was.ty, &is.ty));
    let gone = |was: &&Choice| !after.iter().any(|is| pair.matching.same_type(&was.ty, &is.ty));
    for is in after.iter().filter(|is| position(is).is_none()) {
        let draft =
            UNION_VARIANT_ADDED.found(format!("`{name}` can be `{}`", is.variant)).severity(Dangerous);
        choice(pair, draft, (None, Some(is)), findings);
    }
    for was in before.iter().filter(gone) {
        choice(pair, removed_choice(pair, was), (Some(was), None), findings);
    }
    let kept: Vec<_> = after.iter().filter_map(|is| Some((position(is)?, is))).collect();
    if let Some(two) = kept.windows(2).find(|two| two[0].0 > two[1].0) {
        reordered(pair, two[0].1, Dangerous, findings);
    }
}

/// That a choice is gone: what was built before reads all the others.
fn removed_choice(pair: &Pair<'_, '_>, was: &Choice) -> Draft {
    let name = &pair.after.name;
    let draft = UNION_VARIANT_REMOVED.found(format!("`{name}` cannot be `{}` any more", was.variant));
    if pair.sent { draft } else { draft.breaks(&[Source]) }
}

fn reordered(pair: &Pair<'_, '_>, moved: &Choice, weight: Severity, findings: &mut Findings) {
    let draft = UNION_VARIANTS_REORDERED
        .found(format!(
            "the choices of `{}` are in another order: `{}` is earlier",
            pair.after.name, moved.variant
        ))
        .severity(weight);
    pair.found(findings, draft, (None, member(pair.matching.head, pair.after, moved)));
}

/// Adds what has been found of a choice, with the variants that it is, at the places of the members that state it.
fn choice(
    pair: &Pair<'_, '_>,
    draft: Draft,
    (was, is): (Option<&Choice>, Option<&Choice>),
    findings: &mut Findings,
) {
    let names = [&pair.before.name, &pair.after.name];
    let variants = [was, is].into_iter().flatten().map(|choice| &choice.variant);
    let items = variants.flat_map(|variant| names.map(|name| format!("types::{name}::{variant}")));
    let base = was.and_then(|was| member(pair.matching.base, pair.before, was));
    let head = is.and_then(|is| member(pair.matching.head, pair.after, is));
    pair.found(findings, draft.items(items), (base, head));
}

/// The place of the member of a union that is a choice; that of the whole where the document states it otherwise.
fn member(side: &Side<'_>, union: &TypeDef, choice: &Choice) -> Option<Span> {
    let schema = side.schema(union)?;
    let members = ["oneOf", "anyOf"].into_iter().find_map(|key| schema.get(key)).map(Node::items);
    let held = side.def(&choice.ty).map(|def| def.span);
    let stated =
        members.into_iter().flatten().find(|member| Some(side.document.resolve(member).span) == held);
    Some(stated.map_or_else(|| side.type_place(union), |member| member.span))
}
