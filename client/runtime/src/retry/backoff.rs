//! How long to wait before the next attempt.

use super::RetryPolicy;
use std::time::Duration;

/// The longest wait that a server may ask for and get. Beyond it the caller knows better what to do with the time.
pub(super) const LONGEST_HINT: Duration = Duration::from_mins(5);

/// The least that the first wait is taken from when the server is too busy: time that it needs, however short the waits
/// after a passing failure are.
const THROTTLED: Duration = Duration::from_secs(1);

/// The most that is added to a wait that a server asks for.
const SPREAD: Duration = Duration::from_secs(1);

/// The wait after attempt number `attempt`, which counts from 1; `chance` is in `[0, 1)`.
///
/// Full jitter: of `n` clients that fail at the same moment, no two come back together. The same chance spreads the wait
/// that the server asks for, so a smaller chance never makes a longer wait.
pub(super) fn wait(
    policy: &RetryPolicy,
    attempt: u32,
    throttled: bool,
    hint: Option<Duration>,
    chance: f64,
) -> Duration {
    let initial = if throttled { policy.initial.max(THROTTLED) } else { policy.initial };
    let doubled = 2u32.saturating_pow(attempt.saturating_sub(1));
    let own = part(initial.saturating_mul(doubled).min(policy.cap), chance);
    match hint {
        None => own,
        Some(hint) => own.max(hint).saturating_add(part((hint / 10).min(SPREAD), chance)),
    }
}

/// So much of the whole; all of it where that makes no sense.
fn part(whole: Duration, chance: f64) -> Duration {
    Duration::try_from_secs_f64(whole.as_secs_f64() * chance).map_or(whole, |part| part.min(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALMOST_ONE: f64 = 1.0 - f64::EPSILON / 2.0;

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    #[test]
    fn the_wait_doubles_up_to_its_cap() {
        let policy = RetryPolicy::default();
        for (attempt, passing, throttled) in [
            (1, 25, 500),
            (2, 50, 1_000),
            (3, 100, 2_000),
            (4, 200, 4_000),
            (5, 400, 8_000),
            (6, 800, 10_000),
            (9, 6_400, 10_000),
            (10, 10_000, 10_000),
            (33, 10_000, 10_000),
            (34, 10_000, 10_000),
            (u32::MAX, 10_000, 10_000),
        ] {
            assert_eq!(wait(&policy, attempt, false, None, 0.5), ms(passing), "attempt {attempt}");
            assert_eq!(
                wait(&policy, attempt, true, None, 0.5),
                ms(throttled),
                "attempt {attempt}, throttled"
            );
        }
    }

    #[test]
    fn chance_takes_any_part_of_it() {
        let policy = RetryPolicy::default();
        assert_eq!(wait(&policy, 1, false, None, 0.0), Duration::ZERO);
        assert_eq!(wait(&policy, 1, true, None, 0.0), Duration::ZERO);
        assert_eq!(wait(&policy, 1, true, None, 0.25), ms(250));
        let longest = wait(&policy, 1, true, None, ALMOST_ONE);
        assert!(longest > ms(999) && longest <= ms(1_000), "{longest:?}");
    }

    #[test]
    fn a_hint_is_never_undercut_and_is_spread_by_a_tenth_or_a_second() {
        let policy = RetryPolicy::default();
        let hinted = |hint, chance| wait(&policy, 1, true, Some(ms(hint)), chance);
        for (hint, chance, expected) in [
            (2_000, 0.0, 2_000),
            (2_000, 0.5, 2_100),
            (60_000, 0.0, 60_000),
            (60_000, 0.5, 60_500),
            // The wait of the policy is the longer one; the tenth still comes on top.
            (100, 0.5, 505),
            (0, 0.5, 500),
            (0, 0.0, 0),
        ] {
            assert_eq!(hinted(hint, chance), ms(expected), "{hint} ms at {chance}");
        }
    }

    #[test]
    fn the_callers_numbers_hold() {
        let policy = RetryPolicy::attempts(9).backoff(ms(10), ms(30));
        assert_eq!(wait(&policy, 1, false, None, 0.5), ms(5));
        assert_eq!(wait(&policy, 2, false, None, 0.5), ms(10));
        assert_eq!(wait(&policy, 3, false, None, 0.5), ms(15));
        // The cap holds for a busy server too, but not for what it asks for.
        assert_eq!(wait(&policy, 1, true, None, 0.5), ms(15));
        assert_eq!(wait(&policy, 1, true, Some(ms(1_000)), 0.0), ms(1_000));
        // An initial wait beyond a second holds for a busy server too.
        let slow = RetryPolicy::default().backoff(ms(4_000), ms(60_000));
        assert_eq!(wait(&slow, 1, true, None, 0.5), ms(2_000));
        // No wait at all can be asked for.
        let none = RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO);
        assert_eq!(wait(&none, 7, true, None, 0.9), Duration::ZERO);
    }

    #[test]
    fn nothing_overflows() {
        let endless = RetryPolicy::default().backoff(Duration::MAX, Duration::MAX);
        for attempt in [0, 1, 2, 32, 33, 64, u32::MAX] {
            for chance in [0.0, 0.5, ALMOST_ONE, 1.0, 2.0, -1.0, f64::INFINITY, f64::NAN] {
                for hint in [None, Some(Duration::ZERO), Some(Duration::MAX)] {
                    let wait = wait(&endless, attempt, true, hint, chance);
                    assert!(hint.is_none_or(|hint| wait >= hint), "{attempt} {chance} {hint:?}");
                }
                let longest = wait(&RetryPolicy::default(), attempt, true, None, chance);
                assert!(longest <= Duration::from_secs(20), "{attempt} {chance}");
            }
        }
    }
}
