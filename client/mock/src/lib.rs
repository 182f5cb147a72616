#![doc = include_str!("../README.md")]

mod address;
mod admin;
mod answer;
mod builder;
mod clock;
mod connection;
pub mod faults;
mod input;
pub mod limits;
mod mock;
mod platform;
mod port;
mod server;

pub use builder::Builder;
pub use mock::Mock;

/// The examples of the README compile. They are here because one of them is about the mock.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
