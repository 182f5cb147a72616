//! Starts a run in a repository and says where to watch it: `cargo run --example start_run -- 42` for repository 42.
//!
//! In the platform's documentation: give an agent something to do, with the SDK. Here the token and the organization are not in the
//! code: they come from `CODEGEN_API_TOKEN` and `CODEGEN_ORG_ID`; see <https://codegen.com/token>.

use codegen_client::{Agent, AnyError, Run};
use std::{env, error::Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let repo_id = env::args().nth(1).ok_or("which repository? give its id")?.parse()?;
    let agent = Agent::from_env()?; // or Agent::new(org_id, token)?
    let run = start(&agent, repo_id).await?;
    println!("{} {}", run.id(), run.web_url().unwrap_or_default());
    Ok(())
}

/// Starts a run in this repository and marks it, to find it again.
pub(crate) async fn start(agent: &Agent, repo_id: i64) -> Result<Run, AnyError> {
    let run = agent.run("Fix authentication bug in user service").repo(repo_id);
    Ok(run.metadata_entry("ticket", "AUTH-17").await?)
}
