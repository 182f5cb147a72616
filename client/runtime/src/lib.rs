//! All behaviour of a call; knows no API.
//!
//! A generated client holds data and one call per operation; this crate does the rest: it writes the parameters, adds the
//! token, sends the request within its limits of time, reads a bounded body, decodes it, and says precisely what went
//! wrong and whether the request may have acted.
//!
//! ```
//! use codegen_runtime::{
//!     Auth, Builder, Content, Core, DecodeError, Failure, Json, Method, Operation, OperationError, Param, Pending,
//!     Policy, Safety, SecretString, Style,
//! };
//!
//! // What a generator writes for an API with one operation.
//! #[derive(Debug, Clone)]
//! pub struct Client(Core);
//!
//! impl From<Core> for Client {
//!     fn from(core: Core) -> Self {
//!         Self(core)
//!     }
//! }
//!
//! impl Client {
//!     pub fn builder() -> Builder<Self> {
//!         Builder::new("https://api.example.com", Auth::Bearer, &[])
//!     }
//!
//!     pub fn find_books(&self, shelf: &str) -> FindBooks {
//!         FindBooks(self.0.start(&FIND_BOOKS).path("shelf", shelf))
//!     }
//! }
//!
//! #[derive(Debug, Clone)]
//! #[must_use = "a request does nothing until it is awaited"]
//! pub struct FindBooks(Pending);
//!
//! impl FindBooks {
//!     pub fn author(self, author: &str) -> Self {
//!         Self(self.0.query("author", author))
//!     }
//! }
//!
//! codegen_runtime::call!(FindBooks => FIND_BOOKS, Vec<String>, FindBooksError);
//!
//! pub static FIND_BOOKS: Operation = Operation {
//!     id: "find_books",
//!     method: Method::GET,
//!     path: "/shelves/{shelf}/books",
//!     params: &[Param::path("shelf"), Param::query("author", Style::Form)],
//!     body: None,
//!     success: Content::Json,
//!     errors: &[404],
//!     auth: true,
//!     policy: Policy::new(&[], Safety::Safe),
//! };
//!
//! #[derive(Debug)]
//! pub enum FindBooksError {
//!     NoSuchShelf(String),
//! }
//!
//! #[derive(Debug, Clone, Copy, PartialEq, Eq)]
//! pub enum ErrorKind {
//!     NoSuchShelf,
//!     Other(Failure),
//! }
//!
//! impl From<Failure> for ErrorKind {
//!     fn from(failure: Failure) -> Self {
//!         Self::Other(failure)
//!     }
//! }
//!
//! impl OperationError for FindBooksError {
//!     type Kind = ErrorKind;
//!
//!     fn kind(status: u16) -> Option<ErrorKind> {
//!         (status == 404).then_some(ErrorKind::NoSuchShelf)
//!     }
//!
//!     fn decode(status: u16, body: Json<'_>) -> Option<Result<Self, DecodeError>> {
//!         (status == 404).then(|| body.read().map(Self::NoSuchShelf))
//!     }
//! }
//!
//! // What its user writes.
//! async fn titles(token: SecretString) -> Result<Vec<String>, Box<dyn std::error::Error>> {
//!     let client = Client::builder().token(token).build()?;
//!     match client.find_books("sea stories").author("Melville").await {
//!         Ok(books) => Ok(books.into_inner()),
//!         Err(error) if error.kind() == ErrorKind::NoSuchShelf => Ok(Vec::new()),
//!         Err(error) => Err(error.into()),
//!     }
//! }
//! ```

mod auth;
mod body;
mod budgets;
mod builder;
mod call;
mod clock;
mod completion;
mod core;
mod decode;
mod encode;
mod error;
mod jitter;
mod limit;
mod open_enum;
mod operation;
mod outcome;
mod paging;
mod pending;
mod rate_limit;
mod redact;
mod request;
mod response;
mod retry;
mod retry_after;
mod send;
mod stale;
#[doc(hidden)]
pub mod tagged_union;
mod telemetry;
mod transport;
mod wait;

pub use self::core::Core;
pub use auth::{Auth, TokenError, TokenSource};
pub use budgets::{BucketUsage, UnknownBucket};
pub use builder::{BuildError, Builder};
pub use bytes::Bytes;
pub use call::Call;
#[doc(hidden)]
pub use call::MapPending;
pub use decode::{DecodeError, Json};
pub use error::{
    AnyError, Attempt, BoxError, Cause, Ending, Error, Failure, InvalidRequest, Kind, OperationError,
    TimedOut, Unanswered, Undocumented,
};
pub use http::{HeaderMap, Method, StatusCode};
pub use operation::{
    Batch, Bucket, Content, Location, Operation, Outcome, Pagination, Param, Policy, Provenance, Safety,
    Style, Wait,
};
pub use pending::Pending;
pub use rate_limit::{
    Acquire, AcquireBy, Ask, Budget, Lender, LocalBudget, Permit, Priority, Quota, RateLimiter, Settlement,
    Told, Usage, WouldExceed,
};
pub use request::Request;
pub use response::Response;
pub use retry::RetryPolicy;
pub use secrecy::SecretString;
pub use stale::{Freshness, StaleCause};
pub use transport::{Body, Departure, Sent, Transport, TransportError};
pub use wait::{Part, Waiting, Watch, follow};

use futures_core::Stream;
use std::pin::Pin;

/// A future that owns everything it needs, so that it can be spawned and returned.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send + 'static>>;

/// A stream that owns everything it needs, so that it can be spawned and returned.
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send + 'static>>;

/// What the macros of this crate name; no part of its interface.
#[doc(hidden)]
pub mod __macro {
    pub use serde;
    pub use std::string::String;
}
