//! Waiting for ends, against a made-up service whose jobs end by the clock. The clock is paused: no test waits.

mod ends;
mod follow;
mod leaving;
mod random;

use bytes::Bytes;
use codegen_runtime::{
    Auth, Batch, BoxFuture, Bucket, Builder, Content, Core, DecodeError, Error, Failure, Json, LocalBudget,
    Method, Operation, OperationError, Pagination, Param, Pending, Policy, Provenance, Quota, Response,
    Safety, StatusCode, Style, Transport, TransportError, Wait, Waiting, Watch,
};
use http_body_util::{BodyExt, Full};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
    task::Poll,
    time::Duration,
};
use tokio::time::{Instant, sleep};
use tower::{service_fn, util::BoxCloneSyncService};

static STATUS: Bucket = bucket("status");
static LISTING: Bucket = bucket("listing");

const fn bucket(name: &'static str) -> Bucket {
    Bucket { name, requests: 60, per: Duration::from_secs(30), provenance: Provenance::Documented }
}

pub static GET_JOB: Operation = Operation {
    id: "get_job",
    method: Method::GET,
    path: "/jobs/{job}",
    params: &[Param::path("job")],
    body: None,
    success: Content::Json,
    errors: &[404, 429],
    auth: true,
    policy: Policy::new(&[&STATUS], Safety::Safe).wait(Wait {
        field: "status",
        success: &["DONE", "Completed"],
        failure: &["FAILED"],
        batch: Some(Batch { operation: "list_jobs", key: "id" }),
    }),
};

pub static LIST_JOBS: Operation = Operation {
    id: "list_jobs",
    method: Method::GET,
    path: "/jobs",
    params: &[],
    body: None,
    success: Content::Json,
    errors: &[404, 429],
    auth: true,
    policy: Policy::new(&[&LISTING], Safety::Safe),
};

