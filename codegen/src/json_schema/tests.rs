use crate::{Levels, Source, Target, generate};
use serde_json::{Value, json};

/// The schemas of a document that consists of these paths and these component schemas.
fn requests(paths: &str, components: &str) -> Value {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths: {paths}\ncomponents: {{ schemas: {components} }}\n"
    );
    let source = Source { name: "t.yaml", text: &text };
    let generated = generate(&source, &Levels::default(), &Target::Modules { command: "make" })
        .unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
    serde_json::from_str(&generated.schemas).unwrap()
}

fn with_body(schema: &str, components: &str) -> Value {
    let content = format!("content: {{ application/json: {{ schema: {schema} }} }}");
    let post = format!(
        "operationId: send, requestBody: {{ {content} }}, responses: {{ '204': {{ description: Done. }} }}"
    );
    requests(&format!("{{ /a: {{ post: {{ {post} }} }} }}"), components)
}

#[track_caller]
fn becomes(schema: &str, expected: &Value) {
    let all = with_body(schema, "{ A: { type: object }, N: { type: object, nullable: true } }");
    assert_eq!(&all["operations"]["send"]["body"]["schema"], expected, "{schema}");
}

#[test]
fn what_restricts_values_is_kept_and_the_rest_left_out() {
    let bounds = json!({"type": "string", "format": "date", "minLength": 1, "maxLength": 9, "pattern": "^a"});
    becomes("{ type: string, format: date, minLength: 1, maxLength: 9, pattern: ^a }", &bounds);
    becomes("{ type: number, multipleOf: 0.5 }", &json!({"type": "number", "multipleOf": 0.5}));
    let list = json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2, "uniqueItems": true});
    becomes("{ type: array, items: { type: string }, minItems: 1, maxItems: 2, uniqueItems: true }", &list);
    let object = json!({"type": "object", "minProperties": 1, "maxProperties": 2});
    becomes("{ type: object, minProperties: 1, maxProperties: 2, additionalProperties: true }", &object);
    becomes("{ additionalProperties: false }", &json!({"additionalProperties": false}));
    becomes(
        "{ additionalProperties: { type: integer } }",
        &json!({"additionalProperties": {"type": "integer"}}),
    );
    becomes("{ not: { enum: [1, a, [null]] } }", &json!({"not": {"enum": [1, "a", [null]]}}));
    becomes(
        "{ type: string, title: t, description: d, default: x, example: x, deprecated: true, writeOnly: true, x-y: { z: 1 },
           xml: { name: n }, externalDocs: { url: u } }",
        &json!({"type": "string"}),
    );
    becomes("{}", &json!({}));
}

#[test]
fn null_is_one_of_the_types_or_a_choice() {
    becomes("{ type: string, nullable: true }", &json!({"type": ["string", "null"]}));
    becomes("{ type: string, nullable: false }", &json!({"type": "string"}));
    becomes(
        "{ type: string, enum: [a], nullable: true }",
        &json!({"type": ["string", "null"], "enum": ["a", null]}),
    );
    becomes("{ nullable: true }", &json!({}));
    let nothing = json!({"type": "null"});
    let reference = json!({"$ref": "#/$defs/A"});
    becomes(
        "{ nullable: true, description: d, allOf: [{ $ref: '#/components/schemas/A' }] }",
        &json!({"anyOf": [reference, nothing]}),
    );
    becomes(
        "{ nullable: true, oneOf: [{ $ref: '#/components/schemas/A' }, { type: string }] }",
        &json!({"anyOf": [{"oneOf": [reference, {"type": "string"}]}, nothing]}),
    );
    let all = with_body("{ $ref: '#/components/schemas/N' }", "{ N: { type: object, nullable: true } }");
    assert_eq!(all["$defs"], json!({"N": {"type": ["object", "null"]}}));
}

