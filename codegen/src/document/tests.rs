//! The stages together.

use super::*;
use crate::problem::Problem;
use std::fmt::Write as _;

mod damage;

/// Each problem as `rule line:column`, in order.
fn report(text: &str) -> Vec<String> {
    let (_, problems) = read(text);
    problems.iter().map(|problem| place(text, problem)).collect()
}

fn read(text: &str) -> (Option<Document>, Problems) {
    parse(&Source { name: "t.yaml", text })
}

fn place(text: &str, problem: &Problem) -> String {
    let before = &text[..problem.span.start];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{} {line}:{column}", problem.rule.id)
}

fn helps(text: &str) -> Vec<String> {
    read(text).1.iter().filter_map(|problem| problem.help.clone()).collect()
}

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";

fn with_paths(rest: &str) -> String {
    format!("{HEAD}{rest}")
}

#[test]
fn versions() {
    for fine in ["3.0.0", "3.0.3", "3.1.0", "3.1.1", "'3.0'"] {
        assert_eq!(
            report(&format!("openapi: {fine}\ninfo: {{title: t, version: '1'}}\npaths: {{}}")),
            [""; 0]
        );
    }
    assert_eq!(report("openapi: 3.2.0\ninfo: {title: t, version: '1'}\npaths: {}"), ["newer-version 1:10"]);
    for wrong in ["4.0.0", "2.0", "x", "3"] {
        let text = format!("openapi: {wrong}\npaths: {{}}");
        assert!(read(&text).0.is_none());
        assert_eq!(report(&text), ["unsupported-version 1:10"]);
    }
    assert_eq!(report("swagger: '2.0'\npaths: {}\ndefinitions: {}"), ["unsupported-version 1:1"]);
    assert_eq!(report("a: 1"), ["unsupported-version 1:1"]);
    assert_eq!(report("info: {title: t, version: '1'}\npaths: {}"), ["unsupported-version 1:1"]);
    assert_eq!(report("- a"), ["wrong-kind 1:1"]);
}

#[test]
fn a_value_of_the_wrong_kind_is_reported_and_taken_out() {
    let text = with_paths(
        "paths:\n  /a:\n    get:\n      operationId: [a]\n      deprecated: yes\n      parameters: {}\n      tags: [a, {}]\n      responses:\n        200: ok\n        404: {description: none}\n\
         components:\n  schemas:\n    A: {properties: 5, maximum: ten, minLength: -1, maxLength: 1.5}\n    B: 7\n",
    );
    assert_eq!(
        report(&text),
        [
            "wrong-kind 6:20",
            "wrong-kind 7:19",
            "wrong-kind 8:19",
            "wrong-kind 9:17",
            "wrong-kind 11:14",
            "wrong-kind 15:21",
            "wrong-kind 15:33",
            "wrong-kind 15:49",
            "wrong-kind 15:64",
            "wrong-kind 16:8",
        ]
    );
    let json = read(&text).0.unwrap().root.to_json();
    let expected = serde_json::json!({"tags": ["a"], "responses": {"404": {"description": "none"}}});
    assert_eq!(json["paths"]["/a"]["get"], expected);
    assert_eq!(json["components"]["schemas"], serde_json::json!({"A": {}}));
}

#[test]
fn text_is_text_however_it_looks_and_a_warning_says_that_it_looks_otherwise() {
    let text = "openapi: 3.1.0\ninfo: {title: no, version: 1.10, description: 5}\npaths:\n  /a:\n    get:\n      tags: [on, 1]\n      responses:\n        404: {description: true}\n";
    // What is the same everywhere (`description`, `tags`) is said once.
    assert_eq!(
        report(text),
        ["unquoted-text 2:15", "unquoted-text 2:28", "unquoted-text 2:47", "unquoted-text 6:14"]
    );
    assert_eq!(helps(text)[1], "write `\"1.10\"`");
    let json = read(text).0.unwrap().root.to_json();
    assert_eq!(json["info"], serde_json::json!({"title": "no", "version": "1.10", "description": "5"}));
    assert_eq!(json["paths"]["/a"]["get"]["tags"], serde_json::json!(["on", "1"]));
    let _: openapiv3::OpenAPI = serde_json::from_value(json).unwrap();
}

#[test]
fn numbers_and_booleans_in_quotes_are_taken_for_what_they_say() {
    let text = with_paths(
        "paths: {}\ncomponents:\n  schemas:\n    A: {nullable: 'true', maxLength: '5', minLength: 1.0, maximum: '1e3'}\n",
    );
    assert_eq!(report(&text), ["quoted-scalar 6:19", "quoted-scalar 6:38", "quoted-scalar 6:68"]);
    let json = read(&text).0.unwrap().root.to_json();
    let expected = serde_json::json!({"nullable": true, "maxLength": 5, "minLength": 1, "maximum": 1000.0});
    assert_eq!(json["components"]["schemas"]["A"], expected);
}

