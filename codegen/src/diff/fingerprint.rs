//! What a finding is called: short, and the same as long as the change is the same.

use super::finding::Finding;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write as _};

/// How many bytes of the hash are kept.
const LENGTH: usize = 6;

/// Gives each finding its fingerprint. Of several that differ in nothing that it is made of, those that come later count on.
pub(super) fn assign(findings: &mut [Finding]) {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for finding in findings {
        let earlier = seen.entry(of(finding, 0)).or_default();
        finding.fingerprint = of(finding, *earlier);
        *earlier += 1;
    }
}

/// Neither the words of a finding nor its places count: a better wording and a line above it leave the fingerprint as it is.
fn of(finding: &Finding, earlier: u64) -> String {
    let Finding { rule, operation, pointer, before, after, .. } = finding;
    let mut hash = Sha256::new();
    let about = operation.as_deref().unwrap_or(pointer);
    for field in [Some(rule.id), Some(about), before.as_deref(), after.as_deref()] {
        // With its length, so that no two lists of fields are the same bytes.
        hash.update(field.map_or(0, |text| text.len() as u64 + 1).to_le_bytes());
        hash.update(field.unwrap_or_default());
    }
    if earlier > 0 {
        hash.update(earlier.to_le_bytes());
    }
    hash.finalize().iter().take(LENGTH).fold(String::new(), |mut digits, byte| {
        // Writing to text cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
