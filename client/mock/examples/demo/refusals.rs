//! What the platform has against a start, each case by its name and with its body.

use super::screen::{Screen, Tone};
use anyhow::bail;
use codegen_client::{
    operations::agents::CreateAgentRunError as Refused,
    types::{AgentType, CreateAgentRunInput},
};
use codegen_mock::Mock;

/// Provokes one refusal of each kind.
pub(crate) async fn show(screen: &mut Screen) -> anyhow::Result<()> {
    screen.title("What can go wrong with a start is in its type, each case with its own body")?;
    // Its plan allows no runs at all.
    let mock = Mock::builder().plan(0).start().await?;
    let client = mock.client().build()?;
    let input = || CreateAgentRunInput::new("Fix the login page");
    let nowhere = 1;
    let mut malformed = input();
    malformed.agent_type = Some(AgentType::Unknown("nobody".to_owned()));
    for (status, org_id, input) in [
        (402, mock.org_id, input()),
        (403, nowhere, input()),
        (404, mock.empty_org_id, input()),
        (422, mock.org_id, malformed),
    ] {
        let Err(error) = client.create_agent_run(org_id, input).await else {
            bail!("a start that the platform has to refuse with {status} was not refused");
        };
        let (name, says) = match (status, error.api()) {
            (402, Some(Refused::BillingLimit(body))) => ("BillingLimit", body.message.clone()),
            (403, Some(Refused::InsufficientAccess(body))) => ("InsufficientAccess", body.message.clone()),
            (404, Some(Refused::NoRepositories(body))) => ("NoRepositories", body.message.clone()),
            (422, Some(Refused::Validation(body))) => ("Validation", body.to_string()),
            _ => bail!("a start that is refused with {status} came to: {error}"),
        };
        screen.text(format_args!("{} {name:<20}{says}", screen.paint(Tone::Bad, status)))?;
    }
    Ok(())
}
