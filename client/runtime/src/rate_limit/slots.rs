//! Counts the requests that a server may still count.

use super::{
    quota::{Quota, nanos},
    told::Told,
};
use std::{collections::VecDeque, time::Duration};

/// So many requests that count no more are remembered, in case the window is made longer later. Up to this `max` none is
/// forgotten that could matter; with a larger one a longer window waits for the last that was forgotten.
const REMEMBERED: usize = 1_024;

/// What a server says is ignored when it is about a longer time than this.
const LONGEST_TOLD: Duration = Duration::from_hours(24);

/// The requests that count, and the quota that they are counted against. Instants are nanoseconds.
///
/// A request counts from the moment its permit is lent: first in `in_flight`, then in `log` until a span (window and
/// guard) after the instant by which it has surely arrived. One more may be sent when fewer than `max` count.
///
/// Entries of `log` that count no more are left there until their place is needed. So a longer window, set later, finds
/// the last `max` requests, and a fresh limiter of any size takes no memory.
#[derive(Debug)]
pub(super) struct Slots {
    /// What was set, whatever a server told since.
    set: Quota,
    /// What is in force.
    quota: Quota,
    /// Of what is in force.
    span: u64,
    /// Permits that are lent.
    in_flight: u32,
    /// The instants by which the other requests had surely arrived, ascending.
    log: VecDeque<u64>,
    /// The last of the requests that `log` does not hold any more.
    forgotten: Option<u64>,
    hold: Hold,
}

/// Slots that may not be used until some instant, whatever the log says.
#[derive(Debug, Clone, Copy, Default)]
struct Hold {
    count: u32,
    until: u64,
}

impl Slots {
    pub(super) fn new(quota: Quota) -> Self {
        Self {
            set: quota,
            quota,
            span: quota.span(),
            in_flight: 0,
            log: VecDeque::new(),
            forgotten: None,
            hold: Hold::default(),
        }
    }

    pub(super) fn quota(&self) -> &Quota {
        &self.quota
    }

    /// The quota as it was set last.
    pub(super) fn as_set(&self) -> &Quota {
        &self.set
    }

    pub(super) fn span(&self) -> u64 {
        self.span
    }

    /// Whether one more request may be sent.
    pub(super) fn usable(&self, now: u64) -> bool {
        self.next().is_some_and(|at| at <= now)
    }

    /// The instant from which one more request may be sent as things stand; `None` when that takes an answer first.
    pub(super) fn next(&self) -> Option<u64> {
        let beside = self.free_from(self.hold.count.into());
        let after = self.free_from(0).map(|at| at.max(self.hold.until));
        beside.into_iter().chain(after).min()
    }

    /// A lower bound of the instant, not before `from`, at which the request with `place` others before it may be sent.
    /// `None` when the quota is 0.
    ///
    /// Requests in flight count as answered now; without any it is exact for the head of the queue. Once it is free each
    /// slot serves one request per span, in turn. One that is free later than the first one is for the second time, behind
    /// a request that may travel for long, counts as free then.
    pub(super) fn earliest(&self, place: u64, from: u64, now: u64) -> Option<u64> {
        let max = u64::from(self.quota.max());
        let nth = |place: u64| {
            let (round, slot) = (place.checked_div(max)?, place.checked_rem(max)?);
            let (first, free) = (self.free_if_answered(0, now)?.max(from), self.free_if_answered(slot, now)?);
            let free = free.clamp(from, first.saturating_add(self.span));
            Some(free.saturating_add(round.saturating_mul(self.span)))
        };
        let beside = nth(place.saturating_add(u64::from(self.hold.count)));
        let after = nth(place).map(|at| at.max(self.hold.until));
        beside.into_iter().chain(after).min()
    }

    /// How many requests count.
    pub(super) fn used(&self, now: u64) -> u32 {
        let arrived = self.log.len() - self.gone(now);
        self.in_flight.saturating_add(u32::try_from(arrived).unwrap_or(u32::MAX))
    }

    /// Whether no request counts and none is held back.
    pub(super) fn are_idle(&self, now: u64) -> bool {
        self.used(now) == 0 && self.held(now) == 0
    }

    /// How many more requests may be sent at once.
    pub(super) fn remaining(&self, now: u64) -> u32 {
        if self.usable(now) {
            self.quota.max().saturating_sub(self.used(now)).saturating_sub(self.held(now))
        } else {
            0
        }
    }

    /// The first instant at which a request that has arrived counts no more.
    pub(super) fn first_leaves(&self, now: u64) -> Option<u64> {
        self.log.get(self.gone(now)).map(|at| at.saturating_add(self.span))
    }