#[test]
fn unknown_keys_are_warnings_with_a_suggestion() {
    let text = with_paths(
        "paths:\n  /a:\n    get:\n      operationID: a\n      x-mine: 1\n      responses: {}\n  b: {}\nsecuritySchemes: {}\n",
    );
    assert_eq!(report(&text), ["unknown-key 6:7", "unknown-key 9:3", "unknown-key 10:1"]);
    let helps = helps(&text);
    assert_eq!(helps[0], "did you mean `operationId`?");
    assert_eq!(helps[1], "write a path that starts with `/`");
    let repeated = with_paths("paths:\n  /a: {get: {foo: 1, responses: {}}, put: {foo: 1, responses: {}}}\n");
    let (_, problems) = read(&repeated);
    assert_eq!(problems.len(), 1);
    assert_eq!(
        problems.iter().next().unwrap().message,
        "`foo` is no key of an operation (and in 1 more place)"
    );
}

#[test]
fn missing_keys() {
    assert_eq!(report("openapi: 3.0.3\n"), ["missing-key 1:1", "missing-key 1:1"]);
    assert_eq!(
        report("openapi: 3.1.0\ninfo: {title: t}\ncomponents: {}"),
        ["incomplete 1:1", "incomplete 2:1"]
    );
    let text = with_paths(
        "paths:\n  /a:\n    get:\n      parameters:\n        - {name: q}\n        - in: query\n      responses:\n        200: {}\n    put: {}\n",
    );
    let found = report(&text);
    assert!(
        found.contains(&"missing-key 7:12".to_owned()) && found.contains(&"missing-key 8:11".to_owned()),
        "{found:?}"
    );
    assert!(
        found.contains(&"incomplete 10:9".to_owned()) && found.contains(&"incomplete 11:5".to_owned()),
        "{found:?}"
    );
}

#[test]
fn values_without_a_value() {
    let text = with_paths("paths:\n  /a:\n    get:\n      description:\n      responses:\n        200:\n");
    assert_eq!(report(&text), ["empty-value 6:7", "empty-value 8:9", "incomplete 8:9"]);
    let json = read(&text).0.unwrap().root.to_json();
    assert_eq!(json["paths"]["/a"]["get"], serde_json::json!({"responses": {"200": {"description": ""}}}));
}

#[test]
fn words() {
    let text = with_paths(
        "paths:\n  /a:\n    parameters:\n      - {name: a, in: body, schema: {type: strin}}\n      - {name: b, in: path, style: form, schema: {type: [string, file]}}\n",
    );
    let expected = [
        "missing-key 6:10",
        "wrong-value 6:23",
        "unknown-value 6:44",
        "unknown-value 7:36",
        "unknown-value 7:66",
    ];
    assert_eq!(report(&text), expected);
}

#[test]
fn references_lead_somewhere() {
    let text = with_paths(
        "paths:\n  /a:\n    get:\n      responses:\n        200: {$ref: '#/components/responses/Okay'}\n        404: {$ref: 'other.yaml#/x'}\n        500: {$ref: '#/components/schemas/Ok'}\n\
         components:\n  responses:\n    Ok: {description: d}\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n    C: {properties: {c: {$ref: '#/components/schemas/C'}, $ref: {type: string}}}\n    D: 5\n    E: {$ref: '#/components/schemas/D'}\n",
    );
    assert_eq!(
        report(&text),
        [
            "unresolved-reference 7:21",
            "foreign-reference 8:21",
            "unresolved-reference 9:21",
            "circular-reference 14:15",
            "circular-reference 15:15",
            "wrong-kind 17:8",
        ]
    );
    let helps = helps(&text);
    assert_eq!(helps[0], "did you mean `#/components/responses/Ok`?");
    assert_eq!(helps[2], "did you mean `#/components/responses/Ok`?");
}

#[test]
fn references_to_unusual_places_are_checked_as_what_they_are_used_for() {
    let text = with_paths(
        "paths:\n  /a%7B:\n    get:\n      responses:\n        200: {description: d, content: {a/b: {schema: {$ref: '#/paths/~1a%257B/get/responses/200/content/a~1b/x-s'}, x-s: {type: [string, 'null'], maxLength: a}}}}\n\
         components: {schemas: {A: {$ref: '#/definitions/D'}, B: {$ref: '#/info/title'}}}\ndefinitions: {D: {type: [integer, 'null']}}\n",
    );
    assert_eq!(report(&text), ["wrong-kind 7:159", "wrong-kind 8:64", "unknown-key 9:1"]);
    let document = read(&text).0.unwrap();
    assert_eq!(
        document.root.at("/definitions/D").unwrap().to_json(),
        serde_json::json!({"type": "integer", "nullable": true})
    );
    let schema = document.root.at("/paths/~1a%7B/get/responses/200/content/a~1b/schema").unwrap();
    assert_eq!(document.resolve(schema).get("type").unwrap().as_str(), Some("string"));
}

