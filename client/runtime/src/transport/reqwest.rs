//! The default transport, and the only file that names reqwest.

use super::{Body, Departure, Sent, Transport, TransportError};
use crate::error::BoxError;
use bytes::Bytes;
use http::Request;
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt, Full};
use std::{
    fmt,
    net::IpAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::sync::OnceCell;
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
        // reqwest takes more schemes than it was compiled with, and fails when the proxy is used.
        let parsed = reqwest::Url::parse(url)?;
        if !url.contains("://") || !matches!(parsed.scheme(), "http" | "https") || !parsed.has_host() {
            return Err("it must start with `http://` or `https://` and name a host".into());
        }
        self.proxies.push(reqwest::Proxy::all(url).map_err(reqwest::Error::without_url)?);
        self.tls_to_proxy |= parsed.scheme() == "https";
        Ok(())
    }

    pub(crate) fn add_roots(&mut self, pem: &[u8]) -> Result<(), BoxError> {
        let roots = reqwest::Certificate::from_pem_bundle(pem).map_err(reqwest::Error::without_url)?;
        if roots.is_empty() {
            return Err("there is no certificate in it".into());
        }
        // What the PEM form wraps is looked at only where a client is built; this one reads nothing of the machine.
        let trial = reqwest::Client::builder().no_proxy().tls_certs_only(roots.iter().cloned());
        trial.build().map_err(reqwest::Error::without_url)?;
        self.roots.extend(roots);
        Ok(())
    }

    pub(crate) fn is_default(&self) -> bool {
        self.proxies.is_empty() && self.roots.is_empty()
    }
}

/// A transport to `base_url` whose client is built when the first request needs it: reading the machine's certificates takes time and
/// fails where there are none, which must not keep anybody from building a client. With `tls` unset they are not read
/// at all, unless a proxy is spoken to over TLS.
pub(crate) fn transport(options: Options, base_url: &str, tls: bool) -> Transport {
    let ambient = options.proxies.is_empty() && !is_on_this_machine(base_url);
    let client = Arc::new(Lazy::new(move || client(&options, tls, ambient)));
    BoxCloneSyncService::new(service_fn(move |request| send(client.clone(), request)))
}

/// Whether the client can send requests to this URL. Its parser refuses hosts that others let pass.
pub(crate) fn accepts(url: &str) -> bool {
    reqwest::Url::parse(url).is_ok_and(|url| url.has_host())
}

/// A client that is built once, by the first request that needs it, while the others wait for it. Not on a thread of the
/// runtime, whose other tasks would stand still.
struct Lazy<F> {
    built: OnceCell<reqwest::Client>,
    build: Arc<F>,
}

impl<F: Fn() -> Result<reqwest::Client, reqwest::Error> + Send + Sync + 'static> Lazy<F> {
    fn new(build: F) -> Self {
        Self { built: OnceCell::new(), build: Arc::new(build) }
    }

    async fn get(&self) -> Result<reqwest::Client, TransportError> {
        let build = || async {
            let build = self.build.clone();
            let client = tokio::task::spawn_blocking(move || build()).await;
            client.map_err(|stopped| TransportError::new(Sent::No, stopped))?.map_err(unusable)
        };
        self.built.get_or_try_init(build).await.cloned()
    }
}

async fn send<F>(
    client: Arc<Lazy<F>>,
    request: Request<Bytes>,
) -> Result<http::Response<Body>, TransportError>
where
    F: Fn() -> Result<reqwest::Client, reqwest::Error> + Send + Sync + 'static,
{
    let departure = request.extensions().get::<Departure>().cloned().unwrap_or_default();
    departure.wait();
    let client = client.get().await?;
    let request = request.map(|bytes| reqwest::Body::wrap(Watched { bytes: Full::new(bytes), departure }));
    let request = reqwest::Request::try_from(request).map_err(unusable)?;
    let response = client.oneshot(request).await.map_err(lost)?;
    Ok(http::Response::from(response).map(|body: reqwest::Body| body.map_err(lost).boxed_unsync()))
}

/// Whether no proxy leads to this URL: one elsewhere would look for it on its own machine.
fn is_on_this_machine(url: &str) -> bool {
    let url = reqwest::Url::parse(url);
    let host = url.as_ref().ok().and_then(reqwest::Url::host_str).unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// With `ambient`, it takes the proxy of the environment.
fn client(options: &Options, tls: bool, ambient: bool) -> Result<reqwest::Client, reqwest::Error> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .pool_idle_timeout(IDLE)
        .connect_timeout(CONNECT);
    if !ambient {
        builder = builder.no_proxy();
    }
    for proxy in &options.proxies {
        builder = builder.proxy(proxy.clone());
    }
    let tls_to_proxy = options.tls_to_proxy || (ambient && names_tls_proxy(environment));
    builder = if tls || tls_to_proxy {
        builder.tls_certs_merge(options.roots.iter().cloned())
    } else {
        builder.tls_certs_only([])
    };
    builder.build()
}

