//! What a call does, through the eyes of a generated client of a made-up API.

mod answers;
mod api;
mod auth;
mod build;
mod limits;
mod memory;
mod paging;
mod requests;
mod sockets;
