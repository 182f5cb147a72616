//! Everything that can go wrong on the wire, for a safe operation and for an unsafe one, over real sockets.

use crate::{
    secrecy::{self, TOKEN, assert_hides_token_in, everything_said},
    server::{Answer, Response, Server},
};
use codegen_client::{
    Bytes, Cause, Client, Error, ErrorKind, RetryPolicy, Sent,
    operations::agents::{CreateAgentRun, GetAgentRun},
    types::CreateAgentRunInput,
};
use codegen_runtime::{Attempt, Call, Ending, OperationError, StatusCode, TimedOut, Unanswered};
use std::time::{Duration, SystemTime};
use tokio::net::TcpSocket;

/// The most of a body that an error keeps.
const KEPT: usize = 64 << 10;
const TEN_MB: usize = 10 << 20;
const HTML: &str = "<!doctype html><html><body><h1>Too busy</h1></body></html>";
const RUN: &str = r#"{"id": 12, "organization_id": 7, "status": "ACTIVE"}"#;

/// What a failure says of itself.
#[derive(Debug)]
struct Seen {
    /// Cause, kind, status, and whether the server may have seen the request.
    told: Told,
    path: String,
    body: Option<Bytes>,
    attempts: Vec<Attempt>,
    retry_at: Option<SystemTime>,
    request_id: Option<String>,
    retryable: bool,
    /// Every text of the error.
    text: String,
    /// How many requests the server read.
    requests: usize,
}

