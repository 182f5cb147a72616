//! Lowering, construct by construct, from the text of a document.

use super::lower;
use crate::{
    Source,
    document::{self, NOT_EXPRESSED},
    model::{Api, Auth, Field, Shape, Success, Type},
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
fn any_json_may_be_described() {
    let (api, problems) = schemas(
        "    A: { type: object, properties: { x: { description: Anything., allOf: [{}] }, y: {} } }\n",
    );
    assert_eq!(field(&api, "A", "x").ty, Type::Any);
    assert_eq!(field(&api, "A", "x").doc.as_deref(), Some("Anything."));
    assert_eq!(field(&api, "A", "y").ty, Type::Any);
    assert!(problems.is_empty(), "{problems:?}");
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

#[test]
fn what_travels_in_one_direction_is_optional_in_the_other() {
    let user = "{ schema: { $ref: '#/components/schemas/User' } }";
    let document = |body: &str| {
        format!(
            "paths: {{ /it: {{ post: {{ operationId: make, {body} responses: {{ '200': {{ description: It., content: {{ application/json: {user} }} }} }} }} }} }}
components: {{ schemas: {{ User: {{ type: object, required: [id, name, secret], properties: {{ id: {{ type: string, readOnly: true }}, name: {{ type: string }}, secret: {{ type: string, writeOnly: true }} }} }} }} }}
"
        )
    };
    let required = |api: &Api| ["id", "name", "secret"].map(|wire| field(api, "User", wire).required);
    let (api, _) = lowered(&document(""));
    assert_eq!(required(&api), [true, true, false]);
    let (api, _) =
        lowered(&document(&format!("requestBody: {{ content: {{ application/json: {user} }} }},")));
    assert_eq!(required(&api), [false, true, false]);
}

#[test]
fn choices_that_state_their_value_are_told_apart_by_it() {
    let (api, _) = schemas(
        "    U: { oneOf: [{ $ref: '#/components/schemas/A' }, { type: object, required: [kind], properties: { kind: { enum: [b] } } }] }
    A: { type: object, required: [kind], properties: { x: { type: string }, kind: { type: string, enum: [a] } } }
    V: { oneOf: [{ $ref: '#/components/schemas/A' }], discriminator: { propertyName: kind, mapping: { a: '#/components/schemas/A', c: '#/components/schemas/C' } } }
    C: { type: object, properties: { kind: { type: string } } }
",
    );
    let Shape::Tagged(tagged) = shape(&api, "U") else { panic!("U is not told apart") };
    assert_eq!(tagged.property, "kind");
    let values: Vec<&str> = tagged.choices.iter().map(|(value, _)| value.as_str()).collect();
    assert_eq!(values, ["a", "b"]);
    let Shape::Tagged(tagged) = shape(&api, "V") else { panic!("V is not told apart") };
    assert_eq!(tagged.choices[1].1.ty, Type::Named("C".to_owned()));
}

#[test]
fn choices_that_accept_much_are_tried_late() {
    let (api, _) = schemas(
        "    U: { anyOf: [{ type: object }, { type: number }, { type: object, properties: { a: { type: string } } }, { type: integer }, { type: object, required: [b], properties: { b: { type: string } } }, { type: array, items: { type: string } }] }
",
    );
    let Shape::Untagged(choices) = shape(&api, "U") else { panic!("U is no union") };
    let variants: Vec<&str> = choices.iter().map(|choice| choice.variant.as_str()).collect();
    assert_eq!(variants, ["TextList", "Integer", "Number", "UObject3", "UObject2", "Object", "Unknown"]);
}

#[test]
fn a_base_that_others_extend_is_not_silently_one_type() {
    let (_, problems) = schemas(
        "    Base: { type: object, discriminator: { propertyName: kind }, properties: { kind: { type: string } } }
    Child: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object, properties: { x: { type: string } } }] }
",
    );
    assert_eq!(
        messages(&problems),
        ["the schemas that extend this one are not told apart: it is read as its own properties alone"]
    );
}

#[test]
fn servers_and_statuses_that_are_not_used_are_reported() {
    let (api, problems) = lowered(
        "paths: { /it: { servers: [{ url: 'https://a' }], get: { operationId: get_it, servers: [{ url: 'https://b' }], responses: { '204': { description: Done. }, 4XX: { description: A. }, 4xx: { description: B. } } } } }\n",
    );
    assert_eq!(api.operations[0].errors.len(), 1);
    assert_eq!(
        messages(&problems),
        [
            "the servers of a path are not used: every request goes to the client's base URL",
            "the servers of an operation are not used: every request goes to the client's base URL",
            "`4xx` is left out: the same statuses stand under another key",
        ]
    );
}

#[test]
fn names_of_values_and_modules_are_unique_in_the_whole_api() {
    let long = "x".repeat(100);
    let operation = |id: &str, tag: &str| {
        format!(
            "  /{id}: {{ get: {{ operationId: {id}, tags: [{tag}], responses: {{ '204': {{ description: Done. }} }} }} }}\n"
        )
    };
    let paths =
        ["a_b", "ab", "v1", "agent_creation", "buckets", "undocumented"].map(|id| operation(id, "std"));
    let (api, _) = lowered(&format!(
        "x-rate-limits: {{ agent-creation: {{ requests: 1, per: 1s }} }}\npaths:\n{}{}",
        paths.concat(),
        operation("long", &long)
    ));
    let mut names: Vec<&str> = vec!["BUCKETS", "OPERATIONS"];
    names.extend(api.buckets.iter().map(|bucket| bucket.constant.as_str()));
    names.extend(api.operations.iter().flat_map(|one| [one.constant.as_str(), one.builder.as_str()]));
    let mut unique = names.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), names.len(), "{names:?}");
    assert!(!names.contains(&"Undocumented"));
    assert_eq!(api.tags[0].module, "std2");
    assert_eq!(api.tags[1].module.len(), 60);
}

