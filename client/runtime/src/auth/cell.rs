//! The token that a client holds, and its renewal after a 401.

use super::{
    Auth,
    token::{READ_LIMIT, TokenError, TokenSource},
};
use crate::{BoxFuture, redact::Forms};
use futures_util::{FutureExt, future::Shared};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::time::Instant;

/// The token of one client, read once and shared by its requests.
#[derive(Debug)]
pub(crate) struct TokenCell {
    auth: Auth,
    source: TokenSource,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    held: Option<Held>,
    /// Kept here rather than by the caller that started it, so that it goes on when that caller gives up.
    reading: Option<Reading>,
    /// How many reads were started.
    reads: u64,
}

/// A read that is under way. Whoever waits for it drives it, and all who wait get what it gives, an error too.
#[derive(Debug, Clone)]
struct Reading {
    number: u64,
    started: Instant,
    token: Shared<BoxFuture<Result<Arc<SecretString>, TokenError>>>,
}

/// A token and the number of the read that it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    token: Arc<SecretString>,
    forms: Arc<Forms>,
    read: u64,
}

impl Held {
    pub(crate) fn token(&self) -> &Arc<SecretString> {
        &self.token
    }

    /// The token as it may show in what a call keeps.
    pub(crate) fn forms(&self) -> &Arc<Forms> {
        &self.forms
    }
}

impl TokenCell {
    pub(crate) fn new(auth: Auth, source: TokenSource) -> Self {
        Self { auth, source, state: Mutex::default() }
    }

    /// The token, when it is fixed.
    pub(crate) fn known(&self) -> Option<&SecretString> {
        self.source.known()
    }

    /// The token, read from the source the first time.
    pub(crate) async fn get(&self) -> Result<Held, TokenError> {
        let reading = {
            let mut state = self.state();
            match &state.held {
                Some(held) => return Ok(held.clone()),
                None => state.join(&self.source),
            }
        };
        let token = reading.token.await;
        // Nothing is awaited from here on, so that no caller leaves a read behind that has ended.
        self.state().end(self.auth, reading.number, token)
    }

    /// Another token than `refused`, which the API did not accept; `None` when there is none.
    ///
    /// However many requests were refused with the same token, the source is read once. A source that cannot be read any
    /// more counts as one that still gives the old token: the API's answer says more than the failed read.
    pub(crate) async fn renew(&self, refused: &Held) -> Option<Held> {
        if self.source.known().is_some() {
            return None;
        }
        let other =
            |held: Held| (held.token.expose_secret() != refused.token.expose_secret()).then_some(held);
        let reading = {
            let mut state = self.state();
            match &state.held {
                Some(current) if current.read > refused.read => return other(current.clone()),
                _ => state.join(&self.source),
            }
        };
        let token = reading.token.await.unwrap_or_else(|_| refused.token.clone());
        self.state().end(self.auth, reading.number, Ok(token)).ok().and_then(other)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is one assignment, so that what a panic leaves is whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The read that is under way, or a new one. One that nobody drove until its limit was over counts as lost.
    fn join(&mut self, source: &TokenSource) -> Reading {
        let now = Instant::now();
        match &self.reading {
            Some(reading) if now < reading.started + READ_LIMIT => reading.clone(),
            _ => {
                self.reads += 1;
                let source = source.clone();
                let token: BoxFuture<_> = Box::pin(async move { source.read().await.map(Arc::new) });
                let reading = Reading { number: self.reads, started: now, token: token.shared() };
                self.reading.insert(reading).clone()
            }
        }
    }

    /// Keeps what a read gave, and makes room for the next one.
    fn end(
        &mut self,
        auth: Auth,
        number: u64,
        token: Result<Arc<SecretString>, TokenError>,
    ) -> Result<Held, TokenError> {
        self.reading.take_if(|reading| reading.number == number);
        let token = token?;
        match &self.held {
            // Another that waited for the same read has been here.
            Some(held) if held.read == number => Ok(held.clone()),
            held => {
                let is_newer = held.as_ref().is_none_or(|held| held.read < number);
                let read = Held { forms: Arc::new(Forms::of(auth, &token)), token, read: number };
                if is_newer {
                    self.held = Some(read.clone());
                }
                Ok(read)
            }
        }
    }
}
