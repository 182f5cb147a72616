//! The parts of a comment: one finding, values, items, entries of the file of accepted changes.

use super::{
    super::{
        super::{
            accepted::Accepted,
            finding::{Finding, ItemChange},
        },
        subject, words,
    },
    escape::{code, prose, short},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write as _;

/// The most characters of a name, of a value, of a sentence, and of a line of `api.txt`, a command or a place.
pub(super) const NAME: usize = 100;
const VALUE: usize = 120;
const SENTENCE: usize = 500;
pub(super) const LONG: usize = 200;

/// How many of a list are shown, when there are more by two.
const FEW: usize = 6;

/// What might end an address in Markdown, or be read as something else.
const NOT_IN_ADDRESS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b':').remove(b'.').remove(b'-').remove(b'%');

const NOT_IN_PATH: &AsciiSet = &NOT_IN_ADDRESS.add(b'%');

/// All about one finding.
pub(super) fn finding(finding: &Finding, place: &str) -> String {
    let Finding { severity, rule, message, help, reach, rust, fingerprint, .. } = finding;
    let mut text = format!("\n**{}** `{}`: {}\n\n", severity.name(), rule.id, prose(message, SENTENCE));
    let mut fact = |fact: String| text.extend(["- ", &fact, "\n"]);
    fact(match values(finding) {
        values if values.is_empty() => format!("at {place}"),
        values => format!("{values} at {place}"),
    });
    words::broken(finding).into_iter().for_each(&mut fact);
    if !reach.is_empty() {
        fact(format!("reaches {}", operations(reach)));
    }
    if let Some(help) = help {
        fact(format!("help: {}", prose(help, SENTENCE)));
    }
    if let Some(accepted) = words::accepted(finding) {
        fact(prose(&accepted, SENTENCE));
    }
    fact(format!("fingerprint: `{fingerprint}`"));
    text + &items(rust)
}

/// The values before and after; nothing where it is none of values.
pub(super) fn values(finding: &Finding) -> String {
    let values = words::values(finding).map(|values| values.map(value));
    values.map(|[before, after]| format!("{before} → {after}")).unwrap_or_default()
}

pub(super) fn value(value: &str) -> String {
    match value {
        "" => String::new(),
        "nothing" => "nothing".to_owned(),
        value => code(value, VALUE),
    }
}

/// The lines of `api.txt` that change, as a diff. No line begins with what would end it.
pub(super) fn items(changes: &[ItemChange]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let shown = shown_of(changes.len());
    let mut text = "\n```diff\n".to_owned();
    for ItemChange { before, after } in &changes[..shown] {
        for (sign, line) in [("-", before), ("+", after)] {
            if let Some(line) = line {
                // Writing to text cannot fail.
                let _ = writeln!(text, "{sign} {}", short(line, LONG));
            }
        }
    }
    text += "```\n";
    if shown < changes.len() {
        let _ = writeln!(text, "\nand {} more items", changes.len() - shown);
    }
    text
}

/// Limits and repeats before and after, which no compiler notices.
pub(super) fn policies(findings: &[&Finding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut text = "\n<details>\n<summary>Rate limits, retries: before and after</summary>\n\n".to_owned();
    text += "| What | Rule | Before | After | |\n|---|---|---|---|---|\n";
    for finding in findings {
        let subject = code(&subject::of(finding), NAME);
        let [before, after] = words::values(finding).unwrap_or_default().map(value);
        let factor = finding.factor.map(|factor| format!("× {}", (factor * 100.0).round() / 100.0));
        let factor = factor.unwrap_or_default();
        // Writing to text cannot fail.
        let _ = writeln!(text, "| {subject} | `{}` | {before} | {after} | {factor} |", finding.rule.id);
    }
    text + "\n</details>\n"
}

/// What no document says.
pub(super) fn by_generator(changes: &[ItemChange]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let (count, items) = (number(changes.len(), "item"), items(changes));
    let title = format!("Changed by the generator, whatever the document says: {count}");
    format!("\n<details>\n<summary>{title}</summary>\n{items}\n</details>\n")
}

/// The entries of the file of accepted changes that accept nothing.
pub(super) fn complaints(accepted: &Accepted) -> String {
    let complaints = accepted.entries.iter().filter_map(|entry| Some((entry, entry.complaint()?)));
    let complaints: Vec<_> = complaints.collect();
    if complaints.is_empty() {
        return String::new();
    }
    let shown = shown_of(complaints.len());
    let mut text = "\n**Accepted changes that accept nothing**\n\n".to_owned();
    for (entry, (message, help)) in &complaints[..shown] {
        let place = code(&words::place(&accepted.name, &entry.place), LONG);
        let (message, help) = (prose(message, SENTENCE), prose(help, SENTENCE));
        // Writing to text cannot fail.
        let _ = writeln!(text, "- {place}: {message}; {help}");
    }
    if shown < complaints.len() {
        let _ = writeln!(text, "- and {} more", complaints.len() - shown);
    }
    text
}

/// The page of a document, at a line.
pub(super) fn address(prefix: &str, path: &str, line: usize) -> String {
    let prefix = utf8_percent_encode(prefix, NOT_IN_ADDRESS);
    let path = utf8_percent_encode(path, NOT_IN_PATH);
    format!("{prefix}{path}#L{line}")
}

/// A number of things: `1 item`, `2 items`.
pub(super) fn number(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

fn operations(ids: &[String]) -> String {
    let shown = shown_of(ids.len());
    let names: Vec<String> = ids[..shown].iter().map(|id| code(id, NAME)).collect();
    let more = if shown < ids.len() { format!(" and {} more", ids.len() - shown) } else { String::new() };
    format!("{}{more}", names.join(", "))
}

fn shown_of(count: usize) -> usize {
    if count <= FEW + 1 { count } else { FEW }
}
