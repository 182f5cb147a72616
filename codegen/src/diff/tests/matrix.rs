//! The facts of each operation before and after.

use super::{Fact, PolicyRow, SPEC, between};

const BASE: &str = "\
openapi: 3.0.3
info: { title: Robots, version: '1' }
x-rate-limits:
  reads: { requests: 60, per: 30s }
  builds: { requests: 5, per: 1m }
paths:
  /robots/{robot_id}:
    get:
      operationId: get_robot
      tags: [robots]
      x-rate-limit: reads
      x-stale: { max-age: 5m }
      x-timeout: { attempt: 10s }
      parameters:
        - { name: robot_id, in: path, required: true, schema: { type: string } }
      responses:
        '204': { description: It is there. }
        '404': { description: There is none. }
    delete:
      operationId: scrap_robot
      tags: [scrap]
      x-retry: { safety: idempotent }
      parameters:
        - { name: robot_id, in: path, required: true, schema: { type: string } }
      responses:
        '204': { description: It is gone. }
  /robots:
    post:
      operationId: build_robot
      tags: [robots]
      x-rate-limit: builds
      x-retry: { safety: unsafe, refused: [429, 409] }
      responses:
        '204': { description: It is being built. }
";

fn rows(edits: &[(&str, &str)]) -> Vec<PolicyRow> {
    let head = edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    between(BASE, &head).policies
}

/// What has changed of an operation, as `fact: before -> after`.
fn changes(row: &PolicyRow) -> Vec<String> {
    let cells = Fact::ALL.iter().zip(&row.cells).filter(|(_, cell)| cell.is_changed());
    let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    cells
        .map(|(fact, cell)| format!("{}: {} -> {}", fact.name(), word(&cell.before), word(&cell.after)))
        .collect()
}

#[test]
fn every_operation_has_a_row_and_every_fact_a_cell() {
    let rows = rows(&[]);
    let names: Vec<_> = rows.iter().map(|row| (row.operation.as_str(), row.tag.as_str())).collect();
    assert_eq!(names, [("get_robot", "robots"), ("scrap_robot", "scrap"), ("build_robot", "robots")]);
    let values = |at: usize| rows[at].cells.each_ref().map(|cell| cell.after.as_deref().unwrap());
    assert_eq!(
        values(0),
        ["reads (60 per 30s)", "safe", "none", "10s", "5m", "none", "none", "404 NotFound"]
    );
    assert_eq!(
        values(2),
        ["builds (5 per 60s)", "unsafe", "429, 409", "30s", "none", "none", "none", "none"]
    );
    assert!(rows.iter().all(|row| !row.is_changed()), "{rows:#?}");
    assert!(between(SPEC, SPEC).policies.iter().all(|row| !row.is_changed()));
}

#[test]
fn what_has_changed_is_told_for_each_operation_that_it_reaches() {
    let rows = rows(&[
        ("requests: 60", "requests: 15"),
        ("max-age: 5m", "max-age: 1m"),
        ("      x-timeout: { attempt: 10s }\n", ""),
        ("'404': { description: There is none. }", "'410': { description: It is gone. }"),
        ("safety: idempotent", "safety: unsafe"),
        ("refused: [429, 409]", "refused: [409]"),
    ]);
    assert_eq!(
        changes(&rows[0]),
        [
            "limits: reads (60 per 30s) -> reads (15 per 30s)",
            "attempt timeout: 10s -> 30s",
            "old answers: 5m -> 60s",
            "errors: 404 NotFound -> 410 Gone",
        ]
    );
    assert_eq!(changes(&rows[1]), ["a repeat is: idempotent -> unsafe"]);
    assert_eq!(changes(&rows[2]), ["refused by: 429, 409 -> 409"]);
}

#[test]
fn operations_that_come_and_go_have_one_side() {
    let rows =
        rows(&[("operationId: build_robot", "operationId: assemble_robot"), ("/robots:", "/machines:")]);
    let names: Vec<_> = rows.iter().map(|row| row.operation.as_str()).collect();
    assert_eq!(names, ["get_robot", "scrap_robot", "assemble_robot", "build_robot"]);
    assert_eq!(changes(&rows[2])[0], "limits: - -> builds (5 per 60s)");
    assert_eq!(changes(&rows[3])[0], "limits: builds (5 per 60s) -> -");
    assert!(rows[3].is_changed() && rows[3].cells.iter().all(|cell| cell.after.is_none()));
}
