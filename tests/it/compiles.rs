//! What the generator writes compiles, without a warning: one crate per fixture, all checked together.

use crate::fixtures;
use codegen::{Levels, Source, Target, generate};
use std::{fmt::Write as _, path::Path, process::Command};

#[test]
fn every_fixture_compiles_without_a_warning() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runtime =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../client/runtime").canonicalize().expect("the runtime");
    let runtime = runtime.to_str().expect("a Unicode path");
    let mut members = String::new();
    for (name, text) in fixtures::all() {
        let target = Target::Package { command: "cargo xtask regen", name: &name, runtime };
        let generated = generate(&Source { name: "fixture.yaml", text: &text }, &Levels::default(), &target)
            .unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        for (path, text) in generated.tree.iter() {
            let file = folder.path().join(&name).join(path);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a new folder");
            // A package stands alone; here one workspace compiles the dependencies once.
            let text = text.replace("[workspace]\n", "");
            write(&file, &text);
        }
        let _ = write!(members, "{name:?}, ");
    }
    write(
        &folder.path().join("Cargo.toml"),
        &format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"),
    );
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, folder.path().join("Cargo.lock")).expect("the lock file");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--workspace", "--offline", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiles"))
        .current_dir(folder.path())
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn write(path: &Path, text: &str) {
    #[expect(clippy::disallowed_methods, reason = "a file of a temporary folder")]
    std::fs::write(path, text).expect("a writable folder");
}
