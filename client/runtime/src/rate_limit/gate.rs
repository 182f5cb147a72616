//! Pauses a bucket after a 429, and lets one request through to see whether the pause is over.

/// Whether permits are lent at all. Instants are nanoseconds, permits are numbered in the order in which they are lent.
///
/// A server that says "too many" to one of ours says it to the others that are under way too, so one 429 stops them all,
/// and the 429s of requests that were sent before the pause are no news.
#[derive(Debug, Default)]
pub(super) struct Gate {
    phase: Phase,
    /// Permits with lower numbers were lent before the last pause began.
    storm: u64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    #[default]
    Open,
    /// Nothing is lent until this instant, and then one permit.
    Paused { until: u64 },
    /// That permit is lent, and no other until `patience`, lest one that nobody uses stops all for good. `until` is later
    /// than the permit when another 429 asked for more time meanwhile.
    Probing { probe: u64, until: u64, patience: u64 },
}

impl Gate {
    /// The instant from which a permit may be lent, unless the answer to one that was lent comes first.
    pub(super) fn opens(&self) -> u64 {
        match self.phase {
            Phase::Open => 0,
            Phase::Paused { until } => until,
            Phase::Probing { until, patience, .. } => until.max(patience),
        }
    }

    /// Until when the gate is closed at least.
    pub(super) fn closed_until(&self) -> Option<u64> {
        match self.phase {
            Phase::Open => None,
            Phase::Paused { until } | Phase::Probing { until, .. } => Some(until),
        }
    }

    /// A permit was lent. If it is to show whether the pause is over, the next one waits for that until `patience`.
    pub(super) fn lent(&mut self, permit: u64, patience: u64) {
        if let Some(until) = self.closed_until() {
            self.phase = Phase::Probing { probe: permit, until, patience };
        }
    }

    /// A permit came back, without a 429.
    pub(super) fn came_back(&mut self, permit: u64, answered: bool, now: u64) {
        let Some(until) = self.closed_until() else { return };
        // One that another has taken the place of meanwhile shows just as much.
        if answered && permit >= self.storm && until <= now {
            self.phase = Phase::Open;
        } else if matches!(self.phase, Phase::Probing { probe, .. } if probe == permit) {
            self.phase = Phase::Paused { until };
        }
    }

    /// A request was answered with 429. `asked` is the end of the pause that the answer asks for, `usual` the end of one
    /// when it asks for none; `next` is the number of the next permit.
    pub(super) fn throttled(&mut self, permit: Option<u64>, asked: Option<u64>, usual: u64, next: u64) {
        let news = match permit {
            Some(permit) => permit >= self.storm,
            None => self.phase == Phase::Open,
        };
        let Some(until) = asked.or_else(|| news.then_some(usual)) else { return };
        let until = until.max(self.closed_until().unwrap_or(0));
        self.phase = match self.phase {
            Phase::Probing { probe, patience, .. } if permit != Some(probe) => {
                Phase::Probing { probe, until, patience }
            }
            Phase::Paused { .. } => Phase::Paused { until },
            Phase::Open | Phase::Probing { .. } => {
                self.storm = next;
                Phase::Paused { until }
            }
        };
    }
}
