//! What number of the version a change calls for.

use super::super::{
    finding::{Finding, Report},
    rule::{Contract, Severity},
};

/// Which number has to rise when the client is released; `None` when nothing has changed. That a change is accepted does not make it
/// a smaller one.
pub(super) fn bump(report: &Report) -> Option<&'static str> {
    let breaks = |finding: &&Finding| finding.severity == Severity::Breaking;
    let compiled = [Contract::Wire, Contract::Source];
    let is_compiled = |contract: &Contract| compiled.contains(contract);
    let mut breaking = report.findings.iter().filter(breaks);
    if breaking.any(|finding| finding.contracts.iter().any(is_compiled)) {
        return Some("major (minor while the version is 0.x)");
    }
    if report.count(Severity::Breaking) > 0 {
        return Some("minor, and an entry in the changelog");
    }
    let is_new = |finding: &Finding| finding.rust.iter().any(|item| item.before.is_none());
    if report.count(Severity::Dangerous) > 0 || report.findings.iter().any(is_new) {
        return Some("minor (patch while the version is 0.x)");
    }
    (!report.findings.is_empty()).then_some("patch")
}
