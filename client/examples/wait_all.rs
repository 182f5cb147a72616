//! Starts several runs and waits for all of them: one list call looks for all.

use codegen_client::{Agent, AnyError};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let prompts = ["Update the changelog", "Fix the flaky login test", "Remove dead code"];
    for line in outcomes(&Agent::from_env()?, &prompts).await? {
        println!("{line}");
    }
    Ok(())
}

/// A line for each prompt: how its run has ended.
pub(crate) async fn outcomes(agent: &Agent, prompts: &[&str]) -> Result<Vec<String>, AnyError> {
    let mut runs = Vec::new();
    for prompt in prompts {
        runs.push(agent.run(*prompt).await?);
    }
    let ends = agent.wait_all(&runs).await; // in the order of the runs
    let lines = prompts.iter().zip(ends).map(|(prompt, end)| match end {
        Ok(run) if run.succeeded() => format!("{prompt}: {}", run.result().unwrap_or("done")),
        Ok(run) => format!("{prompt}: ended badly, see {}", run.web_url().unwrap_or_default()),
        Err(error) => format!("{prompt}: {error}"),
    });
    Ok(lines.collect())
}
