//! Several calls in one function: `?` collects their errors in one type.

use codegen_client::{Agent, AnyError};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", report(&Agent::from_env()?).await?);
    Ok(())
}

/// A line for each of the newest ten runs of the token's owner: how it ended, and how many steps it took.
pub(crate) async fn report(agent: &Agent) -> Result<String, AnyError> {
    let me = agent.me().await?;
    let runs = agent.runs().user_id(me.id).limit(10).await?;
    let mut lines = vec![format!("{} of {} runs of {}", runs.items.len(), runs.total, me.github_username)];
    for run in &runs.items {
        let end = match (run.has_ended(), run.succeeded()) {
            (true, true) => "ended well",
            (true, false) => "ended badly",
            (false, _) => "goes on",
        };
        let log = agent.logs(run.id).limit(1).await?;
        lines.push(format!("{}: {end}, {} steps", run.id, log.total_logs.unwrap_or_default()));
    }
    Ok(lines.join("\n"))
}
