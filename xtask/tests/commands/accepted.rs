//! `diff` where changes are accepted, and in the formats that a workflow posts.

use super::{
    ONE,
    diff::{LIMITS, commit, edit, refused, repository},
    run, workspace, write,
};
use std::fs;
use tempfile::TempDir;
use xtask::Exit;

const FILE: &str = "spec/accepted-changes.yaml";

/// A repository in which the limit is lowered and not committed, and the fingerprint of that.
fn lowered() -> (TempDir, String) {
    let root = repository(&format!("{ONE}{LIMITS}"));
    edit(&root, "requests: 60", "requests: 20");
    let report = report(&root, Exit::Findings);
    let fingerprint = report["findings"][0]["fingerprint"].as_str().unwrap().to_owned();
    (root, fingerprint)
}

fn report(root: &TempDir, exit: Exit) -> serde_json::Value {
    let outcome = run(root, &["diff", "HEAD", "--format", "json"]).expect(exit);
    serde_json::from_str(&outcome.out).unwrap()
}

fn file(root: &TempDir) -> String {
    fs::read_to_string(root.path().join(FILE)).unwrap()
}

fn entry(fingerprint: &str, rest: &str) -> String {
    format!(
        "- fingerprint: \"{fingerprint}\"\n  rule: rate-limit-lowered\n  reason: It was announced.\n{rest}"
    )
}

#[test]
fn what_is_accepted_fails_no_more() {
    let (root, fingerprint) = lowered();
    let failed = run(&root, &["diff", "HEAD"]).expect(Exit::Findings).out;
    let expected = format!(
        "\nWhat is meant to be is accepted for a reason, which {FILE} keeps:\n  \
         cargo xtask diff HEAD --accept {fingerprint} --reason TEXT    # rate-limit-lowered\n"
    );
    assert!(failed.ends_with(&expected), "{failed}");

    let args = [
        "diff",
        "HEAD",
        "--accept",
        &fingerprint,
        "--reason",
        "It was announced.",
        "--expires",
        "9999-12-30",
    ];
    let outcome = run(&root, &args).expect(Exit::Fine);
    assert_eq!(outcome.out, format!("{FILE}: accepted {fingerprint} (rate-limit-lowered)\n"));
    assert!(
        file(&root).ends_with("  reason: \"It was announced.\"\n  expires: 9999-12-30\n"),
        "{}",
        file(&root)
    );

    let text = run(&root, &["diff", "HEAD", "--fail-on", "any"]).expect(Exit::Fine).out;
    assert!(text.starts_with("1 breaking (1 accepted): "), "{text}");
    assert!(text.contains("    accepted until 9999-12-30: It was announced.\n"), "{text}");
    assert!(!text.contains("--accept"), "{text}");
    let json = report(&root, Exit::Fine);
    assert_eq!(json["accepted"][0]["state"], "used");
    assert_eq!(json["accepted"][0]["file"], FILE);
    // Another number is another change.
    edit(&root, "requests: 20", "requests: 10");
    assert_eq!(report(&root, Exit::Findings)["accepted"][0]["state"], "unused");
}

#[test]
fn an_entry_that_is_over_or_of_no_use_is_a_warning() {
    let (root, fingerprint) = lowered();
    let expired = entry(&fingerprint, "  expires: 2020-01-31\n");
    write(&root.path().join(FILE), format!("# Ours.\n{expired}{}", entry("0123456789ab", "")));
    let text = run(&root, &["diff", "HEAD"]).expect(Exit::Findings).out;
    let over = format!(
        "  warning: `{fingerprint}` (`rate-limit-lowered`) was accepted until 2020-01-31, which is over\n    {FILE}:2:3\n"
    );
    assert!(text.contains(&over) && text.contains(&format!("\n    {FILE}:6:3\n")), "{text}");
    let states = report(&root, Exit::Findings)["accepted"].as_array().unwrap().clone();
    assert_eq!(
        states.iter().map(|entry| entry["state"].as_str().unwrap()).collect::<Vec<_>>(),
        ["expired", "unused"]
    );
    let github = run(&root, &["diff", "HEAD", "--format", "github"]).expect(Exit::Findings).out;
    assert_eq!(github.matches(&format!("::warning file={FILE},line=")).count(), 2, "{github}");
    assert!(
        github.contains("\n::error file=spec/openapi.yaml,line=14,col=12,title=rate-limit-lowered::"),
        "{github}"
    );
    let md = run(&root, &["diff", "HEAD", "--format", "md"]).expect(Exit::Findings).out;
    assert!(
        md.contains("\n**Accepted changes that accept nothing**\n\n- `spec/accepted-changes.yaml:2:3`: "),
        "{md}"
    );
    // Warnings alone are fine.
    edit(&root, "requests: 20", "requests: 60");
    run(&root, &["diff", "HEAD"]).expect(Exit::Fine);
}

#[test]
fn a_file_with_a_mistake_is_not_passed_over() {
    let (root, fingerprint) = lowered();
    write(&root.path().join(FILE), entry(&fingerprint, "  expire: 2027-01-31\n"));
    for args in [&["diff", "HEAD"][..], &["diff", "HEAD", "--accept", &fingerprint, "--reason", "x"]] {
        let err = refused(&root, args);
        assert!(err.contains("error[accepted-changes]") && err.contains(&format!("--> {FILE}:4:3")), "{err}");
        assert!(err.contains("did you mean `expires`?"), "{err}");
        assert!(err.contains(&format!("nothing was compared: {FILE} cannot be read")), "{err}");
    }
    run(&root, &["diff", "--explain", "accepted-changes"]).expect(Exit::Fine);
}

