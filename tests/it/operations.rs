//! Every operation of the spec over a real socket: what is sent, what a success decodes to, and every documented error.

mod cases;

pub(crate) use cases::{Outcome, cases};

use crate::{
    schemas,
    server::{Answer, Response, Server},
};
use codegen_client::{Client, RetryPolicy, operations::OPERATIONS};
use codegen_runtime::Operation;
use serde_json::Value;
use std::collections::BTreeSet;

const TOKEN: &str = "a-token-of-this-test";

/// Each operation's id and the JSON that its case sends; nothing where it sends none.
pub(crate) fn bodies() -> Vec<(&'static str, &'static str)> {
    cases().iter().map(|case| (case.operation.id, case.body)).collect()
}

fn client(server: &Server) -> Client {
    // One request each: what a single answer means is the question here.
    let builder = Client::builder().base_url(&server.url).token(TOKEN).retry(RetryPolicy::none());
    builder.build().expect("a valid client")
}

#[test]
fn every_operation_has_a_case() {
    let cases: BTreeSet<&str> = cases().iter().map(|case| case.operation.id).collect();
    let operations: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    assert_eq!(operations.len(), 25);
    assert_eq!(cases, operations);
}

/// The full call has every parameter and every field that the spec states, and a bare one is there where some may be left out.
#[test]
fn a_full_call_leaves_nothing_out() {
    let spec = schemas::of_spec();
    for case in cases() {
        let id = case.operation.id;
        let stated = &spec["operations"][id];
        let query = case.target.split_once('?').map(|(_, query)| query.split('&')).into_iter().flatten();
        let sent: BTreeSet<&str> = query.filter_map(|pair| pair.split('=').next()).collect();
        assert_eq!(sent, names(&stated["query"]), "{id}");
        let parameters = stated["query"].as_object().into_iter().flatten();
        let mut optional = parameters.filter(|(_, parameter)| parameter["required"] != true).count();

        if let Some(reference) = stated["body"]["schema"]["$ref"].as_str() {
            let schema = spec.pointer(reference.trim_start_matches('#')).expect("a definition");
            let body = serde_json::from_str(case.body).expect("JSON");
            let known = names(&schema["properties"]);
            assert_eq!(names(&body), known, "{id}");
            optional += known.len() - schema["required"].as_array().map_or(0, Vec::len);
        }
        assert_eq!(case.bare.is_some(), optional > 0, "{id}");
    }
}

fn names(object: &Value) -> BTreeSet<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[tokio::test]
async fn every_operation_sends_what_the_spec_says_and_decodes_the_answer() {
    for case in cases() {
        let id = case.operation.id;
        let server = Server::start([Answer::Respond(Response::json(200, case.success))]).await;
        match (case.full)(&client(&server)).await {
            Outcome::Success(shown) => assert!(shown.contains(case.shows), "{id}: {shown}"),
            Outcome::Failure { kind, variant } => panic!("{id}: {kind:?} {variant:?}"),
        }
        let requests = server.requests();
        let [request] = requests.as_slice() else { panic!("{id} sent {} requests", requests.len()) };
        assert_eq!(request.method, case.operation.method.as_str(), "{id}");
        let target = request
            .query
            .as_ref()
            .map_or_else(|| request.path.clone(), |query| format!("{}?{query}", request.path));
        assert_eq!(target, case.target, "{id}");
        assert_eq!(request.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()), "{id}");
        assert_eq!(request.header("accept"), Some("application/json"), "{id}");
        assert!(
            request.header("user-agent").is_some_and(|agent| agent.contains("codegen")),
            "{id}: {request:?}"
        );
        assert_eq!(
            request.header("content-type"),
            (!case.body.is_empty()).then_some("application/json"),
            "{id}"
        );
        if case.body.is_empty() {
            assert!(request.body.is_empty(), "{id}: {request:?}");
        } else {
            let sent: Value = serde_json::from_slice(&request.body).expect("a JSON body");
            let expected: Value = serde_json::from_str(case.body).expect("a JSON expectation");
            assert_eq!(sent, expected, "{id}");
        }
    }
}

/// The variant that a documented status decodes to. Written out here, so that a wrong spec does not make a right test.
fn variant(id: &str, status: u16) -> &'static str {
    match (status, id) {
        (401, _) => "Unauthorized",
        (402, "create_agent_run") => "BillingLimit",
        (403, _) => "InsufficientAccess",
        (404, "create_agent_run") => "NoRepositories",
        (404, "get_user") => "UserNotFound",
        (404, "generate_setup_commands") => "RepositoryNotFound",
        (404, "analyze_sandbox_logs") => "SandboxNotFound",
        (404, _) => "RunNotFound",
        (400, "generate_setup_commands") => "InvalidInput",
        (400, "analyze_sandbox_logs") => "NoLogs",
        (422, _) => "Validation",
        (429, _) => "RateLimited",
        (500, "generate_setup_commands") => "Internal",
        _ => panic!("{id} documents an unexpected {status}"),
    }
}

/// Asserts that a call that was answered with this documented status has ended with the variant of that status.
pub(crate) fn assert_variant(operation: &Operation, status: u16, outcome: Outcome) {
    let id = operation.id;
    let Outcome::Failure { kind, variant: Some(shown) } = outcome else {
        panic!("{id} {status} is no documented error: {outcome:?}")
    };
    let expected = variant(id, status);
    assert_eq!(format!("{kind:?}"), expected, "{id} {status}");
    let name = shown.split('(').next().unwrap_or_default();
    assert_eq!(name, expected, "{id} {status}: {shown}");
}

#[tokio::test]
async fn every_documented_error_decodes_into_its_own_variant() {
    let mut checked = 0;
    for case in cases() {
        let id = case.operation.id;
        assert!(case.operation.errors.contains(&401) && case.operation.errors.contains(&429), "{id}");
        for &status in case.operation.errors {
            let body = match status {
                422 => {
                    r#"{"detail": [{"loc": ["body", "prompt", 0], "msg": "field required", "type": "missing", "input": null}]}"#
                }
                _ => r#"{"message": "no", "status_code": 1, "hint": "new"}"#,
            };
            let server = Server::start([Answer::Respond(Response::json(status, body))]).await;
            assert_variant(case.operation, status, (case.full)(&client(&server)).await);
            assert_eq!(server.requests().len(), 1, "{id} {status}");
            checked += 1;
        }
    }
    assert_eq!(checked, OPERATIONS.iter().map(|operation| operation.errors.len()).sum::<usize>());
    assert!(checked > 100, "only {checked} errors were checked");
}
