//! The named types: which there are, what they are called, and what each is.

use super::{
    changes, enums, facts, fields,
    finding::{Draft, Findings},
    matching::Matching,
    pair::Pair,
    reach::Reach,
    rule::{
        Contract::{Behaviour, Source},
        Rule,
        Severity::{Breaking, Docs, Safe},
    },
    rust_items::Words,
    side::{Side, type_items},
    unions,
};
use crate::model::{Shape, TypeDef};

pub(super) static SCHEMA_ADDED: Rule = Rule {
    id: "schema-added",
    severity: Safe,
    contracts: &[Source],
    summary: "there is a new type",
    explanation: "The client has one type more. Nothing that compiled before can use it.",
};

pub(super) static SCHEMA_REMOVED: Rule = Rule {
    id: "schema-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a type is gone",
    explanation: "What names it does not compile, even where no operation uses it. What the fields and operations that used it hold now is \
                  told for each.",
};

pub(super) static SCHEMA_RENAMED: Rule = Rule {
    id: "schema-renamed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a type has another name and holds the same",
    explanation: "What names the old one does not compile. `pub type Old = New` in one place of the caller mends all of it. The requests and \
                  answers are the same.",
};

pub(super) static SCHEMA_CONSTRUCTOR_ADDED: Rule = Rule {
    id: "schema-constructor-added",
    severity: Safe,
    contracts: &[Source],
    summary: "requests hold a type that only answers held",
    explanation: "Callers can build it: it has `new` and setters.",
};

pub(super) static SCHEMA_CONSTRUCTOR_REMOVED: Rule = Rule {
    id: "schema-constructor-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "requests do not hold a type any more",
    explanation: "Only answers hold it, so it has no `new` and no setters: what builds one, for a test for instance, does not compile. Read \
                  one from JSON instead.",
};

pub(super) static SCHEMA_DEPRECATED: Rule = Rule {
    id: "schema-deprecated",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "a type is discouraged",
    explanation: "Its documentation says so. There is no warning when it is used.",
};

pub(super) static SCHEMA_UNDEPRECATED: Rule = Rule {
    id: "schema-undeprecated",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "a type is no longer discouraged",
    explanation: "Only the documentation changes.",
};

pub(super) static SCHEMA_DESCRIPTION_CHANGED: Rule = Rule {
    id: "schema-description-changed",
    severity: Docs,
    contracts: &[],
    summary: "the description of a type is another one",
    explanation: "Only the documentation changes.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &SCHEMA_ADDED,
    &SCHEMA_CONSTRUCTOR_ADDED,
    &SCHEMA_CONSTRUCTOR_REMOVED,
    &SCHEMA_DEPRECATED,
    &SCHEMA_DESCRIPTION_CHANGED,
    &SCHEMA_REMOVED,
    &SCHEMA_RENAMED,
    &SCHEMA_UNDEPRECATED,
];

/// Compares the types that both have, and names the others.
///
/// Everything else comes first: a type that the document does not name comes and goes, and is called otherwise, with what it
/// stands in. That is told here only when nothing else says so.
pub(super) fn compare(matching: &Matching<'_>, findings: &mut Findings) {
    let reach = Reach::of(matching);
    for &(before, after) in &matching.types.both {
        compare_two(&Pair::new(matching, before, after, &reach), findings);
    }
    let explained = |side: &Side<'_>, def: &TypeDef, findings: &Findings| {
        !side.is_component(def) && findings.account_for(&format!("types::{}", def.name))
    };
    // Those that the document names explain the others.
    let is_renamed = |(before, after): &&(&TypeDef, &TypeDef)| before.name != after.name;
    let mut renamed: Vec<_> = matching.types.both.iter().filter(is_renamed).collect();
    renamed.sort_by_key(|(before, after)| {
        (!matching.base.is_component(before), !matching.head.is_component(after), after.span.start)
    });
    let words = (Words::of(&matching.base.items), Words::of(&matching.head.items));
    let (mut added, mut removed) = (matching.types.added.clone(), matching.types.removed.clone());
    for &(before, after) in renamed {
        let named = matching.base.is_component(before) || matching.head.is_component(after);
        let is_explained =
            (explained(matching.base, before, findings), explained(matching.head, after, findings));
        match is_explained {
            (true, true) if !named => {}
            // What one of them stands in has gone or come: that the other holds the same is chance.
            (true, false) if !named => added.push(after),
            (false, true) if !named => removed.push(before),
            _ => {
                let pair = Pair::new(matching, before, after, &reach);
                pair.found(findings, called_otherwise(&pair, &words), pair.places(""));
            }
        }
    }
    for new in added {
        if !explained(matching.head, new, findings) {
            let draft = SCHEMA_ADDED.found(format!("the type `{}` is new", new.name));
            let place = Some(matching.head.type_place(new));
            findings.push(
                draft.at(None, place).reach(reach.operations(None, Some(&new.name))).items(type_items(new)),
            );
        }
    }
    for gone in removed {
        if !explained(matching.base, gone, findings) {
            let draft = SCHEMA_REMOVED.found(format!("the type `{}` is gone", gone.name));
            let place = Some(matching.base.type_place(gone));
            findings.push(
                draft.at(place, None).reach(reach.operations(Some(&gone.name), None)).items(type_items(gone)),
            );
        }
    }
}

