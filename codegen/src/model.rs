//! The API as later stages see it. Names are Rust names, decided here once. This module knows no `syn`.

use crate::problem::Span;
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
    /// Where it is stated.
    pub span: Span,
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

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The operationId as in the spec.
    pub id: String,
    /// The method of the client, such as `create_agent_run`.
    pub method: String,
    /// The request builder, such as `CreateAgentRun`. The error enum is this and `Error`.
    pub builder: String,
    /// The static, such as `CREATE_AGENT_RUN`.
    pub constant: String,
    /// Index into [`Api::tags`].
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
    /// Where it stands.
    pub span: Span,
}

/// One parameter.
#[derive(Debug, Clone)]
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
    /// Where it stands.
    pub span: Span,
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
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
pub struct ErrorCase {
    /// The statuses it comes with.
    pub status: Status,
    /// The variant of the operation's error enum, such as `BillingLimit`.
    pub variant: String,
    /// The variant of [`ErrorKind`]: the same, unless two statuses of the operation are of one kind.
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

/// The operational facts of one operation.
#[derive(Debug, Clone)]
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
    /// One request of each of these: indices into [`Api::buckets`].
    Buckets(Vec<usize>),
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
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
pub struct PageField {
    /// The Rust field.
    pub name: String,
    /// Whether it is an `Option`.
    pub optional: bool,
}

/// When what an operation shows has ended.
#[derive(Debug, Clone)]
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

/// A named type.
#[derive(Debug, Clone)]
pub struct TypeDef {
    /// The Rust name.
    pub name: String,
    /// What it is.
    pub doc: Option<String>,
    /// Whether the API discourages it.
    pub deprecated: bool,
    /// Its shape.
    pub shape: Shape,
    /// Whether requests hold it: it gets a constructor and setters.
    pub in_request: bool,
    /// Whether it stands in an answer.
    pub in_response: bool,
    /// Where its schema stands.
    pub span: Span,
}

/// The shape of a named type.
#[derive(Debug, Clone)]
pub enum Shape {
    /// An object with known fields, in spec order.
    Struct(Struct),
    /// A string with known values, open to new ones.
    Enum(Enum),
    /// One of several objects, told apart by a property.
    Tagged(Tagged),
    /// One of several types, told apart by trying them in order.
    Untagged(Vec<Choice>),
    /// Another name for a type.
    Alias(Type),
}

/// An object with known fields.
#[derive(Debug, Clone)]
pub struct Struct {
    /// The fields, in spec order.
    pub fields: Vec<Field>,
    /// The type of further properties, when the spec says that there may be some and what they are.
    pub rest: Option<Type>,
}

/// One field of a struct.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The Rust field, a raw identifier where it must be.
    pub name: String,
    /// What it means.
    pub doc: Option<String>,
    /// Whether the API discourages it.
    pub deprecated: bool,
    /// Its type, without regard to `required` and `nullable`.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
}

/// A string with known values.
#[derive(Debug, Clone)]
pub struct Enum {
    /// The known values, in spec order.
    pub values: Vec<EnumValue>,
    /// Whether `Complete` and `COMPLETE` are the same value.
    pub ignore_case: bool,
}

/// One known value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// The value on the wire.
    pub wire: String,
    /// The variant.
    pub variant: String,
    /// What it means.
    pub doc: Option<String>,
}

/// One of several objects, told apart by a property.
#[derive(Debug, Clone)]
pub struct Tagged {
    /// The property, as on the wire.
    pub property: String,
    /// The choices: the property's value, and what it stands for.
    pub choices: Vec<(String, Choice)>,
}

/// One choice of a union.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The variant.
    pub variant: String,
    /// What it holds.
    pub ty: Type,
}

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `bool`.
    Bool,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u32`.
    U32,
    /// `u64`.
    U64,
    /// `f32`.
    F32,
    /// `f64`.
    F64,
    /// Text.
    String,
    /// Bytes, only as a whole body.
    Bytes,
    /// Any JSON.
    Any,
    /// A list.
    List(Box<Type>),
    /// An object with arbitrary keys, in the order of the keys.
    Map(Box<Type>),
    /// A value or null.
    Nullable(Box<Type>),
    /// A named type of [`Api::types`].
    Named(String),
}
