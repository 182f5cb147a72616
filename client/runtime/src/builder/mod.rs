//! Builds a client, and finds what is wrong with its settings before any request.

mod base_url;
mod error;

pub use error::BuildError;

use crate::{
    auth::{self, Auth, Flaw, TokenCell, TokenSource},
    budgets::Budgets,
    core::{Core, Shared},
    encode,
    jitter::Jitter,
    operation::Bucket,
    rate_limit::{Budget, Quota},
    retry::{RetryBudget, RetryPolicy},
    stale::Store,
    transport::{self, Transport},
};
use base_url::BaseUrl;
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{AUTHORIZATION, USER_AGENT},
};
use secrecy::SecretString;
use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

/// The longest body that is read where the builder does not say so: far above any page, far below any machine.
const MAX_RESPONSE_BYTES: usize = 64 << 20;

/// Builds a client of type `C`.
///
/// Every setting is checked by [`Builder::build`]; no request is needed to find a mistake. `Debug` never shows the token.
#[must_use = "a builder does nothing until `build` is called"]
pub struct Builder<C> {
    base_url: String,
    auth: Auth,
    token: Option<TokenSource>,
    transport: Option<Transport>,
    options: transport::reqwest::Options,
    headers: HeaderMap,
    deadline: Option<Duration>,
    attempt_timeout: Option<Duration>,
    max_response_bytes: usize,
    buckets: &'static [&'static Bucket],
    quotas: Vec<(String, Quota)>,
    budget: Option<Arc<dyn Budget>>,
    retry: RetryPolicy,
    jitter: Jitter,
    /// The first setting that cannot be.
    wrong: Option<BuildError>,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Core>> Builder<C> {
    /// Starts from what an API's description states: its base URL (an empty one is one that the caller must give), how it
    /// takes the token, and its rate limits.
    pub fn new(base_url: &str, auth: Auth, buckets: &'static [&'static Bucket]) -> Self {
        let user_agent = HeaderValue::from_static(concat!("codegen-runtime/", env!("CARGO_PKG_VERSION")));
        Self {
            base_url: base_url.to_owned(),
            auth,
            token: None,
            transport: None,
            options: transport::reqwest::Options::default(),
            headers: HeaderMap::from_iter([(USER_AGENT, user_agent)]),
            deadline: None,
            attempt_timeout: None,
            max_response_bytes: MAX_RESPONSE_BYTES,
            buckets,
            quotas: Vec::new(),
            budget: None,
            retry: RetryPolicy::default(),
            jitter: Jitter::default(),
            wrong: None,
            client: PhantomData,
        }
    }

    /// Replaces the base URL. Its path, if any, comes before the path of every request.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Sets a fixed token.
    pub fn token(self, token: impl Into<SecretString>) -> Self {
        self.token_source(TokenSource::fixed(token))
    }

    /// Sets where the token comes from.
    pub fn token_source(mut self, source: TokenSource) -> Self {
        self.token = Some(source);
        self
    }

    /// Replaces what carries requests. Proxies and certificates then are the transport's own business.
    pub fn transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Limits every call as a whole, unless the call says otherwise. Without it a call has no deadline.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// Limits every attempt, from its start to the last byte of its answer, unless the call says otherwise.
    ///
    /// It takes the place of the limits that the API's description states for single operations. Without it those hold,
    /// and 30 s for an operation whose description states none.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// Adds a header to every request. A second call with the same name replaces the value.
    ///
    /// It gives way to what a request states itself: the `Accept` and the `Content-Type` of its operation, then its header
    /// parameters, then the headers that the caller adds to it. The header that carries the token cannot be set here.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match encode::header::checked(name, value) {
            Ok((name, _)) if token_header(self.auth).as_ref() == Some(&name) => {
                self.fail(BuildError::TokenHeader { name: name.to_string() });
            }
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(message) => self.fail(BuildError::Header { message }),
        }
        self
    }

    /// Replaces the user agent, `codegen-runtime/` and its version.
    pub fn user_agent(self, text: &str) -> Self {
        self.header(USER_AGENT.as_str(), text)
    }

    /// Sends every request through this proxy, `http://` or `https://` and nothing else, in place of the one that the
    /// environment states (`HTTPS_PROXY` and its kin). That one too may be spoken to over TLS, and is not asked for an API
    /// on this machine (`localhost` and loopback addresses).
    pub fn proxy(mut self, url: &str) -> Self {
        if let Err(source) = self.options.add_proxy(url) {
            self.fail(BuildError::Proxy { source });
        }
        self
    }

    /// Trusts these certificates, one or more in PEM form, as well as those of the machine.
    pub fn root_certificate_pem(mut self, pem: impl AsRef<[u8]>) -> Self {
        if let Err(source) = self.options.add_roots(pem.as_ref()) {
            self.fail(BuildError::RootCertificate { source });
        }
        self
    }

    /// Limits the body of a 2xx answer; a longer one is a failure to decode it. The default is 64 MiB.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Changes a rate limit that the API's description states, for every client of this process that shares it: one that
    /// the account of the token has otherwise, or a part of one that is shared with programs that know nothing of this one.
    ///
    /// Another client that states the same changes nothing, so that what the server said meanwhile holds on.
    pub fn bucket(mut self, name: &str, quota: Quota) -> Self {
        self.quotas.push((name.to_owned(), quota));
        self
    }

    /// Takes the permits of the rate limits from here.
    ///
    /// Without it all clients of this process that have the same base URL and the same token share one budget. A
    /// [`LocalBudget`](crate::LocalBudget) of its own keeps a client apart from them.
    pub fn budget(mut self, budget: impl Budget) -> Self {
        self.budget = Some(Arc::new(budget));
        self
    }

    /// Says how often the request of a call may be sent, unless the call says otherwise. Without it it is five times.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Replaces the randomness of the waits between attempts, for tests: the function gives numbers from 0 to below 1.
    pub fn jitter(mut self, chance: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.jitter = Jitter::new(chance);
        self
    }

    /// Builds the client. Nothing is sent and nothing is read: neither the token's source nor the machine's certificates.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when a setting is wrong or missing.
    pub fn build(self) -> Result<C, BuildError> {
        if let Some(wrong) = self.wrong {
            return Err(wrong);
        }
        let BaseUrl { url: base_url, server, account, tls } = base_url::check(&self.base_url)?;
        let token = match (self.auth, self.token) {
            (Auth::None, _) => None,
            (_, None) => return Err(BuildError::MissingToken),
            (auth, Some(source)) => Some(TokenCell::new(auth, check_token(auth, source)?)),
        };
        let transport = match self.transport {
            None => transport::reqwest::transport(self.options, &base_url, tls),
            Some(_) if !self.options.is_default() => return Err(BuildError::TransportOptions),
            Some(transport) => transport,
        };
        let budgets = Budgets::new(account, self.buckets, self.budget);
        for (name, quota) in &self.quotas {
            budgets.set(name, *quota).map_err(BuildError::Bucket)?;
        }
        if let Some(known) = token.as_ref().and_then(TokenCell::known) {
            // Chosen now, so that `limits` tells from the start what the others that share it have used.
            budgets.of(Some(known));
        }
        Ok(C::from(Core::new(Shared {
            base_url,
            server,
            auth: self.auth,
            token,
            transport,
            headers: self.headers,
            deadline: self.deadline,
            attempt_timeout: self.attempt_timeout,
            max_response_bytes: self.max_response_bytes,
            budgets,
            retry: self.retry,
            retry_budget: RetryBudget::default(),
            jitter: self.jitter,
            store: Store::default(),
        })))
    }

    fn fail(&mut self, error: BuildError) {
        self.wrong.get_or_insert(error);
    }
}

impl<C> fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("base_url", &base_url::shown(&self.base_url))
            .field("auth", &self.auth)
            .field("token", &self.token)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("deadline", &self.deadline)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("quotas", &self.quotas)
            .field("budget", &self.budget)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// The header that carries the token.
fn token_header(auth: Auth) -> Option<HeaderName> {
    match auth {
        Auth::Bearer | Auth::Basic => Some(AUTHORIZATION),
        Auth::Header(name) => name.parse().ok(),
        Auth::None | Auth::Query(_) => None,
    }
}

fn check_token(auth: Auth, source: TokenSource) -> Result<TokenSource, BuildError> {
    if let Some(token) = source.known() {
        auth::validate(token).map_err(|flaw| match flaw {
            Flaw::Empty => BuildError::EmptyToken,
            Flaw::Unprintable => BuildError::InvalidToken,
        })?;
        auth.credential(token).ok_or(BuildError::InvalidToken)?;
    }
    Ok(source)
}
