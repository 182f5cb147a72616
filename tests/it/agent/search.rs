//! How long a run is searched for whose start has no answer, and how often. The clock is paused: no test waits.

use super::platform::{Platform, SILENCE};
use codegen_client::ErrorKind;
use serde_json::{Value, json};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// A platform that loses the answer to each start, and lists the run of `order-17` from so many seconds on.
fn lists_from(appears: f64) -> impl Fn(&str, f64, usize) -> (u16, Value) + Send + Sync {
    move |line, seconds, _| {
        if line.starts_with("POST ") {
            return (500, json!({}));
        }
        let run = json!({"id": 12, "organization_id": 7, "metadata": {"client_request_id": "order-17"}});
        let items = if seconds < appears { vec![] } else { vec![run] };
        (200, json!({"items": items, "total": items.len(), "page": 1, "size": 100, "pages": 1}))
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_search_looks_early_too() {
    let platform = Platform::default();
    let run = platform.agent(lists_from(5.0)).run("Mend it").client_request_id("order-17");
    let run = run.reconcile_within(SECOND * 3_600).deadline(SECOND * 60);
    let began = tokio::time::Instant::now();
    assert_eq!(run.await.expect("the run").id(), 12);
    assert!(began.elapsed() < SECOND * 10, "{:?}", began.elapsed());
    assert!(platform.lines().len() < 8, "{:?}", platform.lines());
}

#[tokio::test(start_paused = true)]
async fn a_search_may_last_for_ever() {
    let platform = Platform::default();
    let run = platform.agent(lists_from(86_400.0)).run("Mend it").client_request_id("order-17");
    assert_eq!(run.reconcile_within(Duration::MAX).await.expect("the run").id(), 12);
    assert!(platform.lines().len() < 2_000, "{}", platform.lines().len());
}

#[tokio::test(start_paused = true)]
async fn a_look_without_an_answer_is_not_the_last_one() {
    let platform = Platform::default();
    let answer = lists_from(0.0);
    let agent = platform.agent(
        move |line, seconds, before| if before == 1 { SILENCE } else { answer(line, seconds, before) },
    );
    let run = agent.run("Mend it").client_request_id("order-17");
    let began = tokio::time::Instant::now();
    assert_eq!(run.await.expect("the run").id(), 12);
    assert!(began.elapsed() < SECOND * 15, "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_after_the_deadline() {
    let platform = Platform::default();
    let run = platform.agent(lists_from(0.0)).run("Mend it").client_request_id("order-17");
    let error = run.deadline(Duration::from_millis(50)).await.expect_err("the answer takes 100 ms");
    assert_eq!((error.kind(), error.client_request_id()), (ErrorKind::OutcomeUnknown, Some("order-17")));
    tokio::time::sleep(SECOND).await;
    assert_eq!(platform.lines(), ["POST /v1/organizations/7/agent/run"]);
}
