//! Old answers in place of none: when, how old, and whose. The clock is paused: every age is exact.

use crate::{
    api::{Books, Client, ErrorKind, ListBooks, Loan, TOKEN},
    memory::{Act, Server, after, failing, json, loan, ms, with},
};
use bytes::Bytes;
use codegen_runtime::{
    Cause, Ending, Freshness, LocalBudget, MapPending, Method, Quota, Response, RetryPolicy, Sent,
    StaleCause, StatusCode, TokenSource,
};
use futures_util::future::join_all;
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::time::{self, Instant};

const MINUTE: Duration = Duration::from_mins(1);
const WINDOW: Duration = Duration::from_secs(30);

/// A page with this book.
fn page(book: u32) -> Act {
    json(200, &format!(r#"{{"items":[{book}],"total":1}}"#))
}

fn stale(age: Duration, cause: StaleCause) -> Freshness {
    Freshness::Stale { age, cause }
}

fn status(status: u16) -> StaleCause {
    StaleCause::Status(StatusCode::from_u16(status).unwrap())
}

fn listed(answer: &Response<Books>) -> (u32, Freshness) {
    (answer.items[0], answer.freshness())
}

#[tokio::test(start_paused = true)]
async fn each_cause_gives_the_answer_from_before() {
    let part = || Bytes::from_static(b"{");
    for (act, took, cause, ending) in [
        (failing(429), 0, status(429), Ending::Status(StatusCode::TOO_MANY_REQUESTS)),
        (
            with("retry-after", "9", failing(503)),
            0,
            status(503),
            Ending::Status(StatusCode::SERVICE_UNAVAILABLE),
        ),
        (after(1, failing(500)), 1, status(500), Ending::Status(StatusCode::INTERNAL_SERVER_ERROR)),
        (failing(501), 0, status(501), Ending::Status(StatusCode::NOT_IMPLEMENTED)),
        (Act::Silence, 5, StaleCause::Timeout, Ending::Timeout),
        (Act::Stall(200, part()), 5, StaleCause::Timeout, Ending::Status(StatusCode::OK)),
        (Act::BreakOff(200, part()), 0, StaleCause::Connection, Ending::Status(StatusCode::OK)),
        (Act::Fail(Sent::No, "refused"), 0, StaleCause::Connection, Ending::Connect),
        (Act::Fail(Sent::Maybe, "reset"), 0, StaleCause::Connection, Ending::Transport),
    ] {
        let server = Server::new([with("x-request-id", "req-7", page(7)), act]);
        let client = server.retrying().attempt_timeout(Duration::from_secs(5)).build().unwrap();
        let fresh = client.list_books("x").await.unwrap();
        assert_eq!(listed(&fresh), (7, Freshness::Fresh));
        time::sleep(Duration::from_secs(20)).await;
        let start = Instant::now();
        let old = client.list_books("x").allow_stale(MINUTE).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), took, "{cause}: it is not tried again");
        assert_eq!(listed(&old), (7, stale(Duration::from_secs(20 + took), cause)));
        assert_eq!((old.status(), old.request_id()), (StatusCode::OK, Some("req-7")));
        // What became of this call's own request is on record.
        assert_eq!((old.attempts().len(), old.attempts()[0].ending), (1, ending));
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_permit_nothing_is_sent_and_nothing_waits() {
    let server = Server::new([page(1), page(2), with("retry-after", "90", failing(429))]);
    let quota = Quota::new(1, WINDOW);
    let client = server.retrying().bucket("reading", quota).build().unwrap();
    let start = Instant::now();
    client.list_books("x").await.unwrap();
    time::sleep(Duration::from_secs(3)).await;
    let old = client.list_books("x").allow_stale(MINUTE).await.unwrap();
    assert_eq!(listed(&old), (1, stale(Duration::from_secs(3), StaleCause::NoPermit)));
    assert_eq!((old.attempts().len(), start.elapsed().as_secs()), (0, 3));
    assert_eq!((client.limits()[0].used, client.limits()[0].waiting), (1, 0));

    // Not even behind others that wait, nor in a pause.
    let waiting = tokio::spawn(client.list_books("x").into_future());
    time::sleep(Duration::from_secs(1)).await;
    let old = client.list_books("x").allow_stale(MINUTE).await.unwrap();
    assert_eq!(listed(&old), (1, stale(Duration::from_secs(4), StaleCause::NoPermit)));
    assert_eq!(listed(&waiting.await.unwrap().unwrap()), (2, Freshness::Fresh));
    time::sleep(WINDOW + ms(8)).await;
    client.list_books("x").retry(RetryPolicy::none()).await.unwrap_err();
    let old = client.list_books("x").allow_stale(MINUTE).await.unwrap();
    assert_eq!(listed(&old), (2, stale(WINDOW + ms(8), StaleCause::NoPermit)));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_fresh_answer_comes_first_and_is_kept_in_place_of_the_old() {
    let server = Server::new([page(1), page(2), failing(503)]);
    let client = server.retrying().build().unwrap();
    client.list_books("x").await.unwrap();
    let answer = client.list_books("x").allow_stale(MINUTE).await.unwrap();
    assert_eq!((listed(&answer), answer.attempts().len()), ((2, Freshness::Fresh), 1));
    let answer = client.list_books("x").allow_stale(MINUTE).await.unwrap();
    assert_eq!(listed(&answer), (2, stale(ms(0), status(503))));
}

#[tokio::test(start_paused = true)]
async fn only_a_call_that_asks_for_it_gets_an_old_answer() {
    let server = Server::new([page(1), failing(503), page(2)]);
    let client = server.retrying().build().unwrap();
    client.list_books("x").await.unwrap();
    let answer = client.list_books("x").await.unwrap();
    assert_eq!((listed(&answer), answer.attempts().len()), ((2, Freshness::Fresh), 2));
    // Nor does a page of a stream that does not ask for it.
    server.then([failing(503)]);
    let client = server.builder().build().unwrap();
    let mut pages = client.list_books("x").pages();
    assert!(futures_util::StreamExt::next(&mut pages).await.unwrap().is_err());
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_states_no_age_has_no_old_answers() {
    let server = Server::new([
        json(200, r#"{"a":[]}"#),
        failing(503),
        loan(),
        failing(503),
        json(200, ""),
        failing(503),
    ]);
    let client = server.client();
    let ask = |pending: codegen_runtime::Pending| pending.allow_stale(MINUTE);
    client.shelves().map_pending(ask).await.unwrap();
    let error = client.shelves().map_pending(ask).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    let write = || client.renew_reservation(&Loan { book: 1 }).map_pending(ask);
    write().await.unwrap();
    assert!(write().await.is_err());
    // A request by hand cannot even ask.
    client.request(Method::GET, "/shelves").await.unwrap();
    assert!(client.request(Method::GET, "/shelves").await.is_err());
}

#[tokio::test(start_paused = true)]
async fn the_age_is_limited_by_the_call_and_by_the_operation() {
    // The operation allows 5 minutes.
    for (asked, seconds, found) in [
        (MINUTE, 60, true),
        (MINUTE, 61, false),
        (5 * MINUTE, 300, true),
        (5 * MINUTE, 301, false),
        (Duration::MAX, 300, true),
        (Duration::MAX, 301, false),
        (Duration::ZERO, 0, true),
        (Duration::ZERO, 1, false),
    ] {
        let server = Server::new([page(1), failing(503)]);
        let client = server.client();
        client.list_books("x").await.unwrap();
        time::sleep(Duration::from_secs(seconds)).await;
        let answer = client.list_books("x").allow_stale(asked).await;
        let freshness = answer.map(|answer| answer.freshness()).map_err(|error| error.status().unwrap());
        let age = Duration::from_secs(seconds);
        let expected = if found { Ok(stale(age, status(503))) } else { Err(StatusCode::SERVICE_UNAVAILABLE) };
        assert_eq!(freshness, expected, "{asked:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_age_counts_from_when_the_request_was_sent() {
    // Queued for 30.008 s, sent, and answered after 2 s: what it says was true then or later.
    let server = Server::new([page(0), after(2, page(1))]);
    let client = server.retrying().bucket("reading", Quota::new(1, WINDOW)).build().unwrap();
    client.list_books("y").await.unwrap();
    let answer = client.list_books("x").await.unwrap();
    assert_eq!((answer.attempts()[0].queued, answer.attempts()[0].took), (ms(30_008), ms(2_000)));
    let old = client.list_books("x").allow_stale(MINUTE).await.unwrap();
    assert_eq!(listed(&old), (1, stale(ms(2_000), StaleCause::NoPermit)));
    // An answer that came with the second attempt is as old as that.
    let server = Server::new([after(3, failing(503)), after(1, page(2)), failing(503)]);
    let client = server.retrying().build().unwrap();
    client.list_books("x").await.unwrap();
    let old = client.list_books("x").allow_stale(MINUTE).await.unwrap();
    assert_eq!(listed(&old), (2, stale(ms(1_000), status(503))));
}

#[tokio::test(start_paused = true)]
async fn one_that_is_too_old_leaves_the_call_to_its_usual_way() {
    let server = Server::new([page(1), failing(503), failing(500), page(2)]);
    let client = server.retrying().build().unwrap();
    client.list_books("x").await.unwrap();
    time::sleep(MINUTE + ms(1)).await;
    let answer = client.list_books("x").allow_stale(MINUTE).await.unwrap();
    assert_eq!((listed(&answer), answer.attempts().len()), ((2, Freshness::Fresh), 3));

    // It queues for its permit, too.
    let server = Server::new([page(1), page(2)]);
    let client = server.retrying().bucket("reading", Quota::new(1, WINDOW)).build().unwrap();
    let start = Instant::now();
    client.list_books("x").await.unwrap();
    time::sleep(ms(2_000)).await;
    let answer = client.list_books("x").allow_stale(Duration::from_secs(1)).await.unwrap();
    assert_eq!((listed(&answer), start.elapsed()), ((2, Freshness::Fresh), ms(30_008)));
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_says_something_is_not_replaced() {
    for (code, kind) in [
        (404, ErrorKind::NoSuchShelf),
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Runtime(codegen_runtime::Failure::Unexpected)),
        (408, ErrorKind::Runtime(codegen_runtime::Failure::Unexpected)),
        (400, ErrorKind::Runtime(codegen_runtime::Failure::Unexpected)),
    ] {
        let server = Server::new([page(1), failing(code)]);
        let client = server.client();
        client.list_books("x").await.unwrap();
        let error = client.list_books("x").allow_stale(MINUTE).await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (kind, code));
    }
    // Nor is an answer that cannot be decoded.
    let server = Server::new([page(1), json(200, "<html>")]);
    let client = server.client();
    client.list_books("x").await.unwrap();
    let error = client.list_books("x").allow_stale(MINUTE).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Decode { .. }));
}

#[tokio::test(start_paused = true)]
async fn only_a_good_answer_is_kept() {
    let server = Server::new([json(200, r#"{"items":"none"}"#), failing(503)]);
    let client = server.client();
    client.list_books("x").await.unwrap_err();
    let error = client.list_books("x").allow_stale(MINUTE).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    // One that is none does not take the place of a good one.
    let server = Server::new([page(1), json(200, "<html>"), failing(404), failing(503)]);
    let client = server.client();
    client.list_books("x").await.unwrap();
    client.list_books("x").await.unwrap_err();
    client.list_books("x").await.unwrap_err();
    assert_eq!(client.list_books("x").allow_stale(MINUTE).await.unwrap().items, [1]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_for_the_same_request_alone() {
    let server = Server::new([page(1)]);
    let client = server.client();
    client.list_books("x").skip(1).await.unwrap();
    let others: [fn(&Client) -> ListBooks; 5] = [
        |client| client.list_books("y").skip(1),
        |client| client.list_books("x"),
        |client| client.list_books("x").skip(2),
        |client| client.list_books("x").skip(1).header("accept-language", "de"),
        |client| client.list_books("x").skip(1).trace("t"),
    ];
    for other in others {
        server.then([failing(503)]);
        other(&client).allow_stale(MINUTE).await.unwrap_err();
    }
    server.then([failing(503)]);
    client.clone().list_books("x").skip(1).allow_stale(MINUTE).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_for_the_same_token_alone() {
    let tokens = AtomicU32::new(0);
    let source = TokenSource::from_fn(move || {
        let number = tokens.fetch_add(1, Ordering::Relaxed);
        async move { Ok::<_, std::io::Error>(format!("token-number-{number}")) }
    });
    let server = Server::new([page(1), failing(401), failing(503), page(2), failing(503)]);
    let client = server.builder().token_source(source).build().unwrap();
    client.list_books("x").await.unwrap();
    // The second attempt has another token, to which nothing was answered yet.
    let error = client.list_books("x").allow_stale(MINUTE).await.unwrap_err();
    assert_eq!((error.attempts().len(), error.status().unwrap().as_u16()), (2, 503));
    client.list_books("x").await.unwrap();
    assert_eq!(client.list_books("x").allow_stale(MINUTE).await.unwrap().items, [2]);

    // Nor does another client find it, even with the same token.
    let other = Server::new([failing(503)]);
    other.client().list_books("x").allow_stale(MINUTE).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn calls_at_once_get_what_there_is() {
    let server = Server::new([page(1), after(1, page(2)), after(2, page(3))]);
    let client = server.retrying().bucket("reading", Quota::new(3, WINDOW)).build().unwrap();
    let start = Instant::now();
    client.list_books("x").await.unwrap();
    time::sleep(ms(500)).await;
    // Two find permits, and the others none.
    let calls = (0..6).map(|_| tokio::spawn(client.list_books("x").allow_stale(MINUTE).into_future()));
    let answers = join_all(calls).await;
    let seen: Vec<_> =
        answers.iter().map(|answer| listed(answer.as_ref().unwrap().as_ref().unwrap())).collect();
    let old = (1, stale(ms(500), StaleCause::NoPermit));
    assert_eq!(seen, [(2, Freshness::Fresh), (3, Freshness::Fresh), old, old, old, old]);
    assert_eq!((start.elapsed(), server.requests().len()), (ms(2_500), 3));
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_does_not_take_the_place_of_a_newer_one() {
    let server = Server::new([after(9, page(1)), after(6, page(2)), failing(503)]);
    let client = server.client();
    let slow = tokio::spawn(client.list_books("x").into_future());
    time::sleep(Duration::from_secs(1)).await;
    let quick = tokio::spawn(client.list_books("x").into_future());
    assert_eq!(quick.await.unwrap().unwrap().items, [2]);
    assert_eq!(slow.await.unwrap().unwrap().items, [1]);
    let old = client.list_books("x").allow_stale(MINUTE).await.unwrap();
    assert_eq!(listed(&old), (2, stale(Duration::from_secs(8), status(503))));
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_shows_no_token_that_the_server_repeated() {
    let server = Server::new([with("x-echo", TOKEN, page(1)), failing(503)]);
    let client = server.builder().budget(LocalBudget::default()).build().unwrap();
    client.list_books("x").await.unwrap();
    let old = client.list_books("x").allow_stale(MINUTE).await.unwrap();
    assert_eq!(old.headers()["x-echo"], "[redacted]");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_in_an_old_answer_too() {
    let server = Server::new([page(1), Act::Silence]);
    let client = server.retrying().build().unwrap();
    client.list_books("x").await.unwrap();
    let old = client.list_books("x").allow_stale(MINUTE).deadline(Duration::from_secs(2)).await.unwrap();
    assert_eq!(listed(&old), (1, stale(ms(2_000), StaleCause::Timeout)));
}