    /// Counts one more request. It must be [usable](Self::usable).
    pub(super) fn take(&mut self, now: u64) {
        self.in_flight = self.in_flight.saturating_add(1);
        let max = usize::try_from(self.quota.max()).unwrap_or(usize::MAX);
        let in_flight = usize::try_from(self.in_flight).unwrap_or(usize::MAX);
        self.forget(max.saturating_sub(in_flight), now);
    }

    /// The end of a request in flight that surely arrived by this instant, if it ever does; `None` when it was never sent.
    pub(super) fn give_back(&mut self, arrived_by: Option<u64>, now: u64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Some(arrived_by) = arrived_by {
            // As a rule it is the last: only those that may still travel are later.
            let later = self.log.iter().rev().take_while(|at| **at > arrived_by).count();
            self.log.insert(self.log.len() - later, arrived_by);
            self.forget(REMEMBERED, now);
        }
    }

    /// Sets the quota. What a server told before is void.
    pub(super) fn set(&mut self, quota: Quota) {
        self.hold = Hold::default();
        self.set = quota;
        self.adopt(quota);
    }

    /// Takes what a server tells where it is stricter than what is known, and ignores what makes no sense.
    pub(super) fn learn(&mut self, told: &Told, now: u64) {
        if let Some((max, window)) = told.quota {
            let known = (self.quota.max(), self.quota.window());
            let stricter = max <= known.0 && window >= known.1 && (max, window) != known;
            if stricter && max >= 1 && window <= LONGEST_TOLD {
                self.adopt(Quota::new(max, window).travel(self.quota.longest_travel()));
            }
        }
        let reset = match (told.remaining, told.reset) {
            (Some(0), None) => return,
            (_, Some(reset)) if reset > LONGEST_TOLD => return,
            (_, reset) => reset.unwrap_or(self.quota.window()).min(self.quota.window()),
        };
        if let Some(remaining) = told.remaining.filter(|remaining| *remaining < self.remaining(now)) {
            let count = self.quota.max().saturating_sub(self.used(now)).saturating_sub(remaining);
            let until = now.saturating_add(nanos(reset));
            self.hold = Hold { count, until: until.max(self.hold.until) };
        }
    }

    /// The instant from which one more request may be sent beside `extra` others, holds aside; `None` when that takes an
    /// answer first.
    fn free_from(&self, extra: u64) -> Option<u64> {
        self.free_when(extra, |gone| self.log.get(gone).copied())
    }

    /// The same if all requests in flight were answered now, for fewer others than the quota has slots.
    fn free_if_answered(&self, extra: u64, now: u64) -> Option<u64> {
        // The answers take their place in the log: after those that have arrived, before those that may still travel.
        let before = self.log.partition_point(|at| *at <= now);
        let in_flight = usize::try_from(self.in_flight).unwrap_or(usize::MAX);
        self.free_when(extra, |gone| match gone.checked_sub(before) {
            None => self.log.get(gone).copied(),
            Some(answer) if answer < in_flight => Some(now),
            Some(_) => self.log.get(gone - in_flight).copied(),
        })
    }

    /// The instant from which one more request may be sent beside `extra` others, given the `n`th arrival of those that
    /// count.
    fn free_when(&self, extra: u64, arrival: impl Fn(usize) -> Option<u64>) -> Option<u64> {
        let counted = (self.log.len() as u64).saturating_add(u64::from(self.in_flight)).saturating_add(extra);
        let at = match counted.checked_sub(u64::from(self.quota.max())) {
            // Nothing that is remembered is in the way. What is not remembered counts again after the window was made longer.
            None => match self.forgotten {
                None => return Some(0),
                Some(at) => at,
            },
            // So many of them, and this one, must count no more.
            Some(gone) => arrival(usize::try_from(gone).ok()?)?,
        };
        Some(at.saturating_add(self.span))
    }

    fn held(&self, now: u64) -> u32 {
        if self.hold.until > now { self.hold.count } else { 0 }
    }

    /// How many entries of the log count no more.
    fn gone(&self, now: u64) -> usize {
        self.log.partition_point(|at| at.saturating_add(self.span) <= now)
    }

    fn adopt(&mut self, quota: Quota) {
        self.quota = quota;
        self.span = quota.span();
    }

    /// Drops entries that count no more while there are more than `keep`.
    fn forget(&mut self, keep: usize, now: u64) {
        while self.log.len() > keep
            && let Some(at) = self.log.front().filter(|at| at.saturating_add(self.span) <= now)
        {
            self.forgotten = Some(*at);
            self.log.pop_front();
        }
    }
}
