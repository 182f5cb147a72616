//! What a report shows, and what a finding is called.

use super::{Contract, Report, Severity, Shown, between, diff_from_client, text};
use crate::Source;
use std::collections::BTreeSet;

pub(super) const BASE: &str = "\
openapi: 3.0.3
info: { title: Robots, version: '1' }
x-rate-limits:
  reads: { requests: 60, per: 30s }
paths:
  /robots/{robot_id}:
    get:
      operationId: get_robot
      summary: Shows a robot.
      tags: [robots]
      x-rate-limit: reads
      x-stale: { max-age: 5m }
      parameters:
        - { name: robot_id, in: path, required: true, schema: { type: string } }
      responses:
        '204': { description: It is there. }
  /robots:
    post:
      operationId: build_robot
      tags: [robots]
      x-retry: { safety: unsafe, refused: [429, 409] }
      responses:
        '204': { description: It is being built. }
";

/// The base after edits.
pub(super) fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

pub(super) const EDITS: &[(&str, &str)] = &[
    ("requests: 60", "requests: 15"),
    ("      x-stale: { max-age: 5m }\n", ""),
    ("operationId: build_robot", "operationId: assemble_robot"),
    (", refused: [429, 409]", ""),
    ("Shows a robot.", "Looks at a robot."),
];

#[test]
fn what_breaks_comes_first_and_findings_stand_by_what_they_are_about() {
    let report = between(BASE, &edited(EDITS));
    let plain = text(&report, Shown { everything: false, color: false });
    let expected = "\
3 breaking, 2 dangerous, 1 docs: openapi.yaml -> openapi.yaml

limit reads (reaches get_robot)
  breaking[rate-limit-lowered]: the limit `reads` fell: 15 per 30s, not 60 per 30s
    openapi.yaml:4:12  60 per 30s -> 15 per 30s
    breaks: how calls behave
    help: callers that used all of it take 4 times as long

get_robot
  breaking[stale-removed]: old answers of `get_robot` cannot be taken any more
    openapi.yaml:7:5  5m -> nothing
    breaks: code that compiles today
    - operations::robots::GetRobot::allow_stale(self, max: Duration) -> Self

assemble_robot
  breaking[operation-id-changed]: `build_robot` is called `assemble_robot`
    openapi.yaml:18:7  build_robot -> assemble_robot
    breaks: code that compiles today
    help: call `assemble_robot` where `build_robot` was called
    + Client::assemble_robot(&self) -> AssembleRobot
    - Client::build_robot(&self) -> BuildRobot
    + operations::robots::ASSEMBLE_ROBOT: static Operation
    + operations::robots::AssembleRobot: struct
    + operations::robots::AssembleRobot: call ASSEMBLE_ROBOT, (), Undocumented<ErrorKind>
    - operations::robots::BUILD_ROBOT: static Operation
    and 2 more items
  dangerous[refused-status-removed]: after 409, `assemble_robot` may have acted
    openapi.yaml:20:7  409 -> nothing
    may break: how calls behave
  dangerous[refused-status-removed]: after 429, `assemble_robot` may have acted
    openapi.yaml:20:7  429 -> nothing
    may break: how calls behave
";
    assert_eq!(plain, expected);
    let all = text(&report, Shown { everything: true, color: false });
    assert!(all.contains("\n  docs[operation-description-changed]: "), "{all}");
    assert!(!all.contains("more items"), "{all}");
    for text in [plain, all] {
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }
}

#[test]
fn colors_are_sparse_and_end_where_they_began() {
    let report = between(BASE, &edited(EDITS));
    let plain = text(&report, Shown { everything: false, color: false });
    let colored = text(&report, Shown { everything: false, color: true });
    assert!(colored.contains("\x1b[31m  breaking\x1b[0m[rate-limit-lowered]: "), "{colored:?}");
    let codes = ["\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m"];
    assert_eq!(codes.iter().fold(colored.clone(), |text, code| text.replace(code, "")), plain);
    assert_eq!(colored.matches("\x1b[0m").count() * 2, colored.matches('\x1b').count());
}

#[test]
fn what_a_document_says_is_no_command_to_a_terminal() {
    let report =
        between(BASE, &edited(&[("operationId: build_robot", "operationId: \"build\\e[31m_robot\"")]));
    let text = text(&report, Shown { everything: true, color: false });
    assert!(!text.contains('\x1b') && text.contains('\u{fffd}'), "{text:?}");
}

#[test]
fn a_fingerprint_is_of_the_change_and_not_of_its_place() {
    let of = |base: &str, head: &str| -> Vec<String> {
        between(base, head).findings.into_iter().map(|finding| finding.fingerprint).collect()
    };
    let head = edited(EDITS);
    let first = of(BASE, &head);
    assert!(
        first.iter().all(|print| print.len() == 12 && print.chars().all(|digit| digit.is_ascii_hexdigit()))
    );
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), first.len(), "{first:?}");
    let lower = |text: &str| format!("# A line more.\n{text}");
    assert_eq!(of(&lower(BASE), &lower(&lower(&head))), first);
    let other = of(BASE, &edited(&[("requests: 60", "requests: 14")]));
    assert!(!first.contains(&other[0]), "another number is another change");
}

#[test]
fn contracts_choose_among_the_findings() {
    let mut report = between(BASE, &edited(EDITS));
    report.retain(&[Contract::Source]);
    let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.id).collect();
    assert_eq!(rules, ["stale-removed", "operation-id-changed"]);
    report.retain(&[Contract::Wire]);
    assert_eq!(report.count(Severity::Breaking), 0);
}

#[test]
fn what_another_generator_made_of_the_same_document_is_told_apart() {
    let source = Source { name: "openapi.yaml", text: BASE };
    let text = |report: &Report| text(report, Shown { everything: false, color: false });
    assert_eq!(text(&between(BASE, BASE)), "no changes: openapi.yaml -> openapi.yaml\n");
    let all = diff_from_client(&source, "# a header\n\n", &source).unwrap().generator;
    let lines: Vec<&str> = all.iter().filter_map(|change| change.after.as_deref()).collect();
    let committed =
        lines.join("\n").replace("max: Duration", "age: Duration") + "\nClient::ping(&self) -> Ping\n";
    let report = diff_from_client(&source, &committed, &source).unwrap();
    let expected = "\
no changes: openapi.yaml -> openapi.yaml

Changed by the generator, whatever the document says
    - Client::ping(&self) -> Ping
    - operations::robots::GetRobot::allow_stale(self, age: Duration) -> Self
    + operations::robots::GetRobot::allow_stale(self, max: Duration) -> Self
";
    assert_eq!(text(&report), expected);
}
