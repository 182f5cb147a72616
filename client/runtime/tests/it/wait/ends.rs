//! How waiters look, and what they see.

use super::{End, Fault, JobError, Service, most_in_a_window, spawn};
use codegen_runtime::{Cause, Ending, Failure, Outcome, Sent, StatusCode, TimedOut};
use futures_util::future::join_all;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

fn ended(end: End) -> (u32, Option<String>) {
    let job = end.expect("an end").into_inner();
    (job.id, job.status)
}

fn done(id: u32) -> (u32, Option<String>) {
    (id, Some("DONE".to_owned()))
}

#[test]
fn the_case_of_a_status_does_not_matter() {
    let ends = super::GET_JOB.policy.wait.unwrap();
    for (status, expected) in [
        ("DONE", Some(Outcome::Succeeded)),
        ("done", Some(Outcome::Succeeded)),
        ("COMPLETED", Some(Outcome::Succeeded)),
        ("Failed", Some(Outcome::Failed)),
        ("RUNNING", None),
        ("DONE ", None),
        ("", None),
        ("dönе", None),
    ] {
        assert_eq!(ends.outcome(status), expected, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_waiter_reads_by_itself() {
    let service = Service::new().jobs([(7, 3_500)]);
    let jobs = service.client().batched();
    assert_eq!(ended(jobs.wait(7).await), done(7));
    let times: Vec<_> = service.arrivals().into_iter().map(|arrival| arrival.at.as_millis()).collect();
    // Half of 60 in 30 s is one in 1 s, and a little less often as there are fewer left.
    assert_eq!(times, [0, 1000, 2017, 3052, 4105]);
    assert_eq!(service.count(), (0, 5));

    let end = jobs.wait(7).deadline(Duration::MAX).await.unwrap();
    assert_eq!((end.status(), end.attempts().len()), (StatusCode::OK, 1));
    let last = service.arrivals().pop().unwrap().at.as_millis();
    assert_eq!(last, 5177, "who comes later does not look earlier");
}

#[tokio::test(start_paused = true)]
async fn many_waiters_share_one_list_call() {
    let service = Service::new().jobs((1..=50).map(|id| (id, u64::from(id) * 200)));
    let jobs = service.client().batched();
    let waits = join_all((1..=50).map(|id| jobs.wait(id).into_future()));
    let ends: Vec<_> = waits.await.into_iter().map(ended).collect();
    assert_eq!(ends, (1..=50).map(done).collect::<Vec<_>>());
    let (lists, reads) = service.count();
    assert!((9..=12).contains(&lists), "{lists}");
    // The last one is alone.
    assert!(reads <= 1, "{reads}");
    assert!(service.elapsed() < Duration::from_secs(13), "{:?}", service.elapsed());
}

#[tokio::test(start_paused = true)]
async fn waits_in_tasks_of_their_own_share_too() {
    let service = Service::new().jobs([(1, 5_000), (2, 5_000), (3, 5_000)]);
    let jobs = service.client().batched();
    let tasks: Vec<_> = [1, 2, 3].map(|id| spawn(jobs.clone().wait(id))).into();
    for (task, id) in tasks.into_iter().zip(1..) {
        let end = task.await.unwrap().unwrap();
        assert_eq!((end.id, end.attempts().len()), (id, 1));
    }
    assert_eq!(service.count(), (6, 0));
}

#[tokio::test(start_paused = true)]
async fn who_is_not_on_the_page_reads() {
    let service = Service::new().jobs([(1, 2_500), (2, 2_500), (3, 2_500), (4, 2_500)]).page(3);
    let jobs = service.client().batched();
    let ends = join_all([4, 3, 2, 1].map(|id| jobs.wait(id).into_future())).await;
    assert_eq!(ends.into_iter().map(ended).collect::<Vec<_>>(), [4, 3, 2, 1].map(done));
    let paths: Vec<_> = service.arrivals().into_iter().map(|arrival| arrival.path).collect();
    assert_eq!(paths, ["/jobs", "/jobs/1"].repeat(4));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_saves_nothing_is_not_asked_again() {
    let service = Service::new().jobs([(1, 12_000), (2, 12_000), (3, 12_000)]).page(1);
    let jobs = service.client().batched();
    let (first, second) = (spawn(jobs.wait(1)), spawn(jobs.wait(2)));
    tokio::time::sleep(Duration::from_millis(2_900)).await;
    assert_eq!(service.count(), (1, 4));
    // A newcomer may make a difference.
    let third = spawn(jobs.wait(3));
    tokio::time::sleep(Duration::from_millis(2_000)).await;
    assert_eq!(service.count(), (2, 6), "it did not: the list shows one of three");
    tokio::time::sleep(Duration::from_millis(7_000)).await;
    assert_eq!(service.count().0, 2, "so all three read");
    for (task, id) in [(first, 1), (second, 2), (third, 3)] {
        assert_eq!(ended(task.await.unwrap()), done(id));
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_list_everybody_reads() {
    let service = Service::new().jobs([(1, 1_500), (2, 1_500)]);
    let jobs = service.client().single();
    let ends = join_all([1, 2].map(|id| jobs.wait(id).into_future())).await;
    assert_eq!(ends.into_iter().map(ended).collect::<Vec<_>>(), [1, 2].map(done));
    assert_eq!(service.count(), (0, 4), "each at 0 s and 2 s");
}

#[tokio::test(start_paused = true)]
async fn a_failed_list_leaves_single_reads() {
    for (fault, lists, status) in [
        (Fault::Status(503), 2, "it is asked again"),
        (Fault::Status(404), 1, "there is no point in asking again"),
    ] {
        let service = Service::new().jobs([(1, 1_500), (2, 1_500)]);
        let service = service.faults(move |path, _| (path == "/jobs").then_some(fault));
        let jobs = service.client().batched();
        let ends = join_all([1, 2].map(|id| jobs.wait(id).into_future())).await;
        assert_eq!(ends.into_iter().map(ended).collect::<Vec<_>>(), [1, 2].map(done));
        assert_eq!(service.count().0, lists, "{status}: {:?}", service.arrivals());
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_whose_turn_comes_late_is_not_waited_for() {
    let service = Service::new().jobs([(1, 8_000), (2, 8_000)]);
    let service = service.faults(|path, before| (path == "/jobs" && before == 0).then_some(Fault::Busy(90)));
    let jobs = service.client().batched();
    let ends = join_all([1, 2].map(|id| jobs.wait(id).into_future())).await;
    assert_eq!(ends.into_iter().map(ended).collect::<Vec<_>>(), [1, 2].map(done));
    assert!(service.elapsed() < Duration::from_secs(12), "{:?}", service.elapsed());
    assert_eq!(service.count().0, 1, "the bucket of the list pauses");
}

#[tokio::test(start_paused = true)]
async fn what_passes_means_later() {
    for fault in [Fault::Busy(3), Fault::Status(500), Fault::Status(503), Fault::Silence] {
        let service = Service::new().jobs([(1, 2_500)]);
        let service = service.faults(move |_, before| (before == 1).then_some(fault));
        assert_eq!(ended(service.client().batched().wait(1).await), done(1), "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_pass_ends_one_wait() {
    let service = Service::new().jobs([(1, 2_500), (2, 2_500)]);
    let jobs = service.client().batched();
    let ends = join_all([1, 2, 3].map(|id| jobs.wait(id).into_future())).await;
    let [first, second, third] = ends.try_into().unwrap();
    assert_eq!((ended(first), ended(second)), (done(1), done(2)));
    let error = third.unwrap_err();
    assert!(matches!(error.cause(), Cause::Api { body: JobError::Missing, .. }), "{error:?}");
    assert_eq!((error.operation(), error.attempts().len()), ("get_job", 1));
}

#[tokio::test(start_paused = true)]
async fn at_the_deadline_there_is_one_last_look() {
    // The interval is 30 s, because nothing is left.
    let service = Service::new().jobs([(1, 4_000), (2, 60_000)]);
    let jobs = service.client().limit("status", 2, 30).batched();
    let end = jobs.wait(1).deadline(Duration::from_secs(5)).await;
    assert_eq!(ended(end), done(1));
    let times: Vec<_> = service.arrivals().into_iter().map(|arrival| arrival.at.as_millis()).collect();
    assert_eq!(times, [0, 5_000]);

    let began = tokio::time::Instant::now();
    let service = Service::new().jobs([(2, 60_000)]);
    let error = service.client().batched().wait(2).deadline(Duration::from_millis(1_500)).await.unwrap_err();
    assert_eq!(began.elapsed().as_millis(), 1_600, "the last look takes its time");
    assert!(
        matches!(error.cause(), Cause::Timeout(TimedOut::Wait(limit)) if limit.as_millis() == 1_500),
        "{error:?}"
    );
    let text = error.to_string();
    assert!(
        text.starts_with("it had not ended within 1.5s, the deadline of the wait; its last status was "),
        "{text}"
    );
    assert_eq!((error.kind(), error.sent(), error.is_retryable()), (Failure::Timeout, Sent::Yes, true));
    assert_eq!((error.operation(), error.status()), ("get_job", None));
    assert_eq!(
        error.attempts().iter().map(|attempt| attempt.ending).collect::<Vec<_>>(),
        [Ending::Status(StatusCode::OK)]
    );
}

#[tokio::test(start_paused = true)]
async fn the_last_look_is_bounded_and_says_what_it_saw() {
    let service =
        Service::new().jobs([(1, 60_000)]).faults(|_, before| (before == 2).then_some(Fault::Silence));
    let began = tokio::time::Instant::now();
    let error = service.client().batched().wait(1).deadline(Duration::from_millis(1_500)).await.unwrap_err();
    assert_eq!(began.elapsed().as_millis(), 11_500);
    assert!(matches!(error.cause(), Cause::Timeout(TimedOut::Wait(_))), "{error:?}");
    assert_eq!(error.sent(), Sent::Maybe);

    let error = Service::new().client().batched().wait(1).deadline(Duration::ZERO).await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Api { body: JobError::Missing, .. }), "{error:?}");

    let service = Service::new().jobs([(1, 0)]);
    assert_eq!(ended(service.client().batched().wait(1).deadline(Duration::ZERO).await), done(1));
    assert_eq!(service.count(), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn every_new_state_is_told_once() {
    let service = Service::new();
    service.job(1, &[(0, None), (1_500, Some("queued")), (3_500, Some("QUEUED")), (5_500, Some("failed"))]);
    service.job(2, &[(0, Some("RUNNING")), (9_000, Some("completed"))]);
    let jobs = service.client().batched();
    let told = Arc::new(Mutex::new(Vec::new()));
    let waits = [1, 2].map(|id| {
        let told = Arc::clone(&told);
        let tell = move |job: &codegen_runtime::Response<super::Job>| {
            told.lock().unwrap().push((job.id, job.status.clone().unwrap_or_default()));
        };
        jobs.wait(id).on_progress(tell).into_future()
    });
    let ends: Vec<_> = join_all(waits).await.into_iter().map(ended).collect();
    assert_eq!(ends, [(1, Some("failed".to_owned())), (2, Some("completed".to_owned()))]);
    let expected = [(1, ""), (2, "RUNNING"), (1, "queued"), (1, "failed"), (2, "completed")];
    let expected: Vec<_> = expected.map(|(id, status)| (id, status.to_owned())).into();
    assert_eq!(*told.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn fifty_waiters_stay_within_a_small_limit() {
    let service = Service::new().jobs((1..=50).map(|id| (id, 1_000)));
    let jobs = service.client().limit("status", 10, 60).single();
    let ends = join_all((1..=50).map(|id| jobs.wait(id).into_future())).await;
    assert_eq!(ends.into_iter().map(ended).collect::<Vec<_>>(), (1..=50).map(done).collect::<Vec<_>>());
    assert_eq!(most_in_a_window(&service.arrivals(), "/jobs/", Duration::from_secs(60)), 10);
}

#[tokio::test(start_paused = true)]
async fn waiting_leaves_half_of_the_limit_to_others() {
    let service = Service::new().jobs([(1, 290_000), (2, 290_000)]);
    let jobs = service.client().limit("listing", 10, 60).batched();
    let ends = join_all([1, 2].map(|id| jobs.wait(id).into_future())).await;
    assert_eq!(ends.into_iter().map(ended).collect::<Vec<_>>(), [1, 2].map(done));
    let most = most_in_a_window(&service.arrivals(), "/jobs", Duration::from_secs(60));
    assert!(most <= 5, "{most}: {:?}", service.arrivals());
}

#[tokio::test(start_paused = true)]
async fn the_last_looks_of_many_share_a_list_call() {
    for millis in [0, 5_500] {
        let deadline = Duration::from_millis(millis);
        // All end after the last round before the deadline.
        let service = Service::new().jobs((1..=100).map(|id| (id, millis)));
        let jobs = service.client().batched();
        let ends = join_all((1..=100).map(|id| jobs.wait(id).deadline(deadline).into_future())).await;
        assert_eq!(ends.into_iter().map(ended).collect::<Vec<_>>(), (1..=100).map(done).collect::<Vec<_>>());
        let (lists, reads) = service.count();
        assert!(lists <= 7 && reads == 0, "{lists} {reads}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_last_look_reads_where_the_list_fails_or_is_silent_or_does_not_show_it() {
    for fault in [None, Some(Fault::Status(503)), Some(Fault::Silence)] {
        let service = Service::new().jobs([(1, 0), (2, 60_000), (3, 60_000)]).page(2);
        let service = service.faults(move |path, _| fault.filter(|_| path == "/jobs"));
        let jobs = service.client().batched();
        let ends = join_all([1, 2].map(|id| jobs.wait(id).deadline(Duration::ZERO).into_future())).await;
        let [first, second] = ends.try_into().unwrap();
        assert_eq!(ended(first), done(1), "{fault:?}");
        let error = second.unwrap_err();
        assert!(matches!(error.cause(), Cause::Timeout(TimedOut::Wait(_))), "{error:?}");
        assert!(service.elapsed() < Duration::from_secs(11), "{:?}", service.elapsed());
        assert_eq!(service.count().0, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn reads_that_the_list_does_not_spare_put_off_the_next_round() {
    // The list shows two of 28: 26 read, which takes most of half of the limit.
    let service = Service::new().jobs((1..=28).map(|id| (id, 40_000))).page(2);
    let jobs = service.client().batched();
    let ends = join_all((1..=28).map(|id| jobs.wait(id).into_future())).await;
    assert_eq!(ends.into_iter().map(ended).collect::<Vec<_>>(), (1..=28).map(done).collect::<Vec<_>>());
    let begin: Vec<_> =
        service.arrivals().into_iter().filter(|arrival| arrival.at < Duration::from_secs(20)).collect();
    assert!(begin.len() <= 30, "{}: {begin:?}", begin.len());
}

#[tokio::test(start_paused = true)]
async fn a_callback_that_panics_ends_its_own_wait_alone() {
    let service = Service::new().jobs([(1, 2_500), (2, 2_500), (3, 2_500)]);
    let jobs = service.client().batched();
    let panics = tokio::spawn(jobs.wait(1).on_progress(|_| panic!("as the test wants")).into_future());
    let others = join_all([2, 3].map(|id| jobs.wait(id).into_future())).await;
    assert!(panics.await.unwrap_err().is_panic());
    assert_eq!(others.into_iter().map(ended).collect::<Vec<_>>(), [2, 3].map(done));
}
