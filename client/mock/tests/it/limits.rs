//! The limits, and a client that keeps them.

use codegen_client::{
    Agent, AnyError, Cause, ErrorKind, LocalBudget, Quota, RetryPolicy,
    operations::{
        AGENT_CREATION, DIRECTORY,
        agents::CREATE_AGENT_RUN,
        users::{GET_CURRENT_USER, GetCurrentUserError},
    },
};
use codegen_mock::{
    Mock,
    limits::{Algorithm, Headers},
};
use futures_util::future::join_all;
use std::time::Duration;

/// Thirty starts at once, at ten in what is a minute there and half a second here.
async fn thirty(algorithm: Algorithm, seed: u64) -> Mock {
    let mock = Mock::builder().algorithm(algorithm).speed(120.0).seed(seed).start().await.expect("a mock");
    let agent = mock.agent().expect("an agent");
    let runs = join_all((0..30).map(|number| agent.run(format!("Task {number}")).into_future())).await;
    let mut ids: Vec<i64> = runs.into_iter().map(|run| run.expect("a run").id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 30, "{algorithm:?}");
    mock
}

#[tokio::test]
async fn no_fair_algorithm_refuses_the_client_anything() {
    let mocks = join_all((1..).zip(Algorithm::FAIR).map(|(seed, algorithm)| thirty(algorithm, seed))).await;
    for (mock, algorithm) in mocks.iter().zip(Algorithm::FAIR) {
        let arrivals = mock.arrivals();
        assert_eq!(arrivals.throttled(), 0, "{algorithm:?}: {arrivals:?}");
        assert_eq!(arrivals.most_in_a_window(&AGENT_CREATION), 10, "{algorithm:?}: {arrivals:?}");
        assert_eq!(arrivals.requests(&CREATE_AGENT_RUN), 30, "{algorithm:?}");
    }
}

/// It refuses a burst that follows a burst; the client tries again until it is through.
#[tokio::test]
async fn a_sliding_counter_refuses_and_is_outlasted() {
    let mock =
        Mock::builder().algorithm(Algorithm::SlidingCounter).speed(240.0).start().await.expect("a mock");
    let client = mock.client().retry(RetryPolicy::attempts(50)).build().expect("a client");
    let agent = Agent::with_client(client, mock.org_id);
    for run in join_all((0..20).map(|_| agent.run("Mend it").into_future())).await {
        run.expect("a run");
    }
    let arrivals = mock.arrivals();
    assert_eq!(arrivals.requests(&CREATE_AGENT_RUN), 20 + arrivals.throttled());
}

#[tokio::test]
async fn a_client_that_asks_too_often_is_told_so() -> Result<(), AnyError> {
    let hour = Duration::from_secs(3600);
    for headers in [Headers::None, Headers::RetryAfter, Headers::RateLimit, Headers::XRateLimit] {
        let mock = Mock::builder().quota(&DIRECTORY, 2, hour).headers(headers).start().await.expect("a mock");
        // One that believes in another limit than the platform has.
        let wrong = || mock.client().bucket("directory", Quota::new(100, Duration::from_secs(60)));
        let client = wrong().budget(LocalBudget::default()).retry(RetryPolicy::none()).build()?;
        let answer = client.get_current_user().await?;
        let told = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!(told("ratelimit-policy").is_some(), headers == Headers::RateLimit);
        assert_eq!(told("x-ratelimit-remaining"), (headers == Headers::XRateLimit).then_some("1"));

        // Those that were told of the limit keep it.
        let late = Duration::from_secs(10);
        client.get_current_user().await?;
        let error = client.get_current_user().deadline(late).await.expect_err("no more");
        let warned = matches!(headers, Headers::RateLimit | Headers::XRateLimit);
        assert_eq!(matches!(error.cause(), Cause::WouldExceed { .. }), warned, "{headers:?}: {error:?}");
        let arrivals = mock.arrivals();
        assert_eq!(arrivals.throttled(), usize::from(!warned), "{headers:?}");
        assert_eq!(arrivals.requests(&GET_CURRENT_USER), if warned { 2 } else { 3 });
        if !warned {
            assert_eq!(error.kind(), ErrorKind::RateLimited);
            let Some(GetCurrentUserError::RateLimited(body)) = error.api() else { panic!("{error:?}") };
            assert_eq!(body.status_code, Some(429));
            let told = error.headers().and_then(|headers| headers.get("retry-after"));
            assert_eq!(told.is_some(), headers == Headers::RetryAfter);
        }
    }
    Ok(())
}

#[tokio::test]
async fn each_token_has_limits_of_its_own() -> Result<(), AnyError> {
    let hour = Duration::from_secs(3600);
    let mock =
        Mock::builder().tokens(["one", "two"]).quota(&DIRECTORY, 1, hour).start().await.expect("a mock");
    assert_eq!(mock.token, "one");
    for token in ["one", "two"] {
        let client = mock.client().token(token).build()?;
        client.get_current_user().await?;
    }
    let arrivals = mock.arrivals();
    assert_eq!((arrivals.most_in_a_window(&DIRECTORY), arrivals.all().len()), (1, 2));
    assert_eq!(arrivals.all().iter().map(|arrival| arrival.token).collect::<Vec<_>>(), [Some(0), Some(1)]);
    Ok(())
}

#[tokio::test]
async fn what_makes_no_sense_does_not_start() {
    for speed in [0.0, -1.0, 1e7, f64::NAN, f64::INFINITY] {
        Mock::builder().speed(speed).start().await.expect_err("no speed");
    }
    Mock::builder().tokens([""; 0]).start().await.expect_err("no token");
}
