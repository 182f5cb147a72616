//! Starts a run.

use super::{Agent, images::Image, prompt::prompt};
use crate::{
    operations::agents::{CreateAgentRun, CreateAgentRunError},
    types::{AgentType, CreateAgentRunInput},
};
use serde_json::{Map, Value};

/// A run about to start; await it to start it, or hand its `into_future()` to a task.
#[derive(Clone)]
#[must_use = "a run does not start until it is awaited"]
pub struct RunAgent {
    agent: Agent,
    /// The request; its body is written when it is sent.
    call: CreateAgentRun,
    input: CreateAgentRunInput,
    images: Vec<Image>,
}

impl RunAgent {
    pub(super) fn new(agent: &Agent, prompt: String) -> Self {
        let input = CreateAgentRunInput::new(prompt);
        let call = agent.client.create_agent_run(agent.org_id, input.clone());
        Self { agent: agent.clone(), call, input, images: Vec::new() }
    }

    /// Works in this repository.
    pub fn repo(mut self, repo_id: i64) -> Self {
        self.input = self.input.repo_id(repo_id);
        self
    }

    /// Uses this model instead of the organization's default.
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.input = self.input.model(model);
        self
    }

    /// Uses this agent instead of the organization's default.
    pub fn agent_type(mut self, agent_type: AgentType) -> Self {
        self.input = self.input.agent_type(agent_type);
        self
    }

    /// Stores this with the run, for the caller to find again, in place of all that was to be stored so far.
    pub fn metadata(mut self, metadata: Map<String, Value>) -> Self {
        self.input = self.input.metadata(metadata);
        self
    }

    /// Stores one more value with the run, in place of one of the same name.
    pub fn metadata_entry(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.input.metadata.get_or_insert_default().insert(name.into(), value.into());
        self
    }
}

prompt!(RunAgent => CreateAgentRunInput, CreateAgentRunError);
