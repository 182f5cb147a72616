//! The short way: the agents of one organization.

mod get;
mod images;
mod logs;
mod organization;
mod prompt;
mod reconcile;
mod resume;
mod run;
mod start;
mod wait;

pub use get::GetRun;
pub use logs::Logs;
pub use resume::ResumeRun;
pub use run::Run;
pub use start::RunAgent;
pub use wait::{WaitAll, WaitRun};

use crate::{
    BuildError, Client, SecretString,
    operations::{
        agents::{BanAgentRun, ListAgentRuns, RemoveAgentRunFromPr, UnbanAgentRun},
        sandbox::AnalyzeSandboxLogs,
    },
    types::StopAgentRunInput,
};

/// The agents of one organization. Clones are cheap; they share the client, and the requests of all that waits.
///
/// It has a method for what is done most; [`Agent::client`] has every operation with every parameter.
#[derive(Debug, Clone)]
pub struct Agent {
    client: Client,
    org_id: i64,
    runs: wait::Runs,
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
        let runs = wait::runs(&client, org_id);
        Self { client, org_id, runs }
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
}

/// Runs.
impl Agent {
    /// Starts a run that does what `prompt` says. It is billed; see [`Client::create_agent_run`].
    pub fn run(&self, prompt: impl Into<String>) -> RunAgent {
        RunAgent::new(self, prompt.into())
    }

    /// Reads a run; see [`Client::get_agent_run`].
    pub fn get_run(&self, run_id: i64) -> GetRun {
        GetRun::new(self, run_id)
    }

    /// Lists the runs, newest first; see [`Client::list_agent_runs`]. Await it for one page, or stream its `items()`.
    ///
    /// Pages are counted from the newest run: when one starts between two pages, the stream repeats a run.
    pub fn runs(&self) -> ListAgentRuns {
        self.client.list_agent_runs(self.org_id)
    }

    /// Waits for the end of a run, be it a good one or a bad one, for an hour at most unless `deadline` says otherwise; see
    /// [`WaitRun`].
    pub fn wait(&self, run_id: i64) -> WaitRun {
        WaitRun::new(self, run_id)
    }

    /// Waits for the ends of several runs of this organization: of runs that were started or read, or of ids. See
    /// [`WaitAll`].
    pub fn wait_all(&self, runs: impl IntoIterator<Item = impl Into<i64>>) -> WaitAll {
        WaitAll::new(self, runs.into_iter().map(Into::into).collect())
    }

    /// Resumes a paused run with a further prompt; see [`Client::resume_agent_run`].
    pub fn resume(&self, run_id: i64, prompt: impl Into<String>) -> ResumeRun {
        ResumeRun::new(self, run_id, prompt.into())
    }

    /// Reads a run together with its log, oldest entries first; see [`Client::get_agent_run_logs`]. Await it for one page,
    /// stream its `items()`, or [`follow`](Logs::follow) it while the run goes on.
    pub fn logs(&self, run_id: i64) -> Logs {
        Logs::new(self.client.get_agent_run_logs(self.org_id, run_id))
    }

    /// Bans agents from the pull request of a run, and stops those that work on it; see [`Client::ban_agent_run`], which
    /// also places the card of the run on the board.
    pub fn ban(&self, run_id: i64) -> BanAgentRun {
        self.client.ban_agent_run(self.org_id, StopAgentRunInput::new(run_id))
    }

    /// Lifts the ban of agents from the pull request of a run; see [`Client::unban_agent_run`], which also places the card
    /// of the run on the board.
    pub fn unban(&self, run_id: i64) -> UnbanAgentRun {
        self.client.unban_agent_run(self.org_id, StopAgentRunInput::new(run_id))
    }

    /// Takes agents off the pull request of a run, another name for the ban; see [`Client::remove_agent_run_from_pr`],
    /// which also places the card of the run on the board.
    pub fn remove_from_pr(&self, run_id: i64) -> RemoveAgentRunFromPr {
        self.client.remove_agent_run_from_pr(self.org_id, StopAgentRunInput::new(run_id))
    }

    /// Starts a run that analyzes the log of a sandbox; see [`Client::analyze_sandbox_logs`]. The answer names the run.
    pub fn analyze_logs(&self, sandbox_id: i64) -> AnalyzeSandboxLogs {
        self.client.analyze_sandbox_logs(self.org_id, sandbox_id)
    }
}
