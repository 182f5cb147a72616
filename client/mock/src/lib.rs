#![doc = include_str!("../README.md")]

mod address;
mod builder;
mod clock;
pub mod limits;
mod mock;
mod platform;
mod server;

pub use builder::Builder;
pub use mock::Mock;
