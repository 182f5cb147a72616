//! The words for a finding that all formats for people share.

use super::super::{
    finding::{Acceptance, Finding, Place},
    rule::Severity,
};

/// A place as editors and terminals understand it.
pub(super) fn place(name: &str, place: &Place) -> String {
    let Place { span: _, line, column } = place;
    format!("{name}:{line}:{column}")
}

/// What a change breaks; nothing when it is safe.
pub(super) fn broken(finding: &Finding) -> Option<String> {
    let word = match finding.severity {
        Severity::Breaking => "breaks",
        Severity::Dangerous => "may break",
        Severity::Safe | Severity::Docs => return None,
    };
    let words = finding.rule.contracts.iter().map(|contract| contract.words());
    Some(format!("{word}: {}", words.collect::<Vec<_>>().join(", ")))
}

/// Why a finding may be, and until when.
pub(super) fn accepted(finding: &Finding) -> Option<String> {
    let Acceptance { reason, expires } = finding.accepted.as_ref()?;
    let until = expires.map(|day| format!(" until {day}")).unwrap_or_default();
    Some(format!("accepted{until}: {reason}"))
}
