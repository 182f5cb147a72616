//! Each rule by an example: a folder of its name with `spec.yaml`, `upstream.yaml` and `expected.json`, the whole report.

use super::{between, json, known::OF_THE_FILE, rules};
use crate::cases::Cases;

const CASES: Cases = Cases {
    folder: "src/drift/tests/cases",
    documents: ["spec.yaml", "upstream.yaml"],
    report: |spec, upstream| json(&between(spec, upstream)),
};

#[test]
fn every_rule_has_a_case_and_every_case_a_rule() {
    let rules = rules().into_iter().map(|rule| rule.id).filter(|id| !OF_THE_FILE.contains(id));
    assert_eq!(CASES.names(), rules.map(str::to_owned).collect());
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
