//! Why the platform refuses a request.

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

    /// A malformed request: where in it, what is wrong in words, and what is wrong in a word for programs.
    pub(crate) fn malformed(location: &[Value], message: &str, kind: &str) -> Self {
        Self { status: 422, body: json!({"detail": [{"loc": location, "msg": message, "type": kind}]}) }
    }
}
