//! The faults, and what the server does in each.

use super::call::GOOD;
use crate::server::{Answer, Response};
use std::time::Duration;

/// The limit of an attempt where nothing else ends the fault. Long enough for an attempt that meets none.
const LIMIT: Duration = Duration::from_secs(1);

/// The most of a 2xx body that the client reads.
pub(super) const MAX_RESPONSE_BYTES: usize = 64 << 10;

/// How much of a body is announced and never sent.
const MISSING: usize = 9;

const BUSY: &str = r#"{"message": "slow down"}"#;

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// Nobody listens at the port.
    Refused,
    /// The connection is reset when the first byte of the request arrives.
    ResetUnread,
    /// The connection is closed in order when the first byte of the request arrives.
    EndUnread,
    /// The request is read, and the connection reset.
    ResetUnanswered,
    /// The request is read, and the connection closed in order.
    EndUnanswered,
    /// The request is read, and that is all.
    NoAnswer,
    /// The connection is closed within the headers of a 200.
    HalfAHead,
    /// The connection is closed after the headers of a 200.
    HeadAlone,
    /// The connection is closed within the body of a 200.
    BodyBreaksOff,
    /// The body of a 200 comes to a halt.
    BodyStalls,
    /// The body of a 200 comes a byte at a time, all of it in time.
    BodyTrickles,
    /// The same, but it takes longer than an attempt may take.
    BodyTricklesOn,
    /// The connection is closed within the body of a 503.
    FailureBreaksOff,
    /// The body of a 503 comes to a halt.
    FailureStalls,
    /// A 429 with these headers.
    Throttled(Ask),
    /// A 503 with these headers.
    Busy(Ask),
    /// This status, with a body that nothing describes.
    Status(u16),
    /// A 307 to another path.
    Redirect,
    /// A page of HTML with a 200.
    Html,
    /// A 204 where a body is needed.
    NoContent,
    /// A body longer than the client reads.
    BodyTooLong,
    /// A body without an end.
    EndlessBody,
    /// A header without an end.
    EndlessHeader,
    /// Bytes that are not HTTP.
    Garbage,
}

/// How long the headers of an answer ask to wait.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    wait: Option<Duration>,
    headers: &'static [(&'static str, &'static str)],
}

impl Ask {
    pub(super) const fn of(wait: Option<Duration>, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { wait, headers }
    }

    fn add_to(self, response: Response) -> Response {
        self.headers.iter().fold(response, |response, (name, value)| response.header(name, value))
    }
}

impl Fault {
    /// What the server does with the request; `None` where there is no server.
    pub(super) fn answer(self) -> Option<Answer> {
        let good = Response::json(200, GOOD);
        let failure = Response::new(503).body("out of or");
        Some(match self {
            Self::Refused => return None,
            Self::ResetUnread => Answer::CloseUnread,
            Self::EndUnread => Answer::EndUnread,
            Self::ResetUnanswered => Answer::ResetUnanswered,
            Self::EndUnanswered => Answer::CloseUnanswered,
            Self::NoAnswer => Answer::Hang,
            Self::HalfAHead => Answer::Raw("HTTP/1.1 200 OK\r\ncontent-ty"),
            Self::HeadAlone => Answer::Truncate(good.body(""), MISSING),
            Self::BodyBreaksOff => Answer::Truncate(good, MISSING),
            Self::BodyStalls => Answer::Stall(good, MISSING),
            Self::BodyTrickles => Answer::Drip(good, Duration::from_millis(2)),
            Self::BodyTricklesOn => Answer::Drip(good, LIMIT / 10),
            Self::FailureBreaksOff => Answer::Truncate(failure, MISSING),
            Self::FailureStalls => Answer::Stall(failure, MISSING),
            Self::Throttled(ask) => ask.add_to(Response::json(429, BUSY)).into(),
            Self::Busy(ask) => ask.add_to(Response::new(503)).into(),
            Self::Status(status) => Response::new(status).body("out of order").into(),
            Self::Redirect => Response::new(307).header("location", "/elsewhere").into(),
            Self::Html => {
                Response::new(200).header("content-type", "text/html").body("<h1>Welcome</h1>").into()
            }
            Self::NoContent => Response::new(204).into(),
            Self::BodyTooLong => Response::json(200, &" ".repeat(MAX_RESPONSE_BYTES + 1)).into(),
            Self::EndlessBody => {
                Answer::Endless("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "4\r\n    \r\n")
            }
            Self::EndlessHeader => Answer::Endless("HTTP/1.1 200 OK\r\nx-endless: ", "on and "),
            Self::Garbage => Answer::Raw("SSH-2.0-OpenSSH_9.6\r\n\0\0\u{1}\u{14}\u{8}\r\n\r\n"),
        })
    }

    /// How long an attempt may take, where it is not what the API's description states.
    pub(super) fn limit(self) -> Option<Duration> {
        let waits =
            matches!(self, Self::NoAnswer | Self::BodyStalls | Self::BodyTricklesOn | Self::FailureStalls);
        waits.then_some(LIMIT)
    }

    /// How long the client is asked to wait.
    pub(super) fn wait(self) -> Option<Duration> {
        match self {
            Self::Throttled(ask) | Self::Busy(ask) => ask.wait,
            _ => None,
        }
    }
}
