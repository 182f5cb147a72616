//! The file of accepted changes beside a document: read, and given one more entry by `cargo xtask diff --accept`.

use crate::{
    Exit, Terminal,
    cli::DiffArgs,
    diff::command,
    files,
    input::{self, Document, SPEC},
};
use anyhow::Context;
use codegen::{
    diff::{self, Acceptance, Date, Finding, Report},
    report,
};
use std::path::{Path, PathBuf};

/// Its name.
const NAME: &str = "accepted-changes.yaml";

/// How many commands are shown: nobody pastes more.
const SHOWN: usize = 5;

/// The file of a document.
pub(crate) struct File {
    /// What it holds; nothing when it is not there.
    pub(crate) document: Document,
    path: PathBuf,
}

impl File {
    /// The file beside this document, or beside the one of the workspace at `root`.
    pub(crate) fn beside(document: Option<&Path>, root: &Path) -> anyhow::Result<Self> {
        let (path, name) = if let Some(document) = document {
            let path = document.with_file_name(NAME);
            let name = path.display().to_string();
            (path, name)
        } else {
            let name = Path::new(SPEC).with_file_name(NAME);
            (root.join(&name), name.display().to_string())
        };
        let text = if path.exists() { input::read(&path, &name)? } else { String::new() };
        Ok(Self { document: Document::new(name, text), path })
    }

    /// Adds an entry for each change that the command line accepts: all of them, or none.
    pub(crate) fn add(
        &self,
        args: &DiffArgs,
        report: &Report,
        terminal: &mut Terminal<'_>,
    ) -> anyhow::Result<Exit> {
        let reason = args.reason.as_deref().unwrap_or_default().trim();
        let acceptance = Acceptance { reason: reason.to_owned(), expires: args.expires };
        let name = self.document.source().name;
        let findings = match self.chosen(&args.accept, &acceptance, report) {
            Ok(findings) => findings,
            Err(objection) => {
                terminal.err.line(format_args!("error: {objection}"))?;
                return Ok(Exit::Usage);
            }
        };
        let mut text = self.document.source().text.to_owned();
        for finding in &findings {
            let written = Document::new(name.to_owned(), text);
            text = match diff::append(&written.source(), finding, &acceptance) {
                Ok(text) => text,
                Err(problems) => {
                    let err = &mut terminal.err;
                    err.text(report::text(&written.source(), &problems, err.color()))?;
                    return Ok(Exit::CannotLoad);
                }
            };
        }
        files::replace(&self.path, &text).with_context(|| format!("cannot write {name}"))?;
        for Finding { fingerprint, rule, .. } in findings {
            terminal.out.line(format_args!("{name}: accepted {fingerprint} ({})", rule.id))?;
        }
        Ok(Exit::Fine)
    }

    /// The findings with these fingerprints, or why none of them can be accepted so.
    fn chosen<'r>(
        &self,
        fingerprints: &[String],
        acceptance: &Acceptance,
        report: &'r Report,
    ) -> Result<Vec<&'r Finding>, String> {
        if acceptance.reason.is_empty() {
            return Err("a change is accepted for a reason: write it behind `--reason`".to_owned());
        }
        if let Some(day) = acceptance.expires.filter(|last| *last < today()) {
            return Err(format!("{day} is over: name a day to come, or leave `--expires` out"));
        }
        let mut findings: Vec<&Finding> = Vec::new();
        for fingerprint in fingerprints {
            let Some(finding) = report.findings.iter().find(|finding| finding.fingerprint == *fingerprint)
            else {
                let known = report.findings.iter().map(|finding| finding.fingerprint.as_str());
                let guess = codegen::closest(fingerprint, known)
                    .map_or_else(String::new, |close| format!("; did you mean `{close}`?"));
                return Err(format!("nothing that has changed is `{fingerprint}`{guess}"));
            };
            let entry = report.accepted.entries.iter().find(|entry| entry.fingerprint == *fingerprint);
            if let Some(entry) = entry {
                let (name, line) = (self.document.source().name, entry.place.line);
                return Err(format!("{name}:{line} is about `{fingerprint}` already: change that entry"));
            }
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        Ok(findings)
    }

    /// How to accept findings that fail a command; nothing when there are none.
    pub(crate) fn how_to_accept(&self, findings: &[&Finding], args: &DiffArgs) -> String {
        if findings.is_empty() {
            return String::new();
        }
        let (name, command) = (self.document.source().name, command(args));
        let mut lines = vec![format!("\nWhat is meant to be is accepted for a reason, which {name} keeps:")];
        lines.extend(findings.iter().take(SHOWN).map(|Finding { fingerprint, rule, .. }| {
            format!("  {command} --accept {fingerprint} --reason TEXT    # {}", rule.id)
        }));
        if findings.len() > SHOWN {
            let more = findings.len() - SHOWN;
            lines.push(format!("  and {more} more: `--format json` has their fingerprints"));
        }
        lines.join("\n") + "\n"
    }
}

/// The day by which an accepted change is over, the same everywhere: that of UTC.
pub(crate) fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}
