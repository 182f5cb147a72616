//! The pull requests that runs have opened.

use super::{Answer, Call, Platform};
use codegen_client::types::{EditPullRequestInput, PullRequestState};
use serde_json::json;

pub(super) fn edit_pull_request(platform: &mut Platform, call: &Call<'_>) -> Answer {
    edit(platform, call, None)
}

pub(super) fn edit_repository_pull_request(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let repository = call.path_id("repo_id");
    edit(platform, call, Some(repository))
}

/// No operation shows the state of a pull request later, so it is not kept. One that cannot be changed is an outcome and no
/// refusal: the description of the API has no status for it.
fn edit(platform: &mut Platform, call: &Call<'_>, repository: Option<i64>) -> Answer {
    let (organization_id, id) = (platform.organization(call.path_id("org_id"))?.id, call.path_id("pr_id"));
    let state = match call.body::<EditPullRequestInput>().state {
        PullRequestState::Open | PullRequestState::ReadyForReview => "open",
        PullRequestState::Closed => "closed",
        _ => "draft",
    };
    let mut runs = platform.runs.iter().filter(|run| {
        run.organization_id == organization_id && repository.is_none_or(|id| run.repository.0 == id)
    });
    let found = runs.find_map(|run| run.pull_request(call.at).filter(|pull_request| pull_request.id == id));
    let Some(pull_request) = found else {
        return Ok(json!({"success": false, "error": "Pull request not found"}));
    };
    Ok(json!({
        "success": true,
        "url": pull_request.url,
        "number": pull_request.number,
        "title": pull_request.title,
        "state": state,
    }))
}
