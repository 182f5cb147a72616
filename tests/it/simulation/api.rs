//! A made-up API of a library, as a generator would write it: what its operations do not share is their rate limit.

use codegen_runtime::{
    Auth, BoxFuture, Bucket, Builder, Content, Core, Error, Failure, Method, Operation, Param, Pending,
    Policy, Response, Safety, Undocumented,
};

#[derive(Debug, Clone)]
pub(crate) struct Client(Core);

impl From<Core> for Client {
    fn from(core: Core) -> Self {
        Self(core)
    }
}

impl Client {
    pub(crate) fn builder() -> Builder<Self> {
        Builder::new("https://library.example", Auth::Bearer)
    }

    /// An operation of the library, for the book with this number.
    pub(crate) fn get(&self, operation: &'static Operation, book: usize) -> BoxFuture<Outcome> {
        self.0.start(operation).path("book", book).send::<GetBook>()
    }
}

pub(crate) type Outcome = Result<Response<()>, Error<Undocumented<Failure>>>;

/// Without a limit that the client knows of.
pub(crate) static GET_BOOK: Operation = operation("get_book", &[]);

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
