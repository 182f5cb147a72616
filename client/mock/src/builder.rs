//! What may be different about a stand-in.

use crate::{
    Mock, address,
    clock::Clock,
    connection::Ending,
    faults::{Rule, Rules},
    limits::{Algorithm, Headers, Ledger, Limit, stated},
    platform::{Pace, Platform},
    server::{Server, routes},
};
use codegen_client::Bucket;
use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, Ipv4Addr},
    ops::RangeInclusive,
    sync::Arc,
    time::Duration,
};
use tokio::sync::oneshot;

/// The highest speed: beyond it, hours of the client are more than the calendar has.
const FASTEST: f64 = 1e6;

/// The longest time that a run may take.
const LONGEST_RUN: Duration = Duration::from_secs(365 * 86_400);

/// Options of a [`Mock`]; see [`Mock::builder`].
#[derive(Debug, Clone)]
#[must_use = "nothing runs until it is started"]
pub struct Builder {
    address: IpAddr,
    port: u16,
    algorithm: Algorithm,
    limits: BTreeMap<&'static str, Limit>,
    enforced: bool,
    headers: Headers,
    speed: f64,
    seed: u64,
    tokens: Vec<String>,
    plan: Option<usize>,
    pace: Pace,
    faults: Vec<Rule>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            algorithm: Algorithm::default(),
            limits: stated(),
            enforced: true,
            headers: Headers::default(),
            speed: 1.0,
            seed: 0,
            tokens: vec!["a-token-of-the-mock".to_owned()],
            plan: None,
            pace: Pace { time: Duration::from_secs(20)..=Duration::from_secs(60), failures: 0.0 },
            faults: Vec::new(),
        }
    }
}

impl Builder {
    /// The port; 0, where nobody says, is a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The address of this machine on which it listens; 127.0.0.1, which no other machine reaches, where nobody says. With
    /// an address that stands for all of them, such as 0.0.0.0, [`Mock::url`] is that of this machine's own clients.
    pub fn bind(mut self, address: IpAddr) -> Self {
        self.address = address;
        self
    }

    /// Whether requests are counted, and refused when there are too many; they are where nobody says. Without, answers tell
    /// of no limits, [`Mock::client`] keeps none, and [`Mock::arrivals`] is judged by the limits all the same.
    pub fn limits(mut self, enforced: bool) -> Self {
        self.enforced = enforced;
        self
    }

    /// How requests are counted; a sliding log where nobody says.
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// So many requests in a window of one bucket, in the platform's time, instead of what the description of the API
    /// states. With 0 every request is refused.
    pub fn quota(mut self, bucket: &'static Bucket, requests: u32, window: Duration) -> Self {
        self.limits.insert(bucket.name, Limit { requests, window });
        self
    }

    /// What answers tell of the limits; `Retry-After` with a 429 where nobody says.
    pub fn headers(mut self, headers: Headers) -> Self {
        self.headers = headers;
        self
    }

    /// How many times faster the platform's time runs than its clients': with 60, a limit of 10 requests in 60 s is one of 10
    /// in 1 s, and a run of 30 s is over in half a second. It is 1 where nobody says.
    pub fn speed(mut self, factor: f64) -> Self {
        self.speed = factor;
        self
    }

    /// What the made-up content follows from: the same seed and the same requests, in the same order, give the same
    /// identifiers, names, logs and ends. Times of day are those of the start. It is 0 where nobody says.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The tokens that are taken, each with limits of its own. They belong to the same user.
    pub fn tokens(mut self, tokens: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.tokens = tokens.into_iter().map(Into::into).collect();
        self
    }

    /// How many runs can be started before the plan is used up and every start is answered 402; any number where nobody
    /// says. Runs that generate setup commands or analyze logs do not count.
    pub fn plan(mut self, runs: usize) -> Self {
        self.plan = Some(runs);
        self
    }

    /// How long runs take, in the platform's time: each takes a time from this range, 20 s to 60 s where nobody says,
    /// a year at most.
    pub fn run_time(mut self, range: RangeInclusive<Duration>) -> Self {
        self.pace.time = *range.start().min(&LONGEST_RUN)..=*range.end().min(&LONGEST_RUN);
        self
    }

    /// Which part of the runs fails, from 0, where nobody says, to 1 for all of them.
    pub fn failures(mut self, part: f64) -> Self {
        self.pace.failures = part;
        self
    }

    /// Something that goes wrong from the start. Rules that are added first come first; see [`Rule`].
    pub fn fault(mut self, rule: Rule) -> Self {
        self.faults.push(rule);
        self
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// When the port cannot be opened, with the kind [`AddrInUse`](io::ErrorKind::AddrInUse) when somebody else has it; when the
    /// speed is not above 0 or above a million, and when there is no token.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime, as everything that opens a port there.
    #[expect(
        clippy::unused_async,
        reason = "callers need not know that a port of this machine opens at once"
    )]
    pub async fn start(self) -> io::Result<Mock> {
        if !(self.speed > 0.0 && self.speed <= FASTEST) {
            let message = "the speed of a mock is above 0, and a million at most";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        if self.tokens.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a mock takes at least one token"));
        }
        let (port, door, url) = address::listen(self.address, self.port)?;
        let clock = Arc::new(Clock::start(self.speed));
        let phase = fastrand::Rng::with_seed(self.seed).f64();
        let ledger = Ledger::new(self.algorithm, self.limits, self.enforced, phase);
        let platform = Platform::new(self.seed, self.plan, self.pace, Arc::clone(&clock));
        let landmarks = platform.landmarks();
        let mut rules = Rules::new(self.seed);
        for rule in self.faults {
            rules.add(rule, Duration::ZERO);
        }
        let server =
            Arc::new(Server::new(platform, ledger, rules, self.tokens.clone(), self.headers, clock, door));
        let (running, stopped) = oneshot::channel::<()>();
        let service = routes(&server).into_make_service_with_connect_info::<Ending>();
        let serve = axum::serve(port, service).with_graceful_shutdown(async {
            // The mock sends nothing: that it is gone is the message.
            let _ = stopped.await;
        });
        tokio::spawn(serve.into_future());
        Ok(Mock::new(url, &self.tokens, landmarks, server, running))
    }
}
