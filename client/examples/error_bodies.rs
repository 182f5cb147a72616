//! Reads what the platform says of a failure: what can go wrong is in the type of each operation, each with its own body.

use codegen_client::{Agent, AnyError, operations::agents::CreateAgentRunError};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    for problem in problems(&Agent::from_env()?).await? {
        eprintln!("{problem}");
    }
    Ok(())
}

/// Starts a run, and returns what the platform has against it: nothing when the run has started.
pub(crate) async fn problems(agent: &Agent) -> Result<Vec<String>, AnyError> {
    let Err(error) = agent.run("Fix authentication bug in user service").await else {
        return Ok(Vec::new());
    };
    match error.api() {
        Some(CreateAgentRunError::BillingLimit(body)) => Ok(vec![body.message.clone()]),
        Some(CreateAgentRunError::Validation(body)) => {
            let issues = body.detail.iter().flatten();
            Ok(issues.map(|issue| format!("{}: {}", issue.location(), issue.msg)).collect())
        }
        _ => Err(error.into()),
    }
}