/// Whether the proxy that the environment states for `http://` requests is spoken to over TLS.
fn names_tls_proxy(read: impl Fn(&str) -> Option<String>) -> bool {
    ["ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"].iter().filter_map(|name| read(name)).any(|url| {
        let scheme = url.trim_start().get(..6);
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"))
    })
}

#[expect(clippy::disallowed_methods, reason = "reqwest takes its proxy from the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A request body that notices when the connection asks about it, which is right before the head of the request goes out
/// and not earlier: until then there is no connection. A body that is empty is asked for its end all the same. This holds
/// for HTTP/1, the only version that is compiled in, and a test on real sockets would notice if it no longer did.
///
/// A connection may have taken a request on at the very moment at which its caller gave it up. The body then fails, so that
/// the connection is closed before it writes what it holds.
struct Watched {
    bytes: Full<Bytes>,
    departure: Departure,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = GivenUp;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, GivenUp>>> {
        if !self.departure.leave() {
            return Poll::Ready(Some(Err(GivenUp)));
        }
        Pin::new(&mut self.bytes).poll_frame(cx).map_err(|never| match never {})
    }

    fn is_end_stream(&self) -> bool {
        self.departure.leave() && self.bytes.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        // A body of a known length of nothing would never be asked for a frame, and could not fail.
        if self.departure.is_given_up() { SizeHint::default() } else { self.bytes.size_hint() }
    }
}

/// The caller was told that nothing was sent.
#[derive(Debug)]
struct GivenUp;

impl fmt::Display for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request was given up before it was sent")
    }
}

impl std::error::Error for GivenUp {}

/// Nothing was sent, and nothing would be by a repeat.
fn unusable(error: reqwest::Error) -> TransportError {
    TransportError::unusable(error.without_url())
}

fn lost(error: reqwest::Error) -> TransportError {
    if error.is_builder() {
        return unusable(error);
    }
    let sent = if error.is_connect() { Sent::No } else { Sent::Maybe };
    TransportError::new(sent, error.without_url())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;
    use std::sync::Mutex;

    #[tokio::test]
    async fn racing_requests_build_one_client_away_from_the_runtime() {
        let builders = Arc::new(Mutex::new(Vec::new()));
        let seen = builders.clone();
        let lazy = Lazy::new(move || {
            seen.lock().unwrap().push(std::thread::current().id());
            client(&Options::default(), false, false)
        });
        let clients = join_all((0..10).map(|_| lazy.get())).await;
        assert!(clients.iter().all(Result::is_ok));
        let builders = builders.lock().unwrap();
        assert_eq!(builders.len(), 1);
        assert_ne!(builders[0], std::thread::current().id());
    }

    #[tokio::test]
    async fn what_was_given_up_is_not_sent() {
        for body in [Bytes::new(), Bytes::from_static(b"{}")] {
            let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}/", server.local_addr().unwrap());
            let transport = transport(Options::default(), &url, false);
            let mut request = Request::post(url).body(body).unwrap();
            let departure = Departure::default();
            departure.wait();
            assert!(departure.give_up());
            request.extensions_mut().insert(departure);
            let sent = tokio::spawn(transport.oneshot(request));
            let (mut connection, _) = server.accept().await.unwrap();
            let mut seen = Vec::new();
            tokio::io::AsyncReadExt::read_to_end(&mut connection, &mut seen).await.unwrap();
            assert!(seen.is_empty(), "{:?}", String::from_utf8_lossy(&seen));
            assert!(sent.await.unwrap().is_err());
        }
    }

    #[test]
    fn this_machine_is_known_by_each_of_its_names() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "127.9.9.9", "127.1", "[::1]:8080"] {
            assert!(is_on_this_machine(&format!("http://{host}/base")), "{host}");
        }
        for host in ["api.example.com", "localhost.example.com", "10.0.0.1", "[fe80::1]", "0.0.0.0"] {
            assert!(!is_on_this_machine(&format!("https://{host}")), "{host}");
        }
    }

    #[test]
    fn a_proxy_of_the_environment_may_need_certificates() {
        let needs = |known: &str, url: &str| names_tls_proxy(|name| (name == known).then(|| url.to_owned()));
        for name in ["ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"] {
            assert!(needs(name, "HTTPS://proxy.example:3128"), "{name}");
            assert!(!needs(name, "http://proxy.example:3128"), "{name}");
            assert!(!needs(name, "proxy.example"), "{name}");
        }
        assert!(!needs("NO_PROXY", "https://proxy.example"));
    }
}
