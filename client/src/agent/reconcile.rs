//! Finds out whether a run has started when no answer says so.

use super::{Agent, Run, run};
use crate::{
    Attempt, BoxFuture, Cause, Error, Response,
    operations::agents::{CreateAgentRun, CreateAgentRunError, ListAgentRunsError},
    types::{AgentRun, SourceType},
};
use codegen_runtime::MapPending;
use futures_util::{StreamExt, TryStreamExt};
use serde_json::Value;
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, sleep, timeout};

/// The name under which the id is stored in the metadata of a run.
pub(super) const ENTRY: &str = "client_request_id";

/// How many pages of the list are searched at most.
const PAGES: usize = 5;

/// How many runs a page holds: the most that the platform allows.
const PAGE: i64 = 100;

/// How far the platform's clock may be behind.
const SKEW: Duration = Duration::from_mins(5);

/// The first wait between two looks is this part of the time for all, and a second at most.
const PARTS: u32 = 30;

/// The longest first wait.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// How long one request of a look may take, and the last look as a whole.
const LOOK: Duration = Duration::from_secs(10);

/// What the caller wants.
#[derive(Debug, Clone)]
pub(super) struct Reconcile {
    /// `None`: a new one for each start.
    pub(super) id: Option<String>,
    pub(super) within: Duration,
}

impl Default for Reconcile {
    fn default() -> Self {
        Self { id: None, within: Duration::from_secs(30) }
    }
}

impl Reconcile {
    pub(super) fn search(self) -> Search {
        // 128 random bits, as many as a UUID has.
        let id = self.id.unwrap_or_else(|| format!("{:032x}", fastrand::u128(..)));
        Search { id, within: self.within }
    }
}

/// A search for the run with this id.
pub(super) struct Search {
    id: String,
    within: Duration,
}

impl Search {
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Starts the run, and searches for it if no answer says whether it has started.
    pub(super) fn after(
        self,
        agent: Agent,
        call: CreateAgentRun,
    ) -> BoxFuture<Result<Run, Error<CreateAgentRunError>>> {
        let mut deadline = None;
        let call = call.map_pending(|pending| {
            deadline = pending.deadline_limit();
            pending.client_request_id(&self.id)
        });
        Box::pin(async move {
            let (began, now) = (Instant::now(), SystemTime::now());
            let oldest = now.checked_sub(SKEW).unwrap_or(SystemTime::UNIX_EPOCH);
            let lost = match run::answered_by(agent.clone(), call).await {
                Err(error) if may_have_started(&error) => error,
                end => return end,
            };
            let left = deadline.map_or(Duration::MAX, |limit| limit.saturating_sub(began.elapsed()));
            if left.is_zero() {
                return Err(lost);
            }
            let limit = left.min(self.within.saturating_add(LOOK));
            let mut looks = Vec::new();
            let why_not = match timeout(limit, self.find(&agent, oldest, &mut looks)).await {
                Ok(Ok(found)) => {
                    let before = lost.attempts().iter().copied().chain(looks);
                    return Ok(Run::found(agent, found.preceded_by(before)));
                }
                Ok(Err(why)) => why,
                Err(_) => "the search for it was cut off".to_owned(),
            };
            Err(lost.followed_by(looks).noting(why_not))
        })
    }

    /// Looks until it is found or the time is over, and says why it was not; ends early when a look fails in a way that does
    /// not pass. Notes the requests of all looks but the one that found it.
    async fn find(
        &self,
        agent: &Agent,
        oldest: SystemTime,
        looks: &mut Vec<Attempt>,
    ) -> Result<Response<AgentRun>, String> {
        let began = Instant::now();
        let mut wait = (self.within / PARTS).min(FIRST_WAIT);
        loop {
            match self.look(agent, oldest, looks).await {
                Ok(Some(run)) => return Ok(run),
                Ok(None) => {}
                Err(error) => {
                    looks.extend_from_slice(error.attempts());
                    if !error.is_retryable() {
                        return Err(format!("the search for it failed: {error}"));
                    }
                }
            }
            let left = self.within.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Err(format!("no run with this id was listed within {:?}", self.within));
            }
            sleep(wait.min(left)).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Looks once through the newest runs.
    async fn look(
        &self,
        agent: &Agent,
        oldest: SystemTime,
        looks: &mut Vec<Attempt>,
    ) -> Result<Option<Response<AgentRun>>, Error<ListAgentRunsError>> {
        let list = agent.runs().source_type(SourceType::Api).limit(PAGE).attempt_timeout(LOOK);
        let mut pages = list.pages().take(PAGES);
        while let Some(page) = pages.try_next().await? {
            // One that says no time may be a new one.
            let is_old = |run: &AgentRun| matches!(run.created(), Ok(Some(time)) if time < oldest);
            let is_own = |run: &AgentRun| run.organization_id == agent.org_id();
            let is_it = |run: &AgentRun| self.marks(run) && is_own(run) && !is_old(run);
            if let Some(at) = page.items.iter().position(is_it) {
                return Ok(Some(page.map(|mut page| page.items.swap_remove(at))));
            }
            looks.extend_from_slice(page.attempts());
            if page.items.iter().any(is_old) {
                break;
            }
        }
        Ok(None)
    }

    fn marks(&self, run: &AgentRun) -> bool {
        let entry = run.metadata.as_ref().and_then(|metadata| metadata.get(ENTRY));
        entry.and_then(Value::as_str) == Some(&self.id)
    }
}

/// Whether the run may have started, and nobody knows which it is: there was no answer, or a good one that nobody can read.
fn may_have_started(error: &Error<CreateAgentRunError>) -> bool {
    match error.cause() {
        Cause::OutcomeUnknown(_) => true,
        Cause::Decode { status, .. } => status.is_success(),
        _ => false,
    }
}
