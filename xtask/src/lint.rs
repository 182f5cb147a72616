//! `cargo xtask lint`: the problems of a document, for people, programs and workflow runs; and mending them.

use crate::{
    Exit, Terminal,
    cli::{Format, LintArgs},
    files,
    input::{self, Document},
    rules,
    shell::quoted,
};
use anyhow::{Context, bail};
use codegen::{Levels, Source, report};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The command that looks for problems in the document of this workspace.
pub(crate) const LINT: &str = "cargo xtask lint";

/// Prints what is wrong with the document, mends it first when asked to, or explains one rule.
pub(crate) fn run(args: &LintArgs, root: &Path, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    if let Some(id) = &args.explain {
        return rules::explain(id, terminal);
    }
    let (document, levels, file) = match &args.spec {
        Some(path) => (Document::of_path(path)?, input::levels_beside(path)?, path.clone()),
        None => (Document::of_workspace(root)?, input::levels_of_workspace(root)?, root.join(input::SPEC)),
    };
    let source = document.source();
    if args.fix {
        return fix(&source, &levels, &file, args.format, terminal);
    }
    let problems = codegen::lint(&source, &levels);
    let out = &mut terminal.out;
    match args.format {
        Format::Text => {
            out.text(report::text(&source, &problems, out.color()))?;
            out.line(report::summary(&problems).trim_end())?;
            let command = args.spec.as_ref().map_or(LINT.to_owned(), |path| on(path));
            if let Some(hint) = input::fixes(&problems, &command) {
                out.line(hint)?;
            }
        }
        Format::Json => out.line(report::json(&source, &problems).trim_end())?,
        Format::Github => out.text(report::github(&source, &problems))?,
    }
    Ok(input::verdict(&problems))
}

/// The command that looks for problems in this document.
pub(crate) fn on(spec: &Path) -> String {
    format!("{LINT} --spec {}", quoted(spec))
}

/// Mends the document in its file, and prints what was mended and what is left.
fn fix(
    source: &Source<'_>,
    levels: &Levels,
    file: &PathBuf,
    format: Format,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Exit> {
    if let Some(line) = conflict(source.text) {
        let name = source.name;
        bail!("{name} has a merge conflict at line {line}, so nothing is mended: resolve it first");
    }
    let fixed = codegen::fixed(source, levels);
    if fixed.text != source.text {
        // A link stays one: what it leads to is replaced.
        let file = fs::canonicalize(file).with_context(|| format!("cannot find {}", file.display()))?;
        files::replace(&file, &fixed.text).with_context(|| format!("cannot write {}", source.name))?;
    }
    let source = Source { text: &fixed.text, ..*source };
    let out = &mut terminal.out;
    match format {
        Format::Text => {
            out.text(report::mended(&source, &fixed))?;
            out.text(report::text(&source, &fixed.left, out.color()))?;
            let left = report::summary(&fixed.left);
            out.line(format_args!("{} fixed; left: {}", fixed.mended.len(), left.trim_end()))?;
        }
        Format::Json => out.line(report::fixed_json(&source, &fixed).trim_end())?,
        Format::Github => out.text(report::github(&source, &fixed.left))?,
    }
    Ok(input::verdict(&fixed.left))
}

/// The line of the first mark that a merge leaves where both sides have changed the same.
fn conflict(text: &str) -> Option<usize> {
    let marks = ["<<<<<<< ", "||||||| ", ">>>>>>> "];
    text.lines().position(|line| marks.iter().any(|mark| line.starts_with(mark))).map(|line| line + 1)
}
