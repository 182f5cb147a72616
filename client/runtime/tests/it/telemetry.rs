//! What a call tells `tracing`: the names and values of OpenTelemetry's conventions for HTTP clients, and nothing secret.

use crate::{
    api::{ErrorKind, Loan, TOKEN},
    memory::{Act, Server, after, books, failing, json, loan, with},
    recording::Recording,
};
use bytes::Bytes;
use codegen_runtime::{Freshness, Method, Quota, RetryPolicy, Sent, Transport};
use std::time::Duration;
use tower::{ServiceExt, service_fn};
use tracing::Instrument;

const LOAN: Loan = Loan { book: 1 };
const ONE: Quota = Quota::new(1, Duration::from_secs(10));

/// The fields of the span at this place, in the order of their names.
fn fields(recording: &Recording, place: usize) -> Vec<(&'static str, String)> {
    recording.spans()[place].fields.clone().into_iter().collect()
}

fn expected(fields: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

#[tokio::test(start_paused = true)]
async fn a_call_is_a_span_and_so_is_each_wait_and_each_attempt_in_it() {
    let (recording, _guard) = Recording::start();
    let server = Server::new([failing(503), loan()]);
    let inner = server.transport();
    let transport = Transport::new(service_fn(move |request| {
        tracing::info_span!("on the wire").in_scope(|| ());
        inner.clone().oneshot(request)
    }));
    let client = server.retrying().transport(transport).bucket("reserving", ONE).build().unwrap();
    let around = tracing::info_span!("the application's own");
    client.renew_reservation(&LOAN).into_future().instrument(around).await.unwrap();
    assert_eq!(
        recording.names(),
        [
            ("the application's own", None),
            ("call", Some("the application's own")),
            // The first attempt did not wait.
            ("attempt", Some("call")),
            ("on the wire", Some("attempt")),
            ("admission", Some("call")),
            ("attempt", Some("call")),
            ("on the wire", Some("attempt")),
        ]
    );
    let call = expected(&[
        ("attempts", "2"),
        ("http.request.method", r#""PUT""#),
        ("http.response.status_code", "201"),
        ("operation", r#""renew_reservation""#),
        ("otel.name", r#""renew_reservation""#),
        ("url.template", r#""/reservations""#),
    ]);
    assert_eq!(fields(&recording, 1), call);
    let first = expected(&[
        ("error.type", r#""503""#),
        ("http.request.method", r#""PUT""#),
        ("http.response.status_code", "503"),
        ("otel.kind", r#""client""#),
        ("otel.name", "PUT /reservations"),
        ("otel.status_code", r#""ERROR""#),
        ("server.address", r#""library.example""#),
        ("server.port", "443"),
        ("url.template", r#""/reservations""#),
    ]);
    assert_eq!(fields(&recording, 2), first);
    assert_eq!(fields(&recording, 4), expected(&[("buckets", "reading,reserving")]));
    let second = expected(&[
        ("http.request.method", r#""PUT""#),
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "201"),
        ("otel.kind", r#""client""#),
        ("otel.name", "PUT /reservations"),
        ("server.address", r#""library.example""#),
        ("server.port", "443"),
        ("url.template", r#""/reservations""#),
    ]);
    assert_eq!(fields(&recording, 5), second);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_named_in_the_attempt_and_in_the_call() {
    for (act, attempt, call) in [
        (failing(404), "404", "NoSuchShelf"),
        (failing(503), "503", "Runtime(Unexpected)"),
        (Act::Fail(Sent::No, "refused"), "connect", "Runtime(Connect)"),
        (Act::Fail(Sent::Maybe, "reset"), "transport", "Runtime(Transport)"),
        (Act::Silence, "timeout", "Runtime(Timeout)"),
    ] {
        let (recording, _guard) = Recording::start();
        Server::new([act]).client().list_books("x").await.unwrap_err();
        let [whole, one] = &recording.spans()[..] else { panic!("{:?}", recording.names()) };
        assert_eq!(
            (whole.fields["error.type"].as_str(), &*whole.fields["otel.status_code"]),
            (call, "\"ERROR\"")
        );
        assert_eq!(one.fields["error.type"], format!("{attempt:?}"));
        assert_eq!(one.fields["otel.status_code"], "\"ERROR\"");
        let status = attempt.parse::<u16>().ok().map(|status| status.to_string());
        assert_eq!(one.fields.get("http.response.status_code"), status.as_ref());
        assert_eq!(whole.fields.get("http.response.status_code"), status.as_ref());
    }
    // What ends before an attempt, and after a good one.
    let (recording, _guard) = Recording::start();
    let client = Server::new([json(200, "<html>")]).client();
    client.list_books("x").deadline(Duration::ZERO).await.unwrap_err();
    client.list_books("x").await.unwrap_err();
    let [late, call, attempt] = &recording.spans()[..] else { panic!("{:?}", recording.names()) };
    assert_eq!(
        (&*late.fields["error.type"], &*late.fields["attempts"]),
        ("Runtime(WouldExceedDeadline)", "0")
    );
    assert_eq!((&*call.fields["error.type"], &*call.fields["attempts"]), ("Runtime(Decode)", "1"));
    assert!(!attempt.fields.contains_key("error.type") && !attempt.fields.contains_key("otel.status_code"));
}

#[tokio::test(start_paused = true)]
async fn an_old_answer_is_named_as_such() {
    let (recording, _guard) = Recording::start();
    let server = Server::new([books(), failing(503)]);
    let client = server.builder().bucket("reading", Quota::new(2, Duration::from_secs(10))).build().unwrap();
    for _ in 0..3 {
        client.list_books("x").allow_stale(Duration::from_mins(1)).await.unwrap();
    }
    let calls = recording.spans().into_iter().filter(|span| span.name == "call");
    let seen: Vec<_> = calls
        .map(|call| (call.fields.get("stale").cloned(), call.fields["http.response.status_code"].clone()))
        .collect();
    let stale = |why: &str| (Some(format!("{why:?}")), "200".to_owned());
    assert_eq!(seen, [(None, "200".to_owned()), stale("503"), stale("no_permit")]);
    assert!(recording.names().iter().all(|(name, _)| *name != "admission"), "none waited");
}

#[tokio::test(start_paused = true)]
async fn a_request_by_hand_shows_its_method_alone() {
    let (recording, _guard) = Recording::start();
    let client = Server::new([json(200, ""), json(200, "")]).client();
    client.request(Method::DELETE, "/secret/path?secret=1").await.unwrap();
    client.request(Method::from_bytes(b"BREW").unwrap(), "/").await.unwrap();
    let spans = recording.spans();
    let shown: Vec<_> = spans
        .iter()
        .map(|span| (span.name, &*span.fields["otel.name"], &*span.fields["http.request.method"]))
        .collect();
    assert_eq!(
        shown,
        [
            ("call", "\"request\"", "\"DELETE\""),
            ("attempt", "DELETE", "\"DELETE\""),
            ("call", "\"request\"", "\"_OTHER\""),
            ("attempt", "HTTP", "\"_OTHER\""),
        ]
    );
    assert!(spans.iter().all(|span| !span.fields.contains_key("url.template")));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_left_leaves_its_spans_without_an_end() {
    let (recording, _guard) = Recording::start();
    let client = Server::new([Act::Silence]).client();
    let call = client.list_books("x").into_future();
    assert!(tokio::time::timeout(Duration::from_secs(1), call).await.is_err());
    assert_eq!(recording.names(), [("call", None), ("attempt", Some("call"))]);
    assert!(recording.spans().iter().all(|span| !span.fields.contains_key("error.type")));
}

#[tokio::test(start_paused = true)]
async fn nothing_secret_is_told() {
    const SECRETS: [&str; 9] =
        [TOKEN, "0123456789", "my-shelf", "my-tag", "my-trace", "4242", "my-header", "my-answer", "my-title"];
    let (recording, _guard) = Recording::start();
    let answer = || format!(r#"{{"message":"my-answer {TOKEN}","detail":"my-shelf"}}"#);
    let say = |status| with("x-echo", &format!("my-header {TOKEN}"), json(status, &answer()));
    let found = r#"{"items":[4242],"total":1,"title":"my-title"}"#;
    let server = Server::new([
        say(401),
        say(404),
        say(429),
        say(503),
        say(418),
        say(200),
        Act::Fail(Sent::No, "my-answer"),
        Act::Fail(Sent::Maybe, "my-answer"),
        Act::Silence,
        Act::BreakOff(200, Bytes::from(answer())),
        Act::Stall(200, Bytes::from(answer())),
        json(200, found),
        say(500),
    ]);
    let count = server.left();
    let client = server.builder().header("x-mine", "my-header").build().unwrap();
    let list = || {
        client
            .list_books("my-shelf")
            .tags(Some(vec!["my-tag".into()]))
            .trace("my-trace")
            .header("x-one", "my-header")
            .attempt_timeout(Duration::from_secs(1))
    };
    for _ in 0..count - 1 {
        let _ = list().await;
    }
    let old = list().allow_stale(Duration::from_mins(1)).await.unwrap();
    assert!(matches!(old.freshness(), Freshness::Stale { .. }));
    assert_eq!(server.left(), 0);

    // The same of a request with a body, of one that waits for its permit, and of one that cannot be written.
    server.then([say(422), say(500), loan(), json(200, found)]);
    client.lend_book(&Loan { book: 4242 }).await.unwrap_err();
    let again = client.renew_reservation(&Loan { book: 4242 }).retry(RetryPolicy::attempts(2));
    client.set_limit("reserving", ONE).unwrap();
    again.await.unwrap();
    client.list_books("my-shelf").header("x-one", "my-header\n").await.unwrap_err();
    client.request(Method::GET, "/my-shelf?my-tag=my-title").await.unwrap();
    assert!(recording.names().contains(&("admission", Some("call"))));

    let spans = recording.spans();
    assert!(spans.len() > 2 * count, "{}", spans.len());
    for span in spans {
        for (name, value) in span.fields {
            let secret = SECRETS.iter().find(|secret| name.contains(*secret) || value.contains(*secret));
            assert_eq!(secret, None, "{}: {name} = {value}", span.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_token_in_a_query_is_not_told_either() {
    let (recording, _guard) = Recording::start();
    let server = Server::new([failing(404), after(1, books())]);
    let query = codegen_runtime::Builder::<crate::api::Client>::new(
        "https://library.example",
        codegen_runtime::Auth::Query("key"),
        &[],
    );
    let client = query.token(TOKEN).transport(server.transport()).build().unwrap();
    assert_eq!(client.list_books("x").await.unwrap_err().kind(), ErrorKind::NoSuchShelf);
    client.list_books("x").await.unwrap();
    assert!(server.requests()[0].uri().query().unwrap().contains(TOKEN));
    assert!(!format!("{:?}", recording.spans()).contains(TOKEN));
}
