//! Edits of a document that the comparison tells: a sample of those that the bench makes.

#[path = "../mutations/mod.rs"]
mod shared;

use shared::{Base, FIXTURE, Figures};

/// One edit in so many is made. No number of edits of a kind is a multiple of it.
const STEP: usize = 13;

#[test]
fn every_edit_of_the_sample_is_told() {
    let base = Base::read(FIXTURE).expect("a document");
    let edits = base.edits();
    assert!(edits.len() > 2_000, "{}", edits.len());
    let judged = base.judge(edits.into_iter().step_by(STEP).collect());
    let missed: Vec<_> = judged
        .iter()
        .filter(|one| one.is_missed())
        .map(|one| format!("{} {}", one.edit.pointer, one.edit.what))
        .collect();
    let figures = Figures::of(&judged);
    assert_eq!(missed, [""; 0], "\n{figures}");
    // What is silent, or no document, proves nothing.
    assert!(figures.counted() * 4 > judged.len() * 3, "{figures}");
}