#[test]
fn exclusive_bounds_are_numbers() {
    becomes(
        "{ minimum: 1, exclusiveMinimum: true, maximum: 2.5 }",
        &json!({"exclusiveMinimum": 1, "maximum": 2.5}),
    );
    becomes(
        "{ maximum: 1, exclusiveMaximum: true, exclusiveMinimum: false }",
        &json!({"exclusiveMaximum": 1}),
    );
    // Without a bound it says nothing.
    becomes("{ type: integer, exclusiveMinimum: true }", &json!({"type": "integer"}));
}

#[test]
fn properties_that_are_called_like_keywords_are_properties() {
    let names = [
        "nullable",
        "example",
        "discriminator",
        "x-y",
        "readOnly",
        "required",
        "xml",
        "type",
        "$ref",
        "enum",
    ];
    let properties: Vec<String> =
        names.iter().map(|name| format!("'{name}': {{ type: integer, nullable: true }}")).collect();
    let all =
        with_body(&format!("{{ properties: {{ {} }}, required: [example] }}", properties.join(", ")), "{}");
    let schema = &all["operations"]["send"]["body"]["schema"];
    assert_eq!(schema["required"], json!(["example"]));
    assert_eq!(schema["properties"].as_object().unwrap().len(), names.len(), "{schema}");
    for name in names {
        assert_eq!(schema["properties"][name], json!({"type": ["integer", "null"]}), "{name}");
    }
}

#[test]
fn what_only_answers_hold_is_neither_described_nor_required() {
    let id = "id: { type: integer, readOnly: true }, name: { type: string }";
    let name = json!({"name": {"type": "string"}});
    becomes(
        &format!("{{ required: [id, name, name], properties: {{ {id} }} }}"),
        &json!({"required": ["name"], "properties": name}),
    );
    // The members of an `allOf` describe one object.
    becomes(
        &format!("{{ allOf: [{{ required: [id, name] }}, {{ properties: {{ {id} }} }}], required: [id] }}"),
        &json!({"allOf": [{"required": ["name"]}, {"properties": name}], "required": []}),
    );
    let base = format!(
        "{{ Base: {{ properties: {{ {id}, by: {{ $ref: '#/components/schemas/By' }} }} }}, By: {{ readOnly: true }} }}"
    );
    let all = with_body("{ required: [id, by], allOf: [{ $ref: '#/components/schemas/Base' }] }", &base);
    let expected = json!({"required": [], "allOf": [{"$ref": "#/$defs/Base"}]});
    assert_eq!(all["operations"]["send"]["body"]["schema"], expected);
    assert_eq!(all["$defs"], json!({"Base": {"properties": name}}));
}

#[test]
fn an_enum_takes_other_cases_where_the_document_says_so() {
    becomes(
        "{ type: string, enum: [A, b], x-enum: { descriptions: {} } }",
        &json!({"type": "string", "enum": ["A", "b"]}),
    );
    becomes(
        "{ type: string, enum: [Ab_1, '.+ü'], x-enum: { case: insensitive }, maxLength: 9 }",
        &json!({"type": "string", "pattern": "^(?:[Aa][Bb]_1|\\.\\+ü)$", "maxLength": 9}),
    );
    becomes(
        "{ type: string, enum: [a], nullable: true, x-enum: { case: insensitive } }",
        &json!({"type": ["string", "null"], "pattern": "^(?:[Aa])$"}),
    );
    becomes("{ enum: [1], x-enum: { case: insensitive } }", &json!({"enum": [1]}));
}

#[test]
fn what_json_schema_forbids_is_left_out() {
    becomes("{ type: number, multipleOf: 0 }", &json!({"type": "number"}));
    becomes("{ allOf: [], anyOf: [], oneOf: [], enum: [], x-enum: { case: insensitive } }", &json!({}));
}

