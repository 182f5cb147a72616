//! Deadlines and timeouts, and what they say of the request. The clock is paused: no test waits.

use crate::{
    api::{ErrorKind, Loan, TOKEN},
    memory::{Act, Server, json, once},
};
use bytes::Bytes;
use codegen_runtime::{
    Body, Cause, Ending, Failure, MapPending, Sent, StatusCode, TimedOut, TokenSource, Transport,
    TransportError, Unanswered,
};
use std::{
    error::Error as _,
    task::{Context, Poll},
    time::{Duration, SystemTime},
};
use tokio::time::Instant;

const EMPTY: &[u8] = br#"{"items":[],"total":0}"#;

#[tokio::test(start_paused = true)]
async fn an_attempt_that_is_silent_ends() {
    let server = Server::new([Act::Silence, Act::Silence, Act::Stall(200, Bytes::from_static(b"{"))]);
    let client = server.client();
    let start = Instant::now();
    let error = client.list_books("x").await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 30, "the default of the builder");
    assert!(matches!(error.cause(), Cause::Timeout(TimedOut::Attempt(limit)) if limit.as_secs() == 30));
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Runtime(Failure::Timeout), Sent::Maybe));
    assert_eq!(error.attempts()[0].ending, Ending::Timeout);
    assert_eq!(error.attempts()[0].took.as_secs(), 30);
    assert!(error.is_retryable());

    let start = Instant::now();
    let error = client.lend_book(&Loan { book: 1 }).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 5, "what the operation states");
    assert!(matches!(error.cause(), Cause::OutcomeUnknown(Unanswered::Timeout(TimedOut::Attempt(_)))));
    assert_eq!((error.sent(), error.is_retryable()), (Sent::Maybe, false));

    let start = Instant::now();
    let error = client.list_books("x").attempt_timeout(Duration::from_secs(2)).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 2, "what the call states, the body included");
    assert!(matches!(error.cause(), Cause::Timeout(_)));
    assert_eq!(error.sent(), Sent::Yes);
}

#[tokio::test(start_paused = true)]
async fn people_come_before_the_description() {
    let server = Server::new([Act::Silence, Act::Silence]);
    let client = once()
        .token(TOKEN)
        .attempt_timeout(Duration::from_secs(9))
        .transport(server.transport())
        .build()
        .unwrap();
    let start = Instant::now();
    client.lend_book(&Loan { book: 1 }).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 9, "the builder's limit, not the 5 s of the operation");
    let start = Instant::now();
    client.lend_book(&Loan { book: 1 }).attempt_timeout(Duration::from_secs(7)).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 7, "the call's limit");
}

