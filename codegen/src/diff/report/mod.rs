//! Findings for people and for machines.

mod bump;
mod github;
mod html;
mod json;
mod markdown;
mod subject;
mod text;
mod words;

pub use github::github;
pub use html::html;
pub use json::json;
pub use markdown::{Comment, LONGEST_COMMENT, MARKER, markdown};
pub(crate) use text::broken_at;
pub use text::{Shown, summary, text};
