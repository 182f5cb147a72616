//! A run as it was read.

use super::{Agent, GetRun, Logs, ResumeRun, WaitRun};
use crate::{
    BoxFuture, Call, Error, Freshness, Response,
    operations::agents::{BanAgentRun, RemoveAgentRunFromPr, UnbanAgentRun},
    types::{AgentRun, AgentRunStatus},
};
use std::{fmt, ops::Deref};

/// A run as it was when it was last read. Dereferences to its fields.
#[derive(Clone)]
pub struct Run {
    agent: Agent,
    state: Response<AgentRun>,
    found: bool,
}

/// The run that the call reads, starts or resumes.
pub(super) fn answered_by<C>(agent: Agent, call: C) -> BoxFuture<Result<Run, Error<C::Failure>>>
where
    C: Call<Success = AgentRun>,
{
    let state = call.into_future();
    Box::pin(async move { Ok(Run::new(agent, state.await?)) })
}

impl Run {
    pub(super) fn new(agent: Agent, state: Response<AgentRun>) -> Self {
        Self { agent, state, found: false }
    }

    /// One whose start had no answer.
    pub(super) fn found(agent: Agent, state: Response<AgentRun>) -> Self {
        Self { agent, state, found: true }
    }

    /// Identifies the run.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.state.id
    }

    /// How far the run has got, when the API says so.
    #[must_use]
    pub fn status(&self) -> Option<&AgentRunStatus> {
        self.state.status.as_ref()
    }

    /// Whether the run goes no further; see [`AgentRunStatus::has_ended`]. `false` when the API does not say.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.state.has_ended()
    }

    /// Whether the run has ended well; see [`AgentRunStatus::succeeded`]. `false` when the API does not say.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.state.succeeded()
    }

    /// Where people can watch the run.
    #[must_use]
    pub fn web_url(&self) -> Option<&str> {
        self.state.web_url.as_deref()
    }

    /// What the agent has to say at the end.
    #[must_use]
    pub fn result(&self) -> Option<&str> {
        self.state.result.as_deref()
    }

    /// Whether the answer to its start was lost, and the run was found in the list; see
    /// [`RunAgent::reconcile`](crate::RunAgent::reconcile). The [`response`](Self::response) then is that of the list.
    #[must_use]
    pub fn was_found(&self) -> bool {
        self.found
    }

    /// Whether the platform said this now, or it is what it said before; see [`GetRun::allow_stale`].
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        self.state.freshness()
    }

    /// The answer that the run was read from: its status, its headers, the attempts it took.
    #[must_use]
    pub fn response(&self) -> &Response<AgentRun> {
        &self.state
    }

    /// The run's fields.
    #[must_use]
    pub fn into_inner(self) -> AgentRun {
        self.state.into_inner()
    }
}

/// What [`Agent`] does with the run of this id.
impl Run {
    /// Reads the run again; see [`Agent::get_run`].
    pub fn refresh(&self) -> GetRun {
        self.agent.get_run(self.id())
    }

    /// Waits for the end of the run, whatever is known of it already; see [`Agent::wait`].
    pub fn wait(&self) -> WaitRun {
        self.agent.wait(self.id())
    }

    /// Resumes the paused run with a further prompt; see [`Agent::resume`].
    pub fn resume(&self, prompt: impl Into<String>) -> ResumeRun {
        self.agent.resume(self.id(), prompt)
    }

    /// Reads the run together with its log, or follows it; see [`Agent::logs`].
    pub fn logs(&self) -> Logs {
        self.agent.logs(self.id())
    }

    /// Bans agents from the pull request of the run; see [`Agent::ban`].
    pub fn ban(&self) -> BanAgentRun {
        self.agent.ban(self.id())
    }

    /// Lifts the ban of agents from the pull request of the run; see [`Agent::unban`].
    pub fn unban(&self) -> UnbanAgentRun {
        self.agent.unban(self.id())
    }

    /// Takes agents off the pull request of the run; see [`Agent::remove_from_pr`].
    pub fn remove_from_pr(&self) -> RemoveAgentRunFromPr {
        self.agent.remove_from_pr(self.id())
    }
}

impl fmt::Debug for Run {
    /// The fields that have a method here. What was stored with the run is not shown: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("id", &self.id())
            .field("organization_id", &self.state.organization_id)
            .field("status", &self.status())
            .field("web_url", &self.web_url())
            .field("result", &self.result())
            .finish_non_exhaustive()
    }
}

impl Deref for Run {
    type Target = AgentRun;

    fn deref(&self) -> &AgentRun {
        &self.state
    }
}

/// The run's id, for the methods of [`Agent`] that take one.
impl From<Run> for i64 {
    fn from(run: Run) -> Self {
        run.id()
    }
}

/// The run's id, for the methods of [`Agent`] that take one.
impl From<&Run> for i64 {
    fn from(run: &Run) -> Self {
        run.id()
    }
}
