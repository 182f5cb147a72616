//! Problems for programs.

use super::{lines::Lines, severity};
use crate::{
    Fixed, Source, document,
    problem::{Edit, Fix, Problems},
};
use serde_json::{Value, json};

/// The problems as one JSON array. Every element has `rule`, `severity`, `message`, `file`, `line`, `column`, `end_line`,
/// `end_column`, `pointer` (a JSON pointer into the document as written), `help` (text or null), `related` (places with
/// a `message`) and `fix` (null, or `label` and `edits`: what to write, as `text`, in place of the bytes from `start` to
/// `end`). The end is the first column after the place.
#[must_use]
pub fn json(source: &Source<'_>, problems: &Problems) -> String {
    format!("{:#}\n", list(source, problems))
}

/// What `lint --fix` did as one JSON object: `fixed`, an array of what was mended (`rule`, `label`, `file`, and its `line` and
/// `column` in the new text), and `problems`, those that are left, as [`json()`] prints them.
#[must_use]
pub fn fixed_json(source: &Source<'_>, fixed: &Fixed) -> String {
    let lines = Lines::new(source.text);
    let mended = fixed.mended.iter().map(|one| {
        let place = lines.position(one.span.start);
        json!({
            "rule": one.rule.id,
            "label": one.label,
            "file": source.name,
            "line": place.line,
            "column": place.column,
        })
    });
    format!("{:#}\n", json!({"fixed": mended.collect::<Value>(), "problems": list(source, &fixed.left)}))
}

fn list(source: &Source<'_>, problems: &Problems) -> Value {
    let lines = Lines::new(source.text);
    let pointers = if problems.is_empty() {
        Vec::new()
    } else {
        document::pointers(source, problems.iter().map(|problem| problem.span))
    };
    let objects = problems.iter().zip(pointers).map(|(problem, pointer)| {
        let start = lines.position(problem.span.start);
        let end = lines.position(problem.span.end);
        let related = problem.related.iter().map(|(span, message)| {
            let place = lines.position(span.start);
            json!({"message": message, "line": place.line, "column": place.column})
        });
        json!({
            "rule": problem.rule.id,
            "severity": severity(problem.severity),
            "message": problem.message,
            "file": source.name,
            "line": start.line,
            "column": start.column,
            "end_line": end.line,
            "end_column": end.column,
            "pointer": pointer,
            "help": problem.help,
            "related": related.collect::<Value>(),
            "fix": problem.fix.as_ref().map(fix),
        })
    });
    objects.collect()
}

fn fix(fix: &Fix) -> Value {
    let edit = |edit: &Edit| json!({"start": edit.span.start, "end": edit.span.end, "text": edit.text});
    json!({"label": fix.label, "edits": fix.edits.iter().map(edit).collect::<Value>()})
}