#[test]
fn what_cannot_be_accepted_changes_nothing() {
    let (root, fingerprint) = lowered();
    let other = if fingerprint.starts_with('0') { "1" } else { "0" }.to_owned() + &fingerprint[1..];
    let both = format!("{fingerprint},{other}");
    let guess = format!("nothing that has changed is `{other}`; did you mean `{fingerprint}`?");
    for (args, expected) in [
        (&["--accept", &both, "--reason", "x"][..], guess.as_str()),
        (&["--accept", &fingerprint, "--reason", "  "], "for a reason"),
        (&["--accept", &fingerprint, "--reason", "x", "--expires", "2020-01-31"], "2020-01-31 is over"),
        (&["--accept", &fingerprint, "--reason", "x", "--expires", "soon"], "invalid value 'soon'"),
        (&["--accept", &fingerprint], "--reason"),
        (&["--reason", "x"], "--accept"),
        (&["--accept", &fingerprint, "--reason", "x", "--format", "md"], "cannot be used with"),
    ] {
        let outcome = run(&root, &[&["diff", "HEAD"], args].concat()).expect(Exit::Usage);
        assert!(outcome.err.contains(expected), "{args:?}: {}", outcome.err);
        assert!(!root.path().join(FILE).exists(), "{args:?}");
    }
    let ours = entry(&fingerprint, "  expires: 2020-01-31\n");
    write(&root.path().join(FILE), &ours);
    let err =
        run(&root, &["diff", "HEAD", "--accept", &fingerprint, "--reason", "x"]).expect(Exit::Usage).err;
    assert!(err.contains(&format!("{FILE}:1 is about `{fingerprint}` already")), "{err}");
    write(&root.path().join(FILE), "[]\n");
    let err = refused(&root, &["diff", "HEAD", "--accept", &fingerprint, "--reason", "x"]);
    assert!(err.contains("there is no way to add"), "{err}");
    assert_eq!(file(&root), "[]\n");
}

#[test]
fn the_file_stands_beside_the_head() {
    let root = workspace(ONE);
    let (old, new) = (root.path().join("old.yaml"), root.path().join("new/new.yaml"));
    write(&old, format!("{ONE}{LIMITS}"));
    write(&new, format!("{ONE}{LIMITS}").replace("requests: 60", "requests: 20"));
    // That of the workspace is of another document.
    write(&root.path().join(FILE), "no list\n");
    let documents = ["diff", "--base-spec", old.to_str().unwrap(), "--head-spec", new.to_str().unwrap()];
    let text = run(&root, &documents).expect(Exit::Findings).out;
    let command = text.lines().find(|line| line.contains("--accept")).unwrap();
    assert!(command.contains(&format!("{} --accept ", documents[1..].join(" "))), "{command}");
    let fingerprint = command.split_whitespace().skip_while(|word| *word != "--accept").nth(1).unwrap();
    run(&root, &[&documents[..], &["--accept", fingerprint, "--reason", "x"]].concat()).expect(Exit::Fine);
    assert!(root.path().join("new/accepted-changes.yaml").exists());
    run(&root, &documents).expect(Exit::Fine);
}

#[test]
fn a_report_goes_to_a_file() {
    let (root, _) = lowered();
    let path = root.path().join("report/comment.md");
    let options = [
        "--format",
        "md",
        "--link-to",
        "https://host.example/o/n/blob/abc/",
        "--out",
        path.to_str().unwrap(),
    ];
    let outcome = run(&root, &[&["diff", "HEAD"], &options[..]].concat()).expect(Exit::Findings);
    assert_eq!(outcome.out, "");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("<!-- codegen-diff -->\n### 1 breaking\n"), "{text}");
    assert!(text.contains("(https://host.example/o/n/blob/abc/spec/openapi.yaml#L14)"), "{text}");
    let fine = run(
        &root,
        &["diff", "HEAD", "--fail-on", "never", "--out", root.path().join("text").to_str().unwrap()],
    );
    assert!(fine.expect(Exit::Fine).out.is_empty());
    assert!(
        refused(&root, &["diff", "HEAD", "--out", root.path().to_str().unwrap()]).contains("cannot write")
    );
}

#[test]
fn a_comment_is_cut_with_the_command_that_lists_the_rest() {
    let schemas = |name: &str| {
        let lines = (0..400).map(|at| {
            format!("    {name}{at}: {{ type: object, properties: {{ a: {{ type: string }} }} }}\n")
        });
        format!("{ONE}components:\n  schemas:\n{}", lines.collect::<String>())
    };
    let root = repository(&schemas("Old"));
    write(&root.path().join("spec/openapi.yaml"), schemas("New").replace("type: string", "type: integer"));
    let args = ["diff", "HEAD", "--contract", "source", "--fail-on", "never", "--format"];
    let md = run(&root, &[&args[..], &["md"]].concat()).expect(Exit::Fine).out;
    assert!(md.len() < 60_000, "{}", md.len());
    assert!(
        md.ends_with(". `cargo xtask diff HEAD --contract source --verbose` lists them all.\n"),
        "{}",
        &md[md.len() - 200..]
    );
    let github = run(&root, &[&args[..], &["github"]].concat()).expect(Exit::Fine).out;
    assert!(
        github.ends_with("; `cargo xtask diff HEAD --contract source --verbose` lists all\n"),
        "{github}"
    );
    commit(&root, "All of it");
    run(&root, &["diff", "HEAD", "--fail-on", "any", "--format", "github"]).expect(Exit::Fine);
}
