//! What the clones of a client share.

use crate::{
    auth::{Auth, TokenCell},
    budgets::{BucketUsage, Budgets, UnknownBucket},
    error::Kind,
    jitter::Jitter,
    operation::Operation,
    pending::Pending,
    rate_limit::Quota,
    request::Request,
    retry::{RetryBudget, RetryPolicy},
    stale::Store,
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
    /// Its host and port.
    pub(crate) server: (String, u16),
    pub(crate) auth: Auth,
    pub(crate) token: Option<TokenCell>,
    pub(crate) transport: Transport,
    pub(crate) headers: HeaderMap,
    pub(crate) deadline: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_response_bytes: usize,
    pub(crate) budgets: Budgets,
    pub(crate) retry: RetryPolicy,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) jitter: Jitter,
    pub(crate) store: Store,
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

    /// How much of each rate limit is used, in the order of the API's description.
    #[must_use]
    pub fn limits(&self) -> Vec<BucketUsage> {
        self.0.budgets.usage()
    }

    /// Changes a rate limit from now on, for every client of this process that shares it. Calls that wait for it keep their
    /// place. A quota of 0 requests stops them until it is changed again.
    ///
    /// # Errors
    ///
    /// [`UnknownBucket`] when the API's description states no rate limit of this name.
    pub fn set_limit(&self, bucket: &str, quota: Quota) -> Result<(), UnknownBucket> {
        self.0.budgets.set(bucket, quota)
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
            .finish_non_exhaustive()
    }
}
