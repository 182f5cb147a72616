//! What is said about the earliest turn is no later than the turn that comes.

use crate::rate_limit::{
    ask::{Priority, WouldExceed},
    permit::Settlement,
    quota::{Quota, nanos},
    state::{State, Step, Ticket, Want},
    told::Told,
};
use fastrand::Rng;
use proptest::{prelude::*, test_runner::RngSeed};
use std::{task::Waker, time::Duration};

const WINDOW: Duration = Duration::from_secs(1);

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        rng_seed: RngSeed::Fixed(60_30),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_turn_comes_before_it_was_said_to(seed: u64, max in 1_u32..6, ahead in 0_usize..12, news: bool) {
        let mut random = Rng::with_seed(seed);
        let mut now = 0;
        let travel = if random.bool() { WINDOW * 2 } else { Duration::ZERO };
        let mut state = State::new(Quota::new(max, WINDOW).travel(travel));
        let in_flight = past(&mut state, &mut random, &mut now, news);
        let want = |deadline| Want { since: None, deadline, priority: Priority::Default };
        let mut tickets = Vec::new();
        for _ in 0..ahead {
            match state.acquire(want(None), now, Waker::noop()) {
                Step::Waits { ticket, .. } => tickets.push(ticket),
                Step::Lent(permit) => state.settle(permit, Settlement::Answered, now),
                Step::Refused(refused) => panic!("{refused}"),
            }
        }
        // One that leaves no time at all, so that it is told when there would be.
        let said = match state.acquire(want(Some(now)), now, Waker::noop()) {
            Step::Refused(WouldExceed { earliest }) => now + nanos(earliest.unwrap()),
            Step::Lent(_) => return Ok(()),
            Step::Waits { .. } => now,
        };
        let Step::Waits { ticket, .. } = state.acquire(want(None), now, Waker::noop()) else { return Ok(()) };
        tickets.push(ticket);
        let exact = in_flight.is_empty() && !news && (travel.is_zero() || tickets.len() == 1);
        for permit in in_flight {
            state.settle(permit, Settlement::Answered, now);
        }
        let came = last_turn(&mut state, tickets, now);
        prop_assert!(said <= came, "said {said}, came {came}");
        prop_assert!(!exact || said == came, "said {said}, came {came}, though all was known");
    }
}

/// Lends permits and takes them back as it comes, and says which are in flight.
fn past(state: &mut State, random: &mut Rng, now: &mut u64, news: bool) -> Vec<u64> {
    let mut in_flight = Vec::new();
    for _ in 0..random.usize(..24) {
        *now += random.u64(..nanos(WINDOW) / 3);
        match random.u32(..6) {
            0..3 => in_flight.extend(state.try_acquire(*now)),
            3 if news && random.bool() => state.throttled(Some(WINDOW * random.u32(..3)), *now),
            3 if news => {
                let (remaining, reset) = (Some(random.u32(..3)), Some(WINDOW / 2));
                state.learn(&Told { remaining, reset, ..Told::default() }, *now);
            }
            _ if in_flight.is_empty() => {}
            _ => {
                let ends = [Settlement::Answered, Settlement::Unanswered, Settlement::Unused];
                let permit = in_flight.swap_remove(random.usize(..in_flight.len()));
                state.settle(permit, ends[random.usize(..3)], *now);
            }
        }
    }
    if random.bool() {
        in_flight.drain(..).for_each(|permit| state.settle(permit, Settlement::Unanswered, *now));
    }
    in_flight
}

/// When the last of them gets its permit, if each request is answered as soon as it is sent.
fn last_turn(state: &mut State, mut tickets: Vec<Ticket>, mut now: u64) -> u64 {
    while !tickets.is_empty() {
        let ticket = tickets[0];
        match state.poll(ticket, now, Waker::noop()) {
            Step::Lent(permit) => {
                state.settle(permit, Settlement::Answered, now);
                tickets.remove(0);
            }
            Step::Waits { alarm, .. } => now = alarm.expect("nothing is in flight").max(now),
            Step::Refused(refused) => panic!("{refused}"),
        }
    }
    now
}
