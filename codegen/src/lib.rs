//! Compiles an OpenAPI document that states operational facts into a typed Rust client.
//!
//! The pipeline is parse -> lint -> lower -> types + operations -> render. It is pure: text in, files out. The output is a
//! function of the document and of `Cargo.lock`; there is no clock, no environment, no file access.

pub mod document;
mod lint;
pub mod model;
pub mod problem;
pub mod report;
mod suggest;
mod vocabulary;

pub use lint::{Level, Levels, LevelsError};

use problem::{Problems, Rule};

/// A document to compile.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What to call it in messages and in the header of every generated file, such as `spec/openapi.yaml`.
    pub name: &'a str,
    /// YAML or JSON.
    pub text: &'a str,
}

/// Every rule that a document can break, for `lint.toml` and for `--explain`.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    document::RULES.iter().chain(lint::RULES).copied().collect()
}

/// Everything that is wrong with a document, in the order of its places.
#[must_use]
pub fn lint(source: &Source<'_>, levels: &Levels) -> Problems {
    let (document, mut problems) = document::parse(source);
    if let Some(document) = document {
        problems.append(lint::check(&document));
    }
    levels.apply(&mut problems);
    problems.sort();
    problems
}
