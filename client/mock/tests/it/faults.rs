//! Faults as the real client sees them, on a paid start of a run and on a read.

use codegen_client::{
    AnyError, Cause, Client, ErrorKind, RetryPolicy, Sent,
    operations::{
        agents::{CREATE_AGENT_RUN, CreateAgentRunError},
        users::{GET_CURRENT_USER, GetCurrentUserError},
    },
    types::CreateAgentRunInput,
};
use codegen_mock::{
    Builder, Mock,
    faults::{Fault, Rule},
};
use futures_util::future::join_all;
use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

/// Long enough for a busy machine to send a request.
const PATIENCE: Duration = Duration::from_secs(2);

/// Every fault but those that go with others, and [`Fault::Refuse`].
fn faults() -> Vec<Fault> {
    vec![
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::Truncate,
        Fault::StallBefore,
        Fault::StallAfter,
        Fault::Status { status: 503, retry_after: None },
        Fault::Status { status: 429, retry_after: Some(Duration::ZERO) },
        Fault::MalformedJson,
        Fault::WrongContentType,
        Fault::Huge { bytes: 1 << 20 },
        Fault::Redirect,
    ]
}

/// One that tries up to three times, at once.
fn client(mock: &Mock) -> Client {
    let at_once = RetryPolicy::attempts(3).backoff(Duration::ZERO, Duration::ZERO);
    let client = mock.client().retry(at_once).attempt_timeout(PATIENCE).max_response_bytes(1 << 16);
    client.build().expect("a client")
}

async fn once(fault: Fault) -> Mock {
    Mock::builder().fault(Rule::new(fault).times(1)).start().await.expect("a mock")
}

/// What the client says, in a word.
fn name<E>(cause: &Cause<E>) -> &'static str {
    match cause {
        Cause::Connect(_) => "connect",
        Cause::OutcomeUnknown(_) => "unknown",
        Cause::Unexpected { .. } => "unexpected",
        Cause::Decode { .. } => "undecodable",
        _ => "other",
    }
}

/// How a start that meets a fault ends: what the client says, how many requests arrived, and how many runs there are.
fn start_after(fault: &Fault) -> (&'static str, usize, usize) {
    match fault {
        Fault::ResetBefore | Fault::StallBefore | Fault::Status { status: 503, .. } => ("unknown", 1, 0),
        Fault::ResetAfter | Fault::StallAfter | Fault::Truncate => ("unknown", 1, 1),
        Fault::Status { .. } => ("fine", 2, 1),
        Fault::Redirect => ("unexpected", 1, 0),
        _ => ("undecodable", 1, 1),
    }
}

#[tokio::test]
async fn a_paid_start_is_never_sent_twice_on_a_guess() {
    join_all(faults().into_iter().map(async |fault| {
        let mock = once(fault.clone()).await;
        let run = client(&mock).create_agent_run(mock.org_id, CreateAgentRunInput::new("Mend it")).await;
        let said = run.as_ref().map_or_else(|error| name(error.cause()), |_| "fine");
        let arrivals = mock.arrivals();
        let seen = (said, arrivals.requests(&CREATE_AGENT_RUN), mock.runs().len());
        assert_eq!(seen, start_after(&fault), "{fault:?}: {run:?}");
        assert_eq!(arrivals.duplicates(&CREATE_AGENT_RUN), 0);
        let first = &arrivals.all()[0];
        assert_eq!((first.fault.as_ref(), first.acted), (Some(&fault), fault.acts()));
        if let Err(error) = run {
            let surely = matches!(said, "undecodable" | "unexpected") || error.status().is_some();
            assert_eq!(error.sent(), if surely { Sent::Yes } else { Sent::Maybe }, "{fault:?}: {error:?}");
        }
    }))
    .await;
}

#[tokio::test]
async fn a_read_is_tried_again_where_that_helps() {
    join_all(faults().into_iter().map(async |fault| {
        let mock = once(fault.clone()).await;
        let me = client(&mock).get_current_user().await;
        let said = me.as_ref().map_or_else(|error| name(error.cause()), |_| "fine");
        let expected = match fault {
            Fault::Redirect => ("unexpected", 1),
            Fault::MalformedJson | Fault::WrongContentType | Fault::Huge { .. } => ("undecodable", 1),
            _ => ("fine", 2),
        };
        let arrivals = mock.arrivals();
        assert_eq!((said, arrivals.requests(&GET_CURRENT_USER)), expected, "{fault:?}: {me:?}");
        assert!(arrivals.all().iter().all(|arrival| !arrival.acted));
    }))
    .await;
}

