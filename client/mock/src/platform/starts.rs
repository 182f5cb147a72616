//! What starts a run.

use super::{Answer, Call, Platform, Refusal, run::Run, script::Script, world::Repository};
use codegen_client::types::{CreateAgentRunInput, GenerateSetupCommandsInput, SourceType};
use serde_json::{Map, Value, json};
use std::{sync::Arc, time::Duration};

/// The identifier of the first run; the others follow.
const FIRST: i64 = 1001;

pub(super) fn create_agent_run(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let (organization_id, input) = (call.path_id("org_id"), call.body::<CreateAgentRunInput>());
    let organization = platform.organization(organization_id)?;
    let repository = match input.repo_id {
        Some(id) => organization.repository(id),
        None => organization.repositories.first(),
    };
    let repository =
        repository.map(place).ok_or_else(|| Refusal::new(404, "This organization has no such repository"))?;
    if platform.plan == Some(0) {
        return Err(Refusal::new(402, "The plan allows no further agent runs"));
    }
    platform.plan = platform.plan.map(|left| left - 1);
    let (clock, metadata) = (Arc::clone(&platform.clock), input.metadata);
    let run = platform.start(organization_id, repository, SourceType::Api, &input.prompt, metadata, call.at);
    Ok(run.show(&clock, call.at))
}

pub(super) fn generate_setup_commands(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let (organization_id, input) = (call.path_id("org_id"), call.body::<GenerateSetupCommandsInput>());
    let organizations = &platform.world.organizations;
    let organization = organizations.iter().find(|organization| organization.id == organization_id);
    let repository = organization.and_then(|organization| organization.repository(input.repo_id));
    let repository = repository.ok_or_else(|| Refusal::new(404, "Repository not found"))?;
    if repository.archived {
        return Err(Refusal::new(400, "The repository is archived"));
    }
    let repository = place(repository);
    let prompt = input.prompt.as_deref().unwrap_or("Work out the setup commands");
    let run = platform.start(organization_id, repository, SourceType::SetupCommands, prompt, None, call.at);
    Ok(json!({"agent_run_id": run.id, "status": run.status(call.at), "url": run.web_url()}))
}

pub(super) fn analyze_sandbox_logs(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let (organization_id, sandbox_id) = (call.path_id("org_id"), call.path_id("sandbox_id"));
    let organization = platform.organization(organization_id)?;
    // Where there is a repository, there are the sandboxes: in the first organization.
    let repository = organization.repositories.first().map(place);
    let landmarks = platform.world.landmarks;
    let known = [landmarks.sandbox_id, landmarks.new_sandbox_id].contains(&sandbox_id);
    let repository = repository.filter(|_| known).ok_or_else(|| Refusal::new(404, "Sandbox not found"))?;
    if sandbox_id == landmarks.new_sandbox_id {
        return Err(Refusal::new(400, "The sandbox has no setup log yet"));
    }
    let prompt = "Analyze the setup log";
    let run = platform.start(organization_id, repository, SourceType::Api, prompt, None, call.at);
    let message = "The analysis has started";
    Ok(json!({"agent_run_id": run.id, "status": run.status(call.at), "message": message}))
}

/// Where a run works.
fn place(repository: &Repository) -> (i64, String) {
    (repository.id, repository.full_name.clone())
}

impl Platform {
    /// Starts a run.
    fn start(
        &mut self,
        organization_id: i64,
        repository: (i64, String),
        source: SourceType,
        prompt: &str,
        metadata: Option<Map<String, Value>>,
        at: Duration,
    ) -> &Run {
        let number = i64::try_from(self.runs.len()).unwrap_or(i64::MAX - FIRST);
        let script = Script::start(&mut self.rng, &self.pace, at, prompt);
        self.runs.push_mut(Run {
            id: FIRST + number,
            organization_id,
            repository,
            source,
            created: at,
            metadata,
            script,
            banned: false,
        })
    }
}
