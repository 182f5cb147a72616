//! Runs the stand-in until Ctrl-C, for programs that are tried by hand or in CI: `cargo xtask mock`.
//!
//! It ends with 0 after Ctrl-C, with 2 when the command line asks for what cannot be, and with 3 when the port cannot be opened.

mod options;

use clap::Parser;
use codegen_client::BoxError;
use codegen_mock::{
    Builder, Mock,
    limits::{Algorithm, Headers},
};
use options::{Limits, Options, Server};
use std::{
    fmt::Write as _,
    io::{self, ErrorKind, Write as _},
    process::ExitCode,
};
use tokio::signal::ctrl_c;

#[derive(Debug, Parser)]
#[command(about = "Runs a stand-in for the Codegen platform until Ctrl-C")]
pub(crate) struct CommandLine {
    #[command(flatten)]
    pub(crate) options: Options,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(&CommandLine::parse().options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(if error.kind() == ErrorKind::InvalidInput { 2 } else { 3 })
        }
    }
}

async fn serve(options: &Options) -> io::Result<()> {
    let mock = builder(options).start().await?;
    let text = introduction(&mock, options).map_err(io::Error::other)?;
    // Whoever reads the text may press Ctrl-C at once, so that is listened for first.
    tokio::try_join!(biased; ctrl_c(), async { unless_closed(io::stdout().write_all(text.as_bytes())) })?;
    let arrivals = mock.arrivals();
    let (requests, throttled) = (arrivals.all().len(), arrivals.throttled());
    unless_closed(writeln!(io::stdout(), "\nrequests: {requests}, answered 429: {throttled}"))
}

/// A reader that went away, as in `cargo xtask mock | head -1`, has read enough: the stand-in and its exit code stay the same.
pub(crate) fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// The stand-in that is asked for.
pub(crate) fn builder(options: &Options) -> Builder {
    let algorithm = match options.server {
        Server::Log => Algorithm::SlidingLog,
        Server::LogRejects => Algorithm::LogWithRejects,
        Server::Fixed => Algorithm::AlignedWindow,
        Server::FirstHit => Algorithm::FirstHitWindow,
        Server::Bucket => Algorithm::TokenBucket,
        Server::Counter => Algorithm::SlidingCounter,
    };
    let headers = match options.headers {
        options::Headers::None => Headers::None,
        options::Headers::RetryAfter => Headers::RetryAfter,
        options::Headers::RateLimit => Headers::RateLimit,
        options::Headers::XRateLimit => Headers::XRateLimit,
    };
    Mock::builder()
        .port(options.port)
        .bind(options.bind)
        .limits(options.limits == Limits::Enforce)
        .algorithm(algorithm)
        .headers(headers)
        .speed(options.speed)
        .seed(options.seed)
}

/// Where it is, what one has to know to use it, and two lines to paste.
pub(crate) fn introduction(mock: &Mock, options: &Options) -> Result<String, BoxError> {
    let Mock { url, token, org_id, empty_org_id, .. } = mock;
    let mut text = String::new();
    writeln!(text, "The stand-in for the platform is at {url} until Ctrl-C.\n")?;
    writeln!(text, "token          {token}")?;
    writeln!(text, "organization   {org_id}; {empty_org_id} has no repositories")?;
    if options.limits == Limits::Off {
        writeln!(text, "limits         none: nothing is counted or refused")?;
    } else {
        for (number, limit) in mock.client().build()?.limits().iter().enumerate() {
            let label = if number == 0 { "limits" } else { "" };
            let window = limit.window.as_secs_f64();
            writeln!(text, "{label:<14} {:<22} {:>2} in {window} s", limit.name, limit.limit)?;
        }
    }
    if (options.speed - 1.0).abs() > f64::EPSILON {
        writeln!(
            text,
            "\nTime runs {} times as fast there. A client that is not told of the limits above",
            options.speed
        )?;
        writeln!(text, "(`Builder::bucket`, `set_limit`) waits for as long as at the platform.")?;
    }
    writeln!(text, "\nIn another terminal, for `Agent::from_env` and for a look at the runs:\n")?;
    writeln!(text, "export CODEGEN_BASE_URL={url} CODEGEN_API_TOKEN={token} CODEGEN_ORG_ID={org_id}")?;
    writeln!(text, "curl -H 'Authorization: Bearer {token}' {url}/v1/organizations/{org_id}/agent/runs")?;
    Ok(text)
}
