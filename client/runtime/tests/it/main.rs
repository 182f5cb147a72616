//! What a call does, through the eyes of a generated client of a made-up API.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the functions that the tests share fail the test too"
)]
#![expect(unreachable_pub, reason = "a generator writes for public modules")]

mod answers;
mod api;
mod auth;
mod build;
mod limits;
mod memory;
mod paging;
mod requests;
mod sockets;
mod wait;
