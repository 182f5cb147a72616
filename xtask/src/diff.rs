//! `cargo xtask diff`: what a change of the document means to those who call the API.

use crate::{
    Exit, Terminal, accepted,
    cli::{DiffArgs, DiffFormat},
    files,
    git::Commit,
    input::{Document, SPEC},
    rules,
    shell::quoted,
};
use anyhow::Context;
use codegen::{
    diff::{self, Accepted, Comment, Finding, Report, Severity, Shown, Unreadable},
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
    let file = accepted::File::beside(args.head_spec.as_deref(), root)?;
    let accepted = match Accepted::read(&file.document.source()) {
        Ok(accepted) => accepted,
        Err(problems) => return unreadable(&file.document, &problems, terminal),
    };
    let head = match &args.head_spec {
        Some(path) => Document::of_path(path)?,
        None => Document::of_workspace(root)?,
    };
    let (base, api) = match &args.base_spec {
        Some(path) => (Document::of_path(path)?, None),
        None => committed(args.base.as_deref(), root, terminal)?,
    };
    let compared = match api {
        Some(api) => diff::diff_from_client(&base.source(), &api, &head.source()),
        None => diff::diff(&base.source(), &head.source()),
    };
    let mut report = match compared {
        Ok(report) => report,
        Err(Unreadable::Base(problems)) => return unreadable(&base, &problems, terminal),
        Err(Unreadable::Head(problems)) => return unreadable(&head, &problems, terminal),
    };
    diff::accept(&mut report, accepted, accepted::today());
    if !args.accept.is_empty() {
        return file.add(args, &report, terminal);
    }
    if !args.contract.is_empty() {
        report.retain(&args.contract);
    }
    let color = args.out.is_none() && terminal.out.color();
    let threshold = args.fail_on.threshold();
    let too_much = |finding: &&Finding| {
        finding.accepted.is_none() && threshold.is_some_and(|least| finding.severity >= least)
    };
    let too_much: Vec<&Finding> = report.findings.iter().filter(too_much).collect();
    let mut text = printed(&report, [&base, &head], args, color);
    if args.format == DiffFormat::Text {
        text += &file.how_to_accept(&too_much, args);
    }
    match &args.out {
        Some(file) => {
            files::replace(file, &text).with_context(|| format!("cannot write {}", file.display()))?;
        }
        None => terminal.out.text(text)?,
    }
    Ok(if too_much.is_empty() { Exit::Fine } else { Exit::Findings })
}

/// The report in the format that was asked for.
fn printed(report: &Report, [base, head]: [&Document; 2], args: &DiffArgs, color: bool) -> String {
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
        DiffFormat::Html => diff::html(report, &base.source(), &head.source()),
        DiffFormat::Md => {
            let comment = Comment { command: &listing(args), link_to: args.link_to.as_deref() };
            diff::markdown(report, comment)
        }
        DiffFormat::Github => diff::github(report, &listing(args)),
    }
}

/// The command that compares the same documents.
pub(crate) fn command(args: &DiffArgs) -> String {
    let mut command = "cargo xtask diff".to_owned();
    if let Some(base) = &args.base {
        command.extend([" ", &quoted(Path::new(base))]);
    }
    for (option, file) in [("--base-spec", &args.base_spec), ("--head-spec", &args.head_spec)] {
        if let Some(file) = file {
            command.extend([" ", option, " ", &quoted(file)]);
        }
    }
    command
}

/// The command that lists all that the report has.
fn listing(args: &DiffArgs) -> String {
    let contracts: Vec<&str> = args.contract.iter().map(|contract| contract.name()).collect();
    let contracts =
        if contracts.is_empty() { String::new() } else { format!(" --contract {}", contracts.join(",")) };
    format!("{}{contracts} --verbose", command(args))
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

fn unreadable(document: &Document, problems: &Problems, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    let err = &mut terminal.err;
    err.text(report::text(&document.source(), problems, err.color()))?;
    err.line(format_args!("nothing was compared: {} cannot be read", document.source().name))?;
    Ok(Exit::CannotLoad)
}
