//! When a call gets its turn within the rate limits, and when a request counts no more. The clock is paused: every instant is
//! exact. A window of 10 s has a guard of 4 ms.

use crate::{
    api::{Client, ErrorKind, Loan, TOKEN},
    memory::{Act, Server, after, books, failing, leaves, loan, ms, once, usage, with},
};
use bytes::Bytes;
use codegen_runtime::{
    Body, Cause, Ending, Failure, Quota, RetryPolicy, Sent, StatusCode, Transport, TransportError,
};
use std::{
    task::{Context, Poll},
    time::{Duration, SystemTime},
};
use tokio::{
    task::JoinHandle,
    time::{self, Instant},
};

const WINDOW: Duration = Duration::from_secs(10);
const ONE: Quota = Quota::new(1, WINDOW);

/// Starts to reserve a book, in the order of the calls.
async fn reserve(client: &Client, book: u32) -> JoinHandle<bool> {
    let call = tokio::spawn(client.reserve_book(&Loan { book }).into_future());
    let call = tokio::spawn(async move { call.await.unwrap().is_ok() });
    settle().await;
    call
}

/// Lets everything happen that happens now.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

fn one_at_a_time(server: &Server) -> Client {
    server.builder().bucket("reserving", ONE).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn as_many_go_at_once_as_may_and_the_rest_a_window_later() {
    let server = Server::new((0..5).map(|_| after(1, loan())));
    let client = server.builder().attempt_timeout(Duration::from_secs(2)).build().unwrap();
    let start = Instant::now();
    let mut calls = Vec::new();
    for book in 0..5 {
        calls.push(reserve(&client, book).await);
    }
    let usage = usage(&client, "reserving");
    assert_eq!((usage.limit, usage.window, usage.used, usage.remaining, usage.waiting), (2, WINDOW, 2, 0, 3));
    for call in calls {
        assert!(call.await.unwrap(), "waiting for its turn is no part of an attempt");
    }
    // A slot is free a window after its answer.
    assert_eq!(server.arrived(start), [0, 0, 11_004, 11_004, 22_008].map(ms));
}

#[tokio::test(start_paused = true)]
async fn a_waiter_that_leaves_takes_nothing() {
    let server = Server::new((0..2).map(|_| loan()));
    let client = one_at_a_time(&server);
    let start = Instant::now();
    let first = reserve(&client, 1).await;
    let second = time::timeout(Duration::from_secs(5), client.reserve_book(&Loan { book: 2 }).into_future());
    let third = client.reserve_book(&Loan { book: 3 }).into_future();
    let (second, third) = tokio::join!(second, third);
    assert!(second.is_err() && third.is_ok() && first.await.unwrap());
    assert_eq!(server.arrived(start), [0, 10_004].map(ms));
    assert_eq!((usage(&client, "reserving").used, usage(&client, "reserving").waiting), (1, 0));
}

/// How long after the start the bucket has room again, when its only slot was taken by a call that is left after 3 s.
async fn room_after_leaving(act: Act) -> Duration {
    let server = Server::new([act, loan()]);
    let client = one_at_a_time(&server);
    let start = Instant::now();
    let call = client.reserve_book(&Loan { book: 1 }).into_future();
    assert!(time::timeout(Duration::from_secs(3), call).await.is_err());
    client.reserve_book(&Loan { book: 2 }).await.unwrap();
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_left_counts_as_long_as_its_request_may_travel() {
    // The window and 10 s more.
    assert_eq!(room_after_leaving(Act::Silence).await, ms(3_000 + 20_004));
    // It was still waiting for its connection.
    assert_eq!(room_after_leaving(Act::Connects(Duration::from_mins(1), Box::new(loan()))).await, ms(3_000));
    // It had left.
    let connects = Act::Connects(Duration::from_secs(2), Box::new(Act::Silence));
    assert_eq!(room_after_leaving(connects).await, ms(3_000 + 20_004));
    // Its body was on the way, so that the server had answered at once.
    assert_eq!(room_after_leaving(Act::Slow(Duration::from_mins(1), 200, Bytes::new())).await, ms(10_004));
}

/// How long after the start the bucket has room again, when its only slot was taken by a call that ended like this.
async fn room_after(act: Act, ending: Ending) -> Duration {
    let server = Server::new([act, loan()]);
    let client = one_at_a_time(&server);
    let start = Instant::now();
    let call = client.reserve_book(&Loan { book: 1 }).attempt_timeout(Duration::from_secs(5));
    let error = call.await.unwrap_err();
    assert_eq!(error.attempts()[0].ending, ending);
    client.reserve_book(&Loan { book: 2 }).await.unwrap();
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn only_what_was_surely_not_sent_gives_its_slot_back_at_once() {
    assert_eq!(room_after(Act::Fail(Sent::No, "refused"), Ending::Connect).await, ms(0));
    let connects = Act::Connects(Duration::from_mins(1), Box::new(loan()));
    assert_eq!(room_after(connects, Ending::Connect).await, ms(5_000));
    assert_eq!(room_after(Act::Fail(Sent::Maybe, "reset"), Ending::Transport).await, ms(20_004));
    let contradictory = leaves(Act::Fail(Sent::No, "refused"));
    assert_eq!(room_after(contradictory, Ending::Transport).await, ms(20_004));
    assert_eq!(room_after(Act::Silence, Ending::Timeout).await, ms(25_004));
    let status = failing(500);
    assert_eq!(room_after(status, Ending::Status(StatusCode::INTERNAL_SERVER_ERROR)).await, ms(10_004));
}

/// A service that is never ready.
#[derive(Clone)]
struct Unready;

impl tower::Service<http::Request<Bytes>> for Unready {
    type Response = http::Response<Body>;
    type Error = TransportError;
    type Future = std::future::Pending<Result<Self::Response, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Pending
    }

    fn call(&mut self, _: http::Request<Bytes>) -> Self::Future {
        panic!("it is not ready")
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_left_before_the_transport_took_it_on_counts_no_more() {
    let client = once().token(TOKEN).transport(Transport::new(Unready)).build().unwrap();
    let call = client.reserve_book(&Loan { book: 1 }).into_future();
    assert!(time::timeout(Duration::from_secs(3), call).await.is_err());
    assert_eq!((usage(&client, "reserving").used, usage(&client, "reserving").remaining), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_does_not_hold_the_slot() {
    let body = Bytes::from_static(br#"{"book":1}"#);
    let server = Server::new([Act::Slow(Duration::from_secs(20), 200, body), loan()]);
    let client = one_at_a_time(&server);
    let start = Instant::now();
    let (slow, next) = (reserve(&client, 1).await, reserve(&client, 2).await);
    assert!(next.await.unwrap());
    assert_eq!(start.elapsed(), ms(10_004));
    assert!(slow.await.unwrap());
    assert_eq!(start.elapsed(), ms(20_000));
}

#[tokio::test(start_paused = true)]
async fn a_429_pauses_its_bucket_until_one_request_has_tried() {
    let server = Server::new([
        with("retry-after", "5", failing(429)),
        loan(),
        after(1, with("retry-after", "3", failing(429))),
        after(1, books()),
        books(),
        books(),
    ]);
    let client = server.builder().build().unwrap();
    let start = Instant::now();
    client.list_books("x").await.unwrap_err();
    let paused = |client: &Client| usage(client, "reading").paused_for;
    assert_eq!(paused(&client), Some(Duration::from_secs(5)));
    assert_eq!(
        (usage(&client, "reading").next_slot, usage(&client, "reading").used),
        (Duration::from_secs(5), 1)
    );
    let calls: Vec<_> = (0..4).map(|_| tokio::spawn(client.list_books("x").into_future())).collect();
    time::sleep(Duration::from_secs(1)).await;
    assert_eq!((paused(&client), paused(&client).is_some()), (Some(Duration::from_secs(4)), true));
    assert_eq!((usage(&client, "reading").waiting, usage(&client, "reserving").paused_for), (4, None));
    client.reserve_book(&Loan { book: 1 }).await.unwrap();
    assert_eq!(start.elapsed(), ms(1_000), "another bucket does not pause");

    time::sleep(ms(4_500)).await;
    assert_eq!((paused(&client), usage(&client, "reading").waiting), (Some(Duration::ZERO), 3), "one tries");
    let mut fine = 0;
    for call in calls {
        fine += usize::from(call.await.unwrap().is_ok());
    }
    // The first that tried was told to wait for 3 s more, at 6 s.
    assert_eq!(server.arrived(start), [0, 1_000, 5_000, 9_000, 10_000, 10_000].map(ms));
    assert_eq!((fine, paused(&client)), (3, None));
}

#[tokio::test(start_paused = true)]
async fn a_429_without_a_hint_pauses_until_the_oldest_request_counts_no_more() {
    let server = Server::new([loan(), failing(429), loan()]);
    let client = server.builder().build().unwrap();
    let start = Instant::now();
    client.reserve_book(&Loan { book: 1 }).await.unwrap();
    time::sleep(Duration::from_secs(4)).await;
    client.reserve_book(&Loan { book: 2 }).await.unwrap_err();
    assert_eq!(usage(&client, "reserving").paused_for, Some(ms(6_004)));
    client.reserve_book(&Loan { book: 3 }).await.unwrap();
    assert_eq!(server.arrived(start), [0, 4_000, 10_004].map(ms));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_told_to_wait_comes_back_through_its_bucket() {
    // It waits a little longer than its bucket pauses. Meanwhile another call tries, so that it waits for that, too.
    let server = Server::new([with("retry-after", "5", failing(429)), after(1, books()), books()]);
    let client = server.retrying().build().unwrap();
    let start = Instant::now();
    let told = tokio::spawn(client.list_books("told").into_future());
    settle().await;
    assert_eq!(client.list_books("other").await.unwrap().attempts()[0].queued, ms(5_000));
    let told = told.await.unwrap().unwrap();
    assert_eq!((told.attempts()[1].waited, told.attempts()[1].queued), (ms(5_250), ms(750)));
    assert_eq!(server.arrived(start), [0, 5_000, 6_000].map(ms));
}

#[tokio::test(start_paused = true)]
async fn what_the_server_says_of_its_limits_holds_the_next_call_back() {
    let reading = Server::new([with("ratelimit", r#""default";r=0;t=30"#, books()), books()]);
    let client = reading.builder().build().unwrap();
    let start = Instant::now();
    client.list_books("x").await.unwrap();
    let known = usage(&client, "reading");
    assert_eq!((known.remaining, known.next_slot, known.paused_for), (0, Duration::from_secs(30), None));
    client.list_books("x").await.unwrap();
    assert_eq!(reading.arrived(start), [ms(0), ms(30_000)]);

    // A stricter quota, and a bucket that is told by its name, by a failure too.
    let both = Server::new([
        with("ratelimit-policy", r#""reading";q=1;w=60"#, failing(404)),
        loan(),
        after(1, loan()),
    ]);
    let client = both.builder().build().unwrap();
    client.renew_reservation(&Loan { book: 1 }).await.unwrap_err();
    assert_eq!((usage(&client, "reading").limit, usage(&client, "reading").window.as_secs()), (1, 60));
    assert_eq!((usage(&client, "reserving").limit, usage(&client, "reserving").remaining), (2, 1));
    client.reserve_book(&Loan { book: 1 }).await.unwrap();
    let error = client.list_books("x").deadline(Duration::from_secs(59)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Runtime(Failure::WouldExceedDeadline));
}

#[tokio::test(start_paused = true)]
async fn what_the_server_says_holds_from_the_head_of_its_answer() {
    let slow = Act::After(
        Duration::from_secs(1),
        Box::new(with("ratelimit", r#""default";r=0;t=20"#, Act::Answer(200, vec![], Bytes::new()))),
    );
    // The answer to the one that tries after a pause: those that wait must not go before it is read.
    let server = Server::new([with("retry-after", "5", failing(429)), slow, books(), books()]);
    let client = server.builder().build().unwrap();
    let start = Instant::now();
    client.list_books("x").await.unwrap_err();
    let calls: Vec<_> = (0..3).map(|_| tokio::spawn(client.list_books("x").into_future())).collect();
    for call in calls {
        let _ = call.await.unwrap();
    }
    assert_eq!(server.arrived(start), [0, 5_000, 26_000, 26_000].map(ms));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_before_the_turn_is_refused_at_once() {
    let server = Server::new((0..3).map(|_| loan()));
    let client = one_at_a_time(&server);
    let (start, before) = (Instant::now(), SystemTime::now());
    client.reserve_book(&Loan { book: 1 }).await.unwrap();
    let limited = |seconds| client.reserve_book(&Loan { book: 9 }).deadline(Duration::from_secs(seconds));
    let error = limited(10).await.unwrap_err();
    let Cause::WouldExceed { earliest } = error.cause() else { panic!("{error:?}") };
    let wait = earliest.unwrap().duration_since(before).unwrap();
    assert!((ms(10_004)..ms(11_000)).contains(&wait), "{wait:?}");
    assert_eq!((error.retry_at(), error.sent(), error.is_retryable()), (*earliest, Sent::No, true));
    assert_eq!((error.attempts().len(), start.elapsed()), (0, ms(0)));

    // Behind one that waits it takes a window more.
    let waiting = reserve(&client, 2).await;
    let error = limited(20).await.unwrap_err();
    let wait = error.retry_at().unwrap().duration_since(before).unwrap();
    assert!((ms(20_008)..ms(21_000)).contains(&wait), "{wait:?}");
    assert_eq!((usage(&client, "reserving").used, usage(&client, "reserving").waiting), (1, 1));
    assert!(limited(21).await.is_ok() && waiting.await.unwrap());
    assert_eq!(server.arrived(start), [0, 10_004, 20_008].map(ms));
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_comes_with_the_deadline_is_not_used() {
    let server = Server::new([loan(), loan()]);
    let client = one_at_a_time(&server);
    let start = Instant::now();
    client.reserve_book(&Loan { book: 1 }).await.unwrap();
    let error = client.reserve_book(&Loan { book: 2 }).deadline(ms(10_004)).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::WouldExceed { .. }), "nothing may have acted: {error:?}");
    assert_eq!((error.attempts().len(), error.sent()), (0, Sent::No));
    client.reserve_book(&Loan { book: 3 }).await.unwrap();
    assert_eq!(server.arrived(start), [0, 10_004].map(ms), "its slot is free for the next");
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_makes_a_deadline_impossible_ends_the_wait() {
    let server = Server::new([after(2, with("retry-after", "60", failing(429)))]);
    let client = one_at_a_time(&server);
    let start = Instant::now();
    let told = reserve(&client, 1).await;
    let error = client.reserve_book(&Loan { book: 2 }).deadline(Duration::from_secs(30)).await.unwrap_err();
    assert_eq!((start.elapsed(), error.attempts().len()), (ms(2_000), 0));
    let wait = error.retry_at().unwrap().duration_since(SystemTime::now()).unwrap();
    assert!((59..=60).contains(&wait.as_secs()), "{wait:?}");
    assert!(!told.await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_after_an_attempt_leaves_what_that_came_to() {
    // The pause that makes the deadline impossible comes while the call waits for its second attempt.
    let server = Server::new([failing(503), after(5, with("retry-after", "60", failing(429)))]);
    let client = server.retrying().build().unwrap();
    let start = Instant::now();
    let first = client.renew_reservation(&Loan { book: 1 }).deadline(Duration::from_secs(12)).into_future();
    let second = client.reserve_book(&Loan { book: 2 }).retry(RetryPolicy::none()).into_future();
    let (first, second) = (tokio::spawn(first), tokio::spawn(second));
    let error = first.await.unwrap().unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts().len()), (503, 1));
    assert_eq!(start.elapsed(), ms(5_000));
    let wait = error.retry_at().unwrap().duration_since(SystemTime::now()).unwrap();
    assert!((59..=60).contains(&wait.as_secs()), "{wait:?}");
    assert!(second.await.unwrap().is_err());
}
