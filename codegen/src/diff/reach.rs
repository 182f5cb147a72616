//! Which operations reach a type, in their requests and in their answers.

use super::{matching::Matching, side::Side};
use crate::{
    lower,
    model::{Operation, Success, Type},
};
use std::collections::{BTreeMap, BTreeSet};

/// The operations that reach each type of both documents.
pub(super) struct Reach<'a> {
    base: BTreeMap<&'a str, Vec<&'a str>>,
    head: BTreeMap<&'a str, Vec<&'a str>>,
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
        let set = |reached: &BTreeMap<&'a str, Vec<&'a str>>, name: Option<&str>| -> BTreeSet<&'a str> {
            name.and_then(|name| reached.get(name)).into_iter().flatten().copied().collect()
        };
        let (before, after) = (set(&self.base, base), set(&self.head, head));
        let reaching = self
            .order
            .iter()
            .filter(|(old, id)| old.is_some_and(|old| before.contains(old)) || after.contains(id));
        reaching.map(|(_, id)| (*id).to_owned()).collect()
    }
}

/// The operations of one document that reach each of its types, in their order. A type is visited once for each operation, so
/// that types which hold each other end.
fn reached<'a>(side: &'a Side<'_>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let types = &side.api.types;
    let numbers: BTreeMap<&str, usize> =
        types.iter().enumerate().map(|(at, def)| (def.name.as_str(), at)).collect();
    let number = |ty: &Type| numbers.get(named(ty)?).copied();
    let held: Vec<Vec<usize>> =
        types.iter().map(|def| lower::parts(&def.shape).into_iter().filter_map(number).collect()).collect();
    let mut reached: Vec<Vec<&str>> = vec![Vec::new(); types.len()];
    // Which operation came by last.
    let mut visits: Vec<Option<usize>> = vec![None; types.len()];
    for (visit, operation) in side.api.operations.iter().enumerate() {
        let mut queue: Vec<usize> = uses(operation).filter_map(number).collect();
        while let Some(at) = queue.pop() {
            if visits[at].replace(visit) != Some(visit) {
                reached[at].push(&operation.id);
                queue.extend(&held[at]);
            }
        }
    }
    types.iter().map(|def| def.name.as_str()).zip(reached).collect()
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
