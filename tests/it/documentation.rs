//! What the platform's documentation shows, by the examples that do the same in Rust, against the stand-in of the platform.

use crate::examples::{
    backoff, error_kinds, last_known, rate_limiter, request_by_hand, start_run, token_file,
};
use codegen_client::{
    Agent, Builder, Client, Ending, ErrorKind, LocalBudget, Quota, RateLimiter, RetryPolicy, RunAgent,
    operations::{
        AGENT_CREATION, AGENT_STATUS,
        agents::{CREATE_AGENT_RUN, GET_AGENT_RUN},
        users::GET_CURRENT_USER,
    },
    types::{AgentRun, AgentType},
};
use codegen_mock::{
    Mock,
    faults::{Fault, Rule},
    limits::Headers,
};
use std::{path::Path, time::Duration};

const MINUTE: Duration = Duration::from_secs(60);

/// Longer than any wait that the client takes upon itself.
const HOUR: Duration = Duration::from_secs(3600);

/// The agents of an organization of the stand-in, by a client that shares its limits with none of the same token. No call
/// waits for a window of an hour.
fn agent(client: Builder<Client>, org_id: i64) -> Agent {
    let client = client.budget(LocalBudget::default()).deadline(MINUTE / 2);
    Agent::with_client(client.build().expect("a client"), org_id)
}

/// The statuses of the requests to an operation, in the order of their arrival.
fn statuses(mock: &Mock, operation: &str) -> Vec<u16> {
    let arrivals = mock.arrivals();
    let of_operation = arrivals.all().iter().filter(|arrival| arrival.operation.id == operation);
    of_operation.map(|arrival| arrival.status.expect("an answer")).collect()
}

/// The request with `curl`.
#[tokio::test]
async fn a_request_by_hand() {
    let mock = Mock::builder().quota(&AGENT_CREATION, 1, HOUR).start().await.expect("a mock");
    let agent = mock.agent().expect("an agent");
    let answer = request_by_hand::start(&agent).await.expect("an answer");
    let run: AgentRun = serde_json::from_slice(&answer).expect("a run");
    assert_eq!(agent.get_run(run.id).await.expect("the run").id(), run.id);
    // It pays from no limit, so it is the platform that refuses too many.
    let error = request_by_hand::start(&agent).await.expect_err("too many");
    assert_eq!(
        (error.kind(), error.status().map(|status| status.as_u16())),
        (ErrorKind::Unexpected, Some(429))
    );
    let stranger = agent_of_nobody(&mock);
    let error = request_by_hand::start(&stranger).await.expect_err("no token");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(statuses(&mock, CREATE_AGENT_RUN.id), [200, 429, 401]);
}

fn agent_of_nobody(mock: &Mock) -> Agent {
    agent(mock.client().token("a-token-of-nobody"), mock.org_id)
}

/// The SDK: an agent with an organization and a token, and something to do for it.
#[tokio::test]
async fn a_start() {
    let mock = Mock::start().await.expect("a mock");
    let agent = mock.agent().expect("an agent");
    let repositories = agent.repositories().await.expect("repositories");
    let run = start_run::start(&agent, repositories.items[0].id).await.expect("a run");
    assert!(run.web_url().is_some_and(|url| url.contains(&run.id().to_string())), "{run:?}");
    let read = agent.get_run(run.id()).await.expect("the run");
    assert_eq!(read.metadata.as_ref().expect("metadata")["ticket"], "AUTH-17");
    assert_eq!(statuses(&mock, CREATE_AGENT_RUN.id), [200]);
}

