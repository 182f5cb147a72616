//! A made-up API of a library, as a generator would write it: books are listed safely and lent unsafely, and reserved within
//! a rate limit of their own.

use codegen_runtime::{
    Auth, BoxStream, Bucket, BucketUsage, Builder, Content, Core, DecodeError, Error, Failure, Json, Method,
    Operation, OperationError, Pagination, Param, Pending, Policy, Provenance, Quota, Request, Response,
    Safety, Style, UnknownBucket,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

pub const TOKEN: &str = "sk-0123456789abcdef";

#[derive(Debug, Clone)]
pub struct Client(Core);

impl From<Core> for Client {
    fn from(core: Core) -> Self {
        Self(core)
    }
}

impl Client {
    pub fn builder() -> Builder<Self> {
        Builder::new("https://library.example/api", Auth::Bearer, BUCKETS)
    }

    pub fn limits(&self) -> Vec<BucketUsage> {
        self.0.limits()
    }

    pub fn set_limit(&self, bucket: &str, quota: Quota) -> Result<(), UnknownBucket> {
        self.0.set_limit(bucket, quota)
    }

    pub fn request(&self, method: Method, path: &str) -> Request<ErrorKind> {
        self.0.request(method, path)
    }

    pub fn list_books(&self, name: &str) -> ListBooks {
        ListBooks(self.0.start(&LIST_BOOKS).path("shelf", name))
    }

    pub fn lend_book(&self, body: &Loan) -> LendBook {
        LendBook(self.0.start(&LEND_BOOK).json(body))
    }

    pub fn annotate(&self) -> Annotate {
        Annotate(self.0.start(&ANNOTATE))
    }

    pub fn shelves(&self) -> Shelves {
        Shelves(self.0.start(&SHELVES))
    }

    pub fn reserve_book(&self, body: &Loan) -> ReserveBook {
        ReserveBook(self.0.start(&RESERVE_BOOK).json(body))
    }

    pub fn renew_reservation(&self, body: &Loan) -> RenewReservation {
        RenewReservation(self.0.start(&RENEW_RESERVATION).json(body))
    }

    pub fn delete_cover(&self) -> DeleteCover {
        DeleteCover(self.0.start(&DELETE_COVER))
    }
}

pub static READING: Bucket = Bucket {
    name: "reading",
    requests: 60,
    per: Duration::from_secs(30),
    provenance: Provenance::Documented,
};

pub static RESERVING: Bucket =
    Bucket { name: "reserving", requests: 2, per: Duration::from_secs(10), provenance: Provenance::Assumed };

static BUCKETS: &[&Bucket] = &[&READING, &RESERVING];

pub static LIST_BOOKS: Operation = Operation {
    id: "list_books",
    method: Method::GET,
    path: "/shelves/{shelf}/books",
    params: &[
        Param::path("shelf"),
        Param::query("skip", Style::Form),
        Param::query("tags", Style::Comma),
        Param::query("filter", Style::DeepObject),
        Param::header("X-Trace"),
    ],
    body: None,
    success: Content::Json,
    errors: &[401, 404, 429],
    auth: true,
    policy: Policy::new(&[&READING], Safety::Safe)
        .refused(&[429])
        .stale(Duration::from_mins(5))
        .pagination(Pagination { offset: "skip", limit: None }),
};

pub static LEND_BOOK: Operation = Operation {
    id: "lend_book",
    method: Method::POST,
    path: "/loans",
    params: &[],
    body: Some("application/json"),
    success: Content::Json,
    errors: &[401, 422, 429],
    auth: true,
    policy: Policy::new(&[], Safety::Unsafe).refused(&[409, 422, 429]).timeout(Duration::from_secs(5)),
};

/// Unsafe, within a rate limit.
pub static RESERVE_BOOK: Operation = Operation {
    id: "reserve_book",
    method: Method::POST,
    path: "/reservations",
    params: &[],
    body: Some("application/json"),
    success: Content::Json,
    errors: &[401, 422, 429],
    auth: true,
    policy: Policy::new(&[&RESERVING], Safety::Unsafe).refused(&[429]),
};

/// Idempotent, within two rate limits.
pub static RENEW_RESERVATION: Operation = Operation {
    id: "renew_reservation",
    method: Method::PUT,
    path: "/reservations",
    params: &[],
    body: Some("application/json"),
    success: Content::Json,
    errors: &[401, 422, 429],
    auth: true,
    policy: Policy::new(&[&READING, &RESERVING], Safety::Idempotent),
};

pub static ANNOTATE: Operation = Operation {
    id: "annotate",
    method: Method::PUT,
    path: "/note",
    params: &[Param::header("Authorization")],
    body: Some("application/x-www-form-urlencoded"),
    success: Content::Text,
    errors: &[],
    auth: true,
    policy: Policy::new(&[], Safety::Idempotent),
};

pub static SHELVES: Operation = Operation {
    id: "shelves",
    method: Method::GET,
    path: "/shelves",
    params: &[],
    body: None,
    success: Content::Json,
    errors: &[],
    auth: true,
    policy: Policy::new(&[], Safety::Safe),
};

pub static DELETE_COVER: Operation = Operation {
    id: "delete_cover",
    method: Method::DELETE,
    path: "/cover",
    params: &[Param::query("really", Style::Form).required()],
    body: None,
    success: Content::Empty,
    errors: &[],
    auth: false,
    policy: Policy::new(&[], Safety::Idempotent),
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loan {
    pub book: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Books {
    pub items: Vec<u32>,
    pub total: Option<i64>,
}

#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct ListBooks(Pending);

impl ListBooks {
    pub fn skip(self, skip: i64) -> Self {
        Self(self.0.query("skip", skip))
    }

    pub fn tags(self, tags: Option<Vec<String>>) -> Self {
        Self(self.0.query("tags", tags))
    }

    pub fn filter(self, filter: impl Serialize) -> Self {
        Self(self.0.query("filter", filter))
    }

    pub fn trace(self, trace: impl Serialize) -> Self {
        Self(self.0.header_param("X-Trace", trace))
    }

    pub fn allow_stale(self, max: Duration) -> Self {
        Self(self.0.allow_stale(max))
    }

    pub fn pages(self) -> BoxStream<Result<Response<Books>, Error<ListBooksError>>> {
        self.0.pages::<Self>(|page| (page.items.len(), page.total))
    }

    pub fn items(self) -> BoxStream<Result<u32, Error<ListBooksError>>> {
        self.0.items::<Self, _>(|page| (page.items, page.total))
    }
}

#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct LendBook(Pending);

#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct ReserveBook(Pending);

#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct RenewReservation(Pending);

#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Annotate(Pending);

impl Annotate {
    pub fn authorization(self, value: impl Serialize) -> Self {
        Self(self.0.header_param("Authorization", value))
    }

    pub fn form(self, body: &impl Serialize) -> Self {
        Self(self.0.form(body))
    }

    pub fn bytes(self, content_type: &str, body: &'static [u8]) -> Self {
        Self(self.0.bytes(content_type, body))
    }
}

#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct DeleteCover(Pending);

impl DeleteCover {
    pub fn really(self, really: impl Serialize) -> Self {
        Self(self.0.query("really", really))
    }
}

codegen_runtime::call!(ListBooks => LIST_BOOKS, Books, ListBooksError);
codegen_runtime::call!(LendBook => LEND_BOOK, Loan, LendBookError);
codegen_runtime::call!(ReserveBook => RESERVE_BOOK, Loan, LendBookError);
codegen_runtime::call!(RenewReservation => RENEW_RESERVATION, Loan, LendBookError);
codegen_runtime::call!(Annotate => ANNOTATE, String, DeleteCoverError);
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Shelves(Pending);

codegen_runtime::call!(Shelves => SHELVES, BTreeMap<String, Vec<Message>>, DeleteCoverError);
codegen_runtime::call!(DeleteCover => DELETE_COVER, (), DeleteCoverError);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    Unauthorized,
    NoSuchShelf,
    Invalid,
    RateLimited,
    Runtime(Failure),
}

impl From<Failure> for ErrorKind {
    fn from(failure: Failure) -> Self {
        Self::Runtime(failure)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Message {
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListBooksError {
    Unauthorized,
    NoSuchShelf(Message),
    RateLimited(Message),
}

impl OperationError for ListBooksError {
    type Kind = ErrorKind;

    fn kind(status: u16) -> Option<ErrorKind> {
        Some(match status {
            401 => ErrorKind::Unauthorized,
            404 => ErrorKind::NoSuchShelf,
            429 => ErrorKind::RateLimited,
            _ => return None,
        })
    }

    fn decode(status: u16, body: Json<'_>) -> Option<Result<Self, DecodeError>> {
        Some(match status {
            401 => Ok(Self::Unauthorized),
            404 => body.read().map(Self::NoSuchShelf),
            429 => body.read().map(Self::RateLimited),
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LendBookError {
    Unauthorized(Message),
    Invalid(serde_json::Value),
    RateLimited(Message),
}

impl OperationError for LendBookError {
    type Kind = ErrorKind;

    fn kind(status: u16) -> Option<ErrorKind> {
        Some(match status {
            401 => ErrorKind::Unauthorized,
            422 => ErrorKind::Invalid,
            429 => ErrorKind::RateLimited,
            _ => return None,
        })
    }

    fn decode(status: u16, body: Json<'_>) -> Option<Result<Self, DecodeError>> {
        Some(match status {
            401 => body.read().map(Self::Unauthorized),
            422 => body.read().map(Self::Invalid),
            429 => body.read().map(Self::RateLimited),
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeleteCoverError {}

impl OperationError for DeleteCoverError {
    type Kind = ErrorKind;

    fn kind(_: u16) -> Option<ErrorKind> {
        None
    }

    fn decode(_: u16, _: Json<'_>) -> Option<Result<Self, DecodeError>> {
        None
    }
}
