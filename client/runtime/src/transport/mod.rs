//! The seam to what carries one request: a `tower` service.

mod departure;
pub(crate) mod reqwest;

pub use departure::Departure;

use crate::error::BoxError;
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use std::{error::Error as StdError, fmt};
use tower::util::BoxCloneSyncService;

/// The body of an answer. `http_body_util::BodyExt::boxed_unsync` makes one.
pub type Body = UnsyncBoxBody<Bytes, TransportError>;

/// What carries one request: [`BoxCloneSyncService::new`] wraps any `tower` service of these types.
///
/// It sends each request at most once, follows no redirect and adds no token: the call decides all of that. A request that
/// is dropped before its answer counts as sent, unless the transport says otherwise through [`Departure`].
///
/// One that answers from memory, for tests, with the crates `http` 1, `http-body-util` 0.1 and `tower` 0.5 (feature `util`):
///
/// ```
/// use codegen_runtime::{Body, Bytes, Transport, TransportError};
/// use http_body_util::{BodyExt, Full};
///
/// fn answers(text: &'static str) -> Transport {
///     Transport::new(tower::service_fn(move |_request: http::Request<Bytes>| async move {
///         let body: Body = Full::new(Bytes::from(text)).map_err(|never| match never {}).boxed_unsync();
///         Ok::<_, TransportError>(http::Response::new(body))
///     }))
/// }
/// # let _ = answers("{}");
/// ```
pub type Transport = BoxCloneSyncService<http::Request<Bytes>, http::Response<Body>, TransportError>;

/// Whether the server may have seen a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sent {
    /// Surely not.
    No,
    /// It is unknown.
    Maybe,
    /// Surely: it answered, at least with a status.
    Yes,
}

/// A failure to carry a request.
#[derive(Debug)]
pub struct TransportError {
    sent: Sent,
    /// Whether the transport cannot take the request on at all, however often it is asked.
    unusable: bool,
    source: BoxError,
}

impl TransportError {
    /// `sent` decides whether a repeat of an unsafe request is harmless: say [`Sent::No`] only where that is sure. What a
    /// transport said through [`Departure`] counts for more.
    pub fn new(sent: Sent, source: impl Into<BoxError>) -> Self {
        Self { sent, unusable: false, source: source.into() }
    }

    /// The transport cannot take the request on, however often it is asked.
    pub(crate) fn unusable(source: impl Into<BoxError>) -> Self {
        Self { sent: Sent::No, unusable: true, source: source.into() }
    }

    /// What to tell of a transport that cannot take the request on.
    pub(crate) fn why_unusable(&self) -> Option<String> {
        if !self.unusable {
            return None;
        }
        let mut text = format!("the transport cannot be set up: {}", self.source);
        let mut deeper = self.source.source();
        while let Some(error) = deeper {
            text = format!("{text}: {error}");
            deeper = error.source();
        }
        Some(text)
    }

    /// Whether the server may have seen the request.
    #[must_use]
    pub fn sent(&self) -> Sent {
        self.sent
    }

    pub(crate) fn not_sent(self) -> Self {
        Self { sent: Sent::No, ..self }
    }

    pub(crate) fn maybe_sent(self) -> Self {
        Self { sent: self.sent.max(Sent::Maybe), ..self }
    }

    pub(crate) fn answered(self) -> Self {
        Self { sent: Sent::Yes, ..self }
    }

    pub(crate) fn map_source(self, change: impl FnOnce(BoxError) -> BoxError) -> Self {
        Self { source: change(self.source), ..self }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.sent == Sent::No { "no connection" } else { "the connection was lost" })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.source.as_ref())
    }
}
