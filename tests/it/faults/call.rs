//! One call of each class, and what it tells of its end.

use crate::secrecy::everything_said;
use codegen_client::{
    Attempt, Client, Error, ErrorKind, Response, Sent,
    types::{CreateAgentRunInput, EditPullRequestInput, PullRequestState},
};
use codegen_runtime::OperationError;
use std::time::SystemTime;

/// An answer that is good for the operation of each class.
pub(super) const GOOD: &str = r#"{"id": 12, "organization_id": 7, "success": true}"#;

/// What the API's description says about a repeat.
#[derive(Debug, Clone, Copy)]
pub(super) enum Class {
    /// `get_agent_run`
    Safe,
    /// `edit_pull_request`
    Idempotent,
    /// `create_agent_run`, of which a 429 proves that nothing was done
    Unsafe,
}

impl Class {
    pub(super) const ALL: [Self; 3] = [Self::Safe, Self::Idempotent, Self::Unsafe];

    /// Calls the operation of this class.
    pub(super) async fn call(self, client: &Client) -> Told {
        match self {
            Self::Safe => told(client.get_agent_run(7, 12).await),
            Self::Idempotent => {
                let change = EditPullRequestInput::new(PullRequestState::Closed);
                told(client.edit_pull_request(7, 12, change).await)
            }
            Self::Unsafe => told(client.create_agent_run(7, CreateAgentRunInput::new("Mend it")).await),
        }
    }
}

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Success,
    Failure { kind: ErrorKind, sent: Sent, retryable: bool },
}

impl End {
    pub(super) const fn failure(kind: ErrorKind, sent: Sent, retryable: bool) -> Self {
        Self::Failure { kind, sent, retryable }
    }
}

/// What a call tells of its end.
pub(super) struct Told {
    pub(super) end: End,
    pub(super) attempts: Vec<Attempt>,
    pub(super) retry_at: Option<SystemTime>,
}

fn told<S, E>(result: Result<Response<S>, Error<E>>) -> Told
where
    E: OperationError<Kind = ErrorKind>,
{
    match result {
        Ok(response) => Told { end: End::Success, attempts: response.attempts().to_vec(), retry_at: None },
        Err(error) => {
            // No fault makes an error show the token.
            everything_said(&error);
            let end = End::failure(error.kind(), error.sent(), error.is_retryable());
            Told { end, attempts: error.attempts().to_vec(), retry_at: error.retry_at() }
        }
    }
}
