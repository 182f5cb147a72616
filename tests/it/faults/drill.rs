//! The drill of the unknown outcome: the server carries out a create and the answer is lost.

use super::{call::GOOD, run::quick};
use crate::server::{Answer, Response, Server};
use codegen_client::{
    Agent, Cause, Client, ErrorKind, Quota, Sent, operations::agents::CreateAgentRun,
    types::CreateAgentRunInput,
};
use futures_util::future::join_all;
use std::time::{Duration, SystemTime};

fn create(client: &Client) -> CreateAgentRun {
    client.create_agent_run(7, CreateAgentRunInput::new("Mend it"))
}

/// How many runs there are: the server carries out every create that it has read.
fn runs(server: &Server) -> usize {
    server.requests().iter().filter(|request| request.method == "POST").count()
}

/// All the ways in which the answer gets lost after the run exists.
fn cuts() -> Vec<Answer> {
    let good = Response::json(200, GOOD);
    vec![
        Answer::CloseUnanswered,
        Answer::ResetUnanswered,
        Answer::Raw("HTTP/1.1 201 Created\r\nconte"),
        Answer::Truncate(good.clone(), 1),
        Answer::Stall(good, 1),
        Answer::Hang,
        // From what stands before the server.
        Response::new(502).body("bad gateway").into(),
        Response::new(503).header("retry-after", "0").into(),
        Response::new(504).body("gateway timeout").into(),
    ]
}

#[tokio::test]
async fn exactly_one_run_exists_after_the_answer_is_lost() {
    let drills = cuts().into_iter().map(|cut| async move {
        let good = Answer::from(Response::json(200, GOOD));
        let server = Server::start([cut.clone(), good.clone(), good]).await;
        let limit = Duration::from_secs(1);
        let client = quick(&server.url).attempt_timeout(limit).build().expect("a valid client");
        let error = create(&client).await.expect_err("a lost answer");
        assert!(matches!(error.cause(), Cause::OutcomeUnknown(_)), "{cut:?}: {error:?}");
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
        assert_ne!(error.sent(), Sent::No, "{cut:?}");
        // A caller that repeats what the error calls retryable makes no second run either.
        assert!(!error.is_retryable(), "{cut:?}");
        assert_eq!(error.attempts().len(), 1, "{cut:?}");

        // By the answer to this one, a request that was still on its way would have arrived.
        client.get_agent_run(7, 12).await.expect("a run");
        assert_eq!(runs(&server), 1, "{cut:?}");
    });
    join_all(drills).await;
}

#[tokio::test]
async fn each_of_many_creates_at_once_makes_one_run() {
    const CREATES: usize = 16;
    let cuts: Vec<_> =
        cuts().into_iter().filter(|cut| !matches!(cut, Answer::Hang | Answer::Stall(..))).collect();
    let server = Server::start(cuts.into_iter().cycle().take(CREATES)).await;
    let agent = Agent::with_client(quick(&server.url).build().expect("a valid client"), 7);
    let results =
        join_all((0..CREATES).map(|number| agent.run(format!("Mend number {number}")).into_future())).await;
    for result in results {
        assert_eq!(result.expect_err("a lost answer").kind(), ErrorKind::OutcomeUnknown);
    }
    assert_eq!(runs(&server), CREATES);
    let mut bodies: Vec<_> = server.requests().into_iter().map(|request| request.body).collect();
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), CREATES, "each is another run");
}

/// A request whose caller has left goes on counting: the server has it, and may have carried it out.
#[tokio::test]
async fn a_create_whose_caller_leaves_keeps_its_place_in_the_limit() {
    let window = Duration::from_secs(60);
    let server = Server::start([Answer::Hang, Response::json(200, GOOD).into()]).await;
    let client =
        quick(&server.url).bucket("agent-creation", Quota::new(1, window)).build().expect("a valid client");
    let call = tokio::spawn(create(&client).into_future());
    server.received(1).await;
    let before = SystemTime::now();
    call.abort();
    assert!(call.await.expect_err("its caller left").is_cancelled());

    let error = create(&client).deadline(window).await.expect_err("the limit is used up");
    assert_eq!((error.kind(), error.sent()), (ErrorKind::WouldExceedDeadline, Sent::No));
    assert!(error.attempts().is_empty());
    let at = error.retry_at().expect("a time");
    assert!(at >= before + window, "only {:?} after the call was left", at.duration_since(before));
    assert_eq!(runs(&server), 1);
}
