//! Every command through [`xtask::run`], on workspaces that exist only for the test.

#![expect(clippy::unwrap_used, reason = "a test whose preparation fails has failed")]

use std::{ffi::OsString, fs, path::Path};
use tempfile::{TempDir, tempdir};
use xtask::Exit;

const ONE: &str = "\
openapi: 3.0.3
info: { title: Agents, version: '1' }
paths:
  /agents:
    get:
      operationId: list_agents
      summary: Lists agents.
      tags: [agents]
      responses:
        '200':
          description: All of them.
          content: { application/json: { schema: { type: array, items: { type: string } } } }
";
const TWO: &str = "
  /users:
    get:
      operationId: list_users
      summary: Lists users.
      tags: [users]
      responses:
        '200':
          description: All of them.
          content: { application/json: { schema: { type: array, items: { type: string } } } }
";
const WRONG: &str = "openapi: 3.0.3\ninfo: { title: Wrong, version: '1' }\npaths: {}\npaths: {}\n";

/// What one command did.
struct Outcome {
    exit: Exit,
    out: String,
    err: String,
}

/// A workspace with this document and no rule of its own.
fn workspace(document: &str) -> TempDir {
    let root = tempdir().unwrap();
    write(&root.path().join("spec/openapi.yaml"), document);
    write(&root.path().join("spec/lint.toml"), "[rules]\n");
    root
}

