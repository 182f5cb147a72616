//! Every rule that can be mended, in every way to write a document: damage, and what mending makes of it.

mod cases;

use super::*;
use crate::document;
use cases::{CASES, Case};
use std::cmp::Ordering;

const BASE: &str = include_str!("../lint/tests/base.yaml");

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert_eq!(BASE.matches(from).count(), 1, "{from:?} stands once in the base");
        text.replacen(from, to, 1)
    })
}

fn fix(text: &str) -> Fixed {
    fixed(&Source { name: "test", text }, &Levels::default())
}

fn rules(problems: &Problems) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.rule.id).collect()
}

/// Asserts that mending makes `expected` of `damaged`, that nothing is left to say, and that a second run changes nothing.
#[track_caller]
fn mends(rule: &str, damaged: &str, expected: &str) {
    let fixed = fix(damaged);
    assert_eq!(fixed.text, expected, "{rule}: {:?}", rules(&fixed.left));
    assert!(fixed.mended.iter().any(|one| one.rule.id == rule), "{rule}: {:?}", fixed.mended);
    assert_eq!(rules(&fixed.left), Vec::<&str>::new(), "{rule}");
    assert_eq!(fix(expected).text, expected, "{rule}");
}

#[test]
fn every_rule_that_is_said_to_have_fixes_has_one_and_no_other() {
    let fixable: BTreeSet<&str> =
        crate::rules().into_iter().filter(|rule| rule.fixable).map(|rule| rule.id).collect();
    assert_eq!(CASES.iter().map(|case| case.rule).collect::<BTreeSet<_>>(), fixable);
    for Case { damage, .. } in CASES {
        let text = edited(damage);
        let problems = crate::lint(&Source { name: "test", text: &text }, &Levels::default());
        assert!(problems.iter().all(|problem| problem.fix.is_none() || problem.rule.fixable), "{damage:?}");
    }
}

#[test]
fn damage_is_mended_and_everything_else_stays_byte_for_byte() {
    for Case { rule, damage, expected } in CASES {
        mends(rule, &edited(damage), &edited(expected));
    }
}

#[test]
fn line_breaks_of_two_bytes_stay() {
    let crlf = |text: String| text.replace('\n', "\r\n");
    for Case { rule, damage, expected } in CASES {
        mends(rule, &crlf(edited(damage)), &crlf(edited(expected)));
    }
}

#[test]
fn a_last_line_needs_no_line_break() {
    for Case { rule, damage, expected } in CASES {
        mends(rule, edited(damage).trim_end(), edited(expected).trim_end());
    }
}

#[test]
fn no_comment_is_lost() {
    let commented = |text: &str| text.replace('\n', " # kept\n");
    for Case { rule, damage, expected } in CASES {
        let (damage, expected) = (edited(damage), edited(expected));
        let damaged = commented(&damage);
        match damage.lines().count().cmp(&expected.lines().count()) {
            Ordering::Equal => mends(rule, &damaged, &commented(&expected)),
            // A new line has no comment.
            Ordering::Less => {
                let fixed = fix(&damaged);
                assert_eq!(fixed.text.replace(" # kept", ""), expected, "{rule}");
                assert_eq!(fixed.text.matches(" # kept").count(), damage.lines().count(), "{rule}");
            }
            // A line that would go has a comment that would go with it.
            Ordering::Greater => {
                let fixed = fix(&damaged);
                assert_eq!(fixed.text, damaged, "{rule}");
                assert!(rules(&fixed.left).contains(rule), "{rule}");
            }
        }
    }
}

#[test]
fn json_stays_json() {
    let json = |text: &str| document::tree(text).0.unwrap().to_json();
    for Case { rule, damage, expected } in CASES {
        // JSON has no comments, and serde_json writes no key twice.
        if ["bad-allow", "duplicate-key"].contains(rule) {
            continue;
        }
        let (damaged, expected) = (json(&edited(damage)), json(&edited(expected)));
        for damaged in [serde_json::to_string(&damaged), serde_json::to_string_pretty(&damaged)] {
            let damaged = damaged.unwrap();
            let fixed = fix(&damaged);
            let value: serde_json::Value = serde_json::from_str(&fixed.text).expect(rule);
            assert_eq!(value, expected, "{rule}: {damaged}");
            assert_eq!(rules(&fixed.left), Vec::<&str>::new(), "{rule}");
            assert_eq!(fixed.text.contains('\n'), damaged.contains('\n'), "{rule}");
        }
    }
}

