//! What the comparison says of each edit.

use super::{edit::Edit, silence::Silence, walk::edits};
use codegen::{
    Generated, Levels, Source, Target,
    diff::{self, Severity},
    document,
    problem::{self, Problems},
};
use serde_json::Value;
use std::{
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// An edit, and what is said of it.
pub(crate) struct Judged {
    pub(crate) edit: Edit,
    pub(crate) verdict: Verdict,
    /// How many findings there are.
    pub(crate) findings: usize,
    /// The rules of the findings.
    pub(crate) rules: Vec<&'static str>,
}

/// What is said of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The loader finds a mistake that was not there before.
    NoDocument,
    /// Nobody can notice it: there is a reason, and the client is the same.
    Silent(Silence),
    /// A rule says more of it than that words have changed.
    Reported,
    /// A rule says that words have changed.
    Docs,
    /// It is of a part that the client does not express: a rule says so, and the client is the same.
    NotExpressed,
    /// An item of the client is another one, and nothing says why.
    Unexplained,
    /// Nothing is said.
    Unreported,
}

impl Judged {
    /// Whether nobody can notice it.
    pub(crate) fn is_silent(&self) -> bool {
        matches!(self.verdict, Verdict::Silent(_))
    }

    /// Whether it counts, and is not told as what it is.
    pub(crate) fn is_missed(&self) -> bool {
        match self.verdict {
            Verdict::NoDocument | Verdict::Silent(_) | Verdict::Reported | Verdict::NotExpressed => false,
            Verdict::Docs => !self.edit.words,
            Verdict::Unexplained | Verdict::Unreported => true,
        }
    }
}

/// A document to change: JSON, so that what is written of an edit is what stands there.
pub(crate) struct Base {
    value: Value,
    text: String,
    mistakes: usize,
    client: Option<(codegen::Tree, Value)>,
}

impl Base {
    /// Reads YAML or JSON.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let value = document::tree(text).0?.to_json();
        let text = value.to_string();
        let (document, problems) = document::parse(&source(&text));
        document?;
        let mistakes = errors(&problems);
        let client = client(&text);
        Some(Self { value, text, mistakes, client })
    }

    /// Every edit of one step, in the order of the document.
    pub(crate) fn edits(&self) -> Vec<Edit> {
        edits(&self.value)
    }

    /// What is said of each edit; two threads share them.
    pub(crate) fn judge(&self, edits: Vec<Edit>) -> Vec<Judged> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut found = Vec::new();
            while let at = next.fetch_add(1, Ordering::Relaxed)
                && let Some(edit) = edits.get(at)
            {
                found.push((at, self.verdict(edit)));
            }
            found
        };
        let mut found: Vec<_> = thread::scope(|scope| {
            let threads = [scope.spawn(work), scope.spawn(work)];
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
                .collect()
        });
        found.sort_by_key(|(at, _)| *at);
        let judged = |(edit, (_, (verdict, rules))): (Edit, (usize, (Verdict, Vec<&'static str>)))| Judged {
            edit,
            verdict,
            findings: rules.len(),
            rules,
        };
        edits.into_iter().zip(found).map(judged).collect()
    }

    fn verdict(&self, edit: &Edit) -> (Verdict, Vec<&'static str>) {
        let text = edit.apply(&self.value).to_string();
        let (document, problems) = document::parse(&source(&text));
        if document.is_none() || errors(&problems) > self.mistakes {
            return (Verdict::NoDocument, Vec::new());
        }
        let Ok(report) = diff::diff(&source(&self.text), &source(&text)) else {
            return (Verdict::NoDocument, Vec::new());
        };
        let rules: Vec<&'static str> = report.findings.iter().map(|finding| finding.rule.id).collect();
        let explained = |severity: fn(Severity) -> bool| {
            report.findings.iter().any(|finding| {
                severity(finding.severity)
                    && !["item-changed", "item-added", "not-expressed-changed"].contains(&finding.rule.id)
            })
        };
        let verdict = if let Some(silence) = edit.silence.filter(|_| client(&text) == self.client) {
            Verdict::Silent(silence)
        } else if explained(|severity| severity > Severity::Docs) {
            Verdict::Reported
        } else if rules.contains(&"not-expressed-changed") && client(&text) == self.client {
            Verdict::NotExpressed
        } else if explained(|_| true) {
            Verdict::Docs
        } else if rules.is_empty() {
            Verdict::Unreported
        } else {
            Verdict::Unexplained
        };
        (verdict, rules)
    }
}

fn errors(problems: &Problems) -> usize {
    problems.iter().filter(|problem| problem.severity == problem::Severity::Error).count()
}

fn source(text: &str) -> Source<'_> {
    Source { name: "openapi.json", text }
}

/// The files of the client and the schemas of its requests, in which the order of keys says nothing; `None` when none can be made.
fn client(text: &str) -> Option<(codegen::Tree, Value)> {
    let target = Target::Modules { command: "cargo xtask regen" };
    // Mistakes that a rule of lint finds make no other client.
    let allowed =
        codegen::rules().iter().fold("[rules]\n".to_owned(), |text, rule| text + rule.id + " = \"allow\"\n");
    let levels = Levels::parse(&allowed, &codegen::rules()).ok()?;
    let Generated { tree, schemas, .. } = codegen::generate(&source(text), &levels, &target).ok()?;
    Some((tree, serde_json::from_str(&schemas).ok()?))
}
