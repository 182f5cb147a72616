//! What all retries of a client may cost, so that they do not make an outage worse.

use super::End;
use std::sync::atomic::{AtomicU32, Ordering};

/// The numbers of the AWS SDKs: while all calls fail, 35 failures are repeated and then none, until calls succeed again.
const CAPACITY: u32 = 500;
const FAILURE: u32 = 14;
/// Less than a failure: a busy server says that it works.
const THROTTLE: u32 = 5;
/// What a call gives that succeeds at once.
const FIRST_TRY: u32 = 1;

/// The tokens that the retries of a client and of its clones are paid with; full at the start.
///
/// Without it a server that is down gets several times its usual load, from every client at once.
#[derive(Debug)]
pub(crate) struct RetryBudget(AtomicU32);

impl RetryBudget {
    /// Pays for a retry after such an end, and says how much that was. `None` when there is not enough left: then nothing
    /// is paid, and the retry must not be sent.
    pub(crate) fn pay(&self, end: &End) -> Option<u32> {
        let cost = if end.is_throttle() { THROTTLE } else { FAILURE };
        let paid = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost));
        paid.is_ok().then_some(cost)
    }

    /// Counts a call that succeeded. It gets back what its retries cost in all, and gives a little when it had none. A
    /// call that fails or is dropped gets nothing back.
    pub(crate) fn succeeded(&self, paid: u32) {
        let gain = paid.max(FIRST_TRY);
        let fill = |left: u32| Some(left.saturating_add(gain).min(CAPACITY));
        // It never fails: `fill` gives a number for each number.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fill);
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use std::{sync::Arc, thread};

    const THROTTLED: End = End::Answered { status: StatusCode::TOO_MANY_REQUESTS, hint: None };

    fn left(budget: &RetryBudget) -> u32 {
        budget.0.load(Ordering::Relaxed)
    }

    #[test]
    fn a_failure_costs_more_than_a_throttle_and_success_pays_back() {
        let budget = RetryBudget::default();
        assert_eq!(budget.pay(&End::Unanswered), Some(14));
        assert_eq!(budget.pay(&End::NotSent), Some(14));
        assert_eq!(budget.pay(&THROTTLED), Some(5));
        assert_eq!(left(&budget), 467);
        budget.succeeded(14 + 5);
        assert_eq!(left(&budget), 486);
        budget.succeeded(0);
        assert_eq!(left(&budget), 487);
        budget.succeeded(u32::MAX);
        budget.succeeded(0);
        assert_eq!(left(&budget), 500);
    }

    #[test]
    fn an_empty_budget_pays_nothing_and_keeps_what_is_left() {
        let budget = RetryBudget::default();
        assert_eq!(std::iter::from_fn(|| budget.pay(&End::Unanswered)).count(), 35);
        assert_eq!(left(&budget), 10);
        assert_eq!(budget.pay(&End::Unanswered), None);
        assert_eq!(left(&budget), 10);
        assert_eq!(budget.pay(&THROTTLED), Some(5));
        assert_eq!(budget.pay(&THROTTLED), Some(5));
        assert_eq!(budget.pay(&THROTTLED), None);
        for _ in 0..4 {
            budget.succeeded(0);
        }
        assert_eq!(budget.pay(&THROTTLED), None);
        budget.succeeded(0);
        assert_eq!(budget.pay(&THROTTLED), Some(5));
    }

    #[test]
    fn no_token_is_lost_or_made_between_threads() {
        let budget = Arc::new(RetryBudget::default());
        let spend = |end: End| {
            let budget = budget.clone();
            move || std::iter::from_fn(|| budget.pay(&end)).sum::<u32>()
        };
        let threads: Vec<_> = (0..8)
            .map(|n| thread::spawn(spend(if n % 2 == 0 { End::Unanswered } else { THROTTLED })))
            .collect();
        let paid: u32 = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
        assert_eq!(paid + left(&budget), 500);

        budget.succeeded(paid);
        let come_and_go = || {
            for _ in 0..10_000 {
                if let Some(paid) = budget.pay(&End::Unanswered) {
                    budget.succeeded(paid);
                }
            }
        };
        thread::scope(|scope| (0..8).for_each(|_| drop(scope.spawn(come_and_go))));
        assert_eq!(left(&budget), 500);
    }
}
