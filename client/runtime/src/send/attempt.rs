//! One request and its answer.

use super::permits::Permits;
use crate::{
    body::{self, Collected},
    clock::wall_clock,
    core::Core,
    limit::{Limit, within},
    outcome::{Answer, Ended, Facts},
    retry_after,
    transport::{Sent, TransportError},
};
use bytes::Bytes;
use tower::{Service, ServiceExt};

/// Sends one request, once, and reads its answer. The permits are settled as soon as it is known whether the server saw it.
pub(super) async fn attempt(
    core: &Core,
    facts: &Facts,
    mut request: http::Request<Bytes>,
    permits: Permits,
    limit: Limit,
) -> Ended {
    let departure = permits.departure();
    request.extensions_mut().insert(departure.clone());
    let mut transport = core.shared().transport.clone();
    let sent = match within(Some(limit), transport.ready()).await {
        Ok(Ok(_)) => within(Some(limit), transport.call(request)).await,
        // A transport that is not ready has not even been given the request.
        Ok(Err(error)) => Ok(Err(error.not_sent())),
        Err(reason) => Ok(Err(TransportError::new(Sent::No, reason))),
    };
    let response = match sent {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => {
            let error = if departure.give_up() { error.not_sent() } else { error };
            permits.failed(&error);
            return Ended::Failed(error);
        }
        Err(reason) if departure.give_up() => {
            let error = TransportError::new(Sent::No, reason);
            permits.failed(&error);
            return Ended::Failed(error);
        }
        Err(reason) => return Ended::TimedOut(reason),
    };
    let received = wall_clock();
    let (head, body) = response.into_parts();
    let hint = if head.status.is_success() { None } else { retry_after::hint(&head.headers, received) };
    permits.answered(head.status, hint);
    let most = body::most(facts.content, head.status, core.shared().max_response_bytes);
    let limit = body::limit(facts.content, head.status, limit);
    let Collected { bytes, cut } = body::collect(body, most, limit).await;
    Ended::Answered(Answer { status: head.status, headers: head.headers, body: bytes, cut, hint, received })
}
