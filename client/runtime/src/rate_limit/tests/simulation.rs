//! Random callers, a random network and random news, event by event, over the pure core.

use super::{judge::Arrival, scenario::Scenario};
use crate::rate_limit::{
    ask::Priority,
    permit::Settlement,
    quota::{Quota, nanos},
    state::{State, Step, Ticket, Want},
    told::Told,
};
use fastrand::Rng;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    task::{Wake, Waker},
    time::Duration,
};

/// What happened.
#[derive(Default)]
pub(super) struct Run {
    pub(super) arrivals: Vec<Arrival>,
    /// By number.
    pub(super) permits: BTreeMap<u64, Lent>,
    /// The waits that ended with a permit, those that ended at once included.
    pub(super) waits: Vec<Wait>,
    /// Callers that were neither served nor refused and did not give up.
    pub(super) forgotten: usize,
    /// Permits that there are when all is over, and how many there should be.
    pub(super) left: (u32, u32),
}

/// A permit that was lent.
#[derive(Clone, Copy)]
pub(super) struct Lent {
    pub(super) at: u64,
    /// What was in force: a number of requests and a window.
    quota: (u32, u64),
}

/// A wait that ended with a permit.
#[derive(Clone, Copy)]
pub(super) struct Wait {
    /// Since when it waited, handicap included, and the order of coming. Last is who did not wait.
    pub(super) key: (u64, usize),
    pub(super) deadline: Option<u64>,
    /// The first permit that was lent while it waited, and the one that it got.
    pub(super) permits: (u64, u64),
}

/// Runs the scenario until all callers have ended and all requests have arrived.
pub(super) fn run(scenario: &Scenario) -> Run {
    let mut simulation = Simulation::new(scenario);
    while let Some(((at, _), event)) = simulation.events.pop_first() {
        simulation.now = at;
        simulation.handle(event);
    }
    simulation.finish()
}

struct Simulation<'a> {
    scenario: &'a Scenario,
    random: Rng,
    state: State,
    now: u64,
    /// By time, and in the order in which they were planned.
    events: BTreeMap<(u64, usize), Event>,
    planned: usize,
    asked: usize,
    callers: Vec<Caller>,
    woken: Arc<Mutex<Vec<usize>>>,
    run: Run,
}

enum Event {
    Ask(usize),
    Wake(usize),
    Alarm { caller: usize, round: u32 },
    LoseInterest(usize),
    End { caller: usize, permit: u64, end: Settlement },
    News(News),
}

enum News {
    Quota(Quota),
    Told(Told),
    Throttled(Option<Duration>),
}

struct Caller {
    priority: Priority,
    patience: Option<Duration>,
    /// When it first asked.
    since: Option<u64>,
    tries: u32,
    waiting: Option<Waiting>,
    /// Counts its polls: an alarm that was set before the last one is void.
    round: u32,
    done: bool,
}

struct Waiting {
    ticket: Ticket,
    key: (u64, usize),
    deadline: Option<u64>,
    first_permit: u64,
}

/// The waker of a caller.
struct Bell {
    caller: usize,
    woken: Arc<Mutex<Vec<usize>>>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.woken.lock().unwrap().push(self.caller);
    }
}

