//! Why the platform refuses a request.

use crate::input::Issue;
use serde_json::{Value, json};

/// An answer that is no success.
#[derive(Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Refusal {
    /// In the shape of most refusals.
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, body: json!({"message": message.into(), "status_code": status}) }
    }

    /// Of a malformed request.
    pub(crate) fn malformed(issues: &[Issue]) -> Self {
        Self { status: 422, body: json!({ "detail": issues }) }
    }
}
