//! Operations and tags by number: the script of the page chooses by these, whatever the document calls them.

use super::super::super::super::{
    finding::{Finding, Report},
    matrix::PolicyRow,
};
use minijinja::{Value, context};
use std::collections::BTreeMap;

/// The numbers of the operations of a report.
pub(super) struct Numbers<'a> {
    pub(super) operations: BTreeMap<&'a str, usize>,
    /// In the order of the table: the name, and the numbers of the operations.
    tags: Vec<(&'a str, Vec<usize>)>,
}

impl<'a> Numbers<'a> {
    pub(super) fn of(rows: &'a [PolicyRow]) -> Self {
        let operations = rows.iter().enumerate().map(|(at, row)| (row.operation.as_str(), at)).collect();
        let mut tags: Vec<(&str, Vec<usize>)> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            match tags.iter_mut().find(|(tag, _)| *tag == row.tag) {
                Some((_, members)) => members.push(at),
                None => tags.push((&row.tag, vec![at])),
            }
        }
        Self { operations, tags }
    }

    /// The operations that a finding concerns, as numbers with spaces between.
    pub(super) fn concerned(&self, finding: &Finding) -> String {
        spaced(self.of_finding(finding))
    }

    fn of_finding(&self, finding: &Finding) -> Vec<usize> {
        let ids = finding.operation.iter().chain(&finding.reach);
        ids.filter_map(|id| self.operations.get(id.as_str()).copied()).collect()
    }

    /// What can be chosen: the tags and the operations that something concerns.
    pub(super) fn choices(&self, report: &Report) -> Value {
        let mut concerned: Vec<usize> =
            report.findings.iter().flat_map(|finding| self.of_finding(finding)).collect();
        concerned.sort_unstable();
        concerned.dedup();
        let tags = self.tags.iter().filter(|(_, members)| members.iter().any(|at| concerned.contains(at)));
        let tags =
            tags.map(|(tag, members)| context! { name => *tag, numbers => spaced(members.iter().copied()) });
        let operations = concerned.iter().map(
            |at| context! { name => report.policies[*at].operation.as_str(), numbers => at.to_string() },
        );
        context! { tags => tags.collect::<Vec<_>>(), operations => operations.collect::<Vec<_>>() }
    }
}

fn spaced(numbers: impl IntoIterator<Item = usize>) -> String {
    numbers.into_iter().map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
}
