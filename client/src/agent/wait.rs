//! Waits for runs to end.

use super::{Agent, Run};
use crate::{
    BoxFuture, Client, Error,
    operations::agents::{GetAgentRun, GetAgentRunError},
    types::{AgentRun, AgentRunStatus},
};
use codegen_runtime::{Waiting, Watch};
use futures_util::future::join_all;
use std::{fmt, sync::Arc, time::Duration};

/// What the waits of an agent share.
pub(super) type Runs = Watch<GetAgentRun, i64>;

/// Waits for the runs of an organization: one by one, or by what the list of them shows.
pub(super) fn runs(client: &Client, org_id: i64) -> Runs {
    let (one, many) = (client.clone(), client.clone());
    Watch::batched(
        move |run_id: &i64| one.get_agent_run(org_id, *run_id),
        status,
        move || many.list_agent_runs(org_id),
        |page| page.items,
        |run| run.id,
    )
}

fn status(run: &AgentRun) -> Option<&str> {
    run.status.as_ref().map(AgentRunStatus::as_str)
}

/// A wait for the end of a run; await it. It gives the run however it has ended: see [`Run::succeeded`].
///
/// The waits of an [`Agent`] and its clones share their requests, also those of different tasks: as soon as there are two, one
/// [`list_agent_runs`](Client::list_agent_runs) looks for all of them, and only runs that are not on its first page are read one by
/// one. They look together, at most once per second, and the less often the less is left of the rate limits: the time until the
/// next look is that in which half of what is left would be used, and the window of the limit at most. Each request waits for
/// its turn with [`Priority::Background`](crate::Priority::Background). A failure that passes by itself (a lost connection, a
/// timeout, 408, 429, 500, 502, 503, 504) means to look again later.
///
/// At its deadline it looks once more, and fails with [`Cause::Timeout`](crate::Cause::Timeout) if the run goes on. Any failure
/// that does not pass, such as a 404, ends the wait.
#[must_use = "nobody waits until it is awaited"]
pub struct WaitRun {
    agent: Agent,
    waiting: Waiting<GetAgentRun, i64>,
}

impl WaitRun {
    pub(super) fn new(agent: &Agent, run_id: i64) -> Self {
        Self { agent: agent.clone(), waiting: agent.runs.wait(run_id) }
    }

    /// Limits the wait, from its first poll; an hour where nobody says so. The last look may take another 10 s.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.waiting = self.waiting.deadline(limit);
        self
    }

    /// Calls a function with the run at the first look, and whenever its status has changed, the end included. What comes and
    /// goes between two looks is not seen.
    pub fn on_progress(mut self, tell: impl Fn(&Run) + Send + Sync + 'static) -> Self {
        let agent = self.agent.clone();
        self.waiting = self.waiting.on_progress(move |state| tell(&Run::new(agent.clone(), state.clone())));
        self
    }
}

impl IntoFuture for WaitRun {
    type Output = Result<Run, Error<GetAgentRunError>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let (agent, end) = (self.agent, self.waiting.into_future());
        Box::pin(async move { Ok(Run::new(agent, end.await?)) })
    }
}

impl fmt::Debug for WaitRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WaitRun").field(&self.waiting).finish()
    }
}

/// A wait for the ends of several runs; await it. It gives one result for each, in the order in which they were named, when
/// the last one has ended. See [`WaitRun`].
#[derive(Clone)]
#[must_use = "nobody waits until it is awaited"]
pub struct WaitAll {
    agent: Agent,
    run_ids: Vec<i64>,
    deadline: Option<Duration>,
    on_progress: Option<OnProgress>,
}

type OnProgress = Arc<dyn Fn(&Run) + Send + Sync>;

impl WaitAll {
    pub(super) fn new(agent: &Agent, run_ids: Vec<i64>) -> Self {
        Self { agent: agent.clone(), run_ids, deadline: None, on_progress: None }
    }

    /// Limits each wait; see [`WaitRun::deadline`].
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// Calls a function with each run at the first look, and whenever its status has changed; see [`WaitRun::on_progress`].
    pub fn on_progress(mut self, tell: impl Fn(&Run) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(tell));
        self
    }
}

impl IntoFuture for WaitAll {
    type Output = Vec<Result<Run, Error<GetAgentRunError>>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let wait = |run_id| {
            let mut wait = WaitRun::new(&self.agent, run_id);
            if let Some(limit) = self.deadline {
                wait = wait.deadline(limit);
            }
            if let Some(tell) = self.on_progress.clone() {
                wait = wait.on_progress(move |run| tell(run));
            }
            wait.into_future()
        };
        // Here all of them become waiters, before any of them looks.
        let ends: Vec<_> = self.run_ids.iter().copied().map(wait).collect();
        Box::pin(join_all(ends))
    }
}

impl fmt::Debug for WaitAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitAll")
            .field("run_ids", &self.run_ids)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use crate::operations::agents::{GET_AGENT_RUN, LIST_AGENT_RUNS};

    #[test]
    fn runs_are_listed_and_told_apart_as_the_description_says() {
        let batch = GET_AGENT_RUN.policy.wait.and_then(|ends| ends.batch).expect("a list of runs");
        assert_eq!((batch.operation, batch.key), (LIST_AGENT_RUNS.id, "id"));
    }
}