#[test]
fn the_mapping_of_a_discriminator_leads_somewhere() {
    let text = with_paths(
        "paths: {}\ncomponents:\n  schemas:\n    Cat: {type: object}\n    A: {discriminator: {propertyName: k, mapping: {a: '#/components/schemas/Cat', b: Cat, c: '#/components/schemas/Cta'}}}\n",
    );
    assert_eq!(report(&text), ["unresolved-mapping 7:94"]);
    assert_eq!(helps(&text), ["did you mean `#/components/schemas/Cat`?"]);
}

#[test]
fn a_bomb_of_references_is_no_work() {
    let mut text = with_paths("paths: {}\ncomponents:\n  schemas:\n");
    for index in 0..5_000 {
        writeln!(text, "    S{index}: {{$ref: '#/components/schemas/S{}'}}", (index + 1) % 5_000).unwrap();
    }
    assert_eq!(report(&text).len(), 5_000);
}

#[test]
fn pointers_name_the_innermost_place() {
    let text = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a~b/{c}:\n    get: {tags: [one, two], responses: {}}\n";
    let (document, _) = read(text);
    let document = document.unwrap();
    let at = |what: &str| {
        let start = text.find(what).unwrap();
        document.pointer_at(Span { start, end: start + what.len() })
    };
    assert_eq!(at("two"), "/paths/~1a~0b~1{c}/get/tags/1");
    assert_eq!(at("tags"), "/paths/~1a~0b~1{c}/get/tags");
    assert_eq!(at("one, two"), "/paths/~1a~0b~1{c}/get/tags");
    assert_eq!(at("info: {title"), "/info");
    assert_eq!(at("}\npaths"), "");
}

#[test]
fn rules_have_names_of_their_own_and_say_why() {
    let mut ids: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        assert!(rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.id);
        assert!(rule.explanation.ends_with('.') && !rule.summary.ends_with('.'), "{}", rule.id);
    }
}

/// A document with something of everything.
const FIXTURE: &str = include_str!("fixture.yaml");

#[test]
fn the_fixture_is_clean_and_becomes_an_openapi_3_0_document() {
    // Much of its text has no quotes.
    let (_, problems) = read(FIXTURE);
    assert!(problems.iter().all(|problem| problem.rule.id == "unquoted-text"), "{:?}", report(FIXTURE));
    let json = read(FIXTURE).0.unwrap().root.to_json();
    let api: openapiv3::OpenAPI = serde_json::from_value(json).unwrap();
    assert_eq!(api.operations().count(), 3);
    assert_eq!(api.info.version, "1.10");
}

#[test]
fn the_fixture_as_json_reads_the_same() {
    let json = read(FIXTURE).0.unwrap().root.to_json();
    let text = serde_json::to_string_pretty(&json).unwrap();
    assert_eq!(report(&text), [""; 0]);
    assert_eq!(read(&text).0.unwrap().root.to_json(), json);
}

#[test]
fn keys_that_other_readers_take_for_booleans_are_reported() {
    let text = with_paths(
        "paths: {}\ncomponents:\n  schemas:\n    A:\n      type: object\n      properties:\n        on: {type: string}\n        'off': {type: string}\n        1: {type: string}\n        one: {type: string}\n",
    );
    assert_eq!(report(&text), ["unquoted-text 9:9"]);
}

#[test]
fn text_of_examples_and_enums_is_quoted_where_the_type_says_text() {
    let text = with_paths(
        "paths: {}\ncomponents:\n  schemas:\n    A: {type: string, enum: [no, 'on', maybe], default: !!str no, example: \"1.10\"}\n    B: {type: integer, enum: [1, 010], default: 2}\n    C: {enum: [no]}\n",
    );
    assert_eq!(report(&text), ["unquoted-text 6:30"]);
}

#[test]
fn a_sibling_of_a_reference_is_ignored_by_version_3_0_alone() {
    let schemas = "paths: {}\ncomponents:\n  schemas:\n    A: {type: object}\n    B: {$ref: '#/components/schemas/A', nullable: true, x-own: 1}\n    C: {$ref: '#/components/schemas/A', nullable: true}\n    D: {$ref: '#/components/schemas/A', description: d}\n";
    let text = with_paths(schemas);
    assert_eq!(report(&text), ["reference-sibling 7:41", "reference-sibling 9:41"]);
    let message = &read(&text).1.iter().next().unwrap().message.clone();
    assert!(message.ends_with("(and in 1 more place)"), "{message}");
    assert_eq!(report(&text.replace("3.0.3", "3.1.0")), [""; 0]);
}
