//! Credentials: which the client sends, and what operations demand.

mod demands;
mod schemes;

use super::{edits::Edits, finding::Findings, matching::Matching, rule::Rule};

/// The rules of these modules.
pub(super) static RULES: [&[&Rule]; 2] = [demands::RULES, schemes::RULES];

/// Compares the schemes, and what the operations that both have demand. What the whole API demands is one finding.
pub(super) fn compare(matching: &Matching<'_>, findings: &mut Findings) {
    let renamed = schemes::renamed(matching);
    schemes::compare(matching, &renamed, findings);
    let mut edits = Edits::default();
    for (base, head) in &matching.both {
        if let Some(draft) = demands::compare(matching, &renamed, base, head) {
            edits.push(&head.model.id, draft);
        }
    }
    edits.finish(findings);
}
