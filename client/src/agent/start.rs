//! Starts a run.

use super::{
    Agent, Run,
    images::{self, Image},
    prompt::prompt,
    reconcile::{self, Reconcile},
    run,
};
use crate::{
    BoxFuture, Error,
    operations::agents::{CreateAgentRun, CreateAgentRunError},
    types::{AgentType, CreateAgentRunInput},
};
use serde_json::{Map, Value};
use std::time::Duration;

/// A run about to start; await it to start it, or hand its `into_future()` to a task.
#[derive(Clone)]
#[must_use = "a run does not start until it is awaited"]
pub struct RunAgent {
    agent: Agent,
    /// The request; its body is written when it is sent.
    call: CreateAgentRun,
    input: CreateAgentRunInput,
    images: Vec<Image>,
    /// Whether to find out what became of it when no answer says so.
    reconcile: Option<Reconcile>,
}

impl RunAgent {
    pub(super) fn new(agent: &Agent, prompt: String) -> Self {
        let input = CreateAgentRunInput::new(prompt);
        let call = agent.client.create_agent_run(agent.org_id, input.clone());
        Self { agent: agent.clone(), call, input, images: Vec::new(), reconcile: None }
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

/// When no answer says whether the run has started.
impl RunAgent {
    /// Looks for the run when the answer is lost, so that it is neither lost nor started twice.
    ///
    /// A start is billed, so it is never repeated on a guess: where no answer says whether the run has started, the call fails
    /// with [`Cause::OutcomeUnknown`](crate::Cause::OutcomeUnknown), and where a good answer cannot be read, with
    /// [`Cause::Decode`](crate::Cause::Decode). With this, a unique id is stored with the run, as `client_request_id` in its
    /// metadata and in place of an entry of that name, and after such a failure the newest runs are searched for it: at once,
    /// then after waits that double, from a second or less to a minute, for 30 s in all
    /// ([`reconcile_within`](Self::reconcile_within)) and never past the call's deadline. A run that is found is the answer of
    /// the call, and [`Run::was_found`] says so. Otherwise the failure stands: its text says why the search found nothing, and its
    /// [`client_request_id`](Error::client_request_id) what to look for later.
    ///
    /// The search looks at what was started through the API ([`Client::list_agent_runs`](crate::Client::list_agent_runs)), five
    /// pages at most, and back to 5 min before the call. It depends on the platform giving back a run's metadata. That is what
    /// the platform's description says; it has not been tried against the live service.
    pub fn reconcile(mut self) -> Self {
        self.reconcile.get_or_insert_default();
        self
    }

    /// As [`reconcile`](Self::reconcile), with an id of the caller's own, such as that of an order. It has to be another one for
    /// every run: the search takes the newest run that has it.
    pub fn client_request_id(mut self, id: impl Into<String>) -> Self {
        self.reconcile.get_or_insert_default().id = Some(id.into());
        self
    }

    /// As [`reconcile`](Self::reconcile), but the search goes on for so long: the time within which a run that has started can
    /// be expected in the list. The last look begins when it is over, and may take another 10 s.
    pub fn reconcile_within(mut self, limit: Duration) -> Self {
        self.reconcile.get_or_insert_default().within = limit;
        self
    }
}

prompt!(RunAgent => CreateAgentRunInput);

impl IntoFuture for RunAgent {
    type Output = Result<Run, Error<CreateAgentRunError>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(mut self) -> Self::IntoFuture {
        let search = self.reconcile.take().map(Reconcile::search);
        if let Some(search) = &search {
            self = self.metadata_entry(reconcile::ENTRY, search.id());
        }
        let call = images::with_body(self.call, self.input, self.images, CreateAgentRunInput::images);
        match search {
            Some(search) => search.after(self.agent, call),
            None => run::answered_by(self.agent, call),
        }
    }
}
