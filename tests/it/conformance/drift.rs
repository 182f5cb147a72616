//! Our spec against the platform's own description: what differs is known.

use super::root;
use codegen::{
    Source,
    drift::{Known, drift, text},
};
use std::path::Path;

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file")
}

#[test]
#[ignore = "needs the platform's own description"]
fn what_the_platform_says_otherwise_is_known() {
    let Some(description) = std::env::var_os("CODEGEN_UPSTREAM_SPEC") else {
        println!("skipped: CODEGEN_UPSTREAM_SPEC does not name the platform's own description");
        return;
    };
    let (spec, upstream) = (read(&root().join("spec/openapi.yaml")), read(Path::new(&description)));
    let list = read(&root().join("spec/known-differences.yaml"));
    let known = Known::read(&Source { name: "known-differences.yaml", text: &list }).expect("a list");
    let upstream = Source { name: "the platform", text: &upstream };
    let mut report = drift(&Source { name: "openapi.yaml", text: &spec }, &upstream).expect("two documents");
    let unused = report.list(known);
    assert!(report.unlisted().next().is_none() && unused.is_empty(), "{}{unused:?}", text(&report, false));
}
