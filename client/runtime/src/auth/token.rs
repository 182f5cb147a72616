//! Where the token comes from.

use crate::{BoxFuture, error::BoxError, error::InvalidRequest, error::summary};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use std::{ffi::OsString, fmt, path::PathBuf, process::Stdio, sync::Arc};
use tokio::process::Command;

/// The most of a failed command's error output that is repeated, in characters.
const STDERR: usize = 500;

/// Where the token comes from.
///
/// A fixed token is checked when the client is built. Every other source is read when the first request needs it, the
/// token is kept, and the source is read again when the API answers 401: if that gives another token, the request is sent
/// once more with it. So a token that is rotated needs no restart. `Debug` shows where a token comes from, never the
/// token.
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
    /// but zero is an error. A program that outlives the call that waits for it is killed.
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

    pub(crate) async fn read(&self) -> Result<SecretString, TokenError> {
        let token = match &self.0 {
            Source::Fixed(token) => Ok(token.clone()),
            Source::Env(name) => read_env(name),
            Source::File(path) => tokio::fs::read_to_string(path)
                .await
                .map(|text| trimmed(&text))
                .map_err(|error| ("it cannot be read".to_owned(), Some(error.into()))),
            Source::Command { program, arguments } => run(program, arguments).await,
            Source::Function(function) => {
                function().await.map_err(|error| ("it returned an error".to_owned(), Some(error)))
            }
        };
        token
            .and_then(|token| match validate(&token) {
                Ok(()) => Ok(token),
                Err(Flaw::Empty) => Err(("it is empty".to_owned(), None)),
                Err(Flaw::Unprintable) => {
                    Err(("it holds a character that a header cannot carry".to_owned(), None))
                }
            })
            .map_err(|(problem, source)| TokenError { place: self.to_string(), problem, source })
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

/// Why there is no token.
#[derive(Debug)]
pub(crate) struct TokenError {
    place: String,
    problem: String,
    source: Option<BoxError>,
}

impl From<TokenError> for InvalidRequest {
    fn from(error: TokenError) -> Self {
        let message = format!("there is no token from {}: {}", error.place, error.problem);
        match error.source {
            Some(source) => Self::with_source(message, source),
            None => Self::new(message),
        }
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

type Problem = (String, Option<BoxError>);

fn read_env(name: &str) -> Result<SecretString, Problem> {
    #[expect(clippy::disallowed_methods, reason = "a token source is configuration")]
    match std::env::var(name) {
        Ok(text) => Ok(trimmed(&text)),
        Err(std::env::VarError::NotPresent) => Err(("it is not set".to_owned(), None)),
        // The error repeats the value.
        Err(std::env::VarError::NotUnicode(_)) => Err(("it is not UTF-8".to_owned(), None)),
    }
}

async fn run(program: &OsString, arguments: &[OsString]) -> Result<SecretString, Problem> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| ("it cannot be run".to_owned(), Some(error.into())))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = summary::shorten(said.trim(), STDERR);
        let code = output.status;
        return Err((if said.is_empty() { code.to_string() } else { format!("{code}: {said}") }, None));
    }
    // The error would repeat the output.
    let text = String::from_utf8(output.stdout).map_err(|_| ("it did not print UTF-8".to_owned(), None))?;
    Ok(trimmed(&text))
}

fn trimmed(text: &str) -> SecretString {
    SecretString::from(text.trim())
}