#[test]
fn definitions_are_those_that_requests_reach_each_once_and_sorted() {
    let components =
        "{ Z: { type: array, items: { $ref: '#/components/schemas/Z' } }, Unused: { type: object },
        B: { properties: { z: { $ref: '#/components/schemas/Z' }, c: { $ref: '#/components/schemas/C' } } },
        C: { $ref: '#/components/schemas/B' } }";
    let all = with_body("{ $ref: '#/components/schemas/C' }", components);
    let expected = json!({
        "B": {"properties": {"z": {"$ref": "#/$defs/Z"}, "c": {"$ref": "#/$defs/C"}}},
        "C": {"$ref": "#/$defs/B"},
        "Z": {"type": "array", "items": {"$ref": "#/$defs/Z"}},
    });
    assert_eq!(all["$defs"].to_string(), expected.to_string());
}

#[test]
fn references_lead_to_any_place_of_the_document_and_are_written_as_a_uri() {
    let components = "{ A: { properties: { x y: { type: integer } } }, 'a/b~ü': { type: boolean } }";
    let all = with_body(
        "{ properties: { x: { $ref: '#/components/schemas/A/properties/x%20y' }, y: { $ref: '#/components/schemas/a~1b~0ü' } } }",
        components,
    );
    let expected = json!({
        "x": {"$ref": "#/$defs/~1components~1schemas~1A~1properties~1x%20y"},
        "y": {"$ref": "#/$defs/a~01b~00%C3%BC"},
    });
    assert_eq!(all["operations"]["send"]["body"]["schema"]["properties"], expected);
    let expected = json!({
        "/components/schemas/A/properties/x y": {"type": "integer"},
        "a~1b~0ü": {"type": "boolean"},
    });
    assert_eq!(all["$defs"], expected);
}

#[test]
fn a_reference_to_another_document_allows_any_value() {
    becomes("{ properties: { a: { $ref: 'other.yaml#/A' } } }", &json!({"properties": {"a": {}}}));
}

#[test]
fn parameters_stand_by_place_and_name() {
    let all = requests(
        "{ '/a/{id}/{other}': {
            parameters: [
                { name: id, in: path, required: true, schema: { type: integer } },
                { name: q, in: query, schema: { type: string } }],
            get: { operationId: look, responses: { '204': { description: Done. } }, parameters: [
                { name: q, in: query, required: true, schema: { type: integer, minimum: 1 } },
                { name: many, in: query, schema: { $ref: '#/components/schemas/Many' } },
                { name: text, in: query, content: { application/json: { schema: { type: object } } } },
                { name: X-Shop, in: header, schema: { type: string } },
                { name: session, in: cookie, schema: { type: string } },
                { name: Authorization, in: header, schema: { type: string } }] } } }",
        "{ Many: { type: array, items: { type: integer } } }",
    );
    let expected = json!({
        "path": {"id": {"type": "integer"}, "other": {}},
        "query": {
            "q": {"required": true, "list": false, "schema": {"type": "integer", "minimum": 1}},
            "many": {"required": false, "list": true, "schema": {"$ref": "#/$defs/Many"}},
            "text": {"required": false, "list": false, "schema": {"type": "object"}},
        },
        "header": {"X-Shop": {"required": false, "list": false, "schema": {"type": "string"}}},
        "body": null,
    });
    assert_eq!(all["operations"]["look"], expected);
}

#[test]
fn the_body_is_the_one_that_the_client_sends() {
    let all = requests(
        "{ /a: { post: { operationId: send, responses: { '204': { description: Done. } },
            requestBody: { required: true, content: { text/plain: { schema: { type: string } }, '*/*': { schema: { type: object } } } } } } }",
        "{}",
    );
    let expected = json!({"required": true, "media_type": "application/json", "schema": {"type": "object"}});
    assert_eq!(all["operations"]["send"]["body"], expected);
}

#[test]
fn the_first_of_two_operations_with_one_id_counts() {
    let get = |name: &str| {
        format!(
            "{{ get: {{ operationId: look, responses: {{}}, parameters: [{{ name: {name}, in: query, schema: {{}} }}] }} }}"
        )
    };
    let all = requests(&format!("{{ /a: {}, /b: {} }}", get("one"), get("two")), "{}");
    let expected = json!({"one": {"required": false, "list": false, "schema": {}}});
    assert_eq!(all["operations"]["look"]["query"], expected);
}
