//! Turns what a call came to into a decoded answer or a typed error.

use crate::{
    auth::TokenError,
    body::{Cut, KEPT},
    decode::{self, DecodeError, Json},
    error::{
        Attempt, Cause, Circumstances, Ending, Error, Head, InvalidRequest, OperationError, TimedOut,
        Unanswered, summary,
    },
    operation::{Bucket, Content, Safety},
    redact::Secrets,
    response::Response,
    retry::Class,
    stale::{Freshness, Keep},
    transport::{Sent, TransportError},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::time::Instant;

/// The longest explanation and the longest path of a body that does not decode, in characters. Both can repeat the body.
const EXPLAINED: usize = 500;

/// What is known of a request without looking at its answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) operation: &'static str,
    pub(crate) buckets: &'static [&'static Bucket],
    pub(crate) safety: Safety,
    pub(crate) refused: &'static [u16],
    pub(crate) content: Content,
}

/// What a call came to.
pub(crate) struct Outcome {
    pub(crate) end: Result<Ended, Unsent>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) secrets: Secrets,
    /// When another attempt would have been made, had there been time for it.
    pub(crate) retry_at: Option<SystemTime>,
    pub(crate) freshness: Freshness,
    /// Where to keep the answer, once it is known to be good, and when its attempt started.
    pub(crate) keep: Option<(Keep, Instant)>,
    pub(crate) client_request_id: Option<Arc<str>>,
}

/// Why a request was not sent.
pub(crate) enum Unsent {
    /// It cannot be built.
    Invalid(InvalidRequest),
    /// The token cannot be read.
    Token(TokenError),
    /// There is no time left for it, or its turn would come too late.
    TooLate { earliest: Option<SystemTime> },
}

/// How an attempt ended, before anything is decoded.
pub(crate) enum Ended {
    /// There was no answer.
    Failed(TransportError),
    /// There was no answer in time.
    TimedOut(TimedOut),
    /// There was an answer, though its body may be cut.
    Answered(Answer),
}

/// An answer as it was received.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) cut: Option<Cut>,
    /// The wait that the server asks for.
    pub(crate) hint: Option<Duration>,
    pub(crate) received: SystemTime,
}

impl Ended {
    pub(crate) fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Answered(answer) => Some(answer.status),
            _ => None,
        }
    }
}

/// Decodes an answer, or says what went wrong.
pub(crate) fn conclude<S, E>(facts: &Facts, outcome: Outcome) -> Result<Response<S>, Error<E>>
where
    S: DeserializeOwned,
    E: OperationError,
{
    let Outcome { end, attempts, secrets, retry_at, freshness, keep, client_request_id } = outcome;
    let mut earliest = None;
    let (cause, answer) = match end {
        Err(Unsent::Invalid(invalid)) => (Cause::InvalidRequest(invalid), None),
        Err(Unsent::Token(error)) => (Cause::Token(error), None),
        Err(Unsent::TooLate { earliest: at }) => {
            earliest = at;
            (Cause::WouldExceed { earliest }, None)
        }
        Ok(Ended::Failed(error)) => (lost(facts.safety, secrets.redact_error(error)), None),
        Ok(Ended::TimedOut(reason)) => (late(facts.safety, reason), None),
        Ok(Ended::Answered(answer)) if answer.status.is_success() => match read(facts, answer, &secrets) {
            Ok((body, answer)) => {
                if let Some((keep, sent)) = keep {
                    keep.put(sent, answer.status, &answer.headers, &answer.body);
                }
                return Ok(Response::new(body, answer.status, answer.headers, attempts, freshness));
            }
            Err((cause, head)) => (cause, Some(head)),
        },
        Ok(Ended::Answered(answer)) => {
            earliest = answer.hint.and_then(|wait| answer.received.checked_add(wait));
            let (cause, head) = failure(facts, answer, &secrets);
            (cause, Some(head))
        }
    };
    let sent = sent(&cause, answer.as_ref()).max(sent_before(facts, &attempts));
    let retryable = is_retryable(facts, &cause, answer.as_ref());
    let retry_at = retry_at.or(earliest);
    let operation = facts.operation;
    let circumstances =
        Circumstances { operation, answer, attempts, sent, retryable, retry_at, client_request_id };
    Err(Error::new(cause, circumstances))
}

