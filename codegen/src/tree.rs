//! Generated files, as relative paths and their text.

use std::collections::BTreeMap;

/// A set of files: relative path (with `/`) -> text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree(BTreeMap<String, String>);

impl Tree {
    /// Adds a file.
    pub(crate) fn insert(&mut self, path: &str, text: String) {
        self.0.insert(path.to_owned(), text);
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// The files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}
