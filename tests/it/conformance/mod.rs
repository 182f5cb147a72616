//! The client, the spec and the stand-in against programs that others have written, and that know OpenAPI and nothing of us.

mod prism;

use std::path::{Path, PathBuf};

/// One of the programs that `tests/conformance/install` has installed.
fn tool(path: &str) -> PathBuf {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/conformance").join(path);
    assert!(tool.exists(), "{} is not there: run tests/conformance/install", tool.display());
    tool
}
