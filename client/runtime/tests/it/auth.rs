//! Where tokens come from, and what a 401 leads to.

use crate::{
    api::{Client, ErrorKind, Loan, TOKEN},
    memory::{Act, Server, json},
};
use bytes::Bytes;
use codegen_runtime::{Cause, Ending, Sent, StatusCode, TokenSource};
use futures_util::future::join_all;
use std::{
    error::Error as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

const REFUSED: &str = r#"{"message":"who are you?"}"#;
const LOAN: Loan = Loan { book: 1 };

/// A source whose nth read gives the nth token, the last one for ever, and the number of its reads.
fn rotating(tokens: &'static [&'static str]) -> (TokenSource, Arc<AtomicUsize>) {
    let reads = Arc::new(AtomicUsize::new(0));
    let counter = reads.clone();
    let source = TokenSource::from_fn(move || {
        let read = counter.fetch_add(1, Ordering::Relaxed);
        async move { tokens.get(read.min(tokens.len() - 1)).copied().ok_or(std::io::Error::other("none")) }
    });
    (source, reads)
}

fn client(server: &Server, source: TokenSource) -> Client {
    Client::builder().token_source(source).transport(server.transport()).build().unwrap()
}

fn tokens(server: &Server) -> Vec<String> {
    let token =
        |request: &http::Request<Bytes>| request.headers()["authorization"].to_str().unwrap()[7..].to_owned();
    server.requests().iter().map(token).collect()
}

