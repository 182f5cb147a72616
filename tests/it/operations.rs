//! Every operation of the spec over a real socket: what is sent, what a success decodes to, and every documented error.

use crate::server::{Answer, Response, Server};
use codegen_client::{
    BoxFuture, Call, Client, ErrorKind, RetryPolicy,
    operations::{
        OPERATIONS, agents::*, cli::*, integrations::*, oauth::*, organizations::*, pull_requests::*,
        repositories::*, sandbox::*, setup_commands::*, slack::*, users::*,
    },
    types::{
        AgentType, CreateAgentRunInput, EditPullRequestInput, GenerateSetupCommandsInput,
        GenerateSlackTokenInput, PullRequestState, ResumeAgentRunInput, SourceType, StopAgentRunInput,
        UpdateCheckSuiteSettingsInput,
    },
};
use codegen_runtime::{Operation, OperationError};
use serde_json::Value;
use std::{collections::BTreeSet, fmt::Debug};

const TOKEN: &str = "a-token-of-this-test";

/// One call and what it must look like on the wire.
struct Case {
    operation: &'static Operation,
    call: fn(&Client) -> BoxFuture<Outcome>,
    /// Path and query as sent.
    target: &'static str,
    /// The body as JSON; nothing when none is sent.
    body: &'static str,
    /// A success as the API sends it.
    success: &'static str,
    /// A part of the decoded success's `Debug`.
    shows: &'static str,
}

/// How a call ended.
enum Outcome {
    Success(String),
    Failure { kind: ErrorKind, variant: Option<String> },
}

fn outcome<C>(call: C) -> BoxFuture<Outcome>
where
    C: Call<Success: Debug, Failure: OperationError<Kind = ErrorKind>>,
{
    let call = call.into_future();
    Box::pin(async move {
        match call.await {
            Ok(response) => Outcome::Success(format!("{:?}", *response)),
            Err(error) => {
                Outcome::Failure { kind: error.kind(), variant: error.api().map(|body| format!("{body:?}")) }
            }
        }
    })
}

const RUN: &str = r#"{"id": 12, "organization_id": 7, "status": "complete", "source_type": "API", "metadata": {"k": [1]},
    "github_pull_requests": [{"id": 3, "created_at": "2026-01-01T00:00:00Z"}], "a_field_of_tomorrow": {"x": 1}}"#;
const USER: &str = r#"{"id": 5, "github_user_id": "99", "github_username": "ada", "email": null}"#;
const PULL_REQUEST: &str = r#"{"success": true, "number": 8, "state": "closed"}"#;

