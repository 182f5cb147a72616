//! Reads a run.

use super::{Agent, Run, run};
use crate::{
    BoxFuture, Error,
    operations::agents::{GetAgentRun, GetAgentRunError},
};
use std::time::Duration;

/// A look at a run; await it to read it.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct GetRun {
    agent: Agent,
    call: GetAgentRun,
}

impl GetRun {
    pub(super) fn new(agent: &Agent, run_id: i64) -> Self {
        Self { agent: agent.clone(), call: agent.client.get_agent_run(agent.org_id, run_id) }
    }

    /// Takes the last known state, when it is not older than `max` and the platform gives no fresh one at once; see
    /// [`GetAgentRun::allow_stale`]. [`Run::freshness`] says which it was.
    pub fn allow_stale(mut self, max: Duration) -> Self {
        self.call = self.call.allow_stale(max);
        self
    }
}

codegen_runtime::options!(GetRun => call);

impl IntoFuture for GetRun {
    type Output = Result<Run, Error<GetAgentRunError>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        run::answered_by(self.agent, self.call)
    }
}
