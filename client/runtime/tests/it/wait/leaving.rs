//! Waiters that are dropped leave the others, and the limits, as they were.

use super::{Fault, Service, goes_on, settle, spawn};
use futures_util::future::join_all;
use std::time::Duration;
use tokio::time::sleep;

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[tokio::test(start_paused = true)]
async fn whoever_rests_can_leave() {
    let service = Service::new().jobs([(1, 2_500), (2, 2_500)]);
    let jobs = service.client().batched();
    let (first, second) = (spawn(jobs.wait(1)), spawn(jobs.wait(2)));
    sleep(millis(500)).await;
    first.abort();
    assert_eq!(second.await.unwrap().unwrap().id, 2);
    assert_eq!(service.count(), (1, 3));
}

#[tokio::test(start_paused = true)]
async fn a_list_call_goes_on_without_the_one_that_started_it() {
    let service = Service::new().jobs([(1, 0), (2, 0), (3, 0)]).travel(millis(1_000));
    let jobs = service.client().batched();
    let mut waits = [1, 2, 3].map(|id| Some(jobs.wait(id).into_future()));
    // The first starts it, and nobody else has asked for anything yet.
    assert!(goes_on(waits[0].as_mut().unwrap()).await);
    sleep(millis(200)).await;
    waits[0] = None;
    let ends = join_all(waits.into_iter().flatten()).await;
    assert_eq!(ends.into_iter().map(|end| end.unwrap().id).collect::<Vec<_>>(), [2, 3]);
    assert_eq!((service.count(), service.cancelled()), ((1, 0), 0));
    assert_eq!(service.elapsed().as_millis(), 1_000);
}

#[tokio::test(start_paused = true)]
async fn whoever_reads_can_leave() {
    let service = Service::new().jobs([(1, 9_000), (2, 1_000)]).travel(millis(600));
    let jobs = service.client().single();
    let (first, second) = (spawn(jobs.wait(1)), spawn(jobs.wait(2)));
    sleep(millis(300)).await;
    first.abort();
    settle().await;
    assert_eq!(service.cancelled(), 1);
    assert_eq!(second.await.unwrap().unwrap().id, 2);
}

#[tokio::test(start_paused = true)]
async fn the_last_to_leave_ends_the_list_call() {
    let service = Service::new().jobs([(1, 0), (2, 0)]).travel(millis(10_000));
    let client = service.client();
    let jobs = client.clone().batched();
    let tasks = [1, 2].map(|id| spawn(jobs.wait(id)));
    sleep(millis(300)).await;
    let listing = |client: &super::Client| client.0.limits()[1].clone();
    assert_eq!((listing(&client).used, service.cancelled()), (1, 0));
    tasks[0].abort();
    settle().await;
    assert_eq!(service.cancelled(), 0, "the other one waits for it");
    tasks[1].abort();
    settle().await;
    assert_eq!(service.cancelled(), 1);
    // It may still arrive, so it counts for the longest travel and a window, and not forever.
    sleep(millis(41_000)).await;
    assert_eq!(listing(&client).used, 0);
}

#[tokio::test(start_paused = true)]
async fn coming_and_going_does_not_look_more_often() {
    let service = Service::new().jobs([(1, 100_000), (2, 100_000)]);
    let jobs = service.client().batched();
    for _ in 0..100 {
        let tasks = [1, 2].map(|id| spawn(jobs.wait(id)));
        sleep(millis(100)).await;
        tasks.iter().for_each(tokio::task::JoinHandle::abort);
        settle().await;
    }
    let (lists, reads) = service.count();
    assert!(lists + reads <= 11, "{:?}", service.arrivals());
}

