//! Lists runs: one page, or as many as are wanted.

use codegen_client::{
    Agent, AnyError, Client,
    types::{AgentRun, SourceType},
};
use futures_util::{StreamExt, TryStreamExt};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let agent = Agent::from_env()?;
    let (client, org_id) = (agent.client(), agent.org_id());
    println!("{} runs were started through the API", started_through_the_api(client, org_id).await?);
    for run in newest(client, org_id).await? {
        println!("{} {:?}", run.id, run.status);
    }
    Ok(())
}

/// How many runs there are, by the first page alone.
pub(crate) async fn started_through_the_api(client: &Client, org_id: i64) -> Result<i64, AnyError> {
    let page = client.list_agent_runs(org_id).limit(50).source_type(SourceType::Api).await?;
    Ok(page.total)
}

/// The newest runs, 500 at most. No page is requested that is not needed.
pub(crate) async fn newest(client: &Client, org_id: i64) -> Result<Vec<AgentRun>, AnyError> {
    let runs: Vec<_> = client.list_agent_runs(org_id).items().take(500).try_collect().await?;
    Ok(runs)
}