#[tokio::test]
async fn a_rotated_token_is_read_again_and_the_request_sent_once_more() {
    let server = Server::new([json(401, REFUSED), json(201, r#"{"book":1}"#), json(201, r#"{"book":1}"#)]);
    let (source, reads) = rotating(&["old-token", "new-token"]);
    let client = client(&server, source);
    let answer = client.lend_book(&LOAN).await.unwrap();
    let endings: Vec<Ending> = answer.attempts().iter().map(|attempt| attempt.ending).collect();
    assert_eq!(endings, [Ending::Status(StatusCode::UNAUTHORIZED), Ending::Status(StatusCode::CREATED)]);
    client.lend_book(&LOAN).await.unwrap();
    assert_eq!(tokens(&server), ["old-token", "new-token", "new-token"]);
    assert_eq!(server.requests()[1].body(), r#"{"book":1}"#);
    assert_eq!(reads.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_request_is_replayed_at_most_once() {
    let server = Server::new([json(401, REFUSED), json(401, REFUSED)]);
    let (source, reads) = rotating(&["token-1", "token-2", "token-3"]);
    let error = client(&server, source).lend_book(&LOAN).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Unauthorized, 2));
    assert_eq!(reads.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn the_same_token_is_not_tried_twice() {
    let server = Server::new([json(401, REFUSED), json(401, REFUSED)]);
    let (source, reads) = rotating(&["only-token"]);
    let error = client(&server, source).lend_book(&LOAN).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Unauthorized, 1));
    assert_eq!(reads.load(Ordering::Relaxed), 2);
    let error = server.client().lend_book(&LOAN).await.unwrap_err();
    assert_eq!(error.attempts().len(), 1, "a fixed token has nothing to read again");
}

#[tokio::test(start_paused = true)]
async fn many_refused_requests_lead_to_one_read() {
    for (known, expected_requests) in
        [(&["old-token", "new-token", "newer-token"][..], 20), (&["old-token"], 10)]
    {
        let refused =
            (0..10).map(|_| Act::Late(Duration::from_secs(1), 401, Bytes::from_static(REFUSED.as_bytes())));
        let fine = (0..10).map(|_| json(201, r#"{"book":1}"#));
        let server = Server::new(refused.chain(fine));
        let reads = Arc::new(AtomicUsize::new(0));
        let counter = reads.clone();
        let known = Arc::<[&str]>::from(known);
        let source = TokenSource::from_fn(move || {
            let token = known[counter.fetch_add(1, Ordering::Relaxed).min(known.len() - 1)];
            async move {
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok::<_, std::io::Error>(token)
            }
        });
        let client = client(&server, source);
        let results = join_all((0..10).map(|_| tokio::spawn(client.lend_book(&LOAN).into_future()))).await;
        let fine = results.into_iter().filter(|result| result.as_ref().unwrap().is_ok()).count();
        assert_eq!(fine, expected_requests - 10);
        assert_eq!(server.requests().len(), expected_requests);
        assert_eq!(reads.load(Ordering::Relaxed), 2, "one for all first requests, one for all refusals");
    }
}

#[tokio::test]
async fn a_source_that_fails_after_a_401_leaves_the_answer() {
    let server = Server::new([json(401, REFUSED), json(401, REFUSED)]);
    let reads = AtomicUsize::new(0);
    let source = TokenSource::from_fn(move || {
        let first = reads.fetch_add(1, Ordering::Relaxed) == 0;
        async move { if first { Ok("first-token") } else { Err(std::io::Error::other("the vault is shut")) } }
    });
    let client = client(&server, source);
    for _ in 0..2 {
        assert_eq!(client.lend_book(&LOAN).await.unwrap_err().kind(), ErrorKind::Unauthorized);
    }
    assert_eq!(tokens(&server), ["first-token", "first-token"]);
}

#[tokio::test]
async fn a_token_that_cannot_be_read_names_its_source() {
    let server = Server::new([]);
    let directory = std::env::temp_dir().join(format!("codegen-runtime-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let empty = directory.join("empty-token");
    std::fs::File::create(&empty).unwrap();
    for (source, expected) in [
        (TokenSource::env("NOBODY_SETS_THIS"), "environment variable `NOBODY_SETS_THIS`: it is not set"),
        (TokenSource::file("/nowhere/token"), "file `/nowhere/token`: it cannot be read"),
        (TokenSource::file(&empty), "empty-token`: it is empty"),
        (TokenSource::command("/nowhere/program", ["x"]), "command `/nowhere/program`: it cannot be run"),
        (
            TokenSource::command("sh", ["-c", "echo topsecret; echo denied >&2; exit 3"]),
            "command `sh`: exit status: 3: denied",
        ),
        (TokenSource::command("sh", ["-c", "printf 'a\\nb'"]), "command `sh`: it holds a character"),
        (TokenSource::from_fn(|| async { Err::<String, _>("shut") }), "a function: it returned an error"),
    ] {
        let error = client(&server, source).lend_book(&LOAN).await.unwrap_err();
        assert!(matches!(error.cause(), Cause::InvalidRequest(_)), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
        let text = format!("{error} {error:?} {:?}", error.source());
        assert!(!text.contains("topsecret"), "{text}");
        assert_eq!(error.sent(), Sent::No);
    }
    std::fs::remove_dir_all(directory).unwrap();
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn every_source_gives_its_token_without_white_space() {
    let directory = std::env::temp_dir().join(format!("codegen-runtime-token-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = directory.join("token");
    std::io::Write::write_all(&mut std::fs::File::create(&file).unwrap(), b" file-token\n").unwrap();
    let path = std::env::var_os("PATH").unwrap().into_string().unwrap();
    let server = Server::new((0..4).map(|_| json(201, r#"{"book":1}"#)));
    for source in [
        TokenSource::fixed(TOKEN),
        TokenSource::file(&file),
        TokenSource::command("printf", ["%s\\n", "printed-token"]),
        TokenSource::env("PATH"),
    ] {
        client(&server, source).lend_book(&LOAN).await.unwrap();
    }
    assert_eq!(tokens(&server), [TOKEN, "file-token", "printed-token", &path]);
    std::fs::remove_dir_all(directory).unwrap();
}

#[tokio::test]
async fn the_token_before_the_rotation_is_redacted_too() {
    let server =
        Server::new([json(401, REFUSED), json(429, r#"{"message":"first-token-x or second-token-x"}"#)]);
    let (source, _) = rotating(&["first-token-x", "second-token-x"]);
    let error = client(&server, source).lend_book(&LOAN).await.unwrap_err();
    assert_eq!(error.to_string(), "the API answered 429 (RateLimited): [redacted] or [redacted]");
}
