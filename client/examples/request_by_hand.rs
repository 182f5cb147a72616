//! Sends a request by hand: method, path and body are the caller's, and the client adds the token.
//!
//! In the platform's documentation: a request to start a run with `curl`, the token in a header. It is the way to what no operation
//! describes, and pays from no rate limit. `start_run` sends the same request within its limit, and typed.

use codegen_client::{Agent, AnyError, Bytes, Method};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let answer = start(&Agent::from_env()?).await?;
    println!("{}", String::from_utf8_lossy(&answer));
    Ok(())
}

/// Starts a run, and returns what the platform says, as it says it.
pub(crate) async fn start(agent: &Agent) -> Result<Bytes, AnyError> {
    let path = format!("/v1/organizations/{}/agent/run", agent.org_id());
    let request = agent.client().request(Method::POST, &path);
    let request = request.body("application/json", r#"{"prompt": "Fix authentication bug in user service"}"#);
    Ok(request.await?.into_inner())
}
