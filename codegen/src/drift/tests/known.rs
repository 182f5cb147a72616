//! The file of known differences: what its entries list, what is left over, and what is wrong with it.

use super::{Known, NOTES, Report, Source, between};
use crate::{problem::Problems, report};

/// The rules of the file, which has no cases of its own.
pub(super) const OF_THE_FILE: [&str; 3] =
    ["bad-known-difference", "duplicate-known-difference", "unused-known-difference"];

fn source(text: &str) -> Source<'_> {
    Source { name: "known.yaml", text }
}

fn known(text: &str) -> Known {
    Known::read(&source(text)).unwrap()
}

/// A report with two differences: a limit that is another one, and an answer that is new.
fn report() -> Report {
    let upstream = NOTES.1.replace("60 requests per 30 seconds", "30 requests per minute");
    between(
        NOTES.0,
        &upstream.replacen(
            "        \"404\":",
            "        \"410\":\n          description: Gone\n        \"404\":",
            1,
        ),
    )
}

/// Which differences are left, and the problems of the entries.
fn listed(text: &str) -> (Vec<&'static str>, Vec<usize>, Problems) {
    let mut report = report();
    let problems = report.list(known(text));
    let left = report.unlisted().map(|difference| difference.rule.id).collect();
    (left, report.known.iter().map(|entry| entry.covers).collect(), problems)
}

const LIMIT: &str = "- rule: rate-limit-differs\n  subject: GET /notes/{id}\n  reason: We know better.\n";

#[test]
fn entries_list_what_fits_them() {
    assert_eq!(listed("").0, ["rate-limit-differs", "response-missing"]);
    assert_eq!(listed("# Nothing yet.\n").0.len(), 2);
    assert_eq!(listed("[]").0.len(), 2);
    let (left, covers, problems) = listed(LIMIT);
    assert_eq!((left, covers, problems), (vec!["response-missing"], vec![1], Problems::default()));
    let all = format!(
        "{LIMIT}- {{ rule: response-missing, subject: '* 410', ours: nothing, theirs: '4*', reason: It is new. }}\n"
    );
    let (left, covers, problems) = listed(&all);
    assert_eq!((left, covers, problems), (vec![], vec![1, 1], Problems::default()));
}

#[test]
fn an_entry_of_other_values_lists_nothing_and_says_what_there_is() {
    let (left, covers, problems) = listed(&LIMIT.replace("reason", "theirs: 10 per 60s\n  reason"));
    assert_eq!((left.len(), covers), (2, vec![0]));
    assert!(!problems.has_errors(), "what is left over is a warning");
    let shown = report::text(&source(LIMIT), &problems, false);
    assert!(
        shown.contains("warning[unused-known-difference]") && shown.contains("known.yaml:1:3"),
        "{shown}"
    );
    assert!(shown.contains("the spec says 60 per 30s, the platform 30 per 60s"), "{shown}");
}

#[test]
fn an_entry_that_lists_nothing_says_why() {
    let helps = |text: &str| -> Vec<String> {
        listed(text).2.iter().map(|problem| problem.help.clone().unwrap()).collect()
    };
    assert_eq!(
        helps("- { rule: response-missing, subject: '* 418', reason: r }"),
        ["remove it: the documents agree, or the subject is misspelt"]
    );
    assert_eq!(
        helps(&format!("{LIMIT}- {{ rule: rate-limit-differs, subject: '*', reason: r }}\n")),
        ["remove it: an entry before it lists the same"]
    );
}

#[test]
fn mistakes_are_placed_and_explained_all_at_once() {
    let text = "\
- rule: rate-limit-difers
  subject: GET /notes
  reason: r
- rule: type-differs
  subjekt: A/b
  reason: r
- rule: type-differs
  subject: A/b
- rule: type-differs
  subject: A/b
  reason: ''
  theirs: [string]
- rule: unused-known-difference
  subject: A/b
  reason: r
- not an entry
";
    let problems = Known::read(&source(text)).unwrap_err();
    let shown = report::text(&source(text), &problems, false);
    for (place, message, help) in [
        ("known.yaml:1:9", "there is no rule `rate-limit-difers`", "did you mean `rate-limit-differs`?"),
        ("known.yaml:5:3", "an entry has no key `subjekt`", "did you mean `subject`?"),
        ("known.yaml:4:3", "an entry has no `subject`", "add `subject:`"),
        ("known.yaml:7:3", "an entry has no `reason`", "add `reason:`"),
        ("known.yaml:11:11", "`reason` is a text", "write what the reason is"),
        ("known.yaml:12:11", "`theirs` is a text", "write what the theirs is"),
        ("known.yaml:13:9", "there is no rule `unused-known-difference`", "help"),
        ("known.yaml:16:3", "an entry has a rule, a subject and a reason", "write `rule:`"),
    ] {
        let frames: Vec<&str> =
            shown.split("\n\n").filter(|frame| frame.contains(&format!("{place}\n"))).collect();
        assert!(
            frames.iter().any(|frame| frame.contains(message) && frame.contains(help)),
            "{place} {message} {help}: {shown}"
        );
    }
}

#[test]
fn the_same_entry_twice_and_what_is_no_list_are_errors() {
    let rules = |text: &str| -> Vec<&'static str> {
        Known::read(&source(text)).unwrap_err().iter().map(|problem| problem.rule.id).collect()
    };
    assert_eq!(rules(&format!("{LIMIT}{LIMIT}")), ["duplicate-known-difference"]);
    assert_eq!(rules("rule: type-differs"), ["bad-known-difference"]);
    assert_eq!(rules("a: ["), ["yaml-syntax"]);
    assert!(
        Known::read(&source(&format!("{LIMIT}{}", LIMIT.replace("reason", "ours: '*'\n  reason")))).is_ok()
    );
}

#[test]
fn the_file_of_this_repository_can_be_read() {
    known(include_str!("../../../../spec/known-differences.yaml"));
}
