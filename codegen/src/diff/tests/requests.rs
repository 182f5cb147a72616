//! Parameters, bodies and credentials, where one example for each rule does not say it all.

use super::between;

/// The rules that are found between two operations, with their severity and message.
fn found(base: &str, head: &str) -> Vec<String> {
    let document =
        |paths: &str| format!("openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths: {paths}");
    let report = between(&document(base), &document(head));
    let line = |finding: &super::Finding| {
        format!("{} {}: {}", finding.severity.name(), finding.rule.id, finding.message)
    };
    report.findings.iter().map(line).collect()
}

/// A path with an operation of these parameters.
fn get(path: &str, params: &str) -> String {
    format!("{{ '{path}': {{ get: {{ operationId: list, parameters: [{params}], responses: {{}} }} }} }}")
}

fn query(name: &str, more: &str) -> String {
    format!("{{ name: {name}, in: query, {more} }}")
}

/// A parameter of the path with a schema of this type.
fn step(name: &str, kind: &str) -> String {
    format!("{{ name: {name}, in: path, required: true, schema: {{ type: {kind} }} }}")
}

#[test]
fn parameters_of_a_path_that_swap_say_whether_calls_still_compile() {
    let help = |kinds: [&str; 2]| {
        let params = [step("a", kinds[0]), step("b", kinds[1])].join(", ");
        let document = |path: &str| {
            format!("openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths: {}", get(path, &params))
        };
        let report = between(&document("/x/{a}/{b}"), &document("/x/{b}/{a}"));
        let [finding] = report.findings.as_slice() else { panic!("{report:?}") };
        assert_eq!(finding.rule.id, "path-params-reordered");
        finding.help.clone().unwrap()
    };
    assert!(help(["string", "string"]).contains("it compiles as before"));
    assert!(help(["string", "integer"]).contains("change each call"));
}

#[test]
fn names_in_a_path_are_not_what_its_parameters_are_told_apart_by() {
    let params = [step("a", "string"), step("b", "integer")].join(", ");
    let renamed = [step("b", "string"), step("c", "integer")].join(", ");
    assert_eq!(
        found(&get("/x/{a}/{b}", &params), &get("/x/{b}/{c}", &renamed)),
        ["safe path-param-renamed: `list`: the path is spelled /x/{b}/{c}, not /x/{a}/{b}"]
    );
}

#[test]
fn a_name_that_is_elsewhere_in_the_path_may_have_moved() {
    let of = |names: [&str; 2]| {
        let params = names.map(|name| step(name, "integer")).join(", ");
        get(&format!("/x/{{{}}}/{{{}}}", names[0], names[1]), &params)
    };
    let one = |head: [&str; 2]| found(&of(["a", "b"]), &of(head)).join("; ");
    assert!(one(["b", "c"]).starts_with("dangerous path-param-renamed"), "{}", one(["b", "c"]));
    assert!(one(["c", "b"]).starts_with("safe path-param-renamed"), "{}", one(["c", "b"]));
}

#[test]
fn what_moves_into_the_path_is_one_finding() {
    assert_eq!(
        found(&get("/x", &query("a", "schema: { type: string }")), &get("/x/{a}", &step("a", "string"))),
        ["breaking path-param-added: `list`: the path has `a` too"]
    );
}

#[test]
fn names_of_headers_have_no_case() {
    let header = |name: &str| format!("{{ name: {name}, in: header }}");
    assert!(found(&get("/x", &header("X-Trace")), &get("/x", &header("x-trace"))).is_empty());
}

#[test]
fn a_single_value_is_written_the_same_in_every_style() {
    let style = |kind: &str, explode: bool| {
        get("/x", &query("a", &format!("explode: {explode}, schema: {{ type: {kind} }}")))
    };
    for (kind, severity) in [("string", "safe"), ("array", "breaking")] {
        let found = found(&style(kind, true), &style(kind, false));
        assert!(found[0].starts_with(&format!("{severity} param-style-changed")), "{found:?}");
    }
}

