//! What the stand-in can be started with. `cargo xtask mock` compiles this file too, so that it knows the same options.

use clap::{Args, ValueEnum};
use std::net::{IpAddr, Ipv4Addr};

/// How the stand-in is different from the platform as the description of its API states it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The port to listen on, or 0 for a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,
    /// The address to listen on; the default one is reached from this machine alone
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) bind: IpAddr,
    /// Whether requests are counted, and refused when there are too many
    #[arg(long, value_enum, default_value_t)]
    pub(crate) limits: Limits,
    /// How requests are counted
    #[arg(long, value_enum, default_value_t)]
    pub(crate) server: Server,
    /// What answers tell of the limits
    #[arg(long, value_enum, default_value_t)]
    pub(crate) headers: Headers,
    /// How many times faster time runs there: runs and the windows of the limits are that much shorter
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    pub(crate) speed: f64,
    /// What the made-up content follows from
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
}

/// Whether there are limits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Limits {
    /// A request too many is answered 429
    #[default]
    Enforce,
    /// Nothing is counted or refused
    Off,
}

/// How a server counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Server {
    /// The requests of the last window that were let through
    #[default]
    Log,
    /// The refused requests too
    LogRejects,
    /// In windows that follow one another
    Fixed,
    /// In windows that the first request after the last one opens
    FirstHit,
    /// By tokens that flow back evenly
    Bucket,
    /// By an estimate from two windows that follow one another; it may refuse a client that keeps the limit
    Counter,
}

/// The header fields about limits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Headers {
    /// Nothing
    None,
    /// `Retry-After` with a 429
    #[default]
    RetryAfter,
    /// Also `RateLimit` and `RateLimit-Policy`
    RateLimit,
    /// Also `X-RateLimit-Limit`, `-Remaining` and `-Reset`
    XRateLimit,
}
