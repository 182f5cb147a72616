//! What an API's own error types implement.

use crate::decode::{DecodeError, Json};
use std::{convert::Infallible, fmt, marker::PhantomData};

/// The kinds of failure that every API has. An API's own enum of kinds is built `From` it.
///
/// Exhaustive on purpose: a kind added here must be added to every generated enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// The request cannot be built; nothing was sent.
    InvalidRequest,
    /// The token could not be read; nothing was sent.
    Token,
    /// The deadline leaves no time for the request; it was not sent.
    WouldExceedDeadline,
    /// No connection; the last attempt sent nothing.
    Connect,
    /// The connection was lost; the operation is safe or idempotent.
    Transport,
    /// No complete answer in time; the operation is safe or idempotent.
    Timeout,
    /// An unsafe request was sent, and it is unknown whether it acted.
    OutcomeUnknown,
    /// A status that the API does not document.
    Unexpected,
    /// A body that is not what the API promised.
    Decode,
}

/// An enum of everything that callers of one API match on.
pub trait Kind: Copy + Eq + fmt::Debug + Send + Sync + From<Failure> + 'static {}

impl<K: Copy + Eq + fmt::Debug + Send + Sync + From<Failure> + 'static> Kind for K {}

/// The documented failures of one operation.
pub trait OperationError: fmt::Debug + Send + Sync + Sized + 'static {
    /// What callers of the API match on.
    type Kind: Kind;

    /// The kind of a documented status, known even when the body is not what was promised; `None` for a status that is
    /// not documented.
    fn kind(status: u16) -> Option<Self::Kind>;

    /// Decodes the body of a documented status; `None` for a status that is not documented.
    fn decode(status: u16, body: Json<'_>) -> Option<Result<Self, DecodeError>>;
}

/// The failures of a request that no operation describes: none is documented, so no value of this type exists.
#[derive(Debug)]
pub struct Undocumented<K>(Infallible, PhantomData<fn() -> K>);

impl<K: Kind> OperationError for Undocumented<K> {
    type Kind = K;

    fn kind(_: u16) -> Option<K> {
        None
    }

    fn decode(_: u16, _: Json<'_>) -> Option<Result<Self, DecodeError>> {
        None
    }
}
