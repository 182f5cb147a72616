//! The examples of the client do what they say: over a real socket, and where they wait on a paused clock. Those that do what the
//! platform's documentation shows meet the stand-in of the platform in `documentation`.

use crate::{
    agent::{agent, platform::Platform},
    server::{Answer, Request, Response, Server},
};
use codegen_client::{Client, ErrorKind, LocalBudget};
use serde_json::{Value, json};
use std::{collections::BTreeSet, ffi::OsStr, path::Path, sync::Mutex, time::SystemTime};

macro_rules! examples {
    ($($name:ident = $path:literal),* $(,)?) => {$(
        #[path = $path]
        #[expect(dead_code, reason = "here its functions are called, and not its `main`")]
        pub(crate) mod $name;
    )*

    /// The names of all of them.
    const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

examples! {
    backoff = "../../client/examples/backoff.rs",
    deadline = "../../client/examples/deadline.rs",
    error_bodies = "../../client/examples/error_bodies.rs",
    error_kinds = "../../client/examples/error_kinds.rs",
    last_known = "../../client/examples/last_known.rs",
    limits = "../../client/examples/limits.rs",
    rate_limiter = "../../client/examples/rate_limiter.rs",
    follow_logs = "../../client/examples/follow_logs.rs",
    list_runs = "../../client/examples/list_runs.rs",
    reconcile = "../../client/examples/reconcile.rs",
    request_by_hand = "../../client/examples/request_by_hand.rs",
    report = "../../client/examples/report.rs",
    shared_budget = "../../client/examples/shared_budget.rs",
    start_run = "../../client/examples/start_run.rs",
    token_file = "../../client/examples/token_file.rs",
    wait = "../../client/examples/wait.rs",
    wait_all = "../../client/examples/wait_all.rs",
}

const RUN: &str = r#"{"id": 12, "organization_id": 7, "web_url": "https://example.com/12"}"#;

#[test]
fn each_is_listed_here_and_in_the_index() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client/examples");
    let index = std::fs::read_to_string(folder.join("README.md")).expect("the index");
    let files = std::fs::read_dir(folder).expect("the examples").map(|file| file.expect("a file").path());
    let mut names = BTreeSet::new();
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
        let name = file.file_stem().and_then(OsStr::to_str).expect("a name").to_owned();
        assert!(index.contains(&format!("| [`{name}`]({name}.rs) | ")), "{name} is not in the index");
        names.insert(name);
    }
    assert_eq!(index.matches("\n| [`").count(), names.len(), "the index lists what is not there, or twice");
    assert_eq!(names, NAMES.iter().map(|name| (*name).to_owned()).collect());
}

fn lines(server: &Server) -> Vec<String> {
    let line = |query: Option<String>| query.map(|query| format!("?{query}")).unwrap_or_default();
    let requests = server.requests().into_iter();
    requests.map(|request| format!("{} {}{}", request.method, request.path, line(request.query))).collect()
}

