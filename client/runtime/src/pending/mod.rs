//! One request and its options. Not generic, so that it compiles once.

mod write;

use crate::{
    BoxFuture,
    budgets::BucketUsage,
    call::Call,
    completion::Completion,
    core::Core,
    encode::{self, numbers::Widest},
    error::{Error, OperationError},
    operation::{Content, Operation, Pagination, Safety},
    outcome,
    rate_limit::Priority,
    response::Response,
    retry::RetryPolicy,
    send,
    telemetry::{self, Described},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{borrow::Cow, fmt, pin::pin, sync::Arc, time::Duration};

/// The longest that one attempt may take where nobody says so.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// One request and its options.
///
/// What cannot be written is an [`InvalidRequest`](crate::Cause::InvalidRequest) when the request is sent.
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct Pending {
    core: Core,
    target: Target,
    path: Vec<(&'static str, Value)>,
    query: Vec<(Cow<'static, str>, Value)>,
    /// From parameters of the operation.
    header_params: Vec<(&'static str, Value)>,
    /// From the caller, by hand.
    headers: HeaderMap,
    body: Option<(HeaderValue, Bytes)>,
    /// The first thing that could not be written.
    invalid: Option<Arc<str>>,
    pub(crate) completion: Option<Completion>,
    deadline: Option<Duration>,
    attempt_timeout: Option<Duration>,
    retry: Option<RetryPolicy>,
    priority: Priority,
    /// The oldest answer that will do where no fresh one is to be had.
    stale: Option<Duration>,
    client_request_id: Option<Arc<str>>,
}

/// What a request is called that no operation describes.
const BY_HAND: &str = "request";

#[derive(Debug, Clone)]
enum Target {
    Operation(&'static Operation),
    Raw { method: Method, path: String },
}

impl Pending {
    pub(crate) fn new(core: Core, operation: &'static Operation) -> Self {
        Self::to(core, Target::Operation(operation))
    }

    pub(crate) fn raw(core: Core, method: Method, path: &str) -> Self {
        Self::to(core, Target::Raw { method, path: path.to_owned() })
    }

    fn to(core: Core, target: Target) -> Self {
        Self {
            core,
            target,
            path: Vec::new(),
            query: Vec::new(),
            header_params: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            invalid: None,
            completion: None,
            deadline: None,
            attempt_timeout: None,
            retry: None,
            priority: Priority::default(),
            stale: None,
            client_request_id: None,
        }
    }

    /// Fills a path parameter.
    pub fn path(mut self, name: &'static str, value: impl Serialize) -> Self {
        if let Some(value) = self.encoded("path parameter", name, &value) {
            self.path.retain(|(known, _)| *known != name);
            self.path.push((name, value));
        }
        self
    }

    /// Sets a query parameter, written in the style that the operation states for it. Null adds nothing; a second call
    /// replaces the value. One that is the parameter that carries the token takes its place.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Serialize) -> Self {
        let name = name.into();
        if let Some(value) = self.encoded("query parameter", &name, &value) {
            self.query.retain(|(known, _)| *known != name);
            self.query.push((name, value));
        }
        self
    }

    /// Sets a header parameter: a list is joined with commas, null and a list of nothing add nothing; a second call
    /// replaces the value.
    pub fn header_param(mut self, name: &'static str, value: impl Serialize) -> Self {
        if let Some(value) = self.encoded("header parameter", name, &value) {
            self.header_params.retain(|(known, _)| *known != name);
            self.header_params.push((name, value));
        }
        self
    }

    /// Sets a JSON body.
    pub fn json(mut self, value: impl Serialize) -> Self {
        match encode::numbers::check(&value, Widest::Any).and_then(|()| serde_json::to_vec(&value)) {
            Ok(json) => {
                let media_type = self.media_type("application/json");
                self.bytes(media_type, json)
            }
            Err(error) => {
                self.refuse(format!("the body cannot be written as JSON: {error}"));
                self
            }
        }
    }

    /// Sets an `application/x-www-form-urlencoded` body.
    ///
    /// A list of scalars is `a=x&a=y`, an object `a[b]=c`, a list that holds objects `a[0][b]=c`; null is left out.
    pub fn form(mut self, value: impl Serialize) -> Self {
        let value = encode::value(&value).map_err(|error| error.to_string());
        match value.and_then(|value| encode::form::body(&value).ok_or_else(|| "it is no object".to_owned())) {
            Ok(form) => {
                let media_type = self.media_type("application/x-www-form-urlencoded");
                self.bytes(media_type, form)
            }
            Err(problem) => {
                self.refuse(format!("the body cannot be written as a form: {problem}"));
                self
            }
        }
    }

    /// Sets the bytes of the body as they are.
    pub fn bytes(mut self, content_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let content_type = content_type.into();
        match HeaderValue::from_str(&content_type) {
            Ok(value) => self.body = Some((value, bytes.into())),
            Err(_) => self.refuse(format!("the content type {content_type:?} is no valid header value")),
        }
        self
    }

    /// Limits the whole call, from its first poll: reading the token, every attempt and every wait before one. A call that
    /// cannot make it, because its turn within the rate limits comes later, fails at once.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// Limits each attempt, from its start to the last byte of its answer.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// Says how often the request may be sent, and how long is waited in between.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Says whose turn comes first among the calls that wait for the same rate limit.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// Takes an answer that was kept, when no fresh one is to be had and it is not older than this, nor than the operation
    /// allows. An operation that states no such age ignores it.
    pub fn allow_stale(mut self, max: Duration) -> Self {
        self.stale = Some(max);
        self
    }

    /// Gives the request an id that an error repeats, so that the caller can find out what became of it. It is not sent: the
    /// caller puts it where the API keeps it.
    #[doc(hidden)]
    pub fn client_request_id(mut self, id: &str) -> Self {
        self.client_request_id = Some(id.into());
        self
    }

    /// Sets a header, in place of one that the client would send. A second call replaces the value.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match encode::header::checked(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(problem) => self.refuse(problem),
        }
        self
    }

    /// Sends the request and decodes the answer.
    #[must_use]
    pub fn send<C: Call>(self) -> BoxFuture<C::Output> {
        self.finish(C::OPERATION.success)
    }

    pub(crate) fn finish<S, E>(self, content: Content) -> BoxFuture<Result<Response<S>, Error<E>>>
    where
        S: DeserializeOwned + Send + 'static,
        E: OperationError,
    {
        Box::pin(async move {
            let facts = self.facts(content);
            let span = telemetry::call(self.described());
            let outcome = telemetry::inside(&span, pin!(send::send(self, &facts))).await;
            let answer = span.in_scope(|| outcome::conclude(&facts, outcome));
            telemetry::ended(&span, facts.operation, &answer);
            answer
        })
    }

    pub(crate) fn pagination(&self) -> Option<Pagination> {
        self.operation()?.policy.pagination
    }

    pub(crate) fn query_value(&self, name: &str) -> Option<&Value> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// How much is used of each rate limit that the request pays from.
    pub(crate) fn usage(&self) -> Vec<BucketUsage> {
        let buckets = self.operation().map(|operation| operation.policy.rate_limit).unwrap_or_default();
        self.core.shared().budgets.usage_of(buckets)
    }

    /// The limit of the whole call: its own, else the client's. For the handwritten part of a client.
    #[doc(hidden)]
    #[must_use]
    pub fn deadline_limit(&self) -> Option<Duration> {
        self.deadline.or(self.core.shared().deadline)
    }

    /// The call's limit comes before the client's, and what people set before what the operation states.
    pub(crate) fn attempt_limit(&self) -> Duration {
        self.attempt_timeout
            .or(self.core.shared().attempt_timeout)
            .or_else(|| self.operation()?.policy.timeout)
            .unwrap_or(ATTEMPT_TIMEOUT)
    }

    pub(crate) fn retry_policy(&self) -> RetryPolicy {
        self.retry.unwrap_or(self.core.shared().retry)
    }

    pub(crate) fn turn(&self) -> Priority {
        self.priority
    }

    /// How old an answer may be that is kept; `None` where only a fresh one will do.
    pub(crate) fn stale_limit(&self) -> Option<Duration> {
        Some(self.stale?.min(self.operation()?.policy.stale?))
    }

    /// Whether a good answer is worth keeping.
    pub(crate) fn is_kept(&self) -> bool {
        self.operation().is_some_and(|operation| operation.policy.stale.is_some())
    }

    pub(crate) fn given_client_request_id(&self) -> Option<Arc<str>> {
        self.client_request_id.clone()
    }

    pub(crate) fn described(&self) -> Described<'_> {
        let (host, port) = &self.core.shared().server;
        let (operation, template) = match &self.target {
            Target::Operation(operation) => (operation.id, Some(operation.path)),
            Target::Raw { .. } => (BY_HAND, None),
        };
        Described { operation, method: self.method(), template, host, port: *port }
    }

    fn facts(&self, content: Content) -> outcome::Facts {
        match &self.target {
            Target::Operation(Operation { id, policy, .. }) => outcome::Facts {
                operation: id,
                buckets: policy.rate_limit,
                safety: policy.safety,
                refused: policy.refused,
                content,
            },
            Target::Raw { method, .. } => outcome::Facts {
                operation: BY_HAND,
                buckets: &[],
                safety: safety(method),
                refused: &[],
                content,
            },
        }
    }

    fn operation(&self) -> Option<&'static Operation> {
        match &self.target {
            Target::Operation(operation) => Some(operation),
            Target::Raw { .. } => None,
        }
    }

    fn method(&self) -> &Method {
        match &self.target {
            Target::Operation(operation) => &operation.method,
            Target::Raw { method, .. } => method,
        }
    }

    fn media_type(&self, default: &'static str) -> &'static str {
        self.operation().and_then(|operation| operation.body).unwrap_or(default)
    }

    fn encoded(&mut self, what: &str, name: &str, value: &impl Serialize) -> Option<Value> {
        match encode::value(value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(format!("the {what} `{name}` cannot be written: {error}"));
                None
            }
        }
    }

    pub(crate) fn refuse(&mut self, message: String) {
        self.invalid.get_or_insert(message.into());
    }
}

/// Names alone: a value may be a secret.
impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = match &self.target {
            Target::Operation(operation) => operation.path,
            Target::Raw { path, .. } => path.split('?').next().unwrap_or_default(),
        };
        f.debug_struct("Pending")
            .field("method", self.method())
            .field("path", &path)
            .field("query", &self.query.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body_bytes", &self.body.as_ref().map(|(_, bytes)| bytes.len()))
            .field("deadline", &self.deadline)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("priority", &self.priority)
            .field("allow_stale", &self.stale)
            .finish_non_exhaustive()
    }
}

fn safety(method: &Method) -> Safety {
    if method.is_safe() {
        Safety::Safe
    } else if method.is_idempotent() {
        Safety::Idempotent
    } else {
        Safety::Unsafe
    }
}