/// Exponential backoff: a request that is refused for the limit is repeated, and not before the platform allows for it.
#[tokio::test]
async fn a_start_that_is_refused_is_tried_again() {
    // One start in what is a minute there and a second here, and a client that believes in more.
    let mock = Mock::builder().quota(&AGENT_CREATION, 1, MINUTE).speed(60.0).start().await.expect("a mock");
    let wrong = mock.client().bucket("agent-creation", Quota::new(100, MINUTE));
    let agent = agent(wrong.jitter(|| 0.0), mock.org_id);
    let first = backoff::start(&agent).await.expect("a run");
    assert_eq!(first.response().attempts().len(), 1);
    let second = backoff::start(&agent).await.expect("a run, after a second");
    let endings = second.response().attempts().iter().map(|attempt| match attempt.ending {
        Ending::Status(status) => status.as_u16(),
        ending => panic!("{ending:?}"),
    });
    assert_eq!(endings.collect::<Vec<_>>(), [429, 200]);
    assert!(second.id() > first.id());
    assert_eq!(statuses(&mock, CREATE_AGENT_RUN.id), [200, 429, 200]);
}

/// The other end of it: after five refusals the last of them is the error.
#[tokio::test]
async fn five_refusals_are_enough() {
    let mock = Mock::builder().quota(&AGENT_CREATION, 0, HOUR).headers(Headers::None);
    let mock = mock.start().await.expect("a mock");
    // After a refusal that names no time it pauses for one of its windows.
    let wrong = mock.client().bucket("agent-creation", Quota::new(100, Duration::from_millis(1)));
    let error = backoff::start(&agent(wrong.jitter(|| 0.0), mock.org_id)).await.expect_err("no run");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::RateLimited, 5));
    assert_eq!(statuses(&mock, CREATE_AGENT_RUN.id), [429; 5]);
}

/// Each of the statuses that the documentation names, as the platform comes to give it, and what there is to do.
#[tokio::test]
async fn each_error_has_its_advice() {
    let mock = Mock::builder().plan(1).quota(&AGENT_CREATION, 5, HOUR).start().await.expect("a mock");
    let in_org = |org_id| {
        let wrong = mock.client().bucket("agent-creation", Quota::new(100, MINUTE));
        agent(wrong.retry(RetryPolicy::none()), org_id).run("Mend it")
    };
    let advice = async |run: RunAgent| error_kinds::advice(&run.await.expect_err("a refusal"));
    in_org(mock.org_id).await.expect("the only run of the plan");
    for (run, expected) in [
        (in_org(mock.org_id), "billing limit reached"),
        (in_org(1), "request access"),
        (in_org(mock.empty_org_id), "add a repository"),
        (in_org(mock.org_id).agent_type(AgentType::from("abacus")), "body.agent_type: "),
    ] {
        let advice = advice(run).await.expect("advice");
        assert!(advice.contains(expected), "{expected}: {advice}");
    }
    let nobody = agent_of_nobody(&mock).run("Mend it");
    assert_eq!(advice(nobody).await, None, "the documentation names no 401");
    let too_many = advice(in_org(mock.org_id)).await.expect("advice");
    assert!(too_many.starts_with("try again at Some("), "{too_many}");
    assert_eq!(statuses(&mock, CREATE_AGENT_RUN.id), [200, 402, 403, 404, 422, 401, 429]);
}

/// Graceful degradation: when there were too many requests, the last known status, and said to be that.
#[tokio::test]
async fn a_status_that_is_refused_is_the_last_known_one() {
    let mock = Mock::builder().quota(&AGENT_STATUS, 1, HOUR).start().await.expect("a mock");
    let wrong = mock.client().bucket("agent-status", Quota::new(100, MINUTE));
    let agent = agent(wrong, mock.org_id);
    let run = agent.run("Mend it").await.expect("a run").id();
    let known = last_known::status(&agent, run).await.expect("a status");
    // The platform refuses, and then its refusal pauses all requests.
    for cause in ["the API answered 429", "the rate limit has no room for a request now"] {
        let status = last_known::status(&agent, run).await.expect("the last status");
        assert!(status.starts_with(&format!("{known}, ")) && status.ends_with(cause), "{status}");
    }
    assert_eq!(statuses(&mock, GET_AGENT_RUN.id), [200, 429]);
}

