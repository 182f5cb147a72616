//! One more entry in the file of accepted changes, and every byte that is there as it was.

use super::{
    super::finding::{Acceptance, Finding},
    Accepted,
    read::wrong,
};
use crate::{
    Source,
    problem::{Problem, Problems, Span},
};
use std::fmt::Write as _;

/// What a new file begins with.
const HEADER: &str = "\
# Changes of the API that are meant to be: `cargo xtask diff` shows them and does not fail for them.
# `cargo xtask diff --accept FINGERPRINT --reason TEXT` adds one. See \"Accepted changes\" in README.md.
";

/// The text of the file with one more entry at its end, which accepts this finding; a text without entries gets a header where it
/// is empty.
///
/// # Errors
///
/// What is wrong with the file, or that it has an entry for the finding, or is written so that no entry can come behind the
/// others, or that the reason is no text.
pub fn append(source: &Source<'_>, finding: &Finding, acceptance: &Acceptance) -> Result<String, Problems> {
    let accepted = Accepted::read(source)?;
    let fingerprint = &finding.fingerprint;
    if let Some(entry) = accepted.entries.iter().find(|entry| entry.fingerprint == *fingerprint) {
        let message = format!("`{fingerprint}` has an entry already");
        return Err(only(wrong(entry.place.span, message).help("change that one")));
    }
    let text = with_entry(source.text, &accepted, finding, acceptance);
    let end = Span { start: source.text.len(), end: source.text.len() };
    let written = Accepted::read(&Source { name: source.name, text: &text }).ok();
    let is_added = written.is_some_and(|written| {
        let (last, before) =
            written.entries.split_last().map_or((None, &[][..]), |(last, all)| (Some(last), all));
        let is_it = last.is_some_and(|last| {
            last.fingerprint == *fingerprint && last.rule == finding.rule && last.acceptance == *acceptance
        });
        is_it && before == accepted.entries
    });
    if is_added {
        return Ok(text);
    }
    let message = format!("there is no way to add `{fingerprint}` here");
    let help =
        "the reason has to be text, and each entry of the file to begin with `- ` on a line of its own";
    Err(only(wrong(end, message).help(help)))
}

fn with_entry(text: &str, accepted: &Accepted, finding: &Finding, acceptance: &Acceptance) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let margin = accepted.entries.last().map_or("", |entry| margin(text, entry.place.span.start));
    let mut new = if text.trim().is_empty() { HEADER.to_owned() } else { text.to_owned() };
    if !new.ends_with('\n') {
        new += end;
    }
    let Acceptance { reason, expires } = acceptance;
    // A fingerprint may be digits alone, and a reason anything: both are text. What JSON quotes, YAML reads.
    let reason = serde_json::Value::from(reason.as_str());
    // Writing to text cannot fail.
    let _ = write!(new, "{margin}- fingerprint: \"{}\"{end}", finding.fingerprint);
    let _ = write!(new, "{margin}  rule: {}{end}", finding.rule.id);
    let _ = write!(new, "{margin}  reason: {reason}{end}");
    if let Some(day) = expires {
        let _ = write!(new, "{margin}  expires: {day}{end}");
    }
    new
}

/// The spaces before the entry that starts at this byte, or after its `- `.
fn margin(text: &str, start: usize) -> &str {
    let line = text[..start].rfind('\n').map_or(0, |line_break| line_break + 1);
    let before = &text[line..start];
    &before[..before.len() - before.trim_start_matches(' ').len()]
}

fn only(problem: Problem) -> Problems {
    let mut problems = Problems::default();
    problems.push(problem);
    problems
}
