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
//! # Testing code that uses it
//!
//! The package `codegen-mock` stands in for the whole platform, on real HTTP and with its limits. A [`Transport`] of your own
//! answers without a network; its docs have an example. The types of answers grow with the API, so
//! they have no constructors: make one from JSON.
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

/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
