//! Every class of operation against every end of an attempt, at every attempt, with every kind of deadline.

use super::*;
use crate::{error::TimedOut, outcome::Answer, transport::TransportError};
use bytes::Bytes;
use http::HeaderMap;
use std::time::SystemTime;

/// What a cell of the table says about an end that the policy is free to repeat: the waits after the attempts 1 to 4, in
/// milliseconds, at a chance of one half. `None`: the end is final, whatever the attempt and the deadline.
type Cell = Option<[u64; 4]>;

const FINAL: Cell = None;
/// A failure that passes.
const PASSES: Cell = Some([25, 50, 100, 200]);
/// A server that is too busy.
const BUSY: Cell = Some([500, 1_000, 2_000, 4_000]);
/// A server that is too busy and asks for 2 s: a twentieth of that on top, and the policy's own wait once it is longer.
const BUSY_2S: Cell = Some([2_100, 2_100, 2_100, 4_100]);
/// A failure after which the server asks for 2 s.
const PASSES_2S: Cell = Some([2_100, 2_100, 2_100, 2_100]);

/// The columns of the table.
const CLASSES: [(&str, Safety, &[u16]); 5] = [
    ("safe", Safety::Safe, &[]),
    ("idempotent", Safety::Idempotent, &[]),
    ("unsafe", Safety::Unsafe, &[]),
    ("unsafe, 429 refuses", Safety::Unsafe, &[429]),
    ("unsafe, much refuses", Safety::Unsafe, &[200, 401, 402, 404, 409, 422, 429, 501, 503]),
];

fn answered(status: u16) -> Ended {
    cut(status, None, None)
}

fn hinted(status: u16, hint: u64) -> Ended {
    cut(status, Some(Duration::from_secs(hint)), None)
}

fn broken(status: u16) -> Ended {
    cut(status, None, Some(Cut::Broken(TransportError::new(Sent::Yes, "reset"))))
}

fn stalled(status: u16, limit: TimedOut) -> Ended {
    cut(status, None, Some(Cut::TimedOut(limit)))
}

fn cut(status: u16, hint: Option<Duration>, cut: Option<Cut>) -> Ended {
    Ended::Answered(Answer {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::from_static(b"{"),
        cut,
        hint,
        received: SystemTime::UNIX_EPOCH,
    })
}

fn lost(sent: Sent) -> Ended {
    Ended::Failed(TransportError::new(sent, "reset"))
}

