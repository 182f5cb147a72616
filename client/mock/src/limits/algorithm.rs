//! How servers enforce a rate limit: six algorithms, as state machines without a clock.

use super::{
    log::Log,
    token_bucket::TokenBucket,
    window::{Aligned, Closed, Counter, FirstHit},
};
use std::{fmt, time::Duration};

/// At most so many requests in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many requests; with 0 every one is refused.
    pub requests: u32,
    /// How long the window is. One of no length counts as a nanosecond.
    pub window: Duration,
}

impl Limit {
    /// In which of the windows that follow one another an instant is, and how many nanoseconds that has left.
    pub(super) fn window_at(self, at: Duration) -> (u128, u128) {
        let (at, window) = (at.as_nanos(), self.window.as_nanos());
        (at / window, window - at % window)
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {} s", self.requests, self.window.as_secs_f64())
    }
}

/// One way to enforce a limit. All arithmetic is exact, in whole nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Algorithm {
    /// Counts the admitted requests of the last window.
    #[default]
    SlidingLog,
    /// Counts the refused requests too.
    LogWithRejects,
    /// Counts in windows that follow one another without a gap.
    AlignedWindow,
    /// Counts in a window that the first request after the last window opens.
    FirstHitWindow,
    /// Holds a window's worth of tokens, which flow back evenly.
    TokenBucket,
    /// Estimates the last window from the counts of two aligned windows.
    SlidingCounter,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 6] = [
        Self::SlidingLog,
        Self::LogWithRejects,
        Self::AlignedWindow,
        Self::FirstHitWindow,
        Self::TokenBucket,
        Self::SlidingCounter,
    ];

    /// Those that admit every request of a client that keeps the limit in every window. The sliding counter does not: it
    /// takes the requests of the window before for evenly spread, and refuses a burst that follows a burst.
    pub const FAIR: [Self; 5] = [
        Self::SlidingLog,
        Self::LogWithRejects,
        Self::AlignedWindow,
        Self::FirstHitWindow,
        Self::TokenBucket,
    ];

    /// A limiter to which nothing has come yet. Its aligned windows began `phase` before the start of the clock.
    #[must_use]
    pub fn limiter(self, limit: Limit, phase: Duration) -> Box<dyn Limiter> {
        let limit = Limit { window: limit.window.max(Duration::from_nanos(1)), ..limit };
        match self {
            _ if limit.requests == 0 => Box::new(Closed::new(limit)),
            Self::SlidingLog => Box::new(Log::new(limit)),
            Self::LogWithRejects => Box::new(Log::with_rejects(limit)),
            Self::AlignedWindow => Box::new(Aligned::new(limit, phase)),
            Self::FirstHitWindow => Box::new(FirstHit::new(limit)),
            Self::TokenBucket => Box::new(TokenBucket::new(limit)),
            Self::SlidingCounter => Box::new(Counter::new(limit, phase)),
        }
    }
}

/// What decides about each request. Every instant is counted from the start of one clock, and none is before an earlier one.
pub trait Limiter: fmt::Debug + Send {
    /// Decides about a request that arrives now.
    fn arrive(&mut self, at: Duration) -> Verdict;

    /// What is left now: a request that arrives is admitted exactly if something is.
    fn room(&self, at: Duration) -> Room;
}

/// What comes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is let through.
    Admitted,
    /// It is not.
    Refused {
        /// When there is room again, if nothing comes before. The sliding counter does not know; it names the end of its
        /// window.
        until: Duration,
    },
}

/// What is left of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// How many more requests would be admitted now.
    pub remaining: u32,
    /// When there is more, if nothing comes before; now, where nothing is used.
    pub until: Duration,
}

/// A number of nanoseconds as a duration; the longest one there is where it is beyond that.
pub(super) fn nanoseconds(count: u128) -> Duration {
    u64::try_from(count).map_or(Duration::MAX, Duration::from_nanos)
}

