//! What becomes of a run whose start has no answer: the drill, over real sockets.

use super::agent;
use crate::server::{Answer, Request, Response, Server};
use codegen_client::{
    Agent, AnyError, Cause, Client, Error, ErrorKind, LocalBudget, Run,
    operations::agents::CreateAgentRunError,
};
use serde_json::{Value, json};
use std::time::Duration;

/// The search takes so long: long for sockets of this machine, short for people.
const SOON: Duration = Duration::from_millis(300);

const CREATE: &str = "POST /v1/organizations/7/agent/run";
const LOOK: &str = "GET /v1/organizations/7/agent/runs?source_type=API&limit=100";

fn lines(server: &Server) -> Vec<String> {
    let query = |query: Option<String>| query.map(|query| format!("?{query}")).unwrap_or_default();
    let requests = server.requests().into_iter();
    requests.map(|request| format!("{} {}{}", request.method, request.path, query(request.query))).collect()
}

fn page(items: &[Value]) -> Response {
    let page = json!({"items": items, "total": items.len(), "page": 1, "size": 100, "pages": 1});
    Response::json(200, &page.to_string())
}

fn nothing() -> Answer {
    page(&[json!({"id": 11, "organization_id": 7, "metadata": {"client_request_id": "another"}})]).into()
}

/// The list of a platform that has committed the run: it gives back the metadata that it was sent.
fn committed(requests: &[Request]) -> Response {
    let sent: Value = serde_json::from_slice(&requests[0].body).expect("JSON");
    let other = json!({"id": 13, "organization_id": 7, "metadata": {"client_request_id": 5}});
    let run = json!({"id": 12, "organization_id": 7, "status": "RUNNING", "metadata": sent["metadata"],
        "created_at": "2999-01-01T00:00:00Z"});
    page(&[other, run])
}

/// The only start that the server was sent.
fn start(server: &Server) -> Value {
    let starts: Vec<_> = server.requests().into_iter().filter(|request| request.method == "POST").collect();
    let [start] = &starts[..] else { panic!("one start, not {starts:?}") };
    serde_json::from_slice(&start.body).expect("JSON")
}

fn unknown(end: Result<Run, Error<CreateAgentRunError>>) -> Error<CreateAgentRunError> {
    let error = end.expect_err("nobody knows");
    assert!(matches!(error.cause(), Cause::OutcomeUnknown(_)), "{error:?}");
    assert!(!error.is_retryable());
    error
}

#[tokio::test]
async fn without_reconciliation_the_outcome_is_unknown() {
    let server = Server::start([Answer::CloseUnanswered]).await;
    let error = unknown(agent(&server).run("Mend it").await);
    assert_eq!((error.kind(), error.client_request_id()), (ErrorKind::OutcomeUnknown, None));
    assert_eq!(start(&server), json!({"prompt": "Mend it"}));
    assert_eq!(lines(&server), [CREATE]);
}

