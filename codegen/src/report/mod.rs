//! Problems for people and for machines: frames for a terminal, JSON, and workflow commands of GitHub.
//!
//! Lines and columns count from 1; columns count characters.

mod github;
mod json;
mod lines;
mod text;

pub use github::github;
pub(crate) use github::{Annotation, annotation};
pub use json::{fixed_json, json};
pub(crate) use lines::Lines;
pub use text::text;

use crate::{
    Fixed, Source,
    problem::{Problems, Severity},
};

/// The number of problems in words: `2 errors, 1 warning`, or `no problems`.
#[must_use]
pub fn summary(problems: &Problems) -> String {
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let words = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let parts = [words(count(Severity::Error), "error"), words(count(Severity::Warning), "warning")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no problems".to_owned() } else { parts.join(", ") }
}

/// What was mended, each as a line `fixed[rule]: file:line:column: what was done`. `source` is the new text.
#[must_use]
pub fn mended(source: &Source<'_>, fixed: &Fixed) -> String {
    let lines = Lines::new(source.text);
    let line = |one: &crate::Mended| {
        let place = lines.position(one.span.start);
        format!("fixed[{}]: {}:{}:{}: {}\n", one.rule.id, source.name, place.line, place.column, one.label)
    };
    fixed.mended.iter().map(line).collect()
}

/// The severity as output calls it.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

#[cfg(test)]
mod tests;
