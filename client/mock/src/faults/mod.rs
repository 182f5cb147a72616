//! What goes wrong, on purpose: faults, the rules by which requests meet them, and how answers suffer from them.
//!
//! A request with a known token counts for the limits, whatever becomes of it. Only one that the token and the limits let
//! through meets a fault; one that they refuse is answered so, at most late or with a wrong `Date`.
//!
//! The platform is never touched by half: it has done all that a request asks for, or nothing.

mod answer;
mod body;
mod fault;
mod rule;
mod rules;

pub(crate) use answer::answer;
pub use fault::Fault;
pub use rule::Rule;
pub(crate) use rules::{Met, Rules};
