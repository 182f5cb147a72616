//! The failure of a call: what went wrong, whether the request may have acted, and when a repeat may work.

mod any;
mod attempts;
mod cause;
mod kinds;
pub(crate) mod summary;

pub use any::AnyError;
pub use attempts::{Attempt, Ending};
pub use cause::{Cause, InvalidRequest, TimedOut, Unanswered};
pub use kinds::{Failure, Kind, OperationError, Undocumented};

use crate::transport::Sent;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::{error::Error as StdError, fmt, sync::Arc, time::SystemTime};

/// An error of any type.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The header by which an API names one request in its logs.
pub(crate) const REQUEST_ID: &str = "x-request-id";

/// The longest message of an API that `Display` repeats, in characters.
const MESSAGE: usize = 500;

/// The failure of a call. One word wide, so that a `Result` stays small.
///
/// `E` is the error enum of the operation. A function that makes several calls collects their errors in one
/// [`AnyError`]. Neither `Display`, `Debug` nor a `source()` ever shows the token, not even when the server echoes it
/// (one of fewer than 8 characters is not looked for: it is no secret; and the numbers of a body that decodes are left
/// alone, although a token of nothing but digits may look like one).
pub struct Error<E>(Box<Inner<E>>);

struct Inner<E> {
    operation: &'static str,
    cause: Cause<E>,
    answer: Option<Head>,
    attempts: Vec<Attempt>,
    sent: Sent,
    retryable: bool,
    retry_at: Option<SystemTime>,
    client_request_id: Option<Arc<str>>,
    /// What else there is to say.
    note: Option<String>,
}

/// What is known of the answer that a failure came with.
#[derive(Default)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Bounded, and without the token; `None` when no body was received.
    pub(crate) body: Option<Bytes>,
}

/// What surrounds the cause of a failure.
pub(crate) struct Circumstances {
    pub(crate) operation: &'static str,
    pub(crate) answer: Option<Head>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) sent: Sent,
    pub(crate) retryable: bool,
    pub(crate) retry_at: Option<SystemTime>,
    pub(crate) client_request_id: Option<Arc<str>>,
}

impl<E> Error<E> {
    pub(crate) fn new(cause: Cause<E>, circumstances: Circumstances) -> Self {
        let Circumstances { operation, answer, attempts, sent, retryable, retry_at, client_request_id } =
            circumstances;
        Self(Box::new(Inner {
            operation,
            cause,
            answer,
            attempts,
            sent,
            retryable,
            retry_at,
            client_request_id,
            note: None,
        }))
    }

    /// The same failure, whose text ends with this. For the handwritten part of a client.
    #[doc(hidden)]
    #[must_use]
    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.0.note = Some(note.into());
        self
    }

    /// The same failure of a call that sent more requests after those that are known. For the handwritten part of a client.
    #[doc(hidden)]
    #[must_use]
    pub fn followed_by(mut self, attempts: impl IntoIterator<Item = Attempt>) -> Self {
        self.0.attempts.extend(attempts);
        self
    }

    /// The operation that was called, by its id in the API's description; `request` for a request by hand.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// What went wrong, in full.
    #[must_use]
    pub fn cause(&self) -> &Cause<E> {
        &self.0.cause
    }

    /// The documented failure with its body; `None` for every other cause.
    #[must_use]
    pub fn api(&self) -> Option<&E> {
        match &self.0.cause {
            Cause::Api { body, .. } => Some(body),
            _ => None,
        }
    }

    /// The status of the last answer; `None` when there was none.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.answer.as_ref().map(|answer| answer.status)
    }

    /// The headers of the last answer; `None` when there was none.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.answer.as_ref().map(|answer| &answer.headers)
    }

    /// The raw body of the last answer, with the token replaced by `[redacted]`: at most its first 64 KiB, and of an answer
    /// that is no 2xx at most what came within 2 s of its headers.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.0.answer.as_ref().and_then(|answer| answer.body.as_ref())
    }

    /// The `x-request-id` header of the last answer: what the API's operators ask for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers()?.get(REQUEST_ID)?.to_str().ok()
    }

    /// The earliest time at which a repeat may work, as far as anybody knows.
    ///
    /// For [`Cause::WouldExceed`], and where the deadline left no time for another attempt, the time of that attempt by the
    /// rate limits and the backoff. Else what the last answer asked for: its `retry-after-ms`, else its `Retry-After` as a
    /// number of seconds or as a date. A date is read against the answer's own `Date`, so that the two clocks need not
    /// agree. A value that is negative or no number counts as absent, and one of more than 24 hours as 24 hours.
    #[must_use]
    pub fn retry_at(&self) -> Option<SystemTime> {
        self.0.retry_at
    }

    /// The id that the caller gave the request for finding out what became of it; `None` when it gave none.
    #[must_use]
    pub fn client_request_id(&self) -> Option<&str> {
        self.0.client_request_id.as_deref()
    }

    /// Every request that the call sent, in order; empty when it sent none.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// Whether the server may have seen the request. Of the attempts before the last one, those count that may have acted.
    #[must_use]
    pub fn sent(&self) -> Sent {
        self.0.sent
    }

    /// Whether the same call, made again later, is harmless and may work.
    ///
    /// Harmless: nothing was sent, the operation is safe or idempotent, or the status is one that proves that nothing
    /// was done. May work: the failure is of a kind that passes (no connection, a timeout, 408, 429, 500, 502, 503, 504).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }
}

