//! Each rule by an example: a folder of its name with `spec.yaml`, `upstream.yaml` and `expected.json`, the whole report.

use super::{between, json, known::OF_THE_FILE, rules};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/drift/tests/cases")
}

/// The names of the cases, sorted.
fn names() -> BTreeSet<String> {
    let entries = fs::read_dir(folder()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn report(name: &str) -> String {
    let read = |file: &str| fs::read_to_string(folder().join(name).join(file)).unwrap();
    json(&between(&read("spec.yaml"), &read("upstream.yaml")))
}

#[test]
fn every_rule_has_a_case_and_every_case_a_rule() {
    let rules = rules().into_iter().map(|rule| rule.id).filter(|id| !OF_THE_FILE.contains(id));
    assert_eq!(names(), rules.map(str::to_owned).collect());
}

#[test]
fn each_case_finds_its_rule_and_what_is_expected() {
    for name in names() {
        let report = report(&name);
        assert!(report.contains(&format!("\"rule\": \"{name}\"")), "{name} is not found: {report}");
        let expected = fs::read_to_string(folder().join(&name).join("expected.json")).unwrap_or_default();
        assert!(report == expected, "{name}: expected {expected}\nfound {report}");
    }
}

#[test]
#[ignore = "writes the expected.json of every case, to be reviewed like code"]
fn write_what_is_expected() {
    for name in names() {
        let report = report(&name);
        #[expect(clippy::disallowed_methods, reason = "a command for people, not a test")]
        fs::write(folder().join(name).join("expected.json"), report).unwrap();
    }
}
