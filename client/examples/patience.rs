//! Says how often one call may be tried, and how long it may take as a whole.
//!
//! There is nothing to write for backoff on rate limits: it is in the client. This is to change it.

use codegen_client::{Agent, AnyError, RetryPolicy, Run};
use std::{error::Error, time::Duration};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let run = start(&Agent::from_env()?).await?;
    // Each request that the call sent: what it came to, and how long it waited for what.
    for attempt in run.response().attempts() {
        println!(
            "{:?} after {:?} of backoff, {:?} in the queue and {:?} on the way",
            attempt.ending, attempt.waited, attempt.queued, attempt.took
        );
    }
    Ok(())
}

/// Starts a run: at most five requests within two minutes.
pub(crate) async fn start(agent: &Agent) -> Result<Run, AnyError> {
    let run = agent.run("Fix authentication bug in user service");
    Ok(run.retry(RetryPolicy::attempts(5)).deadline(Duration::from_secs(120)).await?)
}
