//! A budget of an application's own, written with public items alone, is all that a call needs.

use crate::{
    api::{Client, ErrorKind, Loan, TOKEN},
    memory::{Act, Server, failing, loan, ms, with},
};
use codegen_runtime::{
    Ask, BoxFuture, Bucket, Budget, Builder, Cause, Failure, Lender, Permit, Priority, Quota, RetryPolicy,
    Settlement, Told, Usage, WouldExceed,
};
use std::{
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::time::{self, Instant};

const LOAN: Loan = Loan { book: 1 };

/// Lends what it is asked for after some time, and notes what it hears.
#[derive(Debug, Clone, Default)]
struct Ledger(Arc<Notes>);

#[derive(Debug, Default)]
struct Notes {
    /// Asked without waiting, it has nothing, and so it is asked to wait; without this it has all that it is asked for.
    wait: Option<Duration>,
    /// Of the bucket of this name it has nothing.
    refused: Option<&'static str>,
    next: AtomicU64,
    lent: Mutex<Vec<(&'static str, Option<Ask>)>>,
    settled: Mutex<Vec<(u64, Settlement)>>,
    told: Mutex<Vec<(&'static str, Told)>>,
    quotas: Mutex<Vec<(&'static str, Quota)>>,
    /// When a quota is set, it sets another one through this client.
    follows: OnceLock<Client>,
}

impl Ledger {
    fn permit(&self, bucket: &'static Bucket, ask: Option<Ask>) -> Permit {
        self.0.lent.lock().unwrap().push((bucket.name, ask));
        Permit::new(self.0.clone(), self.0.next.fetch_add(1, Ordering::Relaxed))
    }

    fn settled(&self) -> Vec<(u64, Settlement)> {
        self.0.settled.lock().unwrap().clone()
    }

    fn builder(&self, server: &Server) -> Builder<Client> {
        server.retrying().token(TOKEN).budget(self.clone())
    }
}

impl Lender for Notes {
    fn settle(&self, id: u64, end: Settlement) {
        self.settled.lock().unwrap().push((id, end));
    }
}

impl Budget for Ledger {
    fn acquire(&self, bucket: &'static Bucket, ask: Ask) -> BoxFuture<Result<Permit, WouldExceed>> {
        let ledger = self.clone();
        Box::pin(async move {
            if ledger.0.refused == Some(bucket.name) {
                return Err(WouldExceed { earliest: Some(Duration::from_secs(77)) });
            }
            time::sleep(ledger.0.wait.unwrap_or_default()).await;
            Ok(ledger.permit(bucket, Some(ask)))
        })
    }

    fn try_acquire(&self, bucket: &'static Bucket) -> Option<Permit> {
        let at_once = self.0.wait.is_none() && self.0.refused != Some(bucket.name);
        at_once.then(|| self.permit(bucket, None))
    }

    fn learn(&self, bucket: &'static Bucket, told: &Told) {
        self.0.told.lock().unwrap().push((bucket.name, told.clone()));
    }

    fn set_quota(&self, bucket: &'static Bucket, quota: Quota) {
        assert!(quota.longest_travel() <= Duration::from_secs(10));
        self.0.quotas.lock().unwrap().push((bucket.name, quota));
        if bucket.name == "reading"
            && let Some(client) = self.0.follows.get()
        {
            client.set_limit("reserving", quota).unwrap();
        }
    }

    fn usage(&self, bucket: &'static Bucket) -> Usage {
        let mut usage = Usage::unused(bucket.requests, bucket.per);
        usage.used = 1;
        usage.remaining = bucket.requests - 1;
        usage.waiting = 3;
        usage.paused_for = Some(Duration::from_secs(4));
        usage
    }
}

#[tokio::test(start_paused = true)]
async fn each_end_of_a_request_is_told_once() {
    for (act, end) in [
        (loan(), Settlement::Answered),
        (failing(500), Settlement::Answered),
        (json_cut(), Settlement::Answered),
        (failing(429), Settlement::Throttled(None)),
        (with("retry-after", "2", failing(429)), Settlement::Throttled(Some(Duration::from_secs(2)))),
        // Only a 429 says that the bucket is empty.
        (with("retry-after", "2", failing(503)), Settlement::Answered),
        (Act::Fail(codegen_runtime::Sent::No, "refused"), Settlement::Unused),
        (Act::Fail(codegen_runtime::Sent::Maybe, "reset"), Settlement::Unanswered),
        (Act::Silence, Settlement::Unanswered),
        (Act::Connects(Duration::from_mins(1), Box::new(loan())), Settlement::Unused),
    ] {
        // Once until the limit of the attempt, once until the call is left.
        let ledger = Ledger::default();
        let server = Server::new([act]);
        let client = ledger.builder(&server).retry(RetryPolicy::none()).build().unwrap();
        let _ = client.reserve_book(&LOAN).attempt_timeout(Duration::from_secs(5)).await;
        assert_eq!(ledger.settled(), [(0, end)]);
        drop(client);
        assert_eq!(ledger.settled().len(), 1);
    }
}

fn json_cut() -> Act {
    Act::BreakOff(200, codegen_runtime::Bytes::from_static(b"{"))
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_left_gives_back_what_it_holds() {
    for (act, end) in [
        (Act::Silence, Settlement::Unanswered),
        (Act::Connects(Duration::from_mins(1), Box::new(loan())), Settlement::Unused),
        (Act::Slow(Duration::from_mins(1), 200, codegen_runtime::Bytes::new()), Settlement::Answered),
    ] {
        let ledger = Ledger::default();
        let client = ledger.builder(&Server::new([act])).build().unwrap();
        let call = client.renew_reservation(&LOAN).into_future();
        assert!(time::timeout(Duration::from_secs(1), call).await.is_err());
        assert_eq!(ledger.settled(), [(0, end), (1, end)]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_call_says_what_it_asks_for_and_each_attempt_pays() {
    let notes = Notes { wait: Some(Duration::from_secs(1)), ..Notes::default() };
    let ledger = Ledger(Arc::new(notes));
    let server = Server::new([failing(503), loan()]);
    let client = ledger.builder(&server).build().unwrap();
    let start = Instant::now();
    let call =
        client.renew_reservation(&LOAN).priority(Priority::Background).deadline(Duration::from_mins(1));
    let answer = call.await.unwrap();
    let ask =
        Ask { deadline: Some(start + Duration::from_mins(1)), since: start, priority: Priority::Background };
    // The bucket that refills more slowly comes first.
    let turn = [("reserving", Some(ask)), ("reading", Some(ask))];
    assert_eq!(*ledger.0.lent.lock().unwrap(), [turn, turn].concat());
    assert_eq!(server.arrived(start), [2_000, 4_025].map(ms));
    assert_eq!(answer.attempts()[1].queued, ms(2_000));
    let ends = [0, 1, 2, 3].map(|id| (id, Settlement::Answered));
    assert_eq!(ledger.settled(), ends);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_one_bucket_gives_back_the_other() {
    let ledger = Ledger(Arc::new(Notes { refused: Some("reading"), ..Notes::default() }));
    let server = Server::new([]);
    let client = ledger.builder(&server).build().unwrap();
    let before = std::time::SystemTime::now();
    let error = client.renew_reservation(&LOAN).deadline(Duration::from_secs(5)).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::WouldExceed { .. }));
    assert_eq!(error.kind(), ErrorKind::Runtime(Failure::WouldExceedDeadline));
    let wait = error.retry_at().unwrap().duration_since(before).unwrap().as_secs();
    assert!((77..80).contains(&wait), "{wait}");
    assert!(ledger.settled().iter().all(|(_, end)| *end == Settlement::Unused));
    assert_eq!(ledger.settled().len(), ledger.0.lent.lock().unwrap().len());
}

#[tokio::test(start_paused = true)]
async fn a_budget_that_knows_nothing_of_deadlines_is_left_at_the_deadline() {
    let ledger = Ledger(Arc::new(Notes { wait: Some(Duration::from_secs(9)), ..Notes::default() }));
    let server = Server::new([]);
    let client = ledger.builder(&server).build().unwrap();
    let start = Instant::now();
    for limit in [5, 9] {
        let error = client.reserve_book(&LOAN).deadline(Duration::from_secs(limit)).await.unwrap_err();
        assert!(matches!(error.cause(), Cause::WouldExceed { .. }), "{error:?}");
    }
    assert_eq!(start.elapsed().as_secs(), 5 + 9);
    // The second permit came with the deadline.
    assert_eq!(ledger.settled(), [(0, Settlement::Unused)]);
}

#[tokio::test(start_paused = true)]
async fn quotas_and_what_servers_say_reach_it() {
    let ledger = Ledger::default();
    let server = Server::new([with("ratelimit", r#""reading";r=5;t=9"#, loan())]);
    let quota = Quota::new(9, Duration::from_secs(3)).travel(Duration::from_secs(2));
    let client = ledger.builder(&server).bucket("reading", quota).build().unwrap();
    client.set_limit("reserving", quota).unwrap();
    assert_eq!(*ledger.0.quotas.lock().unwrap(), [("reading", quota), ("reserving", quota)]);
    client.renew_reservation(&LOAN).await.unwrap();
    let told = ledger.0.told.lock().unwrap();
    let [(bucket, told)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((*bucket, told.remaining, told.reset), ("reading", Some(5), Some(Duration::from_secs(9))));

    let limits = client.limits();
    let seen: Vec<_> = limits.iter().map(|usage| (usage.limit, usage.used, usage.remaining)).collect();
    assert_eq!(seen, [(60, 1, 59), (2, 1, 1)]);
    assert!(limits.iter().all(|usage| usage.waiting == 3 && usage.next_slot.is_zero()));
    assert!(limits.iter().all(|usage| usage.paused_for == Some(Duration::from_secs(4))));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_locked_while_it_is_asked() {
    let ledger = Ledger::default();
    let client = ledger.builder(&Server::new([])).build().unwrap();
    ledger.0.follows.set(client.clone()).unwrap();
    let quota = Quota::new(1, Duration::from_secs(1));
    client.set_limit("reading", quota).unwrap();
    assert_eq!(*ledger.0.quotas.lock().unwrap(), [("reading", quota), ("reserving", quota)]);
}
