//! The HTTP side: routes from the table of operations, and what every request goes through before it is served.

use crate::{
    clock::Clock,
    input::Form,
    limits::{Arrival, Arrivals, Headers, Ledger, Limit, Verdict},
    platform::{Answer, Call, Platform, Refusal, handler},
};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::DefaultBodyLimit,
    http::{
        HeaderMap, HeaderValue, StatusCode, Uri,
        header::{AUTHORIZATION, CONTENT_TYPE},
    },
    response::Response,
    routing::{MethodFilter, on},
};
use codegen_client::{Operation, operations::OPERATIONS};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// The largest body that is read: a prompt with its images.
const LARGEST_BODY: usize = 64 << 20;

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Server {
    state: Mutex<State>,
    tokens: Vec<String>,
    headers: Headers,
    clock: Arc<Clock>,
}

#[derive(Debug)]
struct State {
    platform: Platform,
    ledger: Ledger,
    arrivals: Arrivals,
}

/// One route for each operation of the API.
pub(crate) fn routes(server: &Arc<Server>) -> Router {
    let mut router = Router::new();
    for operation in OPERATIONS.iter().copied() {
        // Every operation has all three, as tests say.
        let (Some(form), Some(handler), Ok(method)) =
            (Form::of(operation.id), handler(operation.id), MethodFilter::try_from(operation.method.clone()))
        else {
            continue;
        };
        let server = Arc::clone(server);
        let serve = async move |uri: Uri, headers: HeaderMap, body: Bytes| {
            let input = || form.read(&uri, &headers, &body).map_err(|issues| Refusal::malformed(&issues));
            server
                .serve(operation, &headers, |platform, at| handler(platform, &Call { at, input: &input()? }))
        };
        router = router.route(operation.path, on(method, serve));
    }
    router
        .fallback(|| async { answer(404, &json!({"detail": "Not Found"})) })
        .method_not_allowed_fallback(|| async { answer(405, &json!({"detail": "Method Not Allowed"})) })
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

impl Server {
    pub(crate) fn new(
        platform: Platform,
        ledger: Ledger,
        tokens: Vec<String>,
        headers: Headers,
        clock: Arc<Clock>,
    ) -> Self {
        let arrivals = Arrivals::new(ledger.limits().clone());
        Self { state: Mutex::new(State { platform, ledger, arrivals }), tokens, headers, clock }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn limits(&self) -> BTreeMap<&'static str, Limit> {
        self.state().ledger.limits().clone()
    }

    pub(crate) fn arrivals(&self) -> Arrivals {
        self.state().arrivals.clone()
    }

    /// The token first, then the limits, then the form, then the platform; each sees only what the ones before let through.
    fn serve(
        &self,
        operation: &'static Operation,
        headers: &HeaderMap,
        handle: impl FnOnce(&mut Platform, Duration) -> Answer,
    ) -> Response {
        let mut state = self.state();
        // Under the lock, so that no request is counted before an earlier one.
        let at = self.clock.now();
        let token = self.token(headers);
        let counts = token.map(|token| state.ledger.arrive(token, operation, at)).unwrap_or_default();
        let outcome = if token.is_none() {
            Err(Refusal::new(401, "The token is missing or wrong"))
        } else if counts.iter().any(|count| count.verdict != Verdict::Admitted) {
            Err(Refusal::new(429, "Too many requests of this category"))
        } else {
            handle(&mut state.platform, at)
        };
        let (status, body) =
            outcome.map_or_else(|refusal| (refusal.status, refusal.body), |body| (200, body));
        state.arrivals.push(Arrival { at, operation, status, token });
        drop(state);
        let mut answer = answer(status, &body);
        self.headers.write(answer.headers_mut(), &counts, at, |time| self.clock.real(time));
        answer
    }

    /// Which of the tokens a request has.
    fn token(&self, headers: &HeaderMap) -> Option<usize> {
        let given = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
        self.tokens.iter().position(|token| token == given)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn answer(status: u16, body: &Value) -> Response {
    let mut answer = Response::new(Body::from(body.to_string()));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_method_that_can_be_routed() {
        for operation in OPERATIONS {
            assert!(MethodFilter::try_from(operation.method.clone()).is_ok(), "{}", operation.id);
        }
    }
}
