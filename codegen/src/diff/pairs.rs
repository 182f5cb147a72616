//! Which named type of the base is which of the head.

use crate::model::{Choice, Enum, Field, Shape, Struct, Tagged, Type, TypeDef};
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

/// The named types of both documents, paired.
pub(super) struct Pairs<'a> {
    /// Sorted by name in the head.
    pub(super) both: Vec<(&'a TypeDef, &'a TypeDef)>,
    pub(super) removed: Vec<&'a TypeDef>,
    pub(super) added: Vec<&'a TypeDef>,
    /// What the head calls each type of the base that it has.
    names: BTreeMap<&'a str, &'a str>,
}

impl<'a> Pairs<'a> {
    /// By name; and a type of the head whose name is new is the one of the base whose name is gone that holds the same, in the
    /// order of the documents where several do.
    pub(super) fn of(base: &'a [TypeDef], head: &'a [TypeDef]) -> Self {
        let before: BTreeMap<&str, &TypeDef> = base.iter().map(|def| (def.name.as_str(), def)).collect();
        let after: BTreeMap<&str, &TypeDef> = head.iter().map(|def| (def.name.as_str(), def)).collect();
        let in_order = |types: &'a [TypeDef], others: &BTreeMap<&str, &TypeDef>| {
            let alone = types.iter().filter(|def| !others.contains_key(def.name.as_str()));
            let mut alone: Vec<&TypeDef> = alone.collect();
            alone.sort_by_key(|def| def.span.start);
            alone
        };
        let mut gone: BTreeMap<String, VecDeque<&TypeDef>> = BTreeMap::new();
        for def in in_order(base, &after) {
            gone.entry(content(&def.shape, &after)).or_default().push_back(def);
        }
        let mut both: Vec<(&TypeDef, &TypeDef)> =
            head.iter().filter_map(|def| Some((*before.get(def.name.as_str())?, def))).collect();
        let mut added = Vec::new();
        for def in in_order(head, &before) {
            match gone.get_mut(&content(&def.shape, &before)).and_then(VecDeque::pop_front) {
                Some(old) => both.push((old, def)),
                None => added.push(def),
            }
        }
        both.sort_by_key(|(_, def)| def.name.as_str());
        let mut removed: Vec<&TypeDef> = gone.into_values().flatten().collect();
        removed.sort_by_key(|def| def.span.start);
        let names = both.iter().map(|(base, head)| (base.name.as_str(), head.name.as_str())).collect();
        Self { both, removed, added, names }
    }

    /// Whether a type of the base is a type of the head, whatever they are called.
    pub(super) fn same(&self, base: &Type, head: &Type) -> bool {
        match (base, head) {
            (Type::List(one), Type::List(other))
            | (Type::Map(one), Type::Map(other))
            | (Type::Nullable(one), Type::Nullable(other)) => self.same(one, other),
            (Type::Named(one), Type::Named(other)) => self.names.get(one.as_str()) == Some(&other.as_str()),
            (one, other) => one == other,
        }
    }

    /// Whether two types hold the same, though one of them may be another copy.
    pub(super) fn same_content(&self, base: &TypeDef, head: &TypeDef) -> bool {
        let known = |name: &str| self.names.get(name).map_or("?", |name| name).to_owned();
        spelled(&base.shape, &known) == spelled(&head.shape, &str::to_owned)
    }
}

/// What a type holds, as a text. Names that only its own document has stand for each other.
fn content(shape: &Shape, others: &BTreeMap<&str, &TypeDef>) -> String {
    spelled(shape, &|name| if others.contains_key(name) { name.to_owned() } else { "?".to_owned() })
}

fn spelled(shape: &Shape, known: &impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut add = |part: &str, ty: &Type| {
        // Writing to a string does not fail.
        let _ = write!(text, "{part}:{},", named(ty, known));
    };
    match shape {
        Shape::Struct(Struct { fields, arguments: _, rest }) => {
            // Neither words of documentation nor the order of arguments makes another type.
            for Field { wire, name: _, doc: _, deprecated: _, ty, required, nullable } in fields {
                add(&format!("{wire} {required} {nullable}"), ty);
            }
            if let Some(ty) = rest {
                add("..", ty);
            }
        }
        Shape::Enum(Enum { values, ignore_case }) => {
            let values: Vec<&str> = values.iter().map(|value| value.wire.as_str()).collect();
            text = format!("enum {ignore_case} {values:?}");
        }
        Shape::Tagged(Tagged { property, choices }) => {
            for (value, Choice { variant: _, ty }) in choices {
                add(&format!("{property}={value}"), ty);
            }
        }
        Shape::Untagged(choices) => {
            for choice in choices {
                add("|", &choice.ty);
            }
        }
        Shape::Alias(ty) => add("=", ty),
    }
    text
}

fn named(ty: &Type, known: &impl Fn(&str) -> String) -> String {
    match ty {
        Type::List(item) => format!("[{}]", named(item, known)),
        Type::Map(item) => format!("{{{}}}", named(item, known)),
        Type::Nullable(inner) => format!("{}?", named(inner, known)),
        Type::Named(name) => format!("<{}>", known(name)),
        plain => format!("{plain:?}"),
    }
}
