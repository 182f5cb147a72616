//! `cargo xtask test`: everything that a fresh machine needs to prove the tree is right.

use crate::{Exit, Terminal, cargo, cli::TestArgs, regen};
use anyhow::{Context, bail};
use std::{
    ffi::OsString,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

/// One thing to prove.
struct Step {
    name: &'static str,
    kind: Kind,
}

enum Kind {
    /// A command of Cargo, with its arguments and environment.
    Cargo { args: &'static [&'static str], env: &'static [(&'static str, &'static str)] },
    /// `regen --check`, inside this process.
    Regen,
}

/// The tests that need tools of other languages.
const CONFORMANCE: Step = Step {
    name: "conformance",
    kind: Kind::Cargo {
        args: &["test", "-p", "tests", "--test", "it", "conformance::", "--", "--ignored"],
        env: &[],
    },
};

/// What `tests/conformance/install` writes last, relative to the root.
const INSTALLED: &str = "target/conformance/node/installed.json";

/// The cheapest first, and what everything else relies on before it.
const STEPS: &[Step] = &[
    Step { name: "format", kind: Kind::Cargo { args: &["fmt", "--all", "--check"], env: &[] } },
    Step { name: "generated files", kind: Kind::Regen },
    Step {
        name: "lints",
        kind: Kind::Cargo {
            args: &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
            env: &[],
        },
    },
    Step {
        name: "tests",
        kind: Kind::Cargo {
            args: &["test", "--workspace"],
            // A snapshot that is missing or different fails, and leaves no file behind.
            env: &[("CI", "true"), ("INSTA_UPDATE", "no"), ("INSTA_FORCE_PASS", "0")],
        },
    },
    Step {
        name: "documentation",
        kind: Kind::Cargo {
            args: &["doc", "--workspace", "--no-deps"],
            env: &[("RUSTDOCFLAGS", "-D warnings")],
        },
    },
];

/// Runs every step until one fails, and sums up.
pub(crate) fn run(args: &TestArgs, root: &Path, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    run_with(&cargo::program(), args, root, terminal)
}

fn run_with(
    cargo: &OsString,
    args: &TestArgs,
    root: &Path,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Exit> {
    prerequisites(cargo, args, root)?;
    let steps: Vec<&Step> = STEPS.iter().chain(args.conformance.then_some(&CONFORMANCE)).collect();
    let mut passed = Vec::new();
    for step in &steps {
        terminal.out.line(format_args!("\n== {}: {}", step.name, step.command()))?;
        #[expect(clippy::disallowed_methods, reason = "the time it takes is printed, nothing depends on it")]
        let start = Instant::now();
        let fine = step.run(cargo, root, terminal)?;
        let seconds = start.elapsed().as_secs_f64();
        if !fine {
            let command = step.command();
            let done = passed.len();
            terminal.err.line(format_args!(
                "\nFAILED {} after {done} of {} steps; to see it alone: {command}",
                step.name,
                steps.len()
            ))?;
            return Ok(Exit::Findings);
        }
        passed.push((step.name, seconds));
    }
    terminal.out.line("")?;
    for (name, seconds) in passed {
        terminal.out.line(format_args!("ok  {name:<16} {seconds:>6.1} s"))?;
    }
    Ok(Exit::Fine)
}

impl Step {
    fn run(&self, cargo: &OsString, root: &Path, terminal: &mut Terminal<'_>) -> anyhow::Result<bool> {
        match self.kind {
            Kind::Regen => Ok(regen::check(root, terminal)? == Exit::Fine),
            Kind::Cargo { args, env } => {
                let status = Command::new(cargo)
                    .args(args)
                    .envs(env.iter().copied())
                    .current_dir(root)
                    .status()
                    .with_context(|| format!("cannot start {}", cargo.display()))?;
                Ok(status.success())
            }
        }
    }

    /// The step as a person types it.
    fn command(&self) -> String {
        match self.kind {
            Kind::Regen => format!("{} --check", regen::REGEN),
            Kind::Cargo { args, env } => {
                let mut command: Vec<_> =
                    env.iter().map(|(name, value)| format!("{name}='{value}'")).collect();
                command.push("cargo".to_owned());
                command.extend(args.iter().copied().map(str::to_owned));
                command.join(" ")
            }
        }
    }
}

/// Names what is missing on this machine, before a step fails with less to say.
fn prerequisites(cargo: &OsString, args: &TestArgs, root: &Path) -> anyhow::Result<()> {
    for (command, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !answers(Command::new(cargo).arg(command), root) {
            bail!("cargo {command} is missing: run `rustup component add {component}`");
        }
    }
    // Rust links with it, and the TLS library is written in C. Where it is not called `cc`, the linker is another one too.
    if cfg!(unix) && !answers(&mut Command::new("cc"), root) {
        bail!(
            "the C compiler `cc` is missing: install gcc or clang, such as with `apt-get install gcc libc6-dev`"
        );
    }
    if args.conformance && !root.join(INSTALLED).exists() {
        bail!("the tools of the conformance tests are missing: run tests/conformance/install");
    }
    Ok(())
}

fn answers(command: &mut Command, root: &Path) -> bool {
    command
        .arg("--version")
        .current_dir(root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A workspace in which `sh` stands in for Cargo: `sh fmt --all --check` runs the file `fmt` of the directory.
    fn workspace(scripts: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let files = root.path().join("client/src/generated");
        fs::create_dir_all(root.path().join("spec")).unwrap();
        let document = "openapi: 3.0.3\ninfo: { title: Empty, version: '1' }\npaths: {}\n";
        crate::files::replace(&root.path().join("spec/openapi.yaml"), document).unwrap();
        crate::files::replace(&root.path().join("spec/lint.toml"), "[rules]\n").unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let args = ["xtask", "regen"].map(OsString::from);
        assert_eq!(crate::run(args, root.path(), &mut out, &mut err), Exit::Fine);
        assert!(files.is_dir());
        // The variables that a step sets are shown for that step alone: others inherit what runs this test.
        for (name, variables) in
            [("fmt", ""), ("clippy", ""), ("test", "$CI $INSTA_UPDATE "), ("doc", "$RUSTDOCFLAGS ")]
        {
            let special = scripts.iter().find(|(script, _)| *script == name);
            let end = special.map_or("", |(_, text)| text);
            let script =
                format!("[ \"$1\" = --version ] && exit 0\necho {name} {variables}$* >> log\n{end}\n");
            crate::files::replace(&root.path().join(name), &script).unwrap();
        }
        root
    }

    fn run_in(root: &Path) -> (anyhow::Result<Exit>, String, String) {
        run_as(&TestArgs { conformance: false }, root)
    }

    fn run_as(args: &TestArgs, root: &Path) -> (anyhow::Result<Exit>, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = run_with(&OsString::from("sh"), args, root, &mut Terminal::plain(&mut out, &mut err));
        (exit, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn runs_every_step_in_order() {
        let root = workspace(&[]);
        let (exit, out, err) = run_in(root.path());
        assert_eq!(exit.unwrap(), Exit::Fine, "{out}{err}");
        let log = fs::read_to_string(root.path().join("log")).unwrap();
        let expected = "fmt --all --check\nclippy --workspace --all-targets -- -D warnings\n\
                        test true no --workspace\ndoc -D warnings --workspace --no-deps\n";
        assert_eq!(log, expected);
        assert_eq!(out.matches("\nok  ").count(), STEPS.len(), "{out}");
    }

    #[test]
    fn conformance_is_a_last_step_that_is_asked_for() {
        let root = workspace(&[]);
        install(&root);
        let (exit, out, err) = run_as(&TestArgs { conformance: true }, root.path());
        assert_eq!(exit.unwrap(), Exit::Fine, "{out}{err}");
        let log = fs::read_to_string(root.path().join("log")).unwrap();
        let last = log.lines().last().unwrap();
        assert!(last.ends_with("-p tests --test it conformance:: -- --ignored"), "{log}");
        assert_eq!(log.lines().count(), STEPS.len(), "all but `regen`, and this one: {log}");

        let root = workspace(&[("test", "case \"$*\" in *--ignored) exit 101; esac")]);
        install(&root);
        let (exit, _, err) = run_as(&TestArgs { conformance: true }, root.path());
        assert_eq!(exit.unwrap(), Exit::Findings);
        assert!(err.contains("FAILED conformance after 5 of 6 steps"), "{err}");
    }

    fn install(root: &tempfile::TempDir) {
        crate::files::replace(&root.path().join(INSTALLED), "").unwrap();
    }

    #[test]
    fn tools_that_are_missing_are_named_before_any_step() {
        let root = workspace(&[]);
        let (exit, out, _) = run_as(&TestArgs { conformance: true }, root.path());
        let message = exit.unwrap_err().to_string();
        assert!(message.contains("run tests/conformance/install"), "{message}");
        assert!(out.is_empty() && !root.path().join("log").exists(), "{out}");
        assert_eq!(run_in(root.path()).0.unwrap(), Exit::Fine, "nobody asked for them");
        let script = include_str!("../../tests/conformance/install");
        assert!(script.contains("cp package-lock.json \"$tools/node/installed.json\""), "{INSTALLED}");
    }

    #[test]
    fn stops_at_the_first_failure_and_names_it() {
        let root = workspace(&[("clippy", "exit 101")]);
        let (exit, _, err) = run_in(root.path());
        assert_eq!(exit.unwrap(), Exit::Findings);
        assert!(err.contains("FAILED lints after 2 of 5 steps"), "{err}");
        assert!(err.contains("cargo clippy --workspace --all-targets -- -D warnings"), "{err}");
        let log = fs::read_to_string(root.path().join("log")).unwrap();
        assert!(!log.contains("test"), "{log}");
    }

    #[test]
    fn stale_files_are_a_failure() {
        let root = workspace(&[]);
        let stale = "// @generated by `cargo xtask regen` from spec/openapi.yaml.\n";
        crate::files::replace(&root.path().join("client/src/generated/old.rs"), stale).unwrap();
        let (exit, out, err) = run_in(root.path());
        assert_eq!(exit.unwrap(), Exit::Findings);
        assert!(out.contains("-// @generated by"), "{out}");
        assert!(err.contains("FAILED generated files"), "{err}");
    }

    #[test]
    fn names_a_missing_component() {
        let root = workspace(&[]);
        fs::remove_file(root.path().join("fmt")).unwrap();
        let (exit, ..) = run_in(root.path());
        let message = exit.unwrap_err().to_string();
        assert!(message.contains("rustup component add rustfmt"), "{message}");
    }
}
