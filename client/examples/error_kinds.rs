//! Says what to do about each failure that the platform's documentation names.
//!
//! In that documentation: one exception for each status of a start, each with a message, and nothing returned. Here the kind has the
//! names, one error has what belongs to them (which field is wrong, when to try again), and what nobody expected stays an error.

use codegen_client::{Agent, Error, ErrorKind, operations::agents::CreateAgentRunError};
use std::error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    match Agent::from_env()?.run("Fix authentication bug in user service").await {
        Ok(run) => println!("{} {}", run.id(), run.web_url().unwrap_or_default()),
        Err(error) => match advice(&error) {
            Some(advice) => eprintln!("{advice}"),
            None => return Err(error.into()), // error.sent() says whether the run may have started
        },
    }
    Ok(())
}

/// What to do when a run was not started; nothing for failures that the platform's documentation does not name.
pub(crate) fn advice(error: &Error<CreateAgentRunError>) -> Option<String> {
    Some(match error.kind() {
        ErrorKind::BillingLimit => "billing limit reached: contact your administrator".to_owned(), // 402
        ErrorKind::InsufficientAccess => "request access to the organization".to_owned(),          // 403
        ErrorKind::NoRepositories => "add a repository first".to_owned(),                          // 404
        ErrorKind::Validation => error.to_string(), // 422: names each field and its problem
        ErrorKind::RateLimited => format!("try again at {:?}", error.retry_at()), // 429
        _ => return None,
    })
}
