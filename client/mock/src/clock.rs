//! The platform's time, which may run faster than that of its clients.

use jiff::Timestamp;
use std::time::Duration;
use tokio::time::Instant;

/// Counts from its start. It follows tokio's clock.
#[derive(Debug)]
pub(crate) struct Clock {
    began: Instant,
    /// The time of day at the start.
    epoch: Timestamp,
    speed: f64,
}

impl Clock {
    /// `speed` is finite and above 0.
    pub(crate) fn start(speed: f64) -> Self {
        Self { began: Instant::now(), epoch: Timestamp::now(), speed }
    }

    pub(crate) fn now(&self) -> Duration {
        seconds(self.began.elapsed().as_secs_f64() * self.speed)
    }

    /// How many times faster than that of its clients.
    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }

    /// How long it takes for its clients until so much of its time has passed.
    pub(crate) fn real(&self, time: Duration) -> Duration {
        seconds(time.as_secs_f64() / self.speed)
    }

    /// An instant as an ISO 8601 timestamp.
    pub(crate) fn timestamp(&self, at: Duration) -> String {
        self.epoch.checked_add(at).unwrap_or(Timestamp::MAX).to_string()
    }
}

/// Seconds as header fields state them: whole ones, rounded up.
pub(crate) fn whole_seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0))
}

/// The longest duration there is where the number is beyond that.
fn seconds(count: f64) -> Duration {
    Duration::try_from_secs_f64(count).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_second_are_a_whole_one() {
        for (time, expected) in [
            (Duration::ZERO, 0),
            (Duration::from_nanos(1), 1),
            (Duration::from_secs(2), 2),
            (Duration::from_millis(2001), 3),
            (Duration::MAX, u64::MAX),
        ] {
            assert_eq!(whole_seconds(time), expected, "{time:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn it_runs_faster_by_its_speed() {
        let clock = Clock::start(60.0);
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(clock.now(), Duration::from_secs(120));
        assert_eq!(clock.real(Duration::from_secs(30)), Duration::from_millis(500));
        let read = |at| clock.timestamp(at).parse::<Timestamp>().expect("a timestamp");
        let apart = read(Duration::from_secs(90)).duration_since(read(Duration::ZERO));
        assert_eq!(apart.as_secs(), 90);
        assert_eq!(read(Duration::MAX), Timestamp::MAX);
    }
}
