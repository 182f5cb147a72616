//! Starts a run so that it is neither lost nor started twice, even when the answer is lost.

use codegen_client::{Agent, AnyError, ErrorKind, Run};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if let Some(run) = start_for_order(&Agent::from_env()?, "order-17").await? {
        println!("{} {}", run.id(), run.web_url().unwrap_or_default());
    }
    Ok(())
}

/// Starts the run of an order. When nobody can say whether it has started, a person has to look.
pub(crate) async fn start_for_order(agent: &Agent, order: &str) -> Result<Option<Run>, AnyError> {
    // `reconcile()` does the same with an id that it makes up.
    match agent.run("Prepare the release notes").client_request_id(order).await {
        Ok(run) => Ok(Some(run)), // answered, or found in the list of runs
        Err(error) if error.kind() == ErrorKind::OutcomeUnknown => {
            eprintln!("look for a run with {:?} in its metadata", error.client_request_id());
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
