//! Who waits, when the next round of looks is due, and whether one list call looks for all. Knows no request.
//!
//! A round starts when it is due and somebody is there. Whoever comes first starts it, on behalf of all; the others see its
//! number and join it. Nobody is in charge in between, so that anybody can leave at any time.

use crate::response::Response;
use std::{collections::BTreeMap, sync::Arc};
use tokio::{sync::watch, time::Instant};

pub(super) struct Rounds<K, T> {
    /// By the number of the place.
    waiting: BTreeMap<u64, K>,
    /// How often somebody has come or left.
    changes: u64,
    /// The number of the last round.
    number: u64,
    /// When the next round may start; `None` before the first one.
    due: Option<Instant>,
    /// The list call of the last round, and the number of changes before it.
    list: Option<(Listing<K, T>, u64)>,
    /// Whether the reads that it does not spare have put off the next round.
    put_off: bool,
    /// The list call for the last looks, and when it started. It is no round: it may come at any time.
    last: Option<(Listing<K, T>, Instant)>,
    /// The number of changes at which a list call was not worth its request.
    fruitless: Option<u64>,
}

/// A waiter's place.
#[derive(Debug)]
pub(super) struct Place {
    number: u64,
    /// The last round that started before this waiter's latest look had its answer: older looks are no news to it.
    round: u64,
}

/// What a waiter does next.
pub(super) enum Step<K, T> {
    /// It rests until then, and asks again.
    Rest(Instant),
    /// It lets a list call end that started before it came, and asks again.
    Finish(Listing<K, T>),
    /// It looks: at what this list call shows, or else by itself.
    Look(Option<Listing<K, T>>),
}

/// How a round looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    /// Whether there is a list call for all.
    pub(super) list: bool,
    /// How many waiters have to look by themselves, as far as can be foreseen.
    pub(super) reads: usize,
}

impl<K: Ord, T> Rounds<K, T> {
    pub(super) fn join(&mut self, key: K) -> Place {
        self.changes += 1;
        self.waiting.insert(self.changes, key);
        Place { number: self.changes, round: self.number }
    }

    /// Gives up a place. The list calls that nobody waits for any more are left to the caller, to be dropped outside of any
    /// lock.
    pub(super) fn leave(&mut self, place: &Place) -> [Option<Listing<K, T>>; 2] {
        self.changes += 1;
        self.waiting.remove(&place.number);
        if !self.waiting.is_empty() {
            return [None, None];
        }
        [self.list.take().map(|(list, _)| list), self.last.take().map(|(list, _)| list)]
    }

    /// What the waiter does next; `None` when it is time for a round, and it has to start it.
    pub(super) fn step(&self, place: &mut Place, now: Instant) -> Option<Step<K, T>> {
        let list = self.list.as_ref().map(|(list, _)| list);
        let rest = self.due.filter(|due| now < *due);
        // When the next round is due already, nobody joins the last one: what it saw is old.
        if place.round < self.number && rest.is_some() {
            place.round = self.number;
            return Some(Step::Look(list.cloned()));
        }
        match list {
            Some(list) if list.shown().is_none() => Some(Step::Finish(list.clone())),
            _ => rest.map(Step::Rest),
        }
    }

    /// What the last round teaches the next one.
    pub(super) fn plan(&mut self, can_list: bool) -> Plan {
        let all = self.waiting.len();
        let mut missing = 0;
        if let Some((list, changes)) = &self.list
            && let Some(shown) = list.shown()
        {
            let found = self.waiting.values().filter(|key| shown.has(key)).count();
            missing = all - found;
            // A list call is worth more than one single look. One that failed for the moment says nothing about that.
            if found <= 1 && !matches!(*shown, Shown::Later) {
                self.fruitless = Some(*changes);
            }
        }
        let list = can_list && all > 1 && self.fruitless != Some(self.changes);
        Plan { list, reads: if list { missing } else { all } }
    }

