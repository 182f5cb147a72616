//! What our document and the platform's own say differently: two documents -> differences.
//!
//! It speaks of the two documents and of what goes over the wire, not of Rust: operations are matched by method and path, schemas
//! by their structure, however either document names and writes them. Each module compares one kind of thing and states its
//! rules beside the code that finds them.
//!
//! The spec is written by hand and the platform's document is fetched now and then: a difference is mended in the spec, or
//! listed with its reason among the [`Known`] ones.

mod bodies;
mod credentials;
mod difference;
mod fields;
mod known;
mod limits;
mod operations;
mod params;
mod prose;
mod reach;
mod report;
mod responses;
mod schema;
mod schemas;
mod servers;
mod side;
mod unions;
mod values;

pub use difference::{Difference, Report};
pub use known::{Entry, Known};
pub use report::{json, summary, text};

use crate::{
    Source,
    problem::{Problems, Rule},
};
use side::Side;

/// A document that cannot be compared, because it cannot be read.
#[derive(Debug, Clone)]
pub enum Unreadable {
    /// Ours.
    Spec(Problems),
    /// The platform's.
    Upstream(Problems),
}

/// Compares our document with the platform's own.
///
/// The differences are in the order of their places in ours, and are the same for the same two texts.
///
/// # Errors
///
/// When one of them cannot be read.
pub fn drift(spec: &Source<'_>, upstream: &Source<'_>) -> Result<Report, Unreadable> {
    let ours = Side::read(spec).map_err(Unreadable::Spec)?;
    let theirs = Side::read(upstream).map_err(Unreadable::Upstream)?;
    let mut found = servers::compare(&ours, &theirs);
    found.extend(operations::compare(&ours, &theirs));
    Ok(difference::report(found, &ours, &theirs))
}

/// Every rule, sorted by name: those of differences, and those of the file that lists them.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    let mut rules = [
        bodies::RULES,
        credentials::RULES,
        fields::RULES,
        known::RULES,
        limits::RULES,
        operations::RULES,
        params::RULES,
        responses::RULES,
        schemas::RULES,
        servers::RULES,
        unions::RULES,
        values::RULES,
    ]
    .concat();
    rules.sort_by_key(|rule| rule.id);
    rules
}

/// A kind of difference.
const fn rule(id: &'static str, summary: &'static str, explanation: &'static str) -> Rule {
    Rule { id, severity: crate::problem::Severity::Error, summary, explanation, fixable: false }
}

#[cfg(test)]
mod tests;
