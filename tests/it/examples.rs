//! The examples of the client do over a real socket what they say.

use crate::{
    agent::agent,
    server::{Response, Server},
};
use codegen_client::ErrorKind;
use serde_json::{Value, json};

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
