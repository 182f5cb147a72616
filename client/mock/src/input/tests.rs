use super::Form;
use axum::http::{
    HeaderMap, HeaderValue, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use codegen_client::operations::OPERATIONS;
use serde_json::{Value, json};

const JSON: &str = "application/json";

/// Reads a request to an operation of the API.
fn read(operation: &str, uri: &str, content_type: Option<&str>, body: &[u8]) -> Result<Value, Value> {
    let mut headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static("Bearer hush"))]);
    if let Some(content_type) = content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
    }
    let form = Form::of(operation).unwrap_or_else(|| panic!("no operation {operation}"));
    let input = form.read(&uri.parse::<Uri>().unwrap(), &headers, body);
    input.map_err(|issues| json!(issues))
}

/// What is wrong with such a body of `update_check_suite_settings`.
fn settings(body: &str) -> Value {
    read(
        "update_check_suite_settings",
        "/v1/organizations/7/repos/check-suite-settings?repo_id=3",
        Some(JSON),
        body.as_bytes(),
    )
    .unwrap_err()
}

/// What is wrong with such a query of `list_agent_runs` or, with `reverse`, of `get_agent_run_logs`.
fn query(query: &str) -> Value {
    let (operation, path) = if query.starts_with("reverse") {
        ("get_agent_run_logs", "/v1/alpha/organizations/7/agent/run/1/logs")
    } else {
        ("list_agent_runs", "/v1/organizations/7/agent/runs")
    };
    read(operation, &format!("{path}?{query}"), None, b"").unwrap_err()
}

fn issue(location: &Value, kind: &str, message: &str) -> Value {
    json!({"loc": location, "msg": message, "type": kind})
}

#[test]
fn every_operation_has_a_form() {
    for operation in OPERATIONS {
        assert!(Form::of(operation.id).is_some(), "{}", operation.id);
    }
}

#[test]
fn a_request_is_read_as_typed_values() {
    let uri =
        "/v1/organizations/7/agent/runs?limit=5&limit=10&colour=red&source_type=SETUP%5fCOMMANDS&user_id=-3";
    let values = json!({"limit": 10, "source_type": "SETUP_COMMANDS", "user_id": -3});
    assert_eq!(
        read("list_agent_runs", uri, None, b"ignored"),
        Ok(json!({"path": {"org_id": 7}, "query": values}))
    );
    for (text, value) in [("true", true), ("FALSE", false), ("1", true), ("off", false)] {
        let uri = format!("/v1/alpha/organizations/7/agent/run/12/logs?reverse={text}");
        let input = read("get_agent_run_logs", &uri, None, b"");
        assert_eq!(
            input,
            Ok(json!({"path": {"org_id": 7, "agent_run_id": 12}, "query": {"reverse": value}}))
        );
    }
}

