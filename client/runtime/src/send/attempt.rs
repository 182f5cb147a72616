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
    mut permits: Permits<'_>,
    limit: Limit,
) -> Ended {
    let mut transport = core.shared().transport.clone();
    // A transport that is not ready has not even been given the request.
    match within(Some(limit), transport.ready()).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => return Ended::Failed(error.not_sent()),
        Err(reason) => return Ended::Failed(TransportError::new(Sent::No, reason)),
    }
    permits.hand_over(&mut request);
    let response = match within(Some(limit), transport.call(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => {
            let error = permits.checked(error);
            permits.failed(&error);
            return Ended::Failed(error);
        }
        Err(reason) if permits.give_up() => return Ended::Failed(TransportError::new(Sent::No, reason)),
        Err(reason) => return Ended::TimedOut(reason),
    };
    let received = wall_clock();
    let (head, body) = response.into_parts();
    let hint = if head.status.is_success() { None } else { retry_after::hint(&head.headers, received) };
    permits.answered(&head, received, hint);
    let most = body::most(facts.content, head.status, core.shared().max_response_bytes);
    let limit = body::limit(facts.content, head.status, limit);
    let Collected { bytes, cut } = body::collect(body, most, limit).await;
    Ended::Answered(Answer { status: head.status, headers: head.headers, body: bytes, cut, hint, received })
}
