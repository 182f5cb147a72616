//! Findings for people and for machines.

mod json;

pub use json::json;
