//! What a call tells the facade of the `metrics` crate.

use crate::{
    api::{Client, Loan, TOKEN},
    memory::{Act, Server, after, books, failing, json, loan, ms, with},
};
use codegen_runtime::{Method, Quota, RetryPolicy, Sent};
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use std::{collections::BTreeMap, time::Duration};
use tokio::time;

const LOAN: Loan = Loan { book: 1 };
const MINUTE: Duration = Duration::from_mins(1);

/// All that a recorder of this thread has been told, each name with its labels.
#[derive(Default)]
struct Told(BTreeMap<String, DebugValue>);

impl Told {
    /// Gives each value once: a counter starts again after it.
    fn by(recorder: &DebuggingRecorder) -> Self {
        let told = recorder.snapshotter().snapshot().into_vec().into_iter().map(|(key, _, _, value)| {
            let labels: Vec<_> =
                key.key().labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
            (format!("{} {}", key.key().name(), labels.join(" ")), value)
        });
        Self(told.collect())
    }

    /// The counters of this name, each by its labels.
    fn counts(&self, name: &str) -> Vec<(&str, u64)> {
        let counts = self.0.iter().filter_map(|(key, value)| match (key.split_once(' ')?, value) {
            ((known, labels), DebugValue::Counter(count)) if known == name => Some((labels, *count)),
            _ => None,
        });
        counts.collect()
    }

    fn gauge(&self, key: &str) -> f64 {
        match self.0.get(key) {
            Some(DebugValue::Gauge(value)) => value.into_inner(),
            other => panic!("{key}: {other:?}"),
        }
    }

    fn samples(&self, key: &str) -> Vec<Duration> {
        match self.0.get(key) {
            Some(DebugValue::Histogram(values)) => {
                values.iter().map(|value| Duration::from_secs_f64(value.into_inner())).collect()
            }
            other => panic!("{key}: {other:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn calls_and_attempts_are_counted_by_how_they_ended() {
    let recorder = DebuggingRecorder::new();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let server = Server::new([
        failing(503),
        Act::Fail(Sent::No, "refused"),
        Act::Fail(Sent::Maybe, "reset"),
        Act::Silence,
        books(),
        books(),
        failing(404),
        json(200, "<html>"),
        json(200, ""),
    ]);
    let client = server.retrying().build().unwrap();
    client.list_books("x").await.unwrap();
    client.list_books("x").await.unwrap();
    client.list_books("x").await.unwrap_err();
    client.list_books("x").await.unwrap_err();
    client.list_books("x").deadline(Duration::ZERO).await.unwrap_err();
    client.request(Method::GET, "/secret").await.unwrap();
    let told = Told::by(&recorder);
    assert_eq!(
        told.counts("api_client_calls_total"),
        [
            ("operation=list_books outcome=NoSuchShelf", 1),
            ("operation=list_books outcome=Runtime(Decode)", 1),
            ("operation=list_books outcome=Runtime(WouldExceedDeadline)", 1),
            ("operation=list_books outcome=ok", 2),
            ("operation=request outcome=ok", 1),
        ]
    );
    assert_eq!(
        told.counts("api_client_attempts_total"),
        [
            ("operation=list_books ending=200", 3),
            ("operation=list_books ending=404", 1),
            ("operation=list_books ending=503", 1),
            ("operation=list_books ending=connect", 1),
            ("operation=list_books ending=timeout", 1),
            ("operation=list_books ending=transport", 1),
            ("operation=request ending=200", 1),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn waits_and_limits_are_told() {
    let recorder = DebuggingRecorder::new();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let server = Server::new((0..3).map(|_| after(1, loan())));
    let client = server.client();
    for _ in 0..3 {
        client.renew_reservation(&LOAN).await.unwrap();
    }
    let told = Told::by(&recorder);
    let waits = told.samples("api_client_admission_wait_seconds operation=renew_reservation");
    // The first was answered at 1 s, the second at 2 s; the third waits from then on until 11.004 s.
    assert_eq!(waits, [0, 0, 9_004].map(ms));
    let gauge = |name, bucket| told.gauge(&format!("api_client_bucket_{name} bucket={bucket}"));
    let gauges = [
        gauge("limit", "reading"),
        gauge("used", "reading"),
        gauge("limit", "reserving"),
        gauge("used", "reserving"),
    ];
    assert_eq!(gauges.map(|value| value.to_string()), ["60", "3", "2", "2"]);

    // What was learned shows, and an operation without limits has nothing to tell.
    client.set_limit("reserving", Quota::new(9, MINUTE)).unwrap();
    server.then([loan(), loan()]);
    client.reserve_book(&LOAN).await.unwrap();
    client.lend_book(&LOAN).await.unwrap();
    let told = Told::by(&recorder);
    assert_eq!(told.gauge("api_client_bucket_limit bucket=reserving").to_string(), "9");
    let waited: Vec<_> = told.0.keys().filter(|key| key.starts_with("api_client_admission")).collect();
    assert!(waited.iter().all(|key| !key.contains("lend_book")), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn old_answers_are_counted_by_why() {
    let recorder = DebuggingRecorder::new();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let server =
        Server::new([books(), failing(503), Act::Silence, Act::Fail(Sent::No, "refused"), failing(429)]);
    let client = server.builder().attempt_timeout(Duration::from_secs(1)).build().unwrap();
    client.list_books("x").await.unwrap();
    for _ in 0..5 {
        client.list_books("x").allow_stale(MINUTE).await.unwrap();
    }
    let told = Told::by(&recorder);
    assert_eq!(
        told.counts("api_client_stale_answers_total"),
        ["429", "503", "connection", "no_permit", "timeout"]
            .map(|cause| (format!("operation=list_books cause={cause}"), 1))
            .each_ref()
            .map(|(labels, count)| (labels.as_str(), *count))
    );
    assert_eq!(told.counts("api_client_calls_total"), [("operation=list_books outcome=ok", 6)]);
}

#[tokio::test(start_paused = true)]
async fn no_label_holds_a_secret() {
    let recorder = DebuggingRecorder::new();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let echo = || with("x-echo", TOKEN, json(404, &format!(r#"{{"message":"{TOKEN} my-shelf"}}"#)));
    let client: Client = Server::new([echo(), echo()]).client();
    client.list_books("my-shelf").tags(Some(vec!["my-tag".into()])).await.unwrap_err();
    client.request(Method::GET, "/my-shelf?my-tag=1").retry(RetryPolicy::none()).await.unwrap_err();
    time::sleep(ms(1)).await;
    let told = Told::by(&recorder);
    assert!(told.0.len() > 4);
    for key in told.0.keys() {
        assert!(!key.contains(TOKEN) && !key.contains("my-"), "{key}");
    }
}
