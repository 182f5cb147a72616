//! The commands of this workspace: the only place that touches files and exit codes.
//!
//! It is a library so that tests can drive every command without a process: [`run`] takes the arguments, the root of the
//! workspace and the two streams, and returns the exit code.

mod accepted;
mod bench;
mod cargo;
mod cli;
mod demo;
mod diff;
mod drift;
mod files;
mod git;
mod input;
mod lint;
mod mock;
mod package_name;
mod regen;
mod root;
mod rules;
mod shell;
mod terminal;
mod test;
mod unified;

pub use root::workspace_root;
pub use terminal::Terminal;

use clap::Parser;
use cli::{Cli, Command};
use std::{ffi::OsString, io, path::Path, process::ExitCode};

/// What a command found, as the process says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Nothing to complain about.
    Fine = 0,
    /// The document has errors, a change weighs too much, or a step of `test`, a bench or a claim of `demo` failed.
    Findings = 1,
    /// The command line asks for something that cannot be done.
    Usage = 2,
    /// A file or a revision cannot be read, a file cannot be written, a port cannot be opened, or the document is neither YAML nor
    /// JSON.
    CannotLoad = 3,
    /// The generated files are not what the document says.
    Stale = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Runs one command as `cargo xtask` does, without colors.
///
/// `args` starts with the name of the program. Relative paths in it are relative to the current directory; everything
/// else is read from and written to the workspace at `root`.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    root: &Path,
    out: &mut dyn io::Write,
    err: &mut dyn io::Write,
) -> Exit {
    run_on(args, root, &mut Terminal::plain(out, err))
}

/// Runs one command, with colors where `terminal` has them.
pub fn run_on(args: impl IntoIterator<Item = OsString>, root: &Path, terminal: &mut Terminal<'_>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let result = match Cli::try_parse_from(&args) {
        Ok(cli) => match cli.command {
            Command::Regen(args) => regen::run(&args, root, terminal),
            Command::Lint(args) => lint::run(&args, root, terminal),
            Command::Diff(args) => diff::run(&args, root, terminal),
            Command::Rules(args) => rules::run(&args, terminal),
            Command::Test(args) => test::run(&args, root, terminal),
            // What stands behind the name of the command is the program's to read.
            Command::Mock(_) => mock::run(args.get(2..).unwrap_or_default(), root),
            Command::Demo => demo::run(root, terminal),
            Command::Bench(args) => bench::run(&args, root, terminal),
            Command::Drift(args) => drift::run(&args, root, terminal),
        },
        Err(error) => cli::explain(&error, terminal),
    };
    result.unwrap_or_else(|error| terminal.fail(&error))
}