impl<'a> Simulation<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let quota = scenario.quota(scenario.max, scenario.window);
        let mut simulation = Self {
            scenario,
            random: Rng::with_seed(scenario.seed),
            state: State::new(quota),
            now: 0,
            events: BTreeMap::new(),
            planned: 0,
            asked: 0,
            callers: Vec::new(),
            woken: Arc::default(),
            run: Run::default(),
        };
        // Bursts, and about as much as the quota lets through.
        let busy = nanos(scenario.window) * scenario.callers as u64 / u64::from(scenario.max);
        for caller in 0..scenario.callers {
            let priority = [Priority::Interactive, Priority::Default, Priority::Background];
            let hurried = simulation.chance(scenario.hurried);
            let patience = hurried.then(|| simulation.duration(scenario.window * 4));
            let priority = priority[simulation.random.usize(..3)];
            simulation.callers.push(Caller {
                priority,
                patience,
                since: None,
                tries: 0,
                waiting: None,
                round: 0,
                done: false,
            });
            let at = if simulation.chance(30) { 0 } else { simulation.random.u64(..=busy) };
            simulation.plan(at, Event::Ask(caller));
        }
        for _ in 0..scenario.news {
            let news = simulation.news();
            let at = simulation.random.u64(..=busy);
            simulation.plan(at, Event::News(news));
        }
        for _ in 0..scenario.changes {
            let max = simulation.random.u32(..=scenario.max * 2);
            let window = simulation.duration(scenario.window * 3);
            let at = simulation.random.u64(..=busy);
            simulation.plan(at, Event::News(News::Quota(scenario.quota(max, window))));
        }
        if scenario.changes > 0 {
            simulation.plan(busy + 1, Event::News(News::Quota(quota)));
        }
        simulation
    }

    fn news(&mut self) -> News {
        if self.chance(30) {
            return News::Throttled(self.hint());
        }
        let told = Told {
            quota: Some((self.random.u32(..=self.scenario.max), self.duration(self.scenario.window * 2))),
            remaining: Some(self.random.u32(..=self.scenario.max)),
            reset: Some(self.duration(self.scenario.window * 2)),
            policy: None,
        };
        News::Told(Told {
            quota: told.quota.filter(|_| self.chance(30)),
            remaining: told.remaining.filter(|_| self.chance(50)),
            reset: told.reset.filter(|_| self.chance(50)),
            ..told
        })
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Ask(caller) => self.ask(caller),
            Event::Alarm { caller, round } if round != self.callers[caller].round => {}
            Event::Wake(caller) | Event::Alarm { caller, .. } => self.poll(caller),
            Event::LoseInterest(caller) => {
                if let Some(waiting) = self.callers[caller].waiting.take() {
                    self.callers[caller].done = true;
                    self.core(|state, now| state.cancel(waiting.ticket, now));
                }
            }
            Event::End { caller, permit, end } => {
                if !self.scenario.count_from_sending || end == Settlement::Unused {
                    self.core(|state, now| state.settle(permit, end, now));
                }
                self.go_on(caller, end);
            }
            Event::News(News::Quota(quota)) => self.core(|state, now| state.set_quota(quota, now)),
            Event::News(News::Told(told)) => self.core(|state, now| state.learn(&told, now)),
            Event::News(News::Throttled(hint)) => self.core(|state, now| state.throttled(hint, now)),
        }
    }

    fn ask(&mut self, caller: usize) {
        let deadline = self.callers[caller].patience.map(|patience| self.now + nanos(patience));
        let Caller { priority, ref mut since, ref mut tries, .. } = self.callers[caller];
        let since = *since.get_or_insert(self.now);
        *tries += 1;
        self.asked += 1;
        let waker = self.waker(caller);
        let want = Want { since: Some(since), deadline, priority };
        let step = self.core(|state, now| state.acquire(want, now, &waker));
        match step {
            Step::Waits { ticket, alarm } => {
                let window = self.state.usage(self.now).window;
                let first_permit = self.state.lent();
                let key = (since + priority.handicap(window), self.asked);
                self.callers[caller].waiting = Some(Waiting { ticket, key, deadline, first_permit });
                self.set_alarm(caller, alarm);
                if self.chance(self.scenario.impatient) {
                    let at = self.now + nanos(self.duration(self.scenario.window * 2));
                    self.plan(at, Event::LoseInterest(caller));
                }
            }
            Step::Lent(permit) => {
                let key = (u64::MAX, self.asked);
                self.run.waits.push(Wait { key, deadline: None, permits: (permit, permit) });
                self.send(caller, permit);
            }
            Step::Refused(_) => self.callers[caller].done = true,
        }
    }

    fn poll(&mut self, caller: usize) {
        let Some(ticket) = self.callers[caller].waiting.as_ref().map(|waiting| waiting.ticket) else {
            return;
        };
        let waker = self.waker(caller);
        match self.core(|state, now| state.poll(ticket, now, &waker)) {
            Step::Waits { alarm, .. } => self.set_alarm(caller, alarm),
            Step::Refused(_) => {
                self.callers[caller].waiting = None;
                self.callers[caller].done = true;
            }
            Step::Lent(permit) => {
                if let Some(Waiting { key, deadline, first_permit, .. }) = self.callers[caller].waiting.take()
                {
                    self.run.waits.push(Wait { key, deadline, permits: (first_permit, permit) });
                }
                self.send(caller, permit);
            }
        }
    }

    /// Sends a request, unless it turns out that it is not to be sent.
    fn send(&mut self, caller: usize, permit: u64) {
        if self.chance(self.scenario.unused) {
            let at = self.now + nanos(self.duration(self.scenario.latency));
            return self.plan(at, Event::End { caller, permit, end: Settlement::Unused });
        }
        let (there, back) = (self.duration(self.scenario.latency), self.duration(self.scenario.latency));
        let (mut arrival, mut end) = (self.now + nanos(there), Settlement::Answered);
        let mut ended = arrival + nanos(back);
        if self.chance(self.scenario.abandoned) {
            // The caller gives up, and the request arrives when it pleases, but within the travel that is allowed for.
            end = Settlement::Unanswered;
            ended = self.now + nanos(self.duration(self.scenario.latency));
            let travelled = ended + nanos(self.scenario.travel);
            let late = self.chance(50);
            arrival = if late { travelled } else { self.random.u64(self.now..=travelled) };
        } else if self.chance(self.scenario.throttled) {
            end = Settlement::Throttled(self.hint());
        }
        if self.scenario.count_from_sending {
            self.core(|state, now| state.settle(permit, Settlement::Answered, now));
        }
        // The server's clock is slow, so its window is longer than ours.
        let at = arrival - arrival / 10_000;
        let quota = self.run.permits[&permit].quota;
        self.run.arrivals.push(Arrival { permit, at, quota });
        self.plan(ended, Event::End { caller, permit, end });
    }

    /// After the end of a request: sometimes the same again, after a while.
    fn go_on(&mut self, caller: usize, end: Settlement) {
        if matches!(end, Settlement::Unanswered | Settlement::Throttled(_)) && self.callers[caller].tries < 4
        {
            let at = self.now + nanos(self.duration(self.scenario.latency));
            self.plan(at, Event::Ask(caller));
        } else {
            self.callers[caller].done = true;
        }
    }

    /// Asks the core, notes the permits that it lends, and rings the bells.
    fn core<T>(&mut self, ask: impl FnOnce(&mut State, u64) -> T) -> T {
        let answer = ask(&mut self.state, self.now);
        let woken = self.state.woken();
        let usage = self.state.usage(self.now);
        let lent = Lent { at: self.now, quota: (usage.limit, nanos(usage.window)) };
        let known = self.run.permits.len() as u64;
        self.run.permits.extend((known..self.state.lent()).map(|permit| (permit, lent)));
        woken.into_iter().for_each(Waker::wake);
        let woken = std::mem::take(&mut *self.woken.lock().unwrap());
        for caller in woken {
            // Busy executors poll late.
            let late = if self.chance(10) { self.scenario.window } else { Duration::from_millis(1) };
            let at = self.now + nanos(self.duration(late));
            self.plan(at, Event::Wake(caller));
        }
        answer
    }

    fn set_alarm(&mut self, caller: usize, alarm: Option<u64>) {
        self.callers[caller].round += 1;
        let Some(waiting) = &self.callers[caller].waiting else { return };
        let relies = self.scenario.trusting && !self.state.is_head(waiting.ticket);
        if let Some(at) = if relies { waiting.deadline } else { alarm } {
            assert!(at > self.now, "an alarm that rings at once");
            let round = self.callers[caller].round;
            let late = nanos(self.duration(Duration::from_millis(1)));
            self.plan(at + late, Event::Alarm { caller, round });
        }
    }

    fn waker(&self, caller: usize) -> Waker {
        Waker::from(Arc::new(Bell { caller, woken: self.woken.clone() }))
    }

    fn plan(&mut self, at: u64, event: Event) {
        self.planned += 1;
        self.events.insert((at, self.planned), event);
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.u32(..100) < percent
    }

    fn duration(&mut self, most: Duration) -> Duration {
        Duration::from_nanos(self.random.u64(..=nanos(most)))
    }

    fn hint(&mut self) -> Option<Duration> {
        self.chance(50).then(|| self.duration(self.scenario.window * 2))
    }

    fn finish(mut self) -> Run {
        self.run.forgotten = self.callers.iter().filter(|caller| !caller.done).count();
        let settled = self.state.usage(self.now);
        let quiet = nanos(settled.window * 4 + self.scenario.travel + Duration::from_secs(1));
        // The first permit opens a gate that a 429 has closed.
        for _ in 0..2 {
            self.now += quiet;
            while let Some(permit) = self.state.try_acquire(self.now) {
                self.state.settle(permit, Settlement::Answered, self.now);
            }
        }
        self.now += quiet;
        self.run.left.1 = settled.limit;
        while self.state.try_acquire(self.now).is_some() {
            self.run.left.0 += 1;
        }
        self.run
    }
}
