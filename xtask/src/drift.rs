//! `cargo xtask drift`: what our document and the platform's own say differently.

use crate::{
    Exit, Terminal,
    cli::{DriftArgs, ListFormat},
    input::{Document, KNOWN_DIFFERENCES},
    rules,
};
use codegen::{
    drift::{self, Known, Unreadable},
    problem::Problems,
    report,
};
use std::path::Path;

/// Prints the differences that are not listed, and how many are, or explains one rule.
pub(crate) fn run(args: &DriftArgs, root: &Path, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    if let Some(id) = &args.explain {
        return rules::explain(id, terminal);
    }
    let Some(upstream) = &args.upstream else {
        terminal.err.line("error: name the platform's own document, as a file")?;
        return Ok(Exit::Usage);
    };
    let upstream = Document::of_path(upstream)?;
    let spec = Document::of_workspace(root)?;
    let list = Document::of_workspace_if_any(root, KNOWN_DIFFERENCES)?;
    let list = list.unwrap_or_else(|| Document::new(KNOWN_DIFFERENCES.to_owned(), String::new()));
    let known = match Known::read(&list.source()) {
        Ok(known) => known,
        Err(problems) => return unreadable(&list, &problems, terminal),
    };
    let mut report = match drift::drift(&spec.source(), &upstream.source()) {
        Ok(report) => report,
        Err(Unreadable::Spec(problems)) => return unreadable(&spec, &problems, terminal),
        Err(Unreadable::Upstream(problems)) => return unreadable(&upstream, &problems, terminal),
    };
    let unused = report.list(known);
    let Terminal { out, err } = terminal;
    err.text(report::text(&list.source(), &unused, err.color()))?;
    match args.format {
        ListFormat::Text => out.text(drift::text(&report, out.color()))?,
        ListFormat::Json => out.line(drift::json(&report).trim_end())?,
    }
    Ok(if report.unlisted().next().is_some() { Exit::Findings } else { Exit::Fine })
}

fn unreadable(document: &Document, problems: &Problems, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    let err = &mut terminal.err;
    err.text(report::text(&document.source(), problems, err.color()))?;
    err.line("nothing was compared: a file cannot be read")?;
    Ok(Exit::CannotLoad)
}
