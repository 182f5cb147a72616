//! The Rust type of a parameter.

use super::{
    super::{
        finding::Draft,
        rule::{
            Contract::{Source, Wire},
            Rule,
            Severity::{Breaking, Safe},
        },
    },
    Stated, Two, spoken,
    values::schema,
};
use crate::{
    emit::argument_text,
    model::{Api, Shape, Type},
    problem::Span,
};

static PARAM_TYPE_CHANGED: Rule = Rule {
    id: "param-type-changed",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a parameter has another type",
    explanation: "Its argument or setter takes another Rust type. What was built before may send values that the server refuses.",
};

static PARAM_TYPE_WIDENED: Rule = Rule {
    id: "param-type-widened",
    severity: Breaking,
    contracts: &[Source],
    summary: "a parameter has another type, which has every value of the old one",
    explanation: "Its argument or setter takes another Rust type: convert the value. What was built before goes on to work. It is safe where \
                  one type is another name for the other.",
};

static PARAM_BECAME_ENUM: Rule = Rule {
    id: "param-became-enum",
    severity: Breaking,
    contracts: &[Wire, Source],
    summary: "a parameter that took any text has known values",
    explanation: "Its argument or setter takes an enum. What was built before may send a value that the server no longer takes.",
};

static PARAM_ENUM_REMOVED: Rule = Rule {
    id: "param-enum-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "a parameter that had known values takes any text",
    explanation: "Its argument or setter takes text where it took an enum: pass `as_str()` of the old value. What was built before goes on to \
                  work.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] =
    &[&PARAM_BECAME_ENUM, &PARAM_ENUM_REMOVED, &PARAM_TYPE_CHANGED, &PARAM_TYPE_WIDENED];

/// Compares the types of a parameter. What a named type holds is compared where the type is.
pub(super) fn compare(two: &Two<'_, '_>, before: &Stated<'_>, after: &Stated<'_>) -> Option<Draft> {
    let (was, is) = (&before.model.ty, &after.model.ty);
    if two.matching.same_type(was, is) {
        return None;
    }
    let (base, head) = (&two.matching.base.api, &two.matching.head.api);
    let (plain_was, plain_is) = (plain(base, was, DEPTH), plain(head, is, DEPTH));
    let (of_was, of_is) = items(&plain_was, &plain_is);
    let is_same = two.matching.same_type(&plain_was, &plain_is);
    let rule = if is_same {
        &PARAM_TYPE_WIDENED
    } else if *of_was == Type::String && is_enum(head, of_is) {
        &PARAM_BECAME_ENUM
    } else if is_enum(base, of_was) && *of_is == Type::String {
        &PARAM_ENUM_REMOVED
    } else if is_wider(base, of_was, of_is) {
        &PARAM_TYPE_WIDENED
    } else {
        &PARAM_TYPE_CHANGED
    };
    let (was_text, is_text) = (argument_text(was), argument_text(is));
    let draft = rule
        .found(format!("{} is `{is_text}`, not `{was_text}`", spoken(after.model)))
        .before(was_text)
        .after(is_text)
        .at(Some(place(before)), Some(place(after)))
        .items(two.items(Some(before.model), Some(after.model)))
        .items(two.within(Some(before), Some(after)));
    Some(if is_same && passed(was) == passed(is) { draft.severity(Safe) } else { draft })
}

/// How many types may stand for one another.
const DEPTH: usize = 16;

/// A type without the other names that it has.
fn plain(api: &Api, ty: &Type, depth: usize) -> Type {
    let inner = |ty: &Type| Box::new(plain(api, ty, depth.saturating_sub(1)));
    match ty {
        Type::List(item) => Type::List(inner(item)),
        Type::Map(item) => Type::Map(inner(item)),
        Type::Nullable(item) => Type::Nullable(inner(item)),
        Type::Named(name) if depth > 0 => match shape(api, name) {
            Some(Shape::Alias(target)) => plain(api, target, depth - 1),
            _ => ty.clone(),
        },
        ty => ty.clone(),
    }
}

fn shape<'a>(api: &'a Api, name: &str) -> Option<&'a Shape> {
    api.types.iter().find(|def| def.name == name).map(|def| &def.shape)
}

fn is_enum(api: &Api, ty: &Type) -> bool {
    matches!(ty, Type::Named(name) if matches!(shape(api, name), Some(Shape::Enum(_))))
}

/// Whether a type is one value on the wire, and not a list or an object.
pub(super) fn is_single(api: &Api, ty: &Type) -> bool {
    match plain(api, ty, DEPTH) {
        Type::Bool | Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 | Type::String => {
            true
        }
        Type::Nullable(inner) => is_single(api, &inner),
        ty => is_enum(api, &ty),
    }
}

/// What both are lists of, where both are lists.
fn items<'t>(one: &'t Type, other: &'t Type) -> (&'t Type, &'t Type) {
    match (one, other) {
        (Type::List(one), Type::List(other)) => items(one, other),
        both => both,
    }
}

/// Whether every value of the one is written as a value of the other.
fn is_wider(base: &Api, from: &Type, to: &Type) -> bool {
    match to {
        Type::Any => true,
        Type::String => is_single(base, from),
        Type::I64 => matches!(from, Type::I32 | Type::U32),
        Type::U64 => *from == Type::U32,
        Type::F64 => matches!(from, Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32),
        _ => false,
    }
}

/// How an argument of a type is passed: what is of one kind and the same behind its names, compiles as before.
fn passed(ty: &Type) -> u8 {
    match ty {
        Type::String => 0,
        Type::List(item) if **item == Type::String => 1,
        Type::List(_) | Type::Map(_) | Type::Any => 2,
        _ => 3,
    }
}

/// The place of what says the type.
fn place(stated: &Stated<'_>) -> Span {
    let said =
        schema(stated).and_then(|schema| ["type", "$ref", "allOf"].iter().find_map(|key| schema.entry(key)));
    said.map_or(stated.span, |entry| entry.key_span)
}
