//! Sends a request: the loop of attempts inside the limits of time.

mod attempt;
mod draft;
mod permits;

pub(crate) use draft::Draft;

use crate::{
    auth::Held,
    clock::{wall_clock, wall_clock_in},
    core::Core,
    error::{Attempt, Ending, TimedOut},
    limit::{Limit, within},
    outcome::{Answer, Ended, Facts, Outcome, Unsent},
    pending::Pending,
    rate_limit::{self, Ask, Budget, Permit, Told, WouldExceed},
    redact::Secrets,
    retry::{self, Decision},
    stale::{Freshness, Keep, StaleCause},
    transport::{Departure, Sent},
};
use http::StatusCode;
use permits::Permits;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// Sends the request as often as it takes.
pub(crate) async fn send(pending: Pending, facts: &Facts) -> Outcome {
    let mut gathered = Gathered::default();
    let end = attempts(&pending, facts, &mut gathered).await;
    let Gathered { attempts, secrets, retry_at, freshness, keep } = gathered;
    let client_request_id = pending.given_client_request_id();
    Outcome { end, attempts, secrets, retry_at, freshness, keep, client_request_id }
}

/// What a call gathers on its way.
#[derive(Default)]
struct Gathered {
    attempts: Vec<Attempt>,
    secrets: Secrets,
    retry_at: Option<SystemTime>,
    freshness: Freshness,
    keep: Option<Keep>,
}

async fn attempts(pending: &Pending, facts: &Facts, gathered: &mut Gathered) -> Result<Ended, Unsent> {
    let core = pending.core();
    let draft = pending.draft(facts.content).map_err(Unsent::Invalid)?;
    let started = Instant::now();
    let deadline = pending.deadline_limit();
    let last_moment = deadline.map(|limit| Limit::after(limit, TimedOut::Deadline(limit)));
    let mut token = token(core, &draft, last_moment).await?;
    let budget = core.shared().budgets.of(core.base_url(), token.as_ref().map(Held::token).map(AsRef::as_ref));
    let ask = Ask {
        deadline: last_moment.and_then(|limit| limit.at),
        since: started,
        priority: pending.turn(),
    };
    let policy = pending.retry_policy();
    let mut retries = Retries::default();
    let mut renewed = false;
    let mut previous = None;
    loop {
        // Each turn of this loop is one request, and each pays for itself.
        let request = draft.request(core, token.as_ref(), &mut gathered.secrets).map_err(Unsent::Invalid)?;
        let keep = pending.is_kept().then(|| Keep::new(core, facts.operation, &draft, token.as_ref()));
        let stored = keep.as_ref().zip(pending.stale_limit());
        let queued = Instant::now();
        let held = match admit(budget, facts, ask, stored).await {
            Admission::Admitted(held) => held,
            Admission::Stored(answer, freshness) => return Ok(gathered.take(answer, freshness)),
            Admission::Refused(refused) => {
                let earliest = refused.earliest.and_then(wall_clock_in);
                // What the last attempt came to says more than that there is no time for another.
                gathered.retry_at = earliest;
                return previous.ok_or(Unsent::TooLate { earliest });
            }
        };
        let limit = pending.attempt_limit();
        let limit = Limit::after(limit, TimedOut::Attempt(limit)).or_earlier(last_moment);
        let begun = Instant::now();
        let ended = one(core, facts, request, held, limit).await;
        gathered.attempts.push(record(&ended, retries.waited, begun - queued, begun.elapsed()));
        learn(budget, facts, &ended);

        // A 401 proves that nothing was done, so the replay is harmless for any operation. Without the time for it the
        // 401 stands: it says more than the deadline.
        if ended.status() == Some(StatusCode::UNAUTHORIZED)
            && !renewed
            && let Some((cell, refused)) = core.shared().token.as_ref().zip(token.as_ref())
            && let Ok(Some(fresh)) = within(last_moment, cell.renew(refused)).await
            && !last_moment.is_some_and(Limit::is_over)
        {
            renewed = true;
            token = Some(fresh);
            retries.waited = Duration::ZERO;
            continue;
        }
        if let Some((keep, max)) = stored
            && let Some(cause) = degraded(&ended)
            && let Some((answer, freshness)) = keep.find(max, cause)
        {
            return Ok(gathered.take(answer, freshness));
        }
        if ended.is_good() {
            core.shared().retry_budget.succeeded(retries.cost);
            gathered.keep = keep;
            return Ok(ended);
        }
        let chance = core.shared().jitter.chance();
        let class = retry::Class { safety: facts.safety, refused: facts.refused };
        let elapsed = started.elapsed();
        match retry::decide(&policy, class, retries.number, &ended.into(), elapsed, deadline, chance) {
        }
    }
}
