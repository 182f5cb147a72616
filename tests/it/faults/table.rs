//! The fault table.

use super::{
    call::End,
    fault::{
        Ask,
        Fault::{self, *},
    },
};
use codegen_client::{ErrorKind::*, Sent::*};
use std::time::Duration;

/// What comes of a fault that persists, with three attempts at most. The safe operation is `get_agent_run`, the idempotent
/// one `edit_pull_request`, and the unsafe one `create_agent_run`.
///
/// `seen(n, end)`: the call makes `n` attempts and the server sees as many requests. `unseen(n, end)`: it makes `n`, and the
/// server sees none of them. The ends are listed below the table: the kind of the error, and what it says about a repeat.
///
/// Of a fault that passes the same follows: a call that makes more than one attempt succeeds with the second, and one that
/// makes only one ends as it does here.
pub(super) const TABLE: &[(Fault, [Cell; 3])] = &[
    // fault                  safe                      idempotent                unsafe

    // No connection, or none that lasts until there is an answer.
    (Refused,                [unseen(3, NOT_SENT),     unseen(3, NOT_SENT),      unseen(3, NOT_SENT)]),
    (ResetUnread,            [unseen(3, LOST),         unseen(3, LOST),          unseen(1, UNKNOWN)]),
    (EndUnread,              [unseen(3, LOST),         unseen(3, LOST),          unseen(1, UNKNOWN)]),
    (ResetUnanswered,        [seen(3, LOST),           seen(3, LOST),            seen(1, UNKNOWN)]),
    (EndUnanswered,          [seen(3, LOST),           seen(3, LOST),            seen(1, UNKNOWN)]),
    (NoAnswer,               [seen(3, LATE),           seen(3, LATE),            seen(1, UNKNOWN)]),

    // An answer that is not complete. A failure counts with its status all the same.
    (HalfAHead,              [seen(3, LOST),           seen(3, LOST),            seen(1, UNKNOWN)]),
    (HeadAlone,              [seen(3, CUT),            seen(3, CUT),             seen(1, UNCLEAR)]),
    (BodyBreaksOff,          [seen(3, CUT),            seen(3, CUT),             seen(1, UNCLEAR)]),
    (BodyStalls,             [seen(3, SLOW),           seen(3, SLOW),            seen(1, UNCLEAR)]),
    (BodyTrickles,           [seen(1, SUCCESS),        seen(1, SUCCESS),         seen(1, SUCCESS)]),
    (BodyTricklesOn,         [seen(3, SLOW),           seen(3, SLOW),            seen(1, UNCLEAR)]),
    (FailureBreaksOff,       [seen(3, BROKEN),         seen(3, BROKEN),          seen(1, UNCLEAR)]),
    (FailureStalls,          [seen(3, BROKEN),         seen(3, BROKEN),          seen(1, UNCLEAR)]),

    // Too many requests, which proves that nothing was done.
    (Throttled(SILENT),      [seen(3, LIMITED),        seen(3, LIMITED),         seen(3, LIMITED)]),
    (Throttled(AT_ONCE),     [seen(3, LIMITED),        seen(3, LIMITED),         seen(3, LIMITED)]),
    (Throttled(IN_20_MS),    [seen(3, LIMITED),        seen(3, LIMITED),         seen(3, LIMITED)]),
    (Throttled(IN_1_S),      [seen(3, LIMITED),        seen(3, LIMITED),         seen(3, LIMITED)]),
    (Throttled(ON_DATE),     [seen(3, LIMITED),        seen(3, LIMITED),         seen(3, LIMITED)]),
    (Throttled(FIELDS),      [seen(3, LIMITED),        seen(3, LIMITED),         seen(3, LIMITED)]),
    (Throttled(EPOCH),       [seen(3, LIMITED),        seen(3, LIMITED),         seen(3, LIMITED)]),
    (Throttled(IN_1_H),      [seen(1, LIMITED),        seen(1, LIMITED),         seen(1, LIMITED)]),
    (Throttled(ON_FAR_DATE), [seen(1, LIMITED),        seen(1, LIMITED),         seen(1, LIMITED)]),

    // Other statuses.
    (Status(408),            [seen(3, BROKEN),         seen(3, BROKEN),          seen(1, STRANGE)]),
    (Status(500),            [seen(3, BROKEN),         seen(3, BROKEN),          seen(1, UNCLEAR)]),
    (Status(501),            [seen(1, STRANGE),        seen(1, STRANGE),         seen(1, UNCLEAR)]),
    (Status(502),            [seen(3, BROKEN),         seen(3, BROKEN),          seen(1, UNCLEAR)]),
    (Status(503),            [seen(3, BROKEN),         seen(3, BROKEN),          seen(1, UNCLEAR)]),
    (Status(504),            [seen(3, BROKEN),         seen(3, BROKEN),          seen(1, UNCLEAR)]),
    (Busy(AT_ONCE),          [seen(3, BROKEN),         seen(3, BROKEN),          seen(1, UNCLEAR)]),
    (Busy(IN_1_H),           [seen(1, BROKEN),         seen(1, BROKEN),          seen(1, UNCLEAR)]),
    (Redirect,               [seen(1, STRANGE),        seen(1, STRANGE),         seen(1, STRANGE)]),

    // Garbage.
    (Html,                   [seen(1, GARBLED),        seen(1, GARBLED),         seen(1, GARBLED)]),
    (NoContent,              [seen(1, GARBLED),        seen(1, GARBLED),         seen(1, GARBLED)]),
    (BodyTooLong,            [seen(1, GARBLED),        seen(1, GARBLED),         seen(1, GARBLED)]),
    (EndlessBody,            [seen(1, GARBLED),        seen(1, GARBLED),         seen(1, GARBLED)]),
    (EndlessHeader,          [seen(3, LOST),           seen(3, LOST),            seen(1, UNKNOWN)]),
    (Garbage,                [seen(3, LOST),           seen(3, LOST),            seen(1, UNKNOWN)]),
];

