//! Mistakes. A `▲` stands before the place at which the rule points.

mod facts;
mod operations;
mod outcomes;
mod policies;
mod requests;
mod schemas;
mod values;

use super::{Case, Edit};

/// A rule, the edits that break it, and a part of the help text.
type Row = (&'static str, &'static [Edit], &'static str);

pub(super) fn all() -> impl Iterator<Item = Case> {
    [
        operations::OPERATIONS,
        requests::PARAMETERS,
        requests::SECURITY,
        requests::RESPONSES,
        policies::LIMITS,
        policies::CALLS,
        outcomes::ERRORS,
        outcomes::PAGES,
        schemas::EXTENSIONS,
        schemas::SCHEMAS,
        values::VALUES,
        facts::FACTS,
    ]
    .into_iter()
    .flatten()
    .map(|(rule, edits, help)| Case { rule, edits, help })
}
