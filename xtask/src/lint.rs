//! `cargo xtask lint`: the problems of a document, for people, programs and workflow runs.

use crate::{
    Exit, Terminal,
    cli::{Format, LintArgs},
    input::{self, Document},
    rules,
};
use codegen::report;
use std::path::Path;

/// Prints what is wrong with the document, or explains one rule.
pub(crate) fn run(args: &LintArgs, root: &Path, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    if let Some(id) = &args.explain {
        return rules::explain(id, terminal);
    }
    let (document, levels) = match &args.spec {
        Some(path) => (Document::of_path(path)?, input::levels_beside(path)?),
        None => (Document::of_workspace(root)?, input::levels_of_workspace(root)?),
    };
    let source = document.source();
    let problems = codegen::lint(&source, &levels);
    let out = &mut terminal.out;
    match args.format {
        Format::Text => {
            out.text(report::text(&source, &problems, out.color()))?;
            out.line(report::summary(&problems).trim_end())?;
        }
        Format::Json => out.line(report::json(&source, &problems).trim_end())?,
        Format::Github => out.text(report::github(&source, &problems))?,
    }
    Ok(input::verdict(&problems))
}