const SUCCESS: End = End::Success;

//                                kind            sent   is_retryable
const NOT_SENT: End = End::failure(Connect,        No,    true);
const LOST:     End = End::failure(Transport,      Maybe, true);
const CUT:      End = End::failure(Transport,      Yes,   true);
const LATE:     End = End::failure(Timeout,        Maybe, true);
const SLOW:     End = End::failure(Timeout,        Yes,   true);
const UNKNOWN:  End = End::failure(OutcomeUnknown, Maybe, false);
const UNCLEAR:  End = End::failure(OutcomeUnknown, Yes,   false);
const LIMITED:  End = End::failure(RateLimited,    Yes,   true);
const BROKEN:   End = End::failure(Unexpected,     Yes,   true);
const STRANGE:  End = End::failure(Unexpected,     Yes,   false);
const GARBLED:  End = End::failure(Decode,         Yes,   false);

//                              the wait    the headers that ask for it
const SILENT:      Ask = Ask::of(None,       &[]);
const AT_ONCE:     Ask = Ask::of(ms(0),      &[("retry-after", "0")]);
const IN_20_MS:    Ask = Ask::of(ms(20),     &[("retry-after-ms", "20"), ("retry-after", "3600")]);
const IN_1_S:      Ask = Ask::of(ms(1_000),  &[("retry-after", "1")]);
const IN_1_H:      Ask = Ask::of(ms(HOUR),   &[("retry-after", "3600")]);
const ON_DATE:     Ask = Ask::of(ms(0),      &[("retry-after", EIGHT), DATE]);
const ON_FAR_DATE: Ask = Ask::of(ms(HOUR),   &[("retry-after", NINE), DATE]);
// What is left of the limit is a matter of the bucket, which waits no longer than its own window.
const FIELDS:      Ask = Ask::of(None,       &[("ratelimit", r#""default";r=0;t=3600"#)]);
const EPOCH:       Ask = Ask::of(None,       &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", EPOCH_NINE), DATE]);

const HOUR: u64 = 3_600_000;
const DATE: (&str, &str) = ("date", EIGHT);
const EIGHT: &str = "Sun, 06 Nov 1994 08:00:00 GMT";
const NINE: &str = "Sun, 06 Nov 1994 09:00:00 GMT";
const EPOCH_NINE: &str = "784112400";

/// What comes of a fault for one class.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) attempts: usize,
    /// Whether the server sees the requests.
    pub(super) seen: bool,
    pub(super) end: End,
}

const fn seen(attempts: usize, end: End) -> Cell {
    Cell { attempts, seen: true, end }
}

const fn unseen(attempts: usize, end: End) -> Cell {
    Cell { attempts, seen: false, end }
}

#[expect(clippy::unnecessary_wraps, reason = "a column of the table")]
const fn ms(wait: u64) -> Option<Duration> {
    Some(Duration::from_millis(wait))
}