#[tokio::test]
async fn a_start_that_finds_no_connection_is_tried_again() {
    let mock = Mock::start().await.expect("a mock");
    let start = |client: &Client| client.create_agent_run(mock.org_id, CreateAgentRunInput::new("Mend it"));
    // It reaches the mock, so it may have acted, for all that the client knows.
    mock.add_fault(Rule::new(Fault::Refuse(HOUR)).times(1));
    let error = start(&client(&mock)).await.expect_err("a reset");
    assert_eq!((name(error.cause()), error.attempts().len()), ("unknown", 1), "{error:?}");
    // From now on nobody is there.
    let error = start(&client(&mock)).await.expect_err("no connection");
    assert_eq!((name(error.cause()), error.attempts().len()), ("connect", 3), "{error:?}");
    assert_eq!(error.sent(), Sent::No);
    assert_eq!((mock.arrivals().requests(&CREATE_AGENT_RUN), mock.runs().len()), (1, 0));

    let patient = RetryPolicy::attempts(30).backoff(Duration::from_millis(50), Duration::from_millis(50));
    let patient = mock.client().retry(patient).build().expect("a client");
    let (run, ()) = tokio::join!(start(&patient).into_future(), async { mock.clear_faults() });
    run.expect("a run");
    assert_eq!((mock.arrivals().requests(&CREATE_AGENT_RUN), mock.runs().len()), (2, 1));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let mock = once(Fault::Redirect).await;
    let error = client(&mock).get_current_user().await.expect_err("no answer");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    let location = error.headers().and_then(|headers| headers.get("location")).expect("another host");
    assert_eq!(location, "http://redirected.invalid/v1/users/me");
    // To follow it would be an attempt to connect: there is none.
    assert_eq!((name(error.cause()), error.attempts().len()), ("unexpected", 1), "{error:?}");
}

#[tokio::test]
async fn a_storm_of_429_tells_when_to_come_again() {
    let told = Duration::from_millis(7_001);
    let mock = once(Fault::Status { status: 429, retry_after: Some(told) }).await;
    let error = client(&mock).get_current_user().retry(RetryPolicy::none()).await.expect_err("a refusal");
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    let Some(GetCurrentUserError::RateLimited(body)) = error.api() else { panic!("{error:?}") };
    assert_eq!(body.status_code, Some(429));
    assert_eq!(error.attempts()[0].retry_after, Some(Duration::from_secs(8)));
    let arrivals = mock.arrivals();
    assert_eq!((arrivals.all()[0].status, arrivals.throttled()), (Some(429), 0));
}

#[tokio::test]
async fn an_order_for_what_is_no_status_of_an_answer_gives_a_500() {
    for (status, expected) in [(100, 500), (199, 500), (404, 404), (599, 599), (600, 500), (u16::MAX, 500)] {
        let mock = once(Fault::Status { status, retry_after: Some(Duration::MAX) }).await;
        let error =
            client(&mock).get_current_user().retry(RetryPolicy::none()).await.expect_err("no success");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(expected), "{status}");
        assert_eq!(mock.arrivals().all()[0].status, Some(expected));
    }
}

#[tokio::test]
async fn late_answers_and_wrong_clocks_go_with_other_faults() {
    let late = Duration::from_millis(20);
    let not_found = Fault::Status { status: 404, retry_after: None };
    let mock = Mock::builder()
        .fault(Rule::new(Fault::Skew(-86_400)))
        .fault(Rule::new(Fault::Delay(late..=late)))
        .fault(Rule::new(not_found.clone()))
        // It comes too late to decide.
        .fault(Rule::new(Fault::Skew(1)))
        .start()
        .await
        .expect("a mock");
    let error = client(&mock).get_current_user().await.expect_err("not found");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert!(error.attempts()[0].took >= late, "{error:?}");
    let date = error.headers().and_then(|headers| headers.get("date")).expect("a date");
    let date = DateTimeParser::new().parse_timestamp(date).expect("a date of RFC 9110");
    let off = date.duration_since(Timestamp::now()).as_secs() + 86_400;
    assert!((-60..=0).contains(&off), "{off} s beside a day ago");
    assert_eq!(mock.arrivals().all()[0].fault, Some(not_found));
}

