//! Findings for people and for machines.

mod json;
mod subject;
mod text;

pub use json::json;
pub(crate) use text::broken_at;
pub use text::{Shown, summary, text};