#[expect(
    clippy::disallowed_methods,
    reason = "nothing reads these files while they are written"
)]
fn write(path: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn run(root: &TempDir, args: &[&str]) -> Outcome {
    let args = ["xtask"].iter().chain(args).map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = xtask::run(args, root.path(), &mut out, &mut err);
    Outcome {
        exit,
        out: String::from_utf8(out).unwrap(),
        err: String::from_utf8(err).unwrap(),
    }
}

impl Outcome {
    /// Asserts the exit code; shows what was printed when it is another one.
    #[track_caller]
    fn expect(self, exit: Exit) -> Self {
        assert_eq!(self.exit, exit, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

fn generated(root: &TempDir) -> Vec<(String, String)> {
    let directory = root.path().join("client/src/generated");
    let mut files = Vec::new();
    let mut pending = vec![directory.clone()];
    while let Some(below) = pending.pop() {
        for entry in fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else {
                let name = path.strip_prefix(&directory).unwrap().display().to_string();
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn regen_writes_once_and_then_changes_nothing() {
    let root = workspace(ONE);
    let first = run(&root, &["regen"]).expect(Exit::Fine);
    assert!(
        first.out.contains("client/src/generated: 1 operation, "),
        "{}",
        first.out
    );
    assert!(first.out.contains("\ncreated mod.rs\n"), "{}", first.out);
    assert!(first.out.contains("\ngenerated in "), "{}", first.out);
    let files = generated(&root);
    assert!(
        files.iter().any(|(path, _)| path.starts_with("operations/")),
        "{files:?}"
    );

    let second = run(&root, &["regen"]).expect(Exit::Fine);
    assert!(second.out.contains("\nnothing changed\n"), "{}", second.out);
    assert!(
        !second.out.contains("created") && !second.out.contains("updated"),
        "{}",
        second.out
    );
    assert_eq!(generated(&root), files);
    run(&root, &["regen", "--check"]).expect(Exit::Fine);
}

#[test]
fn regen_names_what_a_changed_document_changes() {
    let root = workspace(&format!("{ONE}{TWO}"));
    run(&root, &["regen"]).expect(Exit::Fine);
    write(&root.path().join("spec/openapi.yaml"), ONE);
    let outcome = run(&root, &["regen"]).expect(Exit::Fine);
    assert!(outcome.out.contains("\nremoved operations/"), "{}", outcome.out);
    assert!(outcome.out.contains("\nupdated api.txt\n"), "{}", outcome.out);
    run(&root, &["regen", "--check"]).expect(Exit::Fine);
}

#[test]
fn check_shows_what_is_missing_stale_or_left_over_and_writes_nothing() {
    let root = workspace(ONE);
    let missing = run(&root, &["regen", "--check"]).expect(Exit::Stale);
    assert!(
        missing
            .out
            .contains("--- /dev/null\n+++ b/client/src/generated/mod.rs\n"),
        "{}",
        missing.out
    );
    assert!(missing.err.contains("run `cargo xtask regen`"), "{}", missing.err);
    assert!(!root.path().join("client").exists());

    run(&root, &["regen"]).expect(Exit::Fine);
    let module = root.path().join("client/src/generated/mod.rs");
    let edited = fs::read_to_string(&module).unwrap() + "// a change by hand\n";
    write(&module, &edited);
    let left = root.path().join("client/src/generated/operations/left.rs");
    write(
        &left,
        "// @generated by `cargo xtask regen` from spec/openapi.yaml.\n",
    );
    let stale = run(&root, &["regen", "--check"]).expect(Exit::Stale);
    assert!(stale.out.contains("\n-// a change by hand\n"), "{}", stale.out);
    assert!(
        stale
            .out
            .contains("--- a/client/src/generated/operations/left.rs\n+++ /dev/null\n"),
        "{}",
        stale.out
    );
    assert!(stale.err.contains("2 stale files"), "{}", stale.err);
    assert_eq!(fs::read_to_string(&module).unwrap(), edited);

    run(&root, &["regen"]).expect(Exit::Fine);
    assert!(!left.exists());
    run(&root, &["regen", "--check"]).expect(Exit::Fine);
}

#[test]
fn a_stranger_among_the_generated_files_is_kept_and_named() {
    let root = workspace(ONE);
    run(&root, &["regen"]).expect(Exit::Fine);
    let stranger = root.path().join("client/src/generated/notes.md");
    write(&stranger, "mine\n");
    let outcome = run(&root, &["regen"]).expect(Exit::Fine);
    assert!(
        outcome
            .err
            .contains("client/src/generated/notes.md was not written by"),
        "{}",
        outcome.err
    );
    let outcome = run(&root, &["regen", "--check"]).expect(Exit::Stale);
    assert!(outcome.err.contains("notes.md"), "{}", outcome.err);
    assert!(
        !outcome.err.contains("run `cargo"),
        "regen does not help here: {}",
        outcome.err
    );
    assert_eq!(fs::read_to_string(&stranger).unwrap(), "mine\n");
}

#[test]
fn errors_of_the_document_leave_the_files_alone() {
    let root = workspace(ONE);
    run(&root, &["regen"]).expect(Exit::Fine);
    let before = generated(&root);
    write(&root.path().join("spec/openapi.yaml"), WRONG);
    for args in [&["regen"][..], &["regen", "--check"]] {
        let outcome = run(&root, args).expect(Exit::Findings);
        assert!(outcome.err.contains("spec/openapi.yaml"), "{}", outcome.err);
    }
    assert_eq!(generated(&root), before);
    let outcome = run(&root, &["lint"]).expect(Exit::Findings);
    assert!(outcome.out.contains("spec/openapi.yaml"), "{}", outcome.out);
}

#[test]
fn what_cannot_be_loaded_gives_3() {
    let root = workspace(ONE);
    let spec = root.path().join("spec/openapi.yaml");
    for command in ["regen", "lint"] {
        write(&spec, "a: [\n\tb");
        run(&root, &[command]).expect(Exit::CannotLoad);
        write(&spec, b"openapi: \xff");
        let outcome = run(&root, &[command]).expect(Exit::CannotLoad);
        assert!(outcome.err.contains("byte 9 is not UTF-8"), "{}", outcome.err);
        fs::remove_file(&spec).unwrap();
        let outcome = run(&root, &[command]).expect(Exit::CannotLoad);
        assert!(
            outcome.err.contains("cannot read spec/openapi.yaml"),
            "{}",
            outcome.err
        );
        write(&spec, ONE);
        let levels = root.path().join("spec/lint.toml");
        write(&levels, "[rules]\nno-such-rule = \"deny\"\n");
        let outcome = run(&root, &[command]).expect(Exit::CannotLoad);
        assert!(outcome.err.contains("spec/lint.toml"), "{}", outcome.err);
        assert!(outcome.err.contains("no-such-rule"), "{}", outcome.err);
        fs::remove_file(&levels).unwrap();
        run(&root, &[command]).expect(Exit::CannotLoad);
        write(&levels, "[rules]\n");
    }
}

#[test]
fn any_document_becomes_a_crate() {
    let root = tempdir().unwrap();
    let spec = root.path().join("pets.yaml");
    write(&spec, ONE);
    let out = root.path().join("Pet Store");
    let args = [
        "regen",
        "--spec",
        spec.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let outcome = run(&root, &args).expect(Exit::Fine);
    assert!(
        outcome.out.contains("next: cargo check --manifest-path "),
        "{}",
        outcome.out
    );
    let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"pet-store\""), "{manifest}");
    assert!(manifest.contains("[workspace]"), "{manifest}");
    let runtime = root.path().join("client/runtime").display().to_string();
    assert!(manifest.contains(&runtime), "{manifest}");
    assert!(manifest.contains("cargo xtask regen --spec"), "{manifest}");

    // What cargo and its owner put there is neither removed nor in the way.
    write(&out.join("Cargo.lock"), "version = 4\n");
    write(&out.join("target/debug/build"), "");
    write(&out.join("src/mine.rs"), "mine\n");
    let outcome = run(&root, &args).expect(Exit::Fine);
    assert!(outcome.out.contains("\nnothing changed\n"), "{}", outcome.out);
    let check = [&args[..], &["--check"]].concat();
    run(&root, &check).expect(Exit::Fine);
    assert_eq!(fs::read_to_string(out.join("src/mine.rs")).unwrap(), "mine\n");

    write(&spec, format!("{ONE}{TWO}"));
    let outcome = run(&root, &check).expect(Exit::Stale);
    assert!(outcome.err.contains(&args.join(" ")), "{}", outcome.err);
}

#[test]
fn a_directory_of_someone_else_is_refused() {
    let root = tempdir().unwrap();
    let spec = root.path().join("pets.yaml");
    write(&spec, ONE);
    let out = root.path().join("existing");
    let library = out.join("src/lib.rs");
    write(&library, "mine\n");
    let args = [
        "regen",
        "--spec",
        spec.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let outcome = run(&root, &args).expect(Exit::Usage);
    assert!(outcome.err.contains("is not empty"), "{}", outcome.err);
    assert_eq!(fs::read_to_string(&library).unwrap(), "mine\n");
    assert!(!out.join("Cargo.toml").exists());

    // A crate of ours in which someone took over a file.
    fs::remove_dir_all(&out).unwrap();
    run(&root, &args).expect(Exit::Fine);
    write(&library, "mine\n");
    let outcome = run(&root, &args).expect(Exit::Usage);
    assert!(outcome.err.contains("src/lib.rs"), "{}", outcome.err);
    assert_eq!(fs::read_to_string(&library).unwrap(), "mine\n");

    let file = root.path().join("file");
    write(&file, "");
    let args = [
        "regen",
        "--spec",
        spec.to_str().unwrap(),
        "--out",
        file.to_str().unwrap(),
    ];
    run(&root, &args).expect(Exit::Usage);
}

#[test]
fn warnings_alone_are_fine_until_the_levels_beside_the_document_deny_them() {
    let root = tempdir().unwrap();
    let spec = root.path().join("pets.yaml");
    write(&spec, ONE);
    let args = ["lint", "--spec", spec.to_str().unwrap()];
    let outcome = run(&root, &args).expect(Exit::Fine);
    assert!(outcome.out.contains("warning["), "{}", outcome.out);
    let rule = outcome.out.split(['[', ']']).nth(1).unwrap().to_owned();
    write(
        &root.path().join("lint.toml"),
        format!("[rules]\n{rule} = \"deny\"\n"),
    );
    let outcome = run(&root, &args).expect(Exit::Findings);
    assert!(outcome.out.contains(&format!("error[{rule}]")), "{}", outcome.out);
}

#[test]
fn lint_speaks_to_programs() {
    let root = workspace(WRONG);
    let outcome = run(&root, &["lint", "--format", "json"]).expect(Exit::Findings);
    serde_json::from_str::<serde_json::Value>(&outcome.out).unwrap();
    let outcome = run(&root, &["lint", "--format", "github"]).expect(Exit::Findings);
    assert!(
        outcome.out.contains("::error file=spec/openapi.yaml"),
        "{}",
        outcome.out
    );
}

#[test]
fn rules_are_listed_and_explained() {
    let root = tempdir().unwrap();
    let text = run(&root, &["rules"]).expect(Exit::Fine).out;
    let json = run(&root, &["rules", "--format", "json"]).expect(Exit::Fine).out;
    let rules: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(text.lines().count(), rules.len());
    let mut ids = Vec::new();
    for rule in &rules {
        let [id, severity, summary, explanation] =
            ["id", "severity", "summary", "explanation"].map(|key| rule[key].as_str().unwrap());
        assert!(matches!(severity, "warning" | "error"), "{rule}");
        let line = text
            .lines()
            .find(|line| line.split_whitespace().next() == Some(id))
            .unwrap();
        assert!(line.ends_with(summary), "{line}");
        let explained = run(&root, &["lint", "--explain", id]).expect(Exit::Fine).out;
        let words = explained.split_whitespace().collect::<Vec<_>>().join(" ");
        let expected = explanation.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(&expected), "{explained}");
        ids.push(id);
    }
    assert!(ids.is_sorted(), "{ids:?}");

    let id = ids.first().unwrap();
    let outcome = run(&root, &["lint", "--explain", &format!("{id}x")]).expect(Exit::Usage);
    assert!(
        outcome.err.contains(&format!("did you mean `{id}`?")),
        "{}",
        outcome.err
    );
}

#[test]
fn the_command_line_is_checked() {
    let root = tempdir().unwrap();
    for args in [
        &[][..],
        &["frobnicate"],
        &["regen", "--spec", "a.yaml"],
        &["regen", "--out", "a"],
        &["lint", "--format", "xml"],
        &["lint", "--explain", "x", "--format", "json"],
    ] {
        let outcome = run(&root, args).expect(Exit::Usage);
        assert!(
            outcome.out.is_empty() && outcome.err.contains("--help"),
            "{}",
            outcome.err
        );
    }
    for args in [&["--help"][..], &["regen", "--help"], &["lint", "--help"]] {
        let outcome = run(&root, args).expect(Exit::Fine);
        assert!(outcome.out.contains("4  stale"), "{}", outcome.out);
    }
    let outcome = run(&root, &["lint", "--help"]).expect(Exit::Fine);
    assert!(outcome.out.contains("Warnings alone give 0"), "{}", outcome.out);
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let root = tempdir().unwrap();
    let mut err = Vec::new();
    let args = ["xtask", "rules"].map(OsString::from);
    assert_eq!(xtask::run(args, root.path(), &mut Closed, &mut err), Exit::Fine);
    assert_eq!(err, b"");
}
