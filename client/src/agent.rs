//! The short way: the agents of one organization.

use crate::{
    BoxFuture, BuildError, Client, Error, Response, SecretString,
    operations::agents::{CreateAgentRun, CreateAgentRunError, GetAgentRun, GetAgentRunError, ListAgentRuns},
    types::{AgentRun, AgentRunStatus, AgentType, CreateAgentRunInput},
};
use serde_json::{Map, Value};
use std::{fmt, ops::Deref, time::Duration};

/// The agents of one organization. Clones are cheap and share the client.
#[derive(Debug, Clone)]
pub struct Agent {
    client: Client,
    org_id: i64,
}

impl Agent {
    /// The agents of an organization, by a new client with this token.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when the token is empty or cannot be sent.
    pub fn new(org_id: i64, token: impl Into<SecretString>) -> Result<Self, BuildError> {
        Ok(Self::with_client(Client::builder().token(token).build()?, org_id))
    }

    /// The agents of an organization, by a client that is there already.
    #[must_use]
    pub fn with_client(client: Client, org_id: i64) -> Self {
        Self { client, org_id }
    }

    /// The client, for every other operation.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The organization.
    #[must_use]
    pub fn org_id(&self) -> i64 {
        self.org_id
    }

    /// Starts a run that does what `prompt` says. It is billed; see [`Client::create_agent_run`].
    pub fn run(&self, prompt: impl Into<String>) -> RunAgent {
        RunAgent {
            agent: self.clone(),
            input: CreateAgentRunInput::new(prompt),
            deadline: None,
            attempt_timeout: None,
            headers: Vec::new(),
        }
    }

    /// Reads a run; see [`Client::get_agent_run`].
    pub fn get_run(&self, run_id: i64) -> GetRun {
        GetRun { agent: self.clone(), call: self.client.get_agent_run(self.org_id, run_id) }
    }

    /// Lists the runs, newest first; see [`Client::list_agent_runs`]. Await it for one page, or stream its `items()`.
    pub fn runs(&self) -> ListAgentRuns {
        self.client.list_agent_runs(self.org_id)
    }
}

/// A run about to start; await it to start it, or hand its `into_future()` to a task.
#[derive(Clone)]
#[must_use = "a run does not start until it is awaited"]
pub struct RunAgent {
    agent: Agent,
    input: CreateAgentRunInput,
    deadline: Option<Duration>,
    attempt_timeout: Option<Duration>,
    headers: Vec<(String, String)>,
}

impl RunAgent {
    /// Works in this repository.
    pub fn repo(self, repo_id: i64) -> Self {
        self.input(|input| input.repo_id(repo_id))
    }

    /// Uses this model instead of the organization's default.
    pub fn model(self, model: impl Into<String>) -> Self {
        self.input(|input| input.model(model))
    }

    /// Uses this agent instead of the organization's default.
    pub fn agent_type(self, agent_type: AgentType) -> Self {
        self.input(|input| input.agent_type(agent_type))
    }

    /// Stores this with the run, for the caller to find again.
    pub fn metadata(self, metadata: Map<String, Value>) -> Self {
        self.input(|input| input.metadata(metadata))
    }

    /// Limits the whole call.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// Limits each attempt.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// Sets a header of the request.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn input(mut self, change: impl FnOnce(CreateAgentRunInput) -> CreateAgentRunInput) -> Self {
        self.input = change(self.input);
        self
    }

    fn call(&self) -> CreateAgentRun {
        let mut call = self.agent.client.create_agent_run(self.agent.org_id, self.input.clone());
        if let Some(limit) = self.deadline {
            call = call.deadline(limit);
        }
        if let Some(limit) = self.attempt_timeout {
            call = call.attempt_timeout(limit);
        }
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        call
    }
}

impl fmt::Debug for RunAgent {
    /// As the request that it sends: values of headers are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RunAgent").field(&self.call()).finish()
    }
}

impl IntoFuture for RunAgent {
    type Output = Result<Run, Error<CreateAgentRunError>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let call = self.call();
        Box::pin(async move { Ok(Run { state: call.await?, agent: self.agent }) })
    }
}

/// A look at a run; await it to read it.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct GetRun {
    agent: Agent,
    call: GetAgentRun,
}

impl GetRun {
    /// Limits the whole call.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.call = self.call.deadline(limit);
        self
    }

    /// Limits each attempt.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.call = self.call.attempt_timeout(limit);
        self
    }

    /// Sets a header of the request.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.call = self.call.header(name, value);
        self
    }
}

impl IntoFuture for GetRun {
    type Output = Result<Run, Error<GetAgentRunError>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(Run { state: self.call.await?, agent: self.agent }) })
    }
}

/// A run as it was when it was last read. Dereferences to its fields.
#[derive(Debug, Clone)]
pub struct Run {
    agent: Agent,
    state: Response<AgentRun>,
}

impl Run {
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

    /// Reads the run again.
    pub fn refresh(&self) -> GetRun {
        self.agent.get_run(self.id())
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

impl Deref for Run {
    type Target = AgentRun;

    fn deref(&self) -> &AgentRun {
        &self.state
    }
}
