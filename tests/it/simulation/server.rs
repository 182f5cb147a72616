//! How servers enforce a rate limit: six algorithms, as state machines without a clock; and the count that judges a
//! client.

use std::{collections::VecDeque, fmt, time::Duration};

/// At most so many requests in a window.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) requests: u32,
    pub(crate) window: Duration,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {} s", self.requests, self.window.as_secs())
    }
}

/// One way to enforce a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// Counts the admitted requests of the last window.
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
    /// Those that admit every request of a client that keeps the limit in every window. The sliding counter does not: it
    /// takes the requests of the window before for evenly spread, and refuses a burst that follows a burst.
    pub(crate) const FAIR: [Self; 5] = [
        Self::SlidingLog,
        Self::LogWithRejects,
        Self::AlignedWindow,
        Self::FirstHitWindow,
        Self::TokenBucket,
    ];

    /// A server to which nothing has come yet. Its aligned windows began `phase` before the run.
    pub(crate) fn server(self, limit: Limit, phase: Duration) -> Box<dyn Server> {
        match self {
            Self::SlidingLog | Self::LogWithRejects => {
                Box::new(Log { limit, rejects: self == Self::LogWithRejects, hits: VecDeque::new() })
            }
            Self::AlignedWindow => Box::new(Aligned { limit, phase, window: 0, count: 0 }),
            Self::FirstHitWindow => Box::new(FirstHit { limit, end: Duration::ZERO, count: 0 }),
            Self::TokenBucket => Box::new(TokenBucket { limit, level: limit.capacity(), since: 0 }),
            Self::SlidingCounter => Box::new(Counter { limit, phase, window: 0, before: 0, count: 0 }),
        }
    }
}

/// What decides about each request.
pub(crate) trait Server: Send {
    /// Decides about a request that arrives `at` after the start of the run. No request arrives before an earlier one.
    fn arrive(&mut self, at: Duration) -> Verdict;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Admitted,
    /// There is room again this long after the start of the run, if nothing comes before.
    Refused {
        until: Duration,
    },
}

/// The most arrivals in any window of this length; a window holds its start and not its end.
pub(crate) fn most_in_a_window(arrivals: &[Duration], window: Duration) -> usize {
    let mut arrivals = arrivals.to_vec();
    arrivals.sort_unstable();
    let mut first = 0;
    let mut most = 0;
    for (last, at) in arrivals.iter().enumerate() {
        while arrivals[first] + window <= *at {
            first += 1;
        }
        most = most.max(last + 1 - first);
    }
    most
}

struct Log {
    limit: Limit,
    rejects: bool,
    hits: VecDeque<Duration>,
}

impl Server for Log {
    fn arrive(&mut self, at: Duration) -> Verdict {
        let (requests, window) = (self.limit.requests as usize, self.limit.window);
        while self.hits.front().is_some_and(|hit| *hit + window <= at) {
            self.hits.pop_front();
        }
        let admitted = self.hits.len() < requests;
        if admitted || self.rejects {
            self.hits.push_back(at);
        }
        if admitted {
            return Verdict::Admitted;
        }
        // There is room again when this one and all before it have left.
        let last_to_leave = self.hits[self.hits.len() - requests];
        Verdict::Refused { until: last_to_leave + window }
    }
}

struct Aligned {
    limit: Limit,
    phase: Duration,
    window: u128,
    count: u32,
}

impl Server for Aligned {
    fn arrive(&mut self, at: Duration) -> Verdict {
        let (window, left) = self.limit.window_at(at + self.phase);
        if window != self.window {
            (self.window, self.count) = (window, 0);
        }
        if self.count < self.limit.requests {
            self.count += 1;
            return Verdict::Admitted;
        }
        Verdict::Refused { until: at + nanoseconds(left) }
    }
}

struct FirstHit {
    limit: Limit,
    end: Duration,
    count: u32,
}

impl Server for FirstHit {
    fn arrive(&mut self, at: Duration) -> Verdict {
        if self.end <= at {
            (self.end, self.count) = (at + self.limit.window, 0);
        }
        if self.count < self.limit.requests {
            self.count += 1;
            return Verdict::Admitted;
        }
        Verdict::Refused { until: self.end }
    }
}

