//! Problems gathered while the tree is walked: what is the same everywhere is said once.

use crate::problem::{Fix, Problem, Problems, Span};
use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    fmt::Write as _,
};

/// Makes one fix of those of all places; where one of them has none, there is none.
fn join(fix: &mut Option<Fix>, more: Option<Fix>) {
    *fix = fix.take().zip(more).map(|(mut fix, more)| {
        fix.edits.extend(more.edits);
        fix
    });
}

/// Gathers the problems of a walk. A place that is walked twice, because an alias or a reference leads there again, is
/// reported once.
#[derive(Default)]
pub(super) struct Collector {
    problems: Vec<Problem>,
    seen: BTreeSet<(&'static str, Span, String)>,
    /// By rule and subject: the index of the first such problem and how many followed it.
    repeated: BTreeMap<(&'static str, String), (usize, usize)>,
}

impl Collector {
    /// Adds a problem of its own.
    pub(super) fn push(&mut self, problem: Problem) {
        if self.is_new(&problem) {
            self.problems.push(problem);
        }
    }

    /// Adds a problem, unless one of the rule about the same `subject` exists: then only its count goes up. A public
    /// document with one habit has it a thousand times.
    pub(super) fn repeat(&mut self, subject: impl Into<String>, problem: Problem) {
        if !self.is_new(&problem) {
            return;
        }
        match self.repeated.entry((problem.rule.id, subject.into())) {
            Entry::Occupied(mut entry) => {
                let (index, more) = entry.get_mut();
                *more += 1;
                join(&mut self.problems[*index].fix, problem.fix);
            }
            Entry::Vacant(entry) => {
                entry.insert((self.problems.len(), 0));
                self.problems.push(problem);
            }
        }
    }

    /// The problems, those that repeat with their number.
    pub(super) fn finish(mut self) -> Problems {
        for (index, more) in self.repeated.into_values() {
            if more > 0 {
                let places = if more == 1 { "place" } else { "places" };
                let message = &mut self.problems[index].message;
                // Writing to text cannot fail.
                let _ = write!(message, " (and in {more} more {places})");
            }
        }
        let mut problems = Problems::default();
        self.problems.into_iter().for_each(|problem| problems.push(problem));
        problems
    }

    fn is_new(&mut self, problem: &Problem) -> bool {
        self.seen.insert((problem.rule.id, problem.span, problem.message.clone()))
    }
}
