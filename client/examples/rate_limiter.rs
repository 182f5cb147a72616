//! The rate limiter by itself, for requests that are not this client's: exact, in order, without polling.

use codegen_client::RateLimiter;
use std::{error::Error, time::Duration};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let limiter = RateLimiter::new(10, Duration::from_secs(60));
    for number in 0..10 {
        call(&limiter, number).await;
    }
    match limiter.try_acquire() {
        Some(permit) => permit.unused(),
        None => println!("the next one in {:?}", limiter.usage().next_slot),
    }
    Ok(())
}

/// Waits for its turn and does something.
pub(crate) async fn call(limiter: &RateLimiter, number: u32) {
    let permit = limiter.acquire().await;
    println!("request {number}");
    drop(permit); // used: its slot is free 60 s from now
}
