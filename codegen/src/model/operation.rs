//! One operation: what it sends, what it returns and how it fails.

use super::{Policy, Type};

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The operationId as in the spec.
    pub id: String,
    /// The method of the client, such as `create_agent_run`.
    pub method: String,
    /// The request builder, such as `CreateAgentRun`. The error enum is this and `Error`.
    pub builder: String,
    /// The static, such as `CREATE_AGENT_RUN`.
    pub constant: String,
    /// Index into [`Api::tags`](super::Api::tags).
    pub tag: usize,
    /// The HTTP method, in upper case.
    pub http_method: String,
    /// The path template, starting with `/`.
    pub path: String,
    /// The summary, a sentence.
    pub summary: Option<String>,
    /// The description.
    pub doc: Option<String>,
    /// Whether the API discourages it.
    pub deprecated: bool,
    /// Whether the request carries the credentials.
    pub auth: bool,
    /// Path, query and header parameters: required ones first, each group in spec order, path parameters in path order.
    pub params: Vec<Param>,
    /// The request body.
    pub body: Option<Body>,
    /// What a 2xx answer holds.
    pub success: Success,
    /// The documented failures: by status, ranges and the default last.
    pub errors: Vec<ErrorCase>,
    /// The operational facts.
    pub policy: Policy,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// The name on the wire.
    pub wire: String,
    /// The argument, or the setter when it is optional.
    pub name: String,
    /// What it means.
    pub doc: Option<String>,
    /// Where it goes.
    pub location: Location,
    /// How a value is written.
    pub style: Style,
    /// Whether the request is wrong without it.
    pub required: bool,
    /// Whether the API discourages it.
    pub deprecated: bool,
    /// Its type.
    pub ty: Type,
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

/// How a parameter's value is written (OpenAPI's `style` and `explode` together).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `name=a&name=b`, or just the value of a scalar.
    Form,
    /// `name=a,b`.
    Comma,
    /// `name=a%20b`.
    Space,
    /// `name=a|b`.
    Pipe,
    /// `name[key]=value`.
    DeepObject,
    /// The value as JSON text.
    Json,
}

/// A request body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The media type that is sent.
    pub media_type: String,
    /// How the value becomes bytes.
    pub encoding: Encoding,
    /// Its type; [`Type::Bytes`] for [`Encoding::Bytes`].
    pub ty: Type,
    /// Whether the request is wrong without it.
    pub required: bool,
    /// What it means.
    pub doc: Option<String>,
}

/// How a request body becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// The caller's bytes as they are.
    Bytes,
}

/// What a 2xx answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Success {
    /// Nothing that anybody reads.
    Empty,
    /// JSON. Optional when some 2xx answers are empty.
    Json(Type),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A documented failure of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorCase {
    /// The statuses it comes with.
    pub status: Status,
    /// The variant of the operation's error enum, such as `BillingLimit`.
    pub variant: String,
    /// The variant of [`ErrorKind`](super::ErrorKind): the same, unless two statuses of the operation are of one kind.
    pub kind: String,
    /// What happened.
    pub doc: Option<String>,
    /// Its JSON body, when the spec states one.
    pub body: Option<Type>,
}

/// A response key that is not 2xx. Ordered as they are matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status, such as `404`.
    Code(u16),
    /// A range, such as `4XX`: its first digit.
    Range(u16),
    /// `default`.
    Default,
}
