//! A token that is rotated while a client runs: the 401 of the old one leads to one replay with the new one.

use crate::{
    secrecy::{assert_hides_token, chain},
    server::{Answer, Request, Response, Server},
};
use codegen_client::{
    Client, ErrorKind, StatusCode, TokenSource, operations::agents::CreateAgentRunError,
    types::CreateAgentRunInput,
};
use codegen_runtime::Ending;
use std::path::Path;
use tempfile::TempDir;

const RUN: &str = r#"{"id": 12, "organization_id": 7}"#;
const OLD: &str = "sk-the-old-token";
const NEW: &str = "sk-the-new-token";

/// A client whose token is in a file, and the folder of the file.
fn client(server: &Server) -> (Client, TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("token");
    write(&file, OLD);
    let client = Client::builder().base_url(&server.url).token_source(TokenSource::file(&file));
    (client.build().expect("a valid client"), folder)
}

fn write(file: &Path, token: &str) {
    #[expect(clippy::disallowed_methods, reason = "a file of a temporary folder")]
    std::fs::write(file, format!("{token}\n")).expect("a writable folder");
}

fn refused() -> Response {
    Response::json(401, &format!(r#"{{"detail": "unknown token {OLD} or {NEW}"}}"#))
}

fn tokens(requests: &[Request]) -> Vec<&str> {
    requests.iter().filter_map(|request| request.header("authorization")?.strip_prefix("Bearer ")).collect()
}

#[tokio::test]
async fn a_rotated_token_is_read_again_for_a_safe_request() {
    let run = || Response::json(200, RUN);
    let server = Server::start([run(), refused(), run(), run()]).await;
    let (client, folder) = client(&server);
    client.get_agent_run(7, 12).await.expect("the old token is good");
    write(&folder.path().join("token"), NEW);
    let answer = client.get_agent_run(7, 12).await.expect("the new token is good");
    let endings: Vec<Ending> = answer.attempts().iter().map(|attempt| attempt.ending).collect();
    assert_eq!(endings, [StatusCode::UNAUTHORIZED, StatusCode::OK].map(Ending::Status));
    client.get_agent_run(7, 12).await.expect("the new token stays");
    assert_eq!(tokens(&server.requests()), [OLD, OLD, NEW, NEW]);
}

#[tokio::test]
async fn a_rotated_token_is_read_again_for_an_unsafe_request() {
    let run = || Response::json(200, RUN);
    let server = Server::start([run(), refused(), run()]).await;
    let (client, folder) = client(&server);
    client.get_agent_run(7, 12).await.expect("the old token is good");
    write(&folder.path().join("token"), NEW);
    let answer = client.create_agent_run(7, CreateAgentRunInput::new("Mend it")).await;
    assert_eq!(answer.expect("the new token is good").attempts().len(), 2);
    let requests = server.requests();
    assert_eq!(tokens(&requests), [OLD, OLD, NEW]);
    assert_eq!(requests[1].body, requests[2].body, "the replay is the same request");
    assert_eq!(requests[2].body, br#"{"prompt":"Mend it"}"#);
}

#[tokio::test]
async fn the_same_token_is_not_tried_again() {
    let server = Server::start([refused(), refused()]).await;
    let (client, _folder) = client(&server);
    let error = client.get_agent_run(7, 12).await.expect_err("refused");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Unauthorized, 1));
    assert_eq!(server.requests().len(), 1);
    let error = client.create_agent_run(7, CreateAgentRunInput::new("Mend it")).await.expect_err("refused");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Unauthorized, 1));
    assert_eq!(error.api(), Some(&CreateAgentRunError::Unauthorized));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_new_token_that_is_refused_too_ends_the_call() {
    let server = Server::start([Response::json(200, RUN), refused(), refused()]).await;
    let (client, folder) = client(&server);
    client.get_agent_run(7, 12).await.expect("the old token is good");
    write(&folder.path().join("token"), NEW);
    let error = client.create_agent_run(7, CreateAgentRunInput::new("Mend it")).await.expect_err("refused");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Unauthorized, 2));
    assert_eq!(tokens(&server.requests()), [OLD, OLD, NEW]);
    let text = format!("{}{:?}", chain(&error), error.body());
    assert!(!text.contains(OLD) && !text.contains(NEW), "{text}");
    assert_hides_token(&text);
    assert!(text.contains("unknown token [redacted] or [redacted]"), "{text}");
}

#[tokio::test]
async fn a_replay_that_is_lost_leaves_open_whether_it_acted() {
    let answers =
        [Answer::Respond(Response::json(200, RUN)), Answer::Respond(refused()), Answer::CloseUnanswered];
    let server = Server::start(answers).await;
    let (client, folder) = client(&server);
    client.get_agent_run(7, 12).await.expect("the old token is good");
    write(&folder.path().join("token"), NEW);
    let error = client.create_agent_run(7, CreateAgentRunInput::new("Mend it")).await.expect_err("lost");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::OutcomeUnknown, 2));
    assert_eq!((error.status(), error.is_retryable()), (None, false));
    assert_eq!(server.requests().len(), 3);
}
