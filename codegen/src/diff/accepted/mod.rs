//! The changes that somebody has accepted: what the file of them says, and which findings it is about.

mod append;
mod read;

pub use append::append;
pub use read::ACCEPTED_CHANGES;

use super::{
    finding::{Acceptance, Place, Report},
    rule::Rule,
};
use crate::{Source, problem::Problems};
use jiff::civil::Date;

/// A file of accepted changes. The default is that there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// What the file is called.
    pub name: String,
    /// In the order of the file; no two have one fingerprint.
    pub entries: Vec<Entry>,
}

/// One change that is meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// That of the finding.
    pub fingerprint: String,
    /// The rule of the finding, for those who read the file.
    pub rule: &'static Rule,
    /// Why, and until when.
    pub acceptance: Acceptance,
    /// Where it stands in the file.
    pub place: Place,
    /// What has become of it.
    pub state: State,
}

/// What becomes of an entry when documents are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A finding is accepted by it.
    Used,
    /// There is the finding, and the last day of the entry is over.
    Expired,
    /// There is no such finding, or nobody has looked yet.
    Unused,
    /// The finding with its fingerprint is one of this rule, so it is not known which of the two was meant.
    OtherRule(&'static Rule),
}

impl State {
    /// The word that output has for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Expired => "expired",
            Self::Unused => "unused",
            Self::OtherRule(_) => "other-rule",
        }
    }
}

impl Accepted {
    /// Reads a file: a YAML list of mappings with `fingerprint`, `rule`, `reason` and, if it is not for good, `expires`. A file
    /// of comments alone has no entries.
    ///
    /// # Errors
    ///
    /// All that is wrong with it.
    pub fn read(source: &Source<'_>) -> Result<Self, Problems> {
        read::read(source)
    }
}

impl Entry {
    /// What is wrong with an entry that accepts nothing, and what to do about it.
    #[must_use]
    pub fn complaint(&self) -> Option<(String, &'static str)> {
        let Self { fingerprint, rule, acceptance, state, .. } = self;
        let id = rule.id;
        match (state, acceptance.expires) {
            (State::Used, _) => None,
            (State::Expired, expires) => {
                let day = expires.map(|day| format!(" until {day}")).unwrap_or_default();
                Some((
                    format!("`{fingerprint}` (`{id}`) was accepted{day}, which is over"),
                    "undo the change, or give the entry a later `expires` if it is still meant to be",
                ))
            }
            (State::Unused, _) => Some((
                format!("nothing that has changed is `{fingerprint}` (`{id}`)"),
                "remove the entry: the change is undone, or the base has it already",
            )),
            (State::OtherRule(found), _) => Some((
                format!("`{fingerprint}` is a finding of `{}`, not of `{id}`", found.id),
                "look which of the two was meant, and mend the entry",
            )),
        }
    }
}

/// Marks the findings that are accepted on this day, and keeps in the report what has become of each entry.
pub fn accept(report: &mut Report, mut accepted: Accepted, today: Date) {
    for entry in &mut accepted.entries {
        let finding = report.findings.iter_mut().find(|finding| finding.fingerprint == entry.fingerprint);
        entry.state = match finding {
            None => State::Unused,
            Some(finding) if finding.rule != entry.rule => State::OtherRule(finding.rule),
            Some(_) if entry.acceptance.expires.is_some_and(|last| last < today) => State::Expired,
            Some(finding) => {
                finding.accepted = Some(entry.acceptance.clone());
                State::Used
            }
        };
    }
    report.accepted = accepted;
}