fn compare_two(pair: &Pair<'_, '_>, findings: &mut Findings) {
    // A name is told when everything else is, and the two directions decide what the rest means.
    let TypeDef { name: _, doc, deprecated, shape, in_request, in_response: _, span: _ } = pair.before;
    let after = pair.after;
    let name = &after.name;
    let items = || [type_items(pair.before), type_items(after)].concat();
    if *doc != after.doc {
        let draft = SCHEMA_DESCRIPTION_CHANGED.found(format!("`{name}` is described in other words"));
        pair.found(findings, draft, pair.places("description"));
    }
    if *deprecated != after.deprecated {
        let (rule, word) = if after.deprecated {
            (&SCHEMA_DEPRECATED, "discouraged")
        } else {
            (&SCHEMA_UNDEPRECATED, "no longer discouraged")
        };
        pair.found(findings, rule.found(format!("`{name}` is {word}")), pair.places("deprecated"));
    }
    match (shape, &after.shape) {
        (Shape::Struct(before), Shape::Struct(is)) => {
            if *in_request != after.in_request {
                pair.found(findings, built(pair).items(items()), pair.places(""));
            }
            fields::compare(pair, before, is, findings);
        }
        (Shape::Enum(before), Shape::Enum(is)) => enums::compare(pair, before, is, findings),
        (Shape::Tagged(before), Shape::Tagged(is)) => unions::compare_tagged(pair, before, is, findings),
        (Shape::Untagged(before), Shape::Untagged(is)) => {
            unions::compare_untagged(pair, before, is, findings);
        }
        (Shape::Alias(before), Shape::Alias(is)) => {
            if let Some(draft) =
                changes::of_types(pair.matching, pair.travels(), &format!("`{name}`"), before, is)
            {
                pair.found(findings, draft.items(items()).items(pair.streams()), pair.places(""));
                return;
            }
        }
        _ => {
            let draft = changes::of_shapes(pair.matching, pair.travels(), pair.before, after);
            pair.found(findings, draft.items(items()), pair.places(""));
            return;
        }
    }
    facts::compare_type(pair, findings);
}

fn built(pair: &Pair<'_, '_>) -> Draft {
    let name = &pair.after.name;
    if pair.after.in_request {
        SCHEMA_CONSTRUCTOR_ADDED.found(format!("requests hold `{name}`: callers can build it"))
    } else {
        SCHEMA_CONSTRUCTOR_REMOVED
            .found(format!("requests do not hold `{name}` any more: callers cannot build it"))
    }
}

/// That a type has another name, with every item that mentions it and the types that stand within it.
fn called_otherwise(pair: &Pair<'_, '_>, words: &(Words<'_>, Words<'_>)) -> Draft {
    let (matching, before, after) = (pair.matching, pair.before, pair.after);
    let mut items = [type_items(before), type_items(after)].concat();
    items.extend(matching.base.items_within(before.span));
    items.extend(matching.head.items_within(after.span));
    items.extend(words.0.mentioning(&before.name).chain(words.1.mentioning(&after.name)));
    SCHEMA_RENAMED
        .found(format!("the type `{}` is called `{}`", before.name, after.name))
        .before(&before.name)
        .after(&after.name)
        .items(items)
        .help(format!("write `{}` where `{}` was written", after.name, before.name))
}
