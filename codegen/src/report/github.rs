//! Problems as workflow commands of GitHub, which it shows beside the changed lines.

use super::{
    lines::{Lines, Position},
    severity,
};
use crate::{Source, problem::Problems};

/// One line `::error file=..,line=..,col=..,title=<rule>::<message>` for each problem, or `::warning`.
#[must_use]
pub fn github(source: &Source<'_>, problems: &Problems) -> String {
    let lines = Lines::new(source.text);
    let annotations = problems.iter().map(|problem| {
        let start = lines.position(problem.span.start);
        let help = problem.help.iter().map(|help| format!("help: {help}"));
        let fix = problem.fix.iter().map(|fix| format!("fix: {}", fix.label));
        let words: Vec<String> = std::iter::once(problem.message.clone()).chain(help).chain(fix).collect();
        annotation(&Annotation {
            level: severity(problem.severity),
            file: source.name,
            line: start.line,
            column: start.column,
            end: Some(lines.position(problem.span.end)),
            title: problem.rule.id,
            message: &words.join("\n"),
        })
    });
    annotations.collect()
}

/// What GitHub is to show at a place.
pub(crate) struct Annotation<'a> {
    /// `error`, `warning` or `notice`.
    pub(crate) level: &'a str,
    pub(crate) file: &'a str,
    pub(crate) line: usize,
    pub(crate) column: usize,
    /// Behind the last character, where that is known.
    pub(crate) end: Option<Position>,
    pub(crate) title: &'a str,
    /// Of one line or more.
    pub(crate) message: &'a str,
}

/// One line, with its end: nothing in the text ends it earlier, or is a command itself.
pub(crate) fn annotation(annotation: &Annotation<'_>) -> String {
    let Annotation { level, file, line, column, end, title, message } = annotation;
    let (file, title, message) = (property(file), property(title), data(message));
    let end_line = end.map(|end| format!(",endLine={}", end.line)).unwrap_or_default();
    // An end column is only understood within one line.
    let end_column = end
        .filter(|end| end.line == *line && end.column > *column)
        .map(|end| format!(",endColumn={}", end.column))
        .unwrap_or_default();
    format!("::{level} file={file},line={line}{end_line},col={column}{end_column},title={title}::{message}\n")
}

/// Text after the `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
