//! Problems for programs.

use super::{lines::Lines, severity};
use crate::{Source, document, problem::Problems};
use serde_json::{Value, json};

/// The problems as one JSON array. Every element has `rule`, `severity`, `message`, `file`, `line`, `column`, `end_line`,
/// `end_column`, `pointer` (a JSON pointer into the document as written), `help` (text or null) and `related` (places with
/// a `message`). The end is the first column after the place.
#[must_use]
pub fn json(source: &Source<'_>, problems: &Problems) -> String {
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
        })
    });
    format!("{:#}\n", objects.collect::<Value>())
}
