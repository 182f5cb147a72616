//! The way from a client to a server and back, on tokio's paused clock.

use codegen_mock::limits::{Limiter, Verdict};
use codegen_runtime::{Body, Bytes, Sent, StatusCode, Transport, TransportError};
use http_body_util::{BodyExt, Full};
use std::{
    collections::BTreeMap,
    iter,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{
    sync::oneshot,
    time::{Instant, sleep},
};

/// How long the parts of a request's way take, in whole milliseconds: the paused clock knows nothing shorter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trip {
    /// From the client to the server.
    pub(crate) up: Duration,
    /// From the decision to the answer, where the server does anything.
    pub(crate) processing: Duration,
    /// From the server to the client.
    pub(crate) down: Duration,
}

/// The trips of one request after another: 5 to 300 ms each way, 20 to 120 ms in between.
///
/// This part of them, the stragglers, takes three seconds longer on the way up, as when a first packet is lost.
pub(crate) fn trips(seed: u32, stragglers: f64) -> impl Iterator<Item = Trip> + Send + 'static {
    let mut rng = fastrand::Rng::with_seed(seed.into());
    iter::repeat_with(move || {
        let late = if rng.f64() < stragglers { 3000 } else { 0 };
        Trip {
            up: Duration::from_millis(rng.u64(5..=300) + late),
            processing: Duration::from_millis(rng.u64(20..=120)),
            down: Duration::from_millis(rng.u64(5..=300)),
        }
    })
}

/// A network with one server at its end. Its time is that of the run that made it.
#[derive(Clone)]
pub(crate) struct Network {
    start: Instant,
    state: Arc<Mutex<State>>,
}

struct State {
    server: Box<dyn Limiter>,
    trips: Box<dyn Iterator<Item = Trip> + Send>,
    watched: BTreeMap<usize, oneshot::Sender<()>>,
    traffic: Traffic,
}

/// What came to the server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Traffic {
    /// When each request arrived, refused ones included.
    pub(crate) arrivals: Vec<Duration>,
    /// How many were refused.
    pub(crate) refused: usize,
    /// How many arrived after their callers had gone.
    pub(crate) abandoned: usize,
}

impl Network {
    /// Requests take the trips in the order in which they are sent.
    pub(crate) fn new(server: Box<dyn Limiter>, trips: impl Iterator<Item = Trip> + Send + 'static) -> Self {
        let (watched, traffic) = (BTreeMap::new(), Traffic::default());
        let state = State { server, trips: Box::new(trips), watched, traffic };
        Self { start: Instant::now(), state: Arc::new(Mutex::new(state)) }
    }

    /// Carries requests. One that its caller drops arrives all the same.
    pub(crate) fn transport(&self) -> Transport {
        let network = self.clone();
        Transport::new(tower::service_fn(move |request: http::Request<Bytes>| {
            let trip = network.depart(request.uri());
            let (caller, answer) = oneshot::channel();
            tokio::spawn(network.clone().carry(trip, caller));
            async { answer.await.map_err(|gone| TransportError::new(Sent::Maybe, gone)) }
        }))
    }

    /// Resolves when the first request is sent whose path ends with this number.
    pub(crate) fn departure(&self, id: usize) -> oneshot::Receiver<()> {
        let (sent, departure) = oneshot::channel();
        self.state().watched.insert(id, sent);
        departure
    }

    /// What came to the server until now.
    pub(crate) fn traffic(&self) -> Traffic {
        self.state().traffic.clone()
    }

    fn depart(&self, target: &http::Uri) -> Trip {
        let mut state = self.state();
        let id = target.path().rsplit('/').next().and_then(|id| id.parse().ok());
        if let Some(watcher) = id.and_then(|id: usize| state.watched.remove(&id)) {
            // Whoever waited for it may have gone.
            let _ = watcher.send(());
        }
        state.trips.next().expect("trips do not end")
    }

