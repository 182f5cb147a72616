//! The client against Prism, which serves the spec: it refuses what the spec does not allow, and answers with what it allows.

use super::tool;
use crate::operations::{Outcome, assert_variant, cases};
use codegen_client::{Client, ErrorKind, LocalBudget, Method, RetryPolicy, types::SourceType};
use std::{
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// How often each operation is asked for an answer that is made up, each time another one: fields that are absent or null, and
/// all kinds of values.
const SEEDS: u32 = 8;

/// The longest that it may take to start, and the longest that a call may take: far more than they do on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);

/// A server that has read the spec, on a free port. It ends when this is dropped.
struct Prism {
    url: String,
    /// What it has said: why it refused something.
    log: Arc<Mutex<Vec<String>>>,
    _process: Child,
}

impl Prism {
    async fn start() -> Self {
        let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/openapi.yaml");
        let mut process = Command::new(tool("node/node_modules/.bin/prism"))
            .args(["mock", "--errors", "--host", "127.0.0.1", "--port", "0", spec])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Prism runs");
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let log = Arc::new(Mutex::new(Vec::new()));
        let url = timeout(LONGEST, address(&mut lines, &log)).await;
        let url = url.unwrap_or_else(|_| panic!("Prism does not start: {log:#?}"));
        let said = Arc::clone(&log);
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                said.lock().expect("no panic").push(line);
            }
        });
        Self { url, log, _process: process }
    }

    /// A client that asks for an answer of a certain kind, if it asks for one.
    fn client(&self, prefer: Option<&str>) -> Client {
        // The limits are not the question here, nor what follows from a 429.
        let client = Client::builder().base_url(&self.url).token("a-token").budget(LocalBudget::default());
        let client = client.retry(RetryPolicy::none()).deadline(LONGEST);
        let client = prefer.into_iter().fold(client, |client, prefer| client.header("prefer", prefer));
        client.build().expect("a client")
    }
}

/// A test that fails shows the end of what it has said.
impl Drop for Prism {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
            eprintln!("Prism says:\n{}", log[log.len().saturating_sub(12)..].join("\n"));
        }
    }
}

/// Where it listens, once it says so.
async fn address(lines: &mut Lines<BufReader<ChildStdout>>, log: &Mutex<Vec<String>>) -> String {
    while let Some(line) = lines.next_line().await.expect("its output can be read") {
        if let Some((_, url)) = line.split_once("Prism is listening on ") {
            return url.to_owned();
        }
        log.lock().expect("no panic").push(line);
    }
    panic!("Prism has ended: {log:#?}")
}

#[tokio::test]
#[ignore = "needs tests/conformance/install"]
async fn every_request_is_what_the_spec_allows_and_every_answer_is_understood() {
    let prism = Prism::start().await;
    for case in cases() {
        let by_example = [Some(case.full), case.bare].into_iter().flatten().map(|send| (send, None));
        let made_up = (0..SEEDS).map(|seed| (case.full, Some(format!("dynamic=true, seed={seed}"))));
        for (send, prefer) in by_example.chain(made_up) {
            let outcome = send(&prism.client(prefer.as_deref())).await;
            let accepted = matches!(outcome, Outcome::Success(_));
            assert!(accepted, "{} {prefer:?}: {outcome:?}", case.operation.id);
        }
    }
}

#[tokio::test]
#[ignore = "needs tests/conformance/install"]
async fn every_documented_error_is_told_by_its_own_variant() {
    let prism = Prism::start().await;
    for case in cases() {
        for &status in case.operation.errors {
            for made_up in ["", ", dynamic=true, seed=1", ", dynamic=true, seed=2"] {
                let prefer = format!("code={status}{made_up}");
                assert_variant(case.operation, status, (case.full)(&prism.client(Some(&prefer))).await);
            }
        }
    }
}

/// Without this the tests above would say nothing.
#[tokio::test]
#[ignore = "needs tests/conformance/install"]
async fn what_the_spec_does_not_allow_is_refused() {
    let prism = Prism::start().await;
    let client = prism.client(None);
    for (method, path, body, place) in [
        (Method::POST, "/v1/organizations/7/agent/run", r#"{"prompt": 5}"#, r#"["request","body","prompt"]"#),
        (Method::POST, "/v1/organizations/7/agent/run", "{}", "'prompt'"),
        (Method::GET, "/v1/organizations/seven/users", "", r#"["request","path","org_id"]"#),
        (Method::GET, "/v1/organizations?limit=101", "", r#"["request","query","limit"]"#),
        (Method::GET, "/v1/oauth/tokens/status", "", "'org_id'"),
    ] {
        let mut request = client.request(method, path);
        if !body.is_empty() {
            request = request.body("application/json", body);
        }
        let error = request.await.expect_err("a refusal");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(422), "{path} {body}: {error:?}");
        let said = error.headers().and_then(|headers| headers.get("sl-violations")).expect("a violation");
        assert!(said.to_str().expect("text").contains(place), "{path} {body}: {said:?}");
    }
    let unknown = client.list_agent_runs(7).source_type(SourceType::from("PIGEON"));
    assert_eq!(unknown.await.expect_err("a refusal").kind(), ErrorKind::Validation);
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let nobody = http.get(format!("{}/v1/users/me", prism.url)).send().await.expect("an answer");
    assert_eq!(nobody.status().as_u16(), 401);
}
