//! Tests across the packages of this workspace.

mod compiles;
mod determinism;
mod fixtures;
mod lite;
mod operations;
mod server;
mod stages;
