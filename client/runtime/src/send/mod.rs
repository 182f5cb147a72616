//! Sends a request: the loop of attempts inside the limits of time.

mod attempt;
mod draft;
mod permits;

pub(crate) use draft::Draft;

use crate::{
    auth::Held,
    body::Cut,
    clock::{wall_clock, wall_clock_in},
    core::Core,
    error::{Attempt, Ending, TimedOut},
    limit::{Limit, within},
    operation::Content,
    outcome::{Answer, Ended, Facts, Outcome, Unsent},
    pending::Pending,
    rate_limit::{self, Ask, Budget, WouldExceed},
    redact::Secrets,
    retry::{self, Class, Decision, End, Why},
    stale::{Freshness, Keep, StaleCause},
    telemetry,
    transport::Sent,
};
use attempt::attempt;
use http::StatusCode;
use permits::Permits;
use std::{
    pin::pin,
    time::{Duration, SystemTime},
};
use tokio::time::Instant;

/// Sends the request as often as it takes.
pub(crate) async fn send(pending: Pending, facts: &Facts) -> Outcome {
    let client_request_id = pending.given_client_request_id();
    let mut gathered = Gathered::default();
    let end = attempts(pending, facts, &mut gathered).await;
    let Gathered { attempts, secrets, retry_at, freshness, keep } = gathered;
    Outcome { end, attempts, secrets, retry_at, freshness, keep, client_request_id }
}

/// What a call gathers on its way.
#[derive(Default)]
struct Gathered {
    attempts: Vec<Attempt>,
    secrets: Secrets,
    retry_at: Option<SystemTime>,
    freshness: Freshness,
    keep: Option<(Keep, Instant)>,
}

async fn attempts(mut pending: Pending, facts: &Facts, gathered: &mut Gathered) -> Result<Ended, Unsent> {
    let started = Instant::now();
    let deadline = pending.deadline_limit();
    let last_moment = deadline.map(|limit| Limit::after(limit, TimedOut::Deadline(limit)));
    let pending = match pending.completion.take() {
        None => pending,
        Some(complete) => within(last_moment, complete(pending)).await.map_err(|_| too_late())?,
    };
    let core = pending.core();
    let shared = core.shared();
    let draft = pending.draft(facts.content).map_err(Unsent::Invalid)?;
    let mut token = token(core, &draft, last_moment).await?;
    let budget = shared.budgets.of(token.as_ref().map(|held| &**held.token()));
    let ask =
        Ask { deadline: last_moment.and_then(|limit| limit.at), since: started, priority: pending.turn() };
    let policy = pending.retry_policy();
    let class = Class { safety: facts.safety, refused: facts.refused };
    let mut turn = Turn::default();
    let mut renewed = false;
    // What the attempt before this one came to.
    let mut previous = None;
    loop {
        // Each turn of this loop is one request, and each pays for itself.
        let request = draft.request(core, token.as_ref(), &mut gathered.secrets).map_err(Unsent::Invalid)?;
        let keep = pending.is_kept().then(|| Keep::new(core, facts.operation, &draft, token.as_ref()));
        let stored = keep.as_ref().zip(pending.stale_limit());
        let queued = Instant::now();
        let permits = match admit(budget, facts, ask, last_moment, stored).await {
            Admission::Admitted(permits) => permits,
            Admission::Stored(answer, freshness) => return Ok(gathered.old(answer, freshness)),
            Admission::Refused(refused) => {
                let earliest = refused.earliest.and_then(wall_clock_in);
                gathered.retry_at = earliest;
                // What the last attempt came to says more than that there is no time for another.
                return previous.ok_or(Unsent::TooLate { earliest });
            }
        };
        turn.queued = queued.elapsed();
        telemetry::admitted(facts.operation, facts.buckets, budget, turn.queued);
        let limit = pending.attempt_limit();
        let limit = Limit::after(limit, TimedOut::Attempt(limit)).or_earlier(last_moment);
        let span = telemetry::attempt(pending.described(), gathered.attempts.len());
        let begun = Instant::now();
        let attempt = pin!(attempt(core, facts, request, permits, limit));
        let ended = telemetry::inside(&span, attempt).await;
        let record = turn.record(&ended, begun.elapsed());
        telemetry::record_attempt(&span, record.ending);
        telemetry::attempted(facts.operation, record.ending);
        gathered.attempts.push(record);

        // A 401 proves that nothing was done, so the replay is harmless for any operation. Without the time for it the
        // 401 stands: it says more than the deadline.
        if ended.status() == Some(StatusCode::UNAUTHORIZED)
            && !renewed
            && let Some((cell, refused)) = shared.token.as_ref().zip(token.as_ref())
            && let Ok(Some(fresh)) = within(last_moment, cell.renew(refused)).await
            && !last_moment.is_some_and(Limit::is_over)
        {
            renewed = true;
            token = Some(fresh);
            turn.waited = Duration::ZERO;
            previous = Some(ended);
            continue;
        }
        if let Some((keep, oldest)) = stored
            && let Some(cause) = degraded(&ended, facts.content)
            && let Some((answer, freshness)) = keep.find(oldest, cause)
        {
            return Ok(gathered.old(answer, freshness));
        }
        let end = End::of(&ended, facts.content);
        if end.is_success() {
            shared.retry_budget.succeeded(turn.paid);
            gathered.keep = keep.map(|keep| (keep, begun));
            return Ok(ended);
        }
        let chance = shared.jitter.chance();
        let earliest = next_turn(budget, facts);
        match retry::decide(&policy, class, turn.number, &end, started.elapsed(), deadline, chance) {
            Decision::Retry { wait } if !last_moment.is_some_and(|limit| limit.is_over_in(earliest)) => {
                match shared.retry_budget.pay(&end) {
                    Some(cost) => turn.next(cost, wait),
                    None => return Ok(ended),
                }
            }
            Decision::Retry { wait } | Decision::Stop(Why::Deadline { wait } | Why::TooLong { wait }) => {
                gathered.retry_at = wall_clock_in(wait.max(earliest));
                return Ok(ended);
            }
            Decision::Stop(Why::Final | Why::Attempts) => return Ok(ended),
        }
        previous = Some(ended);
        tokio::time::sleep(turn.waited).await;
    }
}