/// A client that knows the limit falls back before it is refused anything.
#[tokio::test]
async fn a_limit_that_is_known_refuses_no_status() {
    let mock = Mock::builder().quota(&AGENT_STATUS, 1, HOUR).start().await.expect("a mock");
    let agent = agent(mock.client(), mock.org_id);
    let run = agent.run("Mend it").await.expect("a run").id();
    let known = last_known::status(&agent, run).await.expect("a status");
    let status = last_known::status(&agent, run).await.expect("the last status");
    let expected = [format!("{known}, "), "the rate limit has no room for a request now".to_owned()];
    assert!(status.starts_with(&expected[0]) && status.ends_with(&expected[1]), "{status}");
    assert_eq!(statuses(&mock, GET_AGENT_RUN.id), [200]);
}

/// A platform that fails or is out of reach leaves the last known status too.
#[tokio::test]
async fn a_failure_is_no_reason_to_know_nothing() {
    let mock = Mock::start().await.expect("a mock");
    let agent = mock.agent().expect("an agent");
    let run = agent.run("Mend it").await.expect("a run").id();
    let known = last_known::status(&agent, run).await.expect("a status");
    for (fault, cause) in [
        (Fault::Status { status: 503, retry_after: None }, "the API answered 503"),
        (Fault::ResetBefore, "no connection to the server, or a lost one"),
    ] {
        mock.add_fault(Rule::new(fault).on(&GET_AGENT_RUN).times(1));
        let status = last_known::status(&agent, run).await.expect("the last status");
        assert!(status.starts_with(&format!("{known}, ")) && status.ends_with(cause), "{status}");
    }
    assert_eq!(mock.arrivals().requests(&GET_AGENT_RUN), 3, "it was not tried again");
}

/// What the platform refuses stays an error, where the documentation's function returns nothing.
#[tokio::test]
async fn a_run_that_nobody_knows_has_no_last_status() {
    let mock = Mock::start().await.expect("a mock");
    let agent = mock.agent().expect("an agent");
    let error = last_known::status(&agent, 1).await.expect_err("no run");
    assert_eq!(error.kind(), ErrorKind::RunNotFound);
}

/// The rate limiter: ten requests in any window, and no more, by hand and so without any limit but this one.
#[tokio::test]
async fn the_rate_limiter_keeps_ten_in_a_window() {
    // A minute there is two seconds here.
    let speed = 30.0;
    let mock = Mock::builder().speed(speed).start().await.expect("a mock");
    let agent = mock.agent().expect("an agent");
    let limiter = RateLimiter::new(10, MINUTE.div_f64(speed));
    for _ in 0..12 {
        rate_limiter::in_turn(&limiter, request_by_hand::start(&agent)).await.expect("a run");
    }
    let arrivals = mock.arrivals();
    assert_eq!(arrivals.requests(&CREATE_AGENT_RUN), 12);
    assert_eq!((arrivals.most_in_a_window(&AGENT_CREATION), arrivals.throttled()), (10, 0), "{arrivals:?}");
}

/// Rotation: a token that the platform takes no more is read again from where it is kept.
#[tokio::test]
async fn a_token_that_was_renewed_needs_no_restart() {
    let mock = Mock::builder().tokens(["token-of-tuesday"]).start().await.expect("a mock");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("token");
    write(&path, "token-of-monday");
    let agent = token_file::agent(mock.client(), &path, mock.org_id).expect("a client");
    assert_eq!(agent.me().await.expect_err("not yet renewed").kind(), ErrorKind::Unauthorized);
    write(&path, "token-of-tuesday");
    agent.me().await.expect("the owner, by the new token");
    agent.me().await.expect("the owner");
    assert_eq!(statuses(&mock, GET_CURRENT_USER.id), [401, 401, 200, 200]);
}

fn write(path: &Path, token: &str) {
    #[expect(clippy::disallowed_methods, reason = "a file of a temporary folder")]
    std::fs::write(path, token).expect("a writable folder");
}
