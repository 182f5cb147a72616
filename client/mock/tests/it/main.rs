//! The stand-in, called by the real client over real sockets.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "the functions that the tests share fail the test too"
)]

mod admin;
mod connections;
mod demo;
mod faults;
mod limits;
mod operations;
mod options;
mod reconcile;
mod refusals;
mod runs;
mod serve;
mod wire;
