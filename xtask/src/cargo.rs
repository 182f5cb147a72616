//! Runs what this package does not depend on: the other packages, through Cargo.

use anyhow::Context;
use std::{
    env,
    ffi::{OsStr, OsString},
    path::Path,
    process::{Command, ExitStatus},
};

/// The program: Cargo says which Cargo runs this; `cargo` finds the one of the toolchain file.
pub(crate) fn program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"))
}

/// Builds an example of `codegen-mock`, which shows its progress, and returns what runs it; `None` when it does not compile.
pub(crate) fn example(cargo: &OsStr, root: &Path, name: &str) -> anyhow::Result<Option<Command>> {
    let of = |verb: &[&str]| {
        let mut command = Command::new(cargo);
        command.args(verb).args(["--package", "codegen-mock", "--example", name]).current_dir(root);
        command
    };
    let built = status(&mut of(&["build"]))?.success();
    Ok(built.then(|| {
        let mut run = of(&["run", "--quiet"]);
        run.arg("--");
        run
    }))
}

/// Runs a command to its end, on the streams of this process.
pub(crate) fn status(command: &mut Command) -> anyhow::Result<ExitStatus> {
    command.status().with_context(|| cannot_start(command))
}

/// What to say of a command that is not there.
pub(crate) fn cannot_start(command: &Command) -> String {
    format!("cannot start {}", command.get_program().display())
}
