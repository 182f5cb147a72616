//! Differences as JSON, for programs. A field keeps its name and its meaning, and new ones may come.

use super::super::{Difference, Entry, Report};
use crate::diff::Place;
use serde_json::{Value, json};

/// A report as JSON, over several lines: the names of the documents, `spec` and `upstream`; `summary`, how many differences are
/// `unlisted` and how many `known`; `differences`, all of them; and `known`, the entries that list some.
///
/// A difference has `rule`, `subject`, `ours`, `theirs`, the places `spec` and `upstream` (`line` and `column`, counted from 1),
/// `reach` (operations), `reason` (of the entry that lists it, or null), `message` and `help`. An entry has `rule`, `subject`,
/// `ours`, `theirs`, `reason` and `covers`, the number of differences that it lists.
#[must_use]
pub fn json(report: &Report) -> String {
    let Report { spec, upstream, differences, known } = report;
    let unlisted = report.unlisted().count();
    let object = json!({
        "spec": spec,
        "upstream": upstream,
        "summary": {"unlisted": unlisted, "known": differences.len() - unlisted},
        "differences": differences.iter().map(|one| difference(one, known)).collect::<Value>(),
        "known": known.iter().map(entry).collect::<Value>(),
    });
    format!("{object:#}\n")
}

fn difference(difference: &Difference, entries: &[Entry]) -> Value {
    let Difference { rule, subject, ours, theirs, spec, upstream, reach, known, message } = difference;
    let reason = known.and_then(|at| entries.get(at)).map(|entry| &entry.reason);
    json!({
        "rule": rule.id,
        "subject": subject,
        "ours": ours,
        "theirs": theirs,
        "spec": place(spec),
        "upstream": place(upstream),
        "reach": reach,
        "reason": reason,
        "message": message,
        "help": difference.help(),
    })
}

fn entry(entry: &Entry) -> Value {
    let Entry { rule, subject, ours, theirs, reason, span: _, covers } = entry;
    json!({"rule": rule.id, "subject": subject, "ours": ours, "theirs": theirs, "reason": reason, "covers": covers})
}

fn place(place: &Place) -> Value {
    let Place { span: _, line, column } = place;
    json!({"line": line, "column": column})
}
