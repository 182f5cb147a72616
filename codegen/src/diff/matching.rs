//! What of the base is what of the head.

use super::{
    pairs::Pairs,
    side::{Operating, Side},
};
use crate::model::{Bucket, Operation, Type};

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

/// Whether an operation of the base is one of the head.
type Same = fn(&Operating<'_>, &Operating<'_>) -> bool;

impl<'a> Matching<'a> {
    /// By method and path, whatever the parameters of the path are called, and then by operationId.
    pub(super) fn of(base: &'a Side<'a>, head: &'a Side<'a>) -> Self {
        let mut removed: Vec<Operating<'a>> = base.operations().collect();
        let mut heads: Vec<Option<Operating<'a>>> = head.operations().map(Some).collect();
        let mut pairs: Vec<Option<Operating<'a>>> = vec![None; heads.len()];
        // One that has kept both is not taken for another that has come to its place.
        let rounds: [Same; 3] =
            [|one, other| same_place(one, other) && same_id(one, other), same_place, same_id];
        for same in rounds {
            for (at, head) in heads.iter().enumerate() {
                let Some(head) = head.as_ref().filter(|_| pairs[at].is_none()) else { continue };
                if let Some(found) = removed.iter().position(|base| same(base, head)) {
                    pairs[at] = Some(removed.remove(found));
                }
            }
        }
        let mut both = Vec::new();
        let mut added = Vec::new();
        for (base, head) in pairs.into_iter().zip(heads.iter_mut().filter_map(Option::take)) {
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

fn same_place(one: &Operating<'_>, other: &Operating<'_>) -> bool {
    one.model.http_method == other.model.http_method && erased(&one.model.path) == erased(&other.model.path)
}

fn same_id(one: &Operating<'_>, other: &Operating<'_>) -> bool {
    one.model.id == other.model.id
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
