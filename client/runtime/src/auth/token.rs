//! Where the token comes from.

use super::read::{self, Problem};
use crate::{BoxFuture, error::BoxError};
use futures_util::FutureExt;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use std::{
    error::Error as StdError, ffi::OsString, fmt, panic::AssertUnwindSafe, path::PathBuf, sync::Arc,
    time::Duration,
};

/// How long a source may take. A program that asks its user for a password needs some time, and a call without a deadline
/// must end for all that.
pub(super) const READ_LIMIT: Duration = Duration::from_secs(30);

/// Where the token comes from.
///
/// A fixed token is checked when the client is built. Every other source is read when the first request needs it, the
/// token is kept, and the source is read again when the API answers 401: if that gives another token, the request is sent
/// once more with it. So a token that is rotated needs no restart.
///
/// Calls that need the token at the same time wait for one read and share what it gives, its error too. A read that gives
/// nothing within 30 s is an error, [`Cause::Token`](crate::Cause::Token), as is a file or a program that gives more than
/// 64 KiB. `Debug` shows where a token comes from, never the token.
#[derive(Clone)]
pub struct TokenSource(Source);

#[derive(Clone)]
enum Source {
    Fixed(SecretString),
    Env(String),
    File(PathBuf),
    Command { program: OsString, arguments: Vec<OsString> },
    Function(Arc<dyn Fn() -> BoxFuture<Result<SecretString, BoxError>> + Send + Sync>),
}

impl TokenSource {
    /// This token, for as long as the client lives.
    #[must_use]
    pub fn fixed(token: impl Into<SecretString>) -> Self {
        Self(Source::Fixed(token.into()))
    }

    /// The environment variable of this name, without the white space around its value.
    #[must_use]
    pub fn env(name: impl Into<String>) -> Self {
        Self(Source::Env(name.into()))
    }

    /// The content of the file, without the white space around it.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Source::File(path.into()))
    }

    /// What the program prints, without the white space around it. It runs without a shell and without input; any exit code
    /// but zero is an error. A program that takes too long or prints too much is killed.
    #[must_use]
    pub fn command<A: Into<OsString>>(
        program: impl Into<OsString>,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        let arguments = arguments.into_iter().map(Into::into).collect();
        Self(Source::Command { program: program.into(), arguments })
    }

    /// What the function returns.
    ///
    /// ```
    /// # use codegen_runtime::TokenSource;
    /// let source = TokenSource::from_fn(|| async { Ok::<_, std::io::Error>("from a vault") });
    /// ```
    #[must_use]
    pub fn from_fn<F, R, T, E>(function: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<SecretString>,
        E: Into<BoxError>,
    {
        Self(Source::Function(Arc::new(move || {
            let token = function();
            Box::pin(async move { token.await.map(Into::into).map_err(Into::into) })
        })))
    }

    /// The token, when it is known without reading anything.
    pub(crate) fn known(&self) -> Option<&SecretString> {
        match &self.0 {
            Source::Fixed(token) => Some(token),
            _ => None,
        }
    }

    /// Reads the token, within the limit of time.
    pub(super) async fn read(&self) -> Result<SecretString, TokenError> {
        // The read is shared: a panic in it would reach every call that waits for it, and each later one.
        let read = AssertUnwindSafe(tokio::time::timeout(READ_LIMIT, self.read_unlimited())).catch_unwind();
        let token = match read.await {
            Ok(Ok(token)) => token,
            Ok(Err(_)) => Err((format!("it gave nothing within {} s", READ_LIMIT.as_secs()), None)),
            Err(_) => Err(("it panicked".to_owned(), None)),
        };
        token.map_err(|(problem, source)| TokenError {
            place: self.to_string(),
            problem,
            source: source.map(Arc::from),
        })
    }

    async fn read_unlimited(&self) -> Result<SecretString, Problem> {
        let token = match &self.0 {
            Source::Fixed(token) => token.clone(),
            Source::Env(name) => read::env(name)?,
            Source::File(path) => read::file(path).await?,
            Source::Command { program, arguments } => read::command(program, arguments).await?,
            Source::Function(function) => {
                function().await.map_err(|error| ("it returned an error".to_owned(), Some(error)))?
            }
        };
        match validate(&token) {
            Ok(()) => Ok(token),
            Err(Flaw::Empty) => Err(("it is empty".to_owned(), None)),
            Err(Flaw::Unprintable) => {
                Err(("it holds a character that a header cannot carry".to_owned(), None))
            }
        }
    }
}

/// Says where the token comes from.
impl fmt::Display for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Fixed(_) => f.write_str("a fixed value"),
            Source::Env(name) => write!(f, "the environment variable `{name}`"),
            Source::File(path) => write!(f, "the file `{}`", path.display()),
            // The arguments may hold a secret of their own.
            Source::Command { program, .. } => write!(f, "the command `{}`", program.display()),
            Source::Function(_) => f.write_str("a function"),
        }
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenSource({self})")
    }
}

/// Why there is no token. Never shows one that was read; what a function of the caller's returns as its error is shown as
/// it is.
#[derive(Debug, Clone)]
pub struct TokenError {
    place: String,
    problem: String,
    /// Shared, as every call that waited for the read gets the error.
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no token from {}: {}", self.place, self.problem)
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// What is wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    Empty,
    Unprintable,
}

/// Checks that a header can carry the token.
pub(crate) fn validate(token: &SecretString) -> Result<(), Flaw> {
    let token = token.expose_secret();
    if token.is_empty() {
        return Err(Flaw::Empty);
    }
    let carried = HeaderValue::from_str(token).is_ok() && token.trim() == token;
    if carried { Ok(()) } else { Err(Flaw::Unprintable) }
}
