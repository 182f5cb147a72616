//! What each method sends, and what `Debug` leaves out.

use super::agent;
use crate::{
    secrecy::assert_hides_token,
    server::{Request, Response, Server},
};
use codegen_client::{
    Agent, Priority, RetryPolicy, Run,
    types::{AgentType, PullRequestState, UpdateCheckSuiteSettingsInput},
};
use serde_json::{Value, json};
use std::time::Duration;

/// The one request that the call sends. Its answer is one that no operation states.
async fn sent<C: IntoFuture>(call: impl FnOnce(&Agent) -> C) -> Request {
    let server = Server::start([Response::new(418)]).await;
    call(&agent(&server)).await;
    let requests = server.requests();
    let [request] = &requests[..] else { panic!("one request, not {requests:?}") };
    request.clone()
}

/// Method and target of the request, whose body is the JSON; null where there is none.
#[track_caller]
fn assert_request(request: &Request, line: &str, body: &Value) {
    let query = request.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    assert_eq!(format!("{} {}{query}", request.method, request.path), line);
    if body.is_null() {
        assert_eq!(request.body, b"", "{line}");
    } else {
        assert_eq!(&serde_json::from_slice::<Value>(&request.body).expect("JSON"), body, "{line}");
        assert_eq!(request.header("content-type"), Some("application/json"), "{line}");
    }
}

/// Asserts that a call of the agent sends this request.
macro_rules! assert_sends {
    ($(|$agent:ident| $call:expr, $line:literal, $body:tt;)*) => {$(
        assert_request(&sent(|$agent| $call).await, $line, &json!($body));
    )*};
}

#[tokio::test]
async fn runs_are_started_read_and_controlled() {
    let Value::Object(metadata) = json!({"gone": 1}) else { panic!("an object") };
    assert_sends! {
        |agent| agent.run("Mend it"), "POST /v1/organizations/7/agent/run", {"prompt": "Mend it"};
        |agent| agent.run("Mend it").repo(3).model("m").agent_type(AgentType::Codegen)
            .metadata_entry("lost", 1).metadata(metadata).metadata_entry("ticket", "A-1").metadata_entry("gone", ()),
            "POST /v1/organizations/7/agent/run",
            {"prompt": "Mend it", "repo_id": 3, "model": "m", "agent_type": "codegen",
                "metadata": {"ticket": "A-1", "gone": null}};
        |agent| agent.run("Look").image_data_uri("data:image/png;base64,AA==").image_data_uri("data:,"),
            "POST /v1/organizations/7/agent/run",
            {"prompt": "Look", "images": ["data:image/png;base64,AA==", "data:,"]};
        |agent| agent.get_run(12), "GET /v1/organizations/7/agent/run/12", null;
        |agent| agent.runs().user_id(5).limit(2), "GET /v1/organizations/7/agent/runs?user_id=5&limit=2", null;
        |agent| agent.resume(12, "Go on"), "POST /v1/organizations/7/agent/run/resume",
            {"agent_run_id": 12, "prompt": "Go on"};
        |agent| agent.resume(12, "Look").image_data_uri("data:,"), "POST /v1/organizations/7/agent/run/resume",
            {"agent_run_id": 12, "prompt": "Look", "images": ["data:,"]};
        |agent| agent.logs(12).reverse(true), "GET /v1/alpha/organizations/7/agent/run/12/logs?reverse=true", null;
        |agent| agent.ban(12), "POST /v1/organizations/7/agent/run/ban", {"agent_run_id": 12};
        |agent| agent.unban(12), "POST /v1/organizations/7/agent/run/unban", {"agent_run_id": 12};
        |agent| agent.remove_from_pr(12), "POST /v1/organizations/7/agent/run/remove-from-pr", {"agent_run_id": 12};
        |agent| agent.analyze_logs(9), "POST /v1/organizations/7/sandbox/9/analyze-logs", null;
    }
}

#[tokio::test]
async fn what_an_organization_has_is_read_and_changed() {
    let settings = UpdateCheckSuiteSettingsInput::new().check_retry_count(2);
    assert_sends! {
        |agent| agent.organizations(), "GET /v1/organizations", null;
        |agent| agent.users().skip(2), "GET /v1/organizations/7/users?skip=2", null;
        |agent| agent.user(5), "GET /v1/organizations/7/users/5", null;
        |agent| agent.me(), "GET /v1/users/me", null;
        |agent| agent.repositories(), "GET /v1/organizations/7/repos", null;
        |agent| agent.generate_setup_commands(3), "POST /v1/organizations/7/setup-commands/generate", {"repo_id": 3};
        |agent| agent.check_suite_settings(3), "GET /v1/organizations/7/repos/check-suite-settings?repo_id=3", null;
        |agent| agent.update_check_suite_settings(3, settings),
            "PUT /v1/organizations/7/repos/check-suite-settings?repo_id=3", {"check_retry_count": 2};
        |agent| agent.edit_pull_request(8, PullRequestState::Draft), "PATCH /v1/organizations/7/prs/8",
            {"state": "draft"};
        |agent| agent.edit_repository_pull_request(3, 8, PullRequestState::ReadyForReview),
            "PATCH /v1/organizations/7/repos/3/prs/8", {"state": "ready_for_review"};
        |agent| agent.integrations(), "GET /v1/organizations/7/integrations", null;
        |agent| agent.cli_rules(), "GET /v1/organizations/7/cli/rules", null;
    }
}

