//! Tests of the limiter as a whole.

mod admission;
