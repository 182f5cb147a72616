//! Tests of the limiter as a whole.

mod admission;
mod exactness;
mod judge;
mod scenario;
mod simulation;
