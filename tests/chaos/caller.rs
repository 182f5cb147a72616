//! One caller: makes the calls of its plan, one after the other, and says how each ended.

use super::{
    evidence::{End, Record},
    plan::{Identity, Step, What},
};
use codegen_client::{
    Agent, AnyError, BoxStream, Call, Error, ErrorKind, Operation, OperationError, Response,
    operations::{
        agents::{
            BAN_AGENT_RUN, CREATE_AGENT_RUN, GET_AGENT_RUN, GET_AGENT_RUN_LOGS, LIST_AGENT_RUNS,
            RESUME_AGENT_RUN, UNBAN_AGENT_RUN,
        },
        pull_requests::EDIT_PULL_REQUEST,
        repositories::LIST_REPOSITORIES,
        setup_commands::GENERATE_SETUP_COMMANDS,
        users::GET_CURRENT_USER,
    },
    types::{
        EditPullRequestInput, GenerateSetupCommandsInput, PullRequestState, ResumeAgentRunInput,
        StopAgentRunInput,
    },
};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::Value;
use std::{collections::VecDeque, time::Duration};
use tokio::time::timeout;

/// The header by which the server's record tells the requests of a call.
const MARK: &str = "x-request-id";

/// How long a call may go on before it counts as one that never ends. The longest deadline is 4 s, and each of three pages has
/// its own; a wait may take 10 s more.
const FOREVER: Duration = Duration::from_secs(60);

/// How many runs a caller remembers.
const MEMORY: usize = 8;

/// A run that nobody has started.
const NO_RUN: i64 = 1;

/// How long a search for a run goes on.
const SEARCH: Duration = Duration::from_secs(1);

/// How old an answer may be where an old one will do.
const OLD: Duration = Duration::from_secs(5);

pub(crate) struct Caller {
    agent: Agent,
    repo_id: i64,
    /// The runs that it has started, the newest first.
    runs: VecDeque<i64>,
}

impl Caller {
    pub(crate) fn new(agent: Agent, repo_id: i64) -> Self {
        Self { agent, repo_id, runs: VecDeque::new() }
    }

    /// Makes one call, which its caller may leave before it ends.
    pub(crate) async fn perform(&mut self, step: &Step) -> Record {
        let call = async {
            match step.leaves {
                None => self.call(step).await,
                Some(after) => timeout(after, self.call(step)).await.unwrap_or(End::Left),
            }
        };
        let end = timeout(FOREVER, call).await.unwrap_or(End::Hung);
        if let (What::Start(_), End::Answered { id: Some(id), .. }) = (step.what, &end) {
            self.runs.push_front(*id);
            self.runs.truncate(MEMORY);
        }
        Record {
            call: step.call,
            operation: operation(step.what),
            marked: is_marked(step.what),
            identified: matches!(step.what, What::Start(Identity::Made | Identity::Own)),
            end,
        }
    }

    async fn call(&self, step: &Step) -> End {
        let (client, org_id, run) = (self.agent.client(), self.agent.org_id(), self.run(step));
        let target = StopAgentRunInput::new(run);
        match step.what {
            What::Start(identity) => self.start(step, identity).await,
            What::Resume => {
                let input = ResumeAgentRunInput::new(run, prompt(step));
                once(marked(client.resume_agent_run(org_id, input), step), |shown| about(run, shown.id)).await
            }
            What::SetupCommands => {
                let input = GenerateSetupCommandsInput::new(self.repo_id).prompt(prompt(step));
                once(marked(client.generate_setup_commands(org_id, input), step), |_| answered()).await
            }
            What::Ban => {
                once(marked(client.ban_agent_run(org_id, target), step), |shown| stopped(run, shown)).await
            }
            What::Unban => {
                once(marked(client.unban_agent_run(org_id, target), step), |shown| stopped(run, shown)).await
            }
            What::EditPullRequest => {
                let input = EditPullRequestInput::new(PullRequestState::Closed);
                once(marked(client.edit_pull_request(org_id, run, input), step), |_| answered()).await
            }
            What::GetRun => {
                once(marked(client.get_agent_run(org_id, run), step), |shown| about(run, shown.id)).await
            }
            What::GetRunOrOld => {
                let call = client.get_agent_run(org_id, run).allow_stale(OLD);
                once(planned(call, step), |shown| about(run, shown.id)).await
            }
            What::ListRuns { pages } => {
                let list = planned(client.list_agent_runs(org_id).limit(20), step);
                all(list.pages(), pages, |_| answered()).await
            }
            What::Logs { pages } => {
                let log = planned(client.get_agent_run_logs(org_id, run).limit(5), step);
                all(log.pages(), pages, |shown| about(run, shown.id)).await
            }
            What::Wait => {
                let ended = self.agent.wait(run).deadline(step.deadline).await;
                ended.map_or_else(failed, |shown| about(run, shown.id()))
            }
            What::MeOrOld => {
                once(planned(client.get_current_user().allow_stale(OLD), step), |_| answered()).await
            }
            What::ListRepositories => {
                once(marked(client.list_repositories(org_id), step), |_| answered()).await
            }
        }
    }

