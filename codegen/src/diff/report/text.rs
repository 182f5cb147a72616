//! Findings for people: what a reviewer has to read first stands first.

use super::{
    super::{
        accepted::Accepted,
        finding::{Finding, ItemChange, Report},
        rule::Severity,
    },
    subject, words,
};

/// The columns of the text. A longer word stands alone.
const WIDTH: usize = 100;

/// How many operations a heading names, and how many items a finding shows, when there are more by two and not all are wanted.
const FEW: usize = 6;

/// What of a report is shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// Also what only the documentation says, and lists that are long.
    pub everything: bool,
    /// Escape sequences for a terminal.
    pub color: bool,
}

/// How many findings weigh how much, and which documents were compared: `2 breaking, 9 safe: old.yaml -> new.yaml`.
#[must_use]
pub fn summary(report: &Report) -> String {
    format!("{}: {} -> {}", words::counts(report), report.base, report.head)
}

/// A report as a terminal shows it: the summary, then the findings, those of one operation, limit or type together. What only the
/// documentation says is counted.
#[must_use]
pub fn text(report: &Report, shown: Shown) -> String {
    let mut page = Page { text: String::new(), shown };
    page.lines("", "", &summary(report), Paint::Plain);
    let listed = |finding: &&Finding| shown.everything || finding.severity != Severity::Docs;
    for (subject, findings) in subject::groups(report.findings.iter().filter(listed)) {
        page.group(&subject, &findings, report);
    }
    if !report.generator.is_empty() {
        page.gap();
        page.lines("", "", "Changed by the generator, whatever the document says", Paint::Strong);
        page.items(&report.generator);
    }
    page.complaints(&report.accepted);
    page.text
}

/// The text as it grows.
struct Page {
    text: String,
    shown: Shown,
}

/// How text stands out in a terminal.
#[derive(Clone, Copy)]
enum Paint {
    Plain,
    Strong,
    Red,
    Yellow,
    Green,
}

impl Paint {
    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Breaking => Self::Red,
            Severity::Dangerous => Self::Yellow,
            Severity::Safe | Severity::Docs => Self::Plain,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "\x1b[1m",
            Self::Red => "\x1b[31m",
            Self::Yellow => "\x1b[33m",
            Self::Green => "\x1b[32m",
        }
    }
}

impl Page {
    fn group(&mut self, subject: &str, findings: &[&Finding], report: &Report) {
        let mut reach: Vec<&str> = Vec::new();
        for operation in findings.iter().flat_map(|finding| &finding.reach) {
            if !reach.contains(&operation.as_str()) {
                reach.push(operation);
            }
        }
        let reach = match reach.len() {
            0 => String::new(),
            _ => format!(" (reaches {})", self.operations(&reach)),
        };
        self.gap();
        self.lines("", "  ", &format!("{subject}{reach}"), Paint::Strong);
        for finding in findings {
            self.finding(finding, report);
        }
    }

    fn finding(&mut self, finding: &Finding, report: &Report) {
        let Finding { rule, severity, rust, message, help, .. } = finding;
        let title = format!("[{}]: {message}", rule.id);
        self.lines(&format!("  {}", severity.name()), "      ", &title, Paint::of(*severity));
        let (name, place) = words::site(finding, report);
        let place = words::place(name, &place);
        let values = words::values(finding);
        let change = values.map(|[before, after]| format!("  {before} -> {after}")).unwrap_or_default();
        self.lines("    ", "      ", &format!("{place}{change}"), Paint::Plain);
        let help = help.as_ref().map(|help| format!("help: {help}"));
        for line in [words::broken(finding), help, words::accepted(finding)].into_iter().flatten() {
            self.lines("    ", "      ", &line, Paint::Plain);
        }
        self.items(rust);
    }

    /// The entries of the file of accepted changes that accept nothing.
    fn complaints(&mut self, accepted: &Accepted) {
        let complaints = accepted.entries.iter().filter_map(|entry| Some((entry, entry.complaint()?)));
        for (at, (entry, (message, help))) in complaints.enumerate() {
            if at == 0 {
                self.gap();
                self.lines("", "", "Accepted changes that accept nothing", Paint::Strong);
            }
            self.lines("  warning", "      ", &format!(": {message}"), Paint::Yellow);
            self.lines("    ", "      ", &words::place(&accepted.name, &entry.place), Paint::Plain);
            self.lines("    ", "      ", &format!("help: {help}"), Paint::Plain);
        }
    }

    fn items(&mut self, changes: &[ItemChange]) {
        let shown = self.shown_of(changes.len());
        for ItemChange { before, after } in &changes[..shown] {
            for (sign, line, paint) in [("-", before, Paint::Red), ("+", after, Paint::Green)] {
                if let Some(line) = line {
                    self.lines("    ", "        ", &format!("{sign} {line}"), paint);
                }
            }
        }
        if shown < changes.len() {
            self.lines("    ", "", &format!("and {} more items", changes.len() - shown), Paint::Plain);
        }
    }

    fn operations(&self, ids: &[&str]) -> String {
        let shown = self.shown_of(ids.len());
        let more = if shown < ids.len() { format!(" and {} more", ids.len() - shown) } else { String::new() };
        format!("{}{more}", ids[..shown].join(", "))
    }

    /// How many of a list are shown: nothing is said of a single one that could be shown instead.
    fn shown_of(&self, count: usize) -> usize {
        if self.shown.everything || count <= FEW + 1 { count } else { FEW }
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Writes `first` and `text`, broken between words, the further lines behind `margin`. Painted is the first word with what
    /// stands before it, or all when nothing does.
    fn lines(&mut self, first: &str, margin: &str, text: &str, paint: Paint) {
        let lines = broken_at(WIDTH, first, margin, text);
        let code = if self.shown.color { paint.code() } else { "" };
        let end = if code.is_empty() { "" } else { "\x1b[0m" };
        for (at, line) in lines.iter().enumerate() {
            let painted = match first.trim() {
                "" => line.len(),
                _ if at == 0 => first.len(),
                _ => 0,
            };
            let (painted, rest) = line.split_at(painted);
            let painted = if painted.is_empty() { String::new() } else { format!("{code}{painted}{end}") };
            self.text.extend([&painted, rest, "\n"]);
        }
    }
}

/// Breaks text between words so that each line with what stands before it fits; a longer word stands alone.
pub(crate) fn broken_at(width: usize, first: &str, margin: &str, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split(' ') {
        // What a document says is no command to the terminal.
        let word = words::one_line(word);
        if !empty && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::replace(&mut line, margin.to_owned()));
        } else if !empty {
            line.push(' ');
        }
        line.push_str(&word);
        empty = false;
    }
    lines.push(line);
    lines
}
