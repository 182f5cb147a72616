//! Tests of the limiter as a whole.

mod admission;
mod exactness;
mod foresight;
mod judge;
mod model;
mod pausing;
mod quotas;
mod scenario;
mod simulation;
mod stress;
mod waiting;
