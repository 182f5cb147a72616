//! The items that a finding tells of are the very lines of `api.txt`.

use super::{SPEC, between, cases};
use crate::{Levels, Source, Target, diff::side::Side, generate};
use std::collections::BTreeSet;

/// All lines of the `api.txt` of both documents that the other does not have, by the whole clients.
fn by_clients(base: &str, head: &str) -> [BTreeSet<String>; 2] {
    let source = |text| Source { name: "openapi.yaml", text };
    let (base, head) = Side::read_both(&source(base), &source(head)).unwrap();
    let lines = |side: &Side<'_>| -> BTreeSet<String> { side.all_items().into_iter().collect() };
    let (base, head) = (lines(&base), lines(&head));
    [base.difference(&head).cloned().collect(), head.difference(&base).cloned().collect()]
}

/// All lines that the findings tell of.
fn by_findings(base: &str, head: &str) -> [BTreeSet<String>; 2] {
    let report = between(base, head);
    let items = || report.findings.iter().flat_map(|finding| &finding.rust);
    [
        items().filter_map(|item| item.before.clone()).collect(),
        items().filter_map(|item| item.after.clone()).collect(),
    ]
}

#[test]
fn findings_tell_of_each_line_that_differs_and_of_no_other() {
    let mut lines = 0;
    for name in cases::names() {
        let (base, head) = cases::documents(&name);
        for (base, head) in [(&base, &head), (&head, &base)] {
            let clients = by_clients(base, head);
            assert_eq!(by_findings(base, head), clients, "{name}");
            lines += clients[0].len() + clients[1].len();
        }
    }
    assert!(lines > 500, "{lines}");
}

#[test]
fn edits_of_our_own_document_tell_of_each_line_that_differs() {
    for (from, to) in [
        ("operationId: list_agent_runs", "operationId: list_runs"),
        ("name: limit", "name: most"),
        ("    AgentRun:", "    Value:"),
        ("type: integer", "type: string"),
        ("type: string", "type: number"),
        ("nullable: true", "nullable: false"),
        ("required:", "x-required:"),
    ] {
        // Everywhere: what it makes of the document is another one, whatever it means.
        let head = SPEC.replace(from, to);
        assert!(head != SPEC, "{from}");
        assert_eq!(by_findings(SPEC, &head), by_clients(SPEC, &head), "{from} -> {to}");
    }
}

#[test]
fn all_items_of_a_side_are_the_lines_that_the_generator_writes() {
    let source = Source { name: "openapi.yaml", text: SPEC };
    let (side, _) = Side::read_both(&source, &source).unwrap();
    let generated = generate(&source, &Levels::default(), &Target::Modules { command: "regen" }).unwrap();
    let text = generated.tree.get("api.txt").unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(lines.len() > 100);
    assert_eq!(side.all_items(), lines);
}
