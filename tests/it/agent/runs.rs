//! Runs, their pages, and errors as applications handle them.

use super::agent;
use crate::server::{Response, Server};
use codegen_client::{
    Agent, AnyError, ErrorKind,
    operations::agents::{CreateAgentRunError, ListAgentRunsError},
    types::{AgentRunStatus, AgentType, SourceType},
};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};
use tokio::task::JoinSet;

fn page(ids: &[i64], total: i64) -> Response {
    let items: Vec<Value> = ids.iter().map(|id| json!({"id": id, "organization_id": 7})).collect();
    Response::json(
        200,
        &json!({"items": items, "total": total, "page": 1, "size": 2, "pages": 3}).to_string(),
    )
}

#[tokio::test]
async fn a_run_is_started_looked_at_and_read_again() {
    let started =
        r#"{"id": 12, "organization_id": 7, "status": "ACTIVE", "web_url": "https://example.com/12"}"#;
    let ended = r#"{"id": 12, "organization_id": 7, "status": "COMPLETE", "result": "mended", "source_type": "API",
        "created_at": "2025-06-15T15:06:40.500Z", "metadata": {"ticket": "A-1"}, "github_pull_requests":
        [{"id": 3, "created_at": "2025-06-15 15:06:40.500000"}, {"id": 4, "created_at": "yesterday"}]}"#;
    let server = Server::start([started, ended, ended].map(|text| Response::json(200, text))).await;
    let agent = agent(&server);
    let Value::Object(metadata) = json!({"ticket": "A-1"}) else { panic!("an object") };
    let run = agent.run("Mend it").repo(3).model("m").agent_type(AgentType::ClaudeCode).metadata(metadata);
    let run = run.deadline(Duration::from_mins(5)).attempt_timeout(Duration::from_mins(1));
    let run = run.await.expect("a run");
    assert_eq!((run.id(), run.organization_id), (12, 7));
    assert_eq!(
        (run.status(), run.web_url()),
        (Some(&AgentRunStatus::Active), Some("https://example.com/12"))
    );
    assert_eq!((run.result(), run.created()), (None, Ok(None)));

    let later = run.refresh().await.expect("the same run");
    assert_eq!(
        (later.id(), later.status(), later.result()),
        (12, Some(&AgentRunStatus::Complete), Some("mended"))
    );
    assert_eq!(run.status(), Some(&AgentRunStatus::Active), "a run stays as it was read");
    let created = SystemTime::UNIX_EPOCH + Duration::from_millis(1_750_000_000_500);
    assert_eq!(later.created(), Ok(Some(created)));
    let pull_requests = later.github_pull_requests.as_deref().expect("pull requests");
    assert_eq!(pull_requests[0].created(), Ok(created), "without an offset it is UTC");
    assert_eq!(pull_requests[1].created().expect_err("no time").text(), "yesterday");

    let run = agent.get_run(12).await.expect("the same run").into_inner();
    assert_eq!(run.source_type, Some(SourceType::Api));

    let requests = server.requests();
    let lines: Vec<String> =
        requests.iter().map(|request| format!("{} {}", request.method, request.path)).collect();
    let read = "GET /v1/organizations/7/agent/run/12";
    assert_eq!(lines, ["POST /v1/organizations/7/agent/run", read, read]);
    let sent: Value = serde_json::from_slice(&requests[0].body).expect("JSON");
    let expected = json!({"prompt": "Mend it", "repo_id": 3, "model": "m", "agent_type": "claude_code",
        "metadata": {"ticket": "A-1"}});
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn the_items_of_three_pages_come_one_by_one() {
    let server = Server::start([page(&[1, 2], 5), page(&[3, 4], 5), page(&[5], 5)]).await;
    let mut items = agent(&server).runs().limit(2).items();
    assert_eq!(items.try_next().await.expect("a page").map(|run| run.id), Some(1));
    assert_eq!(server.requests().len(), 1, "a page is requested when it is needed");
    let rest: Vec<i64> = items.map_ok(|run| run.id).try_collect().await.expect("more pages");
    assert_eq!(rest, [2, 3, 4, 5]);
    let queries: Vec<Option<String>> = server.requests().into_iter().map(|request| request.query).collect();
    assert_eq!(queries, ["limit=2", "limit=2&skip=2", "limit=2&skip=4"].map(|query| Some(query.to_owned())));
}

#[tokio::test]
async fn a_stream_ends_after_its_error() {
    let server = Server::start([page(&[1, 2], 5), Response::new(503)]).await;
    let items: Vec<_> = agent(&server).runs().items().collect().await;
    let [Ok(first), Ok(second), Err(error)] = &items[..] else { panic!("{items:?}") };
    assert_eq!((first.id, second.id), (1, 2));
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Unexpected, true));
    assert_eq!(server.requests().len(), 2);
}