/// Each nanosecond fills in as many units as the limit has requests, and one request takes as many units as the window
/// has nanoseconds: so nothing is rounded.
struct TokenBucket {
    limit: Limit,
    level: u128,
    /// When that was its level, in nanoseconds.
    since: u128,
}

impl Server for TokenBucket {
    fn arrive(&mut self, at: Duration) -> Verdict {
        let (flow, price) = (u128::from(self.limit.requests), self.limit.window.as_nanos());
        let filled = (at.as_nanos() - self.since) * flow;
        (self.level, self.since) = ((self.level + filled).min(self.limit.capacity()), at.as_nanos());
        if self.level >= price {
            self.level -= price;
            return Verdict::Admitted;
        }
        Verdict::Refused { until: at + nanoseconds((price - self.level).div_ceil(flow)) }
    }
}

struct Counter {
    limit: Limit,
    phase: Duration,
    window: u128,
    before: u32,
    count: u32,
}

impl Server for Counter {
    fn arrive(&mut self, at: Duration) -> Verdict {
        let (window, left) = self.limit.window_at(at + self.phase);
        if window != self.window {
            self.before = if window == self.window + 1 { self.count } else { 0 };
            (self.window, self.count) = (window, 0);
        }
        let estimate = u128::from(self.before) * left / self.limit.window.as_nanos() + u128::from(self.count);
        if estimate < u128::from(self.limit.requests) {
            self.count += 1;
            return Verdict::Admitted;
        }
        // Such servers name the end of the window, though there may be room before it, or none after it.
        Verdict::Refused { until: at + nanoseconds(left) }
    }
}

impl Limit {
    /// The tokens of a full bucket, in its units.
    fn capacity(self) -> u128 {
        u128::from(self.requests) * self.window.as_nanos()
    }

    /// In which aligned window an instant is, and how many nanoseconds that has left.
    fn window_at(self, at: Duration) -> (u128, u128) {
        let (at, window) = (at.as_nanos(), self.window.as_nanos());
        (at / window, window - at % window)
    }
}

fn nanoseconds(count: u128) -> Duration {
    Duration::from_nanos(u64::try_from(count).expect("a run is shorter than five hundred years"))
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
        let mut server = algorithm.server(TWO_IN_TEN, seconds(phase));
        for &(at, until) in script {
            let expected = match until {
                0.0 => Verdict::Admitted,
                until => Verdict::Refused { until: seconds(until) },
            };
            assert_eq!(server.arrive(seconds(at)), expected, "{algorithm:?} at {at} s");
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
        let mut server = Algorithm::TokenBucket.server(limit, Duration::ZERO);
        let admitted = |server: &mut Box<dyn Server>, nanoseconds| {
            server.arrive(Duration::from_nanos(nanoseconds)) == Verdict::Admitted
        };
        for _ in 0..3 {
            assert!(admitted(&mut server, 0));
        }
        // A third of ten seconds, in nanoseconds, is no whole number; the third third makes up for it.
        assert_eq!(
            server.arrive(Duration::ZERO),
            Verdict::Refused { until: Duration::from_nanos(3_333_333_334) }
        );
        assert!(!admitted(&mut server, 3_333_333_333));
        assert!(admitted(&mut server, 3_333_333_334));
        assert!(!admitted(&mut server, 6_666_666_666));
        assert!(admitted(&mut server, 6_666_666_667));
        assert!(admitted(&mut server, 10_000_000_000));
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
    fn the_most_in_a_window_leaves_out_its_end() {
        let most = |arrivals: &[f64]| {
            let arrivals: Vec<_> = arrivals.iter().map(|at| seconds(*at)).collect();
            most_in_a_window(&arrivals, TWO_IN_TEN.window)
        };
        assert_eq!(most(&[]), 0);
        assert_eq!(most(&[0.0, 10.0, 20.0]), 1);
        assert_eq!(most(&[0.0, 9.999, 10.0, 20.0]), 2);
        assert_eq!(most(&[0.0, 7.0, 8.0, 9.0, 10.0, 16.0, 17.0]), 5);
        assert_eq!(most(&[9.0, 0.0, 5.0]), 3);
    }
}
