//! How often a call may be sent: by its policy, by what the retries of a client may cost in all, and after a 401.

use crate::{
    api::{Client, Loan},
    memory::{Act, Server, books, failing, loan, ms},
};
use codegen_runtime::{Ending, Quota, RetryPolicy, StatusCode, TokenSource};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::time::Instant;

const LOAN: Loan = Loan { book: 1 };
const TWICE: RetryPolicy = RetryPolicy::attempts(2);

#[tokio::test(start_paused = true)]
async fn the_call_has_its_policy_else_the_client() {
    let count = async |builder: fn(&Server) -> Client, policy: Option<RetryPolicy>| {
        let server = Server::new((0..9).map(|_| failing(500)));
        let call = builder(&server).list_books("x");
        let error = match policy {
            Some(policy) => call.retry(policy).await,
            None => call.await,
        }
        .unwrap_err();
        assert_eq!(error.attempts().len(), server.requests().len());
        server.requests().len()
    };
    let default = |server: &Server| server.retrying().build().unwrap();
    let twice = |server: &Server| server.retrying().retry(TWICE).build().unwrap();
    let never = |server: &Server| server.retrying().retry(RetryPolicy::none()).build().unwrap();
    assert_eq!(count(default, None).await, 5);
    assert_eq!(count(default, Some(RetryPolicy::none())).await, 1);
    assert_eq!(count(default, Some(RetryPolicy::attempts(7))).await, 7);
    assert_eq!(count(twice, None).await, 2);
    assert_eq!(count(twice, Some(RetryPolicy::attempts(3))).await, 3);
    assert_eq!(count(never, None).await, 1);
    assert_eq!(count(never, Some(RetryPolicy::attempts(0))).await, 1);
    assert_eq!(count(never, Some(RetryPolicy::default())).await, 5);

    let slow = RetryPolicy::attempts(4).backoff(Duration::from_secs(2), Duration::from_secs(6));
    let start = Instant::now();
    assert_eq!(count(never, Some(slow)).await, 4);
    assert_eq!(start.elapsed().as_secs(), 1 + 2 + 3);
}

/// Calls that fail twice, and how many requests they send in all.
async fn fail(client: &Client, server: &Server, calls: usize) -> usize {
    let before = server.requests().len();
    for _ in 0..calls {
        client.list_books("x").retry(TWICE).await.unwrap_err();
    }
    server.requests().len() - before
}

#[tokio::test(start_paused = true)]
async fn the_clones_of_a_client_share_what_their_retries_may_cost() {
    let server = Server::new((0..39 + 36).map(|_| failing(500)));
    let client = server.retrying().build().unwrap();
    let clone = client.clone();
    assert_eq!(fail(&client, &server, 20).await, 40);
    assert_eq!(fail(&clone, &server, 15).await, 30);
    // 35 failures cost 490 of 500.
    assert_eq!(fail(&client, &server, 1).await, 1);
    assert_eq!(fail(&clone, &server, 2).await, 2);
    let other = Server::new((0..2).map(|_| failing(500)));
    assert_eq!(fail(&other.retrying().build().unwrap(), &other, 1).await, 2, "another client has its own");
}

#[tokio::test(start_paused = true)]
async fn successes_fill_up_what_retries_may_cost() {
    let server = Server::new((0..70).map(|_| failing(500)));
    let client = server.retrying().build().unwrap();
    let call = async |acts: Vec<Act>| {
        let (before, expected) = (server.requests().len(), acts.len());
        server.then(acts);
        let result = client.list_books("x").retry(TWICE).await;
        assert_eq!(server.requests().len() - before, expected);
        result.is_ok()
    };
    assert_eq!(fail(&client, &server, 35).await, 70);
    // 10 are left, and each success gives 1.
    for _ in 0..3 {
        assert!(call(vec![books()]).await);
    }
    assert!(!call(vec![failing(503)]).await);
    assert!(call(vec![books()]).await);
    // 14 pay for one retry; its success gives them back, as often as it likes.
    for _ in 0..3 {
        assert!(call(vec![failing(503), books()]).await);
    }
    // A 404 gives nothing, and a throttle costs 5: 14, 9, 4.
    assert!(!call(vec![failing(404)]).await);
    for _ in 0..2 {
        assert!(!call(vec![failing(429), failing(429)]).await);
    }
    assert!(!call(vec![failing(429)]).await);
}

#[tokio::test(start_paused = true)]
async fn a_replay_after_401_is_no_retry_but_pays_a_permit() {
    let tokens = AtomicU32::new(0);
    let source = TokenSource::from_fn(move || {
        let number = tokens.fetch_add(1, Ordering::Relaxed);
        async move { Ok::<_, std::io::Error>(format!("token-number-{number}")) }
    });
    let quota = Quota::new(1, Duration::from_secs(10));
    let server = Server::new([failing(401), failing(429), loan()]);
    let client = server.retrying().token_source(source).bucket("reserving", quota).build().unwrap();
    let start = Instant::now();
    let answer = client.reserve_book(&LOAN).retry(TWICE).await.unwrap();
    assert_eq!(server.arrived(start), [0, 10_004, 20_008].map(ms));
    let seen: Vec<_> = answer.attempts().iter().map(|at| (at.ending, at.waited, at.queued)).collect();
    assert_eq!(
        seen,
        [
            (Ending::Status(StatusCode::UNAUTHORIZED), ms(0), ms(0)),
            (Ending::Status(StatusCode::TOO_MANY_REQUESTS), ms(0), ms(10_004)),
            (Ending::Status(StatusCode::CREATED), ms(500), ms(9_504)),
        ]
    );
}
