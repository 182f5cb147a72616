//! The JSON Schemas of requests: valid, true to what the client sends, and strict where the document is.

use crate::{fixtures, operations};
use codegen::{Levels, Source, Target, generate};
use jsonschema::{Validator, draft202012};
use serde_json::{Map, Value, json};
use std::path::Path;

/// The schemas that `regen` has written of the spec.
pub(crate) fn of_spec() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client/mock/src/schemas.json");
    parse(&std::fs::read_to_string(file).expect("the schemas of the spec"))
}

fn of_document(text: &str) -> Value {
    let target = Target::Modules { command: "cargo xtask regen" };
    let generated = generate(&Source { name: "document.yaml", text }, &Levels::default(), &target);
    parse(&generated.unwrap_or_else(|problems| panic!("{text}: {problems:?}")).schemas)
}

/// The schemas of a document with one operation, `send`, whose body is `schema`.
fn of_body(schema: &str, components: &str) -> Value {
    of_document(&format!(
        "openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    post:\n      operationId: send\n      \
         requestBody: {{ content: {{ application/json: {{ schema: {schema} }} }} }}\n      \
         responses: {{ '204': {{ description: Done. }} }}\ncomponents: {{ schemas: {components} }}\n"
    ))
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("an object, not {value}"))
}

/// Compiles a schema together with the definitions that it refers to. Nothing else may be read.
fn validator(all: &Value, schema: &Value) -> Validator {
    let whole = json!({ "$defs": all["$defs"], "allOf": [schema] });
    draft202012::meta::validate(&whole).unwrap_or_else(|error| panic!("{error}: {whole:#}"));
    let options = draft202012::options().offline().should_validate_formats(true);
    options.build(&whole).unwrap_or_else(|error| panic!("{error}: {whole:#}"))
}

fn body(all: &Value, operation: &str) -> Validator {
    validator(all, &all["operations"][operation]["body"]["schema"])
}

/// Compiles every schema there is, and says how many there were.
fn compile_all(all: &Value) -> usize {
    let mut schemas: Vec<&Value> = object(&all["$defs"]).values().collect();
    for operation in object(&all["operations"]).values() {
        schemas.extend(object(&operation["path"]).values());
        let params = ["query", "header"].map(|place| object(&operation[place]).values());
        schemas.extend(params.into_iter().flatten().map(|param| &param["schema"]));
        schemas.extend(operation["body"].get("schema"));
    }
    for schema in &schemas {
        validator(all, schema);
    }
    schemas.len()
}

#[test]
fn every_schema_is_valid() {
    let schemas = compile_all(&of_spec());
    assert!(schemas > 60, "only {schemas} schemas");
    for (_, text) in fixtures::all() {
        compile_all(&of_document(&text));
    }
}

#[test]
fn every_body_that_the_client_sends_is_accepted() {
    let all = of_spec();
    for (operation, sent) in operations::bodies() {
        let stated = &all["operations"][operation]["body"];
        assert_eq!(stated.is_null(), sent.is_empty(), "{operation}");
        if stated.is_null() {
            continue;
        }
        assert_eq!(stated["media_type"], "application/json");
        let verdict = body(&all, operation).validate(&parse(sent)).map_err(|error| error.to_string());
        assert_eq!(verdict, Ok(()), "{operation}: {sent}");
    }
}

#[test]
fn what_a_body_requires_must_be_there() {
    let all = of_spec();
    let mut removed = 0;
    for (operation, sent) in operations::bodies().into_iter().filter(|(_, sent)| !sent.is_empty()) {
        let validator = body(&all, operation);
        let reference = all["operations"][operation]["body"]["schema"]["$ref"].as_str().expect("a reference");
        let schema = all.pointer(reference.trim_start_matches('#')).expect("a definition");
        for name in schema["required"].as_array().into_iter().flatten() {
            let name = name.as_str().expect("a name");
            let mut sent = parse(sent);
            sent.as_object_mut().and_then(|sent| sent.remove(name)).expect("a required field");
            assert!(!validator.is_valid(&sent), "{operation} without {name}");
            removed += 1;
        }
        assert!(!validator.is_valid(&json!([])) && !validator.is_valid(&Value::Null), "{operation}");
        let mut sent = parse(sent);
        sent["a_field_of_tomorrow"] = json!({ "x": 1 });
        assert!(validator.is_valid(&sent), "{operation} with an unknown field");
    }
    assert!(removed >= operations::bodies().iter().filter(|(_, sent)| !sent.is_empty()).count() - 1);
}