#[tokio::test(start_paused = true)]
async fn what_a_request_lacks_is_made_inside_the_deadline() {
    let server = Server::new([json(200, r#"{"book":2}"#)]);
    let made_in = |seconds| {
        server.client().lend_book(&Loan { book: 1 }).map_pending(|pending| {
            pending.completed_by(move |pending| async move {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                pending.json(Loan { book: 2 })
            })
        })
    };
    let error = made_in(3).deadline(Duration::from_secs(2)).await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Runtime(Failure::WouldExceedDeadline), Sent::No));
    assert!(server.requests().is_empty());

    let call = made_in(1).deadline(Duration::from_secs(2));
    call.await.unwrap();
    assert_eq!(&server.requests()[0].body()[..], br#"{"book":2}"#);

    let refused = server.client().list_books("x").map_pending(|pending| pending.refused("no shelf"));
    let error = refused.await.unwrap_err();
    assert!(matches!(error.cause(), Cause::InvalidRequest(why) if why.to_string() == "no shelf"));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_is_shorter_than_an_attempt_or_longer() {
    let late = |seconds| Act::Late(Duration::from_secs(seconds), 200, Bytes::from_static(EMPTY));
    let server = Server::new([late(4), late(2), late(4), late(40)]);
    let client = once()
        .token(TOKEN)
        .deadline(Duration::from_secs(3))
        .attempt_timeout(Duration::from_mins(1))
        .transport(server.transport())
        .build()
        .unwrap();
    let error = client.list_books("x").await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Timeout(TimedOut::Deadline(limit)) if limit.as_secs() == 3));
    assert!(client.list_books("x").await.is_ok());
    let error = client.list_books("x").deadline(Duration::from_secs(1)).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Timeout(TimedOut::Deadline(limit)) if limit.as_secs() == 1));
    assert!(client.list_books("x").deadline(Duration::MAX).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn without_time_nothing_is_sent() {
    let server = Server::new([]);
    let error = server.client().lend_book(&Loan { book: 1 }).deadline(Duration::ZERO).await.unwrap_err();
    let Cause::WouldExceed { earliest } = error.cause() else { panic!("{error:?}") };
    assert!(earliest.unwrap() <= SystemTime::now() && error.retry_at() == *earliest);
    let text = error.to_string();
    assert!(text.starts_with("the request was not sent: its deadline comes before its turn, at "), "{text}");
    assert_eq!(error.kind(), ErrorKind::Runtime(Failure::WouldExceedDeadline));
    assert_eq!((error.sent(), error.attempts().len(), error.is_retryable()), (Sent::No, 0, true));
    assert!(server.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn reading_the_token_is_inside_the_deadline() {
    let server = Server::new([]);
    let source = TokenSource::from_fn(std::future::pending::<Result<String, std::io::Error>>);
    let client = once().token_source(source).transport(server.transport()).build().unwrap();
    let error = client.lend_book(&Loan { book: 1 }).deadline(Duration::from_secs(9)).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::WouldExceed { .. }));
    assert_eq!(error.sent(), Sent::No);
}

#[tokio::test(start_paused = true)]
async fn there_is_no_replay_after_the_deadline() {
    // The other token comes with the deadline, and after it.
    for seconds in [2, 3] {
        let server = Server::new([json(401, r#"{"message":"who?"}"#)]);
        let reads = std::sync::atomic::AtomicU64::new(0);
        let source = TokenSource::from_fn(move || {
            let read = reads.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            async move {
                tokio::time::sleep(Duration::from_secs(seconds * read)).await;
                Ok::<_, std::io::Error>(format!("token-number-{read}"))
            }
        });
        let client = once().token_source(source).transport(server.transport()).build().unwrap();
        let error = client.lend_book(&Loan { book: 1 }).deadline(Duration::from_secs(2)).await.unwrap_err();
        assert!(matches!(error.cause(), Cause::Api { .. }), "{error:?}");
        assert_eq!((error.kind(), error.status()), (ErrorKind::Unauthorized, Some(StatusCode::UNAUTHORIZED)));
        assert_eq!((error.sent(), error.is_retryable()), (Sent::Yes, false));
        assert_eq!((error.attempts().len(), server.requests().len()), (1, 1));
    }
}

/// A service that is never ready, or never will be.
#[derive(Clone)]
struct Unready(bool);

impl tower::Service<http::Request<Bytes>> for Unready {
    type Response = http::Response<Body>;
    type Error = TransportError;
    type Future = std::future::Pending<Result<Self::Response, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        if self.0 { Poll::Ready(Err(TransportError::new(Sent::Maybe, "broken"))) } else { Poll::Pending }
    }

    fn call(&mut self, _: http::Request<Bytes>) -> Self::Future {
        panic!("it is not ready")
    }
}

#[tokio::test(start_paused = true)]
async fn a_transport_that_is_not_ready_sends_nothing() {
    for (unready, source) in [(Unready(false), "within 5s"), (Unready(true), "broken")] {
        let client = once().token(TOKEN).transport(Transport::new(unready)).build().unwrap();
        let error = client.lend_book(&Loan { book: 1 }).await.unwrap_err();
        assert!(matches!(error.cause(), Cause::Connect(_)), "{error:?}");
        assert!(error.source().unwrap().to_string().contains(source), "{error:?}");
        assert_eq!((error.sent(), error.is_retryable()), (Sent::No, true));
        assert_eq!(error.attempts()[0].ending, Ending::Connect);
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_nobody_needs_is_not_waited_for() {
    let server = Server::new([
        Act::Stall(204, Bytes::from_static(b"x")),
        Act::Stall(404, Bytes::from_static(br#"{"message":"m"}"#)),
        Act::Stall(404, Bytes::from_static(br#"{"message":"m"}"#)),
    ]);
    let client = server.client();
    let start = Instant::now();
    client.delete_cover().really(true).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 2);
    assert_eq!(client.list_books("x").await.unwrap_err().kind(), ErrorKind::NoSuchShelf);
    assert_eq!(start.elapsed().as_secs(), 4);
    let error = client.list_books("x").attempt_timeout(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(
        (error.kind(), start.elapsed().as_secs()),
        (ErrorKind::NoSuchShelf, 5),
        "a shorter limit holds"
    );
}

#[tokio::test]
async fn a_body_that_never_pauses_has_its_limit() {
    let server = Server::new([Act::Endless(200), Act::Endless(404)]);
    let client = server.client();
    let limit = Duration::from_millis(30);
    let error = client.list_books("x").attempt_timeout(limit).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Timeout(TimedOut::Attempt(_))), "{error:?}");
    let error = client.list_books("x").attempt_timeout(limit).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchShelf);
}

#[tokio::test(start_paused = true)]
async fn a_failing_transport_says_whether_it_sent() {
    let server = Server::new([
        Act::Fail(Sent::No, "refused"),
        Act::Fail(Sent::No, "refused"),
        Act::Fail(Sent::Maybe, "reset"),
        Act::Fail(Sent::Maybe, "reset"),
    ]);
    let client = server.client();
    let loan = Loan { book: 1 };
    let error = client.lend_book(&loan).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Connect(_)));
    assert_eq!((error.sent(), error.is_retryable()), (Sent::No, true));
    assert_eq!(error.attempts()[0].ending, Ending::Connect);
    assert_eq!(client.list_books("x").await.unwrap_err().kind(), ErrorKind::Runtime(Failure::Connect));
    let error = client.lend_book(&loan).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::OutcomeUnknown(Unanswered::Transport(_))));
    assert_eq!((error.sent(), error.is_retryable()), (Sent::Maybe, false));
    assert_eq!(error.attempts()[0].ending, Ending::Transport);
    let error = client.list_books("x").await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Transport(_)));
    assert_eq!((error.sent(), error.is_retryable()), (Sent::Maybe, true));
}
