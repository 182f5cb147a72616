//! What an answer becomes: a value or a typed error.

use crate::{
    api::{ErrorKind, LendBookError, ListBooksError, Loan, Message, TOKEN},
    memory::{Act, Server, json, once},
};
use bytes::Bytes;
use codegen_runtime::{
    AnyError, Cause, Ending, Error, Failure, OperationError, Sent, StatusCode, Unanswered,
};
use std::{
    error::Error as _,
    time::{Duration, SystemTime},
};

fn text<E: OperationError>(error: &Error<E>) -> String {
    let mut text = format!("{error}\n{error:?}\n{:?}\n{:?}", error.cause(), error.headers());
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}\n{error} {error:?}");
        source = error.source();
    }
    text + &String::from_utf8_lossy(error.body().unwrap_or(&Bytes::new()))
}

fn sendable<T: Send + Sync + 'static>() {}

#[test]
fn an_error_is_one_word_wide() {
    assert_eq!(size_of::<Error<ListBooksError>>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error<ListBooksError>>>(), size_of::<usize>());
    sendable::<Error<ListBooksError>>();
    sendable::<AnyError<ErrorKind>>();
}

#[tokio::test(start_paused = true)]
async fn a_documented_failure_is_typed() {
    let headers = vec![("retry-after", "7".to_owned()), ("x-request-id", "req-1".to_owned())];
    let body = Bytes::from_static(br#"{"message":"slow down"}"#);
    let server = Server::new([Act::Answer(429, headers, body.clone())]);
    let before = SystemTime::now();
    let error = server.client().lend_book(&Loan { book: 1 }).await.unwrap_err();
    assert_eq!(error.api(), Some(&LendBookError::RateLimited(Message { message: "slow down".into() })));
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!((error.status(), error.sent()), (Some(StatusCode::TOO_MANY_REQUESTS), Sent::Yes));
    assert_eq!((error.request_id(), error.body()), (Some("req-1"), Some(&body)));
    let wait = error.retry_at().unwrap().duration_since(before).unwrap();
    assert!((7..60).contains(&wait.as_secs()), "{wait:?}");
    assert_eq!(error.attempts()[0].ending, Ending::Status(StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(error.attempts()[0].retry_after, Some(Duration::from_secs(7)));
    assert!(error.is_retryable(), "429 proves that nothing was done");
    assert_eq!(error.to_string(), "the API answered 429 (RateLimited): slow down");

    let any = AnyError::from(error);
    assert_eq!(
        (any.kind(), any.status(), any.request_id()),
        (ErrorKind::RateLimited, Some(StatusCode::TOO_MANY_REQUESTS), Some("req-1"))
    );
    assert_eq!((any.sent(), any.is_retryable(), any.attempts().len()), (Sent::Yes, true, 1));
    assert!(any.retry_at().is_some() && any.downcast_ref::<LendBookError>().is_some());
    assert!(any.downcast_ref::<ListBooksError>().is_none());
    assert_eq!(any.to_string(), "the API answered 429 (RateLimited): slow down");
}

#[tokio::test(start_paused = true)]
async fn display_names_each_field_and_its_problem() {
    let body = r#"{"detail":[{"loc":["body","book"],"msg":"field required","type":"missing"}]}"#;
    let server =
        Server::new([json(422, body), json(422, &format!(r#"{{"detail":"{}"}}"#, "x".repeat(5_000)))]);
    let client = server.client();
    let error = client.lend_book(&Loan { book: 1 }).await.unwrap_err();
    assert_eq!(error.to_string(), "the API answered 422 (Invalid): body.book: field required");
    assert!(!error.is_retryable());
    let error = client.lend_book(&Loan { book: 1 }).await.unwrap_err();
    assert!(error.to_string().len() < 600 && format!("{error:?}").len() < 2_000);
}

#[tokio::test(start_paused = true)]
async fn a_documented_status_keeps_its_kind_whatever_the_body() {
    let html = Bytes::from_static(b"<html>busy</html>");
    let server = Server::new([
        Act::Answer(429, vec![], html.clone()),
        Act::BreakOff(429, Bytes::from_static(b"{\"mess")),
        Act::Stall(429, Bytes::from_static(b"{\"message\":\"m\"}")),
    ]);
    let client = server.client();
    for decodes in [false, false, true] {
        let error = client.list_books("x").attempt_timeout(Duration::from_millis(20)).await.unwrap_err();
        assert_eq!((error.kind(), error.sent()), (ErrorKind::RateLimited, Sent::Yes));
        assert!(error.is_retryable());
        assert_eq!(error.api().is_some(), decodes, "{error:?}");
        assert_eq!(matches!(error.cause(), Cause::Decode { .. }), !decodes);
    }
}

#[tokio::test(start_paused = true)]
async fn an_undocumented_status_is_unexpected_unless_it_may_have_acted() {
    let server = Server::new([
        json(503, "busy"),
        json(418, "tea"),
        json(418, "tea"),
        json(500, "boom"),
        json(302, ""),
    ]);
    let client = server.client();
    let loan = Loan { book: 1 };
    let error = client.list_books("x").await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Unexpected { body, .. } if body == "busy"));
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Runtime(Failure::Unexpected), true));
    assert!(!client.list_books("x").await.unwrap_err().is_retryable());
    assert!(matches!(client.lend_book(&loan).await.unwrap_err().cause(), Cause::Unexpected { .. }));
    let error = client.lend_book(&loan).await.unwrap_err();
    assert!(
        matches!(error.cause(), Cause::OutcomeUnknown(Unanswered::Status { body, .. }) if body == "boom")
    );
    assert_eq!(error.kind(), ErrorKind::Runtime(Failure::OutcomeUnknown));
    assert_eq!((error.sent(), error.is_retryable()), (Sent::Yes, false));
    assert!(matches!(client.lend_book(&loan).await.unwrap_err().cause(), Cause::Unexpected { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_does_not_pass_is_not_retryable() {
    // The operation states that 409, 422 and 429 prove that nothing was done.
    for (status, expected) in [(409, false), (422, false), (429, true), (503, false)] {
        let server = Server::new([json(status, r#"{"message":"no"}"#)]);
        let error = server.client().lend_book(&Loan { book: 1 }).await.unwrap_err();
        assert_eq!(error.is_retryable(), expected, "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_body_says_wrong_is_bounded() {
    let long = "x".repeat(200_000);
    let item = format!(r#"{{"items":[1,"{long}"]}}"#);
    let key = format!(r#"{{"\u001b[31m{long}":[{{"message":5}}]}}"#);
    let server = Server::new([json(200, &item), json(200, &key)]);
    let client = server.client();
    let error = client.list_books("x").await.unwrap_err();
    let text = error.source().unwrap().to_string();
    assert!(text.starts_with("invalid type: string \"xxx") && text.contains("line 1 column"), "{text}");
    assert_eq!(text.chars().count(), 500);

    let error = client.shelves().await.unwrap_err();
    let Cause::Decode { path, .. } = error.cause() else { panic!("{error:?}") };
    assert!(path.chars().count() == 500 && path.ends_with("[0].message"), "{path}");
    assert!(error.to_string().len() < 700 && !error.to_string().contains(char::is_control));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_decode_says_where() {
    let server =
        Server::new([json(200, r#"{"items":[1,"two"]}"#), json(200, ""), json(404, r#"{"message":5}"#)]);
    let client = server.client();
    let error = client.list_books("x").await.unwrap_err();
    let Cause::Decode { status, path, body, .. } = error.cause() else { panic!("{error:?}") };
    assert_eq!((status.as_u16(), path.as_str(), body.len()), (200, "items[1]", 19));
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Runtime(Failure::Decode), Sent::Yes));
    assert!(error.to_string().contains("items[1]") && error.source().unwrap().to_string().contains("two"));
    assert!(client.list_books("x").await.is_err());
    let error = client.list_books("x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchShelf);
    assert!(
        error.to_string().contains("404 (NoSuchShelf)") && error.to_string().contains("`message`"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn bodies_are_bounded() {
    let long = Bytes::from(vec![b'7'; 300_000]);
    let server = Server::new([
        Act::Answer(200, vec![], long.clone()),
        Act::Answer(200, vec![], Bytes::from(format!("{:>1000}", r#"{"items":[]}"#))),
        Act::Answer(500, vec![], long.clone()),
        Act::Answer(200, vec![], long),
    ]);
    let client = once().token(TOKEN).max_response_bytes(1_000).transport(server.transport()).build().unwrap();
    let error = client.list_books("x").await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Decode { body, .. } if body.len() == 1_000));
    assert!(error.source().unwrap().to_string().contains("1000 bytes"), "{error:?}");
    assert!(client.list_books("x").await.is_ok(), "exactly the limit is fine");
    let error = client.list_books("x").await.unwrap_err();
    assert_eq!(error.body().unwrap().len(), 65_536);
    client.delete_cover().really(true).await.expect("nobody reads the body");
}

#[tokio::test(start_paused = true)]
async fn a_success_that_breaks_off_depends_on_the_operation() {
    let part = Bytes::from_static(b"{\"items\":[1");
    let server = Server::new([
        Act::BreakOff(200, part.clone()),
        Act::BreakOff(201, part.clone()),
        Act::Stall(201, part.clone()),
        Act::BreakOff(200, part),
    ]);
    let client = server.client();
    let error = client.list_books("x").await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Transport(_)));
    assert_eq!((error.sent(), error.is_retryable()), (Sent::Yes, true));
    for _ in 0..2 {
        let error =
            client.lend_book(&Loan { book: 1 }).attempt_timeout(Duration::from_millis(20)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Runtime(Failure::OutcomeUnknown));
        assert_eq!(error.status(), Some(StatusCode::CREATED), "it did act, and the error says so");
        assert_eq!(
            error.to_string(),
            "the API answered 201 but the answer broke off: the request was carried out"
        );
        assert_eq!((error.sent(), error.is_retryable()), (Sent::Yes, false));
    }
    client.delete_cover().really(true).await.expect("nobody reads the body");
}

#[tokio::test(start_paused = true)]
async fn an_echoed_token_is_redacted_everywhere() {
    let echo = format!(r#"{{"message":"bad token {TOKEN}"}}"#);
    let wrong = format!(r#"{{"items":"{TOKEN}"}}"#);
    let escaped: Vec<String> = TOKEN.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
    let escaped = escaped.concat();
    let header = vec![("x-request-id", TOKEN.to_owned()), ("x-echo", format!("Bearer {TOKEN}"))];
    let server = Server::new([
        json(429, &echo),
        json(200, &wrong),
        json(200, &format!(r#"{{"items":"{escaped}"}}"#)),
        json(500, &echo),
        Act::Answer(404, header, Bytes::from(echo.clone())),
        Act::Fail(Sent::Maybe, "broke after Bearer sk-0123456789abcdef"),
    ]);
    let client = server.client();
    for _ in 0..6 {
        let error = client.list_books("x").await.unwrap_err();
        let text = text(&error);
        assert!(!text.contains(TOKEN), "{text}");
        assert!(text.contains("[redacted]"), "{text}");
    }
}