fn table() -> Vec<(&'static str, Content, Ended, [Cell; 5])> {
    const ATTEMPT: TimedOut = TimedOut::Attempt(Duration::from_secs(30));
    const DEADLINE: TimedOut = TimedOut::Deadline(Duration::from_secs(60));
    use Content::{Bytes, Empty, Json, Text};
    vec![
        // Answers that are no failures of the call, or that a repeat would only get again.
        ("200", Json, answered(200), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("200 with a hint", Json, hinted(200, 2), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("201", Json, answered(201), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("204", Empty, answered(204), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("301", Json, answered(301), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("304", Json, answered(304), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("307 with a hint", Json, hinted(307, 2), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("400", Json, answered(400), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("401", Json, answered(401), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("402", Json, answered(402), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("403", Json, answered(403), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("403 with a hint", Json, hinted(403, 2), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("404", Json, answered(404), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("405", Json, answered(405), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("409", Json, answered(409), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("409 with a hint", Json, hinted(409, 2), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("410", Json, answered(410), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("412", Json, answered(412), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("413 with a hint", Json, hinted(413, 2), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("422", Json, answered(422), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("423", Json, answered(423), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("425", Json, answered(425), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("501", Json, answered(501), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("505", Json, answered(505), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("520", Json, answered(520), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("599", Json, answered(599), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        // Failures that pass. Only a refusal makes them harmless for an unsafe operation.
        ("408", Json, answered(408), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        ("429", Json, answered(429), [BUSY, BUSY, FINAL, BUSY, BUSY]),
        ("429 with a hint", Json, hinted(429, 2), [BUSY_2S, BUSY_2S, FINAL, BUSY_2S, BUSY_2S]),
        ("429 with a hint of nothing", Json, hinted(429, 0), [BUSY, BUSY, FINAL, BUSY, BUSY]),
        ("500", Json, answered(500), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        ("500 with a hint", Json, hinted(500, 2), [PASSES_2S, PASSES_2S, FINAL, FINAL, FINAL]),
        ("502", Json, answered(502), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        ("503", Json, answered(503), [PASSES, PASSES, FINAL, FINAL, PASSES]),
        ("503 with a hint", Json, hinted(503, 2), [BUSY_2S, BUSY_2S, FINAL, FINAL, BUSY_2S]),
        ("504", Json, answered(504), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        // A status says more than the body that broke off.
        ("429, broken off", Json, broken(429), [BUSY, BUSY, FINAL, BUSY, BUSY]),
        ("503, stalled", Json, stalled(503, ATTEMPT), [PASSES, PASSES, FINAL, FINAL, PASSES]),
        ("404, broken off", Json, broken(404), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        // A 2xx of which half is missing: what an unsafe operation did is done.
        ("200, broken off", Json, broken(200), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        ("200, text, broken off", Text, broken(200), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        ("206, bytes, broken off", Bytes, broken(206), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        ("200, stalled", Json, stalled(200, ATTEMPT), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        ("200, nobody reads it, broken off", Empty, broken(200), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("200, nobody reads it, stalled", Empty, stalled(200, ATTEMPT), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        ("200, too long", Json, cut(200, None, Some(Cut::TooLong(1))), [FINAL, FINAL, FINAL, FINAL, FINAL]),
        // No answer.
        ("no connection", Json, lost(Sent::No), [PASSES, PASSES, PASSES, PASSES, PASSES]),
        ("lost, maybe sent", Json, lost(Sent::Maybe), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        ("lost, surely sent", Json, lost(Sent::Yes), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        ("attempt timed out", Json, Ended::TimedOut(ATTEMPT), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        ("deadline timed out", Json, Ended::TimedOut(DEADLINE), [PASSES, PASSES, FINAL, FINAL, FINAL]),
        (
            "no usable transport",
            Json,
            Ended::Failed(TransportError::unusable("no certificates")),
            [FINAL, FINAL, FINAL, FINAL, FINAL],
        ),
    ]
}

#[test]
fn every_cell_of_the_table_holds() {
    let policy = RetryPolicy::default();
    let elapsed = Duration::from_secs(10);
    for (name, content, ended, cells) in table() {
        let end = End::of(&ended, content);
        for ((class, safety, refused), cell) in CLASSES.into_iter().zip(cells) {
            let decided = |attempt, deadline| {
                decide(&policy, Class { safety, refused }, attempt, &end, elapsed, deadline, 0.5)
            };
            let say = |attempt, deadline| format!("{name}, {class}, attempt {attempt}, {deadline:?}");
            for (attempt, slot) in (1..=4).zip(0..) {
                let wait = cell.map(|waits| Duration::from_millis(waits[slot]));
                let stop = Decision::Stop(Why::Final);
                let retry = wait.map_or(stop, |wait| Decision::Retry { wait });
                let late = wait.map_or(stop, |wait| Decision::Stop(Why::Deadline { wait }));
                let next = elapsed + wait.unwrap_or_default();
                for (deadline, expected) in [
                    (None, retry),
                    (Some(Duration::MAX), retry),
                    (Some(next + Duration::from_nanos(1)), retry),
                    (Some(next), late),
                    (Some(elapsed), late),
                    (Some(Duration::ZERO), late),
                ] {
                    assert_eq!(decided(attempt, deadline), expected, "{}", say(attempt, deadline));
                }
            }
            // Attempts come to an end before deadlines are looked at.
            let spent = Decision::Stop(if cell.is_some() { Why::Attempts } else { Why::Final });
            for attempt in [5, 6, u32::MAX] {
                for deadline in [None, Some(Duration::ZERO), Some(Duration::MAX)] {
                    assert_eq!(decided(attempt, deadline), spent, "{}", say(attempt, deadline));
                }
            }
        }
    }
}

#[test]
fn a_wait_that_is_too_long_is_not_sat_out() {
    let safe = Class { safety: Safety::Safe, refused: &[] };
    let decided = |hint, attempt, deadline| {
        let hint = Some(Duration::from_millis(hint));
        let end = End::Answered { status: StatusCode::TOO_MANY_REQUESTS, hint };
        decide(&RetryPolicy::default(), safe, attempt, &end, Duration::ZERO, deadline, 0.5)
    };
    let secs = Duration::from_secs;
    let longest = secs(300) + Duration::from_millis(500);
    assert_eq!(decided(300_000, 1, None), Decision::Retry { wait: longest });
    assert_eq!(
        decided(300_001, 1, None),
        Decision::Stop(Why::TooLong { wait: Duration::from_millis(300_001) })
    );
    // Whatever the deadline: what the server said is worth more to the caller.
    for deadline in [secs(1), secs(86_400)] {
        let stop = Decision::Stop(Why::TooLong { wait: secs(600) });
        assert_eq!(decided(600_000, 1, Some(deadline)), stop);
    }
    assert_eq!(decided(600_000, 5, None), Decision::Stop(Why::Attempts));
    assert_eq!(
        decided(60_000, 1, Some(secs(60))),
        Decision::Stop(Why::Deadline { wait: Duration::from_millis(60_500) })
    );
}

#[test]
fn a_policy_of_one_attempt_never_repeats() {
    let safe = Class { safety: Safety::Safe, refused: &[] };
    let none = decide(&RetryPolicy::none(), safe, 1, &End::NotSent, Duration::ZERO, None, 0.5);
    assert_eq!(none, Decision::Stop(Why::Attempts));
    let two =
        |attempt| decide(&RetryPolicy::attempts(2), safe, attempt, &End::NotSent, Duration::ZERO, None, 0.0);
    assert_eq!(two(1), Decision::Retry { wait: Duration::ZERO });
    assert_eq!(two(2), Decision::Stop(Why::Attempts));
    // Time that is past counting is past any deadline.
    let end =
        decide(&RetryPolicy::default(), safe, 1, &End::NotSent, Duration::MAX, Some(Duration::MAX), 0.5);
    assert_eq!(end, Decision::Stop(Why::Deadline { wait: Duration::from_millis(25) }));
}

#[test]
fn a_busy_server_is_told_from_a_broken_one() {
    let second = Some(Duration::from_secs(1));
    for (status, hint, expected) in [
        (429, None, true),
        (429, second, true),
        (503, second, true),
        (503, None, false),
        (500, second, false),
        (408, second, false),
        (200, second, false),
    ] {
        let end = End::Answered { status: StatusCode::from_u16(status).unwrap(), hint };
        assert_eq!(end.is_throttle(), expected, "{status} {hint:?}");
    }
    for end in [End::NotSent, End::Unusable, End::Unanswered] {
        assert!(!end.is_throttle(), "{end:?}");
    }
}
