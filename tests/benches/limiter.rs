//! What a permit costs when nobody waits: this project's limiter beside the usual ones, and beside the reading of the clock
//! that all of them need.
//!
//! Every limiter is far from its limit. This one lends a slot again one window and its guard after it was used: the quota
//! is large enough for all slots that are used within these two milliseconds and a bit.

#![expect(clippy::expect_used, reason = "a limiter that is far from its limit and makes one wait is broken")]

use codegen_runtime::RateLimiter;
use divan::{Bencher, black_box};
use futures_util::FutureExt;
use governor::{DefaultDirectRateLimiter, Quota};
use std::{
    num::NonZeroU32,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

const PLENTY: u32 = 1_000_000;

fn main() {
    divan::main();
}

#[divan::bench(sample_size = 1_000)]
fn instant_now() -> Instant {
    Instant::now()
}

/// What a permit that is owned and exact cannot do without: a handle of its own, one lock to take it, and one to give it back
/// with the time at which that was.
#[divan::bench(sample_size = 1_000)]
fn floor_of_an_owned_permit(bencher: Bencher<'_, '_>) {
    let state = Arc::new(Mutex::new(Instant::now()));
    bencher.bench_local(|| {
        let handle = Arc::clone(black_box(&state));
        black_box(*handle.lock().expect("nobody panics"));
        *handle.lock().expect("nobody panics") = Instant::now();
    });
}

#[divan::bench(sample_size = 1_000)]
fn codegen_acquire_and_answered(bencher: Bencher<'_, '_>) {
    let limiter = RateLimiter::new(PLENTY, Duration::from_millis(1));
    bencher.bench_local(|| {
        let permit = black_box(&limiter).acquire().now_or_never().expect("nobody waits");
        permit.answered();
    });
}

#[divan::bench(sample_size = 1_000)]
fn codegen_try_acquire_and_answered(bencher: Bencher<'_, '_>) {
    let limiter = RateLimiter::new(PLENTY, Duration::from_millis(1));
    bencher.bench_local(|| black_box(&limiter).try_acquire().expect("nobody waits").answered());
}

#[divan::bench(sample_size = 1_000)]
fn governor_until_ready(bencher: Bencher<'_, '_>) {
    let plenty = NonZeroU32::new(PLENTY).expect("not zero").saturating_mul(NonZeroU32::MAX);
    let limiter = DefaultDirectRateLimiter::direct(Quota::per_second(plenty));
    bencher.bench_local(|| black_box(&limiter).until_ready().now_or_never().expect("nobody waits"));
}

#[divan::bench(sample_size = 1_000)]
fn leaky_bucket_acquire(bencher: Bencher<'_, '_>) {
    let plenty = usize::MAX / 2;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let _context = runtime.enter();
    let limiter = leaky_bucket::RateLimiter::builder().initial(plenty).max(plenty).build();
    bencher.bench_local(|| black_box(&limiter).acquire_one().now_or_never().expect("nobody waits"));
}
