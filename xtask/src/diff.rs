//! `cargo xtask diff`: what a change of the document means to those who call the API.

use crate::{
    Exit, Terminal,
    cli::{DiffArgs, DiffFormat},
    files,
    git::Commit,
    input::{Document, SPEC},
    rules,
};
use anyhow::Context;
use codegen::{
    diff::{self, Report, Severity, Shown, Unreadable},
    problem::Problems,
    report,
};
use std::path::Path;

/// What the generator made of the document when it was committed, relative to the root.
const API: &str = "client/src/generated/api.txt";

/// Compares two documents and prints what has changed, or explains one rule.
pub(crate) fn run(args: &DiffArgs, root: &Path, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    if let Some(id) = &args.explain {
        return rules::explain(id, terminal);
    }
    let head = match &args.head_spec {
        Some(path) => Document::of_path(path)?,
        None => Document::of_workspace(root)?,
    };
    let (base, api) = match &args.base_spec {
        Some(path) => (Document::of_path(path)?, None),
        None => committed(args.base.as_deref(), root, terminal)?,
    };
    let mut report = match compared(&base, api.as_deref(), &head) {
        Ok(report) => report,
        Err(Unreadable::Base(problems)) => return unreadable(&base, &problems, terminal),
        Err(Unreadable::Head(problems)) => return unreadable(&head, &problems, terminal),
    };
    if !args.contract.is_empty() {
        report.retain(&args.contract);
    }
    let color = args.out.is_none() && terminal.out.color();
    let text = printed(&report, args, color);
    match &args.out {
        Some(file) => {
            files::replace(file, &text).with_context(|| format!("cannot write {}", file.display()))?;
        }
        None => terminal.out.text(text)?,
    }
    let threshold = args.fail_on.threshold();
    let too_much = |finding: &diff::Finding| threshold.is_some_and(|least| finding.severity >= least);
    Ok(if report.findings.iter().any(too_much) { Exit::Findings } else { Exit::Fine })
}

/// The report in the format that was asked for.
fn printed(report: &Report, args: &DiffArgs, color: bool) -> String {
    match args.format {
        DiffFormat::Text => {
            let mut text = diff::text(report, Shown { everything: args.verbose, color });
            let hidden = if args.verbose { 0 } else { report.count(Severity::Docs) };
            if hidden > 0 {
                let line =
                    format!("\nOf the documentation alone, not listed: {hidden} (`--verbose` lists them)\n");
                text.push_str(&line);
            }
            text
        }
        DiffFormat::Json => diff::json(report),
    }
}

/// The document of the workspace as a commit has it, with its `api.txt`, if it has one.
fn committed(
    revision: Option<&str>,
    root: &Path,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<(Document, Option<String>)> {
    let commit = if let Some(revision) = revision {
        Commit::named(root, revision)?
    } else {
        let (commit, branch) = Commit::of_main(root)?;
        terminal.err.line(format_args!("compared with {}, where `HEAD` left `{branch}`", commit.hash))?;
        commit
    };
    let hash = &commit.hash;
    let text = commit.file(SPEC)?.with_context(|| {
        format!("{hash} has no {SPEC}: name another revision, or a document by `--base-spec FILE`")
    })?;
    Ok((Document::new(format!("{hash}:{SPEC}"), text), commit.file(API)?))
}

fn compared(base: &Document, api: Option<&str>, head: &Document) -> Result<Report, Unreadable> {
    let mut report = diff::diff(&base.source(), &head.source())?;
    if let Some(api) = api {
        report.generator = diff::by_generator(&base.source(), api).map_err(Unreadable::Base)?;
    }
    Ok(report)
}

fn unreadable(document: &Document, problems: &Problems, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    let err = &mut terminal.err;
    err.text(report::text(&document.source(), problems, err.color()))?;
    err.line("nothing was compared: a document cannot be read")?;
    Ok(Exit::CannotLoad)
}
