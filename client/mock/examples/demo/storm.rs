//! The platform is too busy for a while.

use super::screen::{Screen, Tone};
use anyhow::ensure;
use codegen_client::{Agent, Freshness, Run, StaleCause, operations::agents::GET_AGENT_RUN};
use codegen_mock::{
    Mock,
    faults::{Fault, Rule},
};
use std::time::Duration;
use tokio::time::Instant;

/// How old an answer may be.
const OLDEST: Duration = Duration::from_secs(300);

/// How long the platform asks to be left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// Shows the status of a run before, in and after a time in which the platform answers 429 to everybody.
pub(crate) async fn show(mock: &Mock, agent: &Agent, run: &Run, screen: &mut Screen) -> anyhow::Result<()> {
    screen.title("The platform answers 429 to everybody: what it said last is taken, and marked as old")?;
    let before = agent.get_run(run.id()).await?;
    ensure!(before.freshness() == Freshness::Fresh, "an old answer that nobody allowed");
    line(screen, "before", &before, "")?;

    mock.add_fault(Rule::new(Fault::Status { status: 429, retry_after: Some(PAUSE) }).on(&GET_AGENT_RUN));
    let asked = Instant::now();
    let meanwhile = agent.get_run(run.id()).allow_stale(OLDEST).await?;
    let Freshness::Stale { age, cause } = meanwhile.freshness() else {
        anyhow::bail!("the status is said to be fresh although the platform did not tell it");
    };
    ensure!(matches!(cause, StaleCause::Status(status) if status.as_u16() == 429), "the cause is: {cause}");
    line(screen, "meanwhile", &meanwhile, &format!("{} ms old: {cause}", age.as_millis()))?;

    mock.clear_faults();
    let again = Instant::now();
    let after = agent.get_run(run.id()).await?;
    let waited = again.elapsed();
    ensure!(after.freshness() == Freshness::Fresh, "an old answer that nobody allowed");
    ensure!(asked.elapsed() >= PAUSE, "the platform was asked again {:?} after it was busy", asked.elapsed());
    let told =
        format!("waited {:.1} s, because Retry-After said {} s", waited.as_secs_f64(), PAUSE.as_secs());
    line(screen, "after", &after, &told)
}

fn line(screen: &mut Screen, when: &str, run: &Run, how: &str) -> anyhow::Result<()> {
    let status = run.status().map_or("-", |status| status.as_str());
    let (tone, fresh) = match run.freshness() {
        Freshness::Fresh => (Tone::Good, "fresh"),
        Freshness::Stale { .. } => (Tone::Bad, "stale"),
    };
    let fresh = screen.paint(tone, format_args!("{fresh:<7}"));
    screen.text(format_args!("{when:<11}{status:<10}{fresh}{how}"))?;
    Ok(())
}
