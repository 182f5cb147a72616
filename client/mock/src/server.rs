//! The HTTP side: routes from the table of operations, and the stages that every request goes through.

use crate::{
    admin,
    answer::{json, unread},
    clock::Clock,
    connection::Ending,
    faults::{self, Fault, Met, Rule, Rules},
    input::Form,
    limits::{Arrival, Arrivals, Commits, Count, Headers, Ledger, Limit, Verdict},
    platform::{Answer, Call, Handler, Landmarks, Platform, Refusal, handler},
    port::Door,
};
use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, DefaultBodyLimit, rejection::BytesRejection},
    http::{HeaderMap, Uri, header::AUTHORIZATION},
    response::Response,
    routing::{MethodFilter, on},
};
use codegen_client::{Operation, operations::OPERATIONS, types::AgentRun};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// The largest body that is read: a prompt with its images.
const LARGEST_BODY: usize = 64 << 20;

/// What stands before a token.
const SCHEME: &[u8] = b"Bearer ";

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Server {
    state: Mutex<State>,
    tokens: Vec<String>,
    headers: Headers,
    clock: Arc<Clock>,
    door: Door,
}

#[derive(Debug)]
struct State {
    platform: Platform,
    ledger: Ledger,
    rules: Rules,
    commits: Commits,
    arrivals: Arrivals,
}

/// A request as it came.
struct Request {
    operation: &'static Operation,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
    connection: Ending,
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
        let serve = async move |ConnectInfo(connection): ConnectInfo<Ending>,
                                uri: Uri,
                                headers: HeaderMap,
                                body: Result<Bytes, BytesRejection>| {
            let body = match body {
                Ok(body) => body,
                Err(rejection) => return unread(&rejection),
            };
            let request = Request { operation, uri: target(uri), headers, body, connection };
            let (answer, met) = server.serve(form, handler, &request);
            server.deliver(answer, met, &request.connection).await
        };
        router = router.route(operation.path, on(method, serve));
    }
    router
        .merge(admin::routes(server))
        .fallback(|| async { json(404, &json!({"detail": "Not Found"})) })
        .method_not_allowed_fallback(|| async { json(405, &json!({"detail": "Method Not Allowed"})) })
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// Without scheme and host, which a client writes that takes this for a proxy.
fn target(uri: Uri) -> Uri {
    uri.path_and_query().cloned().map_or(uri, Uri::from)
}

impl Server {
    pub(crate) fn new(
        platform: Platform,
        ledger: Ledger,
        rules: Rules,
        tokens: Vec<String>,
        headers: Headers,
        clock: Arc<Clock>,
        door: Door,
    ) -> Self {
        let arrivals = Arrivals::new(ledger.limits().clone());
        let state = State { platform, ledger, rules, commits: Commits::default(), arrivals };
        Self { state: Mutex::new(state), tokens, headers, clock, door }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn limits(&self) -> BTreeMap<&'static str, Limit> {
        self.state().ledger.limits().clone()
    }

    pub(crate) fn enforces_limits(&self) -> bool {
        self.state().ledger.enforced()
    }

    pub(crate) fn arrivals(&self) -> Arrivals {
        self.state().arrivals.clone()
    }

    /// What runs look like now, oldest first.
    pub(crate) fn runs(&self) -> Vec<AgentRun> {
        let state = self.state();
        state.platform.runs(self.clock.now())
    }

    pub(crate) fn landmarks(&self) -> Landmarks {
        self.state().platform.landmarks()
    }

    /// How many tokens are taken.
    pub(crate) fn tokens(&self) -> usize {
        self.tokens.len()
    }

    /// Puts rules into force, all of them with no request in between.
    pub(crate) fn add_rules(&self, rules: impl IntoIterator<Item = Rule>) {
        let mut state = self.state();
        let at = self.clock.real(self.clock.now());
        for rule in rules {
            state.rules.add(rule, at);
        }
    }

    /// The rules in force, with what is left of their times.
    pub(crate) fn rules(&self) -> Vec<Rule> {
        let mut state = self.state();
        state.rules.standing(self.clock.real(self.clock.now()))
    }

    pub(crate) fn clear_rules(&self) {
        self.state().rules.clear();
        self.door.open();
    }

