//! Tells failures apart by their kind, the names that the platform's documentation uses.

use codegen_client::{Agent, AnyError, ErrorKind, Run};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if let Some(run) = start(&Agent::from_env()?).await? {
        println!("{} {}", run.id(), run.web_url().unwrap_or_default());
    }
    Ok(())
}

/// Starts a run, or says what to do about it when the platform refuses.
pub(crate) async fn start(agent: &Agent) -> Result<Option<Run>, AnyError> {
    let error = match agent.run("Fix authentication bug in user service").await {
        Ok(run) => return Ok(Some(run)),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::BillingLimit => eprintln!("billing limit reached: contact your administrator"), // 402
        ErrorKind::InsufficientAccess => eprintln!("request access to the organization"),          // 403
        ErrorKind::NoRepositories => eprintln!("add a repository first"),                          // 404
        ErrorKind::Validation => eprintln!("{error}"), // 422: names each field and its problem
        ErrorKind::RateLimited => eprintln!("try again at {:?}", error.retry_at()), // 429
        _ => return Err(error.into()),                 // error.sent() says whether the run may have started
    }
    Ok(None)
}
