//! Makes the calls of all tasks, and gathers what both sides say of them.

use super::{
    caller::Caller,
    evidence::{Evidence, Record, Seen, Started},
    plan::plan,
    setting::{self, LIMITS, TRAVEL, WINDOW},
    weather,
};
use codegen_client::{Agent, types::AgentRun};
use codegen_mock::{Mock, limits::Arrival};
use serde_json::Value;
use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::task::JoinSet;

/// How much is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) seed: u64,
    pub(crate) tasks: usize,
    /// All tasks together make so many calls.
    pub(crate) calls: usize,
}

/// What is there when all calls have ended.
pub(crate) struct Aftermath {
    pub(crate) evidence: Evidence,
    pub(crate) mock: Mock,
    /// As they were at the last call.
    pub(crate) agents: Vec<Agent>,
}

/// Makes all calls. After each, `tell` learns how many have ended.
///
/// What is called follows from the seed; in which order the calls of different tasks come, and so which of them meets which
/// fault, does not.
///
/// # Errors
///
/// When the stand-in or a client does not start, or nothing can be read before anything goes wrong.
pub(crate) async fn drive(
    size: Size,
    tell: impl Fn(usize) + Send + Sync + 'static,
) -> Result<Aftermath, Box<dyn Error + Send + Sync>> {
    let (mock, agents) = setting::start(size.seed).await?;
    let repositories = agents[0].client().list_repositories(mock.org_id).await?.into_inner();
    let repo_id = repositories.items.first().ok_or("there is no repository")?.id;
    for rule in weather::rules() {
        mock.add_fault(rule);
    }

    let ended = Arc::new((AtomicUsize::new(0), tell));
    let mut tasks = JoinSet::new();
    for task in 0..size.tasks {
        let mut caller = Caller::new(agents[task % agents.len()].clone(), repo_id);
        let ended = Arc::clone(&ended);
        tasks.spawn(async move {
            let mut records = Vec::new();
            for step in plan(size.seed, task, size.calls / size.tasks) {
                records.push(caller.perform(&step).await);
                let (count, tell) = &*ended;
                tell(count.fetch_add(1, Ordering::Relaxed) + 1);
            }
            records
        });
    }
    let mut evidence = Evidence::default();
    while let Some(task) = tasks.join_next().await {
        match task {
            Ok(records) => evidence.records.extend::<Vec<Record>>(records),
            Err(panic) => evidence.panics.push(panic.to_string()),
        }
    }
    mock.clear_faults();

    // By now the last request of the last call counts no more, even if it had no answer. A late timer gives it more time.
    tokio::time::sleep(TRAVEL + WINDOW + WINDOW / 10).await;
    evidence.held = agents.iter().flat_map(held).collect();
    evidence.limits = LIMITS.map(|(bucket, limit)| (bucket, limit as usize, WINDOW)).to_vec();
    evidence.arrivals = mock.arrivals().all().iter().filter_map(seen).collect();
    evidence.started = mock.runs().iter().filter_map(started).collect();
    Ok(Aftermath { evidence, mock, agents })
}

/// The limits of which something is used, although nobody calls.
fn held(agent: &Agent) -> Vec<String> {
    let limits = agent.client().limits().into_iter();
    limits.filter(|limit| limit.used > 0 || limit.waiting > 0).map(|limit| format!("{limit:?}")).collect()
}

/// A request with a token.
fn seen(arrival: &Arrival) -> Option<Seen> {
    Some(Seen {
        at: arrival.at,
        operation: arrival.operation,
        token: arrival.token?,
        call: arrival.request_id.as_deref().and_then(|mark| mark.parse().ok()),
        acted: arrival.acted,
        duplicate: arrival.duplicate,
        status: arrival.status,
        fault: arrival.fault.as_ref().map(weather::name),
    })
}

/// A run that was started with the number of a call.
fn started(run: &AgentRun) -> Option<Started> {
    let metadata = run.metadata.as_ref()?;
    let client_request_id = metadata.get("client_request_id").and_then(Value::as_str).map(str::to_owned);
    Some(Started { id: run.id, call: metadata.get("call")?.as_u64()?, client_request_id })
}
