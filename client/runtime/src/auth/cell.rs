//! The token that a client holds, and its renewal after a 401.

use super::token::{TokenError, TokenSource};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use tokio::sync::Mutex;

/// The token of one client, read once and shared by its requests.
#[derive(Debug)]
pub(crate) struct TokenCell {
    source: TokenSource,
    /// Locked while the source is read, so that many requests wait for one read.
    held: Mutex<Option<Held>>,
}

/// A token and the number of the read that it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    token: Arc<SecretString>,
    read: u64,
}

impl Held {
    pub(crate) fn token(&self) -> &Arc<SecretString> {
        &self.token
    }
}

impl TokenCell {
    pub(crate) fn new(source: TokenSource) -> Self {
        Self { source, held: Mutex::new(None) }
    }

    /// The token, read from the source the first time.
    pub(crate) async fn get(&self) -> Result<Held, TokenError> {
        let mut held = self.held.lock().await;
        if let Some(held) = &*held {
            return Ok(held.clone());
        }
        let token = Arc::new(self.source.read().await?);
        Ok(held.insert(Held { token, read: 0 }).clone())
    }

    /// Another token than `refused`, which the API did not accept; `None` when there is none.
    ///
    /// However many requests were refused with the same token, the source is read once. A source that cannot be read any
    /// more counts as one that still gives the old token: the API's answer says more than the failed read.
    pub(crate) async fn renew(&self, refused: &Held) -> Option<Held> {
        if self.source.known().is_some() {
            return None;
        }
        let mut held = self.held.lock().await;
        let current = match &*held {
            Some(current) if current.read > refused.read => current.clone(),
            _ => {
                let token = self.source.read().await.map_or_else(|_| refused.token.clone(), Arc::new);
                held.insert(Held { token, read: refused.read + 1 }).clone()
            }
        };
        (current.token.expose_secret() != refused.token.expose_secret()).then_some(current)
    }
}
