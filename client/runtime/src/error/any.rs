//! The error of a function that makes several calls.

use super::{Attempt, BoxError, Error, Failure, Kind, OperationError};
use crate::{builder::BuildError, transport::Sent};
use http::StatusCode;
use std::{error::Error as StdError, fmt, time::SystemTime};

/// The failure of any operation of one API: what `?` collects in a function that makes several calls.
///
/// Also holds a [`BuildError`], with the kind of [`Failure::InvalidRequest`], so that building the client and calling it
/// share one function.
pub struct AnyError<K>(Box<dyn Erased<K>>);

impl<K: Kind> AnyError<K> {
    /// A failure of the caller's own because of which no request was sent. Its kind is that of
    /// [`Failure::InvalidRequest`], and it is not retryable.
    ///
    /// It shows as `error` does and has the same `source()`, so `error` must show no secret.
    #[must_use]
    pub fn unsent(error: impl Into<BoxError>) -> Self {
        Self(Box::new(Unsent(error.into())))
    }

    /// What to match on.
    #[must_use]
    pub fn kind(&self) -> K {
        self.0.kind()
    }

    /// The operation that failed, by its id in the API's description; `None` when none was called.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation()
    }

    /// See [`Error::status`].
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status()
    }

    /// See [`Error::retry_at`].
    #[must_use]
    pub fn retry_at(&self) -> Option<SystemTime> {
        self.0.retry_at()
    }

    /// See [`Error::attempts`].
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        self.0.attempts()
    }

    /// See [`Error::sent`].
    #[must_use]
    pub fn sent(&self) -> Sent {
        self.0.sent()
    }

    /// See [`Error::is_retryable`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.is_retryable()
    }

    /// See [`Error::request_id`].
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id()
    }

    /// See [`Error::client_request_id`].
    #[must_use]
    pub fn client_request_id(&self) -> Option<&str> {
        self.0.client_request_id()
    }

    /// The error of one operation, when it is that which failed.
    #[must_use]
    pub fn downcast_ref<E: OperationError<Kind = K>>(&self) -> Option<&Error<E>> {
        self.0.as_error().downcast_ref()
    }
}

impl<E: OperationError> From<Error<E>> for AnyError<E::Kind> {
    fn from(error: Error<E>) -> Self {
        Self(Box::new(error))
    }
}

impl<K: Kind> From<BuildError> for AnyError<K> {
    fn from(error: BuildError) -> Self {
        Self::unsent(error)
    }
}

impl<K> fmt::Debug for AnyError<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<K> fmt::Display for AnyError<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<K> StdError for AnyError<K> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// An [`Error`] of any operation, or a failure that is none.
trait Erased<K>: StdError + Send + Sync {
    fn kind(&self) -> K;
    fn operation(&self) -> Option<&'static str> {
        None
    }
    fn status(&self) -> Option<StatusCode> {
        None
    }
    fn retry_at(&self) -> Option<SystemTime> {
        None
    }
    fn attempts(&self) -> &[Attempt] {
        &[]
    }
    fn sent(&self) -> Sent {
        Sent::No
    }
    fn is_retryable(&self) -> bool {
        false
    }
    fn request_id(&self) -> Option<&str> {
        None
    }
    fn client_request_id(&self) -> Option<&str> {
        None
    }
    fn as_error(&self) -> &(dyn StdError + 'static);
}

impl<E: OperationError> Erased<E::Kind> for Error<E> {
    fn kind(&self) -> E::Kind {
        Error::kind(self)
    }
    fn operation(&self) -> Option<&'static str> {
        Some(Error::operation(self))
    }
    fn status(&self) -> Option<StatusCode> {
        Error::status(self)
    }
    fn retry_at(&self) -> Option<SystemTime> {
        Error::retry_at(self)
    }
    fn attempts(&self) -> &[Attempt] {
        Error::attempts(self)
    }
    fn sent(&self) -> Sent {
        Error::sent(self)
    }
    fn is_retryable(&self) -> bool {
        Error::is_retryable(self)
    }
    fn request_id(&self) -> Option<&str> {
        Error::request_id(self)
    }
    fn client_request_id(&self) -> Option<&str> {
        Error::client_request_id(self)
    }
    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
    }
}

/// A failure before anything was sent. Shows as the error it holds.
#[derive(Debug)]
struct Unsent(BoxError);

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl StdError for Unsent {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

impl<K: Kind> Erased<K> for Unsent {
    fn kind(&self) -> K {
        Failure::InvalidRequest.into()
    }
    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
    }
}
