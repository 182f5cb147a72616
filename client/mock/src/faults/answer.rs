//! What becomes of an answer.

use super::{
    Fault, Met,
    body::{Filled, Torn},
};
use crate::{
    answer::{json, with_body},
    clock::whole_seconds,
    connection::Ending,
    platform::{Answer, Refusal},
};
use axum::{
    body::{Body, Bytes},
    http::{
        HeaderValue, StatusCode, Uri,
        header::{CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER},
    },
    response::Response,
};
use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimePrinter};
use serde_json::Value;
use std::time::Duration;

/// A name that no name server knows: the top-level domain is reserved for that (RFC 2606).
const ELSEWHERE: &str = "http://redirected.invalid";

const PAGE: &str = "<!DOCTYPE html>\n<title>Sign in</title>\n<h1>Sign in to use this network</h1>\n";

/// The answer to a request that meets this. `outcome` is what the platform says; `None` where it was not asked.
///
/// Where no answer is given at all, this is an empty one that must not be sent.
pub(crate) fn answer(met: &Met, outcome: Option<Answer>, uri: &Uri, connection: &Ending) -> Response {
    let mut answer = match (&met.fault, outcome) {
        (Some(Fault::Status { status, retry_after }), _) => instead(*status, *retry_after),
        (Some(Fault::Redirect), _) => elsewhere(uri),
        (fault, Some(outcome)) => {
            let (status, body) =
                outcome.map_or_else(|refusal| (refusal.status, refusal.body), |body| (200, body));
            spoilt(fault.as_ref(), status, &body, connection)
        }
        (_, None) => Response::default(),
    };
    if let Some(date) = met.skew.and_then(date) {
        answer.headers_mut().insert(DATE, date);
    }
    answer
}

fn spoilt(fault: Option<&Fault>, status: u16, body: &Value, connection: &Ending) -> Response {
    let text = || Bytes::from(body.to_string());
    match fault {
        Some(Fault::Truncate) => with_body(status, Body::new(Torn::new(&text(), connection.clone()))),
        Some(Fault::MalformedJson) => {
            let text = text();
            with_body(200, Body::from(text.slice(..text.len() / 2)))
        }
        Some(Fault::WrongContentType) => {
            let mut page = Response::new(Body::from(PAGE));
            page.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            page
        }
        Some(Fault::Huge { bytes }) => with_body(200, Body::new(Filled::new(text(), *bytes))),
        _ => json(status, body),
    }
}

fn instead(status: u16, retry_after: Option<Duration>) -> Response {
    // An answer below 200 announces another one, which would never come.
    let status = if (200..600).contains(&status) { status } else { 500 };
    let refusal = Refusal::new(status, "This answer was ordered");
    let mut answer = json(refusal.status, &refusal.body);
    if let Some(time) = retry_after {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(whole_seconds(time)));
    }
    answer
}

fn elsewhere(uri: &Uri) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    // What has come in a request line can go out in a header.
    if let Ok(location) = HeaderValue::try_from(format!("{ELSEWHERE}{uri}")) {
        answer.headers_mut().insert(LOCATION, location);
    }
    answer
}

/// The time of day, so many seconds off; `None` where the calendar ends.
fn date(off: i64) -> Option<HeaderValue> {
    let time = Timestamp::now().checked_add(SignedDuration::from_secs(off)).ok()?;
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&time).ok()?;
    HeaderValue::try_from(text).ok()
}
