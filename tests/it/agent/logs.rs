//! Reading and following the log of a run. The clock is paused: no test waits.

use super::platform::Platform;
use codegen_client::{AnyError, ErrorKind, types::AgentRunLog};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

/// A log that grows by an entry each second, until the run ends after five.
fn answer(line: &str, seconds: f64, before: usize) -> (u16, Value) {
    if before == 2 {
        return (503, json!({}));
    }
    let query = line.split_once('?').map_or("", |(_, query)| query);
    let parameter = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(known, _)| *known == name).and_then(|(_, value)| value.parse::<usize>().ok())
    };
    let total = (1..=5).filter(|second| seconds >= f64::from(*second)).count();
    let (skip, limit) = (parameter("skip").unwrap_or(0), parameter("limit").unwrap_or(100));
    let entry = |at: usize| json!({"agent_run_id": 12, "thought": format!("thought {at}")});
    let logs: Vec<Value> = (skip..total).take(limit).map(entry).collect();
    let status = if total == 5 { "COMPLETE" } else { "RUNNING" };
    (200, json!({"id": 12, "organization_id": 7, "status": status, "logs": logs, "total_logs": total}))
}

fn thought(entry: AgentRunLog) -> String {
    entry.thought.unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn a_log_is_followed_to_the_end_of_the_run() {
    let platform = Platform::default();
    let agent = platform.agent(answer);
    let all: Vec<String> = (0..5).map(|at| format!("thought {at}")).collect();
    let logs = tokio::spawn(agent.logs(12).limit(2).follow().map_ok(thought).try_collect::<Vec<_>>());
    assert_eq!(logs.await.expect("no panic").expect("a log"), all);
    let lines = platform.lines();
    let first = "GET /v1/alpha/organizations/7/agent/run/12/logs?limit=2&reverse=false&skip=0";
    assert_eq!(lines[0], first);
    assert!(lines.len() < 14, "{lines:?}");

    let rest: Vec<_> =
        agent.logs(12).skip(3).reverse(true).follow().map_ok(thought).try_collect().await.expect("a log");
    assert_eq!(rest, all[3..]);
}

#[tokio::test(start_paused = true)]
async fn a_log_that_cannot_be_read_ends_the_stream() {
    let agent = Platform::default().agent(|_, _, _| (404, json!({"message": "none", "status_code": 404})));
    let error = agent.logs(12).follow().try_next().await.expect_err("no log");
    assert_eq!(error.kind(), ErrorKind::RunNotFound);
}

#[tokio::test(start_paused = true)]
async fn what_is_there_is_read_as_before() {
    let agent = Platform::default().agent(|line, _, _| answer(line, 9.0, 0));
    let read = async {
        let page = agent.logs(12).skip(1).limit(2).await?;
        let pages =
            agent.logs(12).limit(3).pages().map_ok(|page| page.logs.len()).try_collect::<Vec<_>>().await?;
        let items = agent.logs(12).limit(3).items().map_ok(thought).try_collect::<Vec<_>>().await?;
        Ok::<_, AnyError>((page.into_inner().logs, pages, items))
    };
    let (page, pages, items) = read.await.expect("a log");
    assert_eq!(page.into_iter().map(thought).collect::<Vec<_>>(), ["thought 1", "thought 2"]);
    assert_eq!((pages, items.len()), (vec![3, 2], 5));
}
