mod accepted;
mod annotations;
mod answers;
mod cases;
mod comment;
mod contracts;
mod items;
mod limits;
mod markup;
mod matrix;
mod mirrors;
mod page;
mod report;
mod requests;
mod same;
mod types;

use super::*;

const SPEC: &str = include_str!("../../../../spec/openapi.yaml");

/// What two documents differ in.
fn between(base: &str, head: &str) -> Report {
    let source = |text| Source { name: "openapi.yaml", text };
    diff(&source(base), &source(head)).unwrap()
}

#[test]
fn what_cannot_be_read_is_said_to_be() {
    let source = |text| Source { name: "openapi.yaml", text };
    assert!(matches!(diff(&source("a: ["), &source(SPEC)), Err(Unreadable::Base(_))));
    assert!(matches!(diff(&source(SPEC), &source("- 1")), Err(Unreadable::Head(_))));
}