#[test]
fn a_key_that_is_written_twice_goes_in_braces_too() {
    let json = |twice| {
        format!(
            "{{\"openapi\": \"3.0.3\", \"info\": {{\"title\": \"A\"{twice}, \"version\": \"1\"}},\n  \"paths\": {{}}}}\n"
        )
    };
    let fixed = fix(&json(", \"title\": \"A\""));
    assert_eq!(fixed.text, json(""));
    let other = json(", \"title\": \"B\"");
    assert_eq!(fix(&other).text, other, "two that differ are a choice");
}

#[test]
fn all_damage_at_once_is_mended_as_far_as_it_goes_together() {
    // What one fix uncovers or undoes for another is a matter for the next round.
    let mut text = BASE.to_owned();
    for Case { damage, expected, .. } in CASES.iter().filter(|case| case.expected.is_empty()) {
        if damage.iter().all(|(from, _)| text.matches(from).count() == 1) {
            text = damage.iter().fold(text, |text, (from, to)| text.replacen(from, to, 1));
        }
        assert!(expected.is_empty());
    }
    let before = crate::lint(&Source { name: "test", text: &text }, &Levels::default());
    assert!(before.len() > 20, "{}", before.len());
    let fixed = fix(&text);
    assert_eq!(fixed.text, BASE, "{:?}", rules(&fixed.left));
}

#[test]
fn a_fix_that_uncovers_another_problem_is_not_made() {
    // The key is a slip, but what stands below it has a mistake of its own that nobody has seen yet.
    let text = edited(&[
        (
            "      parameters:\n        - { name: skip, in: query,",
            "      paramters:\n        - { name: skip, in: nowhere,",
        ),
        ("url: https://api.example.com", "url: https://api.example.com/"),
    ]);
    let fixed = fix(&text);
    assert_eq!(fixed.text, text.replace(".com/", ".com"));
    assert_eq!(fixed.mended.len(), 1);
    assert!(rules(&fixed.left).contains(&"unknown-key"));
    assert!(fixed.left.iter().all(|problem| problem.fix.is_none()), "what is left has no fix");
}

#[test]
fn what_an_alias_shares_is_mended_once_or_not_at_all() {
    let shared = |failure: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{ title: A, version: '1' }}\nservers: [{{ url: 'https://a.example' }}]\nsecurity: []\n\
             paths:\n  /a:\n    get: &read\n      operationId: a\n      responses: &answers\n        '200':\n          description: A.\n          {failure}: {{ X: {{ schema: {{ type: string }} }} }}\n  /b:\n    get:\n      operationId: b\n      responses: *answers\n"
        )
    };
    let fixed = fix(&shared("haeders"));
    assert_eq!(fixed.text, shared("headers"));
    assert!(!rules(&fixed.left).contains(&"unknown-key"), "{:?}", rules(&fixed.left));
}

#[test]
fn places_are_those_of_the_new_text() {
    let text = edited(&[
        ("url: https://api.example.com", "url: https://api.example.com//"),
        ("safety: unsafe", "safety: unsfae"),
    ]);
    let fixed = fix(&text);
    let places: Vec<&str> =
        fixed.mended.iter().map(|one| &fixed.text[one.span.start..one.span.end]).collect();
    assert_eq!(places, ["https://api.example.com", "unsafe"]);
}

#[test]
fn what_cannot_be_read_or_has_no_problem_stays() {
    for text in ["a: [\n\tb", "", BASE] {
        let fixed = fix(text);
        assert_eq!((fixed.text.as_str(), fixed.mended), (text, Vec::new()));
    }
}

#[test]
fn levels_and_comments_that_allow_a_rule_leave_its_problems_alone() {
    let levels = Levels::parse("[rules]\nbad-retry = \"allow\"\n", &crate::rules()).unwrap();
    let text = edited(&[("safety: unsafe", "safety: unsfae")]);
    assert_eq!(fixed(&Source { name: "test", text: &text }, &levels).text, text);
    let text = edited(&[(
        "x-retry: { safety: unsafe, refused: [409, 429] }",
        "x-retry: { safety: unsfae } # lint:allow bad-retry A test.",
    )]);
    let fixed = fix(&text);
    assert_eq!((fixed.text, rules(&fixed.left)), (text, Vec::new()));
}
