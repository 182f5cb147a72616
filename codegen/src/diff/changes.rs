//! How a type where it is used, or the shape of a named type, differs from what it was.

use super::{
    finding::Draft,
    matching::Matching,
    rule::{
        Contract::{Source, Wire},
        Rule,
        Severity::{Breaking, Safe},
    },
    side::Side,
};
use crate::{
    emit::type_text,
    model::{Shape, Type, TypeDef},
};

pub(super) static TYPE_CHANGED: Rule = Rule {
    id: "type-changed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "something is of another type",
    explanation: "Its Rust type is another one: what uses it has to be changed. What was built before sends what is refused, or cannot read the \
                  answer.",
};

pub(super) static TYPE_WIDENED: Rule = Rule {
    id: "type-widened",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "something is of a type that holds more values",
    explanation: "Its Rust type is another one: what uses it has to be changed. Of an answer, what was built before fails to read the values that \
                  are new; of a request, it goes on to work.",
};

pub(super) static TYPE_NARROWED: Rule = Rule {
    id: "type-narrowed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "something is of a type that holds fewer values",
    explanation: "Its Rust type is another one: what uses it has to be changed. In a request, what was built before may send values that are \
                  refused; of an answer, it goes on to work.",
};

pub(super) static ARRAY_ITEMS_CHANGED: Rule = Rule {
    id: "array-items-changed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a list has items of another type",
    explanation: "Its Rust type is another `Vec`: what uses the items has to be changed. What was built before sends what is refused, or cannot \
                  read the answer.",
};

pub(super) static STRING_BECAME_ENUM: Rule = Rule {
    id: "string-became-enum",
    severity: Breaking,
    contracts: &[Source],
    summary: "a text has known values now",
    explanation: "It is an enum, not a `String`. The enum is open: any other value is read as `Unknown`, and `from` makes one of any text.",
};

pub(super) static ENUM_BECAME_STRING: Rule = Rule {
    id: "enum-became-string",
    severity: Breaking,
    contracts: &[Source],
    summary: "a text has no known values any more",
    explanation: "It is a `String`, not an enum: compare with the text of the value instead of the variant.",
};

pub(super) static DISCRIMINATOR_ADDED: Rule = Rule {
    id: "discriminator-added",
    severity: Breaking,
    contracts: &[Source],
    summary: "the choices of a union are told apart by a property",
    explanation: "Variants are named after the values of the property, no longer after the types that they hold. Reading no longer depends on \
                  the order of the choices.",
};

pub(super) static DISCRIMINATOR_REMOVED: Rule = Rule {
    id: "discriminator-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "the choices of a union are not told apart by a property any more",
    explanation: "Variants are named after the types that they hold, no longer after the values of the property. Values are read as the first \
                  choice that fits.",
};

pub(super) static SCHEMA_EXTRACTED: Rule = Rule {
    id: "schema-extracted",
    severity: Breaking,
    contracts: &[Source],
    summary: "a schema that stood where it is used has been replaced by a named one that says the same",
    explanation: "The Rust type has another name. It is safe where the named one is another name of the same Rust type. The values are the same.",
};

pub(super) static SCHEMA_INLINED: Rule = Rule {
    id: "schema-inlined",
    severity: Breaking,
    contracts: &[Source],
    summary: "a reference to a schema has been replaced by a copy of it",
    explanation: "The copy has a type of its own, with another name. It is safe where the named one was another name of the same Rust type. The \
                  values are the same.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &ARRAY_ITEMS_CHANGED,
    &DISCRIMINATOR_ADDED,
    &DISCRIMINATOR_REMOVED,
    &ENUM_BECAME_STRING,
    &SCHEMA_EXTRACTED,
    &SCHEMA_INLINED,
    &STRING_BECAME_ENUM,
    &TYPE_CHANGED,
    &TYPE_NARROWED,
    &TYPE_WIDENED,
];

/// Whether something stands in requests, and whether it stands in answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Travels {
    pub(super) sent: bool,
    pub(super) received: bool,
}

/// How the type of something differs that travels so; `what` is what is of the type, in backquotes.
pub(super) fn of_types(
    matching: &Matching<'_>,
    travels: Travels,
    what: &str,
    before: &Type,
    after: &Type,
) -> Option<Draft> {
    if matching.same_type(before, after) {
        return None;
    }
    let (was, is) = (type_text(before), type_text(after));
    let (base, head) = (matching.base.held(before), matching.head.held(after));
    let draft = match copied(matching, before, after) {
        Some((rule, safe)) => {
            let draft = rule.found(format!("{what} is `{is}`, not `{was}`: the same by another name"));
            if safe { draft.severity(Safe) } else { draft }
        }
        None => found(between(matching, &base, &head), travels, format!("{what} is `{is}`, not `{was}`")),
    };
    Some(draft.before(was).after(is))
}

