//! What is written differently and says the same, and what only looks alike.

use super::{NOTES, SPEC, answering, between, found};

/// The differences of two schemas that are answered.
fn schemas(ours: &str, theirs: &str) -> Vec<[String; 4]> {
    found(&answering(ours, ""), &answering(theirs, ""))
}

#[test]
fn a_document_says_the_same_as_itself() {
    // Limits stand in buckets on the one side, and in sentences on the other.
    let differences = between(SPEC, SPEC).differences;
    assert!(differences.iter().all(|one| one.rule.id == "rate-limit-undocumented"), "{differences:?}");
}

#[test]
fn names_and_forms_do_not_matter() {
    assert_eq!(between(NOTES.0, NOTES.1).differences, []);
    for (ours, theirs) in [
        ("{ type: [string, 'null'] }", "{ anyOf: [{ type: string }, { type: 'null' }] }"),
        ("{ type: object }", "{ type: object, additionalProperties: true }"),
        ("{ type: object }", "{ type: object, additionalProperties: {} }"),
        ("{}", "true"),
        ("{ type: array }", "{ type: array, items: {} }"),
        ("{ const: a }", "{ type: string, enum: [a] }"),
        ("{ type: [string, integer] }", "{ oneOf: [{ type: integer }, { type: string }] }"),
        ("{ oneOf: [{ type: string }] }", "{ type: string }"),
        ("{ exclusiveMinimum: 5, type: integer }", "{ minimum: 5, exclusiveMinimum: 5, type: integer }"),
        ("{ allOf: [{ type: string }], maxLength: 5 }", "{ type: string, maxLength: 5 }"),
    ] {
        assert_eq!(schemas(ours, theirs), [[""; 4]; 0], "{ours} {theirs}");
        assert_eq!(schemas(theirs, ours), [[""; 4]; 0], "{theirs} {ours}");
    }
}

#[test]
fn schemas_are_compared_wherever_they_stand() {
    let subject = "GET /things 200 application/json";
    for (wrapped, way) in [
        ("{ type: array, items: X }", "/[]"),
        ("{ type: object, properties: { a: X } }", "/a"),
        ("{ type: object, additionalProperties: X }", "/*"),
        ("{ anyOf: [{ type: boolean }, { type: array, items: X }] }", " (array)/[]"),
        (
            "{ allOf: [{ type: object, properties: { a: X } }, { type: object, properties: { b: { type: string } } }] }",
            "/a",
        ),
    ] {
        let [ours, theirs] = ["{ type: string }", "{ type: integer }"].map(|x| wrapped.replace('X', x));
        let expected = ["type-differs", &format!("{subject}{way}"), "string", "integer"].map(str::to_owned);
        assert_eq!(schemas(&ours, &theirs), [expected], "{wrapped}");
    }
}

#[test]
fn circles_end_and_each_pair_is_told_once() {
    let tree = |kind: &str| {
        answering(
            "{ $ref: '#/components/schemas/Tree' }",
            &format!(
                "Tree: {{ type: object, properties: {{ name: {{ type: {kind} }}, parent: {{ allOf: [{{ $ref: '#/components/schemas/Tree' }}], description: Above. }}, children: {{ type: array, items: {{ $ref: '#/components/schemas/Tree' }} }} }} }}"
            ),
        )
    };
    let expected = ["type-differs", "Tree/name", "string", "integer"].map(str::to_owned);
    assert_eq!(found(&tree("string"), &tree("integer")), [expected]);
    // The same tree, unrolled by one level.
    let unrolled = "Root: { type: object, properties: { name: { type: string }, parent: { $ref: '#/components/schemas/Tree' }, children: { type: array, items: { $ref: '#/components/schemas/Tree' } } } }, Tree: { type: object, properties: { name: { type: string }, parent: { $ref: '#/components/schemas/Root' }, children: { type: array, items: { $ref: '#/components/schemas/Root' } } } }";
    let unrolled = answering("{ $ref: '#/components/schemas/Root' }", unrolled);
    assert_eq!(found(&tree("string"), &unrolled), [[""; 4]; 0]);
    assert_eq!(found(&unrolled, &tree("string")), [[""; 4]; 0]);
}

#[test]
fn neither_depth_nor_a_circle_of_references_is_too_much() {
    let chain: Vec<String> = (0..5_000)
        .map(|at| {
            format!(
                "S{at}: {{ type: object, properties: {{ next: {{ $ref: '#/components/schemas/S{}' }} }} }}",
                at + 1
            )
        })
        .collect();
    let chain = |end: &str| {
        answering("{ $ref: '#/components/schemas/S0' }", &format!("{}, S5000: {end}", chain.join(", ")))
    };
    let expected = ["type-differs", "S4999/next", "string", "boolean"].map(str::to_owned);
    assert_eq!(found(&chain("{ type: string }"), &chain("{ type: boolean }")), [expected]);
    let circle = answering(
        "{ $ref: '#/components/schemas/A' }",
        "A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' }",
    );
    assert_eq!(found(&circle, &circle), [[""; 4]; 0]);
    let nested = answering(
        "{ $ref: '#/components/schemas/A' }",
        "A: { allOf: [{ $ref: '#/components/schemas/A' }, { type: object, properties: { a: { $ref: '#/components/schemas/A' } } }] }",
    );
    assert_eq!(found(&nested, &nested), [[""; 4]; 0]);
}

