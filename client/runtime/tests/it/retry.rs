//! What is sent again, when, and what the call says of it. The clock is paused: every instant is exact.

use crate::{
    api::{LendBookError, Loan, Message, TOKEN},
    memory::{Act, Server, after, books, failing, json, leaves, loan, ms, with},
};
use bytes::Bytes;
use codegen_runtime::{Attempt, Cause, Ending, Error, Method, Quota, RetryPolicy, Sent, StatusCode};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime},
};
use tokio::time::Instant;

const LOAN: Loan = Loan { book: 1 };
const TWICE: RetryPolicy = RetryPolicy::attempts(2);

/// How long it is until the error says that a repeat may work, from before the call.
fn until<E>(error: &Error<E>, before: SystemTime) -> Duration {
    error.retry_at().unwrap().duration_since(before).unwrap()
}

fn endings(attempts: &[Attempt]) -> Vec<Ending> {
    attempts.iter().map(|attempt| attempt.ending).collect()
}

/// How many requests a safe, an idempotent and an unsafe operation send when the first one ends like this.
async fn requests(first: impl Fn() -> Act) -> [usize; 3] {
    let (safe, idempotent, acts) =
        (Server::new([first(), books()]), Server::new([first(), loan()]), Server::new([first(), loan()]));
    let (one, two, three) = (safe.retrying(), idempotent.retrying(), acts.retrying());
    let limit = Duration::from_secs(5);
    let ends = [
        one.build().unwrap().list_books("x").attempt_timeout(limit).retry(TWICE).await.is_ok(),
        two.build().unwrap().renew_reservation(&LOAN).attempt_timeout(limit).retry(TWICE).await.is_ok(),
        three.build().unwrap().lend_book(&LOAN).attempt_timeout(limit).retry(TWICE).await.is_ok(),
    ];
    let sent = [safe, idempotent, acts].map(|server| 2 - server.left());
    assert_eq!(ends, sent.map(|count| count == 2), "what is sent again succeeds");
    sent
}

