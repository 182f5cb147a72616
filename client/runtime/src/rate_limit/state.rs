//! The pure core of a limiter: who may send, who waits, and whom to wake.
//!
//! It reads no clock and does no IO: `now` is an argument, in nanoseconds since an epoch that its owner chooses. Whoever
//! calls a method calls the wakers of [`State::woken`] afterwards, and drops those of [`State::spent`]. Both may run code of
//! an executor, and of whatever its tasks hold, so no lock may be held meanwhile.

use super::{
    ask::{Priority, WouldExceed},
    gate::Gate,
    permit::Settlement,
    quota::{Quota, nanos},
    slots::Slots,
    told::Told,
    usage::Usage,
};
use std::{collections::BTreeMap, mem, task::Waker, time::Duration};

/// The longest pause that a server can ask for.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

#[derive(Debug)]
pub(super) struct State {
    slots: Slots,
    gate: Gate,
    /// By key: the order in which permits are lent.
    queue: BTreeMap<Ticket, Waiter>,
    /// What became of those who left the queue, until they ask.
    ended: BTreeMap<Ticket, Result<u64, WouldExceed>>,
    woken: Vec<Waker>,
    spent: Vec<Waker>,
    /// Who was told last that it is the head of the queue, and when it will ask by itself; 0 when it has been woken.
    alarm: Option<(Ticket, u64)>,
    next_permit: u64,
    next_ticket: u64,
    /// The latest instant that was an argument.
    seen: u64,
}

/// A place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket {
    /// Since when it counts as waiting.
    key: u64,
    /// Tells those with the same key apart.
    number: u64,
}

#[derive(Debug)]
struct Waiter {
    deadline: Option<u64>,
    waker: Option<Waker>,
}

/// A request for a permit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Want {
    /// `None`: since now.
    pub(super) since: Option<u64>,
    pub(super) deadline: Option<u64>,
    pub(super) priority: Priority,
}

/// What a caller gets to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The permit of this number is lent.
    Lent(u64),
    /// There is no permit by the deadline.
    Refused(WouldExceed),
    /// The waker will be called when there is news; ask in any case at `alarm`, if there is one.
    Waits { ticket: Ticket, alarm: Option<u64> },
}

impl State {
    pub(super) fn new(quota: Quota) -> Self {
        Self {
            slots: Slots::new(quota),
            gate: Gate::default(),
            queue: BTreeMap::new(),
            ended: BTreeMap::new(),
            woken: Vec::new(),
            spent: Vec::new(),
            alarm: None,
            next_permit: 0,
            next_ticket: 0,
            seen: 0,
        }
    }

    /// The wakers of those for whom there is news since the last call.
    #[must_use]
    pub(super) fn woken(&mut self) -> Vec<Waker> {
        mem::take(&mut self.woken)
    }

    /// The wakers that nobody needs any more since the last call.
    #[must_use]
    pub(super) fn spent(&mut self) -> Vec<Waker> {
        mem::take(&mut self.spent)
    }

    /// A permit without waiting and without a look at the clock: what was free at the latest instant known still is. How
    /// long the end of a pause is waited for is counted from now, so that takes a clock.
    pub(super) fn try_acquire_unclocked(&mut self) -> Option<u64> {
        let open = self.gate.closed_until().is_none();
        (open && self.queue.is_empty() && self.ready()).then(|| self.lend())
    }

    /// A permit without waiting. Those in the queue come first.
    pub(super) fn try_acquire(&mut self, now: u64) -> Option<u64> {
        self.advance(now);
        (self.queue.is_empty() && self.ready()).then(|| self.lend())
    }

    /// Asks for a permit, and queues for it unless the deadline is surely too early.
    pub(super) fn acquire(&mut self, want: Want, now: u64, waker: &Waker) -> Step {
        if let Some(permit) = self.try_acquire(now) {
            return Step::Lent(permit);
        }
        let since = want.since.map_or(self.seen, |since| since.min(self.seen));
        let key = since.saturating_add(want.priority.handicap(self.slots.quota().window()));
        let ticket = Ticket { key, number: self.next_ticket };
        let place = self.place(ticket);
        if let Some(refusal) = self.refusal(want.deadline, place) {
            return Step::Refused(refusal);
        }
        self.next_ticket += 1;
        self.queue.insert(ticket, Waiter { deadline: want.deadline, waker: None });
        self.wait(ticket, place, waker)
    }

