//! The client, the spec and the stand-in, judged by programs that others have written, and that know OpenAPI and nothing of us:
//! `tests/conformance/` installs them. The spec is also judged by what the platform says of itself.

mod chromium;
mod drift;
mod page;
mod prism;
mod schemathesis;

use std::path::{Path, PathBuf};

/// The root of this workspace.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A program that `tests/conformance/install` has installed, by its place in `target/conformance`.
fn tool(place: &str) -> PathBuf {
    let tool = root().join("target/conformance").join(place);
    assert!(tool.exists(), "{} is missing: run tests/conformance/install", tool.display());
    tool
}
