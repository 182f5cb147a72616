//! The rules in force, and what a request meets by them. There is no clock: the time is an argument.

use super::{Fault, Rule};
use codegen_client::Operation;
use std::time::Duration;

/// Every rule in force. Times are the client's, since the start of the mock.
#[derive(Debug)]
pub(crate) struct Rules {
    list: Vec<Standing>,
    rng: fastrand::Rng,
}

/// What one request meets.
#[derive(Debug, Default)]
pub(crate) struct Met {
    /// That which decides what is done and what is answered.
    pub(crate) fault: Option<Fault>,
    /// By how much the answer is late, and the fault that says so.
    delay: Option<(Duration, Fault)>,
    /// By how many seconds `Date` is off.
    pub(crate) skew: Option<i64>,
}

#[derive(Debug)]
struct Standing {
    /// Its `times` are those that are left.
    rule: Rule,
    /// When it is over.
    end: Option<Duration>,
    /// How many more requests meet it without dice.
    burst: usize,
    rng: fastrand::Rng,
}

impl Rules {
    pub(crate) fn new(seed: u64) -> Self {
        Self { list: Vec::new(), rng: fastrand::Rng::with_seed(seed) }
    }

    pub(crate) fn add(&mut self, rule: Rule, at: Duration) {
        let end = rule.lasting.map(|time| at.saturating_add(time));
        self.list.push(Standing { rule, end, burst: 0, rng: self.rng.fork() });
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
    }

    /// Those that are not over, with what is left of their times.
    pub(crate) fn standing(&mut self, at: Duration) -> Vec<Rule> {
        self.forget(at);
        let left = |standing: &Standing| Rule {
            lasting: standing.end.map(|end| end.saturating_sub(at)),
            ..standing.rule.clone()
        };
        self.list.iter().map(left).collect()
    }

    /// What a request meets that arrives now; one that is refused meets only what may go with a refusal, and uses nothing
    /// else up.
    pub(crate) fn meet(&mut self, operation: &Operation, refused: bool, at: Duration) -> Met {
        self.forget(at);
        let mut met = Met::default();
        for standing in &mut self.list {
            let fault = &standing.rule.fault;
            let decided = match fault {
                Fault::Delay(_) => met.delay.is_some(),
                Fault::Skew(_) => met.skew.is_some(),
                _ => met.fault.is_some() || refused,
            };
            if decided || !standing.hits(operation) {
                continue;
            }
            match standing.rule.fault.clone() {
                Fault::Skew(seconds) => met.skew = Some(seconds),
                Fault::Delay(range) => {
                    let more = range.end().saturating_sub(*range.start()).as_nanos();
                    let drawn = standing.rng.u64(..=u64::try_from(more).unwrap_or(u64::MAX));
                    let time = range.start().saturating_add(Duration::from_nanos(drawn));
                    met.delay = Some((time, Fault::Delay(range)));
                }
                fault => met.fault = Some(fault),
            }
        }
        met
    }

    fn forget(&mut self, at: Duration) {
        self.list
            .retain(|standing| standing.rule.times != Some(0) && standing.end.is_none_or(|end| at < end));
    }
}

impl Standing {
    fn hits(&mut self, operation: &Operation) -> bool {
        let Rule { operation: only, part, burst, times, .. } = &mut self.rule;
        if only.is_some_and(|only| only.0.id != operation.id) {
            return false;
        }
        match self.burst.checked_sub(1) {
            Some(left) => self.burst = left,
            None if self.rng.f64() < *part => self.burst = burst.saturating_sub(1),
            None => return false,
        }
        *times = times.map(|left| left.saturating_sub(1));
        true
    }
}

impl Met {
    /// How late the answer is.
    pub(crate) fn delay(&self) -> Option<Duration> {
        self.delay.as_ref().map(|(time, _)| *time)
    }

    /// The one to name: that which decides, or else one of those that go with any.
    pub(crate) fn named(&self) -> Option<Fault> {
        let delay = self.delay.as_ref().map(|(_, fault)| fault);
        self.fault.as_ref().or(delay).cloned().or(self.skew.map(Fault::Skew))
    }
}
