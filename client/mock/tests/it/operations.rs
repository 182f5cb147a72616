//! Each operation once: what the stand-in answers is what the generated types say.

use codegen_client::{
    BoxFuture, Call, Client, Method, Operation,
    operations::{
        OPERATIONS, agents::*, cli::*, integrations::*, oauth::*, organizations::*, pull_requests::*,
        repositories::*, sandbox::*, setup_commands::*, slack::*, users::*,
    },
    types::{
        AgentType, CreateAgentRunInput, EditPullRequestInput, GenerateSetupCommandsInput,
        GenerateSlackTokenInput, PullRequestState, ResumeAgentRunInput, StopAgentRunInput,
        UpdateCheckSuiteSettingsInput,
    },
};
use codegen_mock::Mock;
use futures_util::future::join_all;
use std::fmt::Debug;

/// What a test knows of its stand-in: an organization with a run, a repository and a pull request.
struct Facts {
    client: Client,
    org: i64,
    run: i64,
    repo: i64,
    pull_request: i64,
    sandbox: i64,
}

/// The `Debug` of a success.
type Shown = Result<String, String>;

/// One call, and parts of what its answer shows.
struct Case {
    operation: &'static Operation,
    call: fn(&Facts) -> BoxFuture<Shown>,
    shows: &'static [&'static str],
}

fn shown<C: Call<Success: Debug, Failure: Debug>>(call: C) -> BoxFuture<Shown> {
    let call = call.into_future();
    Box::pin(async move {
        call.await.map(|answer| format!("{:?}", *answer)).map_err(|error| format!("{error:?}"))
    })
}

fn case(
    operation: &'static Operation,
    shows: &'static [&'static str],
    call: fn(&Facts) -> BoxFuture<Shown>,
) -> Case {
    Case { operation, call, shows }
}

fn cases() -> Vec<Case> {
    let mut cases = run_cases();
    cases.extend(directory_cases());
    cases.extend(other_cases());
    cases
}

