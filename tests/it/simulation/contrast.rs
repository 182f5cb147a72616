//! Clients that are not exact, to show that each server of the simulation catches them.

use super::{
    SEEDS, SIXTY_IN_30_S, STRAGGLERS, TEN_IN_60_S,
    api::{Client, GET_BOOK},
    network::{Network, trips},
    paused, phase,
    server::{Algorithm, Limit, Verdict, most_in_a_window},
};
use std::time::Duration;
use tokio::task::JoinSet;

/// The most common limiter admits a window's worth at once and then one request after another, evenly: nearly twice the limit in
/// the first window. Even a server that does the same refuses some, because they arrive closer together than they were sent.
#[test]
fn each_server_catches_a_client_that_counts_in_tokens() {
    for (limit, requests) in [(TEN_IN_60_S, 100), (SIXTY_IN_30_S, 600)] {
        let runs: Vec<_> = SEEDS.map(|seed| arrivals_of_a_token_bucket(limit, requests, seed)).collect();
        let most = runs.iter().map(|arrivals| most_in_a_window(arrivals, limit.window)).max();
        assert!(most > Some(limit.requests as usize), "{most:?} in a window");
        for algorithm in Algorithm::FAIR {
            let refused: Vec<_> = SEEDS
                .zip(&runs)
                .map(|(seed, arrivals)| {
                    let mut server = algorithm.server(limit, phase(limit, seed));
                    arrivals.iter().filter(|at| server.arrive(**at) != Verdict::Admitted).count()
                })
                .collect();
            let total: usize = refused.iter().sum();
            println!("tokens  {limit}  {algorithm:15?}  429s {total:5}  most in a window {most:?}");
            assert!(total > 0, "{algorithm:?} refused nothing");
        }
    }
}

/// When the requests of such a client arrive, without any that it would repeat.
fn arrivals_of_a_token_bucket(limit: Limit, requests: u32, seed: u32) -> Vec<Duration> {
    let sent = |request: u32| limit.window * (request + 1).saturating_sub(limit.requests) / limit.requests;
    let mut arrivals: Vec<_> =
        (0..requests).zip(trips(seed, STRAGGLERS)).map(|(request, trip)| sent(request) + trip.up).collect();
    arrivals.sort_unstable();
    arrivals
}

/// The client of the other tests, calling what it knows no limit of.
#[test]
fn each_server_catches_a_client_without_a_limit() {
    for algorithm in Algorithm::FAIR {
        let traffic = paused(async {
            let server = algorithm.server(TEN_IN_60_S, phase(TEN_IN_60_S, 10));
            let network = Network::new(server, trips(0, STRAGGLERS));
            let client = Client::builder().token("no-limit").transport(network.transport()).build();
            let client = client.expect("a client");
            let calls: JoinSet<_> = (0..30).map(|book| client.get(&GET_BOOK, book)).collect();
            calls.join_all().await;
            network.traffic()
        });
        assert!(most_in_a_window(&traffic.arrivals, TEN_IN_60_S.window) >= 30, "{algorithm:?}");
        assert!(traffic.refused >= 20, "{algorithm:?} refused {} of 30", traffic.refused);
    }
}
