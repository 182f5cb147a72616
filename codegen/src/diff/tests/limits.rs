//! Limits where the numbers, or who pays from which, come close to meaning something else.

use super::{Severity, between};

/// A document with these limits, and an operation for each list of names that pays from them.
fn document(limits: &[(&str, u32, &str)], operations: &[&str]) -> String {
    let limits = limits
        .iter()
        .map(|(name, requests, per)| format!("  {name}: {{ requests: {requests}, per: {per} }}\n"));
    let operations = operations.iter().enumerate().map(|(at, names)| {
        format!("  /{at}: {{ get: {{ operationId: get_{at}, x-rate-limit: [{names}], responses: {{ '204': {{}} }} }} }}\n")
    });
    let (limits, operations): (String, String) = (limits.collect(), operations.collect());
    format!(
        "openapi: 3.0.3\ninfo: {{ title: Limits, version: '1' }}\nx-rate-limits:\n{limits}paths:\n{operations}"
    )
}

/// What is found, as `rule severity operation`.
fn found(base: &str, head: &str) -> Vec<String> {
    let report = between(base, head);
    let line = |finding: &super::Finding| {
        let operation = finding.operation.as_deref().unwrap_or("-");
        format!("{} {} {operation}", finding.rule.id, finding.severity.name())
    };
    report.findings.iter().map(line).collect()
}

#[test]
fn both_numbers_of_a_limit_count_together() {
    let of = |requests, per| document(&[("a", requests, per)], &["a"]);
    for (before, after, expected) in [
        ((60, "30s"), (50, "20s"), "burst-lowered dangerous -"),
        ((60, "30s"), (90, "60s"), "rate-limit-lowered dangerous -"),
        ((60, "30s"), (31, "30s"), "rate-limit-lowered dangerous -"),
        ((60, "30s"), (30, "30s"), "rate-limit-lowered breaking -"),
        ((60, "30s"), (120, "60s"), "burst-raised safe -"),
        ((60, "30s"), (120, "59s"), "rate-limit-raised safe -"),
        // Both are 10 in a second, and no binary fraction says so.
        ((1, "100ms"), (3, "300ms"), "burst-raised safe -"),
        ((7, "700ms"), (1, "100ms"), "burst-lowered dangerous -"),
    ] {
        assert_eq!(found(&of(before.0, before.1), &of(after.0, after.1)), [expected], "{before:?} {after:?}");
    }
    assert_eq!(found(&of(60, "60s"), &of(60, "1m")), [""; 0]);
}

#[test]
fn a_limit_gets_one_new_name_at_most() {
    let base = document(&[("old", 60, "30s")], &["old"]);
    let head = document(&[("new", 60, "30s"), ("other", 60, "30s")], &["new, other"]);
    assert_eq!(
        found(&base, &head),
        ["limit-renamed breaking -", "limit-stacked dangerous get_0", "limit-added safe -"]
    );
    let swapped = |one, other| document(&[("a", 60, "30s"), ("b", 10, "30s")], &[one, other]);
    assert_eq!(
        found(&swapped("a", "b"), &swapped("b", "a")),
        ["limit-group-changed breaking get_0", "limit-group-changed dangerous get_1"]
    );
}

#[test]
fn the_slowest_limit_decides_what_another_one_more_breaks() {
    let of = |names| document(&[("a", 60, "30s"), ("b", 50, "30s"), ("c", 20, "30s")], &[names]);
    assert_eq!(found(&of("a"), &of("a, b")), ["limit-stacked dangerous get_0"]);
    assert_eq!(found(&of("a"), &of("a, c")), ["limit-stacked breaking get_0"]);
    assert_eq!(found(&of("a, c"), &of("c, a")), [""; 0]);
}

#[test]
fn a_limit_that_is_gone_reaches_those_that_paid_from_it() {
    let base = document(&[("a", 60, "30s")], &["a", "a"]);
    let gone = document(&[], &["", ""]);
    let report = between(&base, &gone);
    let limit = report.findings.iter().find(|finding| finding.rule.id == "limit-removed").unwrap();
    assert_eq!(limit.reach, ["get_0", "get_1"]);
    let breaking = report.findings.iter().filter(|finding| finding.severity == Severity::Breaking);
    let breaking: Vec<&str> = breaking.map(|finding| finding.rule.id).collect();
    // Without limits the client has neither `limits` nor `set_limit`; that an operation has none is no harm.
    assert_eq!(breaking, ["item-changed", "item-changed", "limit-removed"]);
}