    /// Asks how it stands with a place in the queue.
    pub(super) fn poll(&mut self, ticket: Ticket, now: u64, waker: &Waker) -> Step {
        self.advance(now);
        if let Some(end) = self.ended.remove(&ticket) {
            return end.map_or_else(Step::Refused, Step::Lent);
        }
        let place = self.place(ticket);
        let deadline = self.queue.get(&ticket).and_then(|waiter| waiter.deadline);
        if deadline.is_some_and(|deadline| deadline <= self.seen) {
            self.leave(ticket);
            self.alert();
            return Step::Refused(WouldExceed { earliest: self.earliest(place) });
        }
        self.wait(ticket, place, waker)
    }

    /// Gives up a place in the queue, and the permit that was lent to it if nobody has asked for it yet.
    pub(super) fn cancel(&mut self, ticket: Ticket, now: u64) {
        self.leave(ticket);
        match self.ended.remove(&ticket) {
            Some(Ok(permit)) => self.settle(permit, Settlement::Unused, now),
            Some(Err(_)) | None => self.advance(now),
        }
    }

    /// Takes a permit back.
    pub(super) fn settle(&mut self, permit: u64, end: Settlement, now: u64) {
        self.see(now);
        let arrived_by = match end {
            Settlement::Answered | Settlement::Throttled(_) => Some(self.seen),
            Settlement::Unanswered => {
                Some(self.seen.saturating_add(nanos(self.slots.quota().longest_travel())))
            }
            Settlement::Unused => None,
        };
        self.slots.give_back(arrived_by, self.seen);
        match end {
            Settlement::Throttled(retry_after) => self.pause(Some(permit), retry_after),
            _ => self.gate.came_back(permit, matches!(end, Settlement::Answered), self.seen),
        }
        self.advance(now);
    }

    /// Pauses after a 429 to a request that had no permit of this limiter.
    pub(super) fn throttled(&mut self, retry_after: Option<Duration>, now: u64) {
        self.see(now);
        self.pause(None, retry_after);
        self.advance(now);
    }

    /// Sets the quota. Those who wait go on waiting, except for a deadline that has become too early.
    pub(super) fn set_quota(&mut self, quota: Quota, now: u64) {
        self.see(now);
        self.slots.set(quota);
        self.refuse_hopeless();
        self.advance(now);
    }

    /// Sets the quota, unless it is the one that was set last: then what a server told since holds on.
    pub(super) fn confirm_quota(&mut self, quota: Quota, now: u64) {
        if *self.slots.as_set() != quota {
            self.set_quota(quota, now);
        }
    }

    /// Tightens what is in force by what a server says.
    pub(super) fn learn(&mut self, told: &Told, now: u64) {
        self.see(now);
        self.slots.learn(told, self.seen);
        self.refuse_hopeless();
        self.advance(now);
    }

    pub(super) fn usage(&mut self, now: u64) -> Usage {
        self.see(now);
        let from_now = |at: u64| Duration::from_nanos(at.saturating_sub(self.seen));
        Usage {
            limit: self.slots.quota().max(),
            window: self.slots.quota().window(),
            used: self.slots.used(self.seen),
            remaining: self.slots.remaining(self.seen),
            next_slot: self.earliest(0).unwrap_or(Duration::MAX),
            waiting: self.queue.len(),
            paused_for: self.gate.closed_until().map(from_now),
        }
    }

    pub(super) fn is_idle(&mut self, now: u64) -> bool {
        self.see(now);
        let paused = self.gate.closed_until().is_some_and(|until| until > self.seen);
        self.queue.is_empty() && !paused && self.slots.are_idle(self.seen)
    }

    /// How many permits have been lent in all: the number of the next one.
    #[cfg(test)]
    pub(super) fn lent(&self) -> u64 {
        self.next_permit
    }

    /// Whether nobody is before it in the queue.
    #[cfg(test)]
    pub(super) fn is_head(&self, ticket: Ticket) -> bool {
        self.place(ticket) == 0
    }

    fn see(&mut self, now: u64) {
        self.seen = self.seen.max(now);
    }

    fn ready(&self) -> bool {
        self.gate.opens() <= self.seen && self.slots.usable(self.seen)
    }

    fn lend(&mut self) -> u64 {
        let permit = self.next_permit;
        self.next_permit += 1;
        self.slots.take(self.seen);
        let patience = self.slots.span().min(nanos(LONGEST_PAUSE));
        self.gate.lent(permit, self.seen.saturating_add(patience));
        permit
    }

    /// Lends what can be lent, in order.
    fn advance(&mut self, now: u64) {
        self.see(now);
        while let Some((&head, waiter)) = self.queue.first_key_value() {
            if waiter.deadline.is_some_and(|deadline| deadline < self.seen) {
                let refusal = WouldExceed { earliest: self.earliest(0) };
                self.end(head, Err(refusal));
            } else if self.ready() {
                let permit = self.lend();
                self.end(head, Ok(permit));
            } else {
                break;
            }
        }
        self.alert();
    }

