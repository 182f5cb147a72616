//! Shows how much of each rate limit is used.

use codegen_client::{Agent, Client};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let agent = Agent::from_env()?;
    agent.runs().limit(1).await?;
    for line in table(agent.client()) {
        println!("{line}");
    }
    Ok(())
}

/// One line for each rate limit.
pub(crate) fn table(client: &Client) -> Vec<String> {
    let line = |bucket: &codegen_client::BucketUsage| {
        format!(
            "{:<20} {:>3}/{:<3} next slot in {:?}, {} waiting",
            bucket.name, bucket.used, bucket.limit, bucket.next_slot, bucket.waiting
        )
    };
    client.limits().iter().map(line).collect()
}
