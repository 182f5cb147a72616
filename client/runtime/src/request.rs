//! A request that no operation describes.

use crate::{
    BoxFuture,
    error::{Error, Kind, Undocumented},
    operation::Content,
    pending::Pending,
    response::Response,
};
use bytes::Bytes;
use serde::Serialize;
use std::{fmt, marker::PhantomData};

/// A request that no operation describes: the way to what a spec leaves out. Await it to send it.
///
/// It carries the token, and pays from no rate limit: nobody knows which ones it falls under. GET, HEAD, OPTIONS and TRACE count as safe, PUT and DELETE as idempotent, everything else as
/// unsafe. CONNECT is refused when the request is sent: it opens a tunnel, which has no answer to read. Any status but 2xx
/// is a failure that is not documented.
#[derive(Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Request<K> {
    pending: Pending,
    kind: PhantomData<fn() -> K>,
}

impl<K: Kind> Request<K> {
    pub(crate) fn new(pending: Pending) -> Self {
        Self { pending, kind: PhantomData }
    }

    fn with(pending: Pending) -> Self {
        Self::new(pending)
    }

    /// Adds a query parameter: a list adds one for each item, null adds none. A second call replaces the value. A parameter
    /// that is the one that carries the token takes its place.
    pub fn query(self, name: &str, value: impl Serialize) -> Self {
        Self::with(self.pending.query(name.to_owned(), value))
    }

    /// Sets a JSON body.
    pub fn json(self, value: impl Serialize) -> Self {
        Self::with(self.pending.json(value))
    }

    /// Sets the bytes of the body as they are.
    pub fn body(self, content_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::with(self.pending.bytes(content_type, bytes))
    }
}

crate::options!(<K: Kind> Request<K> => pending);

impl<K: Kind> IntoFuture for Request<K> {
    type Output = Result<Response<Bytes>, Error<Undocumented<K>>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.pending.finish(Content::Bytes)
    }
}

impl<K> fmt::Debug for Request<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Request").field(&self.pending).finish()
    }
}
