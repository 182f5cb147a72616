//! Waiting for runs. The clock is paused: no test waits.

use super::platform::Platform;
use codegen_client::{Cause, ErrorKind, Run, TimedOut, operations::agents::GetAgentRunError};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::task::JoinSet;

/// Run `id` fails after so many seconds if it is even, and ends well if it is odd.
fn run(id: i64, seconds: f64) -> Value {
    let end = if id % 2 == 0 { "Failed" } else { "complete" };
    #[expect(clippy::cast_precision_loss, reason = "ids are small")]
    let status = if seconds < id as f64 { "RUNNING" } else { end };
    json!({"id": id, "organization_id": 7, "status": status, "result": format!("result {id}")})
}

/// The answers of a platform with the runs 1 to 9, of which a list shows all but the first.
fn answer(line: &str, seconds: f64, _: usize) -> (u16, Value) {
    match line.strip_prefix("GET /v1/organizations/7/agent/run/") {
        Some(id) => match id.parse().expect("an id") {
            id @ 1..10 => (200, run(id, seconds)),
            _ => (404, json!({"message": "no such run", "status_code": 404})),
        },
        None if line.starts_with("POST /v1/organizations/7/agent/run") => (200, run(3, seconds)),
        None => {
            let items: Vec<Value> = (2..10).rev().map(|id| run(id, seconds)).collect();
            (200, json!({"items": items, "total": 8, "page": 1, "size": 100, "pages": 1}))
        }
    }
}

const LIST: &str = "GET /v1/organizations/7/agent/runs";

#[tokio::test(start_paused = true)]
async fn a_run_is_waited_for_however_it_ends() {
    let platform = Platform::default();
    let agent = platform.agent(answer);
    let run = agent.run("Mend it").await.expect("a run");
    assert!(!run.has_ended());
    let done = run.wait().await.expect("an end");
    assert_eq!((done.id(), done.succeeded(), done.result()), (3, true, Some("result 3")));
    assert_eq!(done.response().attempts().len(), 1);
    let failed = agent.wait(2).await.expect("an end");
    assert!(failed.has_ended() && !failed.succeeded());
    assert!(!platform.lines().iter().any(|line| line == LIST), "{:?}", platform.lines());
}

#[tokio::test(start_paused = true)]
async fn waits_for_all_share_the_list() {
    let platform = Platform::default();
    let agent = platform.agent(answer);
    let ends = agent.wait_all([9, 1, 4, 99]).await;
    let [Ok(nine), Ok(one), Ok(four), Err(error)] = &ends[..] else { panic!("{ends:?}") };
    assert_eq!([nine, one, four].map(Run::id), [9, 1, 4]);
    assert_eq!([nine, one, four].map(Run::succeeded), [true, true, false]);
    assert!(matches!(error.api(), Some(GetAgentRunError::RunNotFound(_))), "{error:?}");
    let (lists, reads): (Vec<_>, Vec<_>) = platform.lines().into_iter().partition(|line| line == LIST);
    assert!(lists.len() < 10 && reads.len() < 10, "{lists:?} {reads:?}");

    // Runs and ids are told apart by nothing but the caller's need.
    let runs = [nine.clone(), four.clone()];
    for ends in [agent.wait_all(&runs).await, agent.wait_all(runs).await] {
        assert_eq!(ends.into_iter().map(|run| run.expect("a run").id()).collect::<Vec<_>>(), [9, 4]);
    }
    assert!(agent.wait_all(Vec::<i64>::new()).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn waits_in_tasks_of_their_own_share_the_list_too() {
    let platform = Platform::default();
    let agent = platform.agent(answer);
    let mut tasks = JoinSet::new();
    for id in 2..10 {
        tasks.spawn(agent.clone().wait(id).into_future());
    }
    let mut ids: Vec<i64> = tasks.join_all().await.into_iter().map(|run| run.expect("a run").id()).collect();
    ids.sort_unstable();
    assert_eq!(ids, (2..10).collect::<Vec<_>>());
    let lines = platform.lines();
    assert!(lines.len() < 13 && lines.iter().filter(|line| *line != LIST).count() <= 2, "{lines:?}");
}

#[tokio::test(start_paused = true)]
async fn progress_is_told_and_the_deadline_holds() {
    let agent = Platform::default().agent(answer);
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = |run: &Run| format!("{} {}", run.id(), run.status().map_or("", |status| status.as_str()));
    let heard = Arc::clone(&told);
    let wait = agent.wait(3).on_progress(move |run| heard.lock().expect("no panic").push(tell(run)));
    assert!(format!("{wait:?}").contains("key: 3"), "{wait:?}");
    wait.await.expect("an end");
    assert_eq!(*told.lock().expect("no panic"), ["3 RUNNING", "3 COMPLETE"]);

    let heard = Arc::clone(&told);
    let all = agent.wait_all([8, 9]).deadline(Duration::from_secs(2));
    let all = all.on_progress(move |run| heard.lock().expect("no panic").push(tell(run)));
    for end in all.await {
        let error = end.expect_err("no end in time");
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Timeout, "get_agent_run"));
        let Cause::Timeout(TimedOut::Wait(limit)) = error.cause() else { panic!("{error:?}") };
        assert_eq!(limit.as_secs(), 2);
    }
    let mut told = told.lock().expect("no panic").split_off(2);
    told.sort_unstable();
    assert_eq!(told, ["8 RUNNING", "9 RUNNING"]);
}
