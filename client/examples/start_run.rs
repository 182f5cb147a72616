//! Starts a run and says where to watch it.
//!
//! `CODEGEN_API_TOKEN` and `CODEGEN_ORG_ID` have to be set; see <https://codegen.com/token>.

use codegen_client::{Agent, AnyError, Run};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let agent = Agent::from_env()?; // or Agent::new(org_id, token)?
    let run = start(&agent).await?;
    println!("{} {}", run.id(), run.web_url().unwrap_or_default());
    Ok(())
}

/// Starts a run in a repository and marks it, to find it again.
pub(crate) async fn start(agent: &Agent) -> Result<Run, AnyError> {
    let run =
        agent.run("Fix authentication bug in user service").repo(42).metadata_entry("ticket", "AUTH-17");
    Ok(run.await?)
}
