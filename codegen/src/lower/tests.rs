//! Lowering, construct by construct, from the text of a document.

use super::lower;
use crate::{
    Source,
    document::{self, NOT_EXPRESSED},
    model::{Api, Field, Shape, Type},
    problem::Problems,
};
use std::fmt::Write as _;

/// Lowers a document of which the heading is left out.
fn lowered(rest: &str) -> (Api, Problems) {
    let heading = "openapi: 3.0.3\ninfo: { title: Test, version: '1' }\nservers: [{ url: 'https://api.example.com' }]\n";
    let (document, read) = document::parse(&Source { name: "test.yaml", text: &format!("{heading}{rest}") });
    assert!(!read.has_errors(), "{read:?}");
    let mut problems = Problems::default();
    let api = lower(&document.expect("a document"), &mut problems);
    (api, problems)
}

/// The API of one component schema after another, and a path that needs none.
fn schemas(schemas: &str) -> (Api, Problems) {
    lowered(&format!("paths: {{}}\ncomponents:\n  schemas:\n{schemas}"))
}

fn shape<'a>(api: &'a Api, name: &str) -> &'a Shape {
    &api.types.iter().find(|def| def.name == name).unwrap_or_else(|| panic!("no type {name}")).shape
}

fn field<'a>(api: &'a Api, name: &str, wire: &str) -> &'a Field {
    let Shape::Struct(object) = shape(api, name) else { panic!("{name} is no struct") };
    object.fields.iter().find(|field| field.wire == wire).unwrap_or_else(|| panic!("no field {wire}"))
}

fn messages(problems: &Problems) -> Vec<&str> {
    problems
        .iter()
        .filter(|problem| problem.rule.id == NOT_EXPRESSED.id)
        .map(|problem| problem.message.as_str())
        .collect()
}

#[test]
fn what_only_restricts_a_property_keeps_its_type() {
    let (api, _) = schemas(
        "    A: { type: object, properties: { x: { type: integer, nullable: true }, y: { type: string }, z: { $ref: '#/components/schemas/S' } } }
    S: { type: string, enum: [a, b] }
    B: { allOf: [{ $ref: '#/components/schemas/A' }, { properties: { x: { maximum: 5 }, y: { maxLength: 5, description: Short. }, z: { default: a } } }] }
    C: { allOf: [{ $ref: '#/components/schemas/A' }, { properties: { y: { enum: [p, q] }, x: { type: string } } }] }
",
    );
    assert_eq!(field(&api, "B", "x").ty, Type::I64);
    assert!(field(&api, "B", "x").nullable);
    assert_eq!(field(&api, "B", "y").ty, Type::String);
    assert_eq!(field(&api, "B", "y").doc.as_deref(), Some("Short."));
    assert_eq!(field(&api, "B", "z").ty, Type::Named("S".to_owned()));
    assert_eq!(field(&api, "C", "x").ty, Type::String);
    assert!(matches!(shape(&api, "CY"), Shape::Enum(known) if known.values.len() == 2));
}

#[test]
fn schemas_that_are_reached_by_many_ways_are_read_once() {
    for length in [40, 200] {
        let mut text = "paths: { /it: { get: { operationId: get_it, parameters: [{ $ref: '#/components/parameters/P0' }], \
                        responses: {} } } }\ncomponents:\n  parameters:\n"
            .to_owned();
        for at in 0..length {
            let next = format!("{{ $ref: '#/components/parameters/P{}/schema' }}", at + 1);
            let _ = writeln!(
                text,
                "    P{at}: {{ name: p{at}, in: query, schema: {{ anyOf: [{next}, {next}] }} }}"
            );
        }
        let _ = writeln!(text, "    P{length}: {{ name: last, in: query, schema: {{ type: string }} }}");
        let (api, _) = lowered(&text);
        assert_eq!(api.operations[0].params.len(), 1);
    }
}

#[test]
fn a_kind_beside_a_reference_is_read() {
    let (api, _) = lowered(
        "paths: { /it: { get: { operationId: get_it, responses: { '204': { description: Done. }, '409': { $ref: '#/components/responses/No', x-error: taken } } } } }
components: { responses: { No: { description: No., x-error: refused } } }
x-errors: { taken: { status: 409 }, refused: { status: 400 } }
",
    );
    assert_eq!(api.operations[0].errors[0].kind, "Taken");
}

#[test]
fn pages_are_found_behind_aliases() {
    let page = |total: &str, answers: &str| {
        lowered(&format!(
            "paths: {{ /it: {{ get: {{ operationId: get_it, x-pagination: {{ style: offset, offset: skip, items: items, total: total }}, responses: {{ '200': {{ description: A page., content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Page' }} }} }} }} {answers} }} }} }} }}
components:
  schemas:
    Page: {{ type: object, required: [items], properties: {{ items: {{ $ref: '#/components/schemas/Names' }}, total: {total} }} }}
    Names: {{ type: array, items: {{ type: string }} }}
    Count: {{ type: integer }}
"
        ))
    };
    let (api, problems) = page("{ $ref: '#/components/schemas/Count' }", "");
    let paging = api.operations[0].policy.pagination.as_ref().expect("pages");
    assert_eq!(paging.item, Type::String);
    assert!(paging.total.is_some());
    assert_eq!(messages(&problems), [""; 0]);

    let (api, problems) = page("{ type: integer, format: int32 }", "");
    assert!(api.operations[0].policy.pagination.as_ref().is_some_and(|paging| paging.total.is_none()));
    assert_eq!(
        messages(&problems),
        ["the pages are followed until one has no items: `total` is not read as `i64`"]
    );

    let (api, problems) = page("{ type: integer }", ", '204': { description: None. }");
    assert!(api.operations[0].policy.pagination.is_none());
    assert_eq!(messages(&problems), ["the pages of an answer that may be empty or null are not followed"]);
}
