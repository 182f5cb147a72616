//! Resumes a run.

use super::{
    Agent, Run,
    images::{self, Image},
    prompt::prompt,
    run,
};
use crate::{
    BoxFuture, Error,
    operations::agents::{ResumeAgentRun, ResumeAgentRunError},
    types::ResumeAgentRunInput,
};

/// A run about to go on; await it to resume it, or hand its `into_future()` to a task.
#[derive(Clone)]
#[must_use = "a run does not go on until it is awaited"]
pub struct ResumeRun {
    agent: Agent,
    /// The request; its body is written when it is sent.
    call: ResumeAgentRun,
    input: ResumeAgentRunInput,
    images: Vec<Image>,
}

impl ResumeRun {
    pub(super) fn new(agent: &Agent, run_id: i64, prompt: String) -> Self {
        let input = ResumeAgentRunInput::new(run_id, prompt);
        let call = agent.client.resume_agent_run(agent.org_id, input.clone());
        Self { agent: agent.clone(), call, input, images: Vec::new() }
    }
}

prompt!(ResumeRun => ResumeAgentRunInput);

impl IntoFuture for ResumeRun {
    type Output = Result<Run, Error<ResumeAgentRunError>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let call = images::with_body(self.call, self.input, self.images, ResumeAgentRunInput::images);
        run::answered_by(self.agent, call)
    }
}
