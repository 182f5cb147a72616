//! Connections to other services.

use super::{Answer, Call, Platform, world::PROVIDERS};
use codegen_client::types::GenerateSlackTokenInput;
use serde_json::{Value, json};

#[expect(clippy::unnecessary_wraps, reason = "handlers are alike")]
pub(super) fn list_mcp_providers(_: &mut Platform, _: &Call<'_>) -> Answer {
    let provider = |(id, name): (i64, &str)| {
        let issuer = format!("https://{name}.example.com");
        json!({
            "id": id,
            "name": name,
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/oauth/authorize"),
            "token_endpoint": format!("{issuer}/oauth/token"),
            "default_scopes": ["read", "write"],
            "is_mcp": true,
        })
    };
    Ok((1..).zip(PROVIDERS).map(provider).collect())
}

pub(super) fn get_oauth_token_status(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let organization = platform.organization(call.required_id("org_id"))?;
    Ok(organization.connected.iter().copied().map(Value::from).collect())
}

/// One that was not connected is disconnected all the same.
pub(super) fn revoke_oauth_token(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let (provider, id) = (call.required("provider"), call.required_id("org_id"));
    platform.organization_mut(id)?.connected.remove(provider);
    Ok(json!({"message": format!("{provider} is disconnected")}))
}

pub(super) fn generate_slack_token(platform: &mut Platform, call: &Call<'_>) -> Answer {
    let input: GenerateSlackTokenInput = call.body();
    platform.organization(input.org_id)?;
    let token = format!("{:032x}", platform.rng.u128(..));
    let message = format!("Send this to the Codegen bot within 10 minutes: Connect my account: {token}");
    Ok(json!({"token": token, "message": message, "expires_in_minutes": 10}))
}
