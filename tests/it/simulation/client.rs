//! The client, with a limit that it knows, against each server.

use super::{
    SEEDS, SLOW, STRAGGLERS,
    api::{Client, READ_BOOK, SCAN_BOOK, limit},
    callers::{Figures, Patience, Run, call, impatient},
    median,
    network::{Network, Trip, trips},
    oracle::oracle,
    paused, phase,
};
use codegen_mock::limits::{Algorithm, Limit};
use codegen_runtime::Operation;

#[test]
fn sliding_log() {
    judge(Algorithm::SlidingLog);
}

#[test]
fn log_with_rejects() {
    judge(Algorithm::LogWithRejects);
}

#[test]
fn aligned_window() {
    judge(Algorithm::AlignedWindow);
}

#[test]
fn first_hit_window() {
    judge(Algorithm::FirstHitWindow);
}

#[test]
fn token_bucket() {
    judge(Algorithm::TokenBucket);
}

/// All requests at once: none is refused, and together they take hardly longer than they must.
fn judge(algorithm: Algorithm) {
    for (operation, requests, percent) in [(&SCAN_BOOK, 100, 1.1), (&READ_BOOK, 600, 1.5)] {
        let limit = limit(operation);
        let patience = vec![Patience::Endless; requests];
        let runs: Vec<_> =
            SEEDS.map(|seed| run(algorithm, operation, seed, trips(seed, STRAGGLERS), &patience)).collect();
        let figures = Figures::of(&format!("{algorithm:?}"), limit, &runs);
        exact(&figures, limit);

        let least: Vec<_> =
            SEEDS.map(|seed| oracle(limit, trips(seed, STRAGGLERS).take(requests)).took).collect();
        let (took, best) = (figures.took.as_secs_f64(), median(least.iter().copied()).as_secs_f64());
        let more = (took / best - 1.0) * 100.0;
        println!(
            "{:26} {limit}: {best:6.2} s, the client takes {more:.2} % more",
            format!("{algorithm:?}, oracle")
        );
        assert!(more <= percent, "{algorithm:?}, {limit}: {took} s, the oracle {best} s");
        for (run, least) in runs.iter().zip(least) {
            assert!(run.took >= least, "{algorithm:?}, {limit}: no client is faster than the oracle");
        }
    }
}

/// One caller in five leaves, and one request in five is slow, so that many arrive long after their callers have left. One
/// server is enough: as long as none of its windows is overfull, no other refuses anything either.
#[test]
fn cancelled_requests_still_arrive() {
    for (operation, requests) in [(&SCAN_BOOK, 100), (&READ_BOOK, 600)] {
        let limit = limit(operation);
        let runs: Vec<_> = SEEDS
            .map(|seed| {
                let patience = impatient(seed, requests, limit);
                run(Algorithm::SlidingLog, operation, seed, trips(seed, SLOW), &patience)
            })
            .collect();
        let figures = Figures::of("SlidingLog, cancelled", limit, &runs);
        exact(&figures, limit);
        let callers = requests as usize * runs.len();
        assert!(figures.cancelled * 5 >= callers, "less than a fifth: {figures:?}");
        assert!(figures.abandoned > 0, "{figures:?}");
    }
}

/// This server refuses requests of a client that keeps the limit. How many is reported, not judged.
#[test]
fn sliding_counter() {
    let limit = limit(&SCAN_BOOK);
    let patience = [Patience::Endless; 100];
    let runs: Vec<_> = SEEDS
        .map(|seed| run(Algorithm::SlidingCounter, &SCAN_BOOK, seed, trips(seed, STRAGGLERS), &patience))
        .collect();
    let figures = Figures::of("SlidingCounter", limit, &runs);
    assert!(figures.most <= limit.requests as usize, "{figures:?}");
}

/// The client kept the limit, and every server saw it.
fn exact(figures: &Figures, limit: Limit) {
    assert_eq!((figures.refused, figures.failed), (0, 0), "{limit}: {figures:?}");
    assert!(figures.most <= limit.requests as usize, "{limit}: {figures:?}");
}

fn run(
    algorithm: Algorithm,
    operation: &'static Operation,
    seed: u32,
    trips: impl Iterator<Item = Trip> + Send + 'static,
    patience: &[Patience],
) -> Run {
    paused(async {
        let limit = limit(operation);
        let network = Network::new(algorithm.limiter(limit, phase(limit, seed)), trips);
        call(&network, &Client::over(network.transport()), operation, patience).await
    })
}
