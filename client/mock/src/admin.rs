//! What a mock tells, and lets be changed, over HTTP: for programs in other languages, and for people.
//!
//! It is outside the API: it takes no token, counts for no limit, and meets no fault.

use crate::{
    answer::{json, unread},
    faults::Rule,
    limits::Arrival,
    server::Server,
};
use axum::{Router, body::Bytes, extract::rejection::BytesRejection, response::Response, routing::get};
use codegen_client::operations::{BUCKETS, OPERATIONS};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// What a rule looks like, for those who wrote something else.
const EXAMPLE: &str = r#"{"fault": "reset_after", "operation": "create_agent_run", "times": 1}"#;

pub(crate) fn routes(server: &Arc<Server>) -> Router {
    let with = || Arc::clone(server);
    let (facts_of, arrivals_of) = (with(), with());
    let (list, add, clear) = (with(), with(), with());
    let faults = get(async move || rules(&list))
        .post(async move |body: Result<Bytes, BytesRejection>| match body.as_deref().map(read) {
            Ok(Ok(new)) => {
                add.add_rules(new);
                rules(&add)
            }
            Ok(Err(message)) => json(422, &json!({"detail": message})),
            Err(rejection) => unread(rejection),
        })
        .delete(async move || {
            clear.clear_rules();
            rules(&clear)
        });
    Router::new()
        .route("/_mock", get(async move || facts(&facts_of)))
        .route("/_mock/faults", faults)
        .route("/_mock/arrivals", get(async move || arrivals(&arrivals_of)))
}

/// What does not depend on who asks. Times are the platform's.
fn facts(server: &Server) -> Response {
    let landmarks = server.landmarks();
    let limits: BTreeMap<_, _> = server
        .limits()
        .into_iter()
        .map(|(name, limit)| {
            (name, json!({"requests": limit.requests, "window": limit.window.as_secs_f64()}))
        })
        .collect();
    let facts = json!({
        "org_id": landmarks.org_id,
        "empty_org_id": landmarks.empty_org_id,
        "sandbox_id": landmarks.sandbox_id,
        "new_sandbox_id": landmarks.new_sandbox_id,
        "tokens": server.tokens(),
        "speed": server.clock().speed(),
        "limits": limits,
        "limits_enforced": server.enforces_limits(),
    });
    json(200, &facts)
}

fn rules(server: &Server) -> Response {
    json(200, &json!(server.rules()))
}

/// One rule or a list of them.
fn read(body: &[u8]) -> Result<Vec<Rule>, String> {
    let tree: Value = serde_json::from_slice(body).map_err(|error| {
        format!("this is no JSON: {error}; write a rule such as {EXAMPLE}, or a list of them")
    })?;
    if tree.is_array() { parse(tree) } else { Ok(vec![parse(tree)?]) }
}

fn parse<T: DeserializeOwned>(tree: Value) -> Result<T, String> {
    serde_path_to_error::deserialize(tree).map_err(|error| {
        let path = error.path().to_string();
        let place = if path == "." { String::new() } else { format!("{path}: ") };
        format!("{place}{}; write a rule such as {EXAMPLE}, or a list of them", error.inner())
    })
}

/// All that has arrived, and what it comes to.
fn arrivals(server: &Server) -> Response {
    let arrivals = server.arrivals();
    let each_operation = |count: &dyn Fn(&'static codegen_client::Operation) -> usize| {
        let counts = OPERATIONS.iter().map(|operation| (operation.id, count(operation)));
        counts.filter(|(_, count)| *count > 0).collect::<BTreeMap<_, _>>()
    };
    let most: BTreeMap<_, _> =
        BUCKETS.iter().map(|bucket| (bucket.name, arrivals.most_in_a_window(bucket))).collect();
    let answer = json!({
        "most_in_a_window": most,
        "throttled": arrivals.throttled(),
        "requests": each_operation(&|operation| arrivals.requests(operation)),
        "duplicates": each_operation(&|operation| arrivals.duplicates(operation)),
        "arrivals": arrivals.all().iter().map(arrival).collect::<Vec<_>>(),
    });
    json(200, &answer)
}

fn arrival(arrival: &Arrival) -> Value {
    json!({
        "at": arrival.at.as_secs_f64(),
        "operation": arrival.operation.id,
        "status": arrival.status,
        "token": arrival.token,
        "request_id": arrival.request_id,
        "fault": arrival.fault,
        "acted": arrival.acted,
        "duplicate": arrival.duplicate,
    })
}
