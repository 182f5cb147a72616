//! Which findings say why an item of the client's API is another one.

use std::collections::BTreeMap;

/// The findings, by their numbers, that account for items.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    names: BTreeMap<String, Vec<usize>>,
    /// By what the names of all their items begin with.
    beginnings: BTreeMap<String, Vec<usize>>,
}

impl Accounts {
    /// Adds that a finding accounts for items; a name that ends in `*` stands for all that begin so.
    pub(super) fn add(&mut self, finding: usize, items: impl IntoIterator<Item = String>) {
        for mut name in items {
            let by = if name.ends_with('*') {
                name.pop();
                &mut self.beginnings
            } else {
                &mut self.names
            };
            by.entry(name).or_default().push(finding);
        }
    }

    /// The findings that account for an item, in no order, and some of them several times.
    pub(super) fn of(&self, item: &str) -> impl Iterator<Item = usize> {
        let beginnings = item.char_indices().map(|(at, _)| &item[..at]).chain([item]);
        let begun = beginnings.filter_map(|beginning| self.beginnings.get(beginning));
        self.names.get(item).into_iter().chain(begun).flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_itself_and_a_beginning_all_that_begins_so() {
        let mut accounts = Accounts::default();
        accounts.add(0, ["types::Run".to_owned(), "types::Run.*".to_owned()]);
        accounts.add(1, ["types::Run.id".to_owned(), "types::Run*".to_owned()]);
        let of = |item: &str| {
            let mut findings: Vec<usize> = accounts.of(item).collect();
            findings.sort_unstable();
            findings
        };
        assert_eq!(of("types::Run"), [0, 1]);
        assert_eq!(of("types::Run.id"), [0, 1, 1]);
        assert_eq!(of("types::Runs"), [1]);
        assert_eq!(of("types::Ru"), [0; 0]);
        assert_eq!(of("types::Rü"), [0; 0]);
    }
}
