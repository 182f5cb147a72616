//! What of the base is what of the head.

use super::{
    pairs::Pairs,
    side::{Operating, Side},
};
use crate::model::{Bucket, Operation, Type};
use std::collections::{BTreeMap, VecDeque};

/// The operations and the limits of both documents, paired.
pub(super) struct Matching<'a> {
    pub(super) base: &'a Side<'a>,
    pub(super) head: &'a Side<'a>,
    /// In the order of the head.
    pub(super) both: Vec<(Operating<'a>, Operating<'a>)>,
    pub(super) removed: Vec<Operating<'a>>,
    pub(super) added: Vec<Operating<'a>>,
    /// The limits, in the order of the head.
    pub(super) limits: Vec<(&'a Bucket, &'a Bucket)>,
    /// The named types.
    pub(super) types: Pairs<'a>,
}

/// By what an operation of the base is one of the head: its method and path, its operationId, or both.
type Sameness = for<'o> fn(&Operating<'o>) -> (Option<(&'o str, String)>, Option<&'o str>);

impl<'a> Matching<'a> {
    /// By method and path, whatever the parameters of the path are called, and then by operationId.
    pub(super) fn of(base: &'a Side<'a>, head: &'a Side<'a>) -> Self {
        let mut bases: Vec<Option<Operating<'a>>> = base.operations().map(Some).collect();
        let heads: Vec<Operating<'a>> = head.operations().collect();
        let mut pairs: Vec<Option<Operating<'a>>> = vec![None; heads.len()];
        // One that has kept both is not taken for another that has come to its place.
        let rounds: [Sameness; 3] = [
            |one| (Some(place(one)), Some(id(one))),
            |one| (Some(place(one)), None),
            |one| (None, Some(id(one))),
        ];
        for sameness in rounds {
            let mut alone: BTreeMap<_, VecDeque<usize>> = BTreeMap::new();
            for (at, base) in bases.iter().enumerate() {
                if let Some(base) = base {
                    alone.entry(sameness(base)).or_default().push_back(at);
                }
            }
            for (pair, head) in pairs.iter_mut().zip(&heads).filter(|(pair, _)| pair.is_none()) {
                let found = alone.get_mut(&sameness(head)).and_then(VecDeque::pop_front);
                *pair = found.and_then(|at| bases[at].take());
            }
        }
        let removed = bases.into_iter().flatten().collect();
        let mut both = Vec::new();
        let mut added = Vec::new();
        for (base, head) in pairs.into_iter().zip(heads) {
            match base {
                Some(base) => both.push((base, head)),
                None => added.push(head),
            }
        }
        let limits = limits(base, head, &both);
        let types = Pairs::of(&base.api.types, &head.api.types);
        Self { base, head, both, removed, added, limits, types }
    }

    /// Whether a type of the base is a type of the head, whatever they are called. What they hold is compared by itself.
    pub(super) fn same_type(&self, base: &Type, head: &Type) -> bool {
        self.types.same(base, head)
    }

    /// What the head calls a limit of the base; its own name where the head has no such limit.
    pub(super) fn limit_in_head(&self, limit: &'a Bucket) -> &'a str {
        let pair = self.limits.iter().find(|(before, _)| before.name == limit.name);
        pair.map_or(&limit.name, |(_, after)| &after.name)
    }

    /// The operations, by id, that pay from a bucket of the head.
    pub(super) fn paying(&self, bucket: &Bucket) -> Vec<String> {
        let pays = |operating: &Operating<'_>| pays(operating.model, &self.head.api.buckets, &bucket.name);
        self.head.operations().filter(pays).map(|operating| operating.model.id.clone()).collect()
    }

    /// The operations, by their ids in the head, that paid from a bucket of the base.
    pub(super) fn paid(&self, bucket: &Bucket) -> Vec<String> {
        let paid = |base: &Operating<'_>| pays(base.model, &self.base.api.buckets, &bucket.name);
        self.both.iter().filter(|(base, _)| paid(base)).map(|(_, head)| head.model.id.clone()).collect()
    }
}

fn place<'o>(operating: &Operating<'o>) -> (&'o str, String) {
    (&operating.model.http_method, erased(&operating.model.path))
}

fn id<'o>(operating: &Operating<'o>) -> &'o str {
    &operating.model.id
}

/// By name; and a limit of the head whose name is new is the one of the base whose name is gone from which the same operations paid.
fn limits<'a>(
    base: &'a Side<'_>,
    head: &'a Side<'_>,
    both: &[(Operating<'a>, Operating<'a>)],
) -> Vec<(&'a Bucket, &'a Bucket)> {
    let named = |buckets: &'a [Bucket], name: &str| buckets.iter().find(|bucket| bucket.name == name);
    let (before, after) = (&base.api.buckets, &head.api.buckets);
    let mut gone: Vec<&Bucket> =
        before.iter().filter(|bucket| named(after, &bucket.name).is_none()).collect();
    let mut renamed = |new: &Bucket| {
        let same = |old: &&Bucket| {
            let mut pairs = both.iter().map(|(base, head)| {
                (pays(base.model, before, &old.name), pays(head.model, after, &new.name))
            });
            pairs.clone().any(|(was, _)| was) && pairs.all(|(was, is)| was == is)
        };
        gone.iter().position(same).map(|at| gone.remove(at))
    };
    let pair = |new: &'a Bucket| Some((named(before, &new.name).or_else(|| renamed(new))?, new));
    after.iter().filter_map(pair).collect()
}

/// Whether an operation pays from the bucket of this name.
fn pays(operation: &Operation, buckets: &[Bucket], name: &str) -> bool {
    operation.policy.rate_limit.buckets().iter().any(|at| buckets[*at].name == name)
}

/// A path without the names of its parameters.
pub(super) fn erased(path: &str) -> String {
    let mut parts = path.split('{');
    let mut erased = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        erased.push_str("{}");
        erased.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    erased
}
