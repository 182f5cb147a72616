//! Tests across the packages of this workspace.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "the functions that the tests share fail the test too"
)]

mod agent;
mod auth;
mod broken_input;
mod chaos;
mod comparison;
mod compiles;
mod config;
mod conformance;
mod determinism;
mod documentation;
mod examples;
mod failures;
mod faults;
mod fixtures;
mod lite;
mod mutations;
mod operations;
mod options;
mod schemas;
mod secrecy;
mod server;
mod simulation;
mod spec_change;
mod stages;
mod witnesses;
