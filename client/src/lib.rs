//! A typed client of the Codegen platform API: agent runs, their logs, organizations, repositories and pull requests.
//!
//! [`Agent`] is the short way to start runs for one organization; [`Client`] has every operation of the API, generated from
//! its description. What an operation can answer is in its types: each has its own error enum with the body of each
//! documented status, and [`ErrorKind`] names what went wrong across operations.
//!
//! ```no_run
//! use codegen_client::{Agent, AnyError, ErrorKind};
//!
//! # async fn example() -> Result<(), AnyError> {
//! // The token from CODEGEN_API_TOKEN, the organization from CODEGEN_ORG_ID.
//! let agent = Agent::from_env()?;
//! match agent.run("Fix the authentication bug in the user service").repo(42).await {
//!     Ok(run) => println!("{} {}", run.id(), run.web_url().unwrap_or_default()),
//!     Err(error) => match error.kind() {
//!         ErrorKind::BillingLimit => eprintln!("the plan is used up: ask your administrator"),
//!         ErrorKind::RateLimited => eprintln!("try again at {:?}", error.retry_at()),
//!         _ => return Err(error.into()),
//!     },
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What a call does by itself
//!
//! The description states the rate limit, the retry safety, the paging and the timeout of each operation. They are in the
//! docs of each method and, as data, in [`operations`]; every call keeps them:
//!
//! * It waits for its turn within its rate limits, in order. All clients of a process with the same token share them;
//!   [`Client::limits`] shows and [`Client::set_limit`] changes them.
//! * It is repeated where that is harmless, up to five requests in all ([`RetryPolicy`]). What may have acted and must not act
//!   twice ends as [`Cause::OutcomeUnknown`] instead.
//! * It takes an old answer where the caller allows it ([`Freshness`]), and never passes it off as new.
//! * It fails at once when its deadline leaves no time, and says when it would have worked ([`Error::retry_at`]).
//!
//! [`Run::wait`], [`Agent::wait_all`] and [`Logs::follow`] look again and again, within the same limits, until a run has ended.
//! [`RunAgent::reconcile`] looks for a run whose start had no answer.
//!
//! [`Error::attempts`] and [`Response::attempts`] list every request that a call sent.
//!
//! # Watching it
//!
//! The spans have the target `codegen_runtime` and the level INFO: `call` for each call, inside it `attempt` for each request and
//! `admission` for each wait for a permit. There are no events, so a subscriber that prints has to be told to print spans. The
//! attributes follow OpenTelemetry's conventions for HTTP clients, but for `url.full`, which could hold a secret.
//!
//! With the feature `metrics`, the facade of the `metrics` crate gets:
//!
//! | name | kind | labels |
//! |---|---|---|
//! | `api_client_calls_total` | counter | `operation`, `outcome`: `ok` or the [`ErrorKind`] |
//! | `api_client_attempts_total` | counter | `operation`, `ending`: the status, or `connect`, `transport`, `timeout` |
//! | `api_client_admission_wait_seconds` | histogram | `operation` |
//! | `api_client_bucket_used`, `api_client_bucket_limit` | gauges, as of the last permit | `bucket` |
//! | `api_client_stale_answers_total` | counter | `operation`, `cause` |
//!
//! # Testing code that uses it
//!
//! The package `codegen-mock` stands in for the whole platform, on real HTTP and with its limits. A [`Transport`] of your own
//! answers without a network, and Tokio's paused clock makes waits take no time. The clients of one
//! process share the limits of their token: give each test a budget of its own, as below. (The docs of what comes from the runtime
//! say `codegen_runtime`; a program takes the same items from here.)
//!
//! ```
//! use codegen_client::{Agent, Body, BuildError, Bytes, Client, LocalBudget, Transport, TransportError};
//! use http_body_util::{BodyExt, Full};
//!
//! /// An agent whose every request is answered with this text.
//! fn agent(answer: &'static str) -> Result<Agent, BuildError> {
//!     let transport = Transport::new(tower::service_fn(move |_request: http::Request<Bytes>| async move {
//!         let body: Body = Full::new(Bytes::from(answer)).map_err(|never| match never {}).boxed_unsync();
//!         Ok::<_, TransportError>(http::Response::new(body))
//!     }));
//!     let client = Client::builder().token("a-test-token").transport(transport).budget(LocalBudget::default());
//!     Ok(Agent::with_client(client.build()?, 7))
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
//! let agent = agent(r#"{"id": 1, "organization_id": 7}"#).unwrap();
//! for _ in 0..25 {
//!     agent.run("Update the changelog").await.unwrap(); // two minutes by the paused clock
//! }
//! # });
//! ```
//!
//! The types of answers grow with the API, so they have no constructors: make one from JSON.
//!
//! ```
//! let run: codegen_client::types::AgentRun = serde_json::from_str(r#"{"id": 1, "organization_id": 7}"#)?;
//! # Ok::<(), serde_json::Error>(())
//! ```

mod agent;
mod config;
#[rustfmt::skip]
mod generated;
mod schemas;
mod status;

pub use agent::{Agent, GetRun, Logs, ResumeRun, Run, RunAgent, WaitAll, WaitRun};
pub use codegen_runtime::{
    Acquire, AcquireBy, Ask, Attempt, Batch, Body, BoxError, BoxFuture, BoxStream, Bucket, BucketUsage,
    Budget, BuildError, Builder, Bytes, Call, Cause, Content, DecodeError, Departure, Ending, Error, Failure,
    Freshness, HeaderMap, InvalidRequest, Kind, Lender, LocalBudget, Location, Method, Operation,
    OperationError, Outcome, Pagination, Param, Permit, Policy, Priority, Provenance, Quota, RateLimiter,
    Request, Response, RetryPolicy, Safety, SecretString, Sent, Settlement, StaleCause, StatusCode, Style,
    TimedOut, TokenError, TokenSource, Told, Transport, TransportError, Unanswered, Undocumented,
    UnknownBucket, Usage, Wait, WouldExceed,
};
pub use config::ConfigError;
pub use generated::{Client, ErrorKind, operations, types};
pub use schemas::TimestampError;

/// The failure of any call: what `?` collects in a function that makes several calls.
pub type AnyError = codegen_runtime::AnyError<ErrorKind>;
