//! The small documents of `fixtures/`, one per construct.

use codegen::{Generated, Levels, Source, Target, generate};
use std::path::Path;

/// The name and the text of each fixture, sorted by name.
pub(crate) fn all() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut fixtures: Vec<(String, String)> = std::fs::read_dir(&folder)
        .expect("the folder of fixtures")
        .map(|entry| {
            let path = entry.expect("a readable folder").path();
            let name = path.file_stem().expect("a file name").to_str().expect("an ASCII name").to_owned();
            (name, std::fs::read_to_string(&path).expect("a readable fixture"))
        })
        .collect();
    fixtures.sort();
    assert!(fixtures.len() >= 12, "{} has only {} fixtures", folder.display(), fixtures.len());
    fixtures
}

/// What a fixture compiles to, as bare modules.
pub(crate) fn modules(name: &str, text: &str) -> Generated {
    let file = format!("fixtures/{name}.yaml");
    let target = Target::Modules { command: "cargo xtask regen" };
    generate(&Source { name: &file, text }, &Levels::default(), &target)
        .unwrap_or_else(|problems| panic!("{name}: {problems:?}"))
}