#[test]
fn credentials_that_are_optional_are_sent_and_unknown_ones_reported() {
    let document = |scheme: &str| {
        lowered(&format!(
            "security: [{{ key: [] }}, {{}}]\npaths: {{ /it: {{ get: {{ operationId: get_it, responses: {{ '200': {{ description: It., content: {{ Application/JSON: {{ schema: {{ type: string }} }}, text/plain: {{}} }} }} }} }} }} }}\ncomponents: {{ securitySchemes: {{ key: {scheme} }} }}\n"
        ))
    };
    let read = "an answer of the type `text/plain` is not read: the client reads `Application/JSON`";
    let (api, problems) = document("{ type: http, scheme: Bearer }");
    assert!(api.operations[0].auth);
    assert!(matches!(api.operations[0].success, Success::Json(Type::String)));
    assert_eq!(messages(&problems), [read]);
    let (api, problems) = document("{ type: http, scheme: digest }");
    assert_eq!(api.auth, Auth::None);
    assert!(messages(&problems).contains(&"credentials of the type `http`, `digest`, are not sent"));
}

#[test]
fn names_of_headers_have_no_case() {
    let (api, _) = lowered(
        "paths: { /it: { parameters: [{ name: x-trace, in: header, schema: { type: string } }], get: { operationId: get_it, parameters: [{ name: X-Trace, in: header, schema: { type: string } }], responses: {} } } }\n",
    );
    assert_eq!(api.operations[0].params.len(), 1);
}

#[test]
fn the_argument_beside_a_body_keeps_its_name() {
    let (api, _) = lowered(
        "paths: { /it: { post: { operationId: send, parameters: [{ name: content_type, in: query, required: true, schema: { type: string } }], requestBody: { required: true, content: { 'image/*': {} } }, responses: {} } } }\n",
    );
    assert_eq!(api.operations[0].params[0].name, "content_type2");
}

#[test]
fn credentials_that_are_needed_together_are_reported() {
    let (_, problems) = lowered(
        "security: [{ a: [], b: [] }]\npaths: {}\ncomponents: { securitySchemes: { a: { type: http, scheme: bearer }, b: { type: apiKey, in: header, name: X-B } } }\n",
    );
    assert_eq!(
        messages(&problems),
        ["of several credentials that are needed together only the first ones are sent"]
    );
}

#[test]
fn an_operation_with_other_credentials_is_reported() {
    let (api, problems) = lowered(
        "security: [{ a: [] }]
paths:
  /one: { get: { operationId: get_one, security: [{ b: [] }], responses: {} } }
  /two: { get: { operationId: get_two, security: [{ a: [], b: [] }, {}], responses: {} } }
  /three: { get: { operationId: get_three, security: [{ b: [] }, { a: [] }], responses: {} } }
  /four: { get: { operationId: get_four, security: [], responses: {} } }
components: { securitySchemes: { b: { type: apiKey, in: header, name: X-B }, a: { type: http, scheme: bearer } } }
",
    );
    assert_eq!(api.auth, Auth::Bearer);
    assert_eq!(
        messages(&problems),
        [
            "the client's credentials are sent, those of `a`, and not what this operation demands",
            "of several credentials that are needed together only the first ones are sent",
        ]
    );
}

#[test]
fn what_is_written_in_another_way_is_reported() {
    let (_, problems) = lowered(
        "paths:
  /it/{id}:
    post:
      operationId: send
      parameters:
        - { name: id, in: path, required: true, content: { application/json: { schema: { type: object } } } }
        - { name: X-A, in: header, content: { application/json: { schema: { type: object } } } }
        - { name: q, in: query, content: { application/json: { schema: { type: object } } } }
        - { name: path, in: query, allowReserved: true, schema: { type: string } }
        - { name: other, in: query, allowReserved: false, schema: { type: string } }
      requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object }, encoding: { a: { style: form } } } } }
      responses: {}
",
    );
    assert_eq!(
        messages(&problems),
        [
            "the parameter `id` is written as plain text, not as `application/json`",
            "the parameter `X-A` is written as plain text, not as `application/json`",
            "the reserved characters in `path` are percent-encoded all the same",
            "the `encoding` of a form is not used: lists and objects are written as `a[0]=x` and `a[b]=x`",
        ]
    );
}

#[test]
fn answers_that_are_not_json_are_reported_where_something_is_lost() {
    let answers = |answers: &str| {
        lowered(&format!(
            "paths: {{ /it: {{ get: {{ operationId: get_it, responses: {{ {answers} }} }} }} }}\n"
        ))
    };
    let (api, problems) = answers(
        "'200': { description: It., content: { application/json: { schema: { type: string } } } }, '202': { description: A., content: { text/plain: {} } }",
    );
    assert!(matches!(api.operations[0].success, Success::Bytes));
    assert_eq!(
        messages(&problems),
        ["the 2xx answers are of different media types, so the operation returns bytes"]
    );
    let (_, problems) = answers(
        "'200': { description: It., content: { image/png: {} } }, '202': { description: A., content: { image/gif: {} } }",
    );
    assert_eq!(messages(&problems), [""; 0]);
    let (api, problems) = answers(
        "'204': { description: Done. }, '400': { description: Bad., content: { text/plain: {} } }, '500': { description: Broken., content: { application/xml: {} } }, '503': { description: Away. }",
    );
    assert!(api.operations[0].errors.iter().all(|case| case.body.is_none()));
    assert_eq!(
        messages(&problems),
        [
            "the body of a failure of the type `text/plain` is not read",
            "the body of a failure of the type `application/xml` is not read",
        ]
    );
}
