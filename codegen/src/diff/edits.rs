//! One edit that several operations show is one finding: of a parameter that they share, of their path, of what the whole API
//! demands.

use super::finding::{Draft, Findings, Spot};
use std::collections::BTreeMap;

/// What operations show, until it is known which of it is one edit.
#[derive(Debug, Default)]
pub(super) struct Edits {
    all: Vec<Edit>,
    /// Their numbers, by what each is told of and where.
    spots: BTreeMap<Spot, Vec<usize>>,
}

#[derive(Debug)]
struct Edit {
    draft: Draft,
    /// Who shows it, by id in the head.
    operations: Vec<String>,
}

impl Edits {
    /// Adds what an operation shows. The message says nothing of the operation.
    ///
    /// It is what another one has shown if the rule, both places and both values are the same.
    pub(super) fn push(&mut self, operation: &str, draft: Draft) {
        let there = self.spots.entry(draft.spot()).or_default();
        if let Some(at) = there.iter().copied().find(|at| self.all[*at].draft.has_values_of(&draft)) {
            let edit = &mut self.all[at];
            edit.draft.absorb(draft);
            if edit.operations.iter().all(|known| known != operation) {
                edit.operations.push(operation.to_owned());
            }
        } else {
            there.push(self.all.len());
            self.all.push(Edit { draft, operations: vec![operation.to_owned()] });
        }
    }

    /// Makes a finding of each: of the one operation that shows it, or of none with all that it reaches.
    pub(super) fn finish(self, findings: &mut Findings) {
        for Edit { draft, operations } in self.all {
            findings.push(match operations.as_slice() {
                [operation] => draft.told_of(&format!("`{operation}`")).operation(operation),
                several => draft.told_of(&format!("{} operations", several.len())).reach(operations),
            });
        }
    }
}
