//! Reading a list that still grows.

use super::{Client, Lines, respond};
use bytes::Bytes;
use codegen_runtime::{
    Auth, BoxStream, Builder, Cause, Error, LocalBudget, Part, RetryPolicy, Sent, TransportError, follow,
};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::json;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;
use tower::{service_fn, util::BoxCloneSyncService};

/// What the service does with one request.
#[derive(Debug, Clone)]
enum Act {
    /// The lines, how many there are in all, and whether that is the end.
    Lines(&'static [u32], Option<i64>, bool),
    Status(u16),
    Lost,
}

use Act::{Lines as Shows, Lost, Status};

/// A service that does these things in turn, and the queries that it got, with their times in milliseconds.
struct Script {
    queries: Arc<Mutex<Vec<(String, u128)>>>,
    client: Client,
}

impl Script {
    fn new(acts: &[Act]) -> Self {
        let queries = Arc::new(Mutex::new(Vec::new()));
        let acts = Arc::new(Mutex::new(acts.iter().cloned().collect::<VecDeque<_>>()));
        let began = Instant::now();
        let asked = Arc::clone(&queries);
        let transport = BoxCloneSyncService::new(service_fn(move |request: http::Request<Bytes>| {
            let query = request.uri().query().unwrap_or_default().to_owned();
            asked.lock().unwrap().push((query, began.elapsed().as_millis()));
            let act = acts.lock().unwrap().pop_front().expect("the script has ended");
            async move {
                match act {
                    Shows(lines, total, ended) => {
                        Ok(respond(200, &json!({"items": lines, "total": total, "ended": ended})))
                    }
                    Status(status) => Ok(respond(status, &json!({}))),
                    Lost => Err(TransportError::new(Sent::Maybe, "reset")),
                }
            }
        }));
        let builder = Builder::<Client>::new("https://jobs.example", Auth::Bearer, &[]);
        let builder =
            builder.budget(LocalBudget::default()).token("sk-0123456789abcdef").retry(RetryPolicy::none());
        Self { queries, client: builder.transport(transport).build().unwrap() }
    }

    fn lines(&self, skip: Option<i64>) -> BoxStream<Result<u32, Error<super::JobError>>> {
        use codegen_runtime::MapPending;
        let call = self.client.lines();
        let call = match skip {
            Some(skip) => call.map_pending(|pending| pending.query("skip", skip)),
            None => call,
        };
        follow(call, |Lines { items, total, ended }| Part { items, total, ended })
    }

    fn queries(&self) -> Vec<(String, u128)> {
        self.queries.lock().unwrap().clone()
    }