#[tokio::test]
async fn a_run_is_found_at_the_first_look() {
    for lost in [
        Answer::CloseUnanswered,
        Answer::Truncate(Response::json(200, r#"{"id": 12"#), 20),
        Response::new(500).into(),
    ] {
        let server = Server::start([lost, Answer::Compute(committed)]).await;
        let run = agent(&server).run("Mend it").metadata_entry("ticket", "A-1").reconcile();
        let run = tokio::spawn(run.into_future()).await.expect("no panic").expect("the run");
        assert_eq!(run.id(), 12);
        assert!(run.was_found());
        assert_eq!(run.response().attempts().len(), 2, "the start and the look");
        let metadata = &start(&server)["metadata"];
        let id = metadata["client_request_id"].as_str().expect("an id");
        assert_eq!((metadata["ticket"].as_str(), id.len()), (Some("A-1"), 32));
        assert_eq!(lines(&server), [CREATE, LOOK]);
    }
}

/// The run has started, and only its id is not to be read: without the search it would be lost.
#[tokio::test]
async fn a_run_is_found_when_the_answer_cannot_be_read() {
    let garbled = || Response::json(200, r#"{"id": "twelve"}"#);
    let server = Server::start([garbled().into(), Answer::Compute(committed)]).await;
    let run = agent(&server).run("Mend it").reconcile().await.expect("the run");
    assert_eq!(run.id(), 12);
    assert_eq!(lines(&server), [CREATE, LOOK]);

    let server = Server::start([garbled().into(), nothing()]).await;
    let run = agent(&server).run("Mend it").client_request_id("order-17").reconcile_within(Duration::ZERO);
    let error = run.await.expect_err("no id, and no run in the list");
    assert_eq!((error.kind(), error.client_request_id()), (ErrorKind::Decode, Some("order-17")));
    start(&server);
}

#[tokio::test]
async fn a_run_of_another_organization_is_another_one() {
    let foreign = |requests: &[Request]| {
        let sent: Value = serde_json::from_slice(&requests[0].body).expect("JSON");
        page(&[json!({"id": 12, "organization_id": 8, "metadata": sent["metadata"]})])
    };
    let server = Server::start([Answer::CloseUnanswered, Answer::Compute(foreign)]).await;
    let run = agent(&server).run("Mend it").client_request_id("order-17");
    unknown(run.reconcile_within(Duration::ZERO).await);
    start(&server);
}

#[tokio::test]
async fn a_run_is_found_at_the_third_look() {
    let server =
        Server::start([Answer::CloseUnanswered, nothing(), nothing(), Answer::Compute(committed)]).await;
    let run = agent(&server).run("Mend it").client_request_id("order-17").reconcile_within(SOON).await;
    assert_eq!(run.expect("the run").id(), 12);
    assert_eq!(start(&server)["metadata"], json!({"client_request_id": "order-17"}));
    assert_eq!(lines(&server), [CREATE, LOOK, LOOK, LOOK]);
}

#[tokio::test]
async fn a_run_that_is_never_found_is_not_started_again() {
    let answers = (0..20).map(|_| nothing());
    let server = Server::start([Answer::CloseUnanswered].into_iter().chain(answers)).await;
    let began = tokio::time::Instant::now();
    let error =
        unknown(agent(&server).run("Mend it").client_request_id("order-17").reconcile_within(SOON).await);
    assert!(began.elapsed() >= SOON);
    assert_eq!(error.client_request_id(), Some("order-17"));
    start(&server);
    // At 0, 10, 30, 70, 150 and 300 ms.
    assert_eq!(lines(&server).len(), 7);
}

#[tokio::test]
async fn ids_are_new_each_time() {
    let lost = || Answer::CloseUnanswered;
    let server = Server::start([lost(), nothing(), lost(), nothing()]).await;
    let run = agent(&server).run("Mend it").reconcile_within(Duration::ZERO);
    let ids = [run.clone().await, run.await].map(|end| {
        let error = unknown(end);
        let id = error.client_request_id().map(str::to_owned);
        // Nobody else knows it: whoever only logs the error has to see it.
        for text in [error.to_string(), format!("{error:?}"), AnyError::from(error).to_string()] {
            assert!(id.as_deref().is_some_and(|id| text.contains(id)), "{text}");
        }
        id
    });
    assert!(ids[0].is_some() && ids[0] != ids[1], "{ids:?}");
}

#[tokio::test]
async fn a_look_that_fails_is_repeated_if_that_may_help() {
    let busy =
        || Response::json(429, r#"{"message": "slow", "status_code": 429}"#).header("retry-after", "0");
    let server = Server::start([
        Answer::CloseUnanswered,
        busy().into(),
        Answer::CloseUnanswered,
        Response::new(503).into(),
        Answer::Compute(committed),
    ])
    .await;
    let run = agent(&server).run("Mend it").reconcile_within(SOON).await;
    assert_eq!(run.expect("the run").id(), 12);
    start(&server);

    let refused = Response::json(403, r#"{"message": "not yours", "status_code": 403}"#);
    let server = Server::start([Answer::CloseUnanswered, refused.into()]).await;
    let error = unknown(agent(&server).run("Mend it").reconcile().await);
    let text = error.to_string();
    assert!(
        text.starts_with("the connection was lost before an answer came: the request may or may not"),
        "{text}"
    );
    assert!(
        text.contains("; the search for it failed: the API answered 403 (InsufficientAccess): not yours"),
        "{text}"
    );
    assert_eq!(error.attempts().len(), 2, "the start and the look");
    assert_eq!(lines(&server), [CREATE, LOOK]);
}

#[tokio::test]
async fn an_old_run_with_the_same_id_is_another_one() {
    let old = |requests: &[Request]| {
        let sent: Value = serde_json::from_slice(&requests[0].body).expect("JSON");
        page(&[json!({"id": 12, "organization_id": 7, "metadata": sent["metadata"],
            "created_at": "2020-01-01T00:00:00Z"})])
    };
    let server = Server::start([Answer::CloseUnanswered, Answer::Compute(old)]).await;
    unknown(
        agent(&server).run("Mend it").client_request_id("order-17").reconcile_within(Duration::ZERO).await,
    );
    start(&server);
}

#[tokio::test]
async fn a_failure_that_says_what_happened_is_no_reason_to_search() {
    let refusal = Response::json(402, r#"{"message": "no credit", "status_code": 402}"#);
    let server = Server::start([refusal]).await;
    let error = agent(&server).run("Mend it").client_request_id("order-17").await.expect_err("a refusal");
    assert_eq!((error.kind(), error.client_request_id()), (ErrorKind::BillingLimit, Some("order-17")));
    assert_eq!(lines(&server), [CREATE]);
}

#[tokio::test]
async fn what_was_not_sent_is_not_searched_for() {
    let server = Server::start([Answer::CloseUnanswered; 0]).await;
    let run = agent(&server).run("Mend it").image("/no/such/image.png").client_request_id("order-17");
    let error = run.await.expect_err("no image");
    assert_eq!((error.kind(), error.client_request_id()), (ErrorKind::InvalidRequest, Some("order-17")));
    assert!(lines(&server).is_empty());
}

#[tokio::test]
async fn the_deadline_of_the_call_ends_the_search() {
    let server = Server::start([Answer::CloseUnanswered, Answer::Hang]).await;
    let began = tokio::time::Instant::now();
    let error = unknown(agent(&server).run("Mend it").reconcile().deadline(SOON).await);
    assert!(error.client_request_id().is_some() && began.elapsed() < SOON * 10);
    assert_eq!(lines(&server), [CREATE, LOOK]);

    // The deadline of the client is one too.
    let server = Server::start([Answer::CloseUnanswered, Answer::Hang]).await;
    let client = Client::builder().base_url(&server.url).token("token-token").budget(LocalBudget::default());
    let client = client.deadline(SOON).build().expect("a client");
    unknown(Agent::with_client(client, 7).run("Mend it").reconcile().await);
}

#[tokio::test]
async fn a_caller_that_leaves_leaves_nothing_behind() {
    let server = Server::start([Answer::CloseUnanswered, Answer::Hang]).await;
    let call = tokio::spawn(agent(&server).run("Mend it").reconcile().into_future());
    server.received(2).await;
    call.abort();
    assert!(call.await.expect_err("it is gone").is_cancelled());
    start(&server);
    assert_eq!(lines(&server), [CREATE, LOOK]);
}
