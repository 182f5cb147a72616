//! Sends a request: the loop of attempts inside the limits of time.

use crate::{
    auth::{Credential, Held},
    body::{self, Collected},
    core::Core,
    encode::query::pair,
    error::{Attempt, Ending, InvalidRequest, TimedOut},
    outcome::{Answer, End, Facts, Outcome},
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
use tower::ServiceExt;

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
    let end = attempts(&pending, facts, &mut gathered).await.unwrap_or_else(|end| end);
    Outcome { end, attempts: gathered.attempts, secrets: gathered.secrets }
}

/// What a call gathers on its way.
struct Gathered {
    attempts: Vec<Attempt>,
    secrets: Secrets,
}

async fn attempts(pending: &Pending, facts: &Facts, gathered: &mut Gathered) -> Result<End, End> {
    let core = pending.core();
    let draft = pending.draft(facts.content).map_err(End::Invalid)?;
    let deadline = pending.deadline_limit().map(|limit| Limit::after(limit, TimedOut::Deadline(limit)));
    let mut token = match core.shared().token.as_ref().filter(|_| draft.authorized) {
        None => None,
        Some(cell) => {
            let read = within(deadline, cell.get()).await.map_err(|_| too_late())?;
            Some(read.map_err(|error| End::Invalid(InvalidRequest::from(error)))?)
        }
    };
    let mut renewed = false;
    loop {
        // Where admission waits for a permit: each turn of this loop is one request.
        if deadline.is_some_and(Limit::is_over) {
            return Err(too_late());
        }
        let request = draft.request(core, token.as_ref(), &mut gathered.secrets).map_err(End::Invalid)?;
        let limit = pending.attempt_limit();
        let limit = Limit::after(limit, TimedOut::Attempt(limit)).or_earlier(deadline);
        let started = Instant::now();
        let end = attempt(core, facts, request, limit).await;
        gathered.attempts.push(summary(&end, started.elapsed()));

        // A 401 proves that nothing was done, so the replay is harmless for any operation.
        if end.status() == Some(StatusCode::UNAUTHORIZED)
            && !renewed
            && let Some((cell, refused)) = core.shared().token.as_ref().zip(token.as_ref())
            && let Some(fresh) = within(deadline, cell.renew(refused)).await.map_err(|_| too_late())?
        {
            renewed = true;
            token = Some(fresh);
            continue;
        }
        // Where a retry policy decides whether to go round again, from the end, the facts and the attempts so far.
        return Ok(end);
    }
}

/// Sends one request, once, and reads its answer.
async fn attempt(core: &Core, facts: &Facts, mut request: http::Request<Bytes>, limit: Limit) -> End {
    let transport = core.shared().transport.clone();
    let departure = Departure::default();
    request.extensions_mut().insert(departure.clone());
    let response = match within(Some(limit), transport.oneshot(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) if departure.is_waiting() => return End::Failed(error.not_sent()),
        Ok(Err(error)) => return End::Failed(error),
        Err(reason) if departure.is_waiting() => return End::Failed(TransportError::new(Sent::No, reason)),
        Err(reason) => return End::TimedOut(reason),
    };
    let received = SystemTime::now();
    let (head, body) = response.into_parts();
    let hint = if head.status.is_success() { None } else { retry_after::hint(&head.headers, received) };
    let most = body::most(facts.content, head.status, core.shared().max_response_bytes);
    let Collected { bytes, cut } = body::collect(body, most, limit).await;
    End::Answered(Answer { status: head.status, headers: head.headers, body: bytes, cut, hint, received })
}

fn summary(end: &End, took: Duration) -> Attempt {
    let (ending, retry_after) = match end {
        End::Answered(answer) => (Ending::Status(answer.status), answer.hint),
        End::Failed(error) if error.sent() == Sent::No => (Ending::Connect, None),
        End::TimedOut(_) => (Ending::Timeout, None),
        End::Failed(_) | End::Invalid(_) | End::WouldExceed { .. } => (Ending::Transport, None),
    };
    Attempt { ending, took, retry_after }
}

fn too_late() -> End {
    End::WouldExceed { earliest: SystemTime::now() }
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
            secrets.add(held.token());
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
    fn after(limit: Duration, reason: TimedOut) -> Self {
        Self { at: Instant::now().checked_add(limit), reason }
    }

    fn is_over(self) -> bool {
        self.at.is_some_and(|at| at <= Instant::now())
    }

    fn or_earlier(self, other: Option<Self>) -> Self {
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
