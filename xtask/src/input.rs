//! What the commands read: a document and the levels of the rules.

use crate::Exit;
use anyhow::{Context, anyhow};
use codegen::{
    Levels, Source,
    problem::{Problems, Severity},
};
use std::{fs, path::Path};

/// The document of this workspace, relative to its root.
pub(crate) const SPEC: &str = "spec/openapi.yaml";
/// The levels of the rules for [`SPEC`], relative to the root.
pub(crate) const LEVELS: &str = "spec/lint.toml";

/// The differences from the platform's document that are known, relative to the root.
pub(crate) const KNOWN_DIFFERENCES: &str = "spec/known-differences.yaml";

/// The rule that a text breaks which is neither YAML nor JSON.
const SYNTAX: &str = "yaml-syntax";

/// A document as read.
pub(crate) struct Document {
    name: String,
    text: String,
}

impl Document {
    /// Reads the document of the workspace at `root`.
    pub(crate) fn of_workspace(root: &Path) -> anyhow::Result<Self> {
        Ok(Self { name: SPEC.to_owned(), text: read(&root.join(SPEC), SPEC)? })
    }

    /// Reads a file of the workspace at `root` that need not be there.
    pub(crate) fn of_workspace_if_any(root: &Path, name: &str) -> anyhow::Result<Option<Self>> {
        let path = root.join(name);
        path.exists().then(|| Ok(Self { name: name.to_owned(), text: read(&path, name)? })).transpose()
    }

    /// Reads a document that the command line names. Messages call it as the command line does.
    pub(crate) fn of_path(path: &Path) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let text = read(path, &name)?;
        Ok(Self { name, text })
    }

    /// A document whose text came from elsewhere.
    pub(crate) fn new(name: String, text: String) -> Self {
        Self { name, text }
    }

    /// The document as the generator takes it.
    pub(crate) fn source(&self) -> Source<'_> {
        Source { name: &self.name, text: &self.text }
    }
}

/// Reads the levels of the workspace at `root`. They are part of its contract: without them no rule would bind.
pub(crate) fn levels_of_workspace(root: &Path) -> anyhow::Result<Levels> {
    levels(&root.join(LEVELS), LEVELS)
}

/// Reads the levels in the `lint.toml` beside `document`, or takes the defaults when there is none.
pub(crate) fn levels_beside(document: &Path) -> anyhow::Result<Levels> {
    let path = document.with_file_name("lint.toml");
    if path.exists() { levels(&path, &path.display().to_string()) } else { Ok(Levels::default()) }
}

fn levels(path: &Path, name: &str) -> anyhow::Result<Levels> {
    Levels::parse(&read(path, name)?, &codegen::rules()).with_context(|| format!("cannot use {name}"))
}

pub(crate) fn read(path: &Path, name: &str) -> anyhow::Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {name}"))?;
    String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        anyhow!("cannot read {name}: byte {place} is not UTF-8")
    })
}

/// Says how many of the problems `lint`, the command that looks for them, can mend; `None` when it is none.
pub(crate) fn fixes(problems: &Problems, lint: &str) -> Option<String> {
    let count = problems.iter().filter(|problem| problem.fix.is_some()).count();
    let what = if count == problems.len() { "all".to_owned() } else { count.to_string() };
    (count > 0).then(|| format!("`{lint} --fix` mends {what} of them, as `fix` says"))
}

/// The exit code for what is wrong with a document.
pub(crate) fn verdict(problems: &Problems) -> Exit {
    let unreadable =
        problems.iter().any(|problem| problem.rule.id == SYNTAX && problem.severity == Severity::Error);
    if unreadable {
        Exit::CannotLoad
    } else if problems.has_errors() {
        Exit::Findings
    } else {
        Exit::Fine
    }
}
