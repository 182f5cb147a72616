//! Chaos in short: two thousand calls where everything goes wrong; and that each judge sees what it is there for.

#[path = "../chaos/mod.rs"]
mod shared;

use codegen_client::{
    ErrorKind, Operation, Sent,
    operations::{
        AGENT_CONTROL,
        agents::{CREATE_AGENT_RUN, GET_AGENT_RUN, RESUME_AGENT_RUN},
    },
};
use futures_util::future::try_join_all;
use shared::{
    Aftermath, Figures, Size, drive,
    evidence::{End, Evidence, Record, Seen, Started},
    judge::{self, Judge},
    plan::plan,
    violations,
};
use std::time::Duration;
use tokio::time::timeout;

/// How long the short run may take on a machine that does much else.
const AGES: Duration = Duration::from_secs(180);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_calls_keep_what_is_promised() {
    let runs = [1, 2].map(|seed| drive(Size { seed, tasks: 64, calls: 1_024 }, |_| {}));
    let runs = timeout(AGES, try_join_all(runs)).await.expect("an end").expect("a stand-in");
    for Aftermath { evidence, mock, agents } in runs {
        let (violations, figures) = (violations(&evidence), Figures::of(&evidence));
        assert!(violations.is_empty(), "{}\n{figures}", violations.join("\n"));
        // It proves nothing where nothing happens.
        assert_eq!(figures.calls, 1_024);
        assert!(figures.answered > 500, "{figures}");
        assert!(figures.faults.values().sum::<usize>() > 50, "{figures}");
        assert!(figures.unknown_acted > 0 && figures.left > 0 && figures.throttled > 0, "{figures}");
        for agent in agents {
            agent.client().get_current_user().await.expect("the owner, now that the weather is fine");
        }
        drop(mock);
    }
}

#[test]
fn the_same_seed_makes_the_same_calls() {
    let calls = |seed, task| plan(seed, task, 100).collect::<Vec<_>>();
    assert_eq!(calls(1, 3), calls(1, 3));
    assert_ne!(calls(1, 3), calls(2, 3));
    let other: Vec<_> = calls(1, 4).into_iter().map(|step| step.call).collect();
    assert!(calls(1, 3).iter().all(|step| !other.contains(&step.call)));
}

/// One start and one resumption that went well, and one start whose caller knows that it may have gone well.
fn sound() -> Evidence {
    let second = Duration::from_secs(1);
    let run = |id, call, client_request_id: Option<&str>| Started {
        id,
        call,
        client_request_id: client_request_id.map(str::to_owned),
    };
    Evidence {
        limits: vec![(&AGENT_CONTROL, 1, second)],
        arrivals: vec![
            seen(1, &CREATE_AGENT_RUN, Some(1), 200),
            seen(2, &RESUME_AGENT_RUN, Some(2), 200),
            seen(3, &CREATE_AGENT_RUN, Some(3), 200),
            seen(4, &GET_AGENT_RUN, Some(4), 200),
        ],
        started: vec![run(71, 1, None), run(72, 3, Some("order-3"))],
        records: vec![
            record(1, &CREATE_AGENT_RUN, End::Answered { id: Some(71), found: false }),
            record(2, &RESUME_AGENT_RUN, End::Answered { id: Some(71), found: false }),
            record(3, &CREATE_AGENT_RUN, unknown(Some("order-3"))),
            record(4, &GET_AGENT_RUN, End::Answered { id: Some(71), found: false }),
        ],
        ..Evidence::default()
    }
}

fn seen(second: u64, operation: &'static Operation, call: Option<u64>, status: u16) -> Seen {
    let acted = operation.id != GET_AGENT_RUN.id && status == 200;
    let at = Duration::from_secs(second);
    Seen { at, operation, token: 0, call, acted, duplicate: false, status: Some(status), fault: None }
}

fn record(call: u64, operation: &'static Operation, end: End) -> Record {
    let identified = matches!(&end, End::Failed { client_request_id: Some(_), .. });
    Record { call, operation, marked: true, identified, end }
}

fn unknown(id: Option<&str>) -> End {
    failed(ErrorKind::OutcomeUnknown, Sent::Maybe, true, id)
}

fn failed(kind: ErrorKind, sent: Sent, unknown: bool, id: Option<&str>) -> End {
    End::Failed { kind, sent, retryable: false, unknown, client_request_id: id.map(str::to_owned) }
}

/// That the judge has nothing to say of what is sound, and one thing of what has changed.
fn catches(judge: Judge, change: impl FnOnce(&mut Evidence)) {
    let mut evidence = sound();
    assert!(violations(&evidence).is_empty(), "{:?}", violations(&evidence));
    change(&mut evidence);
    let violations = judge(&evidence);
    assert_eq!(violations.len(), 1, "{violations:?}");
}

