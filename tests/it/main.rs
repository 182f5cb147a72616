//! Tests across the packages of this workspace.

mod compiles;
mod determinism;
mod fixtures;
mod lite;
mod server;
mod stages;
