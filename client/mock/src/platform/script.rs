//! What an agent will do, written down when it begins: the platform then only has to look how far the time has got.

use codegen_client::types::{AgentRunStatus, LogMessageType};
use serde_json::{Value, json};
use std::{ops::RangeInclusive, time::Duration};

/// How runs go.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    /// How long a run takes, in the platform's time.
    pub(crate) time: RangeInclusive<Duration>,
    /// Which part of the runs ends badly, from 0 to 1.
    pub(crate) failures: f64,
}

/// What happens in a run, and when; the instants count from the start of the platform.
#[derive(Debug, Default)]
pub(super) struct Script {
    /// In order of time.
    pub(super) statuses: Vec<(Duration, AgentRunStatus)>,
    /// In order of time.
    pub(super) log: Vec<Entry>,
    /// What the agent has to say at the end.
    pub(super) result: Option<(Duration, String)>,
    /// When it opens a pull request.
    pub(super) opens: Option<Duration>,
}

/// One entry of a log.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) at: Duration,
    pub(super) kind: LogMessageType,
    pub(super) thought: Option<&'static str>,
    /// The tool, what it was given and what it returned.
    pub(super) tool: Option<(&'static str, Value, Value)>,
    pub(super) observation: Option<String>,
}

/// A tool, what it is given, why, and what comes of it.
const STEPS: [(&str, &str, &str, &str); 4] = [
    ("search", "fn main", "Find where this is done.", "3 matches in 2 files"),
    ("read_file", "src/main.rs", "Read it before changing it.", "120 lines"),
    ("edit_file", "src/main.rs", "Make the change.", "1 hunk applied"),
    ("run_command", "cargo test", "See whether it holds.", "all tests pass"),
];

/// How a run begins, and which part of its time has passed by then.
const BEGINNING: [(f64, AgentRunStatus); 3] =
    [(0.0, AgentRunStatus::Pending), (0.03, AgentRunStatus::Queued), (0.08, AgentRunStatus::Running)];

impl Script {
    /// A new run, from `at` on.
    pub(super) fn start(rng: &mut fastrand::Rng, pace: &Pace, at: Duration, prompt: &str) -> Self {
        Self::write(rng, pace, at, &BEGINNING, prompt)
    }

    /// Leaves out what was to come after `at`, and goes on from there with a further prompt.
    pub(super) fn resume(&mut self, rng: &mut fastrand::Rng, pace: &Pace, at: Duration, prompt: &str) {
        self.cut(at);
        let rest = Self::write(rng, pace, at, &[(0.0, AgentRunStatus::Active)], prompt);
        self.statuses.extend(rest.statuses);
        self.log
            .push(Entry { observation: Some(prompt.to_owned()), ..entry(at, LogMessageType::UserMessage) });
        self.log.extend(rest.log);
        self.result = rest.result;
        self.opens = self.opens.or(rest.opens);
    }

    /// Ends at `at`, because somebody stops it, unless it has ended by then.
    pub(super) fn stop(&mut self, at: Duration) {
        if !self.status(at).has_ended() {
            self.cut(at);
            self.statuses.push((at, AgentRunStatus::Stopped));
        }
    }

    pub(super) fn status(&self, at: Duration) -> &AgentRunStatus {
        let last = self.statuses.iter().rfind(|(since, _)| *since <= at);
        last.map_or(&AgentRunStatus::Pending, |(_, status)| status)
    }

    fn cut(&mut self, at: Duration) {
        self.statuses.retain(|(since, _)| *since <= at);
        self.log.retain(|entry| entry.at <= at);
        self.result = self.result.take().filter(|(since, _)| *since <= at);
        self.opens = self.opens.filter(|opened| *opened <= at);
    }

