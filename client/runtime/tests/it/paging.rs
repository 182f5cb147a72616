//! Pages and items.

use crate::{
    api::ErrorKind,
    memory::{Server, json},
};
use codegen_runtime::Cause;
use futures_util::{StreamExt, TryStreamExt};

fn targets(server: &Server) -> Vec<String> {
    server.requests().iter().map(|request| request.uri().query().unwrap_or("").to_owned()).collect()
}

#[tokio::test]
async fn items_end_at_the_total() {
    let server =
        Server::new([json(200, r#"{"items":[1,2],"total":3}"#), json(200, r#"{"items":[3],"total":3}"#)]);
    let items: Vec<u32> = server.client().list_books("x").items().try_collect().await.unwrap();
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(targets(&server), ["", "skip=2"]);
}

#[tokio::test]
async fn without_a_total_an_empty_page_is_the_end() {
    let server = Server::new([json(200, r#"{"items":[1,2]}"#), json(200, r#"{"items":[]}"#)]);
    let pages: Vec<_> = server.client().list_books("x").pages().try_collect().await.unwrap();
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].items, [1, 2]);
    assert_eq!(targets(&server), ["", "skip=2"]);
}

#[tokio::test]
async fn pages_start_where_the_caller_says() {
    let server =
        Server::new([json(200, r#"{"items":[6],"total":7}"#), json(200, r#"{"items":[7],"total":7}"#)]);
    let items: Vec<u32> = server.client().list_books("x").skip(5).items().try_collect().await.unwrap();
    assert_eq!(items, [6, 7]);
    assert_eq!(targets(&server), ["skip=5", "skip=6"]);
}

#[tokio::test]
async fn a_negative_offset_is_refused() {
    let server = Server::new([]);
    let mut items = server.client().list_books("x").skip(-1).items();
    let error = items.next().await.unwrap().unwrap_err();
    assert!(matches!(error.cause(), Cause::InvalidRequest(_)), "{error:?}");
    assert!(error.to_string().contains("`skip`"), "{error}");
    assert!(items.next().await.is_none());
    let mut pages = server.client().list_books("x").skip(-1).pages();
    assert!(pages.next().await.unwrap().is_err());
}

#[tokio::test]
async fn an_error_ends_the_stream() {
    let server = Server::new([json(200, r#"{"items":[1],"total":9}"#), json(404, r#"{"message":"gone"}"#)]);
    let mut items = server.client().list_books("x").items();
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert_eq!(items.next().await.unwrap().unwrap_err().kind(), ErrorKind::NoSuchShelf);
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn a_page_is_requested_only_when_it_is_wanted() {
    let server = Server::new([json(200, r#"{"items":[1,2],"total":9}"#)]);
    let items: Vec<u32> = server.client().list_books("x").items().take(2).try_collect().await.unwrap();
    assert_eq!(items, [1, 2]);
    // A stream goes where a task goes.
    let stream = Server::new([json(200, r#"{"items":[],"total":0}"#)]).client().list_books("x").pages();
    let pages = tokio::spawn(async move { stream.count().await }).await.unwrap();
    assert_eq!(pages, 1);
}
