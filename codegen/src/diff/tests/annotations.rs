//! A report as annotations of a workflow run.

use super::{Report, accepted::entry, between, github};
use crate::diff::{Acceptance, State};

fn document(operations: usize) -> String {
    let operations = (0..operations).map(|at| {
        format!("  /{at}:\n    get: {{ operationId: get_{at}, summary: 'Line, %0A: ::error', responses: {{ '204': {{}} }} }}\n")
    });
    format!("openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\npaths:\n{}", operations.collect::<String>())
}

fn levels(text: &str) -> [usize; 3] {
    ["error", "warning", "notice"]
        .map(|level| text.lines().filter(|line| line.starts_with(&format!("::{level} "))).count())
}

#[test]
fn each_level_has_as_many_as_github_shows() {
    let report = between(&document(15), &document(1));
    let text = github(&report, "cargo xtask diff\n::error::x");
    assert_eq!(levels(&text), [10, 0, 0], "{text}");
    assert!(text.starts_with("14 breaking: openapi.yaml -> openapi.yaml\n"), "{text}");
    assert!(
        text.ends_with("\nnot annotated: 4 of level error; `cargo xtask diff\u{fffd}::error::x` lists all\n"),
        "{text}"
    );
    // What is gone stands at the nearest that has stayed.
    let first = text.lines().nth(1).unwrap();
    assert!(first.starts_with("::error file=openapi.yaml,line=3,col=1,title=operation-removed::"), "{first}");
    assert!(first.contains("%0AGET /1 -> nothing%0Abreaks: "), "{first}");
    assert!(first.contains(&format!("fingerprint: {}", report.findings[0].fingerprint)), "{first}");
}

#[test]
fn no_text_is_a_command() {
    let head = document(1).replace("get_0", "\"a%0A,b: ::\\n::error::x\"");
    let mut report: Report = between(&document(1), &head);
    report.head = "a:b,c%.yaml".to_owned();
    let text = github(&report, "x");
    assert_eq!(text.lines().filter(|line| line.starts_with("::")).count(), 1, "{text}");
    assert!(text.contains(" file=a%3Ab%2Cc%25.yaml,line=5,"), "{text}");
    assert!(text.contains("a%250A,b: ::%0A::error::x"), "{text}");
}

#[test]
fn what_is_accepted_is_a_notice_and_what_accepts_nothing_a_warning() {
    let mut report = between(&document(2), &document(0));
    let reason = "It was announced.".to_owned();
    report.findings[0].accepted = Some(Acceptance { reason, expires: Some("2026-12-31".parse().unwrap()) });
    report.accepted.name = "accepted-changes.yaml".to_owned();
    report.accepted.entries =
        vec![entry("0123456789ab", State::Unused), entry("0123456789ac", State::Expired)];
    let text = github(&report, "x");
    assert_eq!(levels(&text), [1, 2, 1], "{text}");
    assert!(text.contains("%0Aaccepted until 2026-12-31: It was announced.%0A"), "{text}");
    let warnings: Vec<&str> = text.lines().filter(|line| line.starts_with("::warning")).collect();
    assert!(
        warnings[0]
            .contains("file=accepted-changes.yaml,line=7,col=3,title=accepted-changes::`0123456789ac`"),
        "{text}"
    );
    assert!(warnings[1].contains("`0123456789ab`"), "{text}");
}
