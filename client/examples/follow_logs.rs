//! Shows what an agent does while it does it: `cargo run --example follow_logs -- 123`.

use codegen_client::{Agent, AnyError};
use futures_util::TryStreamExt;
use std::{env, error::Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let run_id = env::args().nth(1).ok_or("which run? give its id")?.parse()?;
    follow(&Agent::from_env()?, run_id, |line| println!("{line}")).await?;
    Ok(())
}

/// Shows a line for each step of the run, those to come included, until the run has ended.
pub(crate) async fn follow(agent: &Agent, run_id: i64, show: impl Fn(&str)) -> Result<(), AnyError> {
    let mut logs = agent.logs(run_id).follow();
    while let Some(entry) = logs.try_next().await? {
        let step = entry.tool_name.as_deref().or(entry.thought.as_deref());
        show(&format!("{} {}", entry.created_at.as_deref().unwrap_or("-"), step.unwrap_or("-")));
    }
    Ok(())
}
