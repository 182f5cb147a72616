//! Waits for what takes its time: for ends, and for more to read.
//!
//! Whoever waits has to look again and again, and each look is a request that pays from the rate limits. So waiters of one
//! kind share their looks where they can ([`Watch`]), look the less often the less is left of the limits (`pace`), and let
//! every other call go first.

mod follow;
mod pace;
mod rounds;
mod waiter;
mod watch;

pub use follow::{Part, follow};
pub use watch::{Waiting, Watch};

use crate::error::{Cause, Error};

/// Whether the same look may work later: the server was busy or away, or there was no turn in time. A token that cannot be
/// read is the caller's to mend.
fn passes<E>(error: &Error<E>) -> bool {
    error.is_retryable() && !matches!(error.cause(), Cause::Token(_))
}