/// A count that fits by construction: it is at most the requests of a limit.
pub(super) fn count(count: u128) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_IN_TEN: Limit = Limit { requests: 2, window: Duration::from_secs(10) };

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    /// Each arrival, in seconds, and until when it is refused; 0 if it is admitted.
    fn check(algorithm: Algorithm, phase: f64, script: &[(f64, f64)]) {
        let mut limiter = algorithm.limiter(TWO_IN_TEN, seconds(phase));
        for &(at, until) in script {
            let expected = match until {
                0.0 => Verdict::Admitted,
                until => Verdict::Refused { until: seconds(until) },
            };
            assert_eq!(limiter.arrive(seconds(at)), expected, "{algorithm:?} at {at} s");
        }
    }

    #[test]
    fn a_log_forgets_a_request_after_exactly_one_window() {
        check(
            Algorithm::SlidingLog,
            0.0,
            &[
                (0.0, 0.0),
                (1.0, 0.0),
                (5.0, 10.0),
                (9.999, 10.0),
                (10.0, 0.0),
                (10.5, 11.0),
                (11.0, 0.0),
                (40.0, 0.0),
                (40.0, 0.0),
                (40.0, 50.0),
            ],
        );
    }

    #[test]
    fn a_log_with_rejects_stays_full_of_them() {
        check(
            Algorithm::LogWithRejects,
            0.0,
            // Held against the request at 11 s: those refused at 5 s and at 10 s. At 21 s those of 11 s are gone too.
            &[
                (0.0, 0.0),
                (1.0, 0.0),
                (5.0, 11.0),
                (10.0, 15.0),
                (11.0, 20.0),
                (21.0, 0.0),
                (21.0, 0.0),
                (22.0, 31.0),
            ],
        );
    }

    #[test]
    fn aligned_windows_begin_by_the_clock() {
        let script =
            [(8.0, 0.0), (9.0, 0.0), (9.9, 10.0), (10.0, 0.0), (19.0, 0.0), (19.5, 20.0), (20.0, 0.0)];
        check(Algorithm::AlignedWindow, 0.0, &script);
        check(Algorithm::AlignedWindow, 4.0, &[(5.0, 0.0), (5.5, 0.0), (5.75, 6.0), (6.0, 0.0), (40.0, 0.0)]);
    }

    #[test]
    fn a_first_hit_opens_a_window_and_a_refused_one_does_not() {
        check(
            Algorithm::FirstHitWindow,
            0.0,
            &[
                (3.0, 0.0),
                (4.0, 0.0),
                (12.5, 13.0),
                (13.0, 0.0),
                (22.0, 0.0),
                (22.5, 23.0),
                (23.0, 0.0),
                (40.0, 0.0),
                (49.0, 0.0),
                (49.5, 50.0),
                (50.0, 0.0),
            ],
        );
    }

    #[test]
    fn tokens_flow_back_evenly_and_never_above_the_brim() {
        check(
            Algorithm::TokenBucket,
            0.0,
            &[
                (0.0, 0.0),
                (0.0, 0.0),
                (4.0, 5.0),
                (5.0, 0.0),
                (5.0, 10.0),
                (100.0, 0.0),
                (100.0, 0.0),
                (100.0, 105.0),
            ],
        );
    }

    #[test]
    fn parts_of_a_token_are_not_rounded() {
        let limit = Limit { requests: 3, window: Duration::from_secs(10) };
        let mut limiter = Algorithm::TokenBucket.limiter(limit, Duration::ZERO);
        let admitted = |limiter: &mut Box<dyn Limiter>, nanoseconds| {
            limiter.arrive(Duration::from_nanos(nanoseconds)) == Verdict::Admitted
        };
        for _ in 0..3 {
            assert!(admitted(&mut limiter, 0));
        }
        // A third of ten seconds, in nanoseconds, is no whole number; the third third makes up for it.
        assert_eq!(
            limiter.arrive(Duration::ZERO),
            Verdict::Refused { until: Duration::from_nanos(3_333_333_334) }
        );
        assert!(!admitted(&mut limiter, 3_333_333_333));
        assert!(admitted(&mut limiter, 3_333_333_334));
        assert!(!admitted(&mut limiter, 6_666_666_666));
        assert!(admitted(&mut limiter, 6_666_666_667));
        assert!(admitted(&mut limiter, 10_000_000_000));
    }

    #[test]
    fn a_counter_spreads_the_window_before_evenly() {
        check(
            Algorithm::SlidingCounter,
            0.0,
            &[
                (0.0, 0.0),
                (1.0, 0.0),
                (9.0, 10.0),
                // All of the two.
                (10.0, 20.0),
                // Eight tenths of two, rounded down: one.
                (12.0, 0.0),
                (14.0, 20.0),
                // Four tenths of two are less than one.
                (16.0, 0.0),
                (19.0, 20.0),
                // After an empty window.
                (40.0, 0.0),
                (40.0, 0.0),
                (40.0, 50.0),
            ],
        );
        check(Algorithm::SlidingCounter, 4.0, &[(5.0, 0.0), (5.5, 0.0), (6.0, 16.0), (7.0, 0.0)]);
    }

    #[test]
    fn what_is_left_agrees_with_what_comes_of_a_request() {
        for algorithm in Algorithm::ALL {
            let mut limiter = algorithm.limiter(TWO_IN_TEN, seconds(4.0));
            let mut rng = fastrand::Rng::with_seed(7);
            let mut at = Duration::ZERO;
            for _ in 0..500 {
                at += Duration::from_millis(rng.u64(0..6000));
                let room = limiter.room(at);
                assert!(
                    room.remaining <= 2 && room.until <= at + TWO_IN_TEN.window,
                    "{algorithm:?} {room:?}"
                );
                let admitted = limiter.arrive(at) == Verdict::Admitted;
                assert_eq!(admitted, room.remaining > 0, "{algorithm:?} at {at:?}: {room:?}");
                if admitted {
                    assert!(limiter.room(at).remaining < room.remaining, "{algorithm:?} at {at:?}");
                }
            }
        }
    }

    #[test]
    fn the_smallest_and_the_largest_limits_are_limits_too() {
        for algorithm in Algorithm::ALL {
            let none = Limit { requests: 0, window: Duration::from_secs(10) };
            let mut limiter = algorithm.limiter(none, Duration::ZERO);
            assert_eq!(limiter.arrive(seconds(3.0)), Verdict::Refused { until: seconds(13.0) });
            assert_eq!(limiter.room(seconds(3.0)).remaining, 0);

            let endless = Limit { requests: 1, window: Duration::MAX };
            let mut limiter = algorithm.limiter(endless, Duration::ZERO);
            assert_eq!(limiter.arrive(seconds(1.0)), Verdict::Admitted);
            assert_ne!(limiter.arrive(seconds(2.0)), Verdict::Admitted, "{algorithm:?}");

            let no_time = Limit { requests: 1, window: Duration::ZERO };
            let mut limiter = algorithm.limiter(no_time, Duration::ZERO);
            for at in 0..5 {
                assert_eq!(limiter.arrive(Duration::from_millis(at)), Verdict::Admitted, "{algorithm:?}");
            }
        }
    }
}