#[tokio::test]
async fn the_limits_count_whatever_goes_wrong_and_a_refused_request_uses_no_fault_up() {
    let mock = Mock::builder()
        .quota(&codegen_client::operations::DIRECTORY, 2, HOUR)
        .fault(Rule::new(Fault::ResetBefore).times(3))
        .start()
        .await
        .expect("a mock");
    // One that does not know the limit.
    let wrong = codegen_client::Quota::new(100, HOUR);
    let client = mock.client().bucket("directory", wrong).retry(RetryPolicy::none());
    let client = client.budget(codegen_client::LocalBudget::default()).build().expect("a client");
    let mut kinds = Vec::new();
    for _ in 0..3 {
        kinds.push(client.get_current_user().await.expect_err("no answer").kind());
    }
    assert_eq!(kinds, [ErrorKind::Transport, ErrorKind::Transport, ErrorKind::RateLimited]);
    let arrivals = mock.arrivals();
    assert_eq!(arrivals.most_in_a_window(&codegen_client::operations::DIRECTORY), 3);
    assert_eq!(arrivals.throttled(), 1);
    let stranger = mock.client().token("a-token-of-somebody").build().expect("a client");
    let error = stranger.get_current_user().await.expect_err("a refusal");
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    // The fourth one meets the fault that is left, in another bucket.
    let error = client.list_mcp_providers().await.expect_err("no answer");
    assert_eq!(error.kind(), ErrorKind::Transport);
    client.list_mcp_providers().await.expect("an answer");
}

/// Which of forty reads meet a fault, by number.
async fn hit(builder: Builder) -> Vec<usize> {
    let mock = builder.start().await.expect("a mock");
    let client = mock.client().retry(RetryPolicy::none()).build().expect("a client");
    for _ in 0..40 {
        // It succeeds or not: that is what is asked of the record.
        drop(client.get_current_user().await);
    }
    let arrivals = mock.arrivals();
    let hit = arrivals.all().iter().enumerate().filter(|(_, arrival)| arrival.fault.is_some());
    hit.map(|(number, _)| number).collect()
}

#[tokio::test]
async fn the_same_seed_throws_the_same_dice() {
    let not_found = || Rule::new(Fault::Status { status: 404, retry_after: None });
    let with = |seed, rule: Rule| hit(Mock::builder().seed(seed).fault(rule));
    let (first, same, other) = tokio::join!(
        with(1, not_found().part(0.3)),
        with(1, not_found().part(0.3)),
        with(2, not_found().part(0.3)),
    );
    assert_eq!(first, same);
    assert_ne!(first, other);
    assert!((4..=24).contains(&first.len()), "{first:?}");
    let bursts = with(1, not_found().part(0.1).burst(4).times(8)).await;
    assert_eq!(bursts.len(), 8, "{bursts:?}");
    assert!(bursts.chunks(4).all(|burst| burst[3] == burst[0] + 3), "{bursts:?}");
}

#[tokio::test]
async fn rules_come_and_go_while_it_runs() -> Result<(), AnyError> {
    let mock = Mock::start().await.expect("a mock");
    let client = mock.client().retry(RetryPolicy::none()).build()?;
    let down = || Rule::new(Fault::Status { status: 503, retry_after: None });
    mock.add_fault(down().on(&CREATE_AGENT_RUN));
    client.get_current_user().await?;
    let input = || CreateAgentRunInput::new("Mend it");
    client.create_agent_run(mock.org_id, input()).await.expect_err("it is down");
    mock.add_fault(down().lasting(Duration::ZERO));
    client.get_current_user().await?;
    mock.add_fault(down().lasting(HOUR));
    client.get_current_user().await.expect_err("it is down");
    mock.clear_faults();
    client.get_current_user().await?;
    client.create_agent_run(mock.org_id, input()).await?;
    Ok(())
}

#[tokio::test]
async fn runs_are_told_and_doubles_counted() -> Result<(), AnyError> {
    let mock = Mock::start().await.expect("a mock");
    let client = mock.client().build()?;
    let start = |prompt: &str| client.create_agent_run(mock.org_id, CreateAgentRunInput::new(prompt));
    for prompt in ["Mend it", "Mend that", "Mend it", "Mend it"] {
        start(prompt).await?;
    }
    let error = client.create_agent_run(mock.empty_org_id, CreateAgentRunInput::new("Mend it")).await;
    let error = error.expect_err("no repository");
    assert!(matches!(error.api(), Some(CreateAgentRunError::NoRepositories(_))));
    let ids: Vec<i64> = mock.runs().iter().map(|run| run.id).collect();
    assert_eq!(ids, [1001, 1002, 1003, 1004]);
    let arrivals = mock.arrivals();
    assert_eq!(arrivals.duplicates(&CREATE_AGENT_RUN), 2);
    let acted: Vec<bool> = arrivals.all().iter().map(|arrival| arrival.acted).collect();
    assert_eq!(acted, [true, true, true, true, false]);
    Ok(())
}
