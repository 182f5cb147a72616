//! Keeps the rate limits of a server, exactly and without polling.
//!
//! # What is kept
//!
//! At most `N` requests arrive at the server in any window of length `W`: however long they travel, in whatever order they
//! arrive, and whether or not their callers still wait for the answers.
//!
//! # How
//!
//! The client does not see when a request arrives. It knows two bounds: no request arrives before it is sent, and none
//! arrives after its answer came. Where no answer came, the request arrives at the latest `J` after its caller gave up on it;
//! `J` is the longest that a sent request can still travel.
//!
//! ```text
//! surely arrived by = answer            when it was answered
//!                   = end + J           when its caller gave up on it
//! counts until      = surely arrived by + W + guard
//! ```
//!
//! A request counts from the moment it gets its permit, and a permit is lent when fewer than `N` requests count.
//!
//! **Lemma.** Take a request `q` and those that got their permits before it. At most `N - 1` of them arrive later than
//! `W` before `q` does. *Proof.* When `q` got its permit, at the instant `g`, all of them but `N - 1` counted no more. One
//! that counts no more had surely arrived by an instant `s` with `s + W < g`, and `q` arrives at `g` or later.
//!
//! Of the requests that arrive in some window of length `W`, let `q` be the one that got its permit last. The others arrive
//! later than `W` before `q`, for they are in the same window. So there are at most `N` of them together. When the quota
//! changes, `N` and `W` are those in force when `q` got its permit.
//!
//! At most `N` in *every* window also means at most `N` in each fixed window, wherever a server begins it, and no more than a
//! token bucket of `N` tokens, refilled by `N` per `W`, lets through. So one algorithm is safe with all of these servers. The
//! reverse does not hold: a client with a token bucket sends up to `2N - 1` requests in one window. The price is one round
//! trip per window, because a slot is free one window after an answer and not after an arrival.
//!
//! # Who goes first
//!
//! Waiters are in one queue, ordered by the instant since which they wait plus a handicap for their [`Priority`]. So the
//! order is that of coming within a priority, a repeat of a request keeps its place, and nobody is overtaken by what comes
//! later than its handicap.
//!
//! Nobody polls and no task runs in the background. The head of the queue sleeps until there is a slot; whoever changes
//! something lends what has become free, in order, and wakes those it concerns. The others sleep too, until it may be their
//! turn: a task may stop polling a waiter without dropping it, and then that one keeps the time for nobody. A waiter that
//! is dropped leaves nothing behind.
//!
//! # After a 429
//!
//! Somebody else uses the same budget, or the quota is wrong. Nothing is lent for as long as the server asks, or else until
//! the oldest of our own requests surely counts no more. After that one request tries whether it is over, and the answer to
//! it opens the gate for all or closes it again. It may not come: the request is slow, or its permit was lent to a waiter
//! that nobody polls. So another one tries after a window, or after five minutes where a window is longer. What servers say
//! in headers only ever tightens what is in force.

mod acquire;
mod admission;
mod ask;
mod budget;
mod gate;
mod limiter;
mod permit;
mod quota;
mod registry;
mod slots;
mod state;
mod told;
mod usage;

pub use acquire::{Acquire, AcquireBy};
pub(crate) use admission::{acquire_all, try_acquire_all};
pub use ask::{Ask, Priority, WouldExceed};
pub use budget::{Budget, LocalBudget};
pub use limiter::RateLimiter;
pub use permit::{Lender, Permit, Settlement};
pub use quota::Quota;
pub(crate) use registry::shared;
pub use told::Told;
pub(crate) use told::told;
pub use usage::Usage;

#[cfg(test)]
mod tests;
