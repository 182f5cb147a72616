//! Takes the last known status when the platform is busy, and says so: `cargo run --example last_known -- 123`.
//!
//! In the platform's documentation: fall back to a status that the program has stored, when there were too many requests. Here the
//! client stores it and says how old it is. It also serves when the platform fails or is out of reach, and when the limit is known to
//! be used up: then no request is sent to find out. What the platform refuses, such as an unknown run, stays an error.

use codegen_client::{Agent, AnyError, Freshness};
use std::{error::Error, time::Duration};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let run_id = std::env::args().nth(1).ok_or("which run? give its id")?.parse()?;
    let agent = Agent::from_env()?;
    println!("{}", status(&agent, run_id).await?);
    println!("{}", status(&agent, run_id).await?);
    Ok(())
}

/// The status of a run, at most five minutes old.
pub(crate) async fn status(agent: &Agent, run_id: i64) -> Result<String, AnyError> {
    let run = agent.get_run(run_id).allow_stale(Duration::from_secs(300)).await?;
    let status = run.status().map_or("unknown", |status| status.as_str());
    Ok(match run.freshness() {
        Freshness::Stale { age, cause } => format!("{status}, {} s ago: {cause}", age.as_secs()),
        Freshness::Fresh => status.to_owned(),
    })
}
