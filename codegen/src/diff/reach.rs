//! Which operations reach a type, in their requests and in their answers.

use super::{matching::Matching, side::Side};
use crate::{
    lower,
    model::{Operation, Success, Type},
};
use std::collections::{BTreeMap, BTreeSet};

/// The operations that reach each type of both documents.
pub(super) struct Reach<'a> {
    base: BTreeMap<&'a str, BTreeSet<&'a str>>,
    head: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The operations of the head in its order, then those of the base alone: the id in the base, if any, and the one to tell.
    order: Vec<(Option<&'a str>, &'a str)>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(matching: &Matching<'a>) -> Self {
        let both = matching.both.iter().map(|(base, head)| (Some(base), head.span.start, head));
        let added = matching.added.iter().map(|head| (None, head.span.start, head));
        let mut heads: Vec<_> = both.chain(added).collect();
        heads.sort_by_key(|(_, at, _)| *at);
        let heads = heads
            .into_iter()
            .map(|(base, _, head)| (base.map(|base| base.model.id.as_str()), head.model.id.as_str()));
        let gone = matching.removed.iter().map(|base| (Some(base.model.id.as_str()), base.model.id.as_str()));
        Self {
            base: reached(matching.base),
            head: reached(matching.head),
            order: heads.chain(gone).collect(),
        }
    }

    /// The operations that reach a type, by its name in the base and its name in the head.
    pub(super) fn operations(&self, base: Option<&str>, head: Option<&str>) -> Vec<String> {
        let before = base.and_then(|name| self.base.get(name));
        let after = head.and_then(|name| self.head.get(name));
        let holds = |set: Option<&BTreeSet<&str>>, id: Option<&str>| {
            set.is_some_and(|set| id.is_some_and(|id| set.contains(id)))
        };
        let reaching = self.order.iter().filter(|(old, id)| holds(before, *old) || holds(after, Some(id)));
        reaching.map(|(_, id)| (*id).to_owned()).collect()
    }
}

/// The operations of one document that reach each of its types. A type is visited once for each operation, so that types
/// which hold each other end.
fn reached<'a>(side: &'a Side<'_>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let types = side.api.types.iter();
    let held: BTreeMap<&str, Vec<&str>> = types
        .map(|def| (def.name.as_str(), lower::parts(&def.shape).into_iter().filter_map(named).collect()))
        .collect();
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for operation in &side.api.operations {
        let mut queue: Vec<&str> = uses(operation).filter_map(named).collect();
        while let Some(name) = queue.pop() {
            if reached.entry(name).or_default().insert(&operation.id) {
                queue.extend(held.get(name).into_iter().flatten());
            }
        }
    }
    reached
}

/// The types that an operation takes and gives.
fn uses(operation: &Operation) -> impl Iterator<Item = &Type> {
    let sent =
        operation.params.iter().map(|param| &param.ty).chain(operation.body.iter().map(|body| &body.ty));
    let success = match &operation.success {
        Success::Json(ty) => Some(ty),
        Success::Empty | Success::Text | Success::Bytes => None,
    };
    sent.chain(success).chain(operation.errors.iter().filter_map(|case| case.body.as_ref()))
}

/// The named type that a type mentions: there is at most one.
fn named(ty: &Type) -> Option<&str> {
    match ty {
        Type::Named(name) => Some(name),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => named(inner),
        _ => None,
    }
}
