//! Starts a run only if there is a turn for it soon: a call that cannot make its deadline fails at once, and nothing is sent.

use codegen_client::{
    Agent, Client, Error, ErrorKind, operations::agents::CreateAgentRunError, types::CreateAgentRunInput,
};
use std::{
    error,
    time::{Duration, SystemTime},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    let agent = Agent::from_env()?;
    match start_soon(agent.client(), agent.org_id()).await? {
        Start::Started(run_id) => println!("run {run_id} has started"),
        Start::Later(Some(time)) => println!("not now; there is a turn at {time:?}"),
        Start::Later(None) => println!("not as long as the rate limit is zero"),
    }
    Ok(())
}

/// Whether a run has started, and when to try again if it has not.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Start {
    Started(i64),
    Later(Option<SystemTime>),
}

pub(crate) async fn start_soon(client: &Client, org_id: i64) -> Result<Start, Error<CreateAgentRunError>> {
    let input = CreateAgentRunInput::new("Update the changelog");
    // The deadline is for all of it: the turn within the rate limit, repeats, and the waits before them.
    match client.create_agent_run(org_id, input).deadline(Duration::from_secs(5)).await {
        Ok(run) => Ok(Start::Started(run.id)),
        Err(error) if error.kind() == ErrorKind::WouldExceedDeadline => Ok(Start::Later(error.retry_at())),
        Err(error) => Err(error),
    }
}
