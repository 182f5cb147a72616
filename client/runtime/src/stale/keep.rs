//! The place of one request's answer in the store of its client.

use super::{
    Freshness, StaleCause,
    store::{Key, Stored},
};
use crate::{auth::Held, clock::wall_clock, core::Core, outcome::Answer, send::Draft};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::time::Duration;
use tokio::time::Instant;

/// Where an attempt finds an older answer to its request, and leaves its own.
pub(crate) struct Keep {
    core: Core,
    key: Key,
}

impl Keep {
    /// The place of a request with this token.
    pub(crate) fn new(core: &Core, operation: &'static str, draft: &Draft, token: Option<&Held>) -> Self {
        let token = token.map(|held| &**held.token());
        let key = core.shared().store.key(operation, draft.uri(None), &draft.headers, token);
        Self { core: core.clone(), key }
    }

    /// An older answer, unless it is older than that, for the call to end with.
    pub(crate) fn find(&self, oldest: Duration, cause: StaleCause) -> Option<(Answer, Freshness)> {
        let (stored, age) = self.core.shared().store.get(&self.key, oldest, Instant::now())?;
        let answer = Answer {
            status: stored.status,
            headers: stored.headers.clone(),
            body: stored.body.clone(),
            cut: None,
            hint: None,
            received: wall_clock(),
        };
        Some((answer, Freshness::Stale { age, cause }))
    }

    /// Leaves a good answer, its headers without the token; `sent` is when its attempt started.
    pub(crate) fn put(self, sent: Instant, status: StatusCode, headers: &HeaderMap, body: &Bytes) {
        let stored = Stored { status, headers: headers.clone(), body: body.clone(), sent };
        self.core.shared().store.put(&self.key, stored);
    }
}
