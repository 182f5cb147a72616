//! Starts a run with up to five requests, and shows how long each of them waited and for what.
//!
//! In the platform's documentation: try again when there were too many requests, after waits that double, with chance in them. The
//! client does so by itself, and waits longer where the platform asks for it: there is nothing to write but the numbers, and
//! those only to change them. What the documentation leaves out is in it too: a limit for all the waits together.

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

/// Starts a run: at most five requests, which is how it is anyway, within two minutes.
pub(crate) async fn start(agent: &Agent) -> Result<Run, AnyError> {
    let run = agent.run("Fix authentication bug in user service");
    Ok(run.retry(RetryPolicy::attempts(5)).deadline(Duration::from_secs(120)).await?)
}
