//! What calls of each operation do besides sending and reading, before and after: the table that a reviewer of limits looks for.

use super::{
    limits::rates,
    matching::Matching,
    policies::{DEFAULT_TIMEOUT, spoken_pages, spoken_wait},
    repeats::word,
    side::Side,
};
use crate::{
    emit::{spelled, status_text},
    model::{Operation, Policy},
};

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The rate limits that it pays from, each with the requests that it allows per period.
    Limits,
    /// What a repeat does: `safe`, `idempotent` or `unsafe`.
    Retry,
    /// The statuses that prove that nothing was done.
    Refused,
    /// How long an attempt may take.
    Timeout,
    /// How old an answer from the store may be.
    Stale,
    /// By which parameters it is asked for its pages, and where in the answer they are.
    Pages,
    /// By which field and which values what it shows has ended.
    Wait,
    /// The statuses that it documents, each with the kind of error.
    Errors,
}

impl Fact {
    /// All of them, in the order of [`PolicyRow::cells`].
    pub const ALL: [Self; 8] = [
        Self::Limits,
        Self::Retry,
        Self::Refused,
        Self::Timeout,
        Self::Stale,
        Self::Pages,
        Self::Wait,
        Self::Errors,
    ];

    /// What output calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Limits => "limits",
            Self::Retry => "a repeat is",
            Self::Refused => "refused by",
            Self::Timeout => "attempt timeout",
            Self::Stale => "old answers",
            Self::Pages => "pages",
            Self::Wait => "waiting",
            Self::Errors => "errors",
        }
    }
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRow {
    /// Its id: in the head, or in the base where the head has it no more.
    pub operation: String,
    /// The tag it stands under.
    pub tag: String,
    /// One for each [`Fact`]. What is not stated is `none`, or what the runtime takes instead.
    pub cells: [PolicyCell; 8],
}

impl PolicyRow {
    /// Whether anything is not what it was.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.cells.iter().any(PolicyCell::is_changed)
    }
}

/// One fact of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyCell {
    /// What it was; `None` where the base has no such operation.
    pub before: Option<String>,
    /// What it is; `None` where the head has no such operation.
    pub after: Option<String>,
}

impl PolicyCell {
    /// Whether it is not what it was.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.before != self.after
    }
}

/// A row for each operation: those of the head in its order, then those that are gone.
pub(super) fn rows(matching: &Matching<'_>) -> Vec<PolicyRow> {
    let Matching { base, head, both, removed, added, .. } = matching;
    let mut rows: Vec<(usize, PolicyRow)> = both
        .iter()
        .map(|(was, is)| (is.span.start, row(base, head, Some(was.model), Some(is.model))))
        .chain(added.iter().map(|is| (is.span.start, row(base, head, None, Some(is.model)))))
        .collect();
    rows.sort_by_key(|(start, _)| *start);
    let gone = removed.iter().map(|was| row(base, head, Some(was.model), None));
    rows.into_iter().map(|(_, row)| row).chain(gone).collect()
}

fn row(base: &Side<'_>, head: &Side<'_>, was: Option<&Operation>, is: Option<&Operation>) -> PolicyRow {
    let [before, after] = [(base, was), (head, is)]
        .map(|(side, operation)| operation.map_or([const { None }; 8], |one| facts(side, one).map(Some)));
    let mut after = after.into_iter();
    let cells = before.map(|before| PolicyCell { before, after: after.next().flatten() });
    let (operation, tag) = match (was, is) {
        (_, Some(is)) => (is.id.clone(), head.api.tags[is.tag].name.clone()),
        (Some(was), None) => (was.id.clone(), base.api.tags[was.tag].name.clone()),
        (None, None) => (String::new(), String::new()),
    };
    PolicyRow { operation, tag, cells }
}

/// In the order of [`Fact::ALL`].
fn facts(side: &Side<'_>, operation: &Operation) -> [String; 8] {
    let Policy { rate_limit, safety, refused, stale, pagination, wait, timeout } = &operation.policy;
    let errors = operation.errors.iter().map(|case| format!("{} {}", status_text(case.status), case.kind));
    [
        rates(&side.api, rate_limit),
        word(*safety).to_owned(),
        listed(refused.iter().map(u16::to_string)),
        spelled(timeout.unwrap_or(DEFAULT_TIMEOUT)),
        stale.map_or_else(none, spelled),
        pagination.as_ref().map_or_else(none, spoken_pages),
        wait.as_ref().map_or_else(none, spoken_wait),
        listed(errors),
    ]
}

fn listed(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { none() } else { parts.join(", ") }
}

fn none() -> String {
    "none".to_owned()
}