#[test]
fn integers_of_every_spelling_are_numbers_of_64_bits() {
    let far = "99999999999999999999";
    let uri = format!("/v1/organizations/-{far}/setup-commands/generate");
    for (text, value) in
        [("5", 5), ("5.0", 5), ("5e2", 500), ("-0.0", 0), (far, i64::MAX), ("-1e300", i64::MIN)]
    {
        let body = format!(r#"{{"repo_id": {text}, "repo_id": {text}}}"#);
        let input = read("generate_setup_commands", &uri, Some(JSON), body.as_bytes()).unwrap();
        assert_eq!(input["path"]["org_id"], json!(i64::MIN));
        assert_eq!(input["body"], json!({"repo_id": value}), "{text}");
    }
    let body = br#"{"check_retry_counts": {"ci": 2.0}, "check_retry_count": 1e1}"#;
    let uri = "/v1/organizations/7/repos/check-suite-settings?repo_id=3";
    let input = read("update_check_suite_settings", uri, Some(JSON), body).unwrap();
    assert_eq!(input["body"], json!({"check_retry_counts": {"ci": 2}, "check_retry_count": 10}));
    // What is stored as it is keeps its spelling.
    let body = br#"{"prompt": "p", "metadata": {"size": 1.0}, "repo_id": null, "agent_type": null}"#;
    let input = read("create_agent_run", "/v1/organizations/7/agent/run", Some(JSON), body).unwrap();
    assert_eq!(input["body"]["metadata"].to_string(), r#"{"size":1.0}"#);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let body = br#"{"check_retry_count": 11, "ignored_checks": ["lint", 1, null], "custom_prompts": {"0": 5, "": 6, "a/b~": 7}}"#;
    let uri = "/v1/organizations/seven/repos/check-suite-settings?repo_id=";
    let issues = read("update_check_suite_settings", uri, Some(JSON), body).unwrap_err();
    let integer = "Input should be a valid integer, unable to parse string as an integer";
    let string = "Input should be a valid string";
    assert_eq!(
        issues,
        json!([
            issue(&json!(["path", "org_id"]), "int_parsing", integer),
            issue(&json!(["query", "repo_id"]), "int_parsing", integer),
            issue(
                &json!(["body", "check_retry_count"]),
                "less_than_equal",
                "Input should be less than or equal to 10"
            ),
            issue(&json!(["body", "custom_prompts", ""]), "string_type", string),
            issue(&json!(["body", "custom_prompts", "0"]), "string_type", string),
            issue(&json!(["body", "custom_prompts", "a/b~"]), "string_type", string),
            issue(&json!(["body", "ignored_checks", 1]), "string_type", string),
            issue(&json!(["body", "ignored_checks", 2]), "string_type", string),
        ])
    );
    let issues =
        read("resume_agent_run", "/v1/organizations/7/agent/run/resume", Some(JSON), b"{}").unwrap_err();
    let missing = |field: &str| issue(&json!(["body", field]), "missing", "Field required");
    assert_eq!(issues, json!([missing("agent_run_id"), missing("prompt")]));
    let issues = read("revoke_oauth_token", "/v1/oauth/tokens/revoke", None, b"").unwrap_err();
    let missing = |name: &str| issue(&json!(["query", name]), "missing", "Field required");
    assert_eq!(issues, json!([missing("org_id"), missing("provider")]));
}

#[test]
fn each_kind_of_issue_has_the_words_of_the_framework() {
    for (issues, place, kind, message) in [
        (query("limit=0"), "query.limit", "greater_than_equal", "Input should be greater than or equal to 1"),
        (query("limit=101"), "query.limit", "less_than_equal", "Input should be less than or equal to 100"),
        (
            query("skip=99999999999999999999&limit=1.5"),
            "query.limit",
            "int_parsing",
            "Input should be a valid integer, unable to parse string as an integer",
        ),
        (
            query("reverse=maybe"),
            "query.reverse",
            "bool_parsing",
            "Input should be a valid boolean, unable to interpret input",
        ),
        (
            query("source_type=fax%FF"),
            "query.source_type",
            "enum",
            "Input should be 'LOCAL', 'SLACK', 'GITHUB', 'GITHUB_CHECK_SUITE', 'GITHUB_PR_REVIEW', 'LINEAR', 'API', \
             'CHAT', 'JIRA', 'CLICKUP', 'MONDAY' or 'SETUP_COMMANDS'",
        ),
        (
            settings(r#"{"check_retry_count": 1.5}"#),
            "body.check_retry_count",
            "int_from_float",
            "Input should be a valid integer, got a number with a fractional part",
        ),
        (
            settings(r#"{"check_retry_count": "1"}"#),
            "body.check_retry_count",
            "int_type",
            "Input should be a valid integer",
        ),
        (
            settings(r#"{"ignored_checks": {}}"#),
            "body.ignored_checks",
            "list_type",
            "Input should be a valid list",
        ),
        (
            settings(r#"{"custom_prompts": []}"#),
            "body.custom_prompts",
            "dict_type",
            "Input should be a valid dictionary",
        ),
        (
            settings("[]"),
            "body",
            "model_attributes_type",
            "Input should be a valid dictionary or object to extract fields from",
        ),
    ] {
        let place: Vec<_> = place.split('.').collect();
        assert_eq!(issues, json!([issue(&json!(place), kind, message)]));
    }
}

/// One that may be null is told of the values that it may have, and once.
#[test]
fn a_choice_is_told_as_its_members_are() {
    for agent in ["\"pigeon\"", "5", "[]"] {
        let body = format!(r#"{{"prompt": "p", "agent_type": {agent}}}"#);
        let uri = "/v1/organizations/7/agent/run";
        let issues = read("create_agent_run", uri, Some(JSON), body.as_bytes()).unwrap_err();
        let message = "Input should be 'codegen' or 'claude_code'";
        assert_eq!(issues, json!([issue(&json!(["body", "agent_type"]), "enum", message)]), "{agent}");
    }
}

#[test]
fn a_body_has_to_be_there_and_to_be_json() {
    let read = |content_type, body: &[u8]| {
        read("generate_slack_token", "/v1/slack-connect/generate-token", content_type, body)
    };
    let fine = br#"{"org_id": 7}"#;
    for content_type in [None, Some("application/json; charset=utf-8"), Some("Application/problem+JSON")] {
        assert_eq!(read(content_type, fine).unwrap()["body"], json!({"org_id": 7}), "{content_type:?}");
    }
    let message = "Input should be a valid dictionary or object to extract fields from";
    for content_type in
        ["text/plain", "", "application/x-www-form-urlencoded", "application/jsonp", "text/json"]
    {
        let issues = read(Some(content_type), fine).unwrap_err();
        assert_eq!(
            issues,
            json!([issue(&json!(["body"]), "model_attributes_type", message)]),
            "{content_type}"
        );
    }
    assert_eq!(
        read(Some(JSON), b"").unwrap_err(),
        json!([issue(&json!(["body"]), "missing", "Field required")])
    );
    for (body, position) in [
        (&b"{\"org_id\": "[..], 11),
        (b"{\"org_id\":\n \n x}", 14),
        (b"\xff", 0),
        (b"{\"org_id\": \"\\ud800\"}", 18),
        (b"{\"org_id\": \"a\0b\"}", 13),
        (b"{\"org_id\": NaN}", 11),
        ("[".repeat(100_000).as_bytes(), 127),
    ] {
        let issues = read(Some(JSON), body).unwrap_err();
        let expected = issue(&json!(["body", position]), "json_invalid", "JSON decode error");
        assert_eq!(issues, json!([expected]), "{}", String::from_utf8_lossy(body));
    }
}

/// A made-up operation, with what no operation of the API has.
#[test]
fn schemas_of_other_kinds_are_read_too() {
    let stated = json!({
        "path": {"name": {"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[a-z]*$"}},
        "query": {
            "part": {"required": true, "list": true, "schema": {
                "type": "array", "minItems": 1, "maxItems": 2, "items": {"$ref": "#/$defs/Part"},
            }},
            "share": {"required": false, "list": false, "schema": {
                "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "multipleOf": 0.25,
            }},
        },
        "body": {"required": false, "media_type": JSON, "schema": {
            "type": "object", "additionalProperties": false, "properties": {
                "part": {"oneOf": [{"$ref": "#/$defs/Part"}, {"type": "boolean"}]}, "none": {"type": "null"}, "list": {"minItems": 1},
                "secret": {"not": {"type": "string"}},
            },
        }},
    });
    let form = Form::new("/names/{name}/parts", &stated, &json!({"Part": {"type": "integer"}})).unwrap();
    let read = |uri: &str, body: &str| {
        form.read(&uri.parse().unwrap(), &HeaderMap::new(), body.as_bytes()).map_err(|issues| json!(issues))
    };
    let input = read("/names/ab/parts?part=1&part=-2&share=0.5", "");
    assert_eq!(input, Ok(json!({"path": {"name": "ab"}, "query": {"part": [1, -2], "share": 0.5}})));
    assert_eq!(read("/names/a%62/parts?part=1", r#"{"part": 5.0}"#).unwrap()["body"], json!({"part": 5}));

    let issues = |uri: &str, body: &str| {
        let issues = read(uri, body).unwrap_err();
        let show = |issue: &Value| {
            format!(
                "{} {}: {}",
                issue["loc"],
                issue["type"].as_str().unwrap(),
                issue["msg"].as_str().unwrap()
            )
        };
        issues.as_array().unwrap().iter().map(show).collect::<Vec<_>>()
    };
    assert_eq!(
        issues(
            "/names/A/parts?part=1&part=x&part=3&share=1.1",
            r#"{"part": "p", "none": 1, "list": [], "more": 1, "secret": "hush"}"#
        ),
        [
            r#"["path","name"] string_too_short: String should have at least 2 characters"#,
            r#"["path","name"] string_pattern_mismatch: String should match pattern '^[a-z]*$'"#,
            r#"["query","part"] too_long: List should have at most 2 items after validation, not 3"#,
            r#"["query","part",1] int_parsing: Input should be a valid integer, unable to parse string as an integer"#,
            r#"["query","share"] less_than: Input should be less than 1"#,
            r#"["query","share"] multiple_of: Input should be a multiple of 0.25"#,
            r#"["body","list"] too_short: List should have at least 1 item after validation, not 0"#,
            r#"["body","none"] none_required: Input should be None"#,
            r#"["body","part"] int_type: Input should be a valid integer"#,
            r#"["body","part"] bool_type: Input should be a valid boolean"#,
            r#"["body","secret"] value_error: Value error, {"type":"string"} is not allowed for this"#,
            r#"["body","more"] extra_forbidden: Extra inputs are not permitted"#,
        ]
    );
    assert_eq!(
        issues("/names/abcd/parts?share=x", ""),
        [
            r#"["path","name"] string_too_long: String should have at most 3 characters"#,
            r#"["query","part"] missing: Field required"#,
            r#"["query","share"] float_parsing: Input should be a valid number, unable to parse string as a number"#,
        ]
    );
    assert_eq!(
        issues("/names/ab/parts?part=1&share=-1", ""),
        [r#"["query","share"] greater_than: Input should be greater than 0"#]
    );
}
