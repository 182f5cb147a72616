//! What is left of the limits.

use super::screen::{Screen, Tone};
use codegen_client::{Client, operations::AGENT_CREATION};
use std::{io, time::Duration};

/// Shows the limit that was used up again and again, and those of which something is used now.
pub(crate) fn show(client: &Client, screen: &mut Screen) -> io::Result<()> {
    screen.title("What is left of the limits, from client.limits()")?;
    let head = format!("{:<18}{:>9}  {:<9}{}", "limit", "used", "in any", "next slot");
    screen.text(screen.paint(Tone::Faint, head))?;
    let limits = client.limits();
    for limit in limits.iter().filter(|limit| limit.used > 0 || limit.name == AGENT_CREATION.name) {
        let used = format!("{} of {}", limit.used, limit.limit);
        let window = format!("{} s", limit.window.as_secs_f64());
        let next = match limit.next_slot {
            Duration::ZERO => "now".to_owned(),
            time => format!("in {:.1} s", time.as_secs_f64()),
        };
        screen.text(format_args!("{:<18}{used:>9}  {window:<9}{next}", limit.name))?;
    }
    Ok(())
}
