//! `cargo xtask demo`: the main job from end to end, in view.

use crate::{Exit, Terminal, cargo, cli::RegenArgs, regen};
use std::{ffi::OsStr, path::Path};

/// The picture that is drawn, relative to the root.
const PICTURE: &str = "target/demo/timeline.svg";

/// Generates the client, and then runs the program that uses it.
pub(crate) fn run(root: &Path, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    run_with(&cargo::program(), root, terminal)
}

fn run_with(cargo: &OsStr, root: &Path, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    terminal.out.line("== The client is generated from spec/openapi.yaml")?;
    let generated = regen::run(&RegenArgs::default(), root, terminal)?;
    if generated != Exit::Fine {
        return Ok(generated);
    }
    let Some(mut demo) = cargo::example(cargo, root, "demo")? else { return Ok(Exit::Findings) };
    Ok(match cargo::status(demo.arg(PICTURE))?.code() {
        Some(0) => Exit::Fine,
        Some(3) => Exit::CannotLoad,
        _ => Exit::Findings,
    })
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;
    use std::fs;

    /// A workspace with this document, in which `sh build ..` and `sh run ..` stand in for Cargo; they end with these exit
    /// codes.
    fn workspace(document: &str, [built, end]: [u8; 2]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (file, text) in [
            ("spec/openapi.yaml", document),
            ("spec/lint.toml", "[rules]\n"),
            ("build", &format!("echo build $* >> log\nexit {built}")),
            ("run", &format!("echo run $* >> log\nexit {end}")),
        ] {
            files::replace(&root.path().join(file), text).unwrap();
        }
        root
    }

    fn run_in(root: &Path) -> (Exit, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = run_with(OsStr::new("sh"), root, &mut Terminal::plain(&mut out, &mut err));
        (exit.unwrap(), String::from_utf8(out).unwrap())
    }

    const SOUND: &str = "openapi: 3.0.3\ninfo: { title: Empty, version: '1' }\npaths: {}\n";

    #[test]
    fn the_client_is_generated_and_then_used() {
        let root = workspace(SOUND, [0, 0]);
        let (exit, out) = run_in(root.path());
        assert_eq!(exit, Exit::Fine);
        assert!(out.contains("\ncreated mod.rs\n"), "{out}");
        let log = fs::read_to_string(root.path().join("log")).unwrap();
        let expected = "build --package codegen-mock --example demo\n\
                        run --quiet --package codegen-mock --example demo -- target/demo/timeline.svg\n";
        assert_eq!(log, expected);
        assert!(run_in(root.path()).1.contains("\nnothing changed\n"));
    }

    #[test]
    fn a_claim_that_does_not_hold_is_a_finding_and_a_picture_that_cannot_be_written_is_none() {
        assert_eq!(run_in(workspace(SOUND, [0, 1]).path()).0, Exit::Findings);
        assert_eq!(run_in(workspace(SOUND, [0, 3]).path()).0, Exit::CannotLoad);
    }

    #[test]
    fn a_program_that_does_not_compile_is_not_run() {
        let root = workspace(SOUND, [101, 0]);
        assert_eq!(run_in(root.path()).0, Exit::Findings);
        let log = fs::read_to_string(root.path().join("log")).unwrap();
        assert_eq!(log, "build --package codegen-mock --example demo\n");
    }

    #[test]
    fn nothing_is_run_when_the_document_is_wrong() {
        let wrong = "openapi: 3.0.3\ninfo: { title: Wrong, version: '1' }\npaths: {}\npaths: {}\n";
        let root = workspace(wrong, [0, 0]);
        assert_eq!(run_in(root.path()).0, Exit::Findings);
        assert!(!root.path().join("log").exists());
    }
}
