//! The rate limiter by itself, for requests that are no operations of this client: exact, in order, without polling.
//!
//! In the platform's documentation: a class that counts calls and sleeps until there is room for the next one, around each start of a
//! run. Operations need none: each call waits for its turn. Here tasks and threads may share the limiter, and a slot
//! is free one window after the request has ended: counted from before it was sent, a slow one lets too many arrive at once.

use codegen_client::RateLimiter;
use std::{error::Error, time::Duration};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let limiter = RateLimiter::new(10, Duration::from_secs(60));
    for number in 1..=10 {
        in_turn(&limiter, async { println!("request {number}") }).await;
    }
    match limiter.try_acquire() {
        Some(permit) => permit.unused(),
        None => println!("the next one in {:?}", limiter.usage().next_slot),
    }
    Ok(())
}

/// Waits for a turn, and then for the request.
pub(crate) async fn in_turn<T>(limiter: &RateLimiter, request: impl Future<Output = T>) -> T {
    let permit = limiter.acquire().await;
    let answer = request.await;
    drop(permit); // used: its slot is free one window from now
    answer
}
