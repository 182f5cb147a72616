//! How many requests may be sent, and when.

mod told;
