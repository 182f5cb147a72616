//! What the two documents say differently, as data: collected, told once, and sorted.

use super::{known::Entry, side::Side};
use crate::{
    diff::Place,
    problem::{Rule, Span},
};
use indexmap::IndexMap;

/// All that our document and the platform's say differently.
#[derive(Debug, Clone)]
pub struct Report {
    /// What our document is called.
    pub spec: String,
    /// What the platform's is called.
    pub upstream: String,
    /// In the order of their places in ours.
    pub differences: Vec<Difference>,
    /// The entries that [`Report::list`] was given, in their order.
    pub known: Vec<Entry>,
}

impl Report {
    /// The differences that no entry lists.
    pub fn unlisted(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|difference| difference.known.is_none())
    }
}

/// One difference. No two have the same rule, subject and values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What kind of difference it is.
    pub rule: &'static Rule,
    /// What it is about, by the names of our document: `GET /users`, with a parameter `GET /users query limit` or a status
    /// `GET /users 404`; a schema by its name, with the way to a field `UserPage/items/[]/name`.
    pub subject: String,
    /// What ours says; `None` for nothing.
    pub ours: Option<String>,
    /// What the platform's says; `None` for nothing.
    pub theirs: Option<String>,
    /// Where ours says it, or what it would stand in.
    pub spec: Place,
    /// Where the platform's says it, or what it would stand in.
    pub upstream: Place,
    /// The operations of ours that it concerns.
    pub reach: Vec<String>,
    /// The entry that lists it, by its position in [`Report::known`].
    pub known: Option<usize>,
    /// The difference: a lowercase sentence without a full stop.
    pub message: String,
}

impl Difference {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        if self.rule == &super::limits::RATE_LIMIT_UNREAD {
            return "read what the platform says, and list the difference with the limit that you found";
        }
        match (&self.ours, &self.theirs) {
            (None, _) => "add it to the spec, or list the difference with the reason why it is left out",
            (_, None) => {
                "take it out of the spec if the platform has it no more, or list the difference with the reason why it stays"
            }
            _ => {
                "write what the platform says, or list the difference with the reason why the spec says something else"
            }
        }
    }
}

/// A difference before its places are looked up.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    rule: &'static Rule,
    subject: String,
    ours: Option<String>,
    theirs: Option<String>,
    spec: Span,
    upstream: Span,
    reach: Vec<String>,
    message: String,
}

impl Draft {
    /// Begins a difference at its places in both documents.
    pub(super) fn new(
        rule: &'static Rule,
        subject: impl Into<String>,
        (spec, upstream): (Span, Span),
    ) -> Self {
        let (ours, theirs) = (None, None);
        let (subject, reach, message) = (subject.into(), Vec::new(), String::new());
        Self { rule, subject, ours, theirs, spec, upstream, reach, message }
    }

    /// What our document says.
    pub(super) fn ours(mut self, value: impl Into<String>) -> Self {
        self.ours = Some(value.into());
        self
    }

    /// What the platform's says.
    pub(super) fn theirs(mut self, value: impl Into<String>) -> Self {
        self.theirs = Some(value.into());
        self
    }

    /// What either says.
    pub(super) fn values(mut self, ours: Option<String>, theirs: Option<String>) -> Self {
        (self.ours, self.theirs) = (ours, theirs);
        self
    }

    /// The difference in words.
    pub(super) fn message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// Concerns these operations.
    pub(super) fn of(mut self, operations: impl IntoIterator<Item = String>) -> Self {
        self.reach.extend(operations);
        self
    }
}

/// Tells each difference once, whatever number of operations share what it is about, and sorts.
pub(super) fn report(found: Vec<Draft>, ours: &Side<'_>, theirs: &Side<'_>) -> Report {
    let mut once: IndexMap<_, Draft> = IndexMap::new();
    for draft in found {
        let key = (draft.rule.id, draft.subject.clone(), draft.ours.clone(), draft.theirs.clone());
        match once.get_mut(&key) {
            None => {
                once.insert(key, draft);
            }
            Some(first) => {
                for operation in draft.reach {
                    if !first.reach.contains(&operation) {
                        first.reach.push(operation);
                    }
                }
            }
        }
    }
    let mut differences: Vec<Difference> = once
        .into_values()
        .map(
            |Draft {
                 rule,
                 subject,
                 ours: our_value,
                 theirs: their_value,
                 spec,
                 upstream,
                 reach,
                 message,
             }| Difference {
                rule,
                subject,
                ours: our_value,
                theirs: their_value,
                spec: ours.place(spec),
                upstream: theirs.place(upstream),
                reach,
                known: None,
                message,
            },
        )
        .collect();
    differences.sort_by(|one, other| {
        let key = |difference: &Difference| (difference.spec.span.start, difference.rule.id);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.subject.cmp(&other.subject))
            .then_with(|| one.ours.cmp(&other.ours))
            .then_with(|| one.theirs.cmp(&other.theirs))
    });
    Report { spec: ours.name.to_owned(), upstream: theirs.name.to_owned(), differences, known: Vec::new() }
}
