//! How often to look.

use crate::{budgets::BucketUsage, call::MapPending};
use std::time::Duration;

/// The least time between two looks.
const LEAST: Duration = Duration::from_secs(1);

/// The time between two looks that no rate limit slows down.
const UNLIMITED: Duration = Duration::from_secs(5);

/// The time until the next look, when each takes so many requests from all of these limits: one in which half of what
/// remains of the tightest would be used, from 1 s to the length of its window.
pub(super) fn interval(limits: &[BucketUsage], requests: usize) -> Duration {
    let requests = u32::try_from(requests).unwrap_or(u32::MAX);
    let of_limit = |limit: &BucketUsage| {
        let interval = limit.window.saturating_mul(requests.saturating_mul(2)) / limit.remaining.max(1);
        interval.min(limit.window).max(LEAST)
    };
    limits.iter().map(of_limit).max().unwrap_or(UNLIMITED)
}

/// The call, and how much is used of the limits that it pays from.
pub(super) fn limits<C: MapPending>(call: C) -> (C, Vec<BucketUsage>) {
    let mut limits = Vec::new();
    let call = call.map_pending(|pending| {
        limits = pending.usage();
        pending
    });
    (call, limits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{operation::Provenance, rate_limit::Usage};

    fn limit(remaining: u32, window: Duration) -> BucketUsage {
        let mut usage = Usage::unused(60, window);
        (usage.remaining, usage.used) = (remaining, 60_u32.saturating_sub(remaining));
        BucketUsage { name: "reading", provenance: Provenance::Documented, usage }
    }

    #[test]
    fn half_of_what_remains_goes_to_looking() {
        let millis = Duration::from_millis;
        for (remaining, window, requests, expected) in [
            (60, 30_000, 0, 1_000),
            (60, 30_000, 1, 1_000),
            (60, 30_000, 5, 5_000),
            (20, 30_000, 1, 3_000),
            (3, 30_000, 1, 20_000),
            (2, 30_000, 1, 30_000),
            (0, 30_000, 1, 30_000),
            (60, 30_000, 50, 30_000),
            (10, 60_000, 1, 12_000),
            (60, 500, 1, 1_000),
            (0, 500, 1, 1_000),
            (u32::MAX, 30_000, 1, 1_000),
            (0, u64::MAX, usize::MAX, u64::MAX),
        ] {
            let interval = interval(&[limit(remaining, millis(window))], requests);
            assert_eq!(interval, millis(expected), "{remaining} of {window} ms for {requests} requests");
        }
    }

    #[test]
    fn the_tightest_limit_decides() {
        let (wide, tight) = (limit(60, Duration::from_secs(30)), limit(2, Duration::from_secs(10)));
        assert_eq!(interval(&[wide, tight], 1), Duration::from_secs(10));
        assert_eq!(interval(&[], 1), UNLIMITED);
    }
}
