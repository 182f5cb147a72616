//! A transport without a network: a script of answers, and a record of the requests.

use crate::api::{Client, TOKEN};
use bytes::Bytes;
use codegen_runtime::{Body, Builder, LocalBudget, RetryPolicy, Sent, StatusCode, Transport, TransportError};
use http_body_util::{BodyExt, Full, StreamBody};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tower::{service_fn, util::BoxCloneSyncService};

/// What the server does with one request.
pub enum Act {
    /// It answers.
    Answer(u16, Vec<(&'static str, String)>, Bytes),
    /// It answers after a while.
    Late(Duration, u16, Bytes),
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
}

impl Server {
    pub fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        let server = Self::default();
        server.0.lock().unwrap().acts.extend(acts);
        server
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub fn builder(&self) -> Builder<Client> {
        once().token(TOKEN).transport(self.transport())
    }

    pub fn requests(&self) -> Vec<http::Request<Bytes>> {
        self.0.lock().unwrap().requests.clone()
    }

    /// The path and the query of the last request.
    pub fn target(&self) -> String {
        self.requests().last().unwrap().uri().path_and_query().unwrap().to_string()
    }

    pub fn transport(&self) -> Transport {
        let server = self.clone();
        BoxCloneSyncService::new(service_fn(move |request| {
            let act = {
                let mut state = server.0.lock().unwrap();
                state.requests.push(request);
                state.acts.pop_front().expect("the script has ended")
            };
            perform(act)
        }))
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
        Act::BreakOff(status, body) => Ok(response(status, broken(body))),
        Act::Stall(status, body) => Ok(response(status, stalled(body))),
        Act::Endless(status) => Ok(response(status, endless())),
        Act::Fail(sent, text) => Err(TransportError::new(sent, text)),
        Act::Silence => std::future::pending().await,
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