fn run_cases() -> Vec<Case> {
    vec![
        case(
            &CREATE_AGENT_RUN,
            &["id: 1002", "Some(Pending)", "Some(Api)", "\"ticket\": String(\"A-1\")"],
            |facts| {
                let metadata = serde_json::from_str(r#"{"ticket": "A-1"}"#).expect("an object");
                let input = CreateAgentRunInput::new("Mend it").repo_id(facts.repo).metadata(metadata);
                shown(facts.client.create_agent_run(facts.org, input.agent_type(AgentType::ClaudeCode)))
            },
        ),
        case(
            &GET_AGENT_RUN,
            &["Some(Complete)", "Done: Begin", "PullRequest { id: 6001", "codegen/run-1001"],
            |facts| shown(facts.client.get_agent_run(facts.org, facts.run)),
        ),
        case(&LIST_AGENT_RUNS, &["id: 1001", "size: 100, pages: 1"], |facts| {
            shown(facts.client.list_agent_runs(facts.org))
        }),
        case(&RESUME_AGENT_RUN, &["id: 1001", "Some(Active)"], |facts| {
            shown(facts.client.resume_agent_run(facts.org, ResumeAgentRunInput::new(facts.run, "Go on")))
        }),
        case(&BAN_AGENT_RUN, &["\"banned\": Bool(true)"], |facts| {
            shown(facts.client.ban_agent_run(facts.org, StopAgentRunInput::new(facts.run)))
        }),
        case(&UNBAN_AGENT_RUN, &["\"banned\": Bool(false)"], |facts| {
            shown(facts.client.unban_agent_run(facts.org, StopAgentRunInput::new(facts.run)))
        }),
        case(&REMOVE_AGENT_RUN_FROM_PR, &["\"banned\": Bool(true)"], |facts| {
            shown(facts.client.remove_agent_run_from_pr(facts.org, StopAgentRunInput::new(facts.run)))
        }),
        case(
            &GET_AGENT_RUN_LOGS,
            &["Some(Action)", "tool_name: Some(\"search\")", "page: Some(1)"],
            |facts| shown(facts.client.get_agent_run_logs(facts.org, facts.run)),
        ),
    ]
}

fn directory_cases() -> Vec<Case> {
    vec![
        case(&LIST_ORGANIZATIONS, &["Difference Engines", "total: 2, page: 2, size: 1, pages: 2"], |facts| {
            // The second page of one: what it leaves out is the first.
            let all = facts.client.list_organizations();
            let second = facts.client.list_organizations().skip(1).limit(1);
            Box::pin(async move { Ok(shown(all).await? + &shown(second).await?) })
        }),
        case(&LIST_USERS, &["Ada Lovelace", "Grace Hopper", "total: 6"], |facts| {
            shown(facts.client.list_users(facts.org))
        }),
        case(&GET_USER, &["id: 2", "Grace Hopper"], |facts| shown(facts.client.get_user(facts.org, 2))),
        case(&GET_CURRENT_USER, &["id: 1", "Some(\"ADMIN\")"], |facts| {
            shown(facts.client.get_current_user())
        }),
        case(&LIST_REPOSITORIES, &["difference-engines/engine", "Some(true)", "total: 4"], |facts| {
            shown(facts.client.list_repositories(facts.org))
        }),
        case(&GET_INTEGRATIONS, &["\"github\", active: true", "total_active_integrations: 3"], |facts| {
            shown(facts.client.get_integrations(facts.org))
        }),
        case(&GET_CLI_RULES, &["Some(\"Write a test", "user_custom_prompt: None"], |facts| {
            shown(facts.client.get_cli_rules(facts.org))
        }),
    ]
}

fn other_cases() -> Vec<Case> {
    vec![
        case(&GET_CHECK_SUITE_SETTINGS, &["check_retry_count: 3", "\"lint\""], |facts| {
            shown(facts.client.get_check_suite_settings(facts.org, facts.repo))
        }),
        case(
            &UPDATE_CHECK_SUITE_SETTINGS,
            &["stored", "check_retry_count: 7, ignored_checks: [\"lint\"]"],
            |facts| {
                let (client, org, repo) = (facts.client.clone(), facts.org, facts.repo);
                let put = move |input| shown(client.update_check_suite_settings(org, repo, input));
                let get = facts.client.get_check_suite_settings(org, repo);
                Box::pin(async move {
                    put(UpdateCheckSuiteSettingsInput::new().check_retry_count(7)).await?;
                    let stored = put(UpdateCheckSuiteSettingsInput::new().ignored_checks(["lint"])).await?;
                    Ok(stored + &shown(get).await?)
                })
            },
        ),
        case(
            &EDIT_PULL_REQUEST,
            &["success: true", "number: Some(1001)", "state: Some(\"closed\")"],
            |facts| {
                let input = EditPullRequestInput::new(PullRequestState::Closed);
                shown(facts.client.edit_pull_request(facts.org, facts.pull_request, input))
            },
        ),
        case(
            &EDIT_REPOSITORY_PULL_REQUEST,
            &["success: true", "state: Some(\"open\")", "success: false", "error: Some("],
            |facts| {
                let input = EditPullRequestInput::new(PullRequestState::ReadyForReview);
                let edit = |repo| {
                    facts.client.edit_repository_pull_request(
                        facts.org,
                        repo,
                        facts.pull_request,
                        input.clone(),
                    )
                };
                let (right, wrong) = (edit(facts.repo), edit(facts.repo + 1));
                Box::pin(async move { Ok(shown(right).await? + &shown(wrong).await?) })
            },
        ),
        case(&GENERATE_SETUP_COMMANDS, &["status: Pending", "https://codegen.com/agent/trace/"], |facts| {
            let input = GenerateSetupCommandsInput::new(facts.repo).prompt("Use make");
            shown(facts.client.generate_setup_commands(facts.org, input))
        }),
        case(&ANALYZE_SANDBOX_LOGS, &["status: Pending", "message: "], |facts| {
            shown(facts.client.analyze_sandbox_logs(facts.org, facts.sandbox))
        }),
        case(&LIST_MCP_PROVIDERS, &["name: \"linear\"", "is_mcp: true"], |facts| {
            shown(facts.client.list_mcp_providers())
        }),
        case(&GET_OAUTH_TOKEN_STATUS, &["[String(\"linear\"), String(\"slack\")]"], |facts| {
            shown(facts.client.get_oauth_token_status(facts.org))
        }),
        case(
            &REVOKE_OAUTH_TOKEN,
            &["disconnected", "[String(\"slack\")]", "active_integrations: 2"],
            |facts| {
                let revoke = facts.client.revoke_oauth_token("linear", facts.org);
                let status = facts.client.get_oauth_token_status(facts.org);
                let integrations = facts.client.get_integrations(facts.org);
                Box::pin(async move {
                    Ok(shown(revoke).await? + &shown(status).await? + &shown(integrations).await?)
                })
            },
        ),
        case(&GENERATE_SLACK_TOKEN, &["Connect my account: ", "expires_in_minutes: 10"], |facts| {
            shown(facts.client.generate_slack_token(GenerateSlackTokenInput::new(facts.org)))
        }),
    ]
}

/// A stand-in with one run that has ended.
async fn facts(mock: &Mock) -> Facts {
    let agent = mock.agent().expect("an agent");
    let run = agent.run("Begin").await.expect("a run").wait().await.expect("an end").into_inner();
    let repositories = agent.repositories().await.expect("repositories").into_inner();
    Facts {
        client: agent.client().clone(),
        org: mock.org_id,
        run: run.id,
        repo: repositories.items[0].id,
        pull_request: run.github_pull_requests.expect("pull requests")[0].id,
        sandbox: mock.sandbox_id,
    }
}

#[tokio::test]
async fn each_operation_answers_what_its_types_say() {
    let cases = cases();
    let missing =
        OPERATIONS.iter().filter(|operation| !cases.iter().any(|case| case.operation.id == operation.id));
    assert_eq!(missing.map(|operation| operation.id).collect::<Vec<_>>(), [""; 0]);
    join_all(cases.iter().map(check)).await;
}

/// Each has a stand-in of its own, so that they change nothing for each other.
async fn check(case: &Case) {
    let operation = case.operation.id;
    let mock = Mock::builder().speed(600.0).start().await.expect("a mock");
    let facts = facts(&mock).await;
    let answer = (case.call)(&facts).await.unwrap_or_else(|error| panic!("{operation}: {error}"));
    for part in case.shows {
        assert!(answer.contains(part), "{operation}: no {part} in {answer}");
    }
    let arrivals = mock.arrivals();
    assert!(arrivals.requests(case.operation) > 0, "{operation}: {arrivals:?}");
    assert_eq!(arrivals.throttled(), 0);
}

#[tokio::test]
async fn what_no_operation_describes_is_not_there() {
    let mock = Mock::start().await.expect("a mock");
    let client = mock.client().build().expect("a client");
    for (method, path, status) in [(Method::GET, "/v1/tea", 404), (Method::DELETE, "/v1/organizations", 405)]
    {
        let error = client.request(method, path).await.expect_err("nothing there");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{path}");
    }
    assert_eq!(mock.arrivals().all().len(), 0);
}
