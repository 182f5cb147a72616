//! Sends a request: the loop of attempts inside the limits of time.

use crate::{
    auth::{Credential, Held},
    body::{self, Collected},
    core::Core,
    encode::query::pair,
    error::{Attempt, Ending, InvalidRequest, TimedOut},
    outcome::{Answer, Ended, Facts, Outcome, Unsent},
    pending::Pending,
    redact::Secrets,
    retry_after,
    transport::{Departure, Sent, TransportError},
};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use std::{
    future::Future,
    time::{Duration, SystemTime},
};
use tokio::time::Instant;
use tower::{Service, ServiceExt};

/// A request as it goes on the wire, but for the token.
pub(crate) struct Draft {
    pub(crate) method: Method,
    /// Without a query.
    pub(crate) url: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether the token goes with it.
    pub(crate) authorized: bool,
}

/// An instant by which something must have ended, and which limit that is. No instant is never.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) at: Option<Instant>,
    pub(crate) reason: TimedOut,
}

/// Sends the request as often as it takes.
pub(crate) async fn send(pending: Pending, facts: &Facts) -> Outcome {
    let mut gathered = Gathered { attempts: Vec::new(), secrets: Secrets::default() };
    let end = attempts(pending, facts, &mut gathered).await;
    Outcome { end, attempts: gathered.attempts, secrets: gathered.secrets }
}

/// What a call gathers on its way.
struct Gathered {
    attempts: Vec<Attempt>,
    secrets: Secrets,
}

async fn attempts(pending: Pending, facts: &Facts, gathered: &mut Gathered) -> Result<Ended, Unsent> {
    let deadline = pending.deadline_limit().map(|limit| Limit::after(limit, TimedOut::Deadline(limit)));
    let pending = within(deadline, pending.complete()).await.map_err(|_| too_late())?;
    let core = pending.core();
    let draft = pending.draft(facts.content).map_err(Unsent::Invalid)?;
    let mut token = match core.shared().token.as_ref().filter(|_| draft.authorized) {
        None => None,
        Some(cell) => {
            let read = within(deadline, cell.get()).await.map_err(|_| too_late())?;
            Some(read.map_err(Unsent::Token)?)
        }
    };
    if deadline.is_some_and(Limit::is_over) {
        return Err(too_late());
    }
    let mut renewed = false;
    loop {
        // Where admission waits for a permit: each turn of this loop is one request.
        let mut request =
            draft.request(core, token.as_ref(), &mut gathered.secrets).map_err(Unsent::Invalid)?;
        let limit = pending.attempt_limit();
        let limit = Limit::after(limit, TimedOut::Attempt(limit)).or_earlier(deadline);
        let departure = Departure::default();
        request.extensions_mut().insert(departure.clone());
        let started = Instant::now();
        let ended = attempt(core, facts, request, &departure, limit).await;
        gathered.attempts.push(record(&ended, started.elapsed()));

        // A 401 proves that nothing was done, so the replay is harmless for any operation. Without the time for it the
        // 401 stands: it says more than the deadline.
        if ended.status() == Some(StatusCode::UNAUTHORIZED)
            && !renewed
            && let Some((cell, refused)) = core.shared().token.as_ref().zip(token.as_ref())
            && let Ok(Some(fresh)) = within(deadline, cell.renew(refused)).await
            && !deadline.is_some_and(Limit::is_over)
        {
            renewed = true;
            token = Some(fresh);
            continue;
        }
        // Where a retry policy decides whether to go round again, from the end, the facts and the attempts so far.
        return Ok(ended);
    }
}

