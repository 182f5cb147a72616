//! Calls of every operation: one with all that it takes and one with as little as it may, as tests of all operations send them.

use codegen_client::{
    BoxFuture, Call, Client, ErrorKind,
    operations::{
        agents::*, cli::*, integrations::*, oauth::*, organizations::*, pull_requests::*, repositories::*,
        sandbox::*, setup_commands::*, slack::*, users::*,
    },
    types::{
        AgentType, CreateAgentRunInput, EditPullRequestInput, GenerateSetupCommandsInput,
        GenerateSlackTokenInput, PullRequestState, ResumeAgentRunInput, SourceType, StopAgentRunInput,
        UpdateCheckSuiteSettingsInput,
    },
};
use codegen_runtime::{Operation, OperationError};
use std::fmt::Debug;

/// Calls of one operation, and what the full one must look like on the wire.
pub(crate) struct Case {
    pub(crate) operation: &'static Operation,
    /// With every optional parameter and every field of the body.
    pub(crate) full: CallBy,
    /// With none of them; `None` where there is nothing to leave out.
    pub(crate) bare: Option<CallBy>,
    /// Path and query as sent.
    pub(crate) target: &'static str,
    /// The body as JSON; nothing when none is sent.
    pub(crate) body: &'static str,
    /// A success as the API sends it.
    pub(crate) success: &'static str,
    /// A part of the decoded success's `Debug`.
    pub(crate) shows: &'static str,
}

/// Sends a call by this client.
pub(crate) type CallBy = fn(&Client) -> BoxFuture<Outcome>;

