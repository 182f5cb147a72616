//! What is refused, and how the client sees it.

use codegen_client::{
    AnyError, Client, ErrorKind, Method, Quota, RetryPolicy,
    operations::{
        DIRECTORY,
        agents::{CREATE_AGENT_RUN, CreateAgentRunError},
    },
    types::{
        AgentType, CreateAgentRunInput, EditPullRequestInput, GenerateSetupCommandsInput, PullRequestState,
        SourceType,
    },
};
use codegen_mock::Mock;
use serde_json::{Value, json};
use std::time::Duration;

async fn mock() -> (Mock, Client) {
    let mock = Mock::start().await.expect("a mock");
    let client = mock.client().build().expect("a client");
    (mock, client)
}

fn input() -> CreateAgentRunInput {
    CreateAgentRunInput::new("Mend it")
}

fn kind<T, E: Into<AnyError>>(outcome: Result<T, E>) -> ErrorKind {
    outcome.err().expect("a refusal").into().kind()
}

#[tokio::test]
async fn a_token_that_nobody_knows_is_refused_and_counts_for_nothing() {
    let (mock, _) = mock().await;
    let stranger = mock.client().token("a-token-of-somebody").build().expect("a client");
    assert_eq!(kind(stranger.get_current_user().await), ErrorKind::Unauthorized);
    let arrivals = mock.arrivals();
    assert!(arrivals.all().iter().all(|arrival| arrival.token.is_none() && arrival.status == Some(401)));
    assert_eq!(arrivals.most_in_a_window(&codegen_client::operations::DIRECTORY), 0);
}

#[tokio::test]
async fn what_is_not_there_is_refused_as_the_description_says() {
    let (mock, client) = mock().await;
    let (org, nowhere) = (mock.org_id, 1);
    assert_eq!(kind(client.create_agent_run(nowhere, input()).await), ErrorKind::InsufficientAccess);
    assert_eq!(kind(client.get_agent_run(nowhere, 1001).await), ErrorKind::InsufficientAccess);
    assert_eq!(kind(client.list_users(nowhere).await), ErrorKind::InsufficientAccess);
    assert_eq!(kind(client.get_agent_run(org, 1001).await), ErrorKind::RunNotFound);
    assert_eq!(kind(client.get_agent_run_logs(org, 1001).await), ErrorKind::RunNotFound);
    assert_eq!(kind(client.get_user(org, 99).await), ErrorKind::UserNotFound);
    assert_eq!(kind(client.analyze_sandbox_logs(org, 1).await), ErrorKind::SandboxNotFound);
    assert_eq!(kind(client.analyze_sandbox_logs(org, mock.new_sandbox_id).await), ErrorKind::NoLogs);
    let unknown = GenerateSetupCommandsInput::new(1);
    assert_eq!(kind(client.generate_setup_commands(org, unknown).await), ErrorKind::RepositoryNotFound);
    let repositories = client.list_repositories(org).await.expect("repositories").into_inner().items;
    let archived = repositories.iter().find(|repository| repository.archived == Some(true));
    let archived = GenerateSetupCommandsInput::new(archived.expect("an archived repository").id);
    assert_eq!(kind(client.generate_setup_commands(org, archived).await), ErrorKind::InvalidInput);

    let empty = client.create_agent_run(mock.empty_org_id, input()).await;
    assert_eq!(kind(empty), ErrorKind::NoRepositories);
    // Where the description has no status for it.
    assert_eq!(kind(client.list_repositories(nowhere).await), ErrorKind::Unexpected);
    let closed = EditPullRequestInput::new(PullRequestState::Closed);
    let outcome = client.edit_pull_request(org, 1, closed).await.expect("an outcome");
    assert!(!outcome.success && outcome.error.is_some());
}

#[tokio::test]
async fn a_run_belongs_to_one_organization() {
    let (mock, client) = mock().await;
    let run = client.create_agent_run(mock.org_id, input()).await.expect("a run");
    assert_eq!(kind(client.get_agent_run(mock.empty_org_id, run.id).await), ErrorKind::RunNotFound);
    let none = client.list_agent_runs(mock.empty_org_id).await.expect("a list");
    assert_eq!(none.total, 0);
}

