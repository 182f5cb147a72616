//! `cargo xtask mock`: the stand-in for the platform, until Ctrl-C.

// Only the form of the command line matters here: the program reads it again, and does what it says.
#[path = "../../client/mock/examples/serve/options.rs"]
mod options;

pub(crate) use options::Options;

use crate::{Exit, cargo};
use std::{ffi::OsString, path::Path};

/// Builds the program, and becomes it: `args` are its arguments, Ctrl-C is its to handle, and its exit code the code of
/// this process.
///
/// Where processes cannot become others, this one waits for it.
pub(crate) fn run(args: &[OsString], root: &Path) -> anyhow::Result<Exit> {
    let Some(mut serve) = cargo::example(&cargo::program(), root, "serve")? else {
        return Ok(Exit::Findings);
    };
    serve.args(args);
    #[cfg(unix)]
    {
        use anyhow::Context;
        use std::os::unix::process::CommandExt;
        let error = serve.exec();
        Err(error).with_context(|| cargo::cannot_start(&serve))
    }
    #[cfg(not(unix))]
    Ok(match cargo::status(&mut serve)?.code() {
        Some(0) => Exit::Fine,
        Some(2) => Exit::Usage,
        _ => Exit::CannotLoad,
    })
}