/// How a call ended: with the `Debug` of what was decoded.
#[derive(Debug)]
pub(crate) enum Outcome {
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
const STOP: &str = r#"{"agent_run_id": 12, "before_card_order_id": "a", "after_card_order_id": "b"}"#;
const PULL_REQUEST: &str = r#"{"success": true, "number": 8, "state": "closed"}"#;

fn between_cards() -> StopAgentRunInput {
    StopAgentRunInput::new(12).before_card_order_id("a").after_card_order_id("b")
}

/// One for each operation.
#[expect(clippy::too_many_lines, reason = "one entry per operation")]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            operation: &CREATE_AGENT_RUN,
            full: |client| {
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
            bare: Some(|client| outcome(client.create_agent_run(7, CreateAgentRunInput::new("Mend it")))),
            target: "/v1/organizations/7/agent/run",
            body: r#"{"prompt": "Mend \"it\"", "repo_id": 3, "model": "m", "agent_type": "claude_code",
                "images": ["data:image/png;base64,AA=="], "metadata": {"ticket": "A-1"}}"#,
            success: RUN,
            shows: "AgentRun { id: 12, organization_id: 7, status: Some(Complete)",
        },
        Case {
            operation: &GET_AGENT_RUN,
            full: |client| outcome(client.get_agent_run(7, 12)),
            bare: None,
            target: "/v1/organizations/7/agent/run/12",
            body: "",
            success: RUN,
            shows: "source_type: Some(Api)",
        },
        Case {
            operation: &LIST_AGENT_RUNS,
            full: |client| {
                let runs = client.list_agent_runs(7).limit(50).skip(100).user_id(5);
                outcome(runs.source_type(SourceType::GithubPrReview))
            },
            bare: Some(|client| outcome(client.list_agent_runs(7))),
            target: "/v1/organizations/7/agent/runs?limit=50&skip=100&user_id=5&source_type=GITHUB_PR_REVIEW",
            body: "",
            success: r#"{"items": [{"id": 1, "organization_id": 7, "status": "HIBERNATING", "source_type": "FAX"}], "total": 1, "page": 1, "size": 50, "pages": 1}"#,
            shows: "status: Some(Unknown(\"HIBERNATING\"))",
        },
        Case {
            operation: &RESUME_AGENT_RUN,
            full: |client| {
                outcome(client.resume_agent_run(7, ResumeAgentRunInput::new(12, "Go on").images(["data:,"])))
            },
            bare: Some(|client| outcome(client.resume_agent_run(7, ResumeAgentRunInput::new(12, "Go on")))),
            target: "/v1/organizations/7/agent/run/resume",
            body: r#"{"agent_run_id": 12, "prompt": "Go on", "images": ["data:,"]}"#,
            success: RUN,
            shows: "AgentRun { id: 12",
        },
        Case {
            operation: &BAN_AGENT_RUN,
            full: |client| outcome(client.ban_agent_run(7, between_cards())),
            bare: Some(|client| outcome(client.ban_agent_run(7, StopAgentRunInput::new(12)))),
            target: "/v1/organizations/7/agent/run/ban",
            body: STOP,
            success: r#"{"message": "done"}"#,
            shows: "\"message\": String(\"done\")",
        },
        Case {
            operation: &UNBAN_AGENT_RUN,
            full: |client| outcome(client.unban_agent_run(7, between_cards())),
            bare: Some(|client| outcome(client.unban_agent_run(7, StopAgentRunInput::new(12)))),
            target: "/v1/organizations/7/agent/run/unban",
            body: STOP,
            success: "null",
            shows: "Null",
        },
        Case {
            operation: &REMOVE_AGENT_RUN_FROM_PR,
            full: |client| outcome(client.remove_agent_run_from_pr(7, between_cards())),
            bare: Some(|client| outcome(client.remove_agent_run_from_pr(7, StopAgentRunInput::new(12)))),
            target: "/v1/organizations/7/agent/run/remove-from-pr",
            body: STOP,
            success: "[1]",
            shows: "Array [Number(1)]",
        },
        Case {
            operation: &GET_AGENT_RUN_LOGS,
            full: |client| outcome(client.get_agent_run_logs(7, 12).skip(0).limit(2).reverse(true)),
            bare: Some(|client| outcome(client.get_agent_run_logs(7, 12))),
            target: "/v1/alpha/organizations/7/agent/run/12/logs?skip=0&limit=2&reverse=true",
            body: "",
            success: r#"{"id": 12, "organization_id": 7, "total_logs": 2, "logs": [
                {"agent_run_id": 12, "message_type": "ACTION", "observation": "seen", "tool_input": {"cmd": "ls"}},
                {"agent_run_id": 12, "message_type": "DREAM", "observation": {"exit": 0}}]}"#,
            shows: "message_type: Some(Unknown(\"DREAM\"))",
        },
        Case {
            operation: &LIST_ORGANIZATIONS,
            full: |client| outcome(client.list_organizations().skip(3).limit(1)),
            bare: Some(|client| outcome(client.list_organizations())),
            target: "/v1/organizations?skip=3&limit=1",
            body: "",
            success: r#"{"items": [{"id": 7, "name": "Acme", "settings": {"enable_pr_creation": false}}], "total": 1, "page": 1, "size": 1, "pages": 1}"#,
            shows: "enable_pr_creation: Some(false)",
        },
        Case {
            operation: &LIST_USERS,
            full: |client| outcome(client.list_users(7).skip(3).limit(2)),
            bare: Some(|client| outcome(client.list_users(7))),
            target: "/v1/organizations/7/users?skip=3&limit=2",
            body: "",
            success: r#"{"items": [], "total": 3, "page": 1, "size": 100, "pages": 1}"#,
            shows: "UserPage { items: [], total: 3",
        },
        Case {
            operation: &GET_USER,
            full: |client| outcome(client.get_user(7, 5)),
            bare: None,
            target: "/v1/organizations/7/users/5",
            body: "",
            success: USER,
            shows: "github_username: \"ada\"",
        },
        Case {
            operation: &GET_CURRENT_USER,
            full: |client| outcome(client.get_current_user()),
            bare: None,
            target: "/v1/users/me",
            body: "",
            success: USER,
            shows: "User { id: 5",
        },
        Case {
            operation: &LIST_REPOSITORIES,
            full: |client| outcome(client.list_repositories(7).skip(3).limit(2)),
            bare: Some(|client| outcome(client.list_repositories(7))),
            target: "/v1/organizations/7/repos?skip=3&limit=2",
            body: "",
            success: r#"{"items": [{"id": 1, "name": "r", "full_name": "acme/r", "description": null, "github_id": "4", "organization_id": 7,
                "visibility": "private", "archived": false, "setup_status": "done", "language": null}], "total": 1, "page": 1, "size": 100, "pages": 1}"#,
            shows: "full_name: \"acme/r\"",
        },
        Case {
            operation: &GET_CHECK_SUITE_SETTINGS,
            full: |client| outcome(client.get_check_suite_settings(7, 1)),
            bare: None,
            target: "/v1/organizations/7/repos/check-suite-settings?repo_id=1",
            body: "",
            success: r#"{"check_retry_count": 3, "ignored_checks": [], "check_retry_counts": {"ci": 2}, "custom_prompts": {},
                "high_priority_apps": [], "available_check_suite_names": ["ci"]}"#,
            shows: "check_retry_counts: {\"ci\": 2}",
        },
        Case {
            operation: &UPDATE_CHECK_SUITE_SETTINGS,
            full: |client| {
                let input = UpdateCheckSuiteSettingsInput::new()
                    .check_retry_count(0)
                    .ignored_checks(["lint"])
                    .check_retry_counts([("ci".to_owned(), 2)].into())
                    .custom_prompts([("ci".to_owned(), "be brief".to_owned())].into())
                    .high_priority_apps(["app"]);
                outcome(client.update_check_suite_settings(7, 1, input))
            },
            bare: Some(|client| {
                outcome(client.update_check_suite_settings(7, 1, UpdateCheckSuiteSettingsInput::new()))
            }),
            target: "/v1/organizations/7/repos/check-suite-settings?repo_id=1",
            body: r#"{"check_retry_count": 0, "ignored_checks": ["lint"], "check_retry_counts": {"ci": 2},
                "custom_prompts": {"ci": "be brief"}, "high_priority_apps": ["app"]}"#,
            success: r#"{"success": true}"#,
            shows: "{\"success\": Bool(true)}",
        },
        Case {
            operation: &EDIT_PULL_REQUEST,
            full: |client| {
                outcome(client.edit_pull_request(
                    7,
                    8,
                    EditPullRequestInput::new(PullRequestState::ReadyForReview),
                ))
            },
            bare: None,
            target: "/v1/organizations/7/prs/8",
            body: r#"{"state": "ready_for_review"}"#,
            success: PULL_REQUEST,
            shows: "success: true",
        },
        Case {
            operation: &EDIT_REPOSITORY_PULL_REQUEST,
            full: |client| {
                outcome(client.edit_repository_pull_request(
                    7,
                    1,
                    8,
                    EditPullRequestInput::new(PullRequestState::Closed),
                ))
            },
            bare: None,
            target: "/v1/organizations/7/repos/1/prs/8",
            body: r#"{"state": "closed"}"#,
            success: PULL_REQUEST,
            shows: "number: Some(8)",
        },
        Case {
            operation: &GET_INTEGRATIONS,
            full: |client| outcome(client.get_integrations(7)),
            bare: None,
            target: "/v1/organizations/7/integrations",
            body: "",
            success: r#"{"organization_id": 7, "organization_name": "Acme", "integrations": [{"integration_type": "github", "active": true, "installation_id": 2}], "total_active_integrations": 1}"#,
            shows: "installation_id: Some(2)",
        },
        Case {
            operation: &GENERATE_SETUP_COMMANDS,
            full: |client| {
                outcome(client.generate_setup_commands(
                    7,
                    GenerateSetupCommandsInput::new(1).prompt("p").trigger_source("t"),
                ))
            },
            bare: Some(|client| {
                outcome(client.generate_setup_commands(7, GenerateSetupCommandsInput::new(1)))
            }),
            target: "/v1/organizations/7/setup-commands/generate",
            body: r#"{"repo_id": 1, "prompt": "p", "trigger_source": "t"}"#,
            success: r#"{"agent_run_id": 12, "status": "Pending", "url": "https://example.com"}"#,
            shows: "status: Pending",
        },
        Case {
            operation: &ANALYZE_SANDBOX_LOGS,
            full: |client| outcome(client.analyze_sandbox_logs(7, 4)),
            bare: None,
            target: "/v1/organizations/7/sandbox/4/analyze-logs",
            body: "",
            success: r#"{"agent_run_id": 12, "status": "RUNNING", "message": "on it"}"#,
            shows: "message: \"on it\"",
        },
        Case {
            operation: &GET_CLI_RULES,
            full: |client| outcome(client.get_cli_rules(7)),
            bare: None,
            target: "/v1/organizations/7/cli/rules",
            body: "",
            success: r#"{"organization_rules": null, "user_custom_prompt": "be brief"}"#,
            shows: "CliRules { organization_rules: None, user_custom_prompt: Some(\"be brief\") }",
        },
        Case {
            operation: &LIST_MCP_PROVIDERS,
            full: |client| outcome(client.list_mcp_providers()),
            bare: None,
            target: "/v1/mcp-providers",
            body: "",
            success: r#"[{"id": 1, "name": "n", "issuer": "i", "authorization_endpoint": "a", "token_endpoint": "t", "default_scopes": ["s"], "is_mcp": true}]"#,
            shows: "default_scopes: Some([\"s\"])",
        },
        Case {
            operation: &GET_OAUTH_TOKEN_STATUS,
            full: |client| outcome(client.get_oauth_token_status(7)),
            bare: None,
            target: "/v1/oauth/tokens/status?org_id=7",
            body: "",
            success: r#"["linear"]"#,
            shows: "Array [String(\"linear\")]",
        },
        Case {
            operation: &REVOKE_OAUTH_TOKEN,
            full: |client| outcome(client.revoke_oauth_token("lin ear/+ü", 7)),
            bare: None,
            target: "/v1/oauth/tokens/revoke?provider=lin%20ear%2F%2B%C3%BC&org_id=7",
            body: "",
            success: "{}",
            shows: "Object {}",
        },
        Case {
            operation: &GENERATE_SLACK_TOKEN,
            full: |client| outcome(client.generate_slack_token(GenerateSlackTokenInput::new(7))),
            bare: None,
            target: "/v1/slack-connect/generate-token",
            body: r#"{"org_id": 7}"#,
            success: r#"{"token": "once", "message": "send it", "expires_in_minutes": 10}"#,
            shows: "expires_in_minutes: 10",
        },
    ]
}