/// What an application does with an error, as the README shows it.
async fn advice(agent: &Agent) -> String {
    match agent.run("Fix authentication bug in user service").await {
        Ok(run) => format!("{} {}", run.id(), run.web_url().unwrap_or_default()),
        Err(error) => match error.kind() {
            ErrorKind::BillingLimit => match error.api() {
                Some(CreateAgentRunError::BillingLimit(body)) => body.message.clone(),
                _ => "without a message".to_owned(),
            },
            ErrorKind::NoRepositories => "add a repository first".to_owned(),
            ErrorKind::RateLimited => format!("again: {}", error.retry_at().is_some()),
            ErrorKind::Validation => match error.api() {
                Some(CreateAgentRunError::Validation(body)) => body.to_string(),
                _ => format!("{error}; may have acted: {:?}", error.sent()),
            },
            kind => format!("{kind:?}"),
        },
    }
}

#[tokio::test]
async fn errors_are_matched_by_kind_and_by_body() {
    let invalid = r#"{"detail": [{"loc": ["body", "images", 0], "msg": "no image", "type": "value_error"}]}"#;
    let server = Server::start([
        Response::json(402, r#"{"message": "no credit", "status_code": 402}"#),
        Response::new(402),
        Response::json(404, r#"{"message": "none", "status_code": 404}"#),
        Response::json(429, r#"{"message": "slow", "status_code": 429}"#).header("retry-after", "0"),
        Response::json(422, invalid),
        Response::json(422, r#"{"detail": "no"}"#),
        Response::new(500),
        Response::json(200, r#"{"id": 1, "organization_id": 7, "web_url": "u"}"#),
    ])
    .await;
    let agent = agent(&server);
    for expected in [
        "no credit",
        "without a message",
        "add a repository first",
        "again: true",
        "body.images.0: no image",
        "the API answered 422 (Validation) with a body that is not what its description states, at `detail`; may have acted: Yes",
        "OutcomeUnknown",
        "1 u",
    ] {
        assert_eq!(advice(&agent).await, expected);
    }
    assert_eq!(server.requests().len(), 8);
}

/// Two operations, one error type.
async fn newest_result(agent: &Agent) -> Result<Option<String>, AnyError> {
    let page = agent.runs().limit(1).await?;
    let Some(newest) = page.items.first() else { return Ok(None) };
    Ok(agent.get_run(newest.id).await?.result().map(str::to_owned))
}

#[tokio::test]
async fn any_error_collects_the_errors_of_two_operations() {
    let server = Server::start([
        page(&[5], 1),
        Response::json(200, r#"{"id": 5, "organization_id": 7, "result": "mended"}"#),
        Response::json(403, r#"{"message": "not yours", "status_code": 403}"#)
            .header("x-request-id", "req-1"),
        page(&[5], 1),
        Response::json(404, r#"{"message": "gone", "status_code": 404}"#),
        page(&[], 0),
    ])
    .await;
    let agent = agent(&server);
    assert_eq!(newest_result(&agent).await.expect("a result").as_deref(), Some("mended"));
    let error = newest_result(&agent).await.expect_err("the list is refused");
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::InsufficientAccess, Some("req-1")));
    let typed = error.downcast_ref::<ListAgentRunsError>().expect("the error of the list");
    assert!(
        matches!(typed.api(), Some(ListAgentRunsError::InsufficientAccess(body)) if body.message == "not yours")
    );
    let error = newest_result(&agent).await.expect_err("the run is gone");
    assert_eq!(error.kind(), ErrorKind::RunNotFound);
    assert!(error.downcast_ref::<ListAgentRunsError>().is_none());
    assert_eq!(error.to_string(), "the API answered 404 (RunNotFound): gone");
    assert!(newest_result(&agent).await.expect("an empty list").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_and_streams_move_into_tasks() {
    let run = || Response::json(200, r#"{"id": 12, "organization_id": 7}"#);
    let server = Server::start([run(), run(), page(&[1, 2], 2)]).await;
    let agent = agent(&server);
    let started = tokio::spawn(agent.run("Mend it").into_future());
    assert_eq!(started.await.expect("no panic").expect("a run").id(), 12);
    let read = tokio::spawn(async move {
        let run = agent.get_run(12).await?;
        Ok::<_, AnyError>((run.id(), agent.runs().items()))
    });
    let (id, items) = read.await.expect("no panic").expect("a run");
    assert_eq!(id, 12);
    let mut tasks = JoinSet::new();
    tasks.spawn(async move { items.map_ok(|run| run.id).try_collect::<Vec<i64>>().await });
    let ids = tasks.join_next().await.expect("a task").expect("no panic").expect("two runs");
    assert_eq!(ids, [1, 2]);
}
