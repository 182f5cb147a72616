//! Findings as one comment on a pull request.

mod escape;
mod parts;

use super::{
    super::{
        finding::{Finding, Report},
        is_policy,
        rule::Severity,
    },
    bump::bump,
    subject, words,
};
use escape::{code, html_code};
use std::fmt::Write as _;

/// The first line, by which the comment is found again when it is to be replaced.
pub const MARKER: &str = "<!-- codegen-diff -->";

/// The most bytes that a comment has: GitHub refuses more than 65,536.
pub const LONGEST_COMMENT: usize = 60_000;

/// How many findings the first table shows.
const FIRST: usize = 10;

/// What a comment says besides what is in the report.
#[derive(Debug, Clone, Copy)]
pub struct Comment<'a> {
    /// The command that lists everything, for what is too much for a comment.
    pub command: &'a str,
    /// What comes before the path of a document in the address of its page, such as `https://host/owner/name/blob/main/`. With it
    /// places are links.
    pub link_to: Option<&'a str>,
}

/// A report as one comment: counts and the number of the version that has to rise, what breaks callers in a table and at length, and
/// folded what is accepted, safe, or none of the document.
///
/// It has at most [`LONGEST_COMMENT`] bytes. What is too much is left out by whole findings, the lightest first, and the last line
/// says how many. Nothing in the document becomes a link, a mention or HTML.
#[must_use]
pub fn markdown(report: &Report, comment: Comment<'_>) -> String {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    // Stable: those of one weight stay in their order.
    findings.sort_by_key(|finding| rank(finding));
    let page = |count: usize| Page { report, comment, shown: &findings[..count] }.text();
    let whole = page(findings.len());
    if whole.len() <= LONGEST_COMMENT {
        return whole;
    }
    // How many fit: more findings are never fewer bytes.
    let counts: Vec<usize> = (0..findings.len()).collect();
    let fitting = counts.partition_point(|count| page(*count).len() <= LONGEST_COMMENT);
    page(fitting.saturating_sub(1))
}

/// The lightest is left out first; what is accepted is nothing to act on.
fn rank(finding: &Finding) -> (bool, bool, std::cmp::Reverse<Severity>) {
    let is_heavy = finding.severity >= Severity::Dangerous;
    (!is_heavy, finding.accepted.is_some(), std::cmp::Reverse(finding.severity))
}

/// A comment that shows some of the findings.
struct Page<'a> {
    report: &'a Report,
    comment: Comment<'a>,
    shown: &'a [&'a Finding],
}

impl Page<'_> {
    fn text(&self) -> String {
        let Self { report, comment, shown } = self;
        let some = |wanted: fn(&Finding) -> bool| -> Vec<&Finding> {
            shown.iter().copied().filter(|finding| wanted(finding)).collect()
        };
        let open = some(|finding| finding.accepted.is_none() && finding.severity >= Severity::Dangerous);
        let mut sections = vec![self.head(), parts::complaints(&report.accepted)];
        sections.push(self.table(&open[..open.len().min(FIRST)]));
        let groups = subject::groups(open.iter().copied());
        sections.extend(groups.iter().map(|(subject, findings)| self.subject(subject, findings)));
        let policies = some(|finding| is_policy(finding.rule) && finding.severity > Severity::Docs);
        sections.push(parts::policies(&policies));
        sections.push(self.folded("accepted", &some(|finding| finding.accepted.is_some())));
        for severity in [Severity::Safe, Severity::Docs] {
            let of_it =
                shown.iter().filter(|finding| finding.accepted.is_none() && finding.severity == severity);
            sections.push(self.folded(severity.name(), &of_it.copied().collect::<Vec<_>>()));
        }
        sections.push(parts::by_generator(&report.generator));
        let left = report.findings.len() - shown.len();
        if left > 0 {
            let (left, command) = (parts::number(left, "finding"), code(comment.command, parts::LONG));
            sections.push(format!("\nNot shown here: {left}. {command} lists them all.\n"));
        }
        sections.concat()
    }

    fn head(&self) -> String {
        let Report { base, head, .. } = self.report;
        let [base, head] = [base, head].map(|name| code(name, parts::LONG));
        let bump = bump(self.report).map(|bump| format!(". Suggested bump: {bump}")).unwrap_or_default();
        format!("{MARKER}\n### {}\n\n{base} → {head}{bump}\n", words::counts(self.report))
    }

    /// What breaks callers, at a glance.
    fn table(&self, findings: &[&Finding]) -> String {
        if findings.is_empty() {
            return String::new();
        }
        let mut text = "\n| | Rule | What | Change | Place |\n|---|---|---|---|---|\n".to_owned();
        for finding in findings {
            let subject = code(&subject::of(finding), parts::NAME);
            let (severity, rule) = (finding.severity.name(), finding.rule.id);
            // Writing to text cannot fail.
            let _ = writeln!(
                text,
                "| {severity} | `{rule}` | {subject} | {} | {} |",
                parts::values(finding),
                self.place(finding)
            );
        }
        text
    }

    /// All about one operation, limit or type.
    fn subject(&self, subject: &str, findings: &[&Finding]) -> String {
        let counts = Severity::HEAVIEST_FIRST.into_iter().filter_map(|severity| {
            let count = findings.iter().filter(|finding| finding.severity == severity).count();
            (count > 0).then(|| format!("{count} {}", severity.name()))
        });
        let counts: Vec<String> = counts.collect();
        let mut text = format!(
            "\n<details>\n<summary>{}: {}</summary>\n",
            html_code(subject, parts::NAME),
            counts.join(", ")
        );
        for finding in findings {
            text += &self.finding(finding);
        }
        text + "\n</details>\n"
    }

    /// Findings that nobody has to act on.
    fn folded(&self, what: &str, findings: &[&Finding]) -> String {
        if findings.is_empty() {
            return String::new();
        }
        let mut text = format!("\n<details>\n<summary>{} {what}</summary>\n", findings.len());
        for finding in findings {
            text += &self.finding(finding);
        }
        text + "\n</details>\n"
    }

    fn finding(&self, finding: &Finding) -> String {
        parts::finding(finding, &self.place(finding))
    }

    /// Where it is, as a link where the document of the head has a page.
    fn place(&self, finding: &Finding) -> String {
        let (name, place) = words::site(finding, self.report);
        let shown = code(&words::place(name, &place), parts::LONG);
        match self.comment.link_to {
            Some(prefix) if finding.head.is_some() || finding.base.is_none() => {
                format!("[{shown}]({})", parts::address(prefix, name, place.line))
            }
            _ => shown,
        }
    }
}
