//! The callers of one run: they all start at once, and some leave before their answer.

use super::{
    api::{Client, Outcome},
    median,
    network::{Network, Traffic},
};
use codegen_mock::limits::{Limit, most_in_a_window};
use codegen_runtime::{BoxFuture, Operation};
use std::time::Duration;
use tokio::{
    sync::oneshot,
    task::JoinSet,
    time::{Instant, sleep},
};

/// How long a caller waits for its answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Patience {
    /// As long as it takes.
    Endless,
    /// So long from the start of the run: it most likely leaves before its request is sent.
    FromStart(Duration),
    /// So long from when its request is sent, so that it leaves while that is under way.
    FromDeparture(Duration),
}

/// Three callers in ten mean to leave, at any time of the run or while their requests are under way; some have their
/// answers before that, so that at least one in five leaves.
pub(crate) fn impatient(seed: u32, callers: u32, limit: Limit) -> Vec<Patience> {
    let run = limit.window * callers / limit.requests;
    // Not the numbers that the network draws.
    let mut rng = fastrand::Rng::with_seed(u64::from(seed) + 1_000_000);
    let patience = |_| match rng.u32(0..10) {
        0 => Patience::FromStart(run.mul_f64(rng.f64())),
        1 | 2 => Patience::FromDeparture(Duration::from_millis(rng.u64(0..400))),
        _ => Patience::Endless,
    };
    (0..callers).map(patience).collect()
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Run {
    /// Until the last caller had its answer or had left.
    pub(crate) took: Duration,
    /// How many callers left.
    pub(crate) cancelled: usize,
    /// How many got an error.
    pub(crate) failed: usize,
    pub(crate) traffic: Traffic,
}

/// One call for each patience, each for another book.
pub(crate) async fn call(
    network: &Network,
    client: &Client,
    operation: &'static Operation,
    patience: &[Patience],
) -> Run {
    let start = Instant::now();
    let calls: JoinSet<_> = (0..)
        .zip(patience)
        .map(|(book, patience)| wait(client.get(operation, book), *patience, network.departure(book)))
        .collect();
    let answers = calls.join_all().await;
    let took = start.elapsed();
    // Longer than any request is on its way, so that those arrive that lost their callers.
    sleep(Duration::from_secs(4)).await;
    Run {
        took,
        cancelled: answers.iter().filter(|answer| answer.is_none()).count(),
        failed: answers.iter().flatten().filter(|outcome| outcome.is_err()).count(),
        traffic: network.traffic(),
    }
}

/// The outcome, unless the caller leaves first.
async fn wait(
    call: BoxFuture<Outcome>,
    patience: Patience,
    departure: oneshot::Receiver<()>,
) -> Option<Outcome> {
    let leave = async {
        match patience {
            Patience::Endless => std::future::pending().await,
            Patience::FromStart(wait) => sleep(wait).await,
            Patience::FromDeparture(wait) => {
                departure.await.expect("the network outlives the run");
                sleep(wait).await;
            }
        }
    };
    tokio::select! {
        biased;
        outcome = call => Some(outcome),
        () = leave => None,
    }
}

/// Runs with different seeds, summed up.
#[derive(Debug)]
pub(crate) struct Figures {
    /// The median.
    pub(crate) took: Duration,
    pub(crate) refused: usize,
    pub(crate) failed: usize,
    pub(crate) cancelled: usize,
    /// Requests that arrived after their callers had left.
    pub(crate) abandoned: usize,
    /// The most requests in any window of any run.
    pub(crate) most: usize,
}

impl Figures {
    /// Prints them as well, as a line of a table.
    pub(crate) fn of(title: &str, limit: Limit, runs: &[Run]) -> Self {
        let sum = |count: fn(&Run) -> usize| runs.iter().map(count).sum();
        let most = |run: &Run| most_in_a_window(&run.traffic.arrivals, limit.window);
        let figures = Self {
            took: median(runs.iter().map(|run| run.took)),
            refused: sum(|run| run.traffic.refused),
            failed: sum(|run| run.failed),
            cancelled: sum(|run| run.cancelled),
            abandoned: sum(|run| run.traffic.abandoned),
            most: runs.iter().map(most).max().unwrap_or_default(),
        };
        let Self { took, refused, failed, cancelled, abandoned, most } = figures;
        println!(
            "{title:26} {limit}: {:6.2} s, 429s {refused}, most in a window {most}, failed {failed}, \
             cancelled {cancelled}, arrived without a caller {abandoned}",
            took.as_secs_f64(),
        );
        figures
    }
}
