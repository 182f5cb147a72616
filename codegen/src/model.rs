//! The API as later stages see it. Names are Rust names, decided here once. This module knows no `syn`.

mod operation;
mod policy;
mod types;

pub use operation::{Body, Encoding, ErrorCase, Location, Operation, Param, Status, Style, Success};
pub use policy::{PageField, Pagination, Policy, RateLimit, Safety, Wait};
pub use types::{Choice, Enum, EnumValue, Field, Shape, Struct, Tagged, Type, TypeDef};

use std::time::Duration;

/// A whole API.
#[derive(Debug, Clone)]
pub struct Api {
    /// The document's title.
    pub title: String,
    /// The document's description.
    pub doc: Option<String>,
    /// The first server's URL, without a trailing slash.
    pub server: Option<String>,
    /// How requests prove who sends them.
    pub auth: Auth,
    /// The named rate limits, in spec order.
    pub buckets: Vec<Bucket>,
    /// The error kinds that callers match on, in spec order.
    pub errors: Vec<ErrorKind>,
    /// Every named type, sorted by name.
    pub types: Vec<TypeDef>,
    /// The tags that have operations, in order of first use.
    pub tags: Vec<Tag>,
    /// Every operation, in spec order.
    pub operations: Vec<Operation>,
}

/// How requests prove who sends them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// They do not.
    None,
    /// `Authorization: Bearer <token>`.
    Bearer,
    /// `Authorization: Basic <token>`.
    Basic,
    /// The token alone in a header of this name.
    Header(String),
    /// The token in a query parameter of this name.
    Query(String),
}

/// A named budget of requests that operations share.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// The name in the spec, such as `agent-creation`.
    pub name: String,
    /// The constant, such as `AGENT_CREATION`.
    pub constant: String,
    /// What it limits.
    pub doc: Option<String>,
    /// Requests in any window.
    pub requests: u32,
    /// The length of the window.
    pub per: Duration,
    /// Whether the limit is documented or assumed.
    pub assumed: bool,
}

/// A kind of error that callers match on.
#[derive(Debug, Clone)]
pub struct ErrorKind {
    /// The variant, such as `BillingLimit`.
    pub variant: String,
    /// The statuses it comes with, as in `402` or `4XX`, for the docs.
    pub statuses: Vec<String>,
    /// What happened and what to do about it.
    pub doc: Option<String>,
}

/// A tag and its module.
#[derive(Debug, Clone)]
pub struct Tag {
    /// The name in the spec.
    pub name: String,
    /// The module, such as `pull_requests`.
    pub module: String,
    /// What its operations have in common.
    pub doc: Option<String>,
}
