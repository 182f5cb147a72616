//! Reads a run.

use super::{Agent, Run, run};
use crate::{
    BoxFuture, Error,
    operations::agents::{GetAgentRun, GetAgentRunError},
};

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
}

codegen_runtime::options!(GetRun => call);

impl IntoFuture for GetRun {
    type Output = Result<Run, Error<GetAgentRunError>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        run::answered_by(self.agent, self.call)
    }
}
