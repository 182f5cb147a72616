//! `diff` in repositories that exist only for the test, and only on this machine.

use super::{ONE, Outcome, TWO, run, workspace, write};
use std::{fs, path::Path, process::Command};
use tempfile::{TempDir, tempdir};
use xtask::Exit;

pub(super) const LIMITS: &str = "x-rate-limits:\n  reads: { requests: 60, per: 30s }\n";

/// What git says, in a repository that no configuration of this machine reaches.
pub(super) fn git(directory: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(args)
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        // A hook that runs the tests sets them, and they would lead to another repository.
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .env_remove("GIT_WORK_TREE")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

pub(super) fn commit(root: &TempDir, message: &str) -> String {
    git(root.path(), &["add", "--all"]);
    git(root.path(), &["commit", "--quiet", "--allow-empty", "--message", message]);
    git(root.path(), &["rev-parse", "--short", "HEAD"])
}

/// A repository with one commit of this document on `main`.
pub(super) fn repository(document: &str) -> TempDir {
    let root = workspace(document);
    git(root.path(), &["init", "--quiet"]);
    commit(&root, "The document");
    root
}

pub(super) fn edit(root: &TempDir, from: &str, to: &str) {
    let path = root.path().join("spec/openapi.yaml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    write(&path, text.replace(from, to));
}

/// The error of a command that cannot load.
pub(super) fn refused(root: &TempDir, args: &[&str]) -> String {
    let Outcome { out, err, .. } = run(root, args).expect(Exit::CannotLoad);
    assert!(out.is_empty(), "{out}");
    err
}

#[test]
fn a_branch_is_compared_with_where_it_left_main() {
    let root = repository(&format!("{ONE}{LIMITS}"));
    let left = git(root.path(), &["rev-parse", "--short", "HEAD"]);
    git(root.path(), &["checkout", "--quiet", "-b", "slower"]);
    edit(&root, "requests: 60", "requests: 20");
    commit(&root, "A lower limit");
    // What comes to main later is no change of the branch.
    git(root.path(), &["checkout", "--quiet", "main"]);
    edit(&root, "operationId: list_agents", "operationId: list_all_agents");
    commit(&root, "Another name");
    git(root.path(), &["checkout", "--quiet", "slower"]);
    // What is not committed yet is.
    edit(&root, "Lists agents.", "Lists every agent.");

    let outcome = run(&root, &["diff"]).expect(Exit::Findings);
    assert_eq!(outcome.err, format!("compared with {left}, where `HEAD` left `main`\n"));
    let expected = format!(
        "\
1 breaking, 1 docs: {left}:spec/openapi.yaml -> spec/openapi.yaml

limit reads
  breaking[rate-limit-lowered]: the limit `reads` fell: 20 per 30s, not 60 per 30s
    spec/openapi.yaml:14:12  60 per 30s -> 20 per 30s
    breaks: how calls behave
    help: callers that used all of it take 3 times as long

Of the documentation alone, not listed: 1 (`--verbose` lists them)

What is meant to be"
    );
    assert!(outcome.out.starts_with(&expected), "{}", outcome.out);
    let verbose = run(&root, &["diff", "--verbose"]).expect(Exit::Findings).out;
    assert!(verbose.contains("docs[operation-description-changed]"), "{verbose}");

    let main = run(&root, &["diff", "main"]).expect(Exit::Findings);
    assert!(main.out.contains("breaking[operation-id-changed]") && main.err.is_empty(), "{}", main.out);
    run(&root, &["diff", "HEAD"]).expect(Exit::Fine);

    // `origin/main` is what others see, so it comes first.
    git(root.path(), &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    let outcome = run(&root, &["diff"]).expect(Exit::Fine);
    assert!(outcome.err.ends_with("where `HEAD` left `origin/main`\n"), "{}", outcome.err);
}

#[test]
fn what_is_too_much_and_for_whom_is_the_callers_to_say() {
    let root = repository(&format!("{ONE}{LIMITS}"));
    edit(&root, "requests: 60", "requests: 50");
    edit(&root, "Lists agents.", "Lists every agent.");
    for (args, exit) in [
        (&[][..], Exit::Fine),
        (&["--fail-on", "breaking"], Exit::Fine),
        (&["--fail-on", "dangerous"], Exit::Findings),
        (&["--fail-on", "dangerous", "--contract", "behaviour"], Exit::Findings),
        (&["--fail-on", "dangerous", "--contract", "wire,source"], Exit::Fine),
        (&["--fail-on", "any"], Exit::Findings),
        (&["--fail-on", "never"], Exit::Fine),
    ] {
        run(&root, &[&["diff"], args].concat()).expect(exit);
    }
    let wire = run(&root, &["diff", "--contract", "wire"]).expect(Exit::Fine);
    assert!(wire.out.starts_with("no changes: "), "{}", wire.out);
    run(&root, &["regen"]).expect(Exit::Fine);
    commit(&root, "All of it");
    run(&root, &["diff", "--fail-on", "any"]).expect(Exit::Fine);
    run(&root, &["diff", "HEAD~1", "--fail-on", "any"]).expect(Exit::Findings);
}

#[test]
fn programs_read_json() {
    let root = repository(&format!("{ONE}{LIMITS}"));
    edit(&root, "requests: 60", "requests: 30");
    let outcome = run(&root, &["diff", "--format", "json"]).expect(Exit::Findings);
    let report: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(report["summary"]["breaking"], 1, "{report}");
    assert_eq!(report["head"], "spec/openapi.yaml");
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "rate-limit-lowered");
    assert_eq!(finding["factor"], 0.5);
    assert_eq!(finding["fingerprint"].as_str().unwrap().len(), 12);
    assert_eq!(finding["head"], serde_json::json!({"line": 14, "column": 12}));
}

#[test]
fn reviewers_read_a_page() {
    let root = repository(&format!("{ONE}{LIMITS}"));
    edit(&root, "requests: 60", "requests: 30");
    let page = root.path().join("diff.html");
    let args = ["diff", "--format", "html", "--out", page.to_str().unwrap()];
    assert_eq!(run(&root, &args).expect(Exit::Findings).out, "");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"), "{page}");
    for text in ["<h1>1 change breaks callers</h1>", "requests: <b>60</b>", "requests: <b>30</b>"] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[test]
fn documents_outside_of_git_are_compared_too() {
    let root = workspace(&format!("{ONE}{LIMITS}"));
    let old = root.path().join("old.yaml");
    let new = root.path().join("new.yaml");
    write(&old, format!("{ONE}{TWO}{LIMITS}"));
    write(&new, format!("{ONE}{LIMITS}").replace("requests: 60", "requests: 90"));
    let (old, new) = (old.to_str().unwrap(), new.to_str().unwrap());
    let outcome = run(&root, &["diff", "--base-spec", old, "--head-spec", new]).expect(Exit::Findings);
    assert!(outcome.out.starts_with(&format!("1 breaking, 1 safe: {old} -> {new}\n")), "{}", outcome.out);
    // What is gone is shown where it was.
    assert!(outcome.out.contains(&format!("{old}:15:5  GET /users -> nothing\n")), "{}", outcome.out);
    let outcome = run(&root, &["diff", "--base-spec", new]).expect(Exit::Fine);
    assert!(outcome.out.contains(&format!("{new} -> spec/openapi.yaml\n")), "{}", outcome.out);
}

#[test]
fn another_document_is_compared_with_what_is_committed() {
    let root = repository(&format!("{ONE}{LIMITS}"));
    let proposal = root.path().join("proposal.yaml");
    write(&proposal, format!("{ONE}{LIMITS}").replace("requests: 60", "requests: 90"));
    let outcome = run(&root, &["diff", "HEAD", "--head-spec", proposal.to_str().unwrap()]).expect(Exit::Fine);
    assert!(outcome.out.starts_with("1 safe: "), "{}", outcome.out);
}

#[test]
fn what_the_generator_changes_is_told_apart_from_what_the_document_does() {
    let root = repository(ONE);
    run(&root, &["regen"]).expect(Exit::Fine);
    let api = root.path().join("client/src/generated/api.txt");
    let today = fs::read_to_string(&api).unwrap();
    write(&api, today.replace("Client::list_agents(&self)", "Client::list_agents(&mut self)"));
    commit(&root, "What an older generator made");
    write(&api, &today);
    let outcome = run(&root, &["diff", "--fail-on", "any"]).expect(Exit::Fine);
    let expected = "

Changed by the generator, whatever the document says
    - Client::list_agents(&mut self) -> ListAgents
    + Client::list_agents(&self) -> ListAgents
";
    assert!(outcome.out.ends_with(expected) && outcome.out.starts_with("no changes: "), "{}", outcome.out);
    let json = run(&root, &["diff", "--format", "json"]).expect(Exit::Fine).out;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["generator"].as_array().unwrap().len(), 1, "{report}");
}

#[test]
fn a_revision_that_is_not_there_is_named_with_what_to_do() {
    let root = workspace(ONE);
    assert!(refused(&root, &["diff"]).contains("--base-spec FILE"));
    git(root.path(), &["init", "--quiet"]);
    assert!(refused(&root, &["diff"]).contains("no commit yet"));
    fs::remove_file(root.path().join("spec/openapi.yaml")).unwrap();
    let first = commit(&root, "No document yet");
    write(&root.path().join("spec/openapi.yaml"), ONE);
    commit(&root, "A document");
    assert!(refused(&root, &["diff", "v9"]).contains("there is no revision `v9`"));
    assert!(refused(&root, &["diff", "--", "--help"]).contains("there is no revision `--help`"));
    let err = refused(&root, &["diff", "HEAD~1"]);
    assert!(err.contains(&format!("{first} has no spec/openapi.yaml")), "{err}");
    git(root.path(), &["branch", "--quiet", "-m", "trunk"]);
    let err = refused(&root, &["diff"]);
    assert!(err.contains("neither `origin/main` nor `main`") && err.contains("HEAD~1"), "{err}");
    git(root.path(), &["checkout", "--quiet", "--orphan", "main"]);
    commit(&root, "Another beginning");
    git(root.path(), &["checkout", "--quiet", "trunk"]);
    assert!(refused(&root, &["diff"]).contains("no commit in common"));
}

#[test]
fn a_document_that_cannot_be_read_gives_3() {
    let root = repository("a: [");
    let base = git(root.path(), &["rev-parse", "--short", "HEAD"]);
    write(&root.path().join("spec/openapi.yaml"), ONE);
    let err = refused(&root, &["diff"]);
    assert!(err.contains(&format!("--> {base}:spec/openapi.yaml:1:")), "{err}");
    assert!(err.contains("nothing was compared"), "{err}");
    assert!(refused(&root, &["diff", "--base-spec", "no-such.yaml"]).contains("cannot read no-such.yaml"));
    let root = repository(ONE);
    write(&root.path().join("spec/openapi.yaml"), "a: [");
    assert!(refused(&root, &["diff"]).contains("--> spec/openapi.yaml:1:"));
    write(&root.path().join("spec/openapi.yaml"), b"a: \xff");
    commit(&root, "No text");
    write(&root.path().join("spec/openapi.yaml"), ONE);
    assert!(refused(&root, &["diff"]).contains("is not UTF-8"));
}

#[test]
fn a_shallow_clone_is_told_how_to_become_a_whole_one() {
    let root = repository(ONE);
    git(root.path(), &["checkout", "--quiet", "-b", "change"]);
    edit(&root, "Lists agents.", "Lists every agent.");
    commit(&root, "A change");
    let url = format!("file://{}", root.path().display());
    let parent = tempdir().unwrap();
    let clone = |name: &str, options: &[&str]| {
        let directory = parent.path().join(name);
        let all =
            [&["clone", "--quiet", "--depth", "1"], options, &[&url, directory.to_str().unwrap()]].concat();
        git(parent.path(), &all);
        directory
    };
    // The change alone, and both branches without what they have in common.
    for (name, options) in [("alone", &["--branch", "change"][..]), ("both", &["--no-single-branch"])] {
        let directory = clone(name, options);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = xtask::run(["xtask", "diff"].map(Into::into), &directory, &mut out, &mut err);
        let err = String::from_utf8(err).unwrap();
        assert_eq!(exit, Exit::CannotLoad, "{err}");
        assert!(err.contains("`git fetch --unshallow`") && err.contains("`fetch-depth: 0`"), "{err}");
    }
}