/// How the shapes of a named type differ in kind: what both kinds have is compared elsewhere.
pub(super) fn of_shapes(
    matching: &Matching<'_>,
    travels: Travels,
    before: &TypeDef,
    after: &TypeDef,
) -> Draft {
    let rule = between(matching, &before.shape, &after.shape);
    let (was, is) = (kind(&before.shape), kind(&after.shape));
    found(rule, travels, format!("`{}` is {is}, not {was}", after.name)).before(was).after(is)
}

/// What was built before reads all values of a narrower type, and sends only values of a wider one.
fn found(rule: &'static Rule, travels: Travels, message: String) -> Draft {
    let is_harmless =
        (*rule == TYPE_WIDENED && !travels.received) || (*rule == TYPE_NARROWED && !travels.sent);
    let draft = rule.found(message);
    if is_harmless { draft.breaks(&[Source]) } else { draft }
}

/// Whether one is a copy of the other or another name for it, and whether it is the same in Rust.
fn copied(matching: &Matching<'_>, before: &Type, after: &Type) -> Option<(&'static Rule, bool)> {
    let (base, head) = (matching.base, matching.head);
    let (was, is) = (base.def(before), head.def(after));
    let is_named = |side: &Side<'_>, def: Option<&TypeDef>| def.is_some_and(|def| side.is_component(def));
    let rule = match (is_named(base, was), is_named(head, is)) {
        (true, false) => &SCHEMA_INLINED,
        (false, true) => &SCHEMA_EXTRACTED,
        _ => return None,
    };
    if matching.same_type(base.behind(before), head.behind(after)) {
        return Some((rule, true));
    }
    matching.types.same_content(was?, is?).then_some((rule, false))
}

fn between(matching: &Matching<'_>, before: &Shape, after: &Shape) -> &'static Rule {
    match (before, after) {
        (Shape::Alias(before), Shape::Alias(after)) => between_types(matching, before, after),
        (Shape::Alias(Type::String), Shape::Enum(_)) => &STRING_BECAME_ENUM,
        (Shape::Enum(_), Shape::Alias(Type::String)) => &ENUM_BECAME_STRING,
        (Shape::Untagged(_), Shape::Tagged(_)) => &DISCRIMINATOR_ADDED,
        (Shape::Tagged(_), Shape::Untagged(_)) => &DISCRIMINATOR_REMOVED,
        (_, Shape::Alias(Type::Any)) => &TYPE_WIDENED,
        (Shape::Alias(Type::Any), _) => &TYPE_NARROWED,
        _ => &TYPE_CHANGED,
    }
}

fn between_types(matching: &Matching<'_>, before: &Type, after: &Type) -> &'static Rule {
    match (before, after) {
        (_, Type::Any) => &TYPE_WIDENED,
        (Type::Any, _) => &TYPE_NARROWED,
        (Type::List(_), Type::List(_)) => &ARRAY_ITEMS_CHANGED,
        (Type::Nullable(inner), other) if matching.same_type(inner, other) => &TYPE_NARROWED,
        (other, Type::Nullable(inner)) if matching.same_type(other, inner) => &TYPE_WIDENED,
        (before, after) if holds(after, before) => &TYPE_WIDENED,
        (before, after) if holds(before, after) => &TYPE_NARROWED,
        _ => &TYPE_CHANGED,
    }
}

/// Whether a number holds all values of another one.
fn holds(wide: &Type, narrow: &Type) -> bool {
    match narrow {
        Type::I32 => matches!(wide, Type::I64 | Type::F64),
        Type::U32 => matches!(wide, Type::I64 | Type::U64 | Type::F64),
        // Beyond 2^53 not every whole number exactly; the document means all of them.
        Type::I64 | Type::U64 | Type::F32 => *wide == Type::F64,
        _ => false,
    }
}

fn kind(shape: &Shape) -> String {
    match shape {
        Shape::Struct(_) => "a struct".to_owned(),
        Shape::Enum(_) => "an enum".to_owned(),
        Shape::Tagged(tagged) => format!("a union told apart by `{}`", tagged.property),
        Shape::Untagged(_) => "a union told apart by trying".to_owned(),
        Shape::Alias(ty) => format!("`{}`", type_text(ty)),
    }
}
