//! One edit that several operations show is one finding: of a parameter that they share, of their path, of what the whole API
//! demands.

use super::finding::{Draft, Findings};

/// What operations show, until it is known which of it is one edit.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<Edit>);

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
        match self.0.iter_mut().find(|edit| edit.draft.is_same_edit(&draft)) {
            Some(edit) => {
                edit.draft.absorb(draft);
                if edit.operations.iter().all(|known| known != operation) {
                    edit.operations.push(operation.to_owned());
                }
            }
            None => self.0.push(Edit { draft, operations: vec![operation.to_owned()] }),
        }
    }

    /// Makes a finding of each: of the one operation that shows it, or of none with all that it reaches.
    pub(super) fn finish(self, findings: &mut Findings) {
        for Edit { draft, operations } in self.0 {
            findings.push(match operations.as_slice() {
                [operation] => draft.told_of(&format!("`{operation}`")).operation(operation),
                several => draft.told_of(&format!("{} operations", several.len())).reach(operations),
            });
        }
    }
}
