//! The examples of the client do over a real socket what they say.

use crate::{
    agent::agent,
    secrecy::TOKEN,
    server::{Response, Server},
};
use codegen_client::{Agent, Client, Ending, ErrorKind, RateLimiter, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

macro_rules! examples {
    ($($name:ident = $path:literal),* $(,)?) => {$(
        #[path = $path]
        #[expect(dead_code, reason = "here its functions are called, and not its `main`")]
        mod $name;
    )*};
}

examples! {
    error_bodies = "../../client/examples/error_bodies.rs",
    error_kinds = "../../client/examples/error_kinds.rs",
    last_known = "../../client/examples/last_known.rs",
    limits = "../../client/examples/limits.rs",
    patience = "../../client/examples/patience.rs",
    rate_limiter = "../../client/examples/rate_limiter.rs",
    report = "../../client/examples/report.rs",
    start_run = "../../client/examples/start_run.rs",
}

const RUN: &str = r#"{"id": 12, "organization_id": 7, "web_url": "https://example.com/12"}"#;

fn lines(server: &Server) -> Vec<String> {
    let line = |query: Option<String>| query.map(|query| format!("?{query}")).unwrap_or_default();
    let requests = server.requests().into_iter();
    requests.map(|request| format!("{} {}{}", request.method, request.path, line(request.query))).collect()
}

#[tokio::test]
async fn start_run() {
    let server = Server::start([Response::json(200, RUN)]).await;
    let run = start_run::start(&agent(&server)).await.expect("a run");
    assert_eq!((run.id(), run.web_url()), (12, Some("https://example.com/12")));
    assert_eq!(lines(&server), ["POST /v1/organizations/7/agent/run"]);
    let body: Value = serde_json::from_slice(&server.requests()[0].body).expect("JSON");
    let expected = json!({"prompt": "Fix authentication bug in user service", "repo_id": 42,
        "metadata": {"ticket": "AUTH-17"}});
    assert_eq!(body, expected);
}

#[tokio::test]
async fn error_kinds() {
    let refusal =
        |status| Response::json(status, r#"{"message": "no", "status_code": 0}"#).header("retry-after", "0");
    let server = Server::start([
        Response::json(200, RUN),
        refusal(402),
        refusal(403),
        refusal(404),
        Response::json(422, r#"{"detail": []}"#),
        refusal(429),
        refusal(500),
    ])
    .await;
    let agent = agent(&server);
    assert_eq!(error_kinds::start(&agent).await.expect("a run").map(|run| run.id()), Some(12));
    for _ in [402, 403, 404, 422, 429] {
        assert!(error_kinds::start(&agent).await.expect("a refusal that is dealt with").is_none());
    }
    let error = error_kinds::start(&agent).await.expect_err("a failure of the server");
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(lines(&server), ["POST /v1/organizations/7/agent/run"; 7]);
}

#[tokio::test]
async fn error_bodies() {
    let issues = r#"{"detail": [{"loc": ["body", "prompt"], "msg": "too short", "type": "value_error"},
        {"loc": ["body", "images", 0], "msg": "no image", "type": "value_error"}]}"#;
    let server = Server::start([
        Response::json(200, RUN),
        Response::json(402, r#"{"message": "no credit", "status_code": 402}"#),
        Response::json(422, issues),
        Response::new(401),
    ])
    .await;
    let agent = agent(&server);
    let expected: [&[&str]; 3] =
        [&[], &["no credit"], &["body.prompt: too short", "body.images.0: no image"]];
    for expected in expected {
        assert_eq!(error_bodies::problems(&agent).await.expect("an answer"), expected);
    }
    let error = error_bodies::problems(&agent).await.expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(lines(&server), ["POST /v1/organizations/7/agent/run"; 4]);
}

#[tokio::test]
async fn report() {
    let me = Response::json(200, r#"{"id": 5, "github_user_id": "99", "github_username": "ada"}"#);
    let runs = r#"{"items": [{"id": 3, "organization_id": 7, "status": "RUNNING"}, {"id": 2, "organization_id": 7,
        "status": "completed"}, {"id": 1, "organization_id": 7, "status": "FAILED"}], "total": 40, "page": 1,
        "size": 10, "pages": 4}"#;
    let log = |id: i64, total: i64| {
        let log = json!({"id": id, "organization_id": 7, "logs": [], "total_logs": total});
        Response::json(200, &log.to_string())
    };
    let no_access = Response::json(403, r#"{"message": "not yours", "status_code": 403}"#);
    let answers = [me.clone(), Response::json(200, runs), log(3, 4), log(2, 9), log(1, 1), me, no_access];
    let server = Server::start(answers).await;
    let agent = agent(&server);
    let text = report::report(&agent).await.expect("a report");
    let expected =
        "3 of 40 runs of ada\n3: goes on, 4 steps\n2: ended well, 9 steps\n1: ended badly, 1 steps";
    assert_eq!(text, expected);
    let error = report::report(&agent).await.expect_err("no access to the list");
    assert_eq!((error.kind(), error.operation()), (ErrorKind::InsufficientAccess, Some("list_agent_runs")));
    let log = |id| format!("GET /v1/alpha/organizations/7/agent/run/{id}/logs?limit=1");
    let me = || "GET /v1/users/me".to_owned();
    let list = || "GET /v1/organizations/7/agent/runs?user_id=5&limit=10".to_owned();
    assert_eq!(lines(&server), [me(), list(), log(3), log(2), log(1), me(), list()]);
}

#[tokio::test]
async fn patience() {
    let refusal = Response::json(429, r#"{"message": "slow down", "status_code": 429}"#);
    let server = Server::start([refusal.header("retry-after", "0"), Response::json(200, RUN)]).await;
    let client = Client::builder().base_url(&server.url).token(TOKEN).jitter(|| 0.0).build();
    let agent = Agent::with_client(client.expect("a valid client"), 7);
    let run = patience::start(&agent).await.expect("a run");
    let endings: Vec<_> = run.response().attempts().iter().map(|attempt| attempt.ending).collect();
    assert_eq!(
        endings,
        [429, 200].map(|status| Ending::Status(StatusCode::from_u16(status).expect("a status")))
    );
    assert_eq!(lines(&server), ["POST /v1/organizations/7/agent/run"; 2]);
}

#[tokio::test]
async fn last_known() {
    let run = r#"{"id": 12, "organization_id": 7, "status": "RUNNING"}"#;
    let busy = Response::json(429, r#"{"message": "slow down", "status_code": 429}"#);
    let server = Server::start([Response::json(200, run), busy]).await;
    let agent = agent(&server);
    assert_eq!(last_known::status(&agent, 12).await.expect("a status"), "RUNNING");
    // The platform refuses, and then its refusal pauses all requests.
    for cause in ["the API answered 429", "the rate limit has no room for a request now"] {
        let status = last_known::status(&agent, 12).await.expect("the last status");
        assert_eq!(status, format!("RUNNING, 0 s ago: {cause}"));
    }
    assert_eq!(lines(&server), ["GET /v1/organizations/7/agent/run/12"; 2]);
}

#[tokio::test]
async fn limits() {
    let server = Server::start([Response::json(200, RUN)]).await;
    let agent = agent(&server);
    agent.get_run(12).await.expect("a run");
    let table = limits::table(agent.client());
    assert_eq!(table.len(), 12);
    assert!(
        table.contains(&"agent-creation         0/10  next slot in 0ns, 0 waiting".to_owned()),
        "{table:?}"
    );
    assert!(
        table.contains(&"agent-status           1/60  next slot in 0ns, 0 waiting".to_owned()),
        "{table:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn rate_limiter() {
    let limiter = RateLimiter::new(10, Duration::from_secs(60));
    let start = Instant::now();
    for number in 0..11 {
        rate_limiter::call(&limiter, number).await;
    }
    // Ten at once, and the eleventh one window and its guard later.
    assert_eq!(start.elapsed(), Duration::from_millis(60_014));
}
