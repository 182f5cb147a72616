//! Answers in JSON.

use axum::{
    body::Body,
    extract::rejection::BytesRejection,
    http::{HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::Response,
};
use serde_json::{Value, json};

/// An answer with this body; a status that is none becomes 500.
pub(crate) fn json(status: u16, body: &Value) -> Response {
    with_body(status, Body::from(body.to_string()))
}

/// An answer whose body is JSON, or is to be taken for it.
pub(crate) fn with_body(status: u16, body: Body) -> Response {
    let mut answer = Response::new(body);
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// The answer to a request whose body is too long, or breaks off.
pub(crate) fn unread(body: &BytesRejection) -> Response {
    json(body.status().as_u16(), &json!({"detail": body.body_text()}))
}
