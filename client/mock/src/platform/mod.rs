//! The platform behind the API: what it holds, and one function for each operation.
//!
//! It does no IO. The time of a request is an argument, and what it makes up follows from a seed.

mod accounts;
mod call;
mod checks;
mod directory;
mod page;
mod pull_requests;
mod refusal;
mod run;
mod runs;
mod script;
mod starts;
#[cfg(test)]
mod tests;
mod world;

pub(crate) use call::Call;
pub(crate) use refusal::Refusal;
pub(crate) use script::Pace;
pub(crate) use world::Landmarks;

use crate::clock::Clock;
use checks::Settings;
use codegen_client::types::AgentRun;
use run::Run;
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use world::{Organization, World};

/// What comes of a request that was let through: the body of a 200, or a refusal.
pub(crate) type Answer = Result<Value, Refusal>;

/// What serves an operation.
pub(crate) type Handler = fn(&mut Platform, &Call<'_>) -> Answer;

/// What serves the operation of this identifier.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    Some(match operation {
        "create_agent_run" => starts::create_agent_run,
        "get_agent_run" => runs::get_agent_run,
        "list_agent_runs" => runs::list_agent_runs,
        "resume_agent_run" => runs::resume_agent_run,
        "ban_agent_run" | "remove_agent_run_from_pr" => runs::ban_agent_run,
        "unban_agent_run" => runs::unban_agent_run,
        "get_agent_run_logs" => runs::get_agent_run_logs,
        "list_organizations" => directory::list_organizations,
        "list_users" => directory::list_users,
        "get_user" => directory::get_user,
        "get_current_user" => directory::get_current_user,
        "list_repositories" => directory::list_repositories,
        "get_check_suite_settings" => checks::get_check_suite_settings,
        "update_check_suite_settings" => checks::update_check_suite_settings,
        "edit_pull_request" => pull_requests::edit_pull_request,
        "edit_repository_pull_request" => pull_requests::edit_repository_pull_request,
        "get_integrations" => directory::get_integrations,
        "generate_setup_commands" => starts::generate_setup_commands,
        "analyze_sandbox_logs" => starts::analyze_sandbox_logs,
        "get_cli_rules" => directory::get_cli_rules,
        "list_mcp_providers" => accounts::list_mcp_providers,
        "get_oauth_token_status" => accounts::get_oauth_token_status,
        "revoke_oauth_token" => accounts::revoke_oauth_token,
        "generate_slack_token" => accounts::generate_slack_token,
        _ => return None,
    })
}

/// Everything that the platform knows.
#[derive(Debug)]
pub(crate) struct Platform {
    world: World,
    /// In the order of their starts; the identifiers follow from it.
    runs: Vec<Run>,
    /// By repository; one that is not here has never been changed.
    checks: BTreeMap<i64, Settings>,
    /// How many more runs the plan allows; `None`: any number.
    plan: Option<usize>,
    pace: Pace,
    rng: fastrand::Rng,
    clock: Arc<Clock>,
}

impl Platform {
    pub(crate) fn new(seed: u64, plan: Option<usize>, pace: Pace, clock: Arc<Clock>) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let world = World::draw(&mut rng);
        Self { world, runs: Vec::new(), checks: BTreeMap::new(), plan, pace, rng, clock }
    }

    /// What a test has to know to find its way.
    pub(crate) fn landmarks(&self) -> Landmarks {
        self.world.landmarks
    }

    /// Every run, oldest first, as it is at an instant.
    #[expect(
        clippy::expect_used,
        reason = "runs are shown as the generated type reads them; tests read them so"
    )]
    pub(crate) fn runs(&self, at: Duration) -> Vec<AgentRun> {
        let run = |run: &Run| serde_json::from_value(run.show(&self.clock, at)).expect("a run");
        self.runs.iter().map(run).collect()
    }

    /// An organization that the owner of the token belongs to.
    fn organization(&self, id: i64) -> Result<&Organization, Refusal> {
        let known = self.world.organizations.iter().find(|organization| organization.id == id);
        known.ok_or_else(no_access)
    }

    fn organization_mut(&mut self, id: i64) -> Result<&mut Organization, Refusal> {
        let known = self.world.organizations.iter_mut().find(|organization| organization.id == id);
        known.ok_or_else(no_access)
    }
}

fn no_access() -> Refusal {
    Refusal::new(403, "You do not have access to this organization")
}
