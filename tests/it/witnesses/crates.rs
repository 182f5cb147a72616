//! The crates that the compiler judges: one with all clients of a side, a module each, and one with the witnesses.

use super::{
    case::{Case, Client},
    program::Witness,
};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

pub(super) struct Crates {
    folder: TempDir,
}

impl Crates {
    /// Writes the clients of all cases: the crate `base` and the crate `head`.
    pub(super) fn write(cases: &[Case]) -> Self {
        let crates = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        crates.clients("base", cases.iter().map(|case| (case.name.as_str(), &case.base)));
        crates.clients("head", cases.iter().map(|case| (case.name.as_str(), &case.head)));
        crates
    }

    /// Those that do not compile against the clients of the first documents.
    pub(super) fn broken_in_base<'a>(&self, witnesses: &[Witness<'a>]) -> Vec<Witness<'a>> {
        self.broken("base", witnesses)
    }

    /// Those that do not compile against the clients of the second documents.
    pub(super) fn broken_in_head<'a>(&self, witnesses: &[Witness<'a>]) -> Vec<Witness<'a>> {
        self.broken("head", witnesses)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn clients<'c>(&self, side: &str, clients: impl Iterator<Item = (&'c str, &'c Client)>) {
        let mut modules = String::new();
        for (name, client) in clients {
            let _ = writeln!(modules, "pub mod {name} {{ pub mod generated; }}");
            for (path, text) in client.generated.tree.iter() {
                let text = text.replace("crate::generated", &format!("crate::{name}::generated"));
                write(&self.path(&format!("{side}/src/{name}/generated/{path}")), &text);
            }
        }
        write(&self.path(&format!("{side}/src/lib.rs")), &modules);
        let serde = "serde = { version = \"1\", features = [\"derive\"] }\n";
        write(&self.path(&format!("{side}/Cargo.toml")), &manifest(side, serde));
    }

    fn broken<'a>(&self, side: &str, witnesses: &[Witness<'a>]) -> Vec<Witness<'a>> {
        let name = format!("witnesses-{side}");
        let api = format!("api = {{ path = \"../{side}\", package = \"{side}\" }}\n");
        write(&self.path(&format!("{name}/Cargo.toml")), &manifest(&name, &api));
        write(
            &self.path("Cargo.toml"),
            &format!("[workspace]\nresolver = \"3\"\nmembers = [\"{side}\", \"{name}\"]\n"),
        );
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        std::fs::copy(lock, self.path("Cargo.lock")).expect("the lock file");
        let (mut left, mut broken) = (witnesses.to_vec(), Vec::new());
        // A name that is not found hides the errors of types, so what fails is taken out and the rest is looked at again.
        loop {
            let lines = left.iter().enumerate().map(|(at, witness)| {
                format!("mod w{at} {{ use codegen_runtime::*; use serde_json::Value; use std::{{collections::BTreeMap, time::Duration}}; {} }}\n", witness.code)
            });
            let code = format!("#![allow(warnings)]\n{}", lines.collect::<String>());
            write(&self.path(&format!("{name}/src/lib.rs")), &code);
            let failing = self.failing_lines(&name);
            if failing.is_empty() {
                return broken;
            }
            let mut at = 1;
            left.retain(|witness| {
                at += 1;
                let fails = failing.contains(&at);
                if fails {
                    broken.push(witness.clone());
                }
                !fails
            });
        }
    }

    /// The lines of a crate in which the compiler finds errors.
    fn failing_lines(&self, package: &str) -> BTreeSet<u64> {
        let output = Command::new(env!("CARGO"))
            .args([
                "check",
                "--quiet",
                "--offline",
                "--message-format",
                "json",
                "--package",
                package,
                "--target-dir",
            ])
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiles"))
            .current_dir(self.folder.path())
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo");
        let messages = String::from_utf8_lossy(&output.stdout);
        let mut lines = BTreeSet::new();
        for message in messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            let is_error = message["message"]["level"] == "error";
            if !is_error {
                continue;
            }
            let here = message["target"]["name"] == package.replace('-', "_");
            assert!(here, "a client does not compile: {}", message["message"]["rendered"]);
            let spans = message["message"]["spans"].as_array().into_iter().flatten();
            lines.extend(
                spans
                    .filter(|span| span["is_primary"] == true)
                    .filter_map(|span| span["line_start"].as_u64()),
            );
        }
        assert_eq!(lines.is_empty(), output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        lines
    }
}

fn manifest(name: &str, dependencies: &str) -> String {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client/runtime").canonicalize();
    let runtime = runtime.expect("the runtime");
    let runtime = runtime.to_str().expect("a Unicode path");
    format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         codegen-runtime = {{ path = {runtime:?} }}\nserde_json = \"1\"\n{dependencies}"
    )
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
    #[expect(clippy::disallowed_methods, reason = "a file of a temporary folder")]
    std::fs::write(path, text).expect("a writable folder");
}
