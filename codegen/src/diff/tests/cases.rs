//! Each rule by an example: a folder of its name with `base.yaml`, `head.yaml` and `expected.json`, the whole report.

use super::{between, json, rules};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diff/tests/cases")
}

/// The names of the cases, sorted.
pub(super) fn names() -> BTreeSet<String> {
    let entries = fs::read_dir(folder()).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The documents of a case: what was, and what is to be.
pub(super) fn documents(name: &str) -> (String, String) {
    let read = |file: &str| fs::read_to_string(folder().join(name).join(file)).unwrap();
    (read("base.yaml"), read("head.yaml"))
}

fn report(name: &str) -> String {
    let (base, head) = documents(name);
    json(&between(&base, &head))
}

#[test]
fn every_rule_has_a_case_and_every_case_a_rule() {
    let rules: BTreeSet<String> = rules().iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(names(), rules);
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
