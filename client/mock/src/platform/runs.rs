//! What is done with runs that have started.

use super::{Answer, Call, Platform, Refusal, page::Page, run::Run};
use codegen_client::types::{ResumeAgentRunInput, SourceType, StopAgentRunInput};
use serde_json::{Value, json};

pub(super) fn get_agent_run(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let (organization_id, id) = (call.path_id("org_id"), call.path_id("agent_run_id"));
    Ok(platform.run(organization_id, id)?.show(&platform.clock, call.at))
}

/// Newest first.
pub(super) fn list_agent_runs(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let (organization_id, page) = (call.path_id("org_id"), Page::of(call));
    let user = call.integer("user_id");
    let source = call.text("source_type").map(SourceType::from);
    platform.organization(organization_id)?;
    // All runs are started with the token of one user.
    let anybodys = user.is_none_or(|user| user == platform.world.owner.id);
    let listed = |run: &&Run| {
        anybodys
            && run.organization_id == organization_id
            && source.as_ref().is_none_or(|source| *source == run.source)
    };
    let runs: Vec<&Run> = platform.runs.iter().rev().filter(listed).collect();
    Ok(page.answer(runs, |run| run.show(&platform.clock, call.at)))
}

pub(super) fn get_agent_run_logs(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let (organization_id, id) = (call.path_id("org_id"), call.path_id("agent_run_id"));
    let (page, reverse) = (Page::of(call), call.flag("reverse"));
    let run = platform.run(organization_id, id)?;
    let mut log: Vec<_> = run.log(call.at).iter().collect();
    if reverse {
        log.reverse();
    }
    let mut answer = run.show_briefly(&platform.clock, call.at);
    answer["total_logs"] = json!(log.len());
    answer["pages"] = json!(page.pages(log.len()));
    answer["page"] = json!(page.number());
    answer["size"] = json!(page.size());
    let entries = page.cut(log).map(|entry| run.show_entry(&platform.clock, entry));
    answer["logs"] = entries.collect();
    Ok(answer)
}

pub(super) fn resume_agent_run(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let (organization_id, input) = (call.path_id("org_id"), call.body::<ResumeAgentRunInput>());
    let number = platform.number(organization_id, input.agent_run_id)?;
    let Platform { runs, rng, pace, clock, .. } = platform;
    let run = &mut runs[number];
    run.script.resume(rng, pace, call.at, &input.prompt);
    Ok(run.show(clock, call.at))
}

/// Stops the run; it can be resumed.
pub(super) fn ban_agent_run(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let run = stopped(platform, call)?;
    run.script.stop(call.at);
    run.banned = true;
    Ok(ban(run))
}

/// The run stays stopped.
pub(super) fn unban_agent_run(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let run = stopped(platform, call)?;
    run.banned = false;
    Ok(ban(run))
}

/// The run that a ban, or the end of one, is about.
fn stopped<'a>(platform: &'a mut Platform, call: &Call<'_>) -> Result<&'a mut Run, Refusal> {
    let (organization_id, input) = (call.path_id("org_id"), call.body::<StopAgentRunInput>());
    let number = platform.number(organization_id, input.agent_run_id)?;
    Ok(&mut platform.runs[number])
}

fn ban(run: &Run) -> Value {
    json!({"agent_run_id": run.id, "banned": run.banned})
}

impl Platform {
    fn run(&self, organization_id: i64, id: i64) -> Result<&Run, Refusal> {
        Ok(&self.runs[self.number(organization_id, id)?])
    }

    /// Which in the list the run is.
    fn number(&self, organization_id: i64, id: i64) -> Result<usize, Refusal> {
        let organization = self.organization(organization_id)?;
        let known = self.runs.iter().position(|run| run.id == id && run.organization_id == organization.id);
        known.ok_or_else(|| Refusal::new(404, "Agent run not found"))
    }
}
