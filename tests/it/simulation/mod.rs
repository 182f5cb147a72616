//! Judges the rate limiter: a client against servers that count, over networks that delay.
//!
//! Everything runs on tokio's paused clock and follows from seeds. `cargo test -p tests simulation -- --nocapture`
//! prints the figures.

mod api;
mod callers;
mod client;
mod contrast;
mod network;
mod oracle;

use codegen_mock::limits::Limit;
use std::{ops::Range, time::Duration};

const TEN_IN_60_S: Limit = Limit { requests: 10, window: Duration::from_secs(60) };
const SIXTY_IN_30_S: Limit = Limit { requests: 60, window: Duration::from_secs(30) };

/// The part of the requests that takes three seconds longer to the server.
const STRAGGLERS: f64 = 0.02;

/// The same where callers leave: those that are late then matter, and should be many.
const SLOW: f64 = 0.2;

/// Each seed is one run: its network, and when the server's windows began.
const SEEDS: Range<u32> = 0..20;

/// When the server's aligned windows began, before the run: the runs together try all of a window.
fn phase(limit: Limit, seed: u32) -> Duration {
    limit.window * seed / SEEDS.end
}

/// Runs to the end on a paused clock of its own.
fn paused<F: Future>(run: F) -> F::Output {
    // The client draws its jitter from the generator of this thread.
    fastrand::seed(0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(run)
}

/// Half of the values are at most this, and half at least.
fn median(values: impl Iterator<Item = Duration>) -> Duration {
    let mut values: Vec<_> = values.collect();
    values.sort_unstable();
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2 }
}