#[tokio::test]
async fn start_run() {
    let server = Server::start([Response::json(200, RUN)]).await;
    let run = start_run::start(&agent(&server), 42).await.expect("a run");
    assert_eq!((run.id(), run.web_url()), (12, Some("https://example.com/12")));
    assert_eq!(lines(&server), ["POST /v1/organizations/7/agent/run"]);
    let body: Value = serde_json::from_slice(&server.requests()[0].body).expect("JSON");
    let expected = json!({"prompt": "Fix authentication bug in user service", "repo_id": 42,
        "metadata": {"ticket": "AUTH-17"}});
    assert_eq!(body, expected);
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

/// A run that ends after three seconds: well if its id is odd, badly if it is even.
fn run(id: usize, seconds: f64) -> Value {
    let status = match (seconds < 3.0, id % 2) {
        (true, _) => "RUNNING",
        (false, 1) => "COMPLETE",
        (false, _) => "FAILED",
    };
    json!({"id": id, "organization_id": 7, "status": status, "result": "done", "web_url": format!("u/{id}")})
}

#[tokio::test(start_paused = true)]
async fn wait() {
    let platform = Platform::default();
    let agent = platform.agent(|_, seconds, _| (200, run(1, seconds)));
    let done = wait::run_to_the_end(&agent).await.expect("an end");
    assert_eq!((done.id(), done.succeeded(), done.result()), (1, true, Some("done")));
    let lines = platform.lines();
    assert!((4..7).contains(&lines.len()), "{lines:?}");
}

#[tokio::test(start_paused = true)]
async fn wait_all() {
    let platform = Platform::default();
    let agent = platform.agent(|line, seconds, before| {
        if line.starts_with("POST ") {
            return (200, run(before + 1, seconds));
        }
        let items: Vec<Value> = [2, 1].map(|id| run(id, seconds)).into();
        (200, json!({"items": items, "total": 2, "page": 1, "size": 100, "pages": 1}))
    });
    let outcomes = wait_all::outcomes(&agent, &["Update", "Mend"]).await.expect("two runs");
    assert_eq!(outcomes, ["Update: done", "Mend: ended badly, see u/2"]);
    let lines = platform.lines();
    assert!(lines[2..].iter().all(|line| line == "GET /v1/organizations/7/agent/runs"), "{lines:?}");
}

#[tokio::test(start_paused = true)]
async fn follow_logs() {
    let agent = Platform::default().agent(|line, seconds, _| {
        let entries = [
            json!({"agent_run_id": 12, "created_at": "2025-06-15T15:06:40Z", "tool_name": "edit", "thought": "Mend it"}),
            json!({"agent_run_id": 12, "thought": "It works"}),
        ];
        let there = if seconds < 3.0 { 1 } else { 2 };
        let skip: usize = line.rsplit_once("skip=").expect("an offset").1.parse().expect("a number");
        let status = if seconds < 3.0 { "RUNNING" } else { "COMPLETE" };
        (200, json!({"id": 12, "organization_id": 7, "status": status, "logs": entries[skip.min(there)..there]}))
    });
    let lines = Mutex::new(Vec::new());
    let show = |line: &str| lines.lock().expect("no panic").push(line.to_owned());
    follow_logs::follow(&agent, 12, show).await.expect("a log");
    assert_eq!(*lines.lock().expect("no panic"), ["2025-06-15T15:06:40Z edit", "- It works"]);
}

#[tokio::test]
async fn reconcile() {
    let found = |requests: &[Request]| {
        let sent: Value = serde_json::from_slice(&requests[0].body).expect("JSON");
        let run = json!({"id": 12, "organization_id": 7, "metadata": sent["metadata"]});
        Response::json(
            200,
            &json!({"items": [run], "total": 1, "page": 1, "size": 100, "pages": 1}).to_string(),
        )
    };
    let forbidden = Response::json(403, r#"{"message": "not yours", "status_code": 403}"#);
    let server = Server::start([
        Answer::CloseUnanswered,
        Answer::Compute(found),
        Answer::CloseUnanswered,
        forbidden.clone().into(),
        forbidden.into(),
    ])
    .await;
    let agent = agent(&server);
    let run = reconcile::start_for_order(&agent, "order-17").await.expect("an answer").expect("the run");
    assert_eq!(run.id(), 12);
    assert!(reconcile::start_for_order(&agent, "order-18").await.expect("an answer").is_none());
    let error = reconcile::start_for_order(&agent, "order-19").await.expect_err("a refusal");
    assert_eq!((error.kind(), error.client_request_id()), (ErrorKind::InsufficientAccess, Some("order-19")));
    let sent: Value = serde_json::from_slice(&server.requests()[0].body).expect("JSON");
    assert_eq!(sent["metadata"], json!({"client_request_id": "order-17"}));
}

#[tokio::test]
async fn deadline() {
    let server = Server::start((0..10).map(|_| Response::json(200, RUN))).await;
    let client = Client::builder().base_url(&server.url).token("token-token").budget(LocalBudget::default());
    let client = client.build().expect("a client");
    for _ in 0..10 {
        assert_eq!(deadline::start_soon(&client, 7).await.expect("a run"), deadline::Start::Started(12));
    }
    let later = deadline::start_soon(&client, 7).await.expect("a time");
    let deadline::Start::Later(Some(time)) = later else { panic!("{later:?}") };
    let wait = time.duration_since(SystemTime::now()).expect("a time to come").as_secs();
    assert!((50..=60).contains(&wait), "{wait}");
    assert_eq!(server.requests().len(), 10);
}

#[tokio::test]
async fn list_runs() {
    let page = |ids: std::ops::Range<i64>, total: i64| {
        let items: Vec<Value> = ids.map(|id| json!({"id": id, "organization_id": 7})).collect();
        let page = json!({"items": items, "total": total, "page": 1, "size": 400, "pages": 9});
        Response::json(200, &page.to_string())
    };
    let server = Server::start([page(0..50, 80), page(0..400, 3_000), page(400..800, 3_000)]).await;
    let agent = agent(&server);
    assert_eq!(list_runs::started_through_the_api(agent.client(), 7).await.expect("a page"), 80);
    let runs = list_runs::newest(agent.client(), 7).await.expect("runs");
    assert!(runs.iter().map(|run| run.id).eq(0..500));
    let runs = "GET /v1/organizations/7/agent/runs";
    let lines = lines(&server);
    assert_eq!(
        lines,
        [format!("{runs}?limit=50&source_type=API"), runs.to_owned(), format!("{runs}?skip=400")]
    );
}

#[tokio::test]
async fn shared_budget() {
    let me = |name: &str| {
        let me = json!({"id": 5, "github_user_id": "99", "github_username": name});
        Response::json(200, &me.to_string())
    };
    let server = Server::start([me("ada"), me("grace")]).await;
    let builder = |token: &str| Client::builder().base_url(&server.url).token(token);
    let builders = [builder("token-of-ada"), builder("token-of-grace")];
    let clients = shared_budget::sharing(builders).expect("two clients");
    assert_eq!(shared_budget::owners(&clients).await.expect("two owners"), ["ada", "grace"]);
    for client in clients {
        let limits = client.limits();
        let directory = limits.iter().find(|bucket| bucket.name == "directory").expect("a limit");
        assert_eq!(directory.used, 2);
    }
}
