//! What a call does, through the eyes of a generated client of a made-up API.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the functions that the tests share fail the test too"
)]
#![expect(unreachable_pub, reason = "a generator writes for public modules")]

mod admission;
mod admission_order;
mod answers;
mod api;
mod auth;
mod budgets;
mod build;
mod foreign_budget;
mod limits;
mod memory;
#[cfg(feature = "metrics")]
mod metrics;
mod paging;
mod recording;
mod requests;
mod retry;
mod retry_limits;
mod sockets;
mod stale;
mod telemetry;
mod wait;