/// Sends one request, once, and reads its answer.
async fn attempt(
    core: &Core,
    facts: &Facts,
    request: http::Request<Bytes>,
    departure: &Departure,
    limit: Limit,
) -> Ended {
    let mut transport = core.shared().transport.clone();
    // A transport that is not ready has not even been given the request.
    match within(Some(limit), transport.ready()).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => return Ended::Failed(error.not_sent()),
        Err(reason) => return Ended::Failed(TransportError::new(Sent::No, reason)),
    }
    let response = match within(Some(limit), transport.call(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) if departure.give_up() => return Ended::Failed(error.not_sent()),
        Ok(Err(error)) => return Ended::Failed(error),
        Err(reason) if departure.give_up() => {
            return Ended::Failed(TransportError::new(Sent::No, reason));
        }
        Err(reason) => return Ended::TimedOut(reason),
    };
    let received = wall_clock();
    let (head, body) = response.into_parts();
    let hint = if head.status.is_success() { None } else { retry_after::hint(&head.headers, received) };
    let most = body::most(facts.content, head.status, core.shared().max_response_bytes);
    let limit = body::limit(facts.content, head.status, limit);
    let Collected { bytes, cut } = body::collect(body, most, limit).await;
    Ended::Answered(Answer { status: head.status, headers: head.headers, body: bytes, cut, hint, received })
}

fn record(ended: &Ended, took: Duration) -> Attempt {
    let (ending, retry_after) = match ended {
        Ended::Answered(answer) => (Ending::Status(answer.status), answer.hint),
        Ended::Failed(error) if error.sent() == Sent::No => (Ending::Connect, None),
        Ended::Failed(_) => (Ending::Transport, None),
        Ended::TimedOut(_) => (Ending::Timeout, None),
    };
    Attempt { ending, took, retry_after }
}

fn too_late() -> Unsent {
    Unsent::TooLate { earliest: wall_clock() }
}

/// The time that servers and callers mean. Only what they are told or tell is measured with it, never a limit.
fn wall_clock() -> SystemTime {
    SystemTime::now()
}

impl Draft {
    fn request(
        &self,
        core: &Core,
        token: Option<&Held>,
        secrets: &mut Secrets,
    ) -> Result<http::Request<Bytes>, InvalidRequest> {
        let mut headers = self.headers.clone();
        let mut query = None;
        if let Some(held) = token {
            secrets.add(core.shared().auth, held.token());
            match core.shared().auth.credential(held.token()) {
                Some(Credential::Header(name, value)) => {
                    headers.insert(name, value);
                }
                Some(Credential::Query(name, value)) => query = Some((name, value)),
                None => return Err(InvalidRequest::new("the token cannot be written into a header")),
            }
        }
        let mut request = http::Request::builder()
            .method(self.method.clone())
            .uri(self.uri(query.as_ref()))
            .body(self.body.clone())
            .map_err(|_| InvalidRequest::new("the path and the query do not make a valid URL"))?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// The whole URL, with one more query parameter that is escaped already.
    pub(crate) fn uri(&self, extra: Option<&(String, String)>) -> String {
        let mut query = self.query.clone();
        if let Some((name, value)) = extra {
            pair(&mut query, name, value);
        }
        if query.is_empty() { self.url.clone() } else { format!("{}?{query}", self.url) }
    }
}

impl Limit {
    pub(crate) fn after(limit: Duration, reason: TimedOut) -> Self {
        Self { at: Instant::now().checked_add(limit), reason }
    }

    pub(crate) fn is_over(self) -> bool {
        self.at.is_some_and(|at| at <= Instant::now())
    }

    pub(crate) fn or_earlier(self, other: Option<Self>) -> Self {
        match other {
            Some(Self { at: Some(other_at), reason }) if self.at.is_none_or(|at| other_at < at) => {
                Self { at: Some(other_at), reason }
            }
            _ => self,
        }
    }
}

/// What the future gives, unless the limit comes first.
pub(crate) async fn within<F: Future>(limit: Option<Limit>, future: F) -> Result<F::Output, TimedOut> {
    match limit {
        Some(Limit { at: Some(at), reason }) => tokio::time::timeout_at(at, future).await.map_err(|_| reason),
        _ => Ok(future.await),
    }
}