impl<E: OperationError> Error<E> {
    /// What to match on. A documented status has its kind even when the body is not what the API promised.
    #[must_use]
    pub fn kind(&self) -> E::Kind {
        let failure = match &self.0.cause {
            Cause::InvalidRequest(_) => Failure::InvalidRequest,
            Cause::Token(_) => Failure::Token,
            Cause::WouldExceed { .. } => Failure::WouldExceedDeadline,
            Cause::Connect(_) => Failure::Connect,
            Cause::Transport(_) => Failure::Transport,
            Cause::Timeout(_) => Failure::Timeout,
            Cause::OutcomeUnknown(_) => Failure::OutcomeUnknown,
            Cause::Decode { status, .. } if status.is_success() => Failure::Decode,
            Cause::Api { status, .. } | Cause::Unexpected { status, .. } | Cause::Decode { status, .. } => {
                return E::kind(status.as_u16()).unwrap_or_else(|| match &self.0.cause {
                    Cause::Decode { .. } => Failure::Decode.into(),
                    _ => Failure::Unexpected.into(),
                });
            }
        };
        failure.into()
    }
}

impl<E: OperationError> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_cause(f)?;
        if let Some(id) = self.client_request_id()
            && matches!(self.cause(), Cause::OutcomeUnknown(_) | Cause::Decode { .. })
        {
            // Whoever has nothing but this text needs it to find out what became of the request.
            write!(f, " (client_request_id {id:?})")?;
        }
        match &self.0.note {
            Some(note) => write!(f, "; {note}"),
            None => Ok(()),
        }
    }
}

impl<E: OperationError> Error<E> {
    fn write_cause(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.cause {
            Cause::InvalidRequest(invalid) => write!(f, "the request was not sent: {invalid}"),
            Cause::Token(error) => write!(f, "the request was not sent: {error}"),
            Cause::WouldExceed { earliest: Some(earliest) } => {
                let earliest = httpdate::fmt_http_date(*earliest);
                write!(f, "the request was not sent: its deadline comes before its turn, at {earliest}")
            }
            Cause::WouldExceed { earliest: None } => {
                f.write_str("the request was not sent: its rate limit lets no request through")
            }
            Cause::Connect(_) => f.write_str("no connection to the server, nothing was sent"),
            Cause::Transport(_) => f.write_str("the connection was lost before the answer was complete"),
            Cause::Timeout(limit) => write!(f, "{limit}"),
            Cause::OutcomeUnknown(Unanswered::Status { status, .. }) => {
                write!(f, "the API answered {} ", status.as_u16())?;
                f.write_str("and may or may not have carried out the request")?;
                self.write_message(f)
            }
            Cause::OutcomeUnknown(unanswered) => {
                if let Some(status) = self.status() {
                    write!(f, "the API answered {} but the answer broke off: ", status.as_u16())?;
                    return f.write_str("the request was carried out");
                }
                match unanswered {
                    Unanswered::Timeout(limit) => write!(f, "{limit}")?,
                    _ => f.write_str("the connection was lost before an answer came")?,
                }
                f.write_str(": the request may or may not have been carried out")
            }
            Cause::Api { status, .. } => {
                write!(f, "the API answered {} ({:?})", status.as_u16(), self.kind())?;
                self.write_message(f)
            }
            Cause::Unexpected { status, .. } => {
                write!(f, "the API answered {}, which its description does not state", status.as_u16())?;
                self.write_message(f)
            }
            Cause::Decode { status, path, .. } => {
                write!(f, "the API answered {} ", status.as_u16())?;
                if !status.is_success() {
                    write!(f, "({:?}) ", self.kind())?;
                }
                f.write_str("with a body that is not what its description states")?;
                if path.is_empty() { Ok(()) } else { write!(f, ", at `{path}`") }
            }
        }
    }

    fn write_message(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.body().and_then(|body| summary::message(body, MESSAGE)) {
            Some(message) => write!(f, ": {message}"),
            None => Ok(()),
        }
    }
}

impl<E: OperationError> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.0.operation)
            .field("kind", &self.kind())
            .field("cause", &self.0.cause)
            .field("request_id", &self.request_id())
            .field("client_request_id", &self.client_request_id())
            .field("sent", &self.0.sent)
            .field("attempts", &self.0.attempts)
            .finish_non_exhaustive()
    }
}

impl<E: OperationError> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.cause {
            Cause::InvalidRequest(invalid) => invalid.source(),
            Cause::Token(error) => error.source(),
            Cause::Connect(transport)
            | Cause::Transport(transport)
            | Cause::OutcomeUnknown(Unanswered::Transport(transport)) => transport.source(),
            Cause::OutcomeUnknown(Unanswered::Timeout(limit)) => Some(limit),
            Cause::Decode { source, .. } => Some(source),
            _ => None,
        }
    }
}
