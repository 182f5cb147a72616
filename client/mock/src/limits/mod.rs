//! How the platform limits requests: six algorithms by which servers count, the counters of each token and bucket, what
//! answers tell of them, and the record by which a client is judged.

mod algorithm;
mod arrivals;
mod commits;
mod headers;
mod ledger;
mod log;
mod token_bucket;
mod window;

pub use algorithm::{Algorithm, Limit, Limiter, Room, Verdict};
pub use arrivals::{Arrival, Arrivals, most_in_a_window};
pub(crate) use commits::Commits;
pub use headers::Headers;
pub(crate) use ledger::{Count, Ledger, stated};
