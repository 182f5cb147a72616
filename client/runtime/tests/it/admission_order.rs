//! Who goes first, and what a request of two rate limits takes. The clock is paused: every instant is exact.

use crate::{
    api::{Client, Loan},
    memory::{Server, after, books, failing, loan, ms, usage, with},
};
use bytes::Bytes;
use codegen_runtime::{Cause, Priority, Quota};
use std::time::Duration;
use tokio::{
    task::JoinHandle,
    time::{self, Instant},
};

const ONE: Quota = Quota::new(1, Duration::from_secs(10));

/// The books of the requests, in order.
fn order(server: &Server) -> Vec<u32> {
    let book = |request: &http::Request<Bytes>| serde_json::from_slice::<Loan>(request.body()).unwrap().book;
    server.requests().iter().map(book).collect()
}

/// Starts to renew a reservation a millisecond after the last one.
async fn renew(client: &Client, book: u32, priority: Priority) -> JoinHandle<bool> {
    let call = client.renew_reservation(&Loan { book }).priority(priority).into_future();
    let call = tokio::spawn(async move { call.await.is_ok() });
    time::sleep(ms(1)).await;
    call
}

#[tokio::test(start_paused = true)]
async fn who_comes_first_goes_first() {
    let server = Server::new((0..8).map(|_| loan()));
    let client = server.client();
    let start = Instant::now();
    let mut calls = Vec::new();
    for book in 0..8 {
        calls.push(renew(&client, book, Priority::Default).await);
    }
    for call in calls {
        assert!(call.await.unwrap());
    }
    assert_eq!(order(&server), [0, 1, 2, 3, 4, 5, 6, 7]);
    let arrived = [0, 1, 10_004, 10_005, 20_008, 20_009, 30_012, 30_013].map(ms);
    assert_eq!(server.arrived(start), arrived);
}

#[tokio::test(start_paused = true)]
async fn a_retry_keeps_its_place() {
    let server = Server::new([failing(503), loan(), loan(), loan()]);
    let client = server.retrying().bucket("reserving", ONE).build().unwrap();
    let start = Instant::now();
    let mut calls = Vec::new();
    for book in 0..3 {
        calls.push(renew(&client, book, Priority::Default).await);
    }
    for call in calls {
        assert!(call.await.unwrap());
    }
    assert_eq!(order(&server), [0, 0, 1, 2], "its second attempt asked last");
    assert_eq!(server.arrived(start), [0, 10_004, 20_008, 30_012].map(ms));
}

/// It waits for longer than its bucket pauses, and not in the queue, so that another tries whether the pause is over.
#[tokio::test(start_paused = true)]
async fn a_call_that_was_told_to_wait_comes_back_to_its_place() {
    let server = Server::new([
        with("retry-after", "5", failing(429)),
        after(1, loan()),
        loan(),
        with("retry-after", "1", failing(429)),
        loan(),
        loan(),
    ]);
    let client =
        server.retrying().bucket("reserving", Quota::new(2, Duration::from_secs(10))).build().unwrap();
    let start = Instant::now();
    let mut calls = Vec::new();
    for book in 0..4 {
        calls.push(renew(&client, book, Priority::Default).await);
    }
    for call in calls {
        assert!(call.await.unwrap());
    }
    assert_eq!(order(&server), [0, 1, 0, 2, 2, 3]);
    assert_eq!(server.arrived(start)[..3], [0, 5_000, 10_004].map(ms));
}

#[tokio::test(start_paused = true)]
async fn the_urgent_go_first_until_the_others_have_waited_long() {
    let server = Server::new((0..7).map(|_| loan()));
    let client = server.builder().bucket("reserving", ONE).build().unwrap();
    let mut calls = vec![renew(&client, 0, Priority::Default).await];
    for (book, priority) in [(5, Priority::Background), (2, Priority::Default), (1, Priority::Interactive)] {
        calls.push(renew(&client, book, priority).await);
    }
    // After the turn of 1 at 10 s, and more than a window after 2 came.
    time::sleep(Duration::from_secs(11)).await;
    calls.push(renew(&client, 3, Priority::Interactive).await);
    // Less than four windows after 5 came.
    time::sleep(Duration::from_secs(20)).await;
    calls.push(renew(&client, 4, Priority::Interactive).await);
    // More than that, but 5 has had its turn by then.
    time::sleep(Duration::from_secs(20)).await;
    calls.push(renew(&client, 6, Priority::Interactive).await);
    for call in calls {
        assert!(call.await.unwrap());
    }
    assert_eq!(order(&server), [0, 1, 2, 3, 4, 5, 6]);
}

