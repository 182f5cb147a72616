//! What a change of a document means to those who call the API: two documents -> findings.
//!
//! Both documents are lowered by the same generator, and the two models are compared, so that a finding speaks of Rust: of the
//! method, the field or the limit that a caller meets. The models are taken apart field by field, without `..`: what is added to
//! them does not compile until it is compared here.
//!
//! Each module compares one kind of thing and states its rules beside the code that finds them. One edit is one finding: what
//! several operations share (a limit, a type) is compared once, and says whom it reaches.

mod accepted;
mod accounts;
mod answers;
mod auth;
mod bodies;
mod bounds;
mod buckets;
mod changes;
mod edits;
mod enums;
mod facts;
mod fields;
mod finding;
mod fingerprint;
mod gaps;
mod limits;
mod matching;
mod matrix;
mod operations;
mod pair;
mod pairs;
mod params;
mod policies;
mod reach;
mod repeats;
mod report;
mod rest;
mod rule;
mod rust_items;
mod side;
mod types;
mod unions;

pub use accepted::{ACCEPTED_CHANGES, Accepted, Entry, State, accept, append};
pub(crate) use bounds::of_schema as bounds_of;
pub use finding::{Acceptance, Finding, ItemChange, Place, Report};
pub use jiff::civil::Date;
pub use matrix::{Fact, PolicyCell, PolicyRow};
pub(crate) use report::broken_at;
pub use report::{Comment, LONGEST_COMMENT, MARKER, Shown, github, html, json, markdown, summary, text};
pub use rule::{Contract, Rule, Severity};

use crate::{Source, problem::Problems};
use finding::Findings;
use matching::Matching;
use side::Side;

/// A document that cannot be compared, because it cannot be read.
#[derive(Debug, Clone)]
pub enum Unreadable {
    /// The one that was.
    Base(Problems),
    /// The one that is to be.
    Head(Problems),
}

/// Compares two documents. Rules of lint do not matter here: what can be read at all can be compared.
///
/// The findings are sorted by weight, then by place, and are the same for the same two texts.
///
/// # Errors
///
/// When one of them cannot be read.
pub fn diff(base: &Source<'_>, head: &Source<'_>) -> Result<Report, Unreadable> {
    let (base, head) = Side::read_both(base, head)?;
    Ok(compared(&base, &head))
}

/// As [`diff`], and what the client of the base would be other than the one that was committed if it were generated again: by the
/// lines of `committed`, the text of its `api.txt`.
///
/// # Errors
///
/// When one of the documents cannot be read.
pub fn diff_from_client(base: &Source<'_>, committed: &str, head: &Source<'_>) -> Result<Report, Unreadable> {
    let (base, head) = Side::read_both(base, head)?;
    let mut report = compared(&base, &head);
    report.generator = rust_items::by_generator(committed, &base.all_items());
    Ok(report)
}

fn compared(base: &Side<'_>, head: &Side<'_>) -> Report {
    let matching = Matching::of(base, head);
    let mut findings = Findings::default();
    buckets::compare(&matching, &mut findings);
    operations::compare(&matching, &mut findings);
    answers::compare(&matching, &mut findings);
    params::compare(&matching, &mut findings);
    bodies::compare(&matching, &mut findings);
    auth::compare(&matching, &mut findings);
    // Late: it asks whether other findings explain a type already.
    types::compare(&matching, &mut findings);
    // After all others: it tells what they do not.
    rest::compare(&matching, &mut findings);
    let mut report = findings.finish(base, head);
    report.policies = matrix::rows(&matching);
    report
}

/// Every rule, sorted by name.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    let mut rules = [
        &answers::rules(),
        auth::RULES.concat().as_slice(),
        bodies::RULES,
        buckets::RULES,
        changes::RULES,
        enums::RULES,
        facts::RULES,
        fields::RULES,
        limits::RULES,
        operations::RULES,
        params::RULES.concat().as_slice(),
        policies::RULES,
        repeats::RULES,
        rest::RULES,
        rust_items::RULES,
        types::RULES,
        unions::RULES,
    ]
    .concat();
    rules.sort_by_key(|rule| rule.id);
    rules
}

/// Whether a rule is about limits, repeats and other things that no compiler notices.
fn is_policy(rule: &Rule) -> bool {
    [buckets::RULES, limits::RULES, repeats::RULES, policies::RULES].concat().contains(&rule)
}

#[cfg(test)]
mod tests;
