//! `drift` in workspaces that exist only for the test.

use super::{ONE, Outcome, TWO, run, workspace, write};
use std::fs;
use tempfile::TempDir;
use xtask::Exit;

/// A workspace with this document, and the path of one that the platform published.
fn published(document: &str, upstream: &str) -> (TempDir, String) {
    let root = workspace(document);
    let path = root.path().join("platform.yaml");
    write(&path, upstream);
    let path = path.display().to_string();
    (root, path)
}

fn list(root: &TempDir, entries: &str) {
    write(&root.path().join("spec/known-differences.yaml"), entries);
}

const USERS: &str = "- rule: operation-missing\n  subject: '* /users'\n  reason: Nobody needs it.\n";

#[test]
fn what_the_platform_has_added_is_found_until_it_is_listed() {
    let (root, path) = published(ONE, &format!("{ONE}{TWO}"));
    let found = run(&root, &["drift", &path]).expect(Exit::Findings);
    assert!(found.err.is_empty(), "{}", found.err);
    let first = format!(
        "1 difference: spec/openapi.yaml and {path}\n\noperation-missing: the spec lacks `GET /users`\n"
    );
    assert!(found.out.starts_with(&first), "{}", found.out);
    assert!(found.out.contains("  spec/openapi.yaml:3:1  nothing\n"), "{}", found.out);
    assert!(found.out.contains(&format!("{path}:15:5")), "{}", found.out);

    list(&root, USERS);
    let Outcome { out, err, .. } = run(&root, &["drift", &path]).expect(Exit::Fine);
    assert!(
        out.contains("no differences, 1 known") && out.contains("     1  operation-missing  * /users\n"),
        "{out}"
    );
    assert!(err.is_empty(), "{err}");

    let json = run(&root, &["drift", &path, "--format", "json"]).expect(Exit::Fine).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["differences"][0]["reason"], "Nobody needs it.");
    assert_eq!(json["known"][0]["covers"], 1);
}

#[test]
fn an_entry_that_is_left_over_is_a_warning() {
    let (root, path) = published(ONE, ONE);
    list(&root, USERS);
    let Outcome { out, err, .. } = run(&root, &["drift", &path]).expect(Exit::Fine);
    assert!(out.starts_with("no differences: "), "{out}");
    assert!(err.contains("warning[unused-known-difference]"), "{err}");
    assert!(err.contains("spec/known-differences.yaml:1:3"), "{err}");
}

#[test]
fn what_cannot_be_read_ends_with_3_and_says_why() {
    let (root, path) = published(ONE, "<html><body>502 Bad Gateway</body></html>");
    let refused = |args: &[&str]| {
        let Outcome { out, err, .. } = run(&root, args).expect(Exit::CannotLoad);
        assert!(out.is_empty(), "{out}");
        err
    };
    let err = refused(&["drift", &path]);
    assert!(err.contains("a document is a mapping") && err.contains("nothing was compared"), "{err}");
    let err = refused(&["drift", "no/such/file.json"]);
    assert!(err.contains("cannot read no/such/file.json"), "{err}");

    fs::copy(root.path().join("spec/openapi.yaml"), &path).unwrap();
    list(&root, &USERS.replace("operation-missing", "operation-mising"));
    let err = refused(&["drift", &path]);
    assert!(err.contains("there is no rule `operation-mising`") && err.contains("did you mean"), "{err}");
    list(&root, USERS);
    write(&root.path().join("spec/openapi.yaml"), "a: [");
    assert!(refused(&["drift", &path]).contains("spec/openapi.yaml:1:"), "another place is named");
}

#[test]
fn rules_are_explained_and_a_document_must_be_named() {
    let root = workspace(ONE);
    let explained = run(&root, &["drift", "--explain", "rate-limit-differs"]).expect(Exit::Fine).out;
    assert!(explained.starts_with("rate-limit-differs (drift, error)\n"), "{explained}");
    let listed = run(&root, &["rules"]).expect(Exit::Fine).out;
    assert!(listed.contains("\ndrift  unused-known-difference "), "{listed}");
    run(&root, &["drift", "--explain", "rate-limit-difers"]).expect(Exit::Usage);
    run(&root, &["drift"]).expect(Exit::Usage);
    run(&root, &["drift", "a.json", "--format", "xml"]).expect(Exit::Usage);
}
