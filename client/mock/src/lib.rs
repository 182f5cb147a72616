#![doc = include_str!("../README.md")]

mod builder;
mod clock;
mod input;
pub mod limits;
mod mock;
mod platform;
mod server;

pub use builder::Builder;
pub use mock::Mock;
