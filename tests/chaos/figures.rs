//! What happened, in numbers: without it a run in which nothing went wrong looks like one in which nothing happened.

use super::{
    evidence::{End, Evidence},
    judge::{act_twice, most},
};
use codegen_client::Safety;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// Counts of a run of chaos.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) calls: usize,
    pub(crate) answered: usize,
    /// Runs that were found after the answer to their start was lost.
    pub(crate) found: usize,
    pub(crate) left: usize,
    pub(crate) errors: BTreeMap<String, usize>,
    pub(crate) requests: usize,
    pub(crate) faults: BTreeMap<&'static str, usize>,
    /// Requests that were answered 429.
    pub(crate) throttled: usize,
    /// Name, most requests in a window, limit.
    pub(crate) buckets: Vec<(&'static str, usize, usize)>,
    /// Unsafe calls that were carried out more than once.
    pub(crate) duplicates: usize,
    /// Unsafe calls of which the caller knows only that they may have acted.
    pub(crate) unknown: usize,
    /// Those of them that did.
    pub(crate) unknown_acted: usize,
    /// Unsafe calls whose caller left, and which acted all the same.
    pub(crate) left_acted: usize,
}

impl Figures {
    pub(crate) fn of(evidence: &Evidence) -> Self {
        let mut errors = BTreeMap::new();
        let (mut answered, mut found, mut left) = (0, 0, 0);
        for record in &evidence.records {
            match &record.end {
                End::Answered { found: was_found, .. } => {
                    answered += 1;
                    found += usize::from(*was_found);
                }
                End::Failed { kind, .. } => *errors.entry(format!("{kind:?}")).or_default() += 1,
                End::Left => left += 1,
                End::Mistaken | End::Hung => {}
            }
        }
        let acted: BTreeSet<u64> =
            evidence.arrivals.iter().filter(|seen| seen.acted).filter_map(|seen| seen.call).collect();
        let is_unsafe =
            evidence.records.iter().filter(|record| record.operation.policy.safety == Safety::Unsafe);
        let (mut unknown, mut unknown_acted, mut left_acted) = (0, 0, 0);
        for record in is_unsafe {
            let acted = usize::from(acted.contains(&record.call));
            match record.end {
                End::Failed { unknown: true, .. } => {
                    (unknown, unknown_acted) = (unknown + 1, unknown_acted + acted);
                }
                End::Left => left_acted += acted,
                _ => {}
            }
        }
        let mut faults = BTreeMap::new();
        evidence
            .arrivals
            .iter()
            .filter_map(|seen| seen.fault)
            .for_each(|fault| *faults.entry(fault).or_default() += 1);
        let limits = evidence.limits.iter();
        Self {
            calls: evidence.records.len(),
            answered,
            found,
            left,
            errors,
            requests: evidence.arrivals.len(),
            faults,
            throttled: evidence.arrivals.iter().filter(|seen| seen.status == Some(429)).count(),
            buckets: limits
                .map(|(bucket, limit, window)| (bucket.name, most(evidence, bucket.name, *window), *limit))
                .collect(),
            duplicates: act_twice(evidence).count(),
            unknown,
            unknown_acted,
            left_acted,
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { calls, answered, found, left, requests, throttled, duplicates, .. } = self;
        writeln!(
            f,
            "{calls} calls: {answered} answered ({found} runs found again), {left} left by their callers"
        )?;
        writeln!(f, "errors: {}", list(&self.errors))?;
        writeln!(f, "{requests} requests, {throttled} answered 429")?;
        writeln!(f, "faults: {}, {} in all", list(&self.faults), self.faults.values().sum::<usize>())?;
        let buckets = self.buckets.iter().map(|(name, most, limit)| format!("{name} {most}/{limit}"));
        writeln!(f, "most in a window: {}", buckets.collect::<Vec<_>>().join(", "))?;
        let Self { unknown, unknown_acted, left_acted, .. } = self;
        writeln!(f, "{duplicates} unsafe calls carried out twice")?;
        write!(f, "{unknown} unknown outcomes, of which {unknown_acted} were carried out; ")?;
        write!(f, "{left_acted} more were carried out after their callers had left")
    }
}

fn list(counts: &BTreeMap<impl fmt::Display, usize>) -> String {
    counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}
