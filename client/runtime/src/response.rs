//! A decoded answer.

use crate::error::{Attempt, REQUEST_ID};
use http::{HeaderMap, StatusCode};
use std::ops::Deref;

/// A decoded 2xx answer: the body, through `Deref`, and what came with it.
#[derive(Debug, Clone)]
pub struct Response<T> {
    body: T,
    status: StatusCode,
    headers: HeaderMap,
    attempts: Vec<Attempt>,
}

impl<T> Response<T> {
    pub(crate) fn new(body: T, status: StatusCode, headers: HeaderMap, attempts: Vec<Attempt>) -> Self {
        Self { body, status, headers, attempts }
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

    /// Every request that the call sent, in order; the last one is the one that this answers.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The same answer with another body.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response::new(change(self.body), self.status, self.headers, self.attempts)
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}
