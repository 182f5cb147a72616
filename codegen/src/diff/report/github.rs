//! Findings as workflow commands of GitHub, which it shows beside the changed lines.

use super::{
    super::{
        accepted::{Entry, State},
        finding::{Finding, Report},
        rule::Severity,
    },
    text::summary,
    words,
};
use crate::report::{Annotation, annotation};

/// The words of GitHub, the heaviest first.
const LEVELS: [&str; 3] = ["error", "warning", "notice"];

/// How many annotations of one level GitHub shows of a step.
const SHOWN: usize = 10;

/// The summary, then at most ten annotations of each level, the heaviest first: `::error` for what breaks callers, `::warning` for what
/// may break them and for accepted changes that accept nothing, `::notice` for what is safe or accepted. Changes of the documentation
/// have none. What is gone stands at the nearest that has stayed.
///
/// The last line says how many are left out; `command` lists everything.
#[must_use]
pub fn github(report: &Report, command: &str) -> String {
    let findings = report.findings.iter().filter(|finding| finding.severity > Severity::Docs);
    let entries = |is_unused| {
        let entries = report.accepted.entries.iter();
        let entries = entries.filter(move |entry| (entry.state == State::Unused) == is_unused);
        entries.filter_map(|entry| of_entry(entry, &report.accepted.name))
    };
    // An entry that accepts no more is why a finding stands here; one that is of no use is the last thing to know.
    let all = entries(false).chain(findings.map(|finding| of_finding(finding, report))).chain(entries(true));
    let all: Vec<(&str, String)> = all.collect();
    let mut text = format!("{}\n", words::one_line(&summary(report)));
    let mut left = Vec::new();
    for level in LEVELS {
        let annotations = all.iter().filter(|(of, _)| *of == level).map(|(_, line)| line.as_str());
        text.extend(annotations.clone().take(SHOWN));
        let more = annotations.count().saturating_sub(SHOWN);
        if more > 0 {
            left.push(format!("{more} of level {level}"));
        }
    }
    if !report.generator.is_empty() {
        left.push(format!("{} items that the generator changes", report.generator.len()));
    }
    if !left.is_empty() {
        text.extend(["not annotated: ", &left.join(", "), "; `", &words::one_line(command), "` lists all\n"]);
    }
    text
}

fn of_finding(finding: &Finding, report: &Report) -> (&'static str, String) {
    let Finding { rule, severity, anchor, message, help, fingerprint, .. } = finding;
    let level = match severity {
        _ if finding.accepted.is_some() => "notice",
        Severity::Breaking => "error",
        Severity::Dangerous => "warning",
        Severity::Safe | Severity::Docs => "notice",
    };
    let values = words::values(finding).map(|[before, after]| format!("{before} -> {after}"));
    let help = help.as_ref().map(|help| format!("help: {help}"));
    let lines = [Some(message.clone()), values, words::broken(finding), help, words::accepted(finding)];
    let mut lines: Vec<String> = lines.into_iter().flatten().collect();
    lines.push(format!("fingerprint: {fingerprint}"));
    let line = annotation(&Annotation {
        level,
        file: &report.head,
        line: anchor.line,
        column: anchor.column,
        end: None,
        title: rule.id,
        message: &lines.join("\n"),
    });
    (level, line)
}

fn of_entry(entry: &Entry, file: &str) -> Option<(&'static str, String)> {
    let (message, help) = entry.complaint()?;
    let level = "warning";
    let line = annotation(&Annotation {
        level,
        file,
        line: entry.place.line,
        column: entry.place.column,
        end: None,
        title: "accepted-changes",
        message: &format!("{message}\nhelp: {help}"),
    });
    Some((level, line))
}
