//! Reads a token from the environment, a file or a program, bounded in size.

use crate::error::{BoxError, summary};
use futures_util::future;
use secrecy::SecretString;
use std::{ffi::OsString, io, path::Path, process::Stdio};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::{Child, Command},
};

/// The longest content or output that is read, in bytes: far more than a header can carry.
const LONGEST: u64 = 64 << 10;

/// The most of a failed command's error output that is repeated, in characters.
const STDERR: usize = 500;

/// What is wrong, and the error behind it.
pub(super) type Problem = (String, Option<BoxError>);

pub(super) fn env(name: &str) -> Result<SecretString, Problem> {
    #[expect(clippy::disallowed_methods, reason = "a token source is configuration")]
    match std::env::var(name) {
        Ok(text) => Ok(trimmed(&text)),
        Err(std::env::VarError::NotPresent) => Err(("it is not set".to_owned(), None)),
        // The error repeats the value.
        Err(std::env::VarError::NotUnicode(_)) => Err(("it is not UTF-8".to_owned(), None)),
    }
}

pub(super) async fn file(path: &Path) -> Result<SecretString, Problem> {
    let unreadable = |error: io::Error| ("it cannot be read".to_owned(), Some(error.into()));
    let mut file = tokio::fs::File::open(path).await.map_err(unreadable)?;
    let Some(bytes) = bounded(&mut file).await.map_err(unreadable)? else {
        return Err((format!("it is longer than {} KiB", LONGEST >> 10), None));
    };
    // The error would repeat the content.
    let text = String::from_utf8(bytes).map_err(|_| ("it is not UTF-8".to_owned(), None))?;
    Ok(trimmed(&text))
}

pub(super) async fn command(program: &OsString, arguments: &[OsString]) -> Result<SecretString, Problem> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| ("it cannot be run".to_owned(), Some(error.into())))?;
    let output = output(&mut child).await.map_err(|error| ("it broke off".to_owned(), Some(error.into())))?;
    let Some((stdout, stderr)) = output else {
        // Whether it can be killed or has just ended makes no difference.
        let _ = child.kill().await;
        return Err((format!("it printed more than {} KiB", LONGEST >> 10), None));
    };
    let status =
        child.wait().await.map_err(|error| ("it cannot be waited for".to_owned(), Some(error.into())))?;
    if !status.success() {
        let said = String::from_utf8_lossy(&stderr);
        let said = summary::shorten(said.trim(), STDERR);
        return Err((if said.is_empty() { status.to_string() } else { format!("{status}: {said}") }, None));
    }
    // The error would repeat the output.
    let text = String::from_utf8(stdout).map_err(|_| ("it did not print UTF-8".to_owned(), None))?;
    Ok(trimmed(&text))
}

/// What the program prints, to each of its outputs; `None` when it is too long to be a token.
async fn output(child: &mut Child) -> io::Result<Option<(Vec<u8>, Vec<u8>)>> {
    let (Some(mut stdout), Some(mut stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Ok(Some((Vec::new(), Vec::new())));
    };
    let token = async { bounded(&mut stdout).await.map_err(Some)?.ok_or(None) };
    let errors = async {
        let mut start = Vec::new();
        (&mut stderr).take(LONGEST).read_to_end(&mut start).await.map_err(Some)?;
        // A program that says a lot must not hang because nobody listens.
        tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await.map_err(Some)?;
        Ok(start)
    };
    // Stops at the first failure: a program that prints without end may keep its other output open for good.
    match future::try_join(token, errors).await {
        Ok(both) => Ok(Some(both)),
        Err(None) => Ok(None),
        Err(Some(error)) => Err(error),
    }
}

/// All that there is to read; `None` when it is too long.
async fn bounded(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    from.take(LONGEST + 1).read_to_end(&mut bytes).await?;
    Ok((bytes.len() as u64 <= LONGEST).then_some(bytes))
}

fn trimmed(text: &str) -> SecretString {
    SecretString::from(text.trim())
}
