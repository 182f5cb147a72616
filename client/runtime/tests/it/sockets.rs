//! The default transport, on real sockets.

use crate::{
    api::{Client, ErrorKind, Loan, TOKEN},
    memory::once,
};
use codegen_runtime::{Cause, Failure, Sent, StatusCode, TimedOut, Unanswered};
use std::{error::Error as _, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

const LOAN: Loan = Loan { book: 1 };

/// Serves one connection after the other with these answers; gives what was received.
async fn serve(answers: &'static [&'static str]) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/base", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let mut received = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            received.push(read(&mut stream).await);
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
        }
        received
    });
    (url, task)
}

/// One request, with a body that is as long as its header says.
async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return String::from_utf8(bytes).unwrap();
            }
        }
        if stream.read_buf(&mut bytes).await.unwrap() == 0 {
            return String::from_utf8(bytes).unwrap();
        }
    }
}

fn client(url: &str) -> Client {
    once().base_url(url).token(TOKEN).build().unwrap()
}

#[tokio::test]
async fn a_request_travels_over_plain_http() {
    let (url, server) = serve(&[
        "HTTP/1.1 201 Created\r\ncontent-length: 10\r\nx-request-id: r1\r\n\r\n{\"book\":1}",
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n",
    ])
    .await;
    let client = client(&url);
    let answer = client.lend_book(&LOAN).await.unwrap();
    assert_eq!((answer.request_id(), &*answer), (Some("r1"), &LOAN));
    let error = client.lend_book(&LOAN).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::FOUND), "a redirect is not followed");
    let received = server.await.unwrap();
    let request = received[0].to_lowercase();
    assert!(request.starts_with("post /base/loans http/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("authorization: bearer {TOKEN}\r\n")));
    assert!(request.ends_with("\r\n\r\n{\"book\":1}"));
}

#[tokio::test]
async fn a_refused_connection_sends_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client(&url).lend_book(&LOAN).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Connect(_)), "{error:?}");
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Runtime(Failure::Connect), Sent::No));
    assert!(error.is_retryable());
    let mut chain = String::new();
    let mut source = error.source();
    while let Some(error) = source {
        chain = format!("{chain}{error}; ");
        source = error.source();
    }
    assert!(!chain.contains("/loans") && chain.contains("refused"), "{chain}");
}

#[tokio::test]
async fn a_reset_before_the_answer_is_unknown_only_for_unsafe_requests() {
    let (url, server) = serve(&["", ""]).await;
    let client = client(&url);
    let error = client.lend_book(&LOAN).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::OutcomeUnknown(Unanswered::Transport(_))), "{error:?}");
    assert_eq!(error.sent(), Sent::Maybe);
    let error = client.list_books("x").await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Transport(_)), "{error:?}");
    assert_eq!(server.await.unwrap().len(), 2, "neither was sent again");
}

#[tokio::test]
async fn a_truncated_body_is_noticed() {
    let (url, server) = serve(&[
        "HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{\"book\":1}",
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"items\":[1",
        "HTTP/1.1 429 Too Many Requests\r\nretry-after: 3\r\ncontent-length: 100\r\n\r\n{\"message\":",
    ])
    .await;
    let client = client(&url);
    let error = client.lend_book(&LOAN).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::OutcomeUnknown(Unanswered::Transport(_))), "{error:?}");
    assert_eq!((error.status(), error.sent()), (Some(StatusCode::CREATED), Sent::Yes));
    let error = client.list_books("x").await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Transport(_)), "{error:?}");
    let error = client.list_books("x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(error.retry_at().is_some());
    server.await.unwrap();
}

#[tokio::test]
async fn a_server_that_never_answers_is_left() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("http://{}", listener.local_addr().unwrap()));
    let limit = Duration::from_millis(500);
    let error = client.lend_book(&LOAN).deadline(limit).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::OutcomeUnknown(Unanswered::Timeout(_))), "{error:?}");
    // A request without a body leaves as well.
    let error = client.list_books("x").deadline(limit).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Timeout(_)), "{error:?}");
    assert_eq!(error.sent(), Sent::Maybe);
}

#[tokio::test]
async fn a_request_on_a_connection_that_is_kept_leaves_too() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("http://{}", listener.local_addr().unwrap()));
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read(&mut stream).await;
        let answer = b"HTTP/1.1 201 Created\r\ncontent-length: 10\r\n\r\n{\"book\":1}";
        stream.write_all(answer).await.unwrap();
        // The second request on the same connection is read and never answered.
        let second = read(&mut stream).await;
        drop(stream);
        second
    });
    client.lend_book(&LOAN).await.unwrap();
    let error = client.lend_book(&LOAN).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::OutcomeUnknown(Unanswered::Transport(_))), "{error:?}");
    assert!(server.await.unwrap().ends_with("{\"book\":1}"));
}

/// A certificate that nobody uses. With it the client starts on a machine without any, too.
const ROOT: &str = "\
-----BEGIN CERTIFICATE-----
MIIBeDCCAR+gAwIBAgIUWMv4xD6NFIE+hnJTHK0sPd6o2MgwCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGTm9ib2R5MCAXDTI2MTEyNDEwMjgzMVoYDzIxMjYxMDMxMTAy
ODMxWjARMQ8wDQYDVQQDDAZOb2JvZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AARD+wFZsFiX4P2HCLDK+aeKb8wccZtPSL6IHsIp4wLE+9rUUEtCWjg1bjEM1AiA
BlhSklc4aDa6UNQu+ug4wUxdo1MwUTAdBgNVHQ4EFgQU6mORT8tfUyA8aCqe4GE8
byrpxG0wHwYDVR0jBBgwFoAU6mORT8tfUyA8aCqe4GE8byrpxG0wDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiA1Oow3Zzu/kU6Q34ED7Q+z+rgtPgUe
ebmMtWoAJxXnLgIgMa/GuhbYKOQx0cSAaHTwxN8yGTmft7kNMdHWmcPRBBY=
-----END CERTIFICATE-----
";

