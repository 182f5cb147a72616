//! The operational facts of an operation.

use super::Type;
use std::time::Duration;

/// The operational facts of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What each attempt pays.
    pub rate_limit: RateLimit,
    /// Whether a repeat is harmless.
    pub safety: Safety,
    /// Statuses that prove that nothing was done.
    pub refused: Vec<u16>,
    /// How old a stored answer may be when no fresh one is to be had.
    pub stale: Option<Duration>,
    /// How the answer is split into pages.
    pub pagination: Option<Pagination>,
    /// How to wait for the end of what the operation shows.
    pub wait: Option<Wait>,
    /// The longest that one attempt may take.
    pub timeout: Option<Duration>,
}

/// What each attempt pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RateLimit {
    /// The spec says nothing.
    Unstated,
    /// The spec says that there is none, and why.
    None(String),
    /// One request of each of these: indices into [`Api::buckets`](super::Api::buckets).
    Buckets(Vec<usize>),
}

impl RateLimit {
    /// The buckets: indices into [`Api::buckets`](super::Api::buckets).
    #[must_use]
    pub fn buckets(&self) -> &[usize] {
        match self {
            Self::Unstated | Self::None(_) => &[],
            Self::Buckets(buckets) => buckets,
        }
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

/// Pages by offset and limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// The query parameter that says how many items to leave out.
    pub offset: String,
    /// The query parameter that says how many items a page has.
    pub limit: Option<String>,
    /// The field of the answer that holds the items.
    pub items: PageField,
    /// The type of one item.
    pub item: Type,
    /// The field of the answer that counts all items.
    pub total: Option<PageField>,
}

/// A field of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageField {
    /// The Rust field.
    pub name: String,
    /// Whether it is an `Option`.
    pub optional: bool,
}

/// When what an operation shows has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// The field of the answer that says so, as on the wire.
    pub field: String,
    /// Its values after a good end.
    pub success: Vec<String>,
    /// Its values after a bad end.
    pub failure: Vec<String>,
    /// The operation that shows many at once, by id, and the wire name of the field that tells them apart.
    pub batch: Option<(String, String)>,
}
