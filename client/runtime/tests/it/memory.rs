//! A transport without a network: a script of answers, and a record of the requests.

use crate::api::{Client, TOKEN};
use bytes::Bytes;
use codegen_runtime::{
    Body, BucketUsage, Builder, Departure, LocalBudget, RetryPolicy, Sent, StatusCode, Transport,
    TransportError,
};
use http_body_util::{BodyExt, Full, StreamBody};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;
use tower::{service_fn, util::BoxCloneSyncService};

/// What the server does with one request.
pub enum Act {
    /// It answers.
    Answer(u16, Vec<(&'static str, String)>, Bytes),
    /// It answers after a while.
    Late(Duration, u16, Bytes),
    /// It does that after a while.
    After(Duration, Box<Act>),
    /// It sends the headers, and the body after a while.
    Slow(Duration, u16, Bytes),
    /// There is no connection to send the request on for a while, as the transport knows; then it does that.
    Connects(Duration, Box<Act>),
    /// It sends the headers and a part of the body, then the connection breaks.
    BreakOff(u16, Bytes),
    /// It sends the headers and a part of the body, then nothing.
    Stall(u16, Bytes),
    /// It sends the headers, then empty parts of a body without end.
    Endless(u16),
    /// The transport fails.
    Fail(Sent, &'static str),
    /// It never answers.
    Silence,
}

pub fn json(status: u16, body: &str) -> Act {
    Act::Answer(status, vec![("content-type", "application/json".into())], Bytes::from(body.to_owned()))
}

/// A page of books, of which there are none.
pub fn books() -> Act {
    json(200, r#"{"items":[],"total":0}"#)
}

/// What becomes of a loan or a reservation.
pub fn loan() -> Act {
    json(201, r#"{"book":1}"#)
}

pub fn failing(status: u16) -> Act {
    json(status, r#"{"message":"no"}"#)
}

pub fn ms(value: u64) -> Duration {
    Duration::from_millis(value)
}

pub fn usage(client: &Client, bucket: &str) -> BucketUsage {
    client.limits().into_iter().find(|usage| usage.name == bucket).unwrap()
}

/// It does that after so many seconds.
pub fn after(seconds: u64, act: Act) -> Act {
    Act::After(Duration::from_secs(seconds), Box::new(act))
}

/// The transport tells that the request leaves, and it does that.
pub fn leaves(act: Act) -> Act {
    Act::Connects(Duration::ZERO, Box::new(act))
}

/// The same with a header more.
pub fn with(name: &'static str, value: &str, act: Act) -> Act {
    match act {
        Act::Answer(status, mut headers, body) => {
            headers.push((name, value.to_owned()));
            Act::Answer(status, headers, body)
        }
        _ => panic!("only a plain answer takes headers"),
    }
}

/// A client whose calls send one request each, with rate limits that it shares with nobody: all tests have the same token and
/// the same base URL.
pub fn once() -> Builder<Client> {
    Client::builder().budget(LocalBudget::default()).retry(RetryPolicy::none())
}

/// A server that follows a script; a request beyond its end fails the test.
#[derive(Clone, Default)]
pub struct Server(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    acts: VecDeque<Act>,
    requests: Vec<http::Request<Bytes>>,
    arrived: Vec<Instant>,
}

impl Server {
    pub fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        let server = Self::default();
        server.then(acts);
        server
    }

    /// Adds to the script.
    pub fn then(&self, acts: impl IntoIterator<Item = Act>) {
        self.0.lock().unwrap().acts.extend(acts);
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub fn builder(&self) -> Builder<Client> {
        once().token(TOKEN).transport(self.transport())
    }

    /// A client that retries as clients do, with a chance of one half, and shares its rate limits with nobody.
    pub fn retrying(&self) -> Builder<Client> {
        self.builder().retry(RetryPolicy::default()).jitter(|| 0.5)
    }

    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.0.lock().unwrap().requests.clone()
    }

    /// When the requests arrived.
    pub fn arrived(&self, start: Instant) -> Vec<Duration> {
        self.0.lock().unwrap().arrived.iter().map(|at| *at - start).collect()
    }

    /// How many acts are left of the script.
    pub fn left(&self) -> usize {
        self.0.lock().unwrap().acts.len()
    }

    /// The path and the query of the last request.
    pub fn target(&self) -> String {
        self.requests().last().unwrap().uri().path_and_query().unwrap().to_string()
    }

    pub fn transport(&self) -> Transport {
        let server = self.clone();
        BoxCloneSyncService::new(service_fn(move |request: http::Request<Bytes>| {
            let act = server.0.lock().unwrap().acts.pop_front().expect("the script has ended");
            server.clone().serve(request, act)
        }))
    }

    /// A request arrives once it is on a connection.
    async fn serve(
        self,
        request: http::Request<Bytes>,
        mut act: Act,
    ) -> Result<http::Response<Body>, TransportError> {
        if let Act::Connects(wait, then) = act {
            let departure = request.extensions().get::<Departure>().unwrap().clone();
            departure.wait();
            tokio::time::sleep(wait).await;
            assert!(departure.leave());
            act = *then;
        }
        {
            let mut state = self.0.lock().unwrap();
            state.requests.push(request);
            state.arrived.push(Instant::now());
        }
        while let Act::After(wait, then) = act {
            tokio::time::sleep(wait).await;
            act = *then;
        }
        perform(act).await
    }
}

async fn perform(act: Act) -> Result<http::Response<Body>, TransportError> {
    match act {
        Act::Answer(status, headers, body) => {
            let mut response = response(status, whole(body));
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            Ok(response)
        }
        Act::Late(wait, status, body) => {
            tokio::time::sleep(wait).await;
            Ok(response(status, whole(body)))
        }
        Act::Slow(wait, status, body) => Ok(response(status, slow(wait, body))),
        Act::BreakOff(status, body) => Ok(response(status, broken(body))),
        Act::Stall(status, body) => Ok(response(status, stalled(body))),
        Act::Endless(status) => Ok(response(status, endless())),
        Act::Fail(sent, text) => Err(TransportError::new(sent, text)),
        Act::Silence => std::future::pending().await,
        Act::After(..) | Act::Connects(..) => panic!("this is the first thing that a server does"),
    }
}

fn response(status: u16, body: Body) -> http::Response<Body> {
    let mut response = http::Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

fn whole(body: Bytes) -> Body {
    Full::new(body).map_err(|never| match never {}).boxed_unsync()
}

fn slow(wait: Duration, body: Bytes) -> Body {
    let frames = futures_util::stream::once(async move {
        tokio::time::sleep(wait).await;
        Ok(http_body::Frame::data(body))
    });
    StreamBody::new(frames).boxed_unsync()
}

fn broken(body: Bytes) -> Body {
    use futures_util::stream;
    let frames =
        [Ok(http_body::Frame::data(body)), Err(TransportError::new(Sent::Maybe, "the body broke off"))];
    StreamBody::new(stream::iter(frames)).boxed_unsync()
}

fn stalled(body: Bytes) -> Body {
    use futures_util::{StreamExt, stream};
    let frames = stream::iter([Ok(http_body::Frame::data(body))]).chain(stream::pending());
    StreamBody::new(frames).boxed_unsync()
}

fn endless() -> Body {
    let frames = futures_util::stream::repeat_with(|| Ok(http_body::Frame::data(Bytes::new())));
    StreamBody::new(frames).boxed_unsync()
}
