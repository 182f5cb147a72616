//! Each rule by an example: a folder of its name with `base.yaml`, `head.yaml` and `expected.json`, the whole report.

use super::{between, json, rules};
use crate::cases::Cases;
use std::collections::BTreeSet;

const CASES: Cases = Cases {
    folder: "src/diff/tests/cases",
    documents: ["base.yaml", "head.yaml"],
    report: |base, head| json(&between(base, head)),
};

/// The names of the cases, sorted.
pub(super) fn names() -> BTreeSet<String> {
    CASES.names()
}

/// The documents of a case: what was, and what is to be.
pub(super) fn documents(name: &str) -> (String, String) {
    CASES.documents(name)
}

#[test]
fn every_rule_has_a_case_and_every_case_a_rule() {
    let rules: BTreeSet<String> = rules().iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(names(), rules);
}

#[test]
fn each_case_finds_its_rule_and_what_is_expected() {
    CASES.check();
}

#[test]
#[ignore = "writes the expected.json of every case, to be reviewed like code"]
fn write_what_is_expected() {
    CASES.write_what_is_expected();
}
