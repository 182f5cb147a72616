//! Clients that are not exact, to show that each server of the simulation catches them.

use super::{
    SEEDS, SIXTY_IN_30_S, SLOW, STRAGGLERS, TEN_IN_60_S,
    api::{Client, GET_BOOK},
    callers::{Figures, Patience, call, impatient},
    network::{Network, trips},
    paused, phase,
};
use codegen_mock::limits::{Algorithm, Limit, Verdict, most_in_a_window};
use codegen_runtime::Transport;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Semaphore, oneshot},
    time::sleep,
};
use tower::{Service, ServiceExt};

/// The most common limiter admits a window's worth at once and then one request after another, evenly: nearly twice the
/// limit in the first window. Even a server that does the same refuses some, because they arrive closer together than
/// they were sent.
#[test]
fn each_server_catches_a_client_that_counts_in_tokens() {
    for (limit, requests) in [(TEN_IN_60_S, 100), (SIXTY_IN_30_S, 600)] {
        let runs: Vec<_> = SEEDS.map(|seed| arrivals_of_a_token_bucket(limit, requests, seed)).collect();
        let most = runs.iter().map(|arrivals| most_in_a_window(arrivals, limit.window)).max().unwrap_or(0);
        assert!(most > limit.requests as usize, "{most} in a window");
        for algorithm in Algorithm::FAIR {
            let refused: Vec<_> = SEEDS
                .zip(&runs)
                .map(|(seed, arrivals)| {
                    let mut server = algorithm.limiter(limit, phase(limit, seed));
                    arrivals.iter().filter(|at| server.arrive(**at) != Verdict::Admitted).count()
                })
                .collect();
            let total: usize = refused.iter().sum();
            println!(
                "{:26} {limit}: 429s {total}, most in a window {most}",
                format!("tokens, {algorithm:?}")
            );
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

#[test]
fn each_server_catches_a_client_without_a_limit() {
    for algorithm in Algorithm::FAIR {
        let run = paused(async {
            let server = algorithm.limiter(TEN_IN_60_S, phase(TEN_IN_60_S, 10));
            let network = Network::new(server, trips(0, STRAGGLERS));
            call(&network, &client(network.transport()), &GET_BOOK, &[Patience::Endless; 30]).await
        });
        let figures = Figures::of(&format!("no limit, {algorithm:?}"), TEN_IN_60_S, &[run]);
        assert!(figures.most >= 30 && figures.refused >= 20, "{figures:?}");
    }
}

/// A request whose caller has left may be on its way for seconds. Who counts it as gone sends too much; who waits does
/// not.
#[test]
fn a_client_that_forgets_cancelled_requests_is_caught() {
    let figures = |travel| {
        let runs = SEEDS.map(|seed| {
            paused(async {
                let server = Algorithm::SlidingLog.limiter(TEN_IN_60_S, phase(TEN_IN_60_S, seed));
                let network = Network::new(server, trips(seed, SLOW));
                let client = client(slots(network.transport(), TEN_IN_60_S, travel));
                call(&network, &client, &GET_BOOK, &impatient(seed, 100, TEN_IN_60_S)).await
            })
        });
        Figures::of(&format!("{travel:?} for cancelled"), TEN_IN_60_S, &runs.collect::<Vec<_>>())
    };
    let (forgetful, patient) = (figures(Duration::ZERO), figures(Duration::from_secs(10)));
    assert!(forgetful.cancelled >= 400 && forgetful.abandoned > 0, "less than a fifth: {forgetful:?}");
    assert!(forgetful.most > 10 && forgetful.refused > 0, "{forgetful:?}");
    assert!(patient.most == 10 && patient.refused == 0, "{patient:?}");
}

/// A client whose calls wait as long as it takes, and that knows no limit for [`GET_BOOK`].
fn client(transport: Transport) -> Client {
    let hour = Duration::from_secs(3600);
    let client = Client::builder().token("a-token").transport(transport).attempt_timeout(hour).build();
    client.expect("a client")
}

/// The plainest exact limiter: as many slots as the limit has requests, each free again one window after the answer,
/// and later by `travel` if the caller left before it.
fn slots(transport: Transport, limit: Limit, travel: Duration) -> Transport {
    let slots = Arc::new(Semaphore::new(limit.requests as usize));
    Transport::new(tower::service_fn(move |request| {
        let (slots, mut transport) = (slots.clone(), transport.clone());
        async move {
            let slot = slots.acquire_owned().await.expect("it is never closed");
            let (answered, end) = oneshot::channel::<()>();
            tokio::spawn(async move {
                let unanswered = end.await.is_err();
                sleep(limit.window + if unanswered { travel } else { Duration::ZERO }).await;
                drop(slot);
            });
            let response = transport.ready().await?.call(request).await;
            // The task waits for it.
            let _ = answered.send(());
            response
        }
    }))
}
