//! Problems as workflow commands of GitHub, which it shows beside the changed lines.

use super::{lines::Lines, severity};
use crate::{Source, problem::Problems};
use std::fmt::Write as _;

/// One line `::error file=..,line=..,col=..,title=<rule>::<message>` for each problem, or `::warning`.
#[must_use]
pub fn github(source: &Source<'_>, problems: &Problems) -> String {
    let lines = Lines::new(source.text);
    let mut output = String::new();
    for problem in problems {
        let start = lines.position(problem.span.start);
        let end = lines.position(problem.span.end);
        let mut message = problem.message.clone();
        let fix = problem.fix.as_ref().map(|fix| &fix.label);
        for (what, text) in [("help", &problem.help), ("fix", &fix.cloned())] {
            if let Some(text) = text {
                // Writing to text cannot fail.
                let _ = write!(message, "\n{what}: {text}");
            }
        }
        let (command, file) = (severity(problem.severity), property(source.name));
        let (line, column) = (start.line, start.column);
        // An end column is only understood within one line.
        let end_column = if end.line == line && end.column > column {
            format!(",endColumn={}", end.column)
        } else {
            String::new()
        };
        let _ = writeln!(
            output,
            "::{command} file={file},line={line},endLine={},col={column}{end_column},title={}::{}",
            end.line,
            property(problem.rule.id),
            data(&message)
        );
    }
    output
}

/// Text after the `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