    async fn carry(self, trip: Trip, caller: oneshot::Sender<http::Response<Body>>) {
        sleep(trip.up).await;
        let response = match self.arrive(caller.is_closed()) {
            Verdict::Admitted => {
                sleep(trip.processing).await;
                http::Response::new(body("{}"))
            }
            Verdict::Refused { until } => too_many_requests(until.saturating_sub(self.start.elapsed())),
        };
        sleep(trip.down).await;
        // A caller that has gone needs no answer.
        let _ = caller.send(response);
    }

    fn arrive(&self, abandoned: bool) -> Verdict {
        let mut state = self.state();
        let at = self.start.elapsed();
        let verdict = state.server.arrive(at);
        state.traffic.arrivals.push(at);
        state.traffic.refused += usize::from(verdict != Verdict::Admitted);
        state.traffic.abandoned += usize::from(abandoned);
        verdict
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nothing panics while it holds the lock")
    }
}

/// The header counts in whole seconds.
fn too_many_requests(retry_after: Duration) -> http::Response<Body> {
    let seconds = retry_after.as_nanos().div_ceil(1_000_000_000);
    let mut response = http::Response::new(body("{\"message\": \"too many requests\"}"));
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert("retry-after", seconds.to_string().parse().expect("digits are a value"));
    response
}

fn body(text: &'static str) -> Body {
    Full::new(Bytes::from_static(text.as_bytes())).map_err(|never| match never {}).boxed_unsync()
}

#[cfg(test)]
mod tests {
    use super::*;
    use codegen_mock::limits::{Algorithm, Limit};
    use tower::{Service, ServiceExt};

    /// Requests with such trips, to a server that admits one in ten seconds.
    fn network(trips: &[[u64; 3]]) -> Network {
        let limit = Limit { requests: 1, window: Duration::from_secs(10) };
        let trips: Vec<_> = trips.iter().map(|parts| parts.map(Duration::from_millis)).collect();
        let trips = trips.into_iter().map(|[up, processing, down]| Trip { up, processing, down });
        Network::new(Algorithm::SlidingLog.limiter(limit, Duration::ZERO), trips)
    }

    async fn get(network: &Network, id: usize) -> http::Response<Body> {
        let request = http::Request::get(format!("https://library.example/books/{id}")).body(Bytes::new());
        let mut transport = network.transport();
        transport.ready().await.expect("it is always ready");
        transport.call(request.expect("it is valid")).await.expect("it is answered")
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_takes_as_long_as_its_trip() {
        let network = network(&[[300, 120, 7], [5, 20, 1000]]);
        let start = Instant::now();
        assert_eq!(get(&network, 0).await.status(), StatusCode::OK);
        assert_eq!(start.elapsed(), Duration::from_millis(427));

        let refused = get(&network, 1).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        // At 432 ms there are 9868 ms left of the window that began at 300 ms.
        assert_eq!(refused.headers()["retry-after"], "10");
        assert_eq!(start.elapsed(), Duration::from_millis(1432));
        let traffic = network.traffic();
        assert_eq!(traffic.arrivals, [300, 432].map(Duration::from_millis));
        assert_eq!((traffic.refused, traffic.abandoned), (1, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_arrives_without_its_caller() {
        let network = network(&[[300, 120, 7]]);
        let mut departure = network.departure(4);
        tokio::time::timeout(Duration::from_millis(100), get(&network, 4))
            .await
            .expect_err("it is too early");
        departure.try_recv().expect("it was sent");
        assert_eq!(network.traffic().arrivals, []);
        sleep(Duration::from_millis(200)).await;
        tokio::task::yield_now().await;
        let traffic = network.traffic();
        assert_eq!(traffic.arrivals, [Duration::from_millis(300)]);
        assert_eq!((traffic.refused, traffic.abandoned), (0, 1));
    }

    #[test]
    fn trips_are_those_of_the_seed() {
        let first = |seed| trips(seed, 0.02).take(1000).map(|trip| trip.up).collect::<Vec<_>>();
        assert_eq!(first(7), first(7));
        assert_ne!(first(7), first(8));
        let late = first(7).into_iter().filter(|up| *up >= Duration::from_secs(3)).count();
        assert!((10..=30).contains(&late), "{late} of 1000 is not near 2 %");
    }
}