#[test]
fn bounds_are_tighter_or_looser() {
    let schema = |bounds: &str| get("/x", &query("a", &format!("schema: {{ {bounds} }}")));
    for (before, after, tightened) in [
        ("type: integer, minimum: 1", "type: integer, minimum: 2", true),
        ("type: integer, minimum: 1, exclusiveMinimum: true", "type: integer, minimum: 1", false),
        ("type: integer, maximum: 1", "type: integer, maximum: 1, exclusiveMaximum: true", true),
        ("type: integer, maximum: 1", "type: integer, maximum: 2", false),
        ("type: integer, multipleOf: 4", "type: integer, multipleOf: 2", false),
        ("type: integer, multipleOf: 2", "type: integer, multipleOf: 3", true),
        ("type: integer, enum: [1, 2]", "type: integer, enum: [2, 1, 3]", false),
        ("type: integer, enum: [1, 2]", "type: integer, enum: [1]", true),
        ("type: string, pattern: a", "type: string, pattern: b", true),
        ("type: string, pattern: a", "type: string", false),
        ("type: array, items: { type: string }", "type: array, items: { type: string, maxLength: 9 }", true),
        ("type: array, uniqueItems: true", "type: array, uniqueItems: false", false),
    ] {
        let rule = if tightened { "param-constraint-tightened" } else { "param-constraint-loosened" };
        let found = found(&schema(before), &schema(after));
        assert!(found.len() == 1 && found[0].contains(rule), "{before} -> {after}: {found:?}");
    }
}

#[test]
fn a_type_is_wider_where_every_old_value_is_one_of_its_values() {
    let schema = |schema: &str| get("/x", &query("a", &format!("schema: {{ {schema} }}")));
    for (before, after, rule) in [
        ("type: integer, format: int32", "type: integer", "breaking param-type-widened"),
        ("type: integer", "type: integer, format: int32", "breaking param-type-changed"),
        ("type: integer", "type: number", "breaking param-type-widened"),
        (
            "type: array, items: { type: integer }",
            "type: array, items: { type: string }",
            "breaking param-type-widened",
        ),
        ("type: boolean", "type: integer", "breaking param-type-changed"),
    ] {
        let found = found(&schema(before), &schema(after));
        assert!(found.len() == 1 && found[0].starts_with(rule), "{before} -> {after}: {found:?}");
    }
}

#[test]
fn a_body_that_is_sent_otherwise_is_breaking_where_its_argument_is_another() {
    let post = |types: &[&str]| {
        let types: Vec<String> =
            types.iter().map(|media| format!("{media}: {{ schema: {{ type: object }} }}")).collect();
        format!(
            "{{ /x: {{ post: {{ operationId: add, requestBody: {{ content: {{ {} }} }}, responses: {{}} }} }} }}",
            types.join(", ")
        )
    };
    let form = "application/x-www-form-urlencoded";
    for (first, severity) in [(form, "dangerous"), ("multipart/form-data", "breaking")] {
        let found = found(&post(&[first]), &post(&[first, "application/json"]));
        let rule = format!("{severity} request-media-type-preferred-changed");
        assert!(found.len() == 1 && found[0].starts_with(&rule), "{found:?}");
    }
    let found = found(&post(&["application/json", form]), &post(&["application/json"]));
    assert!(found[0].starts_with("safe request-media-type-removed"), "{found:?}");
}

#[test]
fn the_type_of_what_comes_and_goes_comes_and_goes_with_it() {
    let order = |name: &str, schema: &str| get("/x", &query(name, &format!("schema: {{ {schema} }}")));
    let values = "type: string, enum: [up, down]";
    let body = |schema: &str| {
        let content =
            format!("requestBody: {{ content: {{ application/json: {{ schema: {{ {schema} }} }} }} }}");
        format!("{{ /x: {{ post: {{ operationId: send, {content}, responses: {{}} }} }} }}")
    };
    let object = "type: object, properties: { a: { type: string, enum: [up, down] } }";
    let none = "{ /x: { post: { operationId: send, responses: {} } } }";
    for (before, after, rule) in [
        (order("order", values), get("/x", ""), "breaking param-removed"),
        (order("order", values), order("sorting", values), "breaking param-renamed"),
        (order("order", "type: string"), order("order", values), "breaking param-became-enum"),
        (body(object), none.to_owned(), "breaking request-body-removed"),
        (none.to_owned(), body(object), "safe request-body-optional-added"),
        (body(object), body("type: string"), "breaking request-body-type-changed"),
    ] {
        let found = found(&before, &after);
        assert!(found.len() == 1 && found[0].starts_with(rule), "{rule}: {found:?}");
    }
}
