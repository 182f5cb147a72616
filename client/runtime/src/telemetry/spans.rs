//! Spans with the attribute names of OpenTelemetry's semantic conventions for HTTP clients (version 1.39).
//!
//! A call is one span, each of its attempts another inside it, and so is each wait for a permit. The fields `otel.name`,
//! `otel.kind` and `otel.status_code` are those that the bridge from `tracing` to OpenTelemetry reads. One attribute that the
//! convention requires is left out on purpose: `url.full`, which would show the values of the parameters.

use crate::{error::Ending, operation::Bucket};
use http::{Method, StatusCode};
use std::{fmt, future::poll_fn, pin::Pin};
use tracing::{Span, field::Empty, info_span};

/// What the future gives, each poll of it inside the span. It is pinned where it is: the futures of a call are large, and
/// `tracing`'s own wrapper moves them several times.
pub(crate) async fn inside<F: Future>(span: &Span, mut future: Pin<&mut F>) -> F::Output {
    poll_fn(|cx| span.in_scope(|| future.as_mut().poll(cx))).await
}

/// What people filter by: the name of the crate, not of this module.
const TARGET: &str = "codegen_runtime";

/// What a span may show of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Described<'a> {
    pub(crate) operation: &'static str,
    pub(crate) method: &'a Method,
    /// The path as a template, such as `/runs/{run_id}`; `None` of a request by hand, whose path may hold anything.
    pub(crate) template: Option<&'a str>,
    pub(crate) host: &'a str,
    pub(crate) port: u16,
}

/// The whole call.
pub(crate) fn call(described: Described<'_>) -> Span {
    info_span!(
        target: TARGET,
        "call",
        otel.name = described.operation,
        operation = described.operation,
        http.request.method = known(described.method).unwrap_or("_OTHER"),
        url.template = described.template,
        http.response.status_code = Empty,
        error.type = Empty,
        otel.status_code = Empty,
        attempts = Empty,
        stale = Empty,
    )
}

/// How the call ended: `error` is the kind of its failure.
pub(crate) fn record_call(
    span: &Span,
    status: Option<StatusCode>,
    attempts: usize,
    error: Option<&dyn fmt::Debug>,
) {
    span.record("attempts", attempts);
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    if let Some(error) = error {
        fail(span, tracing::field::debug(error));
    }
}

/// Why the call got an old answer.
pub(crate) fn record_stale(span: &Span, cause: &str) {
    span.record("stale", cause);
}

/// One request on the wire; `resent` counts those of the same call before it.
pub(crate) fn attempt(described: Described<'_>, resent: usize) -> Span {
    let span = info_span!(
        target: TARGET,
        "attempt",
        otel.name = tracing::field::display(Name(described)),
        otel.kind = "client",
        http.request.method = known(described.method).unwrap_or("_OTHER"),
        url.template = described.template,
        server.address = described.host,
        server.port = described.port,
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        error.type = Empty,
        otel.status_code = Empty,
    );
    // The convention has it left out of the first.
    if resent > 0 {
        span.record("http.request.resend_count", resent);
    }
    span
}

/// How an attempt ended. The convention counts every 4xx and 5xx as an error of the client's span, named by its number.
pub(crate) fn record_attempt(span: &Span, ending: Ending) {
    let error = match ending {
        Ending::Status(status) => {
            span.record("http.response.status_code", status.as_u16());
            if status.is_client_error() || status.is_server_error() {
                fail(span, status.as_str());
            }
            return;
        }
        Ending::Connect => "connect",
        Ending::Transport => "transport",
        Ending::Timeout => "timeout",
    };
    fail(span, error);
}

fn fail(span: &Span, error: impl tracing::Value) {
    span.record("error.type", error);
    span.record("otel.status_code", "ERROR");
}

/// The wait for permits of these buckets, where there were none at once.
pub(crate) fn admission(buckets: &[&'static Bucket]) -> Span {
    info_span!(target: TARGET, "admission", buckets = tracing::field::display(Names(buckets)))
}

/// A method that the convention knows; any other could be anything, and so be too many.
fn known(method: &Method) -> Option<&str> {
    const KNOWN: [Method; 9] = [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
        Method::PATCH,
        Method::TRACE,
        Method::CONNECT,
    ];
    KNOWN.contains(method).then(|| method.as_str())
}

/// The name of an attempt's span: the method, and the template if there is one.
struct Name<'a>(Described<'a>);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(known(self.0.method).unwrap_or("HTTP"))?;
        self.0.template.map_or(Ok(()), |template| write!(f, " {template}"))
    }
}

struct Names<'a>(&'a [&'static Bucket]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, bucket) in self.0.iter().enumerate() {
            let separator = if at == 0 { "" } else { "," };
            write!(f, "{separator}{}", bucket.name)?;
        }
        Ok(())
    }
}