/// The token that goes with the request.
async fn token(core: &Core, draft: &Draft, last_moment: Option<Limit>) -> Result<Option<Held>, Unsent> {
    let held = match core.shared().token.as_ref().filter(|_| draft.authorized) {
        None => None,
        Some(cell) => {
            let read = within(last_moment, cell.get()).await.map_err(|_| too_late())?;
            Some(read.map_err(Unsent::Token)?)
        }
    };
    if last_moment.is_some_and(Limit::is_over) { Err(too_late()) } else { Ok(held) }
}

/// Whether a request may be sent.
enum Admission<'a> {
    Admitted(Permits<'a>),
    /// Not now, and there is an answer that will do.
    Stored(Answer, Freshness),
    /// Not before the deadline.
    Refused(WouldExceed),
}

/// Waits for the permits of one request, unless an answer that was kept will do instead of the wait.
async fn admit<'a>(
    budget: &'a dyn Budget,
    facts: &Facts,
    ask: Ask,
    last_moment: Option<Limit>,
    stored: Option<(&Keep, Duration)>,
) -> Admission<'a> {
    let too_late = || Admission::Refused(WouldExceed { earliest: Some(next_turn(budget, facts)) });
    let admitted = |held| {
        let permits = Permits::new(budget, facts.buckets, held);
        // A turn that comes with the deadline, or is noticed after it, is of no use: nobody would wait for the answer.
        if last_moment.is_some_and(Limit::is_over) { too_late() } else { Admission::Admitted(permits) }
    };
    if let Some(held) = rate_limit::try_acquire_all(budget, facts.buckets) {
        return admitted(held);
    }
    if let Some((keep, oldest)) = stored
        && let Some((answer, freshness)) = keep.find(oldest, StaleCause::NoPermit)
    {
        return Admission::Stored(answer, freshness);
    }
    let waiting = rate_limit::acquire_all(budget, facts.buckets, ask);
    let span = telemetry::admission(facts.buckets);
    match within(last_moment, telemetry::inside(&span, pin!(waiting))).await {
        Ok(Ok(held)) => admitted(held),
        Ok(Err(refused)) => Admission::Refused(refused),
        // The budget keeps no deadlines.
        Err(_) => too_late(),
    }
}

/// How long it is at least until the rate limits let another request through.
fn next_turn(budget: &dyn Budget, facts: &Facts) -> Duration {
    facts.buckets.iter().map(|bucket| budget.usage(bucket).next_slot).max().unwrap_or_default()
}

/// Why an answer that was kept is better than this end.
fn degraded(ended: &Ended, content: Content) -> Option<StaleCause> {
    match ended {
        Ended::Answered(Answer { status, cut, .. }) if status.is_success() => match cut {
            _ if content == Content::Empty => None,
            Some(Cut::TimedOut(_)) => Some(StaleCause::Timeout),
            Some(Cut::Broken(_)) => Some(StaleCause::Connection),
            Some(Cut::TooLong(_)) | None => None,
        },
        Ended::Answered(Answer { status, .. }) => {
            let passing = *status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error();
            passing.then_some(StaleCause::Status(*status))
        }
        Ended::TimedOut(_) => Some(StaleCause::Timeout),
        Ended::Failed(error) if error.why_unusable().is_some() => None,
        Ended::Failed(_) => Some(StaleCause::Connection),
    }
}

/// The turn of the loop, and what came before it.
struct Turn {
    /// From 1. The replay after a 401 does not count.
    number: u32,
    /// How long was waited before it.
    waited: Duration,
    /// How long it waited for its permits.
    queued: Duration,
    /// What the retries so far took from the retry budget.
    paid: u32,
}

impl Default for Turn {
    fn default() -> Self {
        Self { number: 1, waited: Duration::ZERO, queued: Duration::ZERO, paid: 0 }
    }
}

impl Turn {
    fn next(&mut self, cost: u32, wait: Duration) {
        self.number = self.number.saturating_add(1);
        self.waited = wait;
        self.paid = self.paid.saturating_add(cost);
    }

    fn record(&self, ended: &Ended, took: Duration) -> Attempt {
        let (ending, retry_after) = match ended {
            Ended::Answered(answer) => (Ending::Status(answer.status), answer.hint),
            Ended::Failed(error) if error.sent() == Sent::No => (Ending::Connect, None),
            Ended::Failed(_) => (Ending::Transport, None),
            Ended::TimedOut(_) => (Ending::Timeout, None),
        };
        Attempt { ending, waited: self.waited, queued: self.queued, took, retry_after }
    }
}

impl Gathered {
    /// Answers with what was kept.
    fn old(&mut self, answer: Answer, freshness: Freshness) -> Ended {
        self.freshness = freshness;
        Ended::Answered(answer)
    }
}

fn too_late() -> Unsent {
    Unsent::TooLate { earliest: Some(wall_clock()) }
}