#[test]
fn values_of_our_requests_that_the_spec_rules_out_are_refused() {
    let all = of_spec();
    let create = body(&all, "create_agent_run");
    for wrong in [
        json!({"prompt": 1}),
        json!({"prompt": null}),
        json!({"prompt": "p", "repo_id": "3"}),
        json!({"prompt": "p", "images": [1]}),
        json!({"prompt": "p", "metadata": []}),
        json!({"prompt": "p", "agent_type": "pigeon"}),
        json!({"prompt": "p", "agent_type": "CODEGEN"}),
    ] {
        assert!(!create.is_valid(&wrong), "{wrong}");
    }
    assert!(create.is_valid(&json!({"prompt": "p", "images": null, "metadata": null, "agent_type": null})));

    let settings = body(&all, "update_check_suite_settings");
    for count in [json!(0), json!(10), Value::Null] {
        assert!(settings.is_valid(&json!({ "check_retry_count": count })), "{count}");
    }
    for count in [json!(-1), json!(11), json!(0.5), json!("1")] {
        assert!(!settings.is_valid(&json!({ "check_retry_count": count })), "{count}");
    }
    assert!(!settings.is_valid(&json!({"check_retry_counts": {"ci": "two"}})));
    assert!(!body(&all, "edit_pull_request").is_valid(&json!({"state": "merged"})));

    let query = &all["operations"]["list_agent_runs"]["query"];
    let limit = validator(&all, &query["limit"]["schema"]);
    assert!(limit.is_valid(&json!(100)) && !limit.is_valid(&json!(101)) && !limit.is_valid(&json!(0)));
    let source = validator(&all, &query["source_type"]["schema"]);
    assert!(source.is_valid(&json!("API")) && !source.is_valid(&json!("CARRIER PIGEON")));
    assert_eq!(all["operations"]["get_check_suite_settings"]["query"]["repo_id"]["required"], true);
    assert_eq!(query["skip"]["required"], false);
}

/// What one schema accepts and refuses.
#[track_caller]
fn judges(schema: &str, components: &str, accepted: &[Value], refused: &[Value]) {
    let all = of_body(schema, components);
    compile_all(&all);
    let validator = body(&all, "send");
    for value in accepted {
        assert!(validator.is_valid(value), "{schema} refuses {value}: {all:#}");
    }
    for value in refused {
        assert!(!validator.is_valid(value), "{schema} accepts {value}: {all:#}");
    }
}

#[test]
fn bounds_hold() {
    let list = "{ type: array, maxItems: 2, items: { type: string, maxLength: 3, pattern: '^[a-z]+$' } }";
    judges(
        list,
        "{}",
        &[json!([]), json!(["abc", "d"])],
        &[json!(["a", "b", "c"]), json!(["abcd"]), json!(["A"])],
    );
    let number = "{ type: number, minimum: 0, exclusiveMinimum: true, maximum: 1, multipleOf: 0.25 }";
    judges(number, "{}", &[json!(0.25), json!(1)], &[json!(0), json!(1.25), json!(0.3), json!("1")]);
    let greatest = "{ type: string, minLength: 1, maxLength: 18446744073709551615, minimum: 1e300 }";
    judges(greatest, "{}", &[json!("a")], &[json!("")]);
    let date = "{ type: string, format: date }";
    judges(date, "{}", &[json!("2026-01-31")], &[json!("2026-02-31"), json!("soon")]);
    let closed = "{ type: object, additionalProperties: false, properties: { a: {} } }";
    judges(closed, "{}", &[json!({"a": [1]})], &[json!({"b": 1})]);
}

