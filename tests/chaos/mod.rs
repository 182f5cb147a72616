//! Chaos: mixed calls of many tasks by the real client, over real sockets, to a stand-in where everything goes wrong; and what
//! holds all the same.
//!
//! The callers' records are held against the server's. The server's record is the truth: it says what arrived when, and what
//! was carried out. Two things say to which call a request belongs: a header with the number of the call, and the same number
//! in the metadata of the run that it starts.
//!
//! The short run is a test, `tests/it/chaos.rs`, and the long one a bench, `tests/benches/chaos.rs`.

mod caller;
mod drive;
pub(crate) mod evidence;
mod figures;
pub(crate) mod judge;
pub(crate) mod plan;
mod setting;
mod weather;

pub(crate) use drive::{Aftermath, Size, drive};
pub(crate) use figures::Figures;
pub(crate) use judge::violations;
