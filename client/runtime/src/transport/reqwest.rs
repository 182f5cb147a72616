//! The default transport, and the only file that names reqwest.

use super::{Body, Departure, Sent, Transport, TransportError};
use crate::error::BoxError;
use bytes::Bytes;
use http::Request;
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt, Full};
use std::{
    convert::Infallible,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};
use tower::{ServiceExt, service_fn, util::BoxCloneSyncService};

/// How long an unused connection is kept. Servers and the balancers before them close theirs after 60 s or more; a request
/// that goes out while the other side closes is lost without an answer, which for an unsafe request means that nobody
/// knows whether it acted. A quarter of the usual time keeps well away from that, and still serves bursts.
const IDLE: Duration = Duration::from_secs(15);

/// How long a connection may take to come up, TLS included. Shorter than an attempt, so that an unreachable server is
/// known as such: nothing was sent.
const CONNECT: Duration = Duration::from_secs(10);

/// What an application may change about the default transport.
#[derive(Clone, Default)]
pub(crate) struct Options {
    proxies: Vec<reqwest::Proxy>,
    roots: Vec<reqwest::Certificate>,
    /// A proxy that is spoken to over TLS needs the certificates even for a plain `http://` API.
    tls_to_proxy: bool,
}

impl Options {
    pub(crate) fn add_proxy(&mut self, url: &str) -> Result<(), BoxError> {
        self.proxies.push(reqwest::Proxy::all(url).map_err(reqwest::Error::without_url)?);
        self.tls_to_proxy |= url.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("https:"));
        Ok(())
    }

    pub(crate) fn add_roots(&mut self, pem: &[u8]) -> Result<(), BoxError> {
        let roots = reqwest::Certificate::from_pem_bundle(pem).map_err(reqwest::Error::without_url)?;
        if roots.is_empty() {
            return Err("there is no certificate in it".into());
        }
        self.roots.extend(roots);
        Ok(())
    }

    pub(crate) fn is_default(&self) -> bool {
        self.proxies.is_empty() && self.roots.is_empty()
    }
}

/// A transport whose client is built when the first request needs it: reading the machine's certificates takes time and
/// fails where there are none, which must not keep anybody from building a client. With `tls` unset they are not read
/// at all.
pub(crate) fn transport(options: Options, tls: bool) -> Transport {
    let built: Arc<OnceLock<reqwest::Client>> = Arc::default();
    BoxCloneSyncService::new(service_fn(move |request: Request<Bytes>| {
        let client = match built.get() {
            Some(client) => Ok(client.clone()),
            None => client(&options, tls).map(|client| built.get_or_init(|| client).clone()),
        };
        send(client, request)
    }))
}

async fn send(
    client: Result<reqwest::Client, reqwest::Error>,
    request: Request<Bytes>,
) -> Result<http::Response<Body>, TransportError> {
    let client = client.map_err(not_sent)?;
    let departure = request.extensions().get::<Departure>().cloned().unwrap_or_default();
    departure.wait();
    let request = request.map(|bytes| reqwest::Body::wrap(Watched { bytes: Full::new(bytes), departure }));
    let request = reqwest::Request::try_from(request).map_err(not_sent)?;
    let response = client.oneshot(request).await.map_err(lost)?;
    Ok(http::Response::from(response).map(|body: reqwest::Body| body.map_err(lost).boxed_unsync()))
}

fn client(options: &Options, tls: bool) -> Result<reqwest::Client, reqwest::Error> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .pool_idle_timeout(IDLE)
        .connect_timeout(CONNECT);
    for proxy in &options.proxies {
        builder = builder.proxy(proxy.clone());
    }
    builder = if tls || options.tls_to_proxy {
        builder.tls_certs_merge(options.roots.iter().cloned())
    } else {
        builder.tls_certs_only([])
    };
    builder.build()
}

/// A request body that notices when the connection asks about it, which is right before the head of the request goes out
/// and not earlier: until then there is no connection. A body that is empty is asked for its end all the same. This holds for HTTP/1 and
/// HTTP/2, and a test on real sockets would notice if it no longer did.
struct Watched {
    bytes: Full<Bytes>,
    departure: Departure,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.departure.leave();
        Pin::new(&mut self.bytes).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.departure.leave();
        self.bytes.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.bytes.size_hint()
    }
}

fn not_sent(error: reqwest::Error) -> TransportError {
    TransportError::new(Sent::No, error.without_url())
}

fn lost(error: reqwest::Error) -> TransportError {
    let sent = if error.is_builder() || error.is_connect() { Sent::No } else { Sent::Maybe };
    TransportError::new(sent, error.without_url())
}
