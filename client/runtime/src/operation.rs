//! What a spec says about one operation, as data that generated code holds in statics.
//!
//! Generated code writes these types as struct literals and names every variant of their enums, and a `match` over them is
//! exhaustive. A field or a variant that is added breaks code that an older generator wrote: generated code goes with the
//! version of this crate that its generator states, and is written anew for another.

use http::Method;
use std::time::Duration;

/// One operation of an API.
///
/// Generated code and this crate go together: what is in it changes only with the generator.
#[derive(Debug)]
pub struct Operation {
    /// The identifier in the spec, such as `list_agent_runs`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, such as `/v1/runs/{run_id}`; it starts with a slash.
    pub path: &'static str,
    /// The parameters in the path, the query and the headers.
    pub params: &'static [Param],
    /// The media type of the request body, when there is one.
    pub body: Option<&'static str>,
    /// What a 2xx answer holds.
    pub success: Content,
    /// The documented exact statuses that are not 2xx.
    pub errors: &'static [u16],
    /// Whether the request carries the token.
    pub auth: bool,
    /// The operational facts.
    pub policy: Policy,
}

impl Operation {
    pub(crate) fn param(&self, location: Location, name: &str) -> Option<&'static Param> {
        self.params.iter().find(|param| param.location == location && param.name == name)
    }
}

/// One parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Param {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it goes.
    pub location: Location,
    /// How its value is written; only a query has a choice.
    pub style: Style,
    /// Whether a request without it is invalid.
    pub required: bool,
}

impl Param {
    /// A part of the path: always required.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self { name, location: Location::Path, style: Style::Comma, required: true }
    }

    /// A query parameter.
    #[must_use]
    pub const fn query(name: &'static str, style: Style) -> Self {
        Self { name, location: Location::Query, style, required: false }
    }

    /// A request header.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self { name, location: Location::Header, style: Style::Comma, required: false }
    }

    /// The same parameter, but a request without it is invalid and is not sent.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// How the value of a query parameter is written: the `style` and `explode` of OpenAPI together.
///
/// A scalar is `name=value` in every style but [`Style::Json`]. A list or an object inside a list is JSON text.
///
/// Generated code and this crate go together: what is in it changes only with the generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A list is `name=a&name=b`, an object is `key=value` for each of its keys.
    Form,
    /// A list is `name=a,b`, an object is `name=key,value`.
    Comma,
    /// A list is `name=a%20b`.
    Space,
    /// A list is `name=a|b`.
    Pipe,
    /// An object is `name[key]=value`, a list is `name[0]=a`, to any depth.
    DeepObject,
    /// The value as JSON text.
    Json,
}

/// What a 2xx answer holds.
///
/// Generated code and this crate go together: what is in it changes only with the generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Nothing that anybody reads: decodes to `()`, whatever the body is.
    Empty,
    /// JSON. An empty body counts as `null`, so that an `Option` is `None`.
    Json,
    /// UTF-8 text: decodes to `String`.
    Text,
    /// Bytes as they are: decodes to [`bytes::Bytes`].
    Bytes,
}

/// The operational facts that a spec states about one operation.
///
/// These are facts, not behaviour: what is done with them is up to the layers of a call, and some of the facts are there
/// for layers that an application adds.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// The budgets that each attempt pays from.
    pub rate_limit: &'static [&'static Bucket],
    /// Whether a repeat is harmless.
    pub safety: Safety,
    /// The statuses that prove that the server did nothing.
    pub refused: &'static [u16],
    /// How old a stored answer may be where no fresh one is to be had; `None` where a stored answer is never good enough.
    pub stale: Option<Duration>,
    /// The longest that one attempt may take, from the first byte sent to the last byte received.
    pub timeout: Option<Duration>,
    /// How the answer is split into pages.
    pub pagination: Option<Pagination>,
    /// How to tell that what the operation shows has ended.
    pub wait: Option<Wait>,
}

impl Policy {
    /// The two facts that have no default: the budgets (none is `&[]`), and whether a repeat is harmless.
    #[must_use]
    pub const fn new(rate_limit: &'static [&'static Bucket], safety: Safety) -> Self {
        Self { rate_limit, safety, refused: &[], stale: None, timeout: None, pagination: None, wait: None }
    }

    /// States the statuses that prove that the server did nothing.
    #[must_use]
    pub const fn refused(mut self, statuses: &'static [u16]) -> Self {
        self.refused = statuses;
        self
    }

    /// States how old a stored answer may be.
    #[must_use]
    pub const fn stale(mut self, max_age: Duration) -> Self {
        self.stale = Some(max_age);
        self
    }

    /// States the longest that one attempt may take.
    #[must_use]
    pub const fn timeout(mut self, attempt: Duration) -> Self {
        self.timeout = Some(attempt);
        self
    }

    /// States how the answer is split into pages.
    #[must_use]
    pub const fn pagination(mut self, pagination: Pagination) -> Self {
        self.pagination = Some(pagination);
        self
    }

    /// States how to tell that what the operation shows has ended.
    #[must_use]
    pub const fn wait(mut self, wait: Wait) -> Self {
        self.wait = Some(wait);
        self
    }
}

/// Whether a repeat of a request is harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// It only reads.
    Safe,
    /// A repeat has the same effect.
    Idempotent,
    /// A repeat acts again.
    Unsafe,
}

/// A named budget of requests that operations share.
///
/// Generated code and this crate go together: what is in it changes only with the generator.
#[derive(Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The name in the spec, such as `agent-creation`.
    pub name: &'static str,
    /// Requests in any window.
    pub requests: u32,
    /// The length of the window.
    pub per: Duration,
    /// How sure the limit is.
    pub provenance: Provenance,
}

/// Where a limit comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// The API's documentation states it.
    Documented,
    /// The documentation is silent; the spec's authors assume it.
    Assumed,
}

/// Pages by offset and limit: the wire names of the query parameters.
///
/// Generated code and this crate go together: what is in it changes only with the generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pagination {
    /// How many items to leave out.
    pub offset: &'static str,
    /// How many items a page has.
    pub limit: Option<&'static str>,
}

/// When what an operation shows has ended.
///
/// Generated code and this crate go together: what is in it changes only with the generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// The field of the answer that says so.
    pub field: &'static str,
    /// Its values after a good end.
    pub success: &'static [&'static str],
    /// Its values after a bad end.
    pub failure: &'static [&'static str],
    /// The operation that shows many at once.
    pub batch: Option<Batch>,
}

impl Wait {
    /// What a value of the field says, in upper or lower case; `None` for one that is neither a good nor a bad end.
    #[must_use]
    pub fn outcome(&self, status: &str) -> Option<Outcome> {
        let among = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(status));
        if among(self.success) {
            Some(Outcome::Succeeded)
        } else {
            among(self.failure).then_some(Outcome::Failed)
        }
    }
}

/// How something has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Well.
    Succeeded,
    /// Badly: it failed, or was stopped.
    Failed,
}

/// An operation that shows many of what another shows one by one.
///
/// Generated code and this crate go together: what is in it changes only with the generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// The identifier of the operation that lists.
    pub operation: &'static str,
    /// The field that tells the items apart.
    pub key: &'static str,
}