pub static GET_LINES: Operation = Operation {
    id: "get_lines",
    method: Method::GET,
    path: "/lines",
    params: &[Param::query("skip", Style::Form)],
    body: None,
    success: Content::Json,
    errors: &[404, 429],
    auth: true,
    policy: Policy::new(&[&LISTING], Safety::Safe).pagination(Pagination { offset: "skip", limit: None }),
};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Job {
    pub id: u32,
    pub status: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Lines {
    pub items: Vec<u32>,
    pub total: Option<i64>,
    pub ended: bool,
}

#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct GetJob(Pending);
codegen_runtime::call!(GetJob => GET_JOB, Job, JobError);

#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct ListJobs(Pending);
codegen_runtime::call!(ListJobs => LIST_JOBS, Vec<Job>, JobError);

#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is awaited"]
pub struct GetLines(Pending);
codegen_runtime::call!(GetLines => GET_LINES, Lines, JobError);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobError {
    Missing,
    TooMany,
}

impl OperationError for JobError {
    type Kind = Failure;

    fn kind(status: u16) -> Option<Failure> {
        matches!(status, 404 | 429).then_some(Failure::Unexpected)
    }

    fn decode(status: u16, _: Json<'_>) -> Option<Result<Self, DecodeError>> {
        match status {
            404 => Some(Ok(Self::Missing)),
            429 => Some(Ok(Self::TooMany)),
            _ => None,
        }
    }
}

/// A client of the service.
#[derive(Debug, Clone)]
pub struct Client(pub Core);

impl From<Core> for Client {
    fn from(core: Core) -> Self {
        Self(core)
    }
}

impl Client {
    pub fn limit(self, bucket: &str, requests: u32, seconds: u64) -> Self {
        self.0.set_limit(bucket, Quota::new(requests, Duration::from_secs(seconds))).unwrap();
        self
    }

    pub fn lines(&self) -> GetLines {
        GetLines(self.0.start(&GET_LINES))
    }

    /// Waits by single reads alone.
    pub fn single(self) -> Jobs {
        Watch::new(move |job: &u32| GetJob(self.0.start(&GET_JOB).path("job", job)), status)
    }

    /// Waits also by list calls.
    pub fn batched(self) -> Jobs {
        let core = self.0.clone();
        Watch::batched(
            move |job: &u32| GetJob(self.0.start(&GET_JOB).path("job", job)),
            status,
            move || ListJobs(core.start(&LIST_JOBS)),
            |jobs| jobs,
            |job| job.id,
        )
    }
}

fn status(job: &Job) -> Option<&str> {
    job.status.as_deref()
}

pub type Jobs = Watch<GetJob, u32>;
pub type End = Result<Response<Job>, Error<JobError>>;

/// What a wait came to, in a task of its own.
pub type Task = tokio::task::JoinHandle<End>;

pub fn spawn(waiting: Waiting<GetJob, u32>) -> Task {
    tokio::spawn(waiting.into_future())
}

/// The service, as long as it is asked.
#[derive(Clone)]
pub struct Service(Arc<Mutex<State>>);

type Faults = dyn Fn(&str, usize) -> Option<Fault> + Send;

struct State {
    began: Instant,
    /// The states that a job takes on, each with the time since the beginning.
    jobs: BTreeMap<u32, Vec<(Duration, Option<&'static str>)>>,
    /// How many jobs a list shows, those with the highest ids.
    page: usize,
    /// How long a request and its answer travel together: what it says is as of halfway.
    travel: Duration,
    /// What happens instead of an answer: the request's path, and how many there were before it.
    faults: Box<Faults>,
    arrivals: Vec<Arrival>,
    /// How many requests ended before their answers.
    cancelled: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Status(u16),
    /// A 429 that says for how many seconds.
    Busy(u64),
    /// The answer comes so many milliseconds later, and is as of then.
    Late(u64),
    Silence,
}

/// A request when it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    pub path: String,
    pub at: Duration,
}

impl Service {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            began: Instant::now(),
            jobs: BTreeMap::new(),
            page: 100,
            travel: Duration::from_millis(100),
            faults: Box::new(|_, _| None),
            arrivals: Vec::new(),
            cancelled: 0,
        })))
    }

    /// Adds jobs that run and are done after so many milliseconds.
    pub fn jobs(self, jobs: impl IntoIterator<Item = (u32, u64)>) -> Self {
        for (id, millis) in jobs {
            self.job(id, &[(0, Some("RUNNING")), (millis, Some("DONE"))]);
        }
        self
    }

    /// Adds a job that takes on these states after so many milliseconds.
    pub fn job(&self, id: u32, states: &[(u64, Option<&'static str>)]) {
        let states =
            states.iter().map(|(millis, status)| (Duration::from_millis(*millis), *status)).collect();
        self.state().jobs.insert(id, states);
    }

    pub fn page(self, items: usize) -> Self {
        self.state().page = items;
        self
    }

    pub fn travel(self, travel: Duration) -> Self {
        self.state().travel = travel;
        self
    }

    pub fn faults(self, faults: impl Fn(&str, usize) -> Option<Fault> + Send + 'static) -> Self {
        self.state().faults = Box::new(faults);
        self
    }

    pub fn elapsed(&self) -> Duration {
        self.state().began.elapsed()
    }

    pub fn arrivals(&self) -> Vec<Arrival> {
        self.state().arrivals.clone()
    }

    /// How many list calls and how many single reads there were.
    pub fn count(&self) -> (usize, usize) {
        let state = self.state();
        let lists = state.arrivals.iter().filter(|arrival| arrival.path == "/jobs").count();
        (lists, state.arrivals.len() - lists)
    }

    pub fn cancelled(&self) -> usize {
        self.state().cancelled
    }

    pub fn client(&self) -> Client {
        static BUCKETS: &[&Bucket] = &[&STATUS, &LISTING];
        let builder = Builder::<Client>::new("https://jobs.example", Auth::Bearer, BUCKETS)
            .budget(LocalBudget::default())
            .token("sk-0123456789abcdef");
        builder.transport(self.transport()).build().unwrap()
    }

    fn transport(&self) -> Transport {
        let service = self.clone();
        BoxCloneSyncService::new(service_fn(move |request: http::Request<Bytes>| {
            let service = service.clone();
            // The request is sent when the future is polled, not when it is made.
            async move { Ok::<_, TransportError>(service.serve(request.uri().path()).await) }
        }))
    }

    async fn serve(&self, path: &str) -> http::Response<codegen_runtime::Body> {
        let (travel, fault) = {
            let mut state = self.state();
            let before = state.arrivals.len();
            let fault = (state.faults)(path, before);
            let at = state.began.elapsed();
            state.arrivals.push(Arrival { path: path.to_owned(), at });
            (state.travel, fault)
        };
        let mut under_way = UnderWay(Some(self.clone()));
        sleep(travel / 2).await;
        let answer = match fault {
            None => self.answer(path),
            Some(Fault::Status(status)) => respond(status, &json!({})),
            Some(Fault::Busy(seconds)) => {
                let mut response = respond(429, &json!({}));
                response.headers_mut().insert("retry-after", seconds.into());
                response
            }
            Some(Fault::Late(millis)) => {
                sleep(Duration::from_millis(millis)).await;
                self.answer(path)
            }
            Some(Fault::Silence) => std::future::pending().await,
        };
        sleep(travel / 2).await;
        under_way.0 = None;
        answer
    }

    fn answer(&self, path: &str) -> http::Response<codegen_runtime::Body> {
        let state = self.state();
        let show = |(id, states): (&u32, &Vec<(Duration, Option<&'static str>)>)| {
            let passed = states.iter().rfind(|(at, _)| *at <= state.began.elapsed());
            json!({"id": id, "status": passed.and_then(|(_, status)| *status)})
        };
        match path.strip_prefix("/jobs/") {
            None => {
                let page: Vec<Value> = state.jobs.iter().rev().take(state.page).map(show).collect();
                respond(200, &page.into())
            }
            Some(id) => match state.jobs.get_key_value(&id.parse().unwrap()) {
                Some(job) => respond(200, &show(job)),
                None => respond(404, &json!({})),
            },
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

/// Counts the request as cancelled when it is dropped before its answer.
struct UnderWay(Option<Service>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Some(service) = &self.0 {
            service.state().cancelled += 1;
        }
    }
}

pub fn respond(status: u16, body: &Value) -> http::Response<codegen_runtime::Body> {
    let body = Full::new(Bytes::from(body.to_string())).map_err(|never| match never {}).boxed_unsync();
    let mut response = http::Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

/// The most requests to a path with this prefix in any window of this length.
pub fn most_in_a_window(arrivals: &[Arrival], prefix: &str, window: Duration) -> usize {
    let times: Vec<_> = arrivals.iter().filter(|a| a.path.starts_with(prefix)).map(|a| a.at).collect();
    let within = |first: &Duration| times.iter().filter(|at| *at >= first && **at < *first + window).count();
    times.iter().map(within).max().unwrap_or(0)
}

/// Polls the future once, and says whether it goes on.
pub async fn goes_on<T>(future: &mut BoxFuture<T>) -> bool {
    std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending())).await
}

/// Lets every task run as far as it gets at this instant.
pub async fn settle() {
    sleep(Duration::from_millis(1)).await;
}
