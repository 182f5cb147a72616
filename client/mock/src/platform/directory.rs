//! Organizations, users, repositories and integrations.

use super::{
    Answer, Call, Platform, Refusal,
    page::Page,
    world::{Organization, PROVIDERS},
};
use serde_json::{Value, json};

#[expect(clippy::unnecessary_wraps, reason = "handlers are alike")]
pub(super) fn list_organizations(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let page = Page::of(call);
    let settings = json!({"enable_pr_creation": true, "enable_rules_detection": true});
    let show = |organization: &Organization| json!({"id": organization.id, "name": organization.name, "settings": settings});
    Ok(page.answer(platform.world.organizations.iter().collect(), show))
}

pub(super) fn list_users(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let (id, page) = (call.path_id("org_id"), Page::of(call));
    let users = &platform.organization(id)?.users;
    Ok(page.answer(users.iter().collect(), |user| json!(user)))
}

pub(super) fn get_user(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let (id, user_id) = (call.path_id("org_id"), call.path_id("user_id"));
    let user = platform.organization(id)?.users.iter().find(|user| user.id == user_id);
    user.map(|user| json!(user)).ok_or_else(|| Refusal::new(404, "User not found"))
}

#[expect(clippy::unnecessary_wraps, reason = "handlers are alike")]
pub(super) fn get_current_user(platform: &mut Platform, _: &Call<'_>) -> Answer {
    Ok(json!(platform.world.owner))
}

pub(super) fn list_repositories(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let (id, page) = (call.path_id("org_id"), Page::of(call));
    let repositories = &platform.organization(id)?.repositories;
    Ok(page.answer(repositories.iter().collect(), |repository| json!(repository)))
}

pub(super) fn get_integrations(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let organization = platform.organization(call.path_id("org_id"))?;
    let github = !organization.repositories.is_empty();
    let mut integrations = vec![
        json!({"integration_type": "github", "active": github, "installation_id": organization.id * 10}),
    ];
    integrations.extend((1..).zip(PROVIDERS).map(|(token_id, provider)| {
        let active = organization.connected.contains(provider);
        let token_id = active.then_some(token_id);
        json!({"integration_type": provider, "active": active, "token_id": token_id})
    }));
    let active = integrations.iter().filter(|integration| integration["active"] == Value::Bool(true)).count();
    Ok(json!({
        "organization_id": organization.id,
        "organization_name": organization.name,
        "integrations": integrations,
        "total_active_integrations": active,
    }))
}

pub(super) fn get_cli_rules(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let organization = platform.organization(call.path_id("org_id"))?;
    let rules = (!organization.repositories.is_empty()).then_some("Write a test for every change.");
    Ok(json!({"organization_rules": rules, "user_custom_prompt": null}))
}
