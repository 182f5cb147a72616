//! Compiles an OpenAPI document that states operational facts into a typed Rust client.
//!
//! The pipeline is parse -> lint -> lower -> types + operations -> render. It is pure: text in, files out. The output is a
//! function of the document and of `Cargo.lock`; there is no clock, no environment, no file access.

pub mod document;
pub mod model;
pub mod problem;
pub mod report;
mod suggest;

/// Every rule that a problem can name.
pub fn rules() -> impl Iterator<Item = &'static problem::Rule> {
    document::RULES.iter().copied()
}

/// A document to compile.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What to call it in messages and in the header of every generated file, such as `spec/openapi.yaml`.
    pub name: &'a str,
    /// YAML or JSON.
    pub text: &'a str,
}