/// Reads a 2xx answer.
#[expect(clippy::result_large_err, reason = "it is taken apart at once, and boxed as an `Error`")]
fn read<S: DeserializeOwned, E>(
    facts: &Facts,
    mut answer: Answer,
    secrets: &Secrets,
) -> Result<(S, Answer), (Cause<E>, Head)> {
    let decoded = match answer.cut.take() {
        // Nobody reads the body, so it does not matter how it ends.
        _ if facts.content == Content::Empty => decode::success(facts.content, &answer.body),
        None => decode::success(facts.content, &answer.body),
        Some(Cut::TooLong(limit)) => {
            Err(DecodeError::whole(format_args!("the body is longer than the limit of {limit} bytes")))
        }
        Some(Cut::Broken(error)) => {
            return Err((lost(facts.safety, secrets.redact_error(error)), head(&mut answer, secrets)));
        }
        Some(Cut::TimedOut(reason)) => return Err((late(facts.safety, reason), head(&mut answer, secrets))),
    };
    match decoded {
        Ok(body) => {
            secrets.redact_headers(&mut answer.headers);
            Ok((body, answer))
        }
        Err(source) => {
            let (status, head) = (answer.status, head(&mut answer, secrets));
            Err((undecodable(status, &head, source, secrets), head))
        }
    }
}

/// Reads an answer with any other status. A body that broke off is taken as far as it came: the status says more.
fn failure<E: OperationError>(facts: &Facts, mut answer: Answer, secrets: &Secrets) -> (Cause<E>, Head) {
    let status = answer.status;
    let decoded = E::decode(status.as_u16(), Json::new(&secrets.redact_strings(&answer.body)));
    let head = head(&mut answer, secrets);
    let cause = match decoded {
        Some(Ok(body)) => Cause::Api { status, body },
        Some(Err(source)) => undecodable(status, &head, source, secrets),
        None => {
            let body = head.body.clone().unwrap_or_default();
            let refused = facts.refused.contains(&status.as_u16());
            if facts.safety == Safety::Unsafe && status.is_server_error() && !refused {
                Cause::OutcomeUnknown(Unanswered::Status { status, body })
            } else {
                Cause::Unexpected { status, body }
            }
        }
    };
    (cause, head)
}

/// No answer, or half of one.
fn lost<E>(safety: Safety, error: TransportError) -> Cause<E> {
    if let Some(why) = error.why_unusable() {
        return Cause::InvalidRequest(InvalidRequest::new(why));
    }
    match safety {
        _ if error.sent() == Sent::No => Cause::Connect(error),
        Safety::Unsafe => Cause::OutcomeUnknown(Unanswered::Transport(error)),
        Safety::Safe | Safety::Idempotent => Cause::Transport(error),
    }
}

fn late<E>(safety: Safety, reason: TimedOut) -> Cause<E> {
    match safety {
        Safety::Unsafe => Cause::OutcomeUnknown(Unanswered::Timeout(reason)),
        Safety::Safe | Safety::Idempotent => Cause::Timeout(reason),
    }
}

fn undecodable<E>(status: StatusCode, head: &Head, source: DecodeError, secrets: &Secrets) -> Cause<E> {
    // In this order: a text that is cut first may end with the start of a token.
    let source = source.map_text(|text| summary::clip(&secrets.redact_text(text), EXPLAINED));
    let body = head.body.clone().unwrap_or_default();
    Cause::Decode { status, body, path: source.path().to_owned(), source }
}

/// What an error keeps of an answer.
fn head(answer: &mut Answer, secrets: &Secrets) -> Head {
    secrets.redact_headers(&mut answer.headers);
    Head {
        status: answer.status,
        headers: std::mem::take(&mut answer.headers),
        body: Some(secrets.redact_start(&answer.body, KEPT)),
    }
}

fn sent<E>(cause: &Cause<E>, answer: Option<&Head>) -> Sent {
    match cause {
        Cause::InvalidRequest(_) | Cause::Token(_) | Cause::WouldExceed { .. } | Cause::Connect(_) => {
            Sent::No
        }
        _ if answer.is_some() => Sent::Yes,
        Cause::Transport(error) | Cause::OutcomeUnknown(Unanswered::Transport(error)) => error.sent(),
        _ => Sent::Maybe,
    }
}

/// What the attempts before the last one add. After an attempt that may have acted there is another only where a repeat is
/// harmless; an unsafe request has another only when the one before surely did nothing.
fn sent_before(facts: &Facts, attempts: &[Attempt]) -> Sent {
    let reached = |attempt: &Attempt| attempt.ending != Ending::Connect;
    let before = attempts.split_last().map_or(&[][..], |(_, before)| before);
    if facts.safety != Safety::Unsafe && before.iter().any(reached) { Sent::Maybe } else { Sent::No }
}

fn is_retryable<E>(facts: &Facts, cause: &Cause<E>, answer: Option<&Head>) -> bool {
    match cause {
        Cause::Token(_)
        | Cause::WouldExceed { .. }
        | Cause::Connect(_)
        | Cause::Transport(_)
        | Cause::Timeout(_) => true,
        Cause::InvalidRequest(_) | Cause::OutcomeUnknown(_) => false,
        Cause::Api { .. } | Cause::Unexpected { .. } | Cause::Decode { .. } => {
            let class = Class { safety: facts.safety, refused: facts.refused };
            answer.is_some_and(|answer| class.may_repeat_after(answer.status))
        }
    }
}