    /// Starts a round. The next one is due then.
    pub(super) fn start(&mut self, place: &mut Place, list: Option<Listing<K, T>>, due: Instant) {
        self.number += 1;
        self.due = Some(due);
        self.list = list.map(|list| (list, self.changes));
        self.put_off = false;
        place.round = self.number;
    }

    /// How many have to read because the last list call does not show them. Told once in a round: to the first who asks.
    pub(super) fn missing(&mut self) -> Option<usize> {
        let shown = self.list.as_ref()?.0.shown()?;
        if std::mem::replace(&mut self.put_off, true) {
            return None;
        }
        Some(self.waiting.values().filter(|key| !shown.has(key)).count())
    }

    /// The next round is due then at the earliest.
    pub(super) fn put_off(&mut self, due: Instant) {
        self.due = self.due.max(Some(due));
    }

    /// The list call for the last look of the one with this key, whose deadline was then: one that has started since, else a
    /// new one; `None` where it is not worth its request, or did not show that one the last time.
    pub(super) fn last_list(
        &mut self,
        key: &K,
        deadline: Instant,
        now: Instant,
        start: impl FnOnce() -> Listing<K, T>,
    ) -> Option<Listing<K, T>> {
        if let Some((list, started)) = &self.last
            && *started >= deadline
        {
            return Some(list.clone());
        }
        let shown = self.list.as_ref().and_then(|(list, _)| list.shown());
        if shown.is_some_and(|shown| !shown.has(key)) || !self.plan(true).list {
            return None;
        }
        let list = start();
        self.last = Some((list.clone(), now));
        Some(list)
    }

    /// Notes that a waiter has looked by itself just now: the rounds that started meanwhile are no news to it.
    pub(super) fn looked(&self, place: &mut Place) {
        place.round = self.number;
    }
}

impl<K, T> Default for Rounds<K, T> {
    fn default() -> Self {
        Self {
            waiting: BTreeMap::new(),
            changes: 0,
            number: 0,
            due: None,
            list: None,
            put_off: false,
            last: None,
            fruitless: None,
        }
    }
}

/// A list call that is under way or over.
pub(super) struct Listing<K, T>(watch::Receiver<News<K, T>>);

type News<K, T> = Option<Arc<Shown<K, T>>>;

/// What a list call showed.
pub(super) enum Shown<K, T> {
    /// What came with the answer, and what was in it.
    Page(Response<()>, BTreeMap<K, T>),
    /// Nothing this time.
    Later,
    /// Nothing, and there is no point in trying again.
    Never,
}

impl<K: Ord, T> Listing<K, T> {
    /// A list call, and where to put what it shows. When that is dropped empty, the call has shown nothing.
    pub(super) fn new() -> (watch::Sender<News<K, T>>, Self) {
        let (sender, receiver) = watch::channel(None);
        (sender, Self(receiver))
    }

    /// What it showed; `None` while it is under way.
    fn shown(&self) -> Option<Arc<Shown<K, T>>> {
        // In this order: what is put in before the sender goes is seen.
        let over = self.0.has_changed().is_err();
        let shown = self.0.borrow().clone();
        shown.or_else(|| over.then(|| Arc::new(Shown::Later)))
    }

    /// Waits until it is over.
    pub(super) async fn over(mut self) -> Arc<Shown<K, T>> {
        let shown = self.0.wait_for(Option::is_some).await.ok().and_then(|shown| shown.clone());
        shown.unwrap_or_else(|| Arc::new(Shown::Later))
    }
}

impl<K, T> Clone for Listing<K, T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Ord, T> Shown<K, T> {
    fn has(&self, key: &K) -> bool {
        matches!(self, Self::Page(_, items) if items.contains_key(key))
    }
}

impl<K: Ord, T: Clone> Shown<K, T> {
    /// The item as if it had been the whole answer; `None` when it was not there.
    pub(super) fn item(&self, key: &K) -> Option<Response<T>> {
        let Self::Page(head, items) = self else { return None };
        let item = items.get(key)?.clone();
        Some(head.clone().map(|()| item))
    }
}
