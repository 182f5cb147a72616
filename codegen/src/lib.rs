//! Compiles an OpenAPI document that states operational facts into a typed Rust client.
//!
//! The pipeline is parse -> lint -> lower -> types + operations -> render. It is pure: text in, files out. The output is a
//! function of the document and of `Cargo.lock`; there is no clock, no environment, no file access.

#[cfg(test)]
mod cases;
pub mod diff;
pub mod document;
pub mod drift;
mod emit;
mod fixed;
mod json_schema;
mod lint;
mod lower;
mod media_type;
pub mod model;
mod patch;
pub mod problem;
mod render;
pub mod report;
mod suggest;
mod tree;
mod types;
mod vocabulary;

pub use fixed::{Fixed, Mended, fixed};
pub use lint::{Level, Levels, LevelsError};
pub use suggest::closest;
pub use tree::Tree;

use document::Document;
use lint::Allows;
use model::Api;
use problem::{Problems, Rule};

/// A document to compile.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What to call it in messages and in the header of every generated file, such as `spec/openapi.yaml`.
    pub name: &'a str,
    /// YAML or JSON.
    pub text: &'a str,
}

/// What to write.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// The generated modules alone, for a crate that has more.
    Modules {
        /// The command that the header of every file names.
        command: &'a str,
    },
    /// A complete crate.
    Package {
        /// The command that the header of every file names.
        command: &'a str,
        /// The name of the crate.
        name: &'a str,
        /// The path of `codegen-runtime`, as its manifest names it.
        runtime: &'a str,
    },
}

/// What a document compiles to.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The files.
    pub tree: Tree,
    /// JSON Schemas of every operation's request, as a file of JSON: `operations` by id, and the `$defs` they refer to.
    ///
    /// An operation has `path` (a schema by parameter), `query` and `header` (by parameter: `required`, `list` for one that
    /// takes several values, `schema`) and `body` (`required`, `media_type`, `schema`; null when nothing is sent).
    pub schemas: String,
    /// What is worth knowing: nothing here is an error.
    pub problems: Problems,
    /// How many operations the client has.
    pub operations: usize,
    /// How many named types it has.
    pub types: usize,
}

/// Compiles a document.
///
/// # Errors
///
/// Every problem, when one of them is an error.
pub fn generate(source: &Source<'_>, levels: &Levels, target: &Target<'_>) -> Result<Generated, Problems> {
    let (compiled, problems) = compile(source, levels);
    let Some(Compiled { document, api, types }) = compiled.filter(|_| !problems.has_errors()) else {
        return Err(problems);
    };
    let (Target::Modules { command } | Target::Package { command, .. }) = target;
    let header = render::Header { command, document: source.name };
    let modules = emit::emit(&api, types, &header);
    let tree = match target {
        Target::Modules { .. } => modules,
        Target::Package { name, runtime, .. } => emit::package(&api, &modules, name, runtime, &header),
    };
    let schemas = render::json(&header, json_schema::requests(&document, &api));
    Ok(Generated { tree, schemas, problems, operations: api.operations.len(), types: api.types.len() })
}

/// Checks a document: everything that [`generate`] would report.
#[must_use]
pub fn lint(source: &Source<'_>, levels: &Levels) -> Problems {
    compile(source, levels).1
}

/// Every rule, sorted by name.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> = [document::RULES, lint::RULES, lower::RULES, types::RULES].concat();
    rules.sort_by_key(|rule| rule.id);
    rules
}

/// Parses, checks and lowers: the model of the API, when the document can be read at all, and every problem found on the way.
///
/// Without a model there are errors, whatever `levels` say.
#[must_use]
pub fn read(source: &Source<'_>, levels: &Levels) -> (Option<Api>, Problems) {
    let (lowered, problems, _) = lowered(source, levels);
    (lowered.map(|(_, api)| api), problems)
}

/// The document with its model, the problems so far, and the comments that allow some.
fn lowered(source: &Source<'_>, levels: &Levels) -> (Option<(Document, Api)>, Problems, Allows) {
    let (document, mut problems) = document::parse(source);
    let lowered = document.map(|document| {
        problems.append(lint::check(&document));
        let api = lower::lower(&document, &mut problems);
        (document, api)
    });
    let mut allows = Allows::default();
    // No level and no comment makes an API of a text that is none.
    if lowered.is_some() {
        allows = Allows::read(source.text, &mut problems);
        allows.apply(&mut problems);
        levels.apply(&mut problems);
    }
    problems.sort();
    (lowered, problems, allows)
}

/// A document and what is made of it before it becomes text.
struct Compiled {
    document: Document,
    api: Api,
    types: Vec<syn::Item>,
}

/// Reads the document and makes the items of its types, which finds the last problems.
fn compile(source: &Source<'_>, levels: &Levels) -> (Option<Compiled>, Problems) {
    let (lowered, mut problems, mut allows) = lowered(source, levels);
    let compiled = lowered.map(|(document, api)| {
        let mut found = Problems::default();
        let types = types::emit(&api, &mut found);
        allows.apply(&mut found);
        found.append(allows.unused());
        levels.apply(&mut found);
        problems.append(found);
        Compiled { document, api, types }
    });
    problems.sort();
    (compiled, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_level_silences_why_there_is_no_model() {
        let levels = Levels::parse("[rules]\nyaml-syntax = \"allow\"\n", &rules()).unwrap();
        let source = Source { name: "openapi.yaml", text: "a: [\n\tb" };
        let (api, problems) = read(&source, &levels);
        assert!(api.is_none() && problems.has_errors(), "{problems:?}");
        assert!(lint(&source, &levels).has_errors());
        let target = Target::Modules { command: "cargo xtask regen" };
        assert!(generate(&source, &levels, &target).unwrap_err().has_errors());
    }
}
