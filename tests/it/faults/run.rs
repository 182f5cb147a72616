//! One call against one fault, from the first connection to the last request that the server saw.

use super::{
    call::{Class, End, GOOD, Told},
    fault::{Fault, MAX_RESPONSE_BYTES},
};
use crate::{
    secrecy::TOKEN,
    server::{Answer, Request, Response, Server},
};
use codegen_client::{Builder, Client, LocalBudget, Quota, RetryPolicy};
use std::{
    sync::{Arc, Mutex, OnceLock},
    time::{Duration, SystemTime},
};
use tokio::{net::TcpSocket, time::timeout};

/// How often the client tries.
pub(super) const ATTEMPTS: u32 = 3;

/// No run takes longer: where the requests are missing that the table states, they are waited for so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a fault lasts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Course {
    /// Every attempt meets it.
    Persists,
    /// The first attempt meets it, and every further one is answered well.
    Passes,
}

/// What came of a call.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Came {
    /// How many attempts it made.
    pub(super) attempts: usize,
    /// How many requests the server saw.
    pub(super) seen: usize,
    pub(super) end: End,
}

/// Makes one call. `seen` is how many requests are expected: the last ones may arrive after the call has given up.
pub(super) async fn run(fault: Fault, class: Class, course: Course, seen: usize) -> Came {
    let site = Arc::new(Site::new(script(fault, course)));
    if fault.answer().is_some() {
        site.open();
    }
    let port = site.clone();
    let mut builder = quick(&site.url).max_response_bytes(MAX_RESPONSE_BYTES).jitter(move || {
        // Asked for before each wait. A server that refused connections is up from the first one on.
        if matches!(course, Course::Passes) {
            port.open();
        }
        0.0
    });
    if let Some(limit) = fault.limit() {
        builder = builder.attempt_timeout(limit);
    }
    let client = builder.build().expect("a valid client");

    let before = SystemTime::now();
    let told = class.call(&client).await;
    let after = SystemTime::now();
    let requests = site.requests(seen).await;
    assert_alike(&requests);
    assert_waited(fault, &told, &requests, before, after);
    Came { attempts: told.attempts.len(), seen: requests.len(), end: told.end }
}

/// A client that tries [`ATTEMPTS`] times, with hardly a wait, and shares its limits with nobody.
pub(super) fn quick(url: &str) -> Builder<Client> {
    // A pause without a hint lasts one window at most.
    let quota = Quota::new(1000, Duration::from_millis(50));
    let buckets = ["agent-status", "pull-request-editing", "agent-creation"];
    let builder = Client::builder()
        .base_url(url)
        .token(TOKEN)
        .budget(LocalBudget::default())
        .retry(RetryPolicy::attempts(ATTEMPTS).backoff(Duration::from_millis(1), Duration::from_millis(1)))
        .jitter(|| 0.0);
    buckets.into_iter().fold(builder, |builder, bucket| builder.bucket(bucket, quota))
}

fn script(fault: Fault, course: Course) -> Vec<Answer> {
    // One more than there are attempts: a request too many meets no other fault.
    let length = ATTEMPTS as usize + 1;
    let good = vec![Response::json(200, GOOD).into(); length];
    match (fault.answer(), course) {
        (None, _) => good,
        (Some(answer), Course::Persists) => vec![answer; length],
        (Some(answer), Course::Passes) => std::iter::once(answer).chain(good).collect(),
    }
}

/// A port that refuses connections until its server is up.
struct Site {
    url: String,
    closed: Mutex<Option<(TcpSocket, Vec<Answer>)>>,
    server: OnceLock<Server>,
}

impl Site {
    fn new(script: Vec<Answer>) -> Self {
        // Bound and not listening: nobody else can take the port, and it refuses.
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
        let url = format!("http://{}", socket.local_addr().expect("an address"));
        Self { url, closed: Mutex::new(Some((socket, script))), server: OnceLock::new() }
    }

    /// Brings the server up, if it is not.
    fn open(&self) {
        if let Some((socket, script)) = self.closed.lock().expect("no panic").take() {
            self.server.get_or_init(|| Server::on(socket.listen(16).expect("a listener"), script));
        }
    }

    /// The requests that the server saw, once there are as many as this.
    async fn requests(&self, count: usize) -> Vec<Request> {
        let Some(server) = self.server.get() else { return Vec::new() };
        timeout(PATIENCE, server.received(count)).await.unwrap_or_else(|_| server.requests())
    }
}

/// Each attempt sends the same request.
fn assert_alike(requests: &[Request]) {
    if let Some(first) = requests.first() {
        for request in requests {
            assert_eq!(request, &Request { arrived: request.arrived, ..first.clone() });
        }
    }
}

/// No request comes before the time that the server asked for, and where none comes, the caller is told that time.
fn assert_waited(fault: Fault, told: &Told, requests: &[Request], before: SystemTime, after: SystemTime) {
    let asked: Vec<_> = told.attempts.iter().map(|attempt| attempt.retry_after).collect();
    assert_eq!(asked[0], fault.wait(), "{fault:?}");
    for (pair, wait) in requests.windows(2).zip(&asked) {
        let gap = pair[1].arrived - pair[0].arrived;
        assert!(gap >= wait.unwrap_or_default(), "{fault:?}: {gap:?} is less than {wait:?}");
    }
    let last = asked.last().copied().flatten();
    let failed = told.end != End::Success;
    assert_eq!(told.retry_at.is_some(), failed && last.is_some(), "{fault:?}: {:?}", told.retry_at);
    if let Some((at, wait)) = told.retry_at.zip(last) {
        assert!(
            before + wait <= at && at <= after + wait,
            "{fault:?}: {at:?} is not {wait:?} after the answer"
        );
    }
}
