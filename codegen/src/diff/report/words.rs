//! The words for a finding that all formats for people share.

use super::super::{
    finding::{Acceptance, Finding, Place, Report},
    rule::Severity,
};

/// How many findings weigh how much: `2 breaking (1 accepted), 9 safe`, or `no changes`.
pub(super) fn counts(report: &Report) -> String {
    let words = Severity::HEAVIEST_FIRST.into_iter().filter_map(|severity| {
        let (count, name) = (report.count(severity), severity.name());
        let of_it = report.findings.iter().filter(|finding| finding.severity == severity);
        match (count, of_it.filter(|finding| finding.accepted.is_some()).count()) {
            (0, _) => None,
            (_, 0) => Some(format!("{count} {name}")),
            (_, accepted) => Some(format!("{count} {name} ({accepted} accepted)")),
        }
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "no changes".to_owned() } else { words.join(", ") }
}

/// Where a finding is to be looked for: in the head, or in the base for what is gone.
pub(super) fn site<'r>(finding: &Finding, report: &'r Report) -> (&'r str, Place) {
    match (&finding.head, &finding.base) {
        (None, Some(base)) => (&report.base, *base),
        _ => (&report.head, finding.anchor),
    }
}

/// A place as editors and terminals understand it.
pub(super) fn place(name: &str, place: &Place) -> String {
    let Place { span: _, line, column } = place;
    format!("{name}:{line}:{column}")
}

/// The values before and after a change, where it is one of values.
pub(super) fn values(finding: &Finding) -> Option<[&str; 2]> {
    let Finding { before, after, .. } = finding;
    let is_of_values = before.is_some() || after.is_some();
    is_of_values.then(|| [before, after].map(|value| value.as_deref().unwrap_or("nothing")))
}

/// What a change breaks; nothing when it is safe.
pub(super) fn broken(finding: &Finding) -> Option<String> {
    let word = match finding.severity {
        Severity::Breaking => "breaks",
        Severity::Dangerous => "may break",
        Severity::Safe | Severity::Docs => return None,
    };
    let words = finding.contracts.iter().map(|contract| contract.words());
    Some(format!("{word}: {}", words.collect::<Vec<_>>().join(", ")))
}

/// Why a finding may be, and until when.
pub(super) fn accepted(finding: &Finding) -> Option<String> {
    let Acceptance { reason, expires } = finding.accepted.as_ref()?;
    let until = expires.map(|day| format!(" until {day}")).unwrap_or_default();
    Some(format!("accepted{until}: {reason}"))
}

/// Text without what would begin another line or be a command to a terminal.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { '\u{fffd}' } else { sign }).collect()
}
