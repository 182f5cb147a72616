//! A decoded answer.

use crate::{
    error::{Attempt, REQUEST_ID},
    stale::Freshness,
};
use http::{HeaderMap, StatusCode};
use std::ops::Deref;

/// A decoded 2xx answer: the body, through `Deref`, and what came with it.
#[derive(Debug, Clone)]
pub struct Response<T> {
    body: T,
    status: StatusCode,
    headers: HeaderMap,
    attempts: Vec<Attempt>,
    freshness: Freshness,
}

impl<T> Response<T> {
    pub(crate) fn new(
        body: T,
        status: StatusCode,
        headers: HeaderMap,
        attempts: Vec<Attempt>,
        freshness: Freshness,
    ) -> Self {
        Self { body, status, headers, attempts, freshness }
    }

    /// The body alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.body
    }

    /// The status, always 2xx.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The `x-request-id` header: what the API's operators ask for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers.get(REQUEST_ID)?.to_str().ok()
    }

    /// Every request that the call sent, in order. The last one is the one that this answers, unless the answer is an old one.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// Whether this is the server's answer to this call, or an older one that was kept. It is old only where the call
    /// allowed it with `allow_stale`.
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        self.freshness
    }

    /// The same answer to a call that sent other requests before. For the handwritten part of a client.
    #[doc(hidden)]
    #[must_use]
    pub fn preceded_by(mut self, attempts: impl IntoIterator<Item = Attempt>) -> Self {
        self.attempts.splice(0..0, attempts);
        self
    }

    /// The same answer with another body.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        let Self { body, status, headers, attempts, freshness } = self;
        Response { body: change(body), status, headers, attempts, freshness }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}
