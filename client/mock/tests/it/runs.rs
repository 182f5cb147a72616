//! Runs from their start to their end.

use codegen_client::{
    AnyError,
    operations::agents::{GET_AGENT_RUN_LOGS, LIST_AGENT_RUNS},
    types::{AgentRunStatus, LogMessageType, SourceType},
};
use codegen_mock::{Builder, Mock};
use futures_util::TryStreamExt;
use serde_json::json;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

/// Its time runs so fast that a run takes 0.6 s of ours.
fn fast() -> Builder {
    let time = Duration::from_secs(60);
    Mock::builder().speed(100.0).run_time(time..=time)
}

#[tokio::test]
async fn a_run_is_waited_for_and_has_a_result() {
    let mock = fast().start().await.expect("a mock");
    let agent = mock.agent().expect("an agent");
    let run = agent.run("Mend it").metadata_entry("ticket", 7).await.expect("a run");
    assert_eq!(run.status(), Some(&AgentRunStatus::Pending));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&seen);
    let wait = run.wait().on_progress(move |run| {
        tell.lock().expect("no panic").push(run.status().cloned());
    });
    let end = wait.await.expect("an end");
    assert!(end.succeeded());
    assert_eq!(end.result(), Some("Done: Mend it"));
    assert_eq!(end.metadata.as_ref().map(|metadata| &metadata["ticket"]), Some(&json!(7)));
    assert_eq!(end.github_pull_requests.as_ref().map(Vec::len), Some(1));
    assert_eq!(seen.lock().expect("no panic").last(), Some(&Some(AgentRunStatus::Complete)));
}

#[tokio::test]
async fn failures_end_badly() {
    let mock = fast().failures(1.0).start().await.expect("a mock");
    let run = mock.agent().expect("an agent").run("Mend it").await.expect("a run");
    let end = run.wait().await.expect("an end");
    assert!(end.has_ended() && !end.succeeded());
    assert_eq!(end.github_pull_requests.as_ref().map(Vec::len), Some(0));
}

#[tokio::test]
async fn the_longest_run_that_is_asked_for_begins() {
    let mock =
        Mock::builder().speed(1e6).run_time(Duration::MAX..=Duration::MAX).start().await.expect("a mock");
    let run = mock.agent().expect("an agent").run("Mend it").await.expect("a run");
    assert!(!run.has_ended());
}

#[tokio::test]
async fn many_runs_are_waited_for_together() {
    let mock = fast().start().await.expect("a mock");
    let agent = mock.agent().expect("an agent");
    let mut runs = Vec::new();
    for number in 0..8 {
        runs.push(agent.run(format!("Task {number}")).await.expect("a run"));
    }
    for (number, end) in agent.wait_all(&runs).await.into_iter().enumerate() {
        let end = end.expect("an end");
        assert_eq!(
            (end.id(), end.result()),
            (runs[number].id(), Some(format!("Done: Task {number}").as_str()))
        );
    }
    let arrivals = mock.arrivals();
    assert_eq!(arrivals.throttled(), 0);
    assert!(arrivals.requests(&LIST_AGENT_RUNS) > 0, "they share the list: {arrivals:?}");
}

#[tokio::test]
async fn a_log_is_followed_while_it_grows() -> Result<(), AnyError> {
    let mock = fast().start().await.expect("a mock");
    let run = mock.agent()?.run("Mend it").await?;
    let first = run.logs().await?;
    assert!(!first.status.as_ref().is_some_and(AgentRunStatus::has_ended), "{first:?}");
    let followed: Vec<_> = run.logs().limit(3).follow().try_collect().await?;
    assert_eq!(
        followed.last().and_then(|entry| entry.message_type.as_ref()),
        Some(&LogMessageType::FinalAnswer)
    );
    // Once it has ended, it is the same read at once, and backwards.
    let all: Vec<_> = run.logs().limit(2).items().try_collect().await?;
    assert_eq!(followed, all);
    let mut backwards: Vec<_> = run.logs().reverse(true).items().try_collect().await?;
    backwards.reverse();
    assert_eq!(followed, backwards);
    let arrivals = mock.arrivals();
    assert!(arrivals.requests(&GET_AGENT_RUN_LOGS) > 3 && arrivals.throttled() == 0, "{arrivals:?}");
    Ok(())
}

#[tokio::test]
async fn a_run_is_stopped_and_goes_on() -> Result<(), AnyError> {
    // Long enough for a busy machine to stop it in time.
    let time = Duration::from_secs(200);
    let mock = fast().run_time(time..=time).start().await.expect("a mock");
    let run = mock.agent()?.run("Mend it").await?;
    run.ban().await?;
    let stopped = run.refresh().await?;
    assert_eq!(stopped.status(), Some(&AgentRunStatus::Stopped));
    run.unban().await?;
    assert_eq!(run.refresh().await?.status(), Some(&AgentRunStatus::Stopped));
    assert!(!run.resume("Go on").await?.has_ended());
    let end = run.wait().await?;
    assert_eq!((end.succeeded(), end.result()), (true, Some("Done: Go on")));
    let log: Vec<_> = run.logs().items().try_collect().await?;
    assert!(log.iter().any(|entry| entry.message_type == Some(LogMessageType::UserMessage)), "{log:?}");
    Ok(())
}

#[tokio::test]
async fn runs_are_listed_newest_first_by_source_and_user() -> Result<(), AnyError> {
    let mock = Mock::start().await.expect("a mock");
    let agent = mock.agent()?;
    for number in 0..5 {
        agent.run(format!("Task {number}")).await?;
    }
    agent.analyze_logs(mock.sandbox_id).await?;
    let repository = agent.repositories().await?.items[0].id;
    agent.generate_setup_commands(repository).await?;

    let ids = |runs: Vec<codegen_client::types::AgentRun>| runs.iter().map(|run| run.id).collect::<Vec<_>>();
    let all: Vec<_> = agent.runs().limit(3).items().try_collect().await?;
    assert_eq!(ids(all), [1007, 1006, 1005, 1004, 1003, 1002, 1001]);
    let setups: Vec<_> = agent.runs().source_type(SourceType::SetupCommands).items().try_collect().await?;
    assert_eq!(ids(setups), [1007]);
    let owner = agent.me().await?.id;
    assert_eq!(agent.runs().user_id(owner).await?.total, 7);
    assert_eq!(agent.runs().user_id(owner + 1).await?.total, 0);
    Ok(())
}

#[tokio::test]
async fn the_same_seed_makes_the_same_platform() -> Result<(), AnyError> {
    let mut shown = Vec::new();
    for seed in [5, 5, 6] {
        let mock = Mock::builder().seed(seed).start().await.expect("a mock");
        let agent = mock.agent()?;
        let repositories = agent.repositories().await?;
        shown.push(format!("{} {:?} {:?}", mock.org_id, repositories.items, agent.users().await?.items));
    }
    assert_eq!(shown[0], shown[1]);
    assert_ne!(shown[0], shown[2]);
    Ok(())
}

#[tokio::test]
async fn a_stand_in_that_is_dropped_answers_no_more() {
    let mock = Mock::start().await.expect("a mock");
    let client = mock.client().retry(codegen_client::RetryPolicy::none()).build().expect("a client");
    client.get_current_user().await.expect("an answer");
    drop(mock);
    // The port is closed as soon as the server has had a turn.
    let mut answers = 0;
    while client.get_current_user().await.is_ok() {
        answers += 1;
        assert!(answers < 100, "it goes on");
        tokio::task::yield_now().await;
    }
}
