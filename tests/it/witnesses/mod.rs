//! What a comparison says of code that compiles today, judged by the compiler.
//!
//! Each case of a diff rule is two documents. For each item of the client of the first one there is a witness: a function that uses
//! the item as its line of `api.txt` says. Against that client all of them compile. Against the client of the second document, the
//! witnesses that fail are those of items that a finding says to break, and of no others.

mod case;
mod crates;
mod program;

use case::Case;
use crates::Crates;
use program::Witness;
use std::collections::BTreeSet;

/// Rules that call something broken though every witness still compiles, and why.
const UNNOTICED: &[(&str, &str)] = &[
    ("enum-value-rust-name-changed", "variants trade places"),
    ("path-params-reordered", "arguments of one type trade places"),
    ("request-prop-reordered", "arguments of one type trade places"),
    ("required-params-reordered", "arguments of one type trade places"),
];

#[test]
fn the_compiler_agrees_with_what_is_said_of_source() {
    let cases = Case::all();
    let witnesses: Vec<Witness<'_>> =
        cases.iter().flat_map(|case| case.base.items.iter().map(|item| Witness::of(case, item))).collect();
    let crates = Crates::write(&cases);
    let broken = crates.broken_in_base(&witnesses);
    assert!(broken.is_empty(), "{broken:#?}");
    let broken = crates.broken_in_head(&witnesses);

    let mut wrong = Vec::new();
    for case in &cases {
        let failing: BTreeSet<&str> =
            broken.iter().filter(|witness| witness.case == case.name).map(|witness| witness.item).collect();
        let told = case.source_changes();
        for item in failing.iter().filter(|item| !told.iter().any(|(_, items)| items.contains(*item))) {
            wrong.push(format!("{}: nothing says that this breaks: {item}", case.name));
        }
        // Of two names that are swapped, one finding has the lines of both.
        let noticed = told.iter().any(|(_, items)| items.iter().any(|item| failing.contains(item)));
        for rule in case.source_breaks() {
            let unnoticed = UNNOTICED.iter().any(|(known, _)| *known == rule);
            if noticed == unnoticed {
                let word = if noticed { "something" } else { "nothing" };
                wrong.push(format!("{}: {rule} is said to break source, and {word} does", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // A test that looks at nothing would pass.
    assert!(witnesses.len() > 1_000 && broken.len() > 100, "{} of {}", broken.len(), witnesses.len());
}
