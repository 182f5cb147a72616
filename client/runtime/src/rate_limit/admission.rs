//! Takes a permit of each bucket that a request pays from.

use super::{
    ask::{Ask, WouldExceed},
    budget::Budget,
    permit::Permit,
};
use crate::operation::Bucket;
use std::mem;

/// Waits for a permit of each bucket.
///
/// The bucket that refills most slowly comes first, so that the permits that are held meanwhile are the ones that others
/// wait for the least. It is also the same order for all, and permits come back by themselves, so nobody waits for ever. When a
/// bucket refuses, or the future is dropped, the permits taken so far go back unused.
pub(crate) async fn acquire_all(
    budget: &dyn Budget,
    buckets: &[&'static Bucket],
    ask: Ask,
) -> Result<Vec<Permit>, WouldExceed> {
    let mut taken = Taken::default();
    for bucket in slowest_first(buckets) {
        let permit = match budget.try_acquire(bucket) {
            Some(permit) => permit,
            None => budget.acquire(bucket, ask).await?,
        };
        taken.0.push(permit);
    }
    Ok(taken.keep())
}

/// A permit of each bucket if there are all of them at once; otherwise none is taken.
pub(crate) fn try_acquire_all(budget: &dyn Budget, buckets: &[&'static Bucket]) -> Option<Vec<Permit>> {
    let mut taken = Taken::default();
    for bucket in slowest_first(buckets) {
        taken.0.push(budget.try_acquire(bucket)?);
    }
    Some(taken.keep())
}

/// Permits for a request that has not been sent.
#[derive(Default)]
struct Taken(Vec<Permit>);

impl Taken {
    fn keep(mut self) -> Vec<Permit> {
        mem::take(&mut self.0)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        for permit in self.0.drain(..) {
            permit.unused();
        }
    }
}

/// By the time per request, the longest first, and by name where that is the same.
fn slowest_first(buckets: &[&'static Bucket]) -> Vec<&'static Bucket> {
    let mut buckets = buckets.to_vec();
    buckets.sort_by(|a, b| {
        // a.per / a.requests against b.per / b.requests, without a division.
        let pace = |one: &Bucket, other: &Bucket| one.per.as_nanos().saturating_mul(other.requests.into());
        pace(b, a).cmp(&pace(a, b)).then_with(|| a.name.cmp(b.name))
    });
    buckets
}
