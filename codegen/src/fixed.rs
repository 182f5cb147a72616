//! A document after all that can be mended in it has been mended.

use crate::{
    Levels, Source,
    problem::{Edit, Fix, Problems, Rule, Span},
};
use std::collections::{BTreeMap, BTreeSet};

/// A document that has been mended as far as that is certain.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// The text: as it was but for the edits of the fixes.
    pub text: String,
    /// What was mended, in the order of the places.
    pub mended: Vec<Mended>,
    /// The problems of the new text. None of them has a fix.
    pub left: Problems,
}

/// A problem that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The rule that was violated.
    pub rule: &'static Rule,
    /// Where that was, in the new text.
    pub span: Span,
    /// What was done about it.
    pub label: String,
}

/// Mends every problem of a document that has a [`Fix`].
///
/// After each fix the problem is gone and there is no other one that was not there before: a fix that does not keep to that is
/// left out. So the problems become fewer with each round, the end is reached, and fixing the new text changes nothing.
#[must_use]
pub fn fixed(source: &Source<'_>, levels: &Levels) -> Fixed {
    let mut text = source.text.to_owned();
    let mut left = crate::lint(source, levels);
    let mut mended: Vec<Mended> = Vec::new();
    loop {
        let mut round =
            Round { source, levels, text: &text, problems: &left, chosen: Vec::new(), outcome: None };
        round.settle(&apart(&left));
        let Some((new_text, new_left)) = round.outcome else { break };
        let edits = sorted(&left, &round.chosen);
        for one in &mut mended {
            one.span = moved_span(one.span, &edits);
        }
        mended.extend(round.chosen.iter().filter_map(|index| {
            let problem = left.iter().nth(*index)?;
            let label = problem.fix.as_ref()?.label.clone();
            Some(Mended { rule: problem.rule, span: moved_span(problem.span, &edits), label })
        }));
        (text, left) = (new_text, new_left);
    }
    mended.sort_by_key(|one| one.span.start);
    // What is still there was not made for a reason.
    left.iter_mut().for_each(|problem| problem.fix = None);
    Fixed { text, mended, left }
}

/// One round: which fixes of `problems` can be made together.
struct Round<'a> {
    source: &'a Source<'a>,
    levels: &'a Levels,
    text: &'a str,
    problems: &'a Problems,
    /// The problems whose fixes keep to what [`fixed`] promises, and what comes of them together.
    chosen: Vec<usize>,
    outcome: Option<(String, Problems)>,
}

impl Round<'_> {
    /// Chooses as many of `candidates` as go together with what is chosen: all at once, or each half by itself.
    fn settle(&mut self, candidates: &[usize]) {
        if candidates.is_empty() {
            return;
        }
        let chosen = [&self.chosen, candidates].concat();
        if let Some(outcome) = self.outcome_of(&chosen) {
            self.chosen = chosen;
            self.outcome = Some(outcome);
        } else if let (one, other) = candidates.split_at(candidates.len() / 2)
            && !one.is_empty()
        {
            self.settle(one);
            self.settle(other);
        }
    }

    /// The text and its problems after the fixes of `chosen`, when these problems are gone and no others have come.
    fn outcome_of(&self, chosen: &[usize]) -> Option<(String, Problems)> {
        let edits = sorted(self.problems, chosen);
        let text = edited(self.text, &edits)?;
        let problems = crate::lint(&Source { text: &text, ..*self.source }, self.levels);
        let gone: BTreeSet<usize> = chosen.iter().copied().collect();
        let mut expected: BTreeMap<(&str, usize), usize> = BTreeMap::new();
        for (index, problem) in self.problems.iter().enumerate() {
            if !gone.contains(&index) {
                *expected.entry((problem.rule.id, moved(problem.span.start, &edits))).or_default() += 1;
            }
        }
        let as_expected = problems.iter().all(|problem| {
            let count = expected.get_mut(&(problem.rule.id, problem.span.start));
            count.is_some_and(|count| count.checked_sub(1).map(|less| *count = less).is_some())
        });
        as_expected.then_some((text, problems))
    }
}

/// The problems whose fixes do not touch each other, the first of those that do.
fn apart(problems: &Problems) -> Vec<usize> {
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut apart = Vec::new();
    for (index, problem) in problems.iter().enumerate() {
        let Some(Fix { edits, .. }) = &problem.fix else { continue };
        let free = |span: Span| taken.range(..=span.end).next_back().is_none_or(|(_, end)| *end < span.start);
        if edits.iter().all(|edit| free(edit.span)) {
            taken.extend(edits.iter().map(|edit| (edit.span.start, edit.span.end)));
            apart.push(index);
        }
    }
    apart
}

/// The edits of these problems by place.
fn sorted(problems: &Problems, chosen: &[usize]) -> Vec<Edit> {
    let fixes = chosen.iter().filter_map(|index| problems.iter().nth(*index)?.fix.as_ref());
    let mut edits: Vec<Edit> = fixes.flat_map(|fix| fix.edits.iter().cloned()).collect();
    edits.sort();
    edits
}

/// The text after `edits`, which are sorted. `None` when they overlap or lie outside.
fn edited(text: &str, edits: &[Edit]) -> Option<String> {
    let mut new = String::with_capacity(text.len());
    let mut from = 0;
    for Edit { span, text: written } in edits {
        new.push_str(text.get(from..span.start)?);
        new.push_str(written);
        from = span.end;
    }
    new.push_str(text.get(from..)?);
    Some(new)
}

/// Where a byte of the old text is in the new one. One that was replaced is where its replacement starts.
fn moved(place: usize, edits: &[Edit]) -> usize {
    let (mut added, mut removed) = (0, 0);
    for Edit { span, text } in edits {
        if span.end > place {
            if span.start < place {
                removed += place - span.start;
            }
            break;
        }
        added += text.len();
        removed += span.end - span.start;
    }
    place + added - removed
}

fn moved_span(span: Span, edits: &[Edit]) -> Span {
    let start = moved(span.start, edits);
    Span { start, end: moved(span.end, edits).max(start) }
}

#[cfg(test)]
mod tests;
