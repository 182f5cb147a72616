//! A platform in the same process, for what takes its time: with the clock paused, no test waits.

use crate::secrecy::TOKEN;
use codegen_client::{Agent, Bytes, Client, LocalBudget};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, sleep};
use tower::{service_fn, util::BoxCloneSyncService};

/// How long a request and its answer travel together.
const TRAVEL: Duration = Duration::from_millis(100);

/// Instead of an answer: none.
pub(crate) const SILENCE: (u16, Value) = (0, Value::Null);

/// A platform that answers by the clock.
#[derive(Clone, Default)]
pub(crate) struct Platform(Arc<Mutex<Vec<String>>>);

impl Platform {
    /// The agents of organization 7, on this platform: `answer` gives the status and the body for a request such as
    /// `GET /v1/users/me`, so many seconds after the start, and with so many requests before it.
    pub(crate) fn agent(
        &self,
        answer: impl Fn(&str, f64, usize) -> (u16, Value) + Send + Sync + 'static,
    ) -> Agent {
        let (requests, answer, began) = (self.clone(), Arc::new(answer), Instant::now());
        let transport = BoxCloneSyncService::new(service_fn(move |request: http::Request<Bytes>| {
            let (requests, answer) = (requests.clone(), Arc::clone(&answer));
            async move {
                let target = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
                let line = format!("{} {target}", request.method());
                let before = requests.push(line.clone());
                sleep(TRAVEL).await;
                let (status, body) = answer(&line, began.elapsed().as_secs_f64(), before);
                if status == SILENCE.0 {
                    std::future::pending::<()>().await;
                }
                let body = Full::new(Bytes::from(body.to_string())).map_err(|never| match never {});
                let mut response = http::Response::new(body.boxed_unsync());
                *response.status_mut() = http::StatusCode::from_u16(status).expect("a status");
                Ok(response)
            }
        }));
        let client =
            Client::builder().token(TOKEN).budget(LocalBudget::default()).transport(transport).build();
        Agent::with_client(client.expect("a valid client"), 7)
    }

    /// Every request so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requests().clone()
    }

    fn push(&self, line: String) -> usize {
        let mut requests = self.requests();
        requests.push(line);
        requests.len() - 1
    }

    fn requests(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.0.lock().expect("no test panics inside")
    }
}