    async fn start(&self, step: &Step, identity: Identity) -> End {
        let start = self.agent.run(prompt(step)).metadata_entry("call", step.call);
        let start = match identity {
            Identity::None => start,
            Identity::Made => start.reconcile_within(SEARCH),
            Identity::Own => start.client_request_id(format!("order-{}", step.call)).reconcile_within(SEARCH),
        };
        let start = start.deadline(step.deadline).attempt_timeout(step.attempt_timeout);
        let start = start.priority(step.priority).header(MARK, &step.call.to_string());
        start.await.map_or_else(failed, |run| {
            let call = run.metadata.as_ref().and_then(|metadata| metadata.get("call")?.as_u64());
            if call == Some(step.call) {
                End::Answered { id: Some(run.id()), found: run.was_found() }
            } else {
                End::Mistaken
            }
        })
    }

    /// The run that a call is about.
    fn run(&self, step: &Step) -> i64 {
        if self.runs.is_empty() { NO_RUN } else { self.runs[step.run % self.runs.len()] }
    }
}

fn operation(what: What) -> &'static Operation {
    match what {
        What::Start(_) => &CREATE_AGENT_RUN,
        What::Resume => &RESUME_AGENT_RUN,
        What::SetupCommands => &GENERATE_SETUP_COMMANDS,
        What::Ban => &BAN_AGENT_RUN,
        What::Unban => &UNBAN_AGENT_RUN,
        What::EditPullRequest => &EDIT_PULL_REQUEST,
        What::GetRun | What::GetRunOrOld | What::Wait => &GET_AGENT_RUN,
        What::ListRuns { .. } => &LIST_AGENT_RUNS,
        What::Logs { .. } => &GET_AGENT_RUN_LOGS,
        What::MeOrOld => &GET_CURRENT_USER,
        What::ListRepositories => &LIST_REPOSITORIES,
    }
}

/// Whether the requests of the call carry its number. Not where old answers will do, for what an answer is to includes the
/// headers; and not where one error speaks of the last of several calls: of pages, and of looks while waiting.
fn is_marked(what: What) -> bool {
    match what {
        What::GetRunOrOld | What::MeOrOld | What::Wait | What::ListRuns { .. } | What::Logs { .. } => false,
        What::Start(_)
        | What::Resume
        | What::SetupCommands
        | What::Ban
        | What::Unban
        | What::EditPullRequest
        | What::GetRun
        | What::ListRepositories => true,
    }
}

/// Another one for every call, so that two equal requests are one that was sent twice.
fn prompt(step: &Step) -> String {
    format!("What call {} is for", step.call)
}

/// With what the plan says of time.
fn planned<C: Call>(call: C, step: &Step) -> C {
    call.deadline(step.deadline).attempt_timeout(step.attempt_timeout).priority(step.priority)
}

/// The same, and the number of the call with each of its requests.
fn marked<C: Call>(call: C, step: &Step) -> C {
    planned(call, step).header(MARK, &step.call.to_string())
}

async fn once<C>(call: C, end: impl FnOnce(&C::Success) -> End) -> End
where
    C: Call,
    AnyError: From<Error<C::Failure>>,
{
    call.into_future().await.map_or_else(failed, |answer| end(&answer))
}

/// The first error of the first so many pages, or what the last of them says.
async fn all<T, E>(
    pages: BoxStream<Result<Response<T>, Error<E>>>,
    count: usize,
    end: impl Fn(&T) -> End,
) -> End
where
    E: OperationError,
    AnyError: From<Error<E>>,
{
    let pages: Result<Vec<_>, _> = pages.take(count).try_collect().await;
    pages.map_or_else(failed, |pages| pages.last().map_or(End::Mistaken, |page| end(page)))
}

/// An answer that names nothing.
fn answered() -> End {
    End::Answered { id: None, found: false }
}

/// An answer about this.
fn about(asked: i64, answered: i64) -> End {
    if asked == answered { End::Answered { id: Some(answered), found: false } } else { End::Mistaken }
}

fn stopped(run: i64, shown: &Value) -> End {
    shown.get("agent_run_id").and_then(Value::as_i64).map_or(End::Mistaken, |id| about(run, id))
}

fn failed(error: impl Into<AnyError>) -> End {
    let error: AnyError = error.into();
    End::Failed {
        kind: error.kind(),
        sent: error.sent(),
        retryable: error.is_retryable(),
        unknown: error.kind() == ErrorKind::OutcomeUnknown
            || error.status().is_some_and(|status| status.is_success()),
        client_request_id: error.client_request_id().map(str::to_owned),
    }
}