/// A run with id 12, as the server tells it.
async fn run_12(server: &Server) -> Run {
    agent(server).get_run(12).await.expect("a run")
}

const RUN: &str = r#"{"id": 12, "organization_id": 7, "status": "complete", "web_url": "https://example.com/12",
    "result": "mended", "metadata": {"ticket": "A-1"}}"#;

#[tokio::test]
async fn a_run_sends_what_its_agent_sends_for_its_id() {
    let server = Server::start([Response::json(200, RUN)]).await;
    let run = run_12(&server).await;
    assert!(run.has_ended() && run.succeeded());
    // Each is answered with 501.
    assert!(run.refresh().await.is_err());
    assert!(run.resume("Go on").image_data_uri("data:,").await.is_err());
    assert!(run.logs().await.is_err());
    assert!(run.ban().await.is_err());
    assert!(run.unban().await.is_err());
    assert!(run.remove_from_pr().await.is_err());
    let id = json!({"agent_run_id": 12});
    let expected = [
        ("GET /v1/organizations/7/agent/run/12", Value::Null),
        (
            "POST /v1/organizations/7/agent/run/resume",
            json!({"agent_run_id": 12, "prompt": "Go on", "images": ["data:,"]}),
        ),
        ("GET /v1/alpha/organizations/7/agent/run/12/logs", Value::Null),
        ("POST /v1/organizations/7/agent/run/ban", id.clone()),
        ("POST /v1/organizations/7/agent/run/unban", id.clone()),
        ("POST /v1/organizations/7/agent/run/remove-from-pr", id),
    ];
    let requests = &server.requests()[1..];
    assert_eq!(requests.len(), expected.len());
    for (request, (line, body)) in requests.iter().zip(expected) {
        assert_request(request, line, &body);
    }
}

#[tokio::test]
async fn a_resumed_run_is_a_run() {
    let server = Server::start([RUN, RUN].map(|text| Response::json(200, text))).await;
    let resumed = run_12(&server).await.resume("Go on").await.expect("a run");
    assert_eq!((resumed.id(), resumed.result()), (12, Some("mended")));
}

#[tokio::test]
async fn builders_of_the_agent_have_the_options_of_a_call() {
    /// Sets every option, the header to this.
    macro_rules! with_options {
        ($call:expr, $trace:literal) => {
            $call
                .header("x-trace", $trace)
                .deadline(Duration::from_mins(1))
                .attempt_timeout(Duration::from_mins(1))
                .retry(RetryPolicy::attempts(1))
                .priority(Priority::Interactive)
        };
    }
    let requests = [
        sent(|agent| with_options!(agent.run("x"), "1")).await,
        sent(|agent| with_options!(agent.get_run(1), "2")).await,
        sent(|agent| with_options!(agent.resume(1, "x"), "3")).await,
        sent(|agent| with_options!(agent.logs(1), "4")).await,
        sent(|agent| with_options!(agent.runs(), "5")).await,
    ];
    let header = |request: &Request| request.header("x-trace").map(str::to_owned);
    assert_eq!(requests.each_ref().map(header), ["1", "2", "3", "4", "5"].map(|text| Some(text.to_owned())));
}

#[tokio::test]
async fn debug_shows_what_is_asked_for_and_no_contents() {
    let server = Server::start([Response::json(200, RUN)]).await;
    let run = run_12(&server).await;
    let agent = agent(&server);
    let start = agent
        .run("The secret plan")
        .metadata_entry("ticket", "A-1")
        .image_data_uri("data:image/png;base64,iVBORw0KGgo=")
        .header("x-trace", "hidden");
    let resume = run.resume("The secret plan").image_data_uri("data:image/png;base64,iVBORw0KGgo=");
    let texts = [
        format!("{agent:?}"),
        format!("{run:?}"),
        format!("{start:?}"),
        format!("{resume:?}"),
        format!("{:?}", agent.get_run(12)),
        format!("{:?}", run.ban()),
    ];
    for text in &texts {
        assert_hides_token(text);
        for hidden in ["secret plan", "A-1", "iVBOR", "hidden"] {
            assert!(!text.contains(hidden), "{hidden:?} shows in {text}");
        }
    }
    let [_, run, start, ..] = &texts;
    assert!(run.starts_with("Run { id: 12, organization_id: 7, status: Some(Complete), web_url: "), "{run}");
    let body = r#"{"prompt":"The secret plan","metadata":{"ticket":"A-1"}}"#;
    for shown in ["/agent/run", "x-trace", "images: 1", &format!("body_bytes: Some({})", body.len())] {
        assert!(start.contains(shown), "{shown} is not in {start}");
    }
}
