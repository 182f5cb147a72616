//! A made-up API of a library, as a generator would write it: what its operations do not share is their rate limit.

use super::{SIXTY_IN_30_S, TEN_IN_60_S};
use codegen_mock::limits::Limit;
use codegen_runtime::{
    Auth, BoxFuture, Bucket, Builder, Content, Core, Error, Failure, Method, Operation, Param, Pending,
    Policy, Provenance, Response, Safety, Transport, Undocumented,
};
use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Debug, Clone)]
pub(crate) struct Client(Core);

impl From<Core> for Client {
    fn from(core: Core) -> Self {
        Self(core)
    }
}

static BUCKETS: &[&Bucket] = &[&SCANNING, &READING];

impl Client {
    pub(crate) fn builder() -> Builder<Self> {
        Builder::new("https://library.example", Auth::Bearer, BUCKETS)
    }

    /// A client with limits of its own: those with the same token share theirs, even with other tests.
    pub(crate) fn over(transport: Transport) -> Self {
        static TOKENS: AtomicU32 = AtomicU32::new(0);
        let token = format!("token-{}", TOKENS.fetch_add(1, Ordering::Relaxed));
        Self::builder().token(token).transport(transport).build().expect("a client")
    }

    /// One of the operations below, for the book with this number.
    pub(crate) fn get(&self, operation: &'static Operation, book: usize) -> BoxFuture<Outcome> {
        self.0.start(operation).path("book", book).send::<GetBook>()
    }
}

pub(crate) type Outcome = Result<Response<()>, Error<Undocumented<Failure>>>;

static SCANNING: Bucket = bucket("scanning", TEN_IN_60_S);
static READING: Bucket = bucket("reading", SIXTY_IN_30_S);

const fn bucket(name: &'static str, limit: Limit) -> Bucket {
    Bucket { name, requests: limit.requests, per: limit.window, provenance: Provenance::Documented }
}

/// Without a limit that the client knows of.
pub(crate) static GET_BOOK: Operation = operation("get_book", &[]);
pub(crate) static SCAN_BOOK: Operation = operation("scan_book", &[&SCANNING]);
pub(crate) static READ_BOOK: Operation = operation("read_book", &[&READING]);

/// The one limit of an operation.
pub(crate) fn limit(operation: &Operation) -> Limit {
    let [bucket] = operation.policy.rate_limit else { panic!("{} has one limit", operation.id) };
    Limit { requests: bucket.requests, window: bucket.per }
}

const fn operation(id: &'static str, rate_limit: &'static [&'static Bucket]) -> Operation {
    Operation {
        id,
        method: Method::GET,
        path: "/books/{book}",
        params: const { &[Param::path("book")] },
        body: None,
        success: Content::Empty,
        errors: &[],
        auth: true,
        policy: Policy::new(rate_limit, Safety::Safe),
    }
}

#[derive(Debug)]
struct GetBook(Pending);

codegen_runtime::call!(GetBook => GET_BOOK, (), Undocumented<Failure>);
