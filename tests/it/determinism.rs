//! The same input gives the same bytes, in another process too.

use crate::fixtures;
use std::process::Command;

#[test]
fn two_processes_write_the_same_bytes() {
    let print = || {
        let output = Command::new(std::env::current_exe().expect("this test's program"))
            .args(["--exact", "determinism::print_everything", "--ignored", "--nocapture"])
            .output()
            .expect("a second process");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(output.status.success(), "{text}");
        // The harness reports its own time in the last line.
        text.split("\ntest result:").next().unwrap_or_default().to_owned()
    };
    let first = print();
    assert!(first.contains("pub fn create_order"), "{first}");
    assert_eq!(first, print());
}

#[test]
#[ignore = "the other process of the test above"]
fn print_everything() {
    for (name, text) in fixtures::all() {
        let generated = fixtures::modules(&name, &text);
        for (path, text) in generated.tree.iter() {
            println!("{name}/{path}\n{text}");
        }
        println!("{name} {}", generated.schemas);
    }
}