#[tokio::test]
async fn a_timeout_before_the_connection_is_up_sends_nothing() {
    // The kernel takes the connection, and nobody answers the TLS handshake.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let client = once().base_url(url).token(TOKEN).root_certificate_pem(ROOT).build().unwrap();
    let limit = Duration::from_millis(80);
    for error in [
        client.lend_book(&LOAN).attempt_timeout(limit).await.unwrap_err(),
        client.lend_book(&LOAN).deadline(limit).await.unwrap_err(),
    ] {
        assert!(matches!(error.cause(), Cause::Connect(_)), "{error:?}");
        assert_eq!((error.sent(), error.is_retryable()), (Sent::No, true));
        assert!(error.source().unwrap().is::<TimedOut>(), "the client did not even start: {error:?}");
    }
}

#[tokio::test]
async fn a_proxy_is_asked_for_the_whole_url() {
    let (url, server) = serve(&["HTTP/1.1 201 Created\r\ncontent-length: 10\r\n\r\n{\"book\":1}"]).await;
    let proxy = url.trim_end_matches("/base");
    let client = once().base_url("http://library.invalid").proxy(proxy).token(TOKEN).build().unwrap();
    client.lend_book(&LOAN).await.unwrap();
    assert!(server.await.unwrap()[0].starts_with("POST http://library.invalid/loans HTTP/1.1\r\n"));
}

#[tokio::test]
async fn a_tls_handshake_that_fails_sends_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"this is no TLS\r\n").await.unwrap();
        stream.shutdown().await.unwrap();
    });
    let client = once().base_url(url).token(TOKEN).root_certificate_pem(ROOT).build().unwrap();
    let error = client.lend_book(&LOAN).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Connect(_)), "{error:?}");
    assert_eq!(error.sent(), Sent::No);
    server.abort();
}

#[tokio::test]
async fn a_request_without_the_usual_body_says_so() {
    use codegen_runtime::Method;

    const EMPTY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    let (url, server) = serve(&[EMPTY, EMPTY, EMPTY, EMPTY, EMPTY]).await;
    let client = client(&url);
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::GET] {
        client.request(method, "/x").await.unwrap();
    }
    client.request(Method::POST, "/x").body("text/plain", "").await.unwrap();
    let received = server.await.unwrap();
    let lengths =
        received.iter().map(|request| request.to_lowercase().matches("content-length: 0\r\n").count());
    assert_eq!(lengths.collect::<Vec<_>>(), [1, 1, 1, 0, 1]);
    assert!(!received[3].to_lowercase().contains("content-length"));
}

/// Runs in a process of its own, without certificates and with a proxy that is spoken to over TLS.
#[tokio::test]
#[ignore = "another test runs it in the environment that it needs"]
async fn without_certificates() {
    for (url, why) in [
        ("https://127.0.0.1:9", "the API is spoken to over TLS"),
        ("http://library.invalid", "the proxy of the environment is"),
    ] {
        let error = client(url).lend_book(&LOAN).await.unwrap_err();
        assert!(matches!(error.cause(), Cause::InvalidRequest(_)), "{why}: {error:?}");
        assert_eq!((error.sent(), error.is_retryable()), (Sent::No, false));
        assert!(error.to_string().contains("the transport cannot be set up: "), "{error}");
        assert!(error.to_string().to_lowercase().contains("certificates"), "{error}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_transport_that_cannot_be_set_up_is_not_worth_a_repeat() {
    let empty = std::env::temp_dir().join(format!("codegen-runtime-no-roots-{}", std::process::id()));
    std::fs::File::create(&empty).unwrap();
    let run = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sockets::without_certificates", "--ignored"])
        .env("SSL_CERT_FILE", &empty)
        .env_remove("SSL_CERT_DIR")
        .env("http_proxy", "https://127.0.0.1:9")
        .env_remove("HTTP_PROXY")
        .output()
        .unwrap();
    std::fs::remove_file(empty).unwrap();
    let text = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && text.contains("1 passed"), "{text}");
}

/// Runs in a process of its own, in which the environment names a proxy that is not there.
#[tokio::test]
#[ignore = "another test runs it in the environment that it needs"]
async fn with_a_proxy_of_the_environment() {
    let (url, server) = serve(&["HTTP/1.1 201 Created\r\ncontent-length: 10\r\n\r\n{\"book\":1}"]).await;
    client(&url).lend_book(&LOAN).await.unwrap();
    assert!(server.await.unwrap()[0].starts_with("POST /base/loans HTTP/1.1\r\n"));
    // One that the program names is asked all the same.
    let client = once().base_url(url).proxy("http://127.0.0.1:9").token(TOKEN).build().unwrap();
    assert!(matches!(client.lend_book(&LOAN).await.unwrap_err().cause(), Cause::Connect(_)));
}

#[test]
fn a_proxy_of_the_environment_is_not_asked_for_this_machine() {
    let run = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sockets::with_a_proxy_of_the_environment", "--ignored"])
        .envs([("http_proxy", "http://127.0.0.1:9"), ("all_proxy", "http://127.0.0.1:9")])
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && text.contains("1 passed"), "{text}");
}