    /// Wakes the head of the queue if it does not know yet that it is the head, or from when there is a slot.
    fn alert(&mut self) {
        let Some((&head, _)) = self.queue.first_key_value() else { return };
        let next = self.next().unwrap_or(u64::MAX);
        if self.alarm.is_none_or(|(ticket, at)| ticket != head || next < at) {
            self.woken.extend(self.queue.get_mut(&head).and_then(|waiter| waiter.waker.take()));
            self.alarm = Some((head, 0));
        }
    }

    /// Leaves a waker in the queue.
    fn wait(&mut self, ticket: Ticket, place: u64, waker: &Waker) -> Step {
        let next = self.next();
        let alarm = if place == 0 {
            self.alarm = Some((ticket, next.unwrap_or(u64::MAX)));
            next
        } else {
            // The head keeps the time for all. A head that nobody polls does not, so the others look for themselves when
            // it may be their turn, at most once per window.
            let turn = self.turn(place).unwrap_or(u64::MAX);
            Some(turn.max(next.unwrap_or_else(|| self.seen.saturating_add(self.slots.span()))))
        };
        let deadline = self.queue.get_mut(&ticket).and_then(|waiter| {
            self.spent.extend(waiter.waker.replace(waker.clone()));
            waiter.deadline
        });
        let alarm = alarm.into_iter().chain(deadline).min().filter(|at| *at < u64::MAX);
        Step::Waits { ticket, alarm }
    }

    fn leave(&mut self, ticket: Ticket) {
        self.spent.extend(self.queue.remove(&ticket).and_then(|waiter| waiter.waker));
    }

    /// Notes what became of a waiter, and wakes it.
    fn end(&mut self, ticket: Ticket, end: Result<u64, WouldExceed>) {
        self.woken.extend(self.queue.remove(&ticket).and_then(|waiter| waiter.waker));
        self.ended.insert(ticket, end);
    }

    /// How many are before it in the queue.
    fn place(&self, ticket: Ticket) -> u64 {
        let last = self.queue.last_key_value().map(|(last, _)| *last);
        let before = if last < Some(ticket) { self.queue.len() } else { self.queue.range(..ticket).count() };
        before as u64
    }

    /// The instant from which there is a permit for the head of the queue, as things stand; `None` when that takes an
    /// answer first.
    fn next(&self) -> Option<u64> {
        Some(self.gate.opens().max(self.slots.next()?))
    }

    /// A lower bound of the instant at which there is a permit for whoever has `place` others before it. `None` when there
    /// is none as things stand.
    fn turn(&self, place: u64) -> Option<u64> {
        let from = self.gate.closed_until().unwrap_or(0).max(self.seen);
        self.slots.earliest(place, from, self.seen).filter(|at| *at < u64::MAX)
    }

    fn earliest(&self, place: u64) -> Option<Duration> {
        self.turn(place).map(|at| Duration::from_nanos(at - self.seen))
    }

    /// Whether a deadline is surely too early for whoever has `place` others before it.
    fn refusal(&self, deadline: Option<u64>, place: u64) -> Option<WouldExceed> {
        let turn = self.turn(place);
        (turn.unwrap_or(u64::MAX) > deadline?).then(|| WouldExceed { earliest: self.earliest(place) })
    }

    /// Refuses those in the queue whose deadline has become too early.
    fn refuse_hopeless(&mut self) {
        let mut place = 0;
        let mut hopeless = Vec::new();
        for (ticket, waiter) in &self.queue {
            match self.refusal(waiter.deadline, place) {
                Some(refusal) => hopeless.push((*ticket, refusal)),
                None => place += 1,
            }
        }
        for (ticket, refusal) in hopeless {
            self.end(ticket, Err(refusal));
        }
    }

    fn pause(&mut self, permit: Option<u64>, retry_after: Option<Duration>) {
        let quota = self.slots.quota();
        let after = |pause: Duration| self.seen.saturating_add(nanos(pause));
        let least = after(quota.window().checked_div(quota.max()).unwrap_or(quota.window()));
        let most = after(quota.window());
        let usual = self.slots.first_leaves(self.seen).unwrap_or(least).clamp(least, most);
        let asked = retry_after.map(|wait| after(wait.min(LONGEST_PAUSE)));
        self.gate.throttled(permit, asked, usual, self.next_permit);
        self.refuse_hopeless();
    }
}
