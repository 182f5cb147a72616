//! Findings as JSON, for programs. A field keeps its name and its meaning, and new ones may come.

use super::super::{
    accepted::Entry,
    finding::{Acceptance, Finding, ItemChange, Place, Report},
    rule::Severity,
};
use serde_json::{Value, json};

/// A report as JSON, over several lines: the names of the documents, `base` and `head`; `summary`, how many findings have which
/// severity; `findings`; `generator`, the lines of `api.txt` that change though the document does not; and `accepted`, the entries of
/// the file of accepted changes.
///
/// A finding has `fingerprint`, `rule`, `severity` (`docs`, `safe`, `dangerous`, `breaking`), `contracts` (`wire`, `source`,
/// `behaviour`), `operation`, `pointer`, `before`, `after`, the places `base`, `head` and `anchor` (`line` and `column`, counted
/// from 1), `rust` (the lines of `api.txt` that change), `reach` (operations), `factor`, `message`, `help` and
/// `accepted` (`reason` and `expires`, or null).
///
/// An entry has `fingerprint`, `rule`, `reason`, `expires`, `state` (`used`, `expired`, `unused`, or `other-rule` where the finding with
/// its fingerprint is one of another rule), `file`, `line` and `column`.
#[must_use]
pub fn json(report: &Report) -> String {
    // Facts are for people: for programs, `findings` say what has changed.
    let Report { base, head, findings, policies: _, generator, accepted } = report;
    let count = |severity: Severity| (severity.name().to_owned(), Value::from(report.count(severity)));
    let object = json!({
        "base": base,
        "head": head,
        "summary": Severity::HEAVIEST_FIRST.map(count).into_iter().collect::<Value>(),
        "findings": findings.iter().map(finding).collect::<Value>(),
        "generator": generator.iter().map(item).collect::<Value>(),
        "accepted": accepted.entries.iter().map(|entry| self::entry(&accepted.name, entry)).collect::<Value>(),
    });
    format!("{object:#}\n")
}

fn finding(finding: &Finding) -> Value {
    let Finding {
        fingerprint,
        rule,
        severity,
        contracts,
        operation,
        pointer,
        before,
        after,
        base,
        head,
        anchor,
        rust,
        reach,
        factor,
        message,
        help,
        accepted,
    } = finding;
    let contracts: Vec<&str> = contracts.iter().map(|contract| contract.name()).collect();
    json!({
        "fingerprint": fingerprint,
        "rule": rule.id,
        "severity": severity.name(),
        "contracts": contracts,
        "operation": operation,
        "pointer": pointer,
        "before": before,
        "after": after,
        "base": base.as_ref().map(place),
        "head": head.as_ref().map(place),
        "anchor": place(anchor),
        "rust": rust.iter().map(item).collect::<Value>(),
        "reach": reach,
        "factor": factor,
        "message": message,
        "help": help,
        "accepted": accepted.as_ref().map(acceptance),
    })
}

fn acceptance(acceptance: &Acceptance) -> Value {
    let Acceptance { reason, expires } = acceptance;
    json!({"reason": reason, "expires": expires.map(|day| day.to_string())})
}

fn entry(file: &str, entry: &Entry) -> Value {
    let Entry { fingerprint, rule, acceptance: Acceptance { reason, expires }, place, state } = entry;
    json!({
        "fingerprint": fingerprint,
        "rule": rule.id,
        "reason": reason,
        "expires": expires.map(|day| day.to_string()),
        "state": state.name(),
        "file": file,
        "line": place.line,
        "column": place.column,
    })
}

fn item(change: &ItemChange) -> Value {
    let ItemChange { before, after } = change;
    json!({"before": before, "after": after})
}

fn place(place: &Place) -> Value {
    let Place { span: _, line, column } = place;
    json!({"line": line, "column": column})
}