#[test]
fn a_schema_that_is_several_for_the_platform_is_told_once_for_each_value() {
    let document = |schemas: [&str; 3]| {
        let [a, b, c] = schemas.map(|schema| {
            format!("{{ responses: {{ '200': {{ description: OK, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/{schema}' }} }} }} }} }} }}")
        });
        format!(
            "openapi: 3.0.3
info: {{ title: Errors, version: '1' }}
paths: {{ /a: {{ get: {a} }}, /b: {{ get: {b} }}, /c: {{ get: {c} }} }}
components:
  schemas:
    Error: {{ type: object, properties: {{ code: {{ type: integer }} }} }}
    Text: {{ type: object, properties: {{ code: {{ type: string }} }} }}
    Other: {{ type: object, properties: {{ code: {{ type: string, description: A code. }} }} }}
    Flag: {{ type: object, properties: {{ code: {{ type: boolean }} }} }}
"
        )
    };
    let report = between(&document(["Error", "Error", "Error"]), &document(["Text", "Flag", "Other"]));
    let told = report
        .differences
        .iter()
        .map(|one| (one.subject.as_str(), one.theirs.as_deref(), one.reach.join(" ")));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            ("Error/code", Some("boolean"), "GET /b".to_owned()),
            ("Error/code", Some("string"), "GET /a GET /c".to_owned()),
        ]
    );
}

#[test]
fn choices_are_matched_by_what_tells_them_apart() {
    let one = |kind: &str, field: &str| {
        format!(
            "{{ type: object, properties: {{ kind: {{ const: {kind} }}, at: {{ type: string }}, {field}: {{ type: string }} }} }}"
        )
    };
    let ours = format!("{{ oneOf: [{}, {}] }}", one("a", "x"), one("b", "y"));
    let theirs = format!("{{ oneOf: [{}, {}, {{ type: string }}] }}", one("b", "y"), one("a", "z"));
    let rules: Vec<[String; 4]> = schemas(&ours, &theirs);
    let rules: Vec<(&str, &str)> = rules.iter().map(|one| (one[0].as_str(), one[3].as_str())).collect();
    assert_eq!(
        rules,
        [("choice-missing", "string"), ("field-missing", "string, optional"), ("field-undocumented", "-")]
    );
}

#[test]
fn servers_belong_to_paths() {
    let document = |server: &str, path: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{ title: A, version: '1' }}\n{server}\npaths:\n  {path}:\n    get: {{ responses: {{ '204': {{ description: None. }} }} }}\n"
        )
    };
    let servers = |url: &str| format!("servers: [{{ url: '{url}' }}]");
    let plain = document(&servers("https://api.example"), "/v1/things/{id}");
    for (server, path) in [
        (servers("https://api.example/v1"), "/things/{thing}"),
        (servers("https://API.example/v1/"), "/things/{id}"),
        (servers("/v1"), "/things/{id}"),
        (String::new(), "/v1/things/{id}"),
        (
            "servers: [{ url: 'https://api.example/{version}', variables: { version: { default: v1 } } }]"
                .to_owned(),
            "/things/{id}",
        ),
    ] {
        assert_eq!(found(&plain, &document(&server, path)), [[""; 4]; 0], "{server} {path}");
        assert_eq!(found(&document(&server, path), &plain), [[""; 4]; 0], "{server} {path}");
    }
    let other = found(&plain, &document(&servers("https://api.example/v2"), "/things/{id}"));
    let rules: Vec<&str> = other.iter().map(|one| one[0].as_str()).collect();
    assert_eq!(rules, ["operation-missing", "operation-undocumented"]);
}

#[test]
fn statuses_of_a_range_and_names_of_headers_have_no_case() {
    let document = |status: &str, header: &str, param: &str| {
        format!(
            "openapi: 3.0.3
info: {{ title: A, version: '1' }}
paths:
  /a:
    get:
      parameters: [{{ name: {param}, in: header, schema: {{ type: string }} }}]
      responses:
        '{status}': {{ description: Bad., headers: {{ {header}: {{ schema: {{ type: integer }} }} }} }}
"
        )
    };
    assert_eq!(
        found(&document("4XX", "Retry-After", "X-A"), &document("4xx", "retry-after", "x-a")),
        [[""; 4]; 0]
    );
}

#[test]
fn an_enum_without_case_has_each_value_in_any_case() {
    let ours = "{ type: string, enum: [DONE], x-enum: { case: insensitive } }";
    assert_eq!(schemas(ours, "{ type: string, enum: [done] }"), [[""; 4]; 0]);
    assert_eq!(schemas("{ type: string, enum: [DONE] }", "{ type: string, enum: [done] }").len(), 2);
}