#[test]
fn null_is_accepted_where_the_document_says_so() {
    let schema = "{ required: [a, b, c], properties: {
        a: { type: string, enum: [x], nullable: true },
        b: { nullable: true, allOf: [{ $ref: '#/components/schemas/B' }] },
        c: { type: string } } }";
    let value = |a: Value, b: Value, c: Value| json!({ "a": a, "b": b, "c": c });
    judges(
        schema,
        "{ B: { type: object, required: [d], properties: { d: {} } } }",
        &[value(Value::Null, Value::Null, json!("")), value(json!("x"), json!({"d": null}), json!(""))],
        &[
            value(json!("y"), Value::Null, json!("")),
            value(json!("x"), json!({}), json!("")),
            value(json!("x"), Value::Null, Value::Null),
        ],
    );
}

#[test]
fn an_enum_without_case_takes_every_spelling_and_no_other_value() {
    judges(
        "{ type: string, enum: [IN_PROGRESS, a.b, 'C+ (x)'], x-enum: { case: insensitive } }",
        "{}",
        &[json!("IN_PROGRESS"), json!("In_Progress"), json!("A.B"), json!("c+ (X)")],
        &[json!("IN_PROGRES"), json!("IN_PROGRESS "), json!("axb"), json!("a.b\n"), json!(1), Value::Null],
    );
}

#[test]
fn fields_that_only_answers_hold_need_not_be_sent() {
    let base = "{ Base: { required: [id, name], properties: { id: { type: integer, readOnly: true }, name: { type: string } } } }";
    let schema = "{ allOf: [{ $ref: '#/components/schemas/Base' }, { required: [id, size] }], properties: { size: { type: integer } } }";
    judges(
        schema,
        base,
        &[json!({"name": "n", "size": 1})],
        &[json!({"name": "n"}), json!({"size": 1}), json!({"id": 1})],
    );
}

#[test]
fn recursive_schemas_judge_every_level() {
    let tree = "{ Tree: { type: object, required: [name], properties: {
        name: { type: string }, nested: { type: array, items: { $ref: '#/components/schemas/Tree' } },
        parent: { nullable: true, allOf: [{ $ref: '#/components/schemas/Tree' }] } } } }";
    let leaf = json!({"name": "leaf", "parent": null});
    judges(
        "{ $ref: '#/components/schemas/Tree' }",
        tree,
        &[leaf.clone(), json!({"name": "root", "nested": [leaf, {"name": "b", "nested": []}]})],
        &[
            json!({"name": "root", "nested": [{"name": "b", "nested": [{}]}]}),
            json!({"name": "a", "parent": {"name": 1}}),
        ],
    );
}

#[test]
fn a_schema_that_contains_itself_in_its_own_place_comes_to_an_end() {
    let circles = "{ A: { allOf: [{ $ref: '#/components/schemas/B' }, { type: object }] },
        B: { anyOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] } }";
    let all = of_body("{ $ref: '#/components/schemas/A' }", circles);
    compile_all(&all);
    assert!(!body(&all, "send").is_valid(&json!([])));
}

#[test]
fn references_of_every_spelling_are_found() {
    judges(
        "{ properties: { x: { $ref: '#/components/schemas/A/properties/x%20y' }, y: { $ref: '#/components/schemas/a~1b~0ü%25{}' } } }",
        "{ A: { properties: { x y: { type: integer } } }, 'a/b~ü%{}': { type: boolean } }",
        &[json!({"x": 1, "y": true})],
        &[json!({"x": "1"}), json!({"y": 1})],
    );
}

#[test]
fn properties_called_like_keywords_are_judged() {
    judges(
        "{ required: [nullable], additionalProperties: false, properties: {
            nullable: { type: boolean }, example: { type: integer }, discriminator: { type: string }, x-y: { type: integer },
            '$ref': { type: string }, '$defs': { type: string }, enum: { type: array } } }",
        "{}",
        &[json!({"nullable": true, "example": 1, "discriminator": "d", "x-y": 2, "$ref": "#/r", "$defs": "d", "enum": []})],
        &[json!({}), json!({"nullable": 1}), json!({"nullable": true, "x-y": "2"}), json!({"nullable": true, "$ref": 1})],
    );
}