type Told = (&'static str, ErrorKind, Option<u16>, Sent);

fn cause<E>(cause: &Cause<E>) -> (&'static str, &str) {
    match cause {
        Cause::Connect(_) => ("Connect", ""),
        Cause::Transport(_) => ("Transport", ""),
        Cause::Timeout(TimedOut::Attempt(_)) => ("Timeout Attempt", ""),
        Cause::Timeout(TimedOut::Deadline(_)) => ("Timeout Deadline", ""),
        Cause::OutcomeUnknown(Unanswered::Transport(_)) => ("OutcomeUnknown Transport", ""),
        Cause::OutcomeUnknown(Unanswered::Timeout(TimedOut::Attempt(_))) => {
            ("OutcomeUnknown Timeout Attempt", "")
        }
        Cause::OutcomeUnknown(Unanswered::Timeout(TimedOut::Deadline(_))) => {
            ("OutcomeUnknown Timeout Deadline", "")
        }
        Cause::OutcomeUnknown(Unanswered::Status { .. }) => ("OutcomeUnknown Status", ""),
        Cause::Api { .. } => ("Api", ""),
        Cause::Unexpected { .. } => ("Unexpected", ""),
        Cause::Decode { path, .. } => ("Decode", path),
        _ => ("another cause", ""),
    }
}

/// Looks at an error from all sides. What holds for every error is asserted here.
fn seen<E: OperationError<Kind = ErrorKind>>(error: &Error<E>, requests: usize) -> Seen {
    let text = everything_said(error);
    let (cause, path) = cause(error.cause());
    let kept = match error.cause() {
        Cause::Unexpected { body, .. }
        | Cause::Decode { body, .. }
        | Cause::OutcomeUnknown(Unanswered::Status { body, .. }) => Some(body),
        _ => None,
    };
    assert!(kept.is_none() || kept == error.body(), "the cause and the error keep the same body");
    let body = error.body().cloned();
    assert_eq!(body.is_some(), error.status().is_some(), "an answer has a status and a body: {error:?}");
    assert!(body.as_ref().is_none_or(|body| body.len() <= KEPT), "too long: {}", text.len());
    assert!(format!("{error:?}").len() < 4_000 && error.to_string().len() < 1_000, "{error}");
    let status = error.status().map(|status| status.as_u16());
    assert_eq!(error.attempts().len(), 1, "{error:?}");
    let ending = error.attempts()[0].ending;
    match error.status() {
        Some(status) => assert_eq!(ending, Ending::Status(status)),
        None => assert!(!matches!(ending, Ending::Status(_)), "{ending:?}"),
    }
    assert!(requests <= 1, "the request was sent {requests} times");
    Seen {
        told: (cause, error.kind(), status, error.sent()),
        path: path.to_owned(),
        body,
        attempts: error.attempts().to_vec(),
        retry_at: error.retry_at(),
        request_id: error.request_id().map(str::to_owned),
        retryable: error.is_retryable(),
        text,
        requests,
    }
}

fn client(url: &str) -> Client {
    // One request each: what a single answer means is the question here.
    let builder = Client::builder().base_url(url).token(TOKEN).retry(RetryPolicy::none());
    assert_hides_token_in(&builder);
    let client = builder.build().expect("a valid client");
    assert_hides_token_in(&client);
    client
}

fn get(client: &Client) -> GetAgentRun {
    let call = client.get_agent_run(7, 12);
    assert_hides_token_in(&call);
    call
}

fn create(client: &Client) -> CreateAgentRun {
    let call = client.create_agent_run(7, CreateAgentRunInput::new("Mend it"));
    assert_hides_token_in(&call);
    call
}

/// How a call of each operation fails at this answer: the safe one, then the unsafe one.
async fn fail(answer: impl Into<Answer>) -> [Seen; 2] {
    let answer = answer.into();
    let server = Server::start([answer.clone()]).await;
    let safe = get(&client(&server.url)).await.expect_err("a failure");
    let safe = seen(&safe, server.requests().len());
    let server = Server::start([answer]).await;
    let costly = create(&client(&server.url)).await.expect_err("a failure");
    [safe, seen(&costly, server.requests().len())]
}

/// Asserts what both failures tell, and that the server read both requests.
fn assert_told(failures: &[Seen; 2], expected: [Told; 2]) {
    for (failure, expected) in failures.iter().zip(expected) {
        assert_eq!(failure.told, expected, "{}", failure.text);
        assert_eq!(failure.requests, 1, "{}", failure.text);
    }
}

fn body(failure: &Seen) -> &[u8] {
    failure.body.as_ref().expect("a body")
}

#[tokio::test]
async fn an_undocumented_status_is_kept_as_it_came() {
    let teapot = Response::json(418, r#"{"message": "short and stout"}"#).header("x-request-id", "req-418");
    let failures = fail(teapot).await;
    assert_told(&failures, [("Unexpected", ErrorKind::Unexpected, Some(418), Sent::Yes); 2]);
    for failure in &failures {
        assert_eq!(body(failure), br#"{"message": "short and stout"}"#);
        assert!(failure.text.contains("short and stout"), "{}", failure.text);
        assert_eq!(failure.request_id.as_deref(), Some("req-418"));
        assert!(!failure.retryable && failure.retry_at.is_none());
    }

    let failures = fail(Response::new(503).body("no").header("retry-after", "3")).await;
    assert_told(
        &failures,
        [
            ("Unexpected", ErrorKind::Unexpected, Some(503), Sent::Yes),
            ("OutcomeUnknown Status", ErrorKind::OutcomeUnknown, Some(503), Sent::Yes),
        ],
    );
    assert_eq!(failures.each_ref().map(|failure| failure.retryable), [true, false]);
    for failure in &failures {
        assert_eq!(body(failure), b"no");
        assert_eq!(failure.attempts[0].retry_after, Some(Duration::from_secs(3)));
        assert!(failure.retry_at.is_some());
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let target = Server::start([Response::json(200, RUN)]).await;
    let failures = fail(Response::new(307).header("location", &target.url)).await;
    assert_told(&failures, [("Unexpected", ErrorKind::Unexpected, Some(307), Sent::Yes); 2]);
    assert!(target.requests().is_empty(), "the token went to another server");
}

#[tokio::test]
async fn json_that_is_cut_or_wrong_says_where() {
    for (text, path, message) in [
        (r#"{"id": 12, "organization_id": 7, "status": "ACT"#, "status", "EOF"),
        (r#"{"id": 12, "organization_id": "seven"}"#, "organization_id", "expected i64"),
        (
            r#"{"id": 12, "organization_id": 7, "github_pull_requests": [{"id": 1, "created_at": ""}, {"id": "x"}]}"#,
            "github_pull_requests[1].id",
            "expected i64",
        ),
        (r#"{"id": 12}"#, "", "missing field `organization_id`"),
        (r#"{"id": 12, "organization_id": 7} and more"#, "", "trailing characters"),
    ] {
        let failures = fail(Response::json(200, text)).await;
        assert_told(&failures, [("Decode", ErrorKind::Decode, Some(200), Sent::Yes); 2]);
        for failure in &failures {
            assert_eq!(failure.path, path, "{}", failure.text);
            assert!(failure.text.contains(message), "{message}: {}", failure.text);
            assert_eq!(body(failure), text.as_bytes());
            assert!(!failure.retryable);
        }
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_success() {
    let failures = fail(Answer::Truncate(Response::json(200, RUN), 5)).await;
    assert_told(
        &failures,
        [
            ("Transport", ErrorKind::Transport, Some(200), Sent::Yes),
            ("OutcomeUnknown Transport", ErrorKind::OutcomeUnknown, Some(200), Sent::Yes),
        ],
    );
    assert_eq!(failures.each_ref().map(|failure| failure.retryable), [true, false]);
    assert_eq!(body(&failures[1]), RUN.as_bytes());

    // The status says enough, however little there is of the body.
    let failures = fail(Answer::Truncate(Response::json(429, r#"{"mess"#), 50)).await;
    assert_told(&failures, [("Decode", ErrorKind::RateLimited, Some(429), Sent::Yes); 2]);
    assert!(failures.iter().all(|failure| failure.retryable));
}

#[tokio::test]
async fn an_html_page_keeps_the_kind_of_a_documented_status() {
    let html = |status| Response::new(status).header("content-type", "text/html").body(HTML);
    let failures = fail(html(429)).await;
    assert_told(&failures, [("Decode", ErrorKind::RateLimited, Some(429), Sent::Yes); 2]);
    for failure in &failures {
        assert_eq!((body(failure), failure.path.as_str()), (HTML.as_bytes(), ""));
        assert!(failure.retryable, "a 429 proves that nothing was done");
    }

    let failures = fail(html(502)).await;
    assert_told(
        &failures,
        [
            ("Unexpected", ErrorKind::Unexpected, Some(502), Sent::Yes),
            ("OutcomeUnknown Status", ErrorKind::OutcomeUnknown, Some(502), Sent::Yes),
        ],
    );
    assert_eq!(failures.each_ref().map(|failure| failure.retryable), [true, false]);
    assert_eq!(body(&failures[1]), HTML.as_bytes());

    let failures = fail(html(200)).await;
    assert_told(&failures, [("Decode", ErrorKind::Decode, Some(200), Sent::Yes); 2]);
}

#[tokio::test]
async fn an_empty_body_is_no_run_and_no_message() {
    let failures = fail(Response::new(200)).await;
    assert_told(&failures, [("Decode", ErrorKind::Decode, Some(200), Sent::Yes); 2]);
    assert!(failures.iter().all(|failure| body(failure).is_empty() && failure.path.is_empty()));

    let failures = fail(Response::new(422)).await;
    assert_told(&failures, [("Decode", ErrorKind::Validation, Some(422), Sent::Yes); 2]);
    assert!(failures.iter().all(|failure| body(failure).is_empty() && !failure.retryable));

    // A 401 is documented without a body, so none is missing.
    let failures = fail(Response::new(401)).await;
    assert_told(&failures, [("Api", ErrorKind::Unauthorized, Some(401), Sent::Yes); 2]);
}

#[tokio::test]
async fn a_body_of_10_mb_is_read_when_it_is_a_run_and_bounded_when_it_is_not() {
    let run = format!(r#"{{"id": 12, "organization_id": 7, "result": "{}"}}"#, "r".repeat(TEN_MB));
    let server = Server::start([Response::json(200, &run)]).await;
    let answer = get(&client(&server.url)).await.expect("a long run");
    assert_eq!(answer.result.as_ref().map(String::len), Some(TEN_MB));

    let server = Server::start([Response::json(200, &run)]).await;
    let small = Client::builder().base_url(&server.url).token(TOKEN).max_response_bytes(1 << 20);
    let small = small.build().expect("a valid client");
    let failure = seen(&create(&small).await.expect_err("a body over the limit"), server.requests().len());
    assert_eq!(failure.told, ("Decode", ErrorKind::Decode, Some(200), Sent::Yes));
    assert!(failure.text.contains("longer than the limit of 1048576 bytes"), "{}", failure.text);
    assert_eq!(body(&failure).len(), KEPT);

    let failures = fail(Response::json(200, &format!("[{}", " ".repeat(TEN_MB)))).await;
    assert_told(&failures, [("Decode", ErrorKind::Decode, Some(200), Sent::Yes); 2]);
    assert!(failures.iter().all(|failure| body(failure).len() == KEPT));

    let failures = fail(Response::new(500).body(TOKEN.repeat(TEN_MB / TOKEN.len()))).await;
    assert_told(
        &failures,
        [
            ("Unexpected", ErrorKind::Unexpected, Some(500), Sent::Yes),
            ("OutcomeUnknown Status", ErrorKind::OutcomeUnknown, Some(500), Sent::Yes),
        ],
    );
    // A body of nothing but tokens shrinks when each becomes `[redacted]`.
    for failure in &failures {
        assert!((KEPT / 3..=KEPT).contains(&body(failure).len()), "{}", body(failure).len());
    }

    let long = format!(r#"{{"message": "{}"}}"#, "m".repeat(TEN_MB));
    let failures = fail(Response::json(429, &long)).await;
    assert_told(&failures, [("Decode", ErrorKind::RateLimited, Some(429), Sent::Yes); 2]);
    assert!(failures.iter().all(|failure| body(failure).len() == KEPT));
}

#[tokio::test]
async fn a_lost_connection_leaves_open_whether_the_request_acted() {
    for (answer, requests) in [(Answer::CloseUnread, 0), (Answer::CloseUnanswered, 1)] {
        let failures = fail(answer).await;
        let told = [
            ("Transport", ErrorKind::Transport, None, Sent::Maybe),
            ("OutcomeUnknown Transport", ErrorKind::OutcomeUnknown, None, Sent::Maybe),
        ];
        for (failure, told) in failures.iter().zip(told) {
            assert_eq!(failure.told, told, "{}", failure.text);
            assert_eq!(failure.requests, requests);
            assert_eq!(failure.attempts[0].ending, Ending::Transport);
        }
        assert_eq!(failures.map(|failure| failure.retryable), [true, false]);
    }
}

/// A connection that was used before invites an HTTP library to send a lost request again.
#[tokio::test]
async fn a_lost_connection_that_was_used_before_leads_to_no_second_request() {
    for (lost, requests) in [(Answer::CloseUnread, 1), (Answer::CloseUnanswered, 2)] {
        let spare = Answer::Respond(Response::json(200, RUN));
        let server = Server::start([spare.clone(), lost, spare]).await;
        let client = client(&server.url);
        create(&client).await.expect("a run");
        let failure = seen(&create(&client).await.expect_err("a lost connection"), 0);
        assert_eq!(
            failure.told,
            ("OutcomeUnknown Transport", ErrorKind::OutcomeUnknown, None, Sent::Maybe),
            "{}",
            failure.text
        );
        assert_eq!(server.requests().len(), requests);
        create(&client).await.expect("a run on a new connection");
        assert_eq!(server.requests().len(), requests + 1);
    }
}

#[tokio::test]
async fn a_refused_connection_sends_nothing() {
    // Bound and not listening: nobody else can take the port, and it refuses.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let client = client(&format!("http://{}", socket.local_addr().expect("an address")));
    let told = ("Connect", ErrorKind::Connect, None, Sent::No);
    let failures = [
        seen(&get(&client).await.expect_err("refused"), 0),
        seen(&create(&client).await.expect_err("refused"), 0),
    ];
    for failure in failures {
        assert_eq!(failure.told, told, "{}", failure.text);
        assert!(failure.retryable, "nothing was sent");
        assert_eq!(failure.attempts[0].ending, Ending::Connect);
        assert!(failure.text.to_lowercase().contains("connection refused"), "{}", failure.text);
    }
}

/// How a call ends whose request arrives and is never answered. The clock stands still from its arrival on, which makes
/// the limit pass at once.
async fn hang<C>(call: impl FnOnce(&Client) -> C) -> Seen
where
    C: Call<Success: std::fmt::Debug, Failure: OperationError<Kind = ErrorKind>>,
    C::IntoFuture: Send + 'static,
{
    let server = Server::start([Answer::Hang]).await;
    let call = tokio::spawn(call(&client(&server.url)).into_future());
    server.received(1).await;
    tokio::time::pause();
    let error = call.await.expect("no panic").expect_err("no answer");
    tokio::time::resume();
    seen(&error, server.requests().len())
}

#[tokio::test]
async fn a_server_that_hangs_is_left_after_the_limit() {
    let limit = Duration::from_secs(9);
    let failures = [
        hang(|client| get(client).attempt_timeout(limit)).await,
        hang(|client| create(client).attempt_timeout(limit)).await,
    ];
    assert_told(
        &failures,
        [
            ("Timeout Attempt", ErrorKind::Timeout, None, Sent::Maybe),
            ("OutcomeUnknown Timeout Attempt", ErrorKind::OutcomeUnknown, None, Sent::Maybe),
        ],
    );
    let late = [
        hang(|client| get(client).deadline(limit)).await,
        hang(|client| create(client).deadline(limit)).await,
    ];
    assert_told(
        &late,
        [
            ("Timeout Deadline", ErrorKind::Timeout, None, Sent::Maybe),
            ("OutcomeUnknown Timeout Deadline", ErrorKind::OutcomeUnknown, None, Sent::Maybe),
        ],
    );
    for [safe, costly] in [failures, late] {
        assert!(safe.retryable && !costly.retryable);
        for failure in [safe, costly] {
            assert_eq!(failure.attempts[0].ending, Ending::Timeout);
            assert!((9..20).contains(&failure.attempts[0].took.as_secs()), "{:?}", failure.attempts);
            assert!(failure.text.contains("9s"), "the error names the limit: {}", failure.text);
        }
    }
}

#[tokio::test]
async fn the_attempt_timeout_of_the_spec_holds_where_the_call_states_none() {
    let failures = [hang(get).await, hang(create).await];
    for (failure, limit) in failures.iter().zip([30, 60]) {
        assert!((limit..limit + 5).contains(&failure.attempts[0].took.as_secs()), "{:?}", failure.attempts);
    }
}

#[tokio::test]
async fn a_deadline_without_time_sends_nothing() {
    let server = Server::start([Answer::Hang]).await;
    let error = create(&client(&server.url)).deadline(Duration::ZERO).await.expect_err("no time");
    everything_said(&error);
    assert!(matches!(error.cause(), Cause::WouldExceed { .. }), "{error:?}");
    assert_eq!(
        (error.kind(), error.status(), error.sent()),
        (ErrorKind::WouldExceedDeadline, None, Sent::No)
    );
    assert!(error.attempts().is_empty() && error.retry_at().is_some() && error.is_retryable());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_rate_limit_says_when_to_try_again() {
    const MESSAGE: &str = r#"{"message": "slow down", "status_code": 429}"#;
    // The dates are years old: only their distance counts.
    let (date, later) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:07 GMT");
    for (headers, wait) in [
        (vec![("retry-after", "7")], Some(7)),
        (vec![("retry-after", later), ("date", date)], Some(30)),
        (vec![("retry-after", later)], Some(0)),
        (vec![("retry-after", "soon")], None),
        (vec![], None),
    ] {
        let response = Response::json(429, MESSAGE).header("x-request-id", "req-429");
        let response = headers.iter().fold(response, |response, (name, value)| response.header(name, value));
        let before = SystemTime::now();
        let failures = fail(response).await;
        let after = SystemTime::now();
        assert_told(&failures, [("Api", ErrorKind::RateLimited, Some(429), Sent::Yes); 2]);
        let wait = wait.map(Duration::from_secs);
        for failure in &failures {
            assert_eq!(failure.attempts[0].retry_after, wait, "{headers:?}");
            assert_eq!(failure.retry_at.is_some(), wait.is_some(), "{headers:?}");
            if let Some((at, wait)) = failure.retry_at.zip(wait) {
                assert!(before + wait <= at && at <= after + wait, "{headers:?}: {at:?}");
            }
            assert_eq!(failure.request_id.as_deref(), Some("req-429"));
            assert!(failure.retryable && failure.text.contains("429 (RateLimited): slow down"));
        }
    }
}

#[tokio::test]
async fn a_token_that_the_server_repeats_is_shown_nowhere() {
    let [_, slashed, escaped, percent] = secrecy::forms();
    let echoes = [
        format!(r#"{{"message": "bad token {TOKEN}"}}"#),
        format!(r#"{{"message": "bad token {slashed}"}}"#),
        format!(r#"{{"message": "bad token {escaped}"}}"#),
        format!(
            r#"{{"detail": [{{"loc": ["header", "{TOKEN}"], "msg": "Bearer {TOKEN}?", "type": "{TOKEN}"}}]}}"#
        ),
        format!(r#"{{"detail": "{TOKEN}", "{TOKEN}": "{TOKEN}"}}"#),
        format!("<html>GET /?token={percent} Authorization: Bearer {TOKEN}{TOKEN}</html>"),
        format!(r#"{{"id": "{TOKEN}", "organization_id": 7}}"#),
        format!(r#"{{"id": 1, "organization_id": 7, "github_pull_requests": {{"{TOKEN}": 1}}}}"#),
        format!("{}{TOKEN}{}", "x".repeat(KEPT - 9), "x".repeat(TEN_MB / 5)),
    ];
    for echo in echoes {
        for status in [200, 401, 402, 404, 418, 422, 429, 503] {
            let response = Response::json(status, &echo)
                .header("x-request-id", &format!("req-{TOKEN}"))
                .header("x-echo", &format!("Bearer {TOKEN}"));
            let failures = fail(response).await;
            for failure in failures {
                assert!(failure.text.contains("[redacted]"), "{status} {echo}: {}", failure.text);
            }
        }
        for failure in fail(Answer::Truncate(Response::json(429, &echo), 9)).await {
            assert_eq!(failure.told.2, Some(StatusCode::TOO_MANY_REQUESTS.as_u16()));
        }
        fail(Answer::Truncate(Response::json(200, &echo), 9)).await;
    }
}

#[tokio::test]
async fn a_token_that_a_success_repeats_in_a_header_is_shown_nowhere() {
    let answer =
        Response::json(200, RUN).header("x-echo", &format!("Bearer {TOKEN}")).header("x-request-id", "r");
    let server = Server::start([answer]).await;
    let answer = get(&client(&server.url)).await.expect("a run");
    assert_hides_token_in(&answer);
    assert_hides_token_in(answer.headers());
    assert_eq!((answer.request_id(), answer.id), (Some("r"), 12));
}