#[expect(clippy::too_many_lines, reason = "one entry per operation")]
fn cases() -> Vec<Case> {
    vec![
        Case {
            operation: &CREATE_AGENT_RUN,
            call: |client| {
                let metadata = serde_json::from_str(r#"{"ticket": "A-1"}"#).expect("an object");
                let input = CreateAgentRunInput::new("Mend \"it\"")
                    .repo_id(3)
                    .model("m")
                    .agent_type(AgentType::ClaudeCode);
                outcome(
                    client
                        .create_agent_run(7, input.images(["data:image/png;base64,AA=="]).metadata(metadata)),
                )
            },
            target: "/v1/organizations/7/agent/run",
            body: r#"{"prompt": "Mend \"it\"", "repo_id": 3, "model": "m", "agent_type": "claude_code",
                "images": ["data:image/png;base64,AA=="], "metadata": {"ticket": "A-1"}}"#,
            success: RUN,
            shows: "AgentRun { id: 12, organization_id: 7, status: Some(Complete)",
        },
        Case {
            operation: &GET_AGENT_RUN,
            call: |client| outcome(client.get_agent_run(7, 12)),
            target: "/v1/organizations/7/agent/run/12",
            body: "",
            success: RUN,
            shows: "source_type: Some(Api)",
        },
        Case {
            operation: &LIST_AGENT_RUNS,
            call: |client| {
                let unknown = SourceType::from("CARRIER PIGEON & SONS");
                outcome(client.list_agent_runs(7).limit(50).skip(100).user_id(5).source_type(unknown))
            },
            target: "/v1/organizations/7/agent/runs?limit=50&skip=100&user_id=5&source_type=CARRIER%20PIGEON%20%26%20SONS",
            body: "",
            success: r#"{"items": [{"id": 1, "organization_id": 7, "status": "HIBERNATING", "source_type": "FAX"}], "total": 1, "page": 1, "size": 50, "pages": 1}"#,
            shows: "status: Some(Unknown(\"HIBERNATING\"))",
        },
        Case {
            operation: &RESUME_AGENT_RUN,
            call: |client| {
                outcome(client.resume_agent_run(7, ResumeAgentRunInput::new(12, "Go on").images(["data:,"])))
            },
            target: "/v1/organizations/7/agent/run/resume",
            body: r#"{"agent_run_id": 12, "prompt": "Go on", "images": ["data:,"]}"#,
            success: RUN,
            shows: "AgentRun { id: 12",
        },
        Case {
            operation: &BAN_AGENT_RUN,
            call: |client| {
                let input = StopAgentRunInput::new(12).before_card_order_id("a").after_card_order_id("b");
                outcome(client.ban_agent_run(7, input))
            },
            target: "/v1/organizations/7/agent/run/ban",
            body: r#"{"agent_run_id": 12, "before_card_order_id": "a", "after_card_order_id": "b"}"#,
            success: r#"{"message": "done"}"#,
            shows: "\"message\": String(\"done\")",
        },
        Case {
            operation: &UNBAN_AGENT_RUN,
            call: |client| outcome(client.unban_agent_run(7, StopAgentRunInput::new(12))),
            target: "/v1/organizations/7/agent/run/unban",
            body: r#"{"agent_run_id": 12}"#,
            success: "null",
            shows: "Null",
        },
        Case {
            operation: &REMOVE_AGENT_RUN_FROM_PR,
            call: |client| outcome(client.remove_agent_run_from_pr(7, StopAgentRunInput::new(12))),
            target: "/v1/organizations/7/agent/run/remove-from-pr",
            body: r#"{"agent_run_id": 12}"#,
            success: "[1]",
            shows: "Array [Number(1)]",
        },
        Case {
            operation: &GET_AGENT_RUN_LOGS,
            call: |client| outcome(client.get_agent_run_logs(7, 12).skip(0).limit(2).reverse(true)),
            target: "/v1/alpha/organizations/7/agent/run/12/logs?skip=0&limit=2&reverse=true",
            body: "",
            success: r#"{"id": 12, "organization_id": 7, "total_logs": 2, "logs": [
                {"agent_run_id": 12, "message_type": "ACTION", "observation": "seen", "tool_input": {"cmd": "ls"}},
                {"agent_run_id": 12, "message_type": "DREAM", "observation": {"exit": 0}}]}"#,
            shows: "message_type: Some(Unknown(\"DREAM\"))",
        },
        Case {
            operation: &LIST_ORGANIZATIONS,
            call: |client| outcome(client.list_organizations().limit(1)),
            target: "/v1/organizations?limit=1",
            body: "",
            success: r#"{"items": [{"id": 7, "name": "Acme", "settings": {"enable_pr_creation": false}}], "total": 1, "page": 1, "size": 1, "pages": 1}"#,
            shows: "enable_pr_creation: Some(false)",
        },
        Case {
            operation: &LIST_USERS,
            call: |client| outcome(client.list_users(7).skip(3)),
            target: "/v1/organizations/7/users?skip=3",
            body: "",
            success: r#"{"items": [], "total": 3, "page": 1, "size": 100, "pages": 1}"#,
            shows: "UserPage { items: [], total: 3",
        },
        Case {
            operation: &GET_USER,
            call: |client| outcome(client.get_user(7, 5)),
            target: "/v1/organizations/7/users/5",
            body: "",
            success: USER,
            shows: "github_username: \"ada\"",
        },
        Case {
            operation: &GET_CURRENT_USER,
            call: |client| outcome(client.get_current_user()),
            target: "/v1/users/me",
            body: "",
            success: USER,
            shows: "User { id: 5",
        },
        Case {
            operation: &LIST_REPOSITORIES,
            call: |client| outcome(client.list_repositories(7)),
            target: "/v1/organizations/7/repos",
            body: "",
            success: r#"{"items": [{"id": 1, "name": "r", "full_name": "acme/r", "description": null, "github_id": "4", "organization_id": 7,
                "visibility": "private", "archived": false, "setup_status": "done", "language": null}], "total": 1, "page": 1, "size": 100, "pages": 1}"#,
            shows: "full_name: \"acme/r\"",
        },
        Case {
            operation: &GET_CHECK_SUITE_SETTINGS,
            call: |client| outcome(client.get_check_suite_settings(7, 1)),
            target: "/v1/organizations/7/repos/check-suite-settings?repo_id=1",
            body: "",
            success: r#"{"check_retry_count": 3, "ignored_checks": [], "check_retry_counts": {"ci": 2}, "custom_prompts": {},
                "high_priority_apps": [], "available_check_suite_names": ["ci"]}"#,
            shows: "check_retry_counts: {\"ci\": 2}",
        },
        Case {
            operation: &UPDATE_CHECK_SUITE_SETTINGS,
            call: |client| {
                let input =
                    UpdateCheckSuiteSettingsInput::new().check_retry_count(0).ignored_checks(["lint"]);
                outcome(client.update_check_suite_settings(7, 1, input))
            },
            target: "/v1/organizations/7/repos/check-suite-settings?repo_id=1",
            body: r#"{"check_retry_count": 0, "ignored_checks": ["lint"]}"#,
            success: r#"{"success": true}"#,
            shows: "{\"success\": Bool(true)}",
        },
        Case {
            operation: &EDIT_PULL_REQUEST,
            call: |client| {
                outcome(client.edit_pull_request(
                    7,
                    8,
                    EditPullRequestInput::new(PullRequestState::ReadyForReview),
                ))
            },
            target: "/v1/organizations/7/prs/8",
            body: r#"{"state": "ready_for_review"}"#,
            success: PULL_REQUEST,
            shows: "success: true",
        },
        Case {
            operation: &EDIT_REPOSITORY_PULL_REQUEST,
            call: |client| {
                outcome(client.edit_repository_pull_request(
                    7,
                    1,
                    8,
                    EditPullRequestInput::new(PullRequestState::Closed),
                ))
            },
            target: "/v1/organizations/7/repos/1/prs/8",
            body: r#"{"state": "closed"}"#,
            success: PULL_REQUEST,
            shows: "number: Some(8)",
        },
        Case {
            operation: &GET_INTEGRATIONS,
            call: |client| outcome(client.get_integrations(7)),
            target: "/v1/organizations/7/integrations",
            body: "",
            success: r#"{"organization_id": 7, "organization_name": "Acme", "integrations": [{"integration_type": "github", "active": true, "installation_id": 2}], "total_active_integrations": 1}"#,
            shows: "installation_id: Some(2)",
        },
        Case {
            operation: &GENERATE_SETUP_COMMANDS,
            call: |client| {
                outcome(client.generate_setup_commands(
                    7,
                    GenerateSetupCommandsInput::new(1).prompt("p").trigger_source("t"),
                ))
            },
            target: "/v1/organizations/7/setup-commands/generate",
            body: r#"{"repo_id": 1, "prompt": "p", "trigger_source": "t"}"#,
            success: r#"{"agent_run_id": 12, "status": "Pending", "url": "https://example.com"}"#,
            shows: "status: Pending",
        },
        Case {
            operation: &ANALYZE_SANDBOX_LOGS,
            call: |client| outcome(client.analyze_sandbox_logs(7, 4)),
            target: "/v1/organizations/7/sandbox/4/analyze-logs",
            body: "",
            success: r#"{"agent_run_id": 12, "status": "RUNNING", "message": "on it"}"#,
            shows: "message: \"on it\"",
        },
        Case {
            operation: &GET_CLI_RULES,
            call: |client| outcome(client.get_cli_rules(7)),
            target: "/v1/organizations/7/cli/rules",
            body: "",
            success: r#"{"organization_rules": null, "user_custom_prompt": "be brief"}"#,
            shows: "CliRules { organization_rules: None, user_custom_prompt: Some(\"be brief\") }",
        },
        Case {
            operation: &LIST_MCP_PROVIDERS,
            call: |client| outcome(client.list_mcp_providers()),
            target: "/v1/mcp-providers",
            body: "",
            success: r#"[{"id": 1, "name": "n", "issuer": "i", "authorization_endpoint": "a", "token_endpoint": "t", "default_scopes": ["s"], "is_mcp": true}]"#,
            shows: "default_scopes: Some([\"s\"])",
        },
        Case {
            operation: &GET_OAUTH_TOKEN_STATUS,
            call: |client| outcome(client.get_oauth_token_status(7)),
            target: "/v1/oauth/tokens/status?org_id=7",
            body: "",
            success: r#"["linear"]"#,
            shows: "Array [String(\"linear\")]",
        },
        Case {
            operation: &REVOKE_OAUTH_TOKEN,
            call: |client| outcome(client.revoke_oauth_token("lin ear/+ü", 7)),
            target: "/v1/oauth/tokens/revoke?provider=lin%20ear%2F%2B%C3%BC&org_id=7",
            body: "",
            success: "{}",
            shows: "Object {}",
        },
        Case {
            operation: &GENERATE_SLACK_TOKEN,
            call: |client| outcome(client.generate_slack_token(GenerateSlackTokenInput::new(7))),
            target: "/v1/slack-connect/generate-token",
            body: r#"{"org_id": 7}"#,
            success: r#"{"token": "once", "message": "send it", "expires_in_minutes": 10}"#,
            shows: "expires_in_minutes: 10",
        },
    ]
}

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

#[tokio::test]
async fn every_operation_sends_what_the_spec_says_and_decodes_the_answer() {
    for case in cases() {
        let id = case.operation.id;
        let server = Server::start([Answer::Respond(Response::json(200, case.success))]).await;
        match (case.call)(&client(&server)).await {
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
            let Outcome::Failure { kind, variant: Some(shown) } = (case.call)(&client(&server)).await else {
                panic!("{id} {status} is no documented error")
            };
            let expected = variant(id, status);
            assert_eq!(format!("{kind:?}"), expected, "{id} {status}");
            let name = shown.split('(').next().unwrap_or_default();
            assert_eq!(name, expected, "{id} {status}: {shown}");
            assert_eq!(server.requests().len(), 1, "{id} {status}");
            checked += 1;
        }
    }
    assert_eq!(checked, OPERATIONS.iter().map(|operation| operation.errors.len()).sum::<usize>());
    assert!(checked > 100, "only {checked} errors were checked");
}