#[tokio::test]
async fn a_plan_is_used_up() {
    let mock = Mock::builder().plan(2).start().await.expect("a mock");
    let client = mock.client().build().expect("a client");
    for _ in 0..2 {
        client.create_agent_run(mock.org_id, input()).await.expect("a run");
    }
    let error = client.create_agent_run(mock.org_id, input()).await.expect_err("no plan");
    let Some(CreateAgentRunError::BillingLimit(body)) = error.api() else { panic!("{error:?}") };
    assert_eq!(body.status_code, Some(402));
    assert_eq!(mock.arrivals().requests(&CREATE_AGENT_RUN), 3);
}

#[tokio::test]
async fn a_malformed_request_is_told_where() {
    let (mock, client) = mock().await;
    let runs = format!("/v1/organizations/{}/agent/run", mock.org_id);
    let listing = format!("{runs}s");
    for (method, path, body, place) in [
        (Method::POST, runs.as_str(), "{\"prompt\": ", json!(["body", 11])),
        (Method::POST, &runs, "{}", json!(["body", "prompt"])),
        (Method::POST, &runs, "{\"prompt\": 5}", json!(["body", "prompt"])),
        (Method::GET, "/v1/organizations/seven/users", "", json!(["path", "org_id"])),
        (Method::GET, &listing, "", json!(["query", "limit"])),
        (Method::GET, "/v1/oauth/tokens/status", "", json!(["query", "org_id"])),
    ] {
        let mut request = client.request(method, path).query("limit", 101);
        if !body.is_empty() {
            request = request.body("application/json", body);
        }
        let error = request.await.expect_err("malformed");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(422), "{path} {body}");
        let body: Value = serde_json::from_slice(error.body().expect("a body")).expect("JSON");
        assert_eq!(body["detail"][0]["loc"], place);
    }

    let unknown = input().agent_type(AgentType::from("abacus"));
    let error = client.create_agent_run(mock.org_id, unknown).await.expect_err("malformed");
    let Some(CreateAgentRunError::Validation(body)) = error.api() else { panic!("{error:?}") };
    assert!(body.to_string().starts_with("body.agent_type: "), "{body}");
    let unknown = client.list_agent_runs(mock.org_id).source_type(SourceType::from("PIGEON"));
    assert_eq!(kind(unknown.await), ErrorKind::Validation);
}

/// The token first, then the limits, then the form, then what is there.
#[tokio::test]
async fn a_request_with_many_faults_is_refused_for_the_first() {
    let hour = Duration::from_secs(3600);
    let mock = Mock::builder().quota(&DIRECTORY, 2, hour).start().await.expect("a mock");
    let lax = || mock.client().bucket("directory", Quota::new(100, hour)).retry(RetryPolicy::none());
    let (client, stranger) = (lax().build().expect("a client"), lax().token("x").build().expect("a client"));
    for (client, path, status) in [
        (&stranger, "/v1/organizations/x/users", 401),
        (&client, "/v1/organizations/x/users", 422),
        (&client, "/v1/organizations/1/users", 403),
        (&client, "/v1/organizations/x/users", 429),
    ] {
        let error = client.request(Method::GET, path).await.expect_err("a refusal");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{path}");
    }
}

#[tokio::test]
async fn what_is_no_operation_is_refused_before_anything_else() {
    let (mock, client) = mock().await;
    let settings = "/v1/organizations/1/repos/check-suite-settings";
    for (method, path, status, allow) in [
        (Method::DELETE, settings, 405, Some("GET,HEAD,PUT")),
        (
            Method::from_bytes(b"QUERY").expect("a method"),
            "/v1/slack-connect/generate-token",
            405,
            Some("POST"),
        ),
        (Method::GET, "/v1/organizations/", 404, None),
        (Method::GET, "/v2/organizations", 404, None),
    ] {
        let error = client.request(method, path).await.expect_err("a refusal");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{path}");
        let told = error.headers().and_then(|headers| headers.get("allow"));
        assert_eq!(told.and_then(|value| value.to_str().ok()), allow, "{path}");
    }
    assert!(mock.arrivals().all().is_empty());
}
