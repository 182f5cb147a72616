//! What goes on the wire.

use crate::{
    api::{Client, ErrorKind, Loan, TOKEN},
    memory::{Server, json, once},
};
use codegen_runtime::{Auth, Builder, Cause, Failure, Method, OperationError, Sent};
use serde_json::json as value;

const EMPTY: &str = r#"{"items":[],"total":0}"#;

#[tokio::test]
async fn parameters_are_written_in_their_places() {
    let server = Server::new([json(200, EMPTY)]);
    let answer = server
        .client()
        .list_books("sea & stories/1")
        .skip(3)
        .skip(4)
        .tags(Some(vec!["a b".into(), "c,d".into()]))
        .filter(value!({ "author": { "name": "M" }, "none": null }))
        .trace("abc")
        .await
        .unwrap();
    assert_eq!(answer.attempts().len(), 1);
    let requests = server.requests();
    assert_eq!(
        requests[0].uri(),
        "https://library.example/api/shelves/sea%20%26%20stories%2F1/books\
         ?skip=4&tags=a%20b,c%2Cd&filter[author][name]=M"
    );
    let headers = requests[0].headers();
    assert_eq!(headers["x-trace"], "abc");
    assert_eq!(headers["accept"], "application/json");
    assert_eq!(headers["authorization"], format!("Bearer {TOKEN}"));
    assert!(headers["authorization"].is_sensitive());
    assert_eq!(headers["user-agent"], concat!("codegen-runtime/", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn null_removes_a_parameter() {
    let server = Server::new([json(200, EMPTY)]);
    server.client().list_books("x").tags(Some(vec!["a".into()])).tags(None).await.unwrap();
    assert_eq!(server.target(), "/api/shelves/x/books");
}

#[tokio::test]
async fn a_json_body_has_its_media_type() {
    let server = Server::new([json(201, r#"{"book":7,"new_field":1}"#)]);
    let loan = server.client().lend_book(&Loan { book: 7 }).header("X-Once", "1").await.unwrap();
    assert_eq!((loan.book, loan.status().as_u16()), (7, 201));
    let request = &server.requests()[0];
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["x-once"], "1");
    assert_eq!(request.body(), r#"{"book":7}"#);
}

#[tokio::test]
async fn a_form_and_bytes_are_bodies_too() {
    let server = Server::new([json(200, "done"), json(200, "done")]);
    let client = server.client();
    let text = client.annotate().form(&value!({ "a": { "b": "c d" }, "l": [1, 2] })).await.unwrap();
    assert_eq!(*text, "done");
    assert_eq!(client.annotate().bytes("image/png", b"\x89PNG").await.unwrap().into_inner(), "done");
    let requests = server.requests();
    assert_eq!(requests[0].headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(requests[0].body(), "a[b]=c%20d&l=1&l=2");
    assert_eq!(requests[0].headers()["accept"], "*/*");
    assert_eq!(requests[1].headers()["content-type"], "image/png");
    assert_eq!(requests[1].body(), &b"\x89PNG"[..]);
    let error = client.annotate().form(&[1]).await.unwrap_err();
    assert!(error.to_string().contains("no object"), "{error}");
}

#[tokio::test]
async fn default_headers_give_way_to_those_of_the_call() {
    let server = Server::new([json(200, EMPTY), json(200, EMPTY)]);
    let client = once()
        .token(TOKEN)
        .header("X-Team", "all")
        .user_agent("mine/1")
        .transport(server.transport())
        .build()
        .unwrap();
    client.list_books("x").await.unwrap();
    client.list_books("x").header("x-team", "one").header("Authorization", "Mine").await.unwrap();
    let requests = server.requests();
    assert_eq!(
        (&requests[0].headers()["x-team"], &requests[0].headers()["user-agent"]),
        (&"all".parse().unwrap(), &"mine/1".parse().unwrap())
    );
    assert_eq!(requests[1].headers()["x-team"], "one");
    assert_eq!(requests[1].headers()["authorization"], "Mine");
    assert!(requests[1].headers()["authorization"].is_sensitive());
}

#[tokio::test]
async fn default_headers_give_way_to_what_the_operation_states() {
    let server = Server::new([json(200, "done"), json(200, "done")]);
    let client = once()
        .token(TOKEN)
        .header("Accept", "text/csv")
        .header("Content-Type", "application/json")
        .transport(server.transport())
        .build()
        .unwrap();
    client.annotate().form(&value!({ "a": 1 })).await.unwrap();
    client.annotate().form(&value!({ "a": 1 })).header("Accept", "text/plain").await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(requests[0].headers()["accept"], "*/*");
    assert_eq!(requests[1].headers()["accept"], "text/plain");
}

#[tokio::test]
async fn a_header_parameter_can_take_the_place_of_the_token() {
    let server = Server::new([json(200, "done"), json(200, "done")]);
    server.client().annotate().authorization("Mine").await.unwrap();
    server.client().annotate().authorization(None::<String>).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests[0].headers()["authorization"], "Mine");
    assert!(requests[0].headers()["authorization"].is_sensitive());
    assert_eq!(requests[1].headers()["authorization"], format!("Bearer {TOKEN}"));
}

#[tokio::test]
async fn a_header_parameter_of_nothing_is_not_sent() {
    let server = Server::new([json(200, EMPTY), json(200, EMPTY)]);
    server.client().list_books("x").trace(Vec::<u8>::new()).await.unwrap();
    server.client().list_books("x").trace([1, 2]).await.unwrap();
    let requests = server.requests();
    assert!(!requests[0].headers().contains_key("x-trace"));
    assert_eq!(requests[1].headers()["x-trace"], "1,2");
}

#[tokio::test]
async fn only_a_method_that_usually_has_a_body_says_that_there_is_none() {
    let server = Server::new((0..6).map(|_| json(200, "")));
    let client = server.client();
    for (method, length) in [
        (Method::POST, Some("0")),
        (Method::PUT, Some("0")),
        (Method::PATCH, Some("0")),
        (Method::GET, None),
        (Method::DELETE, None),
    ] {
        client.request(method.clone(), "/x").await.unwrap();
        let request = server.requests().pop().unwrap();
        let stated = request.headers().get("content-length").map(|length| length.to_str().unwrap());
        assert_eq!(stated, length, "{method}");
    }
    client.request(Method::POST, "/x").body("text/plain", "x").await.unwrap();
    assert!(!server.requests()[5].headers().contains_key("content-length"), "the transport counts it");
}

#[tokio::test]
async fn an_open_operation_carries_no_token() {
    let server = Server::new([json(204, "")]);
    server.client().delete_cover().really(true).await.unwrap();
    assert!(!server.requests()[0].headers().contains_key("authorization"));
    assert_eq!(server.target(), "/api/cover?really=true");
}

#[tokio::test]
async fn a_token_can_go_into_the_query() {
    let server = Server::new((0..5).map(|_| json(200, "x")));
    let client: Client = Builder::new("https://a.example", Auth::Query("key"), &[])
        .token("a&secret b")
        .transport(server.transport())
        .build()
        .unwrap();
    client.request(Method::GET, "/x").await.unwrap();
    assert_eq!(server.target(), "/x?key=a%26secret%20b");
    client.request(Method::GET, "/x?y=1").query("z", [1, 2]).await.unwrap();
    assert_eq!(server.target(), "/x?y=1&z=1&z=2&key=a%26secret%20b");
    for path in ["/x?key=own", "/x?k%65y=own"] {
        client.request(Method::GET, path).await.unwrap();
        assert_eq!(server.target(), path, "the caller's own takes its place");
    }
    client.request(Method::GET, "/x").query("key", "own").await.unwrap();
    assert_eq!(server.target(), "/x?key=own");
}

fn never_sent<E: OperationError<Kind = ErrorKind>>(error: &codegen_runtime::Error<E>, names: &str) {
    assert!(matches!(error.cause(), Cause::InvalidRequest(_)), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Runtime(Failure::InvalidRequest));
    assert_eq!((error.sent(), error.attempts().len(), error.is_retryable()), (Sent::No, 0, false));
    assert!(error.to_string().contains(names), "{error}");
}

fn value_of<V>(name: &str, value: V) -> std::collections::BTreeMap<&str, V> {
    [(name, value)].into()
}

#[tokio::test]
async fn wide_integers_stay_whole_in_a_json_body() {
    let server = Server::new([json(200, "")]);
    server.client().request(Method::POST, "/x").json(u128::MAX).await.unwrap();
    assert_eq!(server.requests()[0].body(), &u128::MAX.to_string());
}

#[tokio::test]
async fn what_cannot_be_written_is_never_sent() {
    let server = Server::new([]);
    let client = server.client();
    for shelf in ["", ".", ".."] {
        never_sent(&client.list_books(shelf).await.unwrap_err(), "`shelf`");
    }
    never_sent(&client.list_books("x").trace("line\nbreak").await.unwrap_err(), "`X-Trace`");
    never_sent(&client.list_books("x").header("bad name", "x").await.unwrap_err(), "bad name");
    never_sent(&client.list_books("x").header("Content-Length", "3").await.unwrap_err(), "Content-Length");
    for header in ["Host", "Expect", "Upgrade", "TE", "Keep-Alive"] {
        never_sent(&client.list_books("x").header(header, "x").await.unwrap_err(), header);
    }
    never_sent(&client.delete_cover().await.unwrap_err(), "`really`");
    never_sent(&client.delete_cover().really([(); 0]).await.unwrap_err(), "`really`");
    never_sent(&client.delete_cover().really([None::<u8>]).await.unwrap_err(), "`really`");
    never_sent(&client.delete_cover().really(f64::NAN).await.unwrap_err(), "NaN");
    never_sent(&client.delete_cover().really(u128::MAX).await.unwrap_err(), "64 bits");
    never_sent(&client.annotate().form(&value_of("x", f32::INFINITY)).await.unwrap_err(), "inf");
    let raw = client.request(Method::POST, "/x").json([f64::NAN]);
    never_sent(&raw.await.unwrap_err(), "NaN");
    never_sent(&client.request(Method::CONNECT, "/x").await.unwrap_err(), "CONNECT");
    let keys = std::collections::BTreeMap::from([((1, 2), 3)]);
    never_sent(&client.list_books("x").filter(keys).await.unwrap_err(), "`filter`");
    never_sent(&client.list_books("x").filter("y".repeat(70_000)).await.unwrap_err(), "URL");
    for path in ["x", "@evil.example/", "/a/../b", "/a/%2E%2e", "/a\\b", "/a#b", "/a b"] {
        never_sent(&client.request(Method::GET, path).await.unwrap_err(), "path");
    }
    for path in ["x?api_key=TOPSECRET", "/a/..?api_key=TOPSECRET", "/a?api_key=TOPSECRET#"] {
        let error = client.request(Method::GET, path).await.unwrap_err();
        never_sent(&error, "path");
        assert!(!format!("{error} {error:?}").contains("TOPSECRET"), "{error:?}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_raw_request_reaches_what_no_operation_describes() {
    let server = Server::new([json(200, "raw"), json(404, r#"{"message":"no"}"#)]);
    let client = server.client();
    let answer = client.request(Method::PATCH, "/new").json(value!({ "a": 1 })).await.unwrap();
    assert_eq!(answer.into_inner(), "raw");
    assert_eq!(server.requests()[0].body(), r#"{"a":1}"#);
    let error = client.request(Method::POST, "/new").body("text/plain", "hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Runtime(Failure::Unexpected));
    assert!(error.to_string().ends_with(": no"), "{error}");
    assert_eq!(server.requests()[1].headers()["content-type"], "text/plain");
}

#[tokio::test]
async fn debug_shows_neither_token_nor_values() {
    let server = Server::new([]);
    let builder = once().token(TOKEN).header("X-Other-Key", "other-secret");
    assert!(!format!("{builder:?}").contains("secret") && !format!("{builder:?}").contains(TOKEN));
    let client = builder.transport(server.transport()).build().unwrap();
    let call = client.list_books("x").header("X-Own", "own-secret");
    for text in [
        format!("{client:?}"),
        format!("{call:?}"),
        format!("{:?}", client.request(Method::GET, "/a?k=secret")),
    ] {
        assert!(!text.contains("secret") && !text.contains(TOKEN), "{text}");
    }
    assert!(format!("{call:?}").contains("/shelves/{shelf}/books"));
}
