//! Findings for people and for machines.

mod html;
mod json;
mod subject;
mod text;
mod words;

pub use html::html;
pub use json::json;
pub use text::{Shown, summary, text};
