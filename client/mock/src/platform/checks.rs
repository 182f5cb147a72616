//! How agents treat the checks of a repository.

use super::{Answer, Call, Platform, Refusal};
use codegen_client::types::UpdateCheckSuiteSettingsInput;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

/// The settings of one repository.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Settings {
    check_retry_count: i64,
    ignored_checks: Vec<String>,
    check_retry_counts: BTreeMap<String, i64>,
    custom_prompts: BTreeMap<String, String>,
    high_priority_apps: Vec<String>,
    available_check_suite_names: Vec<&'static str>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            check_retry_count: 3,
            ignored_checks: Vec::new(),
            check_retry_counts: BTreeMap::new(),
            custom_prompts: BTreeMap::new(),
            high_priority_apps: Vec::new(),
            available_check_suite_names: vec!["build", "lint", "test"],
        }
    }
}

pub(super) fn get_check_suite_settings(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let repository = repository(platform, call)?;
    Ok(json!(platform.checks.get(&repository).cloned().unwrap_or_default()))
}

/// A setting that is left out keeps its value.
pub(super) fn update_check_suite_settings(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let input: UpdateCheckSuiteSettingsInput = call.body();
    let repository = repository(platform, call)?;
    let settings = platform.checks.entry(repository).or_default();
    put(&mut settings.check_retry_count, input.check_retry_count);
    put(&mut settings.ignored_checks, input.ignored_checks);
    put(&mut settings.check_retry_counts, input.check_retry_counts);
    put(&mut settings.custom_prompts, input.custom_prompts);
    put(&mut settings.high_priority_apps, input.high_priority_apps);
    Ok(json!({"message": "The settings are stored"}))
}

/// The repository that is asked about.
fn repository(platform: &Platform, call: &Call<'_>) -> Result<i64, Refusal> {
    let (id, repository) = (call.path_id("org_id"), call.required_id("repo_id"));
    let known = platform.organization(id)?.repository(repository).is_some();
    known.then_some(repository).ok_or_else(|| Refusal::new(404, "Repository not found"))
}

fn put<T>(setting: &mut T, new: Option<T>) {
    if let Some(new) = new {
        *setting = new;
    }
}
