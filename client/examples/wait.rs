//! Starts a run and waits for its end.

use codegen_client::{Agent, AnyError, Run};
use std::{error::Error, time::Duration};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let done = run_to_the_end(&Agent::from_env()?).await?;
    if done.succeeded() {
        println!("{}", done.result().unwrap_or("done"));
    } else {
        eprintln!("{} ended badly: {:?}", done.id(), done.status());
    }
    Ok(())
}

/// Starts a run and gives it back when it has ended, be it well or badly.
pub(crate) async fn run_to_the_end(agent: &Agent) -> Result<Run, AnyError> {
    let run = agent.run("Fix the flaky login test").await?;
    // It looks as often as the rate limit allows for, and lets other calls go first.
    let done = run.wait().deadline(Duration::from_secs(30 * 60)).on_progress(show).await?;
    Ok(done)
}

fn show(run: &Run) {
    println!("{} is {:?}", run.id(), run.status());
}
