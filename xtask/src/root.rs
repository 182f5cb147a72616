//! The workspace that the commands work on.

use anyhow::{Context, ensure};
use std::{env, path::PathBuf};

/// Finds the root of the workspace: the parent of this package's directory.
///
/// `cargo run` says where the package is. A binary that is started by itself falls back on where it was built.
///
/// # Errors
///
/// There is no workspace any more where this was built.
pub fn workspace_root() -> anyhow::Result<PathBuf> {
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = package.parent().with_context(|| format!("{} has no parent directory", package.display()))?;
    ensure!(
        root.join("Cargo.toml").is_file(),
        "{} is no workspace: start this command as `cargo xtask` inside it",
        root.display()
    );
    Ok(root.to_owned())
}