#[tokio::test(start_paused = true)]
async fn whoever_is_not_polled_holds_nobody_up() {
    let service = Service::new().jobs([(1, 2_500), (2, 2_500), (3, 2_500)]);
    let jobs = service.client().batched();
    let mut first = jobs.wait(1).into_future();
    // It has started the round and is not polled again, while the others go through several.
    assert!(goes_on(&mut first).await);
    let ends = join_all([2, 3].map(|id| jobs.wait(id).into_future())).await;
    assert_eq!(ends.into_iter().map(|end| end.unwrap().id).collect::<Vec<_>>(), [2, 3]);
    assert!(service.elapsed() < millis(4_000), "{:?}", service.elapsed());
    assert_eq!(first.await.unwrap().id, 1);
}

#[tokio::test(start_paused = true)]
async fn whoever_is_polled_late_does_not_believe_an_old_look() {
    let service = Service::new();
    service.job(1, &[(0, Some("DONE")), (5_000, Some("RUNNING")), (20_000, Some("FAILED"))]);
    service.job(2, &[(0, Some("DONE"))]);
    let jobs = service.client().batched();
    let first = jobs.wait(1).into_future();
    assert_eq!(jobs.wait(2).await.unwrap().status.as_deref(), Some("DONE"));
    assert_eq!(service.count(), (1, 0), "it looked for both");
    sleep(millis(10_000)).await;
    assert_eq!(first.await.unwrap().status.as_deref(), Some("FAILED"));
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_during_a_list_call_does_not_believe_it() {
    let service = Service::new().travel(millis(1_000));
    // At the start of the list call job 1 has ended; it is resumed before somebody waits for it.
    service.job(1, &[(0, Some("DONE")), (600, Some("RUNNING")), (5_000, Some("FAILED"))]);
    service.job(2, &[(0, Some("RUNNING")), (5_000, Some("DONE"))]);
    service.job(3, &[(0, Some("RUNNING")), (5_000, Some("DONE"))]);
    let jobs = service.client().batched();
    let tasks = [2, 3].map(|id| spawn(jobs.wait(id)));
    sleep(millis(700)).await;
    let end = jobs.wait(1).await.unwrap();
    assert_eq!(end.status.as_deref(), Some("FAILED"));
    for end in join_all(tasks).await {
        assert_eq!(end.unwrap().unwrap().status.as_deref(), Some("DONE"));
    }
    assert_eq!(service.count().1, 0);
}

#[tokio::test(start_paused = true)]
async fn a_list_call_is_no_news_to_a_later_reader() {
    // The first list call fails, so all read, and the read of job 1 ends while the second round is over already.
    let service = Service::new().faults(|path, before| match (path, before) {
        ("/jobs", 0) => Some(Fault::Status(503)),
        ("/jobs/1", _) => Some(Fault::Late(2_600)),
        _ => None,
    });
    let ended_for_a_moment =
        [(0, Some("RUNNING")), (1_500, Some("DONE")), (2_500, Some("RUNNING")), (6_000, Some("FAILED"))];
    service.job(1, &ended_for_a_moment);
    service.job(2, &[(0, Some("RUNNING")), (5_000, Some("DONE"))]);
    let jobs = service.client().batched();
    let tasks = [1, 2].map(|id| spawn(jobs.wait(id)));
    let ends = join_all(tasks).await.into_iter().map(|end| end.unwrap().unwrap().into_inner().status);
    assert_eq!(ends.map(Option::unwrap).collect::<Vec<_>>(), ["FAILED", "DONE"]);
    assert_eq!(service.arrivals()[3].at.as_millis(), 2_100, "the second round: {:?}", service.arrivals());
}

#[tokio::test(start_paused = true)]
async fn a_list_call_that_is_gone_has_failed() {
    let service = Service::new().jobs([(1, 1_500), (2, 1_500)]).travel(millis(200));
    let jobs = service.client().batched();
    let (mut first, second) = (jobs.wait(1).into_future(), jobs.wait(2).into_future());
    // It starts the list call on a runtime that ends before the answer comes.
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        assert!(runtime.block_on(goes_on(&mut first)));
    });
    thread.join().unwrap();
    assert_eq!(second.await.unwrap().id, 2);
}
