//! `lint --fix`, and comments that allow something, on documents that exist only for the test.

use crate::{ONE, run, workspace, write};
use std::fs;
use tempfile::tempdir;
use xtask::Exit;

/// A document with a slip that can be mended, and one that cannot.
fn damaged() -> String {
    ONE.replace("summary: Lists", "sumary: Lists")
        .replace("description: All", "# All of it.\n          x-a: 1\n          description: All")
}

#[test]
fn fix_mends_the_file_once_and_says_what_is_left() {
    let root = workspace(&damaged());
    let spec = root.path().join("spec/openapi.yaml");
    let before = run(&root, &["lint"]).expect(Exit::Fine);
    assert!(before.out.contains("= fix: write `summary`"), "{}", before.out);
    assert!(before.out.contains("`cargo xtask lint --fix` mends 1 of them"), "{}", before.out);
    assert_eq!(fs::read_to_string(&spec).unwrap(), damaged(), "looking changes nothing");
    let regen = run(&root, &["regen"]).expect(Exit::Fine);
    assert!(regen.err.contains("`cargo xtask lint --fix` mends 1 of them"), "{}", regen.err);

    let first = run(&root, &["lint", "--fix"]).expect(Exit::Fine);
    let line = "fixed[unknown-key]: spec/openapi.yaml:7:7: write `summary`\n";
    assert!(first.out.starts_with(line), "{}", first.out);
    assert!(first.out.contains("warning[missing-rate-limit]"), "{}", first.out);
    assert!(first.out.contains("\n1 fixed; left: "), "{}", first.out);
    let mended = damaged().replace("sumary", "summary");
    assert_eq!(fs::read_to_string(&spec).unwrap(), mended);

    let second = run(&root, &["lint", "--fix"]).expect(Exit::Fine);
    assert!(second.out.contains("\n0 fixed; left: "), "{}", second.out);
    assert_eq!(fs::read_to_string(&spec).unwrap(), mended);
    assert_eq!(fs::read_dir(root.path().join("spec")).unwrap().count(), 2, "no other file is left behind");
}

#[test]
fn fix_exits_by_what_is_left_and_speaks_to_programs() {
    let root = tempdir().unwrap();
    let spec = root.path().join("a b.yaml");
    write(&root.path().join("lint.toml"), "[rules]\nunknown-key = \"deny\"\nmissing-retry = \"deny\"\n");
    write(&spec, damaged());
    let name = spec.to_str().unwrap();
    let outcome = run(&root, &["lint", "--spec", name]).expect(Exit::Findings);
    assert!(outcome.out.contains(&format!("`cargo xtask lint --spec '{name}' --fix`")), "{}", outcome.out);
    let outcome = run(&root, &["lint", "--spec", name, "--fix", "--format", "json"]).expect(Exit::Findings);
    let value: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!((&value["fixed"][0]["rule"], &value["fixed"][0]["line"]), (&"unknown-key".into(), &7.into()));
    let rules = value["problems"].as_array().unwrap().iter().map(|problem| problem["rule"].as_str().unwrap());
    assert!(
        rules.clone().any(|rule| rule == "missing-retry") && !rules.clone().any(|rule| rule == "unknown-key")
    );
    write(&root.path().join("lint.toml"), "[rules]\n");
    write(&spec, damaged());
    let outcome = run(&root, &["lint", "--spec", name, "--fix", "--format", "github"]).expect(Exit::Fine);
    assert!(outcome.out.lines().all(|line| line.starts_with("::")), "{}", outcome.out);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_a_file_keeps_who_may_read_it() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let root = tempdir().unwrap();
    let (spec, link) = (root.path().join("real/a.yaml"), root.path().join("link.yaml"));
    write(&spec, damaged());
    fs::set_permissions(&spec, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&spec, &link).unwrap();
    run(&root, &["lint", "--fix", "--spec", link.to_str().unwrap()]).expect(Exit::Fine);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&spec).unwrap().contains("      summary: Lists"));
    assert_eq!(fs::metadata(&spec).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn fix_leaves_alone_what_it_cannot_read() {
    let conflict = damaged().replace("paths:\n", "<<<<<<< HEAD\npaths:\n=======\npaths:\n>>>>>>> other\n");
    let root = workspace(&conflict);
    let spec = root.path().join("spec/openapi.yaml");
    let outcome = run(&root, &["lint", "--fix"]).expect(Exit::CannotLoad);
    assert!(outcome.err.contains("spec/openapi.yaml has a merge conflict at line 3"), "{}", outcome.err);
    assert_eq!(fs::read_to_string(&spec).unwrap(), conflict);
    write(&spec, "a: [\n\tb");
    let outcome = run(&root, &["lint", "--fix"]).expect(Exit::CannotLoad);
    assert!(outcome.out.contains("yaml-syntax"), "{}", outcome.out);
    assert_eq!(fs::read_to_string(&spec).unwrap(), "a: [\n\tb");
    fs::remove_file(&spec).unwrap();
    run(&root, &["lint", "--fix"]).expect(Exit::CannotLoad);
}

#[test]
fn every_command_respects_a_comment_that_allows() {
    let levels = "[rules]\nmissing-summary = \"deny\"\nunused-allow = \"deny\"\n";
    let without = ONE.replace("      summary: Lists agents.\n", "");
    let root = workspace(&without);
    write(&root.path().join("spec/lint.toml"), levels);
    for args in [&["lint"][..], &["regen"], &["regen", "--check"]] {
        run(&root, args).expect(Exit::Findings);
    }
    let allowed =
        without.replace("    get:\n", "    # lint:allow missing-summary Nobody calls it.\n    get:\n");
    let spec = root.path().join("spec/openapi.yaml");
    write(&spec, &allowed);
    for args in [&["lint"][..], &["lint", "--fix"], &["regen"], &["regen", "--check"]] {
        run(&root, args).expect(Exit::Fine);
    }
    write(&spec, allowed.replace("      tags", "      summary: Lists agents.\n      tags"));
    for args in [&["lint"][..], &["regen", "--check"]] {
        let outcome = run(&root, args).expect(Exit::Findings);
        assert!((outcome.out + &outcome.err).contains("error[unused-allow]"));
    }
}
