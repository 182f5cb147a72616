//! Where tokens come from, and what a 401 leads to.

use crate::{
    api::{Client, ErrorKind, LendBookError, Loan, Message, TOKEN},
    memory::{Act, Server, json, once},
};
use bytes::Bytes;
use codegen_runtime::{Auth, Builder, Cause, Ending, Failure, Sent, StatusCode, TokenSource};
use futures_util::future::join_all;
use std::{
    error::Error as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::Instant;

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
    once().token_source(source).transport(server.transport()).build().unwrap()
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

async fn shuts() -> Result<String, std::io::Error> {
    panic!("the vault shuts")
}

/// A source that takes this long for each read, its first one without success, and the number of its reads.
fn slow(first: Duration, next: Duration) -> (TokenSource, Arc<AtomicUsize>) {
    let reads = Arc::new(AtomicUsize::new(0));
    let counter = reads.clone();
    let source = TokenSource::from_fn(move || {
        let is_first = counter.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            tokio::time::sleep(if is_first { first } else { next }).await;
            if is_first { Err(std::io::Error::other("the vault is shut")) } else { Ok("a-token") }
        }
    });
    (source, reads)
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_is_left() {
    let server = Server::new([json(201, r#"{"book":1}"#)]);
    let (source, reads) = slow(Duration::MAX, Duration::ZERO);
    let client = client(&server, source);
    let start = Instant::now();
    let error = client.lend_book(&LOAN).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 30);
    assert!(error.to_string().ends_with("a function: it gave nothing within 30 s"), "{error}");
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Runtime(Failure::Token), Sent::No));
    client.lend_book(&LOAN).await.unwrap();
    assert_eq!(reads.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_after_a_401_leaves_the_answer() {
    let server = Server::new([json(401, REFUSED)]);
    let reads = AtomicUsize::new(0);
    let source = TokenSource::from_fn(move || {
        let wait = if reads.fetch_add(1, Ordering::Relaxed) == 0 { Duration::ZERO } else { Duration::MAX };
        async move {
            tokio::time::sleep(wait).await;
            Ok::<_, std::io::Error>("a-token")
        }
    });
    let start = Instant::now();
    let error = client(&server, source).lend_book(&LOAN).await.unwrap_err();
    assert_eq!((error.kind(), start.elapsed().as_secs()), (ErrorKind::Unauthorized, 30));
}

#[tokio::test(start_paused = true)]
async fn many_calls_share_a_read_that_fails() {
    let server = Server::new([json(201, r#"{"book":1}"#)]);
    let (source, reads) = slow(Duration::from_secs(5), Duration::ZERO);
    let client = client(&server, source);
    let start = Instant::now();
    let results = join_all((0..20).map(|_| tokio::spawn(client.lend_book(&LOAN).into_future()))).await;
    for result in results {
        let error = result.unwrap().unwrap_err();
        assert!(matches!(error.cause(), Cause::Token(_)), "{error:?}");
        assert_eq!(error.source().unwrap().to_string(), "the vault is shut");
    }
    assert_eq!((start.elapsed().as_secs(), reads.load(Ordering::Relaxed)), (5, 1));
    client.lend_book(&LOAN).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_read_outlives_the_call_that_started_it() {
    let server = Server::new([json(201, r#"{"book":1}"#)]);
    let reads = Arc::new(AtomicUsize::new(0));
    let counter = reads.clone();
    let source = TokenSource::from_fn(move || {
        counter.fetch_add(1, Ordering::Relaxed);
        async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            Ok::<_, std::io::Error>("a-token")
        }
    });
    let client = client(&server, source);
    let limit = Duration::from_secs(3);
    let error = client.lend_book(&LOAN).deadline(limit).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::WouldExceed { .. }), "{error:?}");
    client.lend_book(&LOAN).deadline(limit).await.unwrap();
    assert_eq!(reads.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn a_read_that_nobody_waited_for_does_not_fail_the_next_call() {
    let server = Server::new([json(201, r#"{"book":1}"#)]);
    let (source, reads) = slow(Duration::MAX, Duration::ZERO);
    let client = client(&server, source);
    client.lend_book(&LOAN).deadline(Duration::from_secs(1)).await.unwrap_err();
    tokio::time::advance(Duration::from_secs(60)).await;
    client.lend_book(&LOAN).await.unwrap();
    assert_eq!(reads.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_program_that_prints_too_much_is_killed() {
    let directory = std::env::temp_dir().join(format!("codegen-runtime-kill-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let id = directory.join("id");
    let script = format!("echo $$ > {}; head -c 70000 /dev/zero; exec tail -f /dev/null", id.display());
    let server = Server::new([]);
    let error =
        client(&server, TokenSource::command("sh", ["-c", &script])).lend_book(&LOAN).await.unwrap_err();
    assert!(error.to_string().contains("64 KiB"), "{error}");
    let id = std::fs::read_to_string(id).unwrap();
    let found = std::process::Command::new("sh").args(["-c", &format!("kill -0 {id}")]).output().unwrap();
    assert!(!found.status.success(), "it still runs");
    std::fs::remove_dir_all(directory).unwrap();
}

#[tokio::test]
async fn a_program_may_complain_at_length() {
    let server = Server::new([json(201, r#"{"book":1}"#)]);
    let script = "head -c 200000 /dev/zero >&2; echo a-token";
    client(&server, TokenSource::command("sh", ["-c", script])).lend_book(&LOAN).await.unwrap();
    assert_eq!(tokens(&server), ["a-token"]);
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
        (TokenSource::file("/dev/zero"), "file `/dev/zero`: it is longer than 64 KiB"),
        (TokenSource::command("yes", ["topsecret"]), "command `yes`: it printed more than 64 KiB"),
        (TokenSource::from_fn(shuts), "a function: it panicked"),
        (TokenSource::from_fn(|| async { Err::<String, _>("shut") }), "a function: it returned an error"),
    ] {
        let error = client(&server, source).lend_book(&LOAN).await.unwrap_err();
        assert!(matches!(error.cause(), Cause::Token(_)), "{error:?}");
        assert_eq!(error.kind(), ErrorKind::Runtime(Failure::Token));
        assert!(error.is_retryable() && error.attempts().is_empty());
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

#[tokio::test]
async fn a_password_is_redacted_alone_too() {
    let server = Server::new([json(500, r#"{"message":"user may not log in with long password"}"#)]);
    let client = Builder::<Client>::new("https://library.example", Auth::Basic, &[])
        .budget(codegen_runtime::LocalBudget::default())
        .retry(codegen_runtime::RetryPolicy::none())
        .token("user:long password")
        .transport(server.transport())
        .build()
        .unwrap();
    let error = client.list_books("x").await.unwrap_err();
    assert!(error.to_string().ends_with("user may not log in with [redacted]"), "{error}");
}

#[tokio::test]
async fn a_token_of_digits_leaves_numbers_alone() {
    let body = r#"{"message":"slow, 12345678","id":12345678}"#;
    let server = Server::new([json(429, body), json(422, body)]);
    let client = once().token("12345678").transport(server.transport()).build().unwrap();
    let error = client.lend_book(&LOAN).await.unwrap_err();
    let message = Message { message: "slow, [redacted]".to_owned() };
    assert_eq!(error.api(), Some(&LendBookError::RateLimited(message)), "{error:?}");
    assert_eq!(error.to_string(), "the API answered 429 (RateLimited): slow, [redacted]");
    assert_eq!(error.body().unwrap(), r#"{"message":"slow, [redacted]","id":"[redacted]"}"#);
    let error = client.lend_book(&LOAN).await.unwrap_err();
    let Some(LendBookError::Invalid(value)) = error.api() else { panic!("{error:?}") };
    assert_eq!(value["id"], 12_345_678);
}