    /// All that is decided about a request, in one go: the token, the limits, the faults, the form, the platform. Each stage
    /// sees only what the ones before let through.
    fn serve(&self, form: &Form, handler: Handler, request: &Request) -> (Response, Met) {
        let mut state = self.state();
        // Under the lock, so that no request is counted before an earlier one.
        let at = self.clock.now();
        let token = self.token(&request.headers);
        let counts = token.map(|token| state.ledger.arrive(token, request.operation, at)).unwrap_or_default();
        let refusal = refusal(token, &counts);
        let met = state.rules.meet(request.operation, refusal.is_some(), self.clock.real(at));
        let outcome = match refusal {
            Some(refusal) => Some(Err(refusal)),
            None if met.fault.as_ref().is_none_or(Fault::acts) => {
                Some(act(&mut state.platform, form, handler, request, at))
            }
            None => None,
        };
        let acted = carried_out(request.operation, outcome.as_ref());
        let duplicate = acted
            && token.is_some_and(|token| {
                state.commits.repeats(token, request.operation, request.uri.to_string(), &request.body)
            });
        let mut answer = faults::answer(&met, outcome, &request.uri, &request.connection);
        let answered = met.fault.as_ref().is_none_or(Fault::answers);
        state.arrivals.push(Arrival {
            at,
            operation: request.operation,
            status: answered.then_some(answer.status().as_u16()),
            token,
            request_id: request_id(&request.headers),
            fault: met.named(),
            acted,
            duplicate,
        });
        drop(state);
        self.headers.write(answer.headers_mut(), &counts, at, |time| self.clock.real(time));
        (answer, met)
    }

    /// Gives an answer when it is time, or what is met in its place.
    async fn deliver(&self, answer: Response, met: Met, connection: &Ending) -> Response {
        if let Some(delay) = met.delay() {
            // A mock that stops keeps nobody waiting.
            tokio::select! {
                () = tokio::time::sleep(delay) => {}
                () = self.door.gone() => {}
            }
        }
        match met.fault {
            Some(Fault::Refuse(time)) => {
                // First, so that nobody who learns of the reset gets a connection.
                self.refuse(time, &met).await;
                connection.reset()
            }
            Some(Fault::ResetBefore | Fault::ResetAfter) => connection.reset(),
            Some(Fault::StallBefore | Fault::StallAfter) => {
                self.door.gone().await;
                connection.reset()
            }
            _ => answer,
        }
    }

    /// Refuses new connections for so long, unless all faults were cleared while the request waited for that.
    async fn refuse(&self, time: Duration, met: &Met) {
        let closed = {
            // The order is given under the lock, so that one that comes from clearing the faults comes after it.
            let state = self.state();
            state.rules.still_hold(met).then(|| self.door.close(time))
        };
        if let Some(closed) = closed {
            closed.await;
        }
    }

    /// Which of the tokens a request has.
    fn token(&self, headers: &HeaderMap) -> Option<usize> {
        let (scheme, given) = headers.get(AUTHORIZATION)?.as_bytes().split_at_checked(SCHEME.len())?;
        // The names of schemes are the same in any case (RFC 9110).
        let known = || self.tokens.iter().position(|token| token.as_bytes() == given);
        scheme.eq_ignore_ascii_case(SCHEME).then(known)?
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the client calls its request.
fn request_id(headers: &HeaderMap) -> Option<String> {
    Some(headers.get("x-request-id")?.to_str().ok()?.to_owned())
}

/// Why a request goes no further than to the limits.
fn refusal(token: Option<usize>, counts: &[Count]) -> Option<Refusal> {
    if token.is_none() {
        Some(Refusal::new(401, "The token is missing or wrong"))
    } else if counts.iter().any(|count| count.verdict != Verdict::Admitted) {
        Some(Refusal::new(429, "Too many requests of this category"))
    } else {
        None
    }
}

/// Lets the platform do what a request asks for.
fn act(platform: &mut Platform, form: &Form, handler: Handler, request: &Request, at: Duration) -> Answer {
    let input = form.read(&request.uri, &request.headers, &request.body);
    let input = input.map_err(|issues| Refusal::malformed(&issues))?;
    handler(platform, &Call { at, input: &input })
}

/// Whether this was a write, and happened.
fn carried_out(operation: &Operation, outcome: Option<&Answer>) -> bool {
    let happened = |body: &Value| body.get("success") != Some(&Value::Bool(false));
    !operation.method.is_safe() && outcome.is_some_and(|outcome| outcome.as_ref().is_ok_and(happened))
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