#[tokio::test(start_paused = true)]
async fn statuses_that_pass_are_tried_again_where_that_is_harmless() {
    for status in [408, 500, 502, 503, 504] {
        assert_eq!(requests(|| failing(status)).await, [2, 2, 1], "{status}");
    }
    // The description of the unsafe operation says that it proves that nothing was done.
    assert_eq!(requests(|| failing(429)).await, [2, 2, 2]);
    // So it does for 409 and 422, but they do not pass.
    for status in [300, 302, 304, 400, 401, 402, 403, 404, 409, 410, 418, 422, 425, 451, 501, 505, 511] {
        assert_eq!(requests(|| failing(status)).await, [1, 1, 1], "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_is_tried_again_in_any_case() {
    assert_eq!(requests(|| Act::Fail(Sent::No, "refused")).await, [2, 2, 2]);
    // The attempt ends while the transport still waits for a connection.
    assert_eq!(requests(|| Act::Connects(Duration::from_mins(1), Box::new(books()))).await, [2, 2, 2]);
    assert_eq!(requests(|| Act::Fail(Sent::Maybe, "reset")).await, [2, 2, 1]);
    // The transport contradicts itself.
    assert_eq!(requests(|| leaves(Act::Fail(Sent::No, "refused"))).await, [2, 2, 1]);
    assert_eq!(requests(|| Act::Fail(Sent::Yes, "no HTTP")).await, [2, 2, 1]);
    assert_eq!(requests(|| Act::Silence).await, [2, 2, 1]);
}

#[tokio::test(start_paused = true)]
async fn half_an_answer_is_tried_again_where_it_matters() {
    let part = || Bytes::from_static(b"{");
    assert_eq!(requests(|| Act::BreakOff(200, part())).await, [2, 2, 1]);
    assert_eq!(requests(|| Act::Stall(200, part())).await, [2, 2, 1]);
    // A failure is known by its status, however much comes of its body.
    assert_eq!(requests(|| Act::BreakOff(404, part())).await, [1, 1, 1]);
    assert_eq!(requests(|| Act::Stall(503, part())).await, [2, 2, 1]);
    // What cannot be decoded will be the same again.
    assert_eq!(requests(|| json(200, "<html>")).await, [1, 1, 1]);

    let server = Server::new([Act::BreakOff(200, part())]);
    let nothing = server.retrying().build().unwrap().delete_cover().really(true).await.unwrap();
    assert_eq!(endings(nothing.attempts()), [Ending::Status(StatusCode::OK)], "nobody reads the body");
}

#[tokio::test(start_paused = true)]
async fn a_request_by_hand_is_judged_by_its_method() {
    for (method, expected) in [
        (Method::GET, 2),
        (Method::HEAD, 2),
        (Method::PUT, 2),
        (Method::DELETE, 2),
        (Method::POST, 1),
        (Method::PATCH, 1),
    ] {
        let server = Server::new([failing(503), json(200, "")]);
        let client = server.retrying().build().unwrap();
        let answer = client.request(method.clone(), "/x").await;
        assert_eq!((server.requests().len(), answer.is_ok()), (expected, expected == 2), "{method}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_attempt_sends_the_same() {
    let server = Server::new([failing(429), failing(429), loan(), failing(500), failing(502), books()]);
    let client = server.retrying().header("x-app", "nightly").build().unwrap();
    client.lend_book(&Loan { book: 7 }).header("x-one", "1").await.unwrap();
    client.list_books("a b").tags(Some(vec!["x".into(), "y".into()])).trace("t").await.unwrap();
    let requests = server.requests();
    for sent in [&requests[..3], &requests[3..]] {
        for repeat in &sent[1..] {
            assert_eq!(repeat.method(), sent[0].method());
            assert_eq!(repeat.uri(), sent[0].uri());
            assert_eq!(repeat.version(), sent[0].version());
            assert_eq!(repeat.headers(), sent[0].headers());
            assert_eq!(repeat.body(), sent[0].body());
        }
    }
    assert_eq!(&requests[2].body()[..], br#"{"book":7}"#);
    assert_eq!(
        (&requests[2].headers()["x-one"], &requests[2].headers()["x-app"]),
        (&"1".parse().unwrap(), &"nightly".parse().unwrap())
    );
    assert_eq!(requests[2].headers()["authorization"], format!("Bearer {TOKEN}"));
    assert_eq!(
        (&requests[5].headers()["x-trace"], requests[5].uri().path()),
        (&"t".parse().unwrap(), "/api/shelves/a%20b/books")
    );
}

#[tokio::test(start_paused = true)]
async fn the_waits_double_and_chance_takes_a_part_of_them() {
    let server = Server::new((0..5).map(|_| failing(500)));
    let start = Instant::now();
    let error = server.retrying().build().unwrap().list_books("x").await.unwrap_err();
    assert_eq!(server.arrived(start), [0, 25, 75, 175, 375].map(ms));
    let waited: Vec<Duration> = error.attempts().iter().map(|attempt| attempt.waited).collect();
    assert_eq!(waited, [0, 25, 50, 100, 200].map(ms));
    assert_eq!((start.elapsed(), error.status()), (ms(375), Some(StatusCode::INTERNAL_SERVER_ERROR)));

    // A busy server gets more time, and each wait a chance of its own.
    let server = Server::new((0..3).map(|_| failing(429)).chain([loan()]));
    let chances = AtomicU32::new(0);
    let chance = move || f64::from(chances.fetch_add(1, Ordering::Relaxed)) / 4.0;
    let start = Instant::now();
    let answer = server.retrying().jitter(chance).build().unwrap().lend_book(&LOAN).await.unwrap();
    assert_eq!(server.arrived(start), [0, 0, 500, 2_500].map(ms));
    let waited: Vec<Duration> = answer.attempts().iter().map(|attempt| attempt.waited).collect();
    assert_eq!(waited, [0, 0, 500, 2_000].map(ms));
}

#[tokio::test(start_paused = true)]
async fn the_server_is_obeyed_in_whatever_form_it_asks() {
    const ASKED: &str = "Sun, 06 Nov 2044 08:50:07 GMT";
    const ANSWERED: &str = "Sun, 06 Nov 2044 08:49:37 GMT";
    for (status, headers, hint, waited) in [
        (429, &[][..], None, 500),
        (503, &[], None, 25),
        // The client's own wait is longer; a tenth of what is asked for is spread by chance.
        (429, &[("retry-after-ms", "200")], Some(200), 510),
        (429, &[("retry-after", "2")], Some(2_000), 2_100),
        (429, &[("retry-after", "1.2")], Some(1_200), 1_260),
        (429, &[("retry-after-ms", "1000"), ("retry-after", "9")], Some(1_000), 1_050),
        (429, &[("retry-after", ASKED), ("date", ANSWERED)], Some(30_000), 30_500),
        (429, &[("retry-after", ANSWERED), ("date", ASKED)], Some(0), 500),
        (503, &[("retry-after", "4")], Some(4_000), 4_200),
        (500, &[("retry-after", "2")], Some(2_000), 2_100),
        (429, &[("retry-after", "300")], Some(300_000), 300_500),
        (429, &[("retry-after", "-1")], None, 500),
    ] {
        let act = headers.iter().fold(failing(status), |act, (name, value)| with(name, value, act));
        let server = Server::new([act, books()]);
        let start = Instant::now();
        let client = server.retrying().build().unwrap();
        let answer = client.request(Method::GET, "/x").await.unwrap();
        assert_eq!(server.arrived(start), [ms(0), ms(waited)], "{status} {headers:?}");
        let [first, second] = answer.attempts() else { panic!("{:?}", answer.attempts()) };
        assert_eq!((first.retry_after, first.waited), (hint.map(ms), ms(0)), "{status} {headers:?}");
        assert_eq!((second.retry_after, second.waited), (None, ms(waited)), "{status} {headers:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_on_record_after_success_and_failure() {
    let script = |last| {
        Server::new([
            after(1, with("retry-after", "2", failing(503))),
            Act::Fail(Sent::Maybe, "reset"),
            Act::Fail(Sent::No, "refused"),
            Act::Silence,
            Act::Slow(Duration::from_secs(3), last, Bytes::from_static(br#"{"book":1}"#)),
        ])
    };
    // One request in 10 s and a guard of 4 ms counts from its answer; one that was lost 10 s longer; one that was not sent
    // not at all.
    let recorded = |last| {
        let record = |ending, waited, queued, took, retry_after: Option<u64>| {
            (ending, ms(waited), ms(queued), ms(took), retry_after.map(ms))
        };
        [
            record(Ending::Status(StatusCode::SERVICE_UNAVAILABLE), 0, 0, 1_000, Some(2_000)),
            record(Ending::Transport, 2_100, 7_904, 0, None),
            record(Ending::Connect, 50, 19_954, 0, None),
            record(Ending::Timeout, 100, 0, 30_000, None),
            record(Ending::Status(last), 200, 19_804, if last.is_success() { 3_000 } else { 2_000 }, None),
        ]
    };
    for last in [StatusCode::OK, StatusCode::BAD_GATEWAY] {
        let server = script(last.as_u16());
        let quota = Quota::new(1, Duration::from_secs(10));
        let client = server.retrying().bucket("reserving", quota).build().unwrap();
        let result = client.renew_reservation(&LOAN).await;
        let attempts = match &result {
            Ok(answer) => answer.attempts(),
            Err(error) => error.attempts(),
        };
        assert_eq!(result.is_ok(), last.is_success());
        let seen: Vec<_> =
            attempts.iter().map(|at| (at.ending, at.waited, at.queued, at.took, at.retry_after)).collect();
        assert_eq!(seen, recorded(last));
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_leaves_no_time_for_another_attempt_fails_the_call_now() {
    let server = Server::new([
        after(1, with("retry-after", "10", failing(503))),
        failing(500),
        failing(500),
        failing(500),
        books(),
    ]);
    let client = server.retrying().build().unwrap();
    let (start, before) = (Instant::now(), SystemTime::now());
    let error = client.list_books("x").deadline(Duration::from_secs(11)).await.unwrap_err();
    assert_eq!((start.elapsed(), server.requests().len()), (ms(1_000), 1), "it did not wait");
    assert!(matches!(error.cause(), Cause::Unexpected { status, .. } if *status == 503), "{error:?}");
    let wait = until(&error, before);
    assert!((ms(10_500)..ms(12_000)).contains(&wait), "with the spread: {wait:?}");

    // An attempt would start at the deadline, and with a millisecond more before it.
    let start = Instant::now();
    let error = client.list_books("x").deadline(ms(25)).await.unwrap_err();
    assert_eq!((start.elapsed(), error.attempts().len()), (ms(0), 1));
    assert!(error.retry_at().is_some());
    let error = client.list_books("x").deadline(ms(26)).retry(TWICE).await.unwrap_err();
    assert_eq!((start.elapsed(), error.attempts().len()), (ms(25), 2));
    assert!(error.retry_at().is_none(), "not the deadline stopped it, and the server said nothing");
    assert!(client.list_books("x").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_deadline_before_the_next_permit_fails_the_call_now() {
    // Neither answer says how long to wait, but the bucket has no room for 10 s and a guard of 4 ms.
    for status in [429, 503] {
        let server = Server::new([failing(status), loan()]);
        let quota = Quota::new(1, Duration::from_secs(10));
        let client = server.retrying().bucket("reserving", quota).build().unwrap();
        let limit = Duration::from_secs(10);
        let (start, before) = (Instant::now(), SystemTime::now());
        let error = match status {
            429 => client.reserve_book(&LOAN).deadline(limit).await,
            _ => client.renew_reservation(&LOAN).deadline(limit).await,
        }
        .unwrap_err();
        assert_eq!((start.elapsed(), server.requests().len()), (ms(0), 1));
        assert_eq!((error.status().unwrap().as_u16(), error.attempts().len()), (status, 1));
        let wait = until(&error, before);
        assert!((ms(10_004)..ms(11_000)).contains(&wait), "{wait:?}");
        client.reserve_book(&LOAN).await.unwrap();
        assert_eq!(start.elapsed(), ms(10_004));
    }
    // Neither the backoff nor the bucket leaves time: the later of the two says when.
    let server = Server::new([failing(503)]);
    let client =
        server.retrying().bucket("reserving", Quota::new(1, Duration::from_secs(10))).build().unwrap();
    let before = SystemTime::now();
    let error = client.renew_reservation(&LOAN).deadline(ms(20)).await.unwrap_err();
    let wait = until(&error, before);
    assert!((ms(10_004)..ms(11_000)).contains(&wait), "{wait:?}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_takes_longer_than_it_should_ends_at_the_deadline() {
    // Timers have whole milliseconds: the wait of 24.5 ms ends at 25 ms, with the deadline.
    let server = Server::new([failing(500)]);
    let client = server.retrying().jitter(|| 0.49).build().unwrap();
    let start = Instant::now();
    let error = client.list_books("x").deadline(ms(25)).await.unwrap_err();
    assert_eq!((start.elapsed(), server.requests().len()), (ms(25), 1));
    assert_eq!((error.attempts().len(), error.status().unwrap().as_u16()), (1, 500));
}

#[tokio::test(start_paused = true)]
async fn what_takes_more_than_five_minutes_is_not_waited_for() {
    let server = Server::new([
        with("retry-after", "301", failing(429)),
        with("retry-after", "300", failing(429)),
        loan(),
    ]);
    let client = server.retrying().build().unwrap();
    let (start, before) = (Instant::now(), SystemTime::now());
    let error = client.lend_book(&LOAN).await.unwrap_err();
    assert_eq!((start.elapsed(), server.requests().len()), (ms(0), 1));
    assert_eq!(error.api(), Some(&LendBookError::RateLimited(Message { message: "no".into() })));
    let wait = until(&error, before).as_secs();
    assert!((301..310).contains(&wait), "{wait}");
    client.lend_book(&LOAN).await.unwrap();
    assert_eq!(start.elapsed(), ms(300_500));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_between_two_attempts_sends_no_more() {
    let server = Server::new([failing(500), failing(500)]);
    let client = server.retrying().build().unwrap();
    let call = client.list_books("x").into_future();
    assert!(tokio::time::timeout(ms(10), call).await.is_err());
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(server.requests().len(), 1);
}
