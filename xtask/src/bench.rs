//! `cargo xtask bench`: measures, shows the figures and keeps them.

use crate::{Exit, Terminal, cargo, cli::BenchArgs, files};
use anyhow::Context;
use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

/// The benches of the package `tests`, in the order in which they run.
pub(crate) const BENCHES: [&str; 5] = ["limiter", "call", "chaos", "diff", "mutations"];

/// Where the output of each is kept, relative to the root.
const KEPT: &str = "target/bench";

/// Runs all of them or one, until one fails.
pub(crate) fn run(args: &BenchArgs, root: &Path, terminal: &mut Terminal<'_>) -> anyhow::Result<Exit> {
    run_with(&cargo::program(), args.name.as_deref(), root, terminal)
}

fn run_with(
    cargo: &OsStr,
    only: Option<&str>,
    root: &Path,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Exit> {
    for name in BENCHES.into_iter().filter(|name| only.is_none_or(|only| only == *name)) {
        let mut bench = Command::new(cargo);
        bench.args(["bench", "--package", "tests", "--bench", name]).current_dir(root);
        terminal.err.line(format_args!("== {name}"))?;
        let Some(figures) = shown(&mut bench, terminal)? else {
            terminal.err.line(format_args!("FAILED {name}; what was kept of it before is still there"))?;
            return Ok(Exit::Findings);
        };
        let file = format!("{KEPT}/{name}.txt");
        files::replace(&root.join(&file), &figures).with_context(|| format!("cannot write {file}"))?;
        terminal.err.line(format_args!("kept in {file}\n"))?;
    }
    Ok(Exit::Fine)
}

/// Shows the output of a command line by line as it comes, and returns all of it; `None` when the command fails.
fn shown(command: &mut Command, terminal: &mut Terminal<'_>) -> anyhow::Result<Option<String>> {
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| cargo::cannot_start(command))?;
    let mut text = String::new();
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).lines() {
            let line = line.context("cannot read the output")?;
            terminal.out.line(&line)?;
            text.push_str(&line);
            text.push('\n');
        }
    }
    Ok(child.wait()?.success().then_some(text))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A directory in which `sh bench ..` runs this script in place of Cargo.
    fn workspace(script: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        files::replace(&root.path().join("bench"), &format!("echo \"$*\" >> log\n{script}\n")).unwrap();
        root
    }

    fn run_in(root: &Path, only: Option<&str>) -> (Exit, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = run_with(OsStr::new("sh"), only, root, &mut Terminal::plain(&mut out, &mut err));
        (exit.unwrap(), String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    fn kept(root: &Path, name: &str) -> Option<String> {
        fs::read_to_string(root.join(KEPT).join(format!("{name}.txt"))).ok()
    }

    #[test]
    fn every_bench_is_run_shown_and_kept() {
        let root = workspace("echo figures of $4");
        let (exit, out, _) = run_in(root.path(), None);
        assert_eq!(
            (exit, out.as_str()),
            (
                Exit::Fine,
                "figures of limiter\nfigures of call\nfigures of chaos\nfigures of diff\nfigures of mutations\n"
            )
        );
        let log = fs::read_to_string(root.path().join("log")).unwrap();
        let lines: String = BENCHES.map(|name| format!("--package tests --bench {name}\n")).concat();
        assert_eq!(log, lines);
        for name in BENCHES {
            assert_eq!(kept(root.path(), name), Some(format!("figures of {name}\n")));
        }
    }

    #[test]
    fn one_is_run_alone() {
        let root = workspace("echo figures");
        let (exit, ..) = run_in(root.path(), Some("call"));
        assert_eq!((exit, kept(root.path(), "limiter")), (Exit::Fine, None));
        assert_eq!(kept(root.path(), "call").as_deref(), Some("figures\n"));
    }

    #[test]
    fn half_of_an_output_replaces_no_whole_one() {
        let root = workspace("echo half; exit 1");
        files::replace(&root.path().join(KEPT).join("limiter.txt"), "whole\n").unwrap();
        let (exit, out, err) = run_in(root.path(), None);
        assert_eq!((exit, out.as_str()), (Exit::Findings, "half\n"));
        assert!(err.contains("FAILED limiter"), "{err}");
        assert_eq!(kept(root.path(), "limiter").as_deref(), Some("whole\n"));
        assert_eq!(kept(root.path(), "call"), None);
    }

    #[test]
    fn no_bench_is_forgotten() {
        let manifest = include_str!("../../tests/Cargo.toml");
        let declared =
            manifest.split("[[bench]]\nname = \"").skip(1).filter_map(|rest| rest.split('"').next());
        let mut declared: Vec<_> = declared.collect();
        declared.sort_unstable();
        let mut known = BENCHES;
        known.sort_unstable();
        assert_eq!(declared, known);
    }
}
