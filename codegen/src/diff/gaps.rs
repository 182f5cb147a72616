//! Where in a list something stands that only one of two lists has: in which gap between those that both have.

use std::collections::{BTreeMap, BTreeSet};

/// The gap of each name of two lists: how many that both have come before it, in its own list. They are counted once, because
/// two lists may have nothing in common and thousands of names.
pub(super) struct Gaps<'n> {
    before: BTreeMap<&'n str, usize>,
    after: BTreeMap<&'n str, usize>,
}

impl<'n> Gaps<'n> {
    pub(super) fn of(before: impl Iterator<Item = &'n str>, after: impl Iterator<Item = &'n str>) -> Self {
        let (before, after): (Vec<&str>, Vec<&str>) = (before.collect(), after.collect());
        let (old, new): (BTreeSet<&str>, BTreeSet<&str>) =
            (before.iter().copied().collect(), after.iter().copied().collect());
        let count = |names: Vec<&'n str>| {
            let mut kept = 0;
            let mut gaps = BTreeMap::new();
            for name in names {
                gaps.entry(name).or_insert(kept);
                kept += usize::from(old.contains(name) && new.contains(name));
            }
            gaps
        };
        Self { before: count(before), after: count(after) }
    }

    /// Whether two names that one list each has stand in the same gap.
    pub(super) fn is_same(&self, before: &str, after: &str) -> bool {
        self.before.get(before) == self.after.get(after)
    }

    /// Whether the second list has a name.
    pub(super) fn has_after(&self, name: &str) -> bool {
        self.after.contains_key(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_same_gap_after_as_many_that_both_have() {
        let gaps = Gaps::of(["a", "was", "b", "gone"].into_iter(), ["a", "is", "new", "b"].into_iter());
        assert!(gaps.is_same("was", "is") && gaps.is_same("was", "new"));
        assert!(!gaps.is_same("gone", "is") && !gaps.is_same("gone", "new"));
        assert!(gaps.has_after("b") && !gaps.has_after("gone"));
    }
}