    fn skips(&self) -> Vec<String> {
        self.queries().into_iter().map(|(query, _)| query.replace("skip=", "")).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn every_line_comes_once_and_in_order() {
    let script = Script::new(&[
        Shows(&[0, 1], Some(3), false),
        Shows(&[2], Some(3), false),
        Shows(&[], Some(3), false),
        Shows(&[3, 4], Some(5), false),
        Shows(&[5], Some(6), true),
        Shows(&[6], Some(7), true),
        Shows(&[], Some(7), true),
    ]);
    let lines: Vec<u32> = script.lines(None).try_collect().await.unwrap();
    assert_eq!(lines, [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(script.skips(), ["0", "2", "3", "3", "5", "6", "7"]);
    let times: Vec<u128> = script.queries().into_iter().map(|(_, at)| at).collect();
    assert_eq!(times[0], times[1], "more is there");
    assert!(times[2] - times[1] >= 1_000 && times[3] - times[2] >= 1_000, "nothing new is there: {times:?}");
    assert_eq!(times[4], times[6], "after the end nothing is waited for");
}

#[tokio::test(start_paused = true)]
async fn the_end_is_believed_when_it_is_told_twice() {
    // The line was added after the list had been read and before the end was.
    let script = Script::new(&[Shows(&[], None, true), Shows(&[0], None, true), Shows(&[], None, true)]);
    assert_eq!(script.lines(None).try_collect::<Vec<_>>().await.unwrap(), [0]);

    let resumed =
        [Shows(&[0], None, true), Shows(&[], None, false), Shows(&[], None, true), Shows(&[], None, true)];
    let script = Script::new(&resumed);
    assert_eq!(script.lines(None).try_collect::<Vec<_>>().await.unwrap(), [0]);
    assert_eq!(script.skips(), ["0", "1", "1", "1"]);
}

#[tokio::test(start_paused = true)]
async fn it_starts_where_the_request_says() {
    let script = Script::new(&[Shows(&[7], None, true), Shows(&[], None, true)]);
    assert_eq!(script.lines(Some(7)).try_collect::<Vec<_>>().await.unwrap(), [7]);
    assert_eq!(script.skips(), ["7", "8"]);

    let script = Script::new(&[]);
    let error = script.lines(Some(-1)).try_next().await.unwrap_err();
    assert!(matches!(error.cause(), Cause::InvalidRequest(_)), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn an_offset_beyond_the_end_is_waited_for() {
    // The list shrinks, and grows again.
    let script = Script::new(&[
        Shows(&[0, 1], Some(2), false),
        Shows(&[], Some(1), false),
        Shows(&[2], Some(3), true),
        Shows(&[], Some(3), true),
    ]);
    assert_eq!(script.lines(None).try_collect::<Vec<_>>().await.unwrap(), [0, 1, 2]);
    assert_eq!(script.skips(), ["0", "2", "2", "3"]);

    let script =
        Script::new(&[Shows(&[], Some(1), false), Shows(&[], Some(2), true), Shows(&[], Some(2), true)]);
    assert!(script.lines(Some(9)).try_collect::<Vec<_>>().await.unwrap().is_empty());
    assert_eq!(script.skips(), ["9"; 3]);
}

#[tokio::test(start_paused = true)]
async fn what_passes_means_later_and_the_rest_ends_the_stream() {
    let acts = [
        Status(503),
        Shows(&[0], Some(1), false),
        Lost,
        Status(429),
        Shows(&[1], Some(2), false),
        Status(404),
    ];
    let script = Script::new(&acts);
    let lines: Vec<_> = script.lines(None).collect().await;
    let [Ok(0), Ok(1), Err(error)] = &lines[..] else { panic!("{lines:?}") };
    assert!(matches!(error.cause(), Cause::Api { body: super::JobError::Missing, .. }), "{error:?}");
    assert_eq!(script.skips(), ["0", "0", "1", "1", "1", "2"]);
    let times: Vec<u128> = script.queries().into_iter().map(|(_, at)| at).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 1_000), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn whoever_stops_reading_can_go_on() {
    let script =
        Script::new(&[Shows(&[0], Some(1), false), Shows(&[1], Some(2), true), Shows(&[], Some(2), true)]);
    let mut lines = script.lines(None);
    assert_eq!(lines.try_next().await.unwrap(), Some(0));
    // The wait for the next one is dropped again and again.
    for _ in 0..5 {
        let next = tokio::time::timeout(Duration::from_millis(100), lines.try_next());
        assert!(next.await.is_err());
    }
    assert_eq!(lines.try_next().await.unwrap(), Some(1));
    assert_eq!(lines.try_next().await.unwrap(), None);
    assert_eq!(script.skips(), ["0", "1", "2"]);
    let times: Vec<u128> = script.queries().into_iter().map(|(_, at)| at).collect();
    assert!(times[1] < 1_600, "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_moves_into_a_task() {
    let script = Script::new(&[Shows(&[0], None, true), Shows(&[], None, true)]);
    let lines = tokio::spawn(script.lines(None).try_collect::<Vec<_>>());
    assert_eq!(lines.await.unwrap().unwrap(), [0]);
}
