use crate::{Source, document::parse};
use serde_json::{Value, json};

/// What becomes of a schema, and the rules it violates.
fn schema(text: &str) -> (Value, Vec<&'static str>) {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {{type: object}}\n    S: {text}\n"
    );
    let (document, problems) = parse(&Source { name: "s.yaml", text: &text });
    let document = document.unwrap();
    let json = document.root.at("/components/schemas/S").unwrap().to_json();
    let rules = problems.iter().map(|problem| problem.rule.id).collect();
    let _: openapiv3::OpenAPI = serde_json::from_value(document.root.to_json()).unwrap();
    (json, rules)
}

fn becomes(text: &str, expected: &Value) {
    let (json, rules) = schema(text);
    assert_eq!(&json, expected, "{text}");
    assert!(rules.is_empty(), "{text}: {rules:?}");
    let again = schema(&json.to_string()).0;
    assert_eq!(&again, expected, "a second time: {text}");
}

#[test]
fn type_lists() {
    becomes(
        "{type: [string, 'null'], maxLength: 3}",
        &json!({"type": "string", "maxLength": 3, "nullable": true}),
    );
    becomes("{type: [string, null]}", &json!({"type": "string", "nullable": true}));
    becomes("{type: [string]}", &json!({"type": "string"}));
    becomes("{type: [integer, number]}", &json!({"type": "number"}));
    becomes("{type: 'null'}", &json!({"nullable": true, "enum": [null]}));
    becomes(
        "{description: d, type: [string, integer, 'null'], maxLength: 3, minimum: 1}",
        &json!({"description": "d", "nullable": true, "oneOf": [
            {"type": "string", "maxLength": 3}, {"type": "integer", "minimum": 1}
        ]}),
    );
    becomes(
        "{type: [string, integer], enum: [a, 1, null]}",
        &json!({"nullable": true, "oneOf": [{"type": "string", "enum": ["a"]}, {"type": "integer", "enum": [1]}]}),
    );
}

#[test]
fn unions_with_null() {
    let reference = json!({"$ref": "#/components/schemas/A"});
    becomes(
        "{anyOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}], description: d}",
        &json!({"description": "d", "allOf": [reference], "nullable": true}),
    );
    becomes(
        "{oneOf: [{type: string, format: uuid, title: inner}, {type: 'null'}], title: outer}",
        &json!({"title": "outer", "type": "string", "format": "uuid", "nullable": true}),
    );
    becomes(
        "{anyOf: [{$ref: '#/components/schemas/A'}, {type: string}, {const: null}]}",
        &json!({"anyOf": [reference, {"type": "string"}], "nullable": true}),
    );
    becomes(
        "{type: object, anyOf: [{type: object, title: x}, {type: 'null'}]}",
        &json!({"type": "object", "allOf": [{"type": "object", "title": "x"}], "nullable": true}),
    );
    becomes("{anyOf: [{type: string}]}", &json!({"anyOf": [{"type": "string"}]}));
}

#[test]
fn values() {
    becomes("{const: a}", &json!({"enum": ["a"]}));
    let (json, rules) = schema("{type: string, const: 1.10}");
    assert_eq!((json, rules), (json!({"type": "string", "enum": ["1.10"]}), vec!["unquoted-text"]));
    let (json, rules) = schema("{type: string, enum: [no, on, 1]}");
    assert_eq!((json, rules), (json!({"type": "string", "enum": ["no", "on", "1"]}), vec!["unquoted-text"]));
    becomes(
        "{type: [string, 'null'], enum: [a, null]}",
        &json!({"type": "string", "enum": ["a"], "nullable": true}),
    );
    becomes("{examples: [1, 2]}", &json!({"example": 1}));
    becomes("{examples: [1], example: 5}", &json!({"example": 5}));
    becomes("{type: string, contentEncoding: base64}", &json!({"type": "string", "format": "byte"}));
    becomes(
        "{type: string, contentMediaType: application/octet-stream}",
        &json!({"type": "string", "format": "binary"}),
    );
}

#[test]
fn exclusive_bounds() {
    becomes("{exclusiveMinimum: 5}", &json!({"exclusiveMinimum": true, "minimum": 5}));
    becomes("{exclusiveMaximum: 5, maximum: 9}", &json!({"exclusiveMaximum": true, "maximum": 5}));
    becomes("{exclusiveMaximum: 5, maximum: 4}", &json!({"maximum": 4}));
    becomes("{minimum: 5, exclusiveMinimum: false}", &json!({"minimum": 5, "exclusiveMinimum": false}));
}

#[test]
fn references_with_keywords_beside_them() {
    let reference = json!({"$ref": "#/components/schemas/A"});
    becomes("{$ref: '#/components/schemas/A'}", &reference);
    becomes(
        "{$ref: '#/components/schemas/A', description: d, nullable: true}",
        &json!({"allOf": [reference], "description": "d", "nullable": true}),
    );
    becomes(
        "{allOf: [{type: object}], $ref: '#/components/schemas/A'}",
        &json!({"allOf": [reference, {"type": "object"}]}),
    );
}

#[test]
fn boolean_schemas() {
    becomes("true", &json!({}));
    becomes("false", &json!({"not": {}}));
    becomes("{type: array, items: true}", &json!({"type": "array", "items": {}}));
    becomes("{additionalProperties: false}", &json!({"additionalProperties": false}));
    becomes(
        "{properties: {a: true, type: {type: [integer, 'null']}}}",
        &json!({"properties": {
            "a": {}, "type": {"type": "integer", "nullable": true}
        }}),
    );
}

#[test]
fn what_cannot_be_expressed_is_reported_and_left_out() {
    assert_eq!(
        schema("{type: object, patternProperties: {'^x': {type: [string, 'null']}}}"),
        (
            json!({"type": "object", "additionalProperties": {"type": "string", "nullable": true}}),
            vec!["not-expressed"]
        )
    );
    assert_eq!(
        schema("{type: array, prefixItems: [{type: string}], items: false}"),
        (json!({"type": "array", "items": {}}), vec!["not-expressed"])
    );
    assert_eq!(
        schema("{type: object, if: {required: [a]}, then: {}, unevaluatedProperties: false, $comment: c}"),
        (json!({"type": "object"}), vec!["not-expressed"; 3])
    );
}

#[test]
fn parts_that_no_client_uses_are_left_out() {
    let text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\njsonSchemaDialect: x\nwebhooks:\n  w: {post: {responses: {}}}\n\
                paths:\n  /a:\n    get:\n      callbacks: {c: {$ref: '#/components/callbacks/c'}}\n      responses:\n        200: {description: '5'}\n\
                components:\n  callbacks: {c: {'{$url}': {}}}\n  securitySchemes: {m: {type: mutualTLS}}\n";
    let (document, problems) = parse(&Source { name: "s.yaml", text });
    let found: Vec<_> = problems
        .iter()
        .map(|problem| (problem.rule.id, &text[problem.span.start..problem.span.end]))
        .collect();
    assert_eq!(
        found,
        [("not-expressed", "webhooks"), ("not-expressed", "callbacks"), ("not-expressed", "mutualTLS")]
    );
    let json = document.unwrap().root.to_json();
    assert_eq!(json["openapi"], "3.0.3");
    assert_eq!(json["paths"]["/a"]["get"]["responses"], json!({"200": {"description": "5"}}));
    assert_eq!(json["components"], json!({"securitySchemes": {}}));
    assert!(json.get("webhooks").is_none() && json.get("jsonSchemaDialect").is_none());
}