#[test]
fn one_request_too_many_is_seen() {
    // Refused, and a tick before the window of the first is over.
    let mut late = seen(3, &RESUME_AGENT_RUN, None, 429);
    late.at -= Duration::from_nanos(1);
    catches(judge::within_the_limits, |evidence| evidence.arrivals.push(late.clone()));
    let mut evidence = sound();
    evidence.arrivals.push(Seen { token: 1, ..late });
    assert!(violations(&evidence).is_empty(), "each token has a limit of its own");
}

#[test]
fn what_acts_twice_is_seen() {
    for (call, operation) in [(1, &CREATE_AGENT_RUN), (2, &RESUME_AGENT_RUN), (9, &RESUME_AGENT_RUN)] {
        catches(judge::nothing_acts_twice, |evidence| {
            // Whoever the caller is, and be it one that has left.
            evidence.arrivals.retain(|seen| seen.call != Some(call));
            evidence.arrivals.extend([7, 9].map(|at| seen(at, operation, Some(call), 200)));
        });
    }
    // Also where no number tells which call it was.
    catches(judge::nothing_acts_twice, |evidence| {
        evidence.arrivals.push(Seen { duplicate: true, ..seen(9, &RESUME_AGENT_RUN, None, 200) });
    });
    catches(judge::nothing_acts_twice, |evidence| {
        let again = Started { id: 73, ..evidence.started[0].clone() };
        evidence.started.push(again);
    });
}

#[test]
fn a_run_that_nobody_knows_is_seen() {
    let ends = [
        // Another run than the caller was told.
        End::Answered { id: Some(70), found: false },
        // By the error there is none.
        failed(ErrorKind::RateLimited, Sent::Yes, false, Some("order-3")),
        // The error does not name the id, or another.
        unknown(None),
        unknown(Some("order-2")),
        End::Hung,
        End::Mistaken,
    ];
    for end in ends {
        catches(judge::no_run_is_lost, |evidence| evidence.records[2].end = end);
    }
    catches(judge::no_run_is_lost, |evidence| evidence.records[2].identified = false);
    catches(judge::no_run_is_lost, |evidence| _ = evidence.records.remove(2));
    let mut evidence = sound();
    evidence.records[2].end = End::Left;
    assert!(violations(&evidence).is_empty(), "its caller wanted to know nothing");
}

#[test]
fn an_act_that_is_denied_is_seen() {
    for kind in [ErrorKind::RateLimited, ErrorKind::Connect, ErrorKind::Unexpected] {
        let end = failed(kind, Sent::Yes, false, None);
        catches(judge::no_act_is_denied, |evidence| evidence.records[1].end = end);
    }
}

#[test]
fn what_was_sent_after_all_is_seen() {
    let not_sent = || failed(ErrorKind::Connect, Sent::No, false, None);
    for record in [1, 3] {
        catches(judge::what_was_not_sent_did_not_act, |evidence| evidence.records[record].end = not_sent());
    }
    let mut evidence = sound();
    evidence.records[1].end = not_sent();
    evidence.arrivals[1] = seen(2, &RESUME_AGENT_RUN, Some(2), 429);
    assert!(violations(&evidence).is_empty(), "what was refused did nothing");
}

#[test]
fn a_success_that_never_happened_is_seen() {
    for record in [0, 1, 3] {
        catches(judge::what_succeeded_acted, |evidence| _ = evidence.arrivals.remove(record));
        catches(judge::what_succeeded_acted, |evidence| evidence.arrivals[record].status = Some(503));
    }
    catches(judge::what_succeeded_acted, |evidence| evidence.arrivals[1].acted = false);
    // What was found again had no answer, but it was carried out.
    let found = |evidence: &mut Evidence| {
        evidence.records[0].end = End::Answered { id: Some(71), found: true };
        evidence.arrivals[0].status = None;
    };
    let mut evidence = sound();
    found(&mut evidence);
    assert!(violations(&evidence).is_empty());
    catches(judge::what_succeeded_acted, |evidence| {
        found(evidence);
        evidence.arrivals[0].acted = false;
    });
    catches(judge::what_succeeded_acted, |evidence| _ = evidence.started.remove(0));
}

#[test]
fn an_offer_to_repeat_what_acted_is_seen() {
    catches(judge::what_may_be_repeated_did_not_act, |evidence| {
        let End::Failed { retryable, .. } = &mut evidence.records[2].end else { unreachable!() };
        *retryable = true;
    });
}

#[test]
fn what_goes_wrong_by_itself_is_seen() {
    catches(judge::no_answer_is_to_another_question, |evidence| evidence.records[3].end = End::Mistaken);
    catches(judge::every_call_ends, |evidence| evidence.records[3].end = End::Hung);
    catches(judge::every_call_ends, |evidence| evidence.panics.push("task 3 panicked".to_owned()));
    catches(judge::every_permit_comes_back, |evidence| evidence.held.push("agent-status".to_owned()));
}
