//! A run from its start to its end.

use super::screen::{Screen, Tone};
use anyhow::{Context, ensure};
use codegen_client::{Run, types::AgentRunLogObservation};
use codegen_mock::Mock;
use futures_util::TryStreamExt;
use tokio::time::Instant;

/// Shows the log of a run as it is written, and waits for its end.
pub(crate) async fn show(mock: &Mock, run: &Run, screen: &mut Screen) -> anyhow::Result<()> {
    screen.title("A run is followed while it works, and waited for, inside the limits")?;
    let began = Instant::now();
    let read = async {
        let mut entries = 0;
        let mut log = run.logs().follow();
        while let Some(entry) = log.try_next().await? {
            let after = screen.paint(Tone::Faint, format_args!("{:>4.1} s", began.elapsed().as_secs_f64()));
            let kind = entry.message_type.as_ref().map_or("", |kind| kind.as_str());
            let said = match entry.observation {
                Some(AgentRunLogObservation::Text(text)) => Some(text),
                _ => None,
            };
            let what = entry.thought.or(said).unwrap_or_default();
            screen.text(format_args!("{after}  {kind:<24}{what}"))?;
            entries += 1;
        }
        anyhow::Ok(entries)
    };
    let (entries, end) = tokio::join!(read, run.wait());
    let (entries, end) = (entries?, end?);
    let status = end.status().context("an end without a status")?;
    ensure!(end.succeeded(), "the run ended as {status}");
    ensure!(entries > 0, "the log of the run stayed empty");
    ensure!(refused(mock) == 0, "the limits refused {} requests of this client", refused(mock));
    let pull_request =
        end.github_pull_requests.iter().flatten().find_map(|pull_request| pull_request.url.as_deref());
    let status = screen.paint(Tone::Good, status);
    screen.text(format_args!("{status}: {}", pull_request.context("no pull request")?))?;
    Ok(())
}

/// How many requests of this client the limits have refused, in any chapter. A 429 that was ordered is none.
fn refused(mock: &Mock) -> usize {
    let arrivals = mock.arrivals();
    let ours = arrivals.all().iter().filter(|arrival| arrival.token == Some(0));
    ours.filter(|arrival| arrival.status == Some(429) && arrival.fault.is_none()).count()
}
