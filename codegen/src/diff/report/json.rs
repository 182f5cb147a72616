//! Findings as JSON, for programs. A field keeps its name and its meaning, and new ones may come.

use super::super::finding::{Finding, ItemChange, Place, Report};
use serde_json::{Value, json};

/// A report as JSON, over several lines: `findings`, each with `rule`, `severity` (`docs`, `safe`, `dangerous`, `breaking`), `contracts`
/// (`wire`, `source`, `behaviour`), `operation`, `pointer`, `before`, `after`, the places `base`, `head` and `anchor` (`line` and
/// `column`, counted from 1), `rust` (the lines of `api.txt` that change), `reach` (operations), `factor`, `message` and `help`.
#[must_use]
pub fn json(report: &Report) -> String {
    let findings: Vec<Value> = report.findings.iter().map(finding).collect();
    format!("{:#}\n", json!({"findings": findings}))
}

fn finding(finding: &Finding) -> Value {
    let Finding {
        rule,
        severity,
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
    } = finding;
    let contracts: Vec<&str> = rule.contracts.iter().map(|contract| contract.name()).collect();
    let items = rust.iter().map(|ItemChange { before, after }| json!({"before": before, "after": after}));
    json!({
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
        "rust": items.collect::<Vec<_>>(),
        "reach": reach,
        "factor": factor,
        "message": message,
        "help": help,
    })
}

fn place(place: &Place) -> Value {
    let Place { span: _, line, column } = place;
    json!({"line": line, "column": column})
}