#[tokio::test(start_paused = true)]
async fn a_request_of_two_limits_pays_both() {
    let server = Server::new((0..4).map(|_| loan()));
    let client = server.client();
    let start = Instant::now();
    for book in 0..2 {
        client.renew_reservation(&Loan { book }).await.unwrap();
    }
    assert_eq!((usage(&client, "reading").used, usage(&client, "reserving").used), (2, 2));
    // While it waits for the slower one it takes nothing from the other.
    let third = renew(&client, 2, Priority::Default).await;
    assert_eq!((usage(&client, "reading").used, usage(&client, "reserving").waiting), (2, 1));
    assert!(third.await.unwrap());
    assert_eq!((usage(&client, "reading").used, usage(&client, "reserving").used), (3, 1));
    assert_eq!(server.arrived(start), [0, 0, 10_004].map(ms));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_gets_only_one_of_two_permits_keeps_none() {
    let server = Server::new([books(), loan(), loan()]);
    let client = server.builder().bucket("reading", Quota::new(1, Duration::from_secs(30))).build().unwrap();
    let start = Instant::now();
    client.list_books("x").await.unwrap();
    let error =
        client.renew_reservation(&Loan { book: 1 }).deadline(Duration::from_secs(9)).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::WouldExceed { .. }) && error.attempts().is_empty());
    assert_eq!(start.elapsed(), ms(0));
    assert_eq!((usage(&client, "reserving").used, usage(&client, "reserving").remaining), (0, 2));

    let call = client.renew_reservation(&Loan { book: 2 }).into_future();
    let call = tokio::spawn(time::timeout(Duration::from_secs(5), call));
    time::sleep(ms(1)).await;
    assert_eq!((usage(&client, "reserving").used, usage(&client, "reading").waiting), (1, 1));
    assert!(call.await.unwrap().is_err());
    assert_eq!((usage(&client, "reserving").used, usage(&client, "reading").waiting), (0, 0));
    client.renew_reservation(&Loan { book: 3 }).await.unwrap();
    assert_eq!(server.arrived(start), [0, 30_008].map(ms));
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_nothing_stops_calls_until_it_is_raised() {
    let server = Server::new([books(), loan()]);
    let client = server.client();
    let start = Instant::now();
    client.set_limit("reserving", Quota::new(0, Duration::from_secs(10))).unwrap();
    let known = usage(&client, "reserving");
    assert_eq!((known.limit, known.remaining, known.next_slot), (0, 0, Duration::MAX));
    let error = client.reserve_book(&Loan { book: 1 }).deadline(Duration::from_hours(9)).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::WouldExceed { earliest: None }), "{error:?}");
    assert_eq!((error.retry_at(), start.elapsed()), (None, ms(0)));

    let call = tokio::spawn(client.reserve_book(&Loan { book: 1 }).into_future());
    client.list_books("x").await.unwrap();
    time::sleep(Duration::from_hours(1)).await;
    assert_eq!((server.requests().len(), usage(&client, "reserving").waiting), (1, 1));
    client.set_limit("reserving", ONE).unwrap();
    let answer = call.await.unwrap().unwrap();
    assert_eq!(start.elapsed(), Duration::from_hours(1));
    assert_eq!(answer.attempts()[0].queued, Duration::from_hours(1));
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_changes_counts_what_was_sent() {
    let server = Server::new((0..6).map(|_| loan()));
    let client = server.client();
    let start = Instant::now();
    client.reserve_book(&Loan { book: 0 }).await.unwrap();
    client.reserve_book(&Loan { book: 1 }).await.unwrap();
    client.set_limit("reserving", Quota::new(3, Duration::from_secs(10))).unwrap();
    client.reserve_book(&Loan { book: 2 }).await.unwrap();
    client.set_limit("reserving", ONE).unwrap();
    assert_eq!((usage(&client, "reserving").limit, usage(&client, "reserving").used), (1, 3));
    client.reserve_book(&Loan { book: 3 }).await.unwrap();
    client.set_limit("reserving", Quota::new(1, Duration::from_secs(2))).unwrap();
    client.reserve_book(&Loan { book: 4 }).await.unwrap();
    assert_eq!(server.arrived(start), [0, 0, 0, 10_004, 12_007].map(ms));
}
