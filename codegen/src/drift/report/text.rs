//! Differences for people: what is not listed one by one, what is known by its entries.

use super::super::{Difference, Entry, Report};
use crate::diff::{Place, broken_at};

/// The columns of the text. A longer word stands alone.
const WIDTH: usize = 100;

/// How many operations are named, when there are more by two.
const FEW: usize = 6;

/// How many differences there are, and between which documents: `2 differences, 90 known: openapi.yaml and platform.json`.
#[must_use]
pub fn summary(report: &Report) -> String {
    let unlisted = report.unlisted().count();
    let known = report.differences.len() - unlisted;
    let words = match unlisted {
        0 => "no differences".to_owned(),
        1 => "1 difference".to_owned(),
        count => format!("{count} differences"),
    };
    let known = if known > 0 { format!(", {known} known") } else { String::new() };
    format!("{words}{known}: {} and {}", report.spec, report.upstream)
}

/// A report as a terminal shows it: the summary, the differences that no entry lists, and the entries with the number of
/// differences that each lists. `color` adds escape sequences.
#[must_use]
pub fn text(report: &Report, color: bool) -> String {
    let mut page = Page { text: String::new(), color };
    page.lines("", "", &summary(report));
    for difference in report.unlisted() {
        page.difference(difference, report);
    }
    let mut known = report.known.iter().filter(|entry| entry.covers > 0).peekable();
    if known.peek().is_some() {
        page.lines("\n", "", "Known");
    }
    for Entry { rule, subject, ours, theirs, covers, .. } in known {
        let values = [("ours", ours), ("theirs", theirs)];
        let values =
            values.into_iter().filter_map(|(key, value)| Some(format!(", {key} {}", value.as_ref()?)));
        let values: String = values.collect();
        page.lines(&format!("  {covers:>4}  "), "        ", &format!("{}  {subject}{values}", rule.id));
    }
    page.text
}

/// The text as it grows.
struct Page {
    text: String,
    color: bool,
}

impl Page {
    fn difference(&mut self, difference: &Difference, report: &Report) {
        let Difference { rule, ours, theirs, spec, upstream, reach, message, .. } = difference;
        self.text.push('\n');
        let start = self.text.len();
        self.lines("", "  ", &format!("{}: {message}", rule.id));
        if self.color {
            // A rule is one word, so all of it is in the first line.
            self.text.insert_str(start + rule.id.len(), "\x1b[0m");
            self.text.insert_str(start, "\x1b[31m");
        }
        for (name, Place { line, column, .. }, value) in
            [(&report.spec, spec, ours), (&report.upstream, upstream, theirs)]
        {
            let value = value.as_deref().unwrap_or("nothing");
            self.lines("  ", "    ", &format!("{name}:{line}:{column}  {value}"));
        }
        if reach.len() > 1 {
            let shown = if reach.len() > FEW + 1 { FEW } else { reach.len() };
            let more = if shown < reach.len() {
                format!(" and {} more", reach.len() - shown)
            } else {
                String::new()
            };
            self.lines("  ", "    ", &format!("reaches {}{more}", reach[..shown].join(", ")));
        }
        self.lines("  ", "    ", &format!("help: {}", difference.help()));
    }

    /// Writes `first` and `text`, broken between words, the further lines behind `margin`.
    fn lines(&mut self, first: &str, margin: &str, text: &str) {
        for line in broken_at(WIDTH, first, margin, text) {
            self.text.extend([&line, "\n"]);
        }
    }
}
