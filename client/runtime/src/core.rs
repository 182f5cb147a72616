//! What the clones of a client share.

use crate::{
    auth::{Auth, TokenCell},
    error::Kind,
    operation::{Bucket, Operation},
    pending::Pending,
    request::Request,
    transport::Transport,
};
use http::{HeaderMap, Method};
use std::{fmt, sync::Arc, time::Duration};

/// What the clones of a client share: cheap to clone.
#[derive(Clone)]
pub struct Core(Arc<Shared>);

pub(crate) struct Shared {
    /// Without a trailing slash.
    pub(crate) base_url: String,
    pub(crate) auth: Auth,
    /// Every rate limit of the API, in spec order.
    pub(crate) buckets: &'static [&'static Bucket],
    pub(crate) token: Option<TokenCell>,
    pub(crate) transport: Transport,
    pub(crate) headers: HeaderMap,
    pub(crate) deadline: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_response_bytes: usize,
}

impl Core {
    pub(crate) fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.0
    }

    /// Starts a request of an operation. Nothing is sent until it is awaited.
    pub fn start(&self, operation: &'static Operation) -> Pending {
        Pending::new(self.clone(), operation)
    }

    /// Starts a request that no operation describes. The path starts with a slash and is taken as it is, its query
    /// included; nothing is sent until the request is awaited.
    pub fn request<K: Kind>(&self, method: Method, path: &str) -> Request<K> {
        Request::new(Pending::raw(self.clone(), method, path))
    }

    /// The base URL, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.0.base_url
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base_url", &self.0.base_url)
            .field("auth", &self.0.auth)
            .field("buckets", &self.0.buckets.iter().map(|bucket| bucket.name).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