    fn write(
        rng: &mut fastrand::Rng,
        pace: &Pace,
        at: Duration,
        beginning: &[(f64, AgentRunStatus)],
        prompt: &str,
    ) -> Self {
        let (shortest, longest) = (pace.time.start(), pace.time.end());
        let time = *shortest + longest.saturating_sub(*shortest).mul_f64(rng.f64());
        let after = |part: f64| at + time.mul_f64(part);
        let mut script = Self::default();
        script.statuses.extend(beginning.iter().map(|(part, status)| (after(*part), status.clone())));
        let steps = rng.u32(4..=8);
        for (step, number) in STEPS.iter().cycle().zip(0..steps) {
            let at = after(0.1 + 0.75 * f64::from(number) / f64::from(steps));
            let (tool, given, thought, outcome) = *step;
            script.log.push(match rng.u8(0..6) {
                0 => Entry {
                    thought: Some("Is this still the way?"),
                    ..entry(at, LogMessageType::PlanEvaluation)
                },
                _ => Entry {
                    thought: Some(thought),
                    tool: Some((tool, json!({"argument": given}), json!({"text": outcome}))),
                    observation: Some(outcome.to_owned()),
                    ..entry(at, LogMessageType::Action)
                },
            });
        }
        let end = after(1.0);
        let (status, kind, result) = if rng.f64() < pace.failures {
            let status = if rng.bool() { AgentRunStatus::Failed } else { AgentRunStatus::Error };
            (status, LogMessageType::Error, "The tests still fail.".to_owned())
        } else {
            let opens = after(0.9);
            script.log.push(entry(opens, LogMessageType::InitialPrGeneration));
            script.opens = Some(opens);
            (AgentRunStatus::Complete, LogMessageType::FinalAnswer, format!("Done: {prompt}"))
        };
        script.log.push(Entry { observation: Some(result.clone()), ..entry(end, kind) });
        script.statuses.push((end, status));
        script.result = Some((end, result));
        script
    }
}

fn entry(at: Duration, kind: LogMessageType) -> Entry {
    Entry { at, kind, thought: None, tool: None, observation: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn script(seed: u64, failures: f64) -> Script {
        let pace = Pace { time: SECOND * 20..=SECOND * 60, failures };
        Script::start(&mut fastrand::Rng::with_seed(seed), &pace, SECOND * 5, "Mend it")
    }

    fn statuses(script: &Script) -> Vec<&str> {
        script.statuses.iter().map(|(_, status)| status.as_str()).collect()
    }

    #[test]
    fn a_run_goes_from_its_start_to_its_end() {
        for seed in 0..50 {
            let script = script(seed, 0.0);
            assert_eq!(statuses(&script), ["PENDING", "QUEUED", "RUNNING", "COMPLETE"]);
            let (end, _) = script.statuses[3];
            assert!((SECOND * 25..=SECOND * 65).contains(&end), "{end:?}");
            assert!(script.statuses.is_sorted_by_key(|(at, _)| *at));
            assert!(script.log.is_sorted_by_key(|entry| entry.at));
            assert!(script.log.iter().all(|entry| entry.at <= end));
            let (last, _) = script.statuses[2];
            assert!(!script.status(last).has_ended() && script.status(end).succeeded());
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_run() {
        assert_eq!(format!("{:?}", script(3, 0.5)), format!("{:?}", script(3, 0.5)));
        assert_ne!(format!("{:?}", script(3, 0.5)), format!("{:?}", script(4, 0.5)));
    }

    #[test]
    fn a_failing_run_opens_no_pull_request() {
        let script = script(1, 1.0);
        assert!(script.opens.is_none());
        let (end, status) = &script.statuses[3];
        assert!(status.has_ended() && !status.succeeded());
        assert_eq!(
            script.log.last().map(|entry| (&entry.kind, entry.at)),
            Some((&LogMessageType::Error, *end))
        );
    }

    #[test]
    fn a_stopped_run_ends_there_and_goes_on_when_it_is_resumed() {
        let mut script = script(2, 0.0);
        assert!(script.opens.is_some());
        script.stop(SECOND * 8);
        script.stop(SECOND * 9);
        assert_eq!(script.statuses.last(), Some(&(SECOND * 8, AgentRunStatus::Stopped)));
        assert!(script.opens.is_none(), "it is stopped before that");
        assert!(script.result.is_none() && script.log.iter().all(|entry| entry.at <= SECOND * 8));

        let pace = Pace { time: SECOND..=SECOND, failures: 0.0 };
        script.resume(&mut fastrand::Rng::with_seed(0), &pace, SECOND * 100, "Go on");
        assert!(statuses(&script).ends_with(&["STOPPED", "ACTIVE", "COMPLETE"]), "{script:?}");
        assert_eq!(script.result, Some((SECOND * 101, "Done: Go on".to_owned())));
        assert!(script.opens.is_some_and(|opens| opens > SECOND * 100), "{:?}", script.opens);
        assert!(script.log.is_sorted_by_key(|entry| entry.at));
    }
}
