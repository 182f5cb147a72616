//! What goes on the wire.

use crate::{
    api::{Client, ErrorKind, Loan, TOKEN},
    memory::{Server, json},
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
    assert_eq!(requests[0].body(), "a[b]=c%20d&l[0]=1&l[1]=2");
    assert_eq!(requests[0].headers()["accept"], "*/*");
    assert_eq!(requests[1].headers()["content-type"], "image/png");
    assert_eq!(requests[1].body(), &b"\x89PNG"[..]);
    let error = client.annotate().form(&[1]).await.unwrap_err();
    assert!(error.to_string().contains("no object"), "{error}");
}

#[tokio::test]
async fn default_headers_give_way_to_those_of_the_call() {
    let server = Server::new([json(200, EMPTY), json(200, EMPTY)]);
    let client = Client::builder()
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
    let server = Server::new([json(200, "x"), json(200, "x")]);
    let client: Client = Builder::new("https://a.example", Auth::Query("key"))
        .token("a&secret b")
        .transport(server.transport())
        .build()
        .unwrap();
    client.request(Method::GET, "/x").await.unwrap();
    assert_eq!(server.target(), "/x?key=a%26secret%20b");
    client.request(Method::GET, "/x?y=1").query("z", [1, 2]).await.unwrap();
    assert_eq!(server.target(), "/x?y=1&z=1&z=2&key=a%26secret%20b");
}

fn never_sent<E: OperationError<Kind = ErrorKind>>(error: &codegen_runtime::Error<E>, names: &str) {
    assert!(matches!(error.cause(), Cause::InvalidRequest(_)), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Runtime(Failure::InvalidRequest));
    assert_eq!((error.sent(), error.attempts().len(), error.is_retryable()), (Sent::No, 0, false));
    assert!(error.to_string().contains(names), "{error}");
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
    never_sent(&client.delete_cover().await.unwrap_err(), "`really`");
    let keys = std::collections::BTreeMap::from([((1, 2), 3)]);
    never_sent(&client.list_books("x").filter(keys).await.unwrap_err(), "`filter`");
    never_sent(&client.list_books("x").filter("y".repeat(70_000)).await.unwrap_err(), "URL");
    for path in ["x", "@evil.example/", "/a/../b", "/a/%2E%2e", "/a\\b", "/a#b", "/a b"] {
        never_sent(&client.request(Method::GET, path).await.unwrap_err(), "path");
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
    let builder = Client::builder().token(TOKEN).header("X-Other-Key", "other-secret");
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
