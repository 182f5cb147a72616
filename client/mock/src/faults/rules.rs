//! The rules in force, and what a request meets by them. There is no clock: the time is an argument.

use super::{Fault, Rule};
use codegen_client::Operation;
use std::time::Duration;

/// Every rule in force. Times are the client's, since the start of the mock.
#[derive(Debug)]
pub(crate) struct Rules {
    list: Vec<Standing>,
    rng: fastrand::Rng,
    /// How often all of them were cleared.
    cleared: usize,
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
    /// How often the rules had been cleared before.
    cleared: usize,
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
        Self { list: Vec::new(), rng: fastrand::Rng::with_seed(seed), cleared: 0 }
    }

    pub(crate) fn add(&mut self, rule: Rule, at: Duration) {
        let end = rule.lasting.map(|time| at.saturating_add(time));
        self.list.push(Standing { rule, end, burst: 0, rng: self.rng.fork() });
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.cleared += 1;
    }

    /// Whether nothing was cleared since a request has met this.
    pub(crate) fn still_hold(&self, met: &Met) -> bool {
        self.cleared == met.cleared
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
        let mut met = Met { cleared: self.cleared, ..Met::default() };
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

#[cfg(test)]
mod tests {
    use super::*;
    use codegen_client::operations::{
        agents::{CREATE_AGENT_RUN, GET_AGENT_RUN},
        users::GET_CURRENT_USER,
    };

    const SECOND: Duration = Duration::from_secs(1);

    fn rules(list: impl IntoIterator<Item = Rule>) -> Rules {
        let mut rules = Rules::new(7);
        list.into_iter().for_each(|rule| rules.add(rule, Duration::ZERO));
        rules
    }

    /// Which of so many reads meet a fault, the time standing still.
    fn hits(rules: &mut Rules, reads: usize) -> Vec<usize> {
        let mut hit = |_: &usize| rules.meet(&GET_AGENT_RUN, false, Duration::ZERO).fault.is_some();
        (0..reads).filter(|number| hit(number)).collect()
    }

    #[test]
    fn the_first_rule_that_applies_decides_until_it_is_over() {
        let mut rules = rules([
            Rule::new(Fault::Redirect).on(&CREATE_AGENT_RUN),
            Rule::new(Fault::ResetBefore).times(2),
            Rule::new(Fault::Truncate).lasting(SECOND * 5),
            Rule::new(Fault::MalformedJson),
        ]);
        let mut meet = |operation, at| rules.meet(operation, false, SECOND * at).fault;
        assert_eq!(meet(&CREATE_AGENT_RUN, 0), Some(Fault::Redirect));
        assert_eq!(meet(&GET_AGENT_RUN, 1), Some(Fault::ResetBefore));
        assert_eq!(meet(&GET_CURRENT_USER, 2), Some(Fault::ResetBefore));
        assert_eq!(meet(&GET_AGENT_RUN, 4), Some(Fault::Truncate));
        assert_eq!(meet(&GET_AGENT_RUN, 5), Some(Fault::MalformedJson));
        assert_eq!(meet(&CREATE_AGENT_RUN, 99), Some(Fault::Redirect));
        assert_eq!(rules.standing(SECOND * 99).len(), 2);
        rules.clear();
        assert_eq!(hits(&mut rules, 3), [0; 0]);
    }

    #[test]
    fn what_goes_with_others_is_decided_beside_them() {
        let range = SECOND..=SECOND * 3;
        let mut rules = rules([
            Rule::new(Fault::Skew(5)).times(2),
            Rule::new(Fault::Delay(range.clone())),
            Rule::new(Fault::ResetAfter).times(1),
            Rule::new(Fault::Delay(Duration::ZERO..=Duration::ZERO)),
        ]);
        let refused = rules.meet(&GET_AGENT_RUN, true, SECOND);
        assert_eq!((refused.fault.clone(), refused.skew), (None, Some(5)));
        assert_eq!(refused.named(), Some(Fault::Delay(range.clone())));
        let met = rules.meet(&GET_AGENT_RUN, false, SECOND);
        assert_eq!((met.named(), met.skew), (Some(Fault::ResetAfter), Some(5)));
        let alone = Met { skew: Some(5), ..Met::default() };
        assert_eq!(alone.named(), Some(Fault::Skew(5)));
        let delays: Vec<Duration> =
            (0..50).filter_map(|_| rules.meet(&GET_AGENT_RUN, false, SECOND).delay()).collect();
        assert!(delays.iter().all(|delay| range.contains(delay)), "{delays:?}");
        assert!(
            delays.iter().any(|delay| *delay < SECOND * 2) && delays.iter().any(|delay| *delay > SECOND * 2)
        );
    }

    #[test]
    fn dice_follow_from_the_seed_and_from_what_the_rule_concerns() {
        let rule = || Rule::new(Fault::Truncate).on(&GET_AGENT_RUN).part(0.25);
        let alone = hits(&mut rules([rule()]), 400);
        assert!((60..140).contains(&alone.len()), "{}", alone.len());
        let mut busy = rules([rule(), Rule::new(Fault::Redirect).on(&GET_CURRENT_USER).part(0.5)]);
        let mut hit = |_: &usize| {
            busy.meet(&GET_CURRENT_USER, false, Duration::ZERO);
            busy.meet(&GET_AGENT_RUN, false, Duration::ZERO).fault.is_some()
        };
        assert_eq!((0..400).filter(|number| hit(number)).collect::<Vec<_>>(), alone);
        assert_eq!(hits(&mut rules([rule().part(0.0)]), 99), [0; 0]);
        assert_eq!(hits(&mut rules([rule().part(f64::NAN)]), 99), [0; 0]);
        assert_eq!(hits(&mut rules([rule().part(1.0)]), 99).len(), 99);
    }

    #[test]
    fn a_burst_is_so_many_in_a_row() {
        let burst = hits(&mut rules([Rule::new(Fault::Truncate).part(0.02).burst(5)]), 1000);
        assert!(!burst.is_empty() && burst.len() < 500, "{burst:?}");
        // Where two bursts touch, there are twice as many in a row.
        for row in burst.chunk_by(|one, next| one + 1 == *next).filter(|row| !row.ends_with(&[999])) {
            assert_eq!(row.len() % 5, 0, "{burst:?}");
        }
    }

    #[test]
    fn the_longest_delay_there_is_does_not_overflow() {
        let mut rules = rules([Rule::new(Fault::Delay(SECOND..=Duration::MAX)).lasting(Duration::MAX)]);
        assert!(rules.meet(&GET_AGENT_RUN, false, SECOND).delay() >= Some(SECOND));
    }
}
