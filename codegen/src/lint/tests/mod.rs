//! Every rule against a clean document and small edits of it.

mod allows;
mod cases;
mod near_misses;

use super::{Levels, RULES, check};
use crate::{Source, document, problem::Problem};
use std::collections::BTreeSet;

/// A document that breaks no rule and has something for each of them to look at.
const BASE: &str = include_str!("base.yaml");

/// Stands before the expected place in an edit.
const MARK: char = '▲';

/// An edit: text that stands once in the base, and what to write instead.
type Edit = (&'static str, &'static str);

/// A mistake, and the rule that finds it.
struct Case {
    rule: &'static str,
    edits: &'static [Edit],
    /// A part of the help text.
    help: &'static str,
}

fn edited(edits: &[(&str, &str)]) -> String {
    let mut text = BASE.to_owned();
    for (from, to) in edits {
        assert_eq!(BASE.matches(from).count(), 1, "{from:?} stands once in the base");
        text = text.replacen(from, to, 1);
    }
    text
}

/// Everything that is wrong, by the loader and by the rules: a mistake that both report is reported twice.
fn problems(text: &str) -> Vec<Problem> {
    let source = Source { name: "test", text };
    crate::lint(&source, &Levels::default()).iter().cloned().collect()
}

fn place(text: &str, offset: usize) -> String {
    let before = &text[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{line}:{column}")
}

fn summary(text: &str, problems: &[Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| format!("{} {} {}", problem.rule.id, place(text, problem.span.start), problem.message))
        .collect()
}

#[test]
fn the_base_is_clean() {
    assert_eq!(summary(BASE, &problems(BASE)), Vec::<String>::new());
}

#[test]
fn each_mistake_is_one_problem_at_its_place() {
    let failures: Vec<String> = cases::all().filter_map(|case| case.failure()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

impl Case {
    /// What differs from the one problem that the case expects.
    fn failure(&self) -> Option<String> {
        let marked = edited(self.edits);
        let Some(offset) = marked.find(MARK) else {
            return Some(format!("{}: no mark in {:?}", self.rule, self.edits));
        };
        let text = marked.replacen(MARK, "", 1);
        let found = problems(&text);
        let as_expected = matches!(found.as_slice(), [problem] if problem.rule.id == self.rule
            && place(&text, problem.span.start) == place(&text, offset)
            && problem.help.as_deref().is_some_and(|help| help.contains(self.help))
            && text.get(problem.span.start..problem.span.end).is_some_and(|marked| !marked.is_empty()));
        let expected = format!("{} {} with help {:?}", self.rule, place(&text, offset), self.help);
        (!as_expected).then(|| format!("{expected}: {:#?}", summary(&text, &found)))
    }
}

#[test]
fn near_misses_are_clean() {
    let mut failures = Vec::new();
    for (rule, edits) in near_misses::all() {
        let text = edited(edits);
        // What the generator cannot express is no mistake of the document.
        let mut found = problems(&text);
        found.retain(|problem| problem.rule.id != document::NOT_EXPRESSED.id);
        if !found.is_empty() {
            failures.push(format!("{rule} by {edits:?}: {:#?}", summary(&text, &found)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_rule_has_a_mistake_and_a_near_miss() {
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    let every: BTreeSet<&str> = crate::rules().iter().map(|rule| rule.id).collect();
    assert_eq!(every.len(), crate::rules().len(), "ids are unique, those of the loader included");
    let mistakes: BTreeSet<&str> = cases::all().map(|case| case.rule).collect();
    let misses: BTreeSet<&str> = near_misses::all().map(|(rule, _)| *rule).collect();
    assert_eq!(mistakes, rules);
    assert_eq!(misses, rules);
}

#[test]
fn rules_are_explained() {
    for rule in RULES {
        assert!(super::limits::is_kebab_case(rule.id), "{}", rule.id);
        assert!(!rule.summary.is_empty() && !rule.summary.ends_with('.'), "{}", rule.id);
        assert!(rule.explanation.ends_with('.'), "{}", rule.id);
    }
}

#[test]
fn a_shared_mistake_is_one_problem() {
    // `Failure` is used by two responses, `Unauthorized` by three operations.
    let text = edited(&[("required: [message]", "required: []"), ("x-error: unauthorized, ", "")]);
    let found: Vec<&str> = problems(&text).iter().map(|problem| problem.rule.id).collect();
    assert_eq!(found, ["unused-error", "error-without-kind", "error-message-required"]);
}

#[test]
fn nothing_at_all_is_no_panic() {
    for text in
        ["{}", "[]", "openapi: 3.0.3", "paths: { /a: { get: {} } }", "paths: { /a: 1, /b: { get: [] } }"]
    {
        let (document, _) = document::parse(&Source { name: "test", text });
        if let Some(document) = document {
            check(&document);
        }
    }
}

#[test]
fn any_value_may_have_any_shape() {
    // Every line of the base loses its value, then gets one of another kind.
    for (index, line) in BASE.lines().enumerate() {
        for value in ["", " []", " 1", " [{ a: 1 }]", " { a: { b: 1 } }"] {
            let Some((key, _)) = line.split_once(':') else {
                continue;
            };
            let indent = line.len() - line.trim_start().len();
            let mut skipping = false;
            let mut text = String::new();
            for (other, kept) in BASE.lines().enumerate() {
                if other == index {
                    text.push_str(key);
                    text.push(':');
                    text.push_str(value);
                    text.push('\n');
                    skipping = true;
                    continue;
                }
                skipping = skipping && kept.len() - kept.trim_start().len() > indent;
                if !skipping {
                    text.push_str(kept);
                    text.push('\n');
                }
            }
            let (document, _) = document::parse(&Source { name: "test", text: &text });
            if let Some(document) = document {
                check(&document);
            }
        }
    }
}

#[test]
fn errors_that_lead_to_each_other_by_many_ways_are_checked_in_no_time() {
    let names: Vec<String> = (0..12).map(|at| format!("{{ $ref: '#/components/schemas/E{at}' }}")).collect();
    let schemas: Vec<String> = (0..12)
        .map(|at| {
            format!(
                "    E{at}: {{ type: object, properties: {{ message: {{ type: string }} }}, anyOf: [{}] }}",
                names.join(", ")
            )
        })
        .collect();
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: A, version: '1' }}\npaths: {{ /a: {{ get: {{ responses: {{ '200': {{ description: A }}, '404': {{ description: B, content: {{ application/json: {{ schema: {} }} }} }} }} }} }} }}\ncomponents:\n  schemas:\n{}\n",
        names[0],
        schemas.join("\n")
    );
    let (document, _) = document::parse(&Source { name: "test", text: &text });
    let found = check(&document.expect("a document"));
    assert!(found.iter().any(|problem| problem.rule.id == "error-message-required"));
}

#[test]
fn hostile_patterns_and_values_are_checked_in_no_time() {
    let nested = "(".repeat(999) + &")".repeat(999);
    let choices = ["{ $ref: '#/components/schemas/A' }"; 12].join(", ");
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: A, version: '1' }}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {{ anyOf: [{choices}], example: {{ a: 1 }} }}\n    B: {{ type: string, pattern: '{nested}' }}\n    C: {{ type: string, pattern: '((((a{{1000}}){{1000}}){{1000}}){{1000}}){{1000}}' }}\n    D: {{ allOf: [{{ $ref: '#/components/schemas/D' }}, {{ type: integer }}], default: a }}\n"
    );
    let (document, _) = document::parse(&Source { name: "test", text: &text });
    let found: Vec<_> = check(&document.expect("a document")).iter().map(|problem| problem.rule.id).collect();
    for rule in ["bad-pattern", "invalid-default"] {
        assert_eq!(found.iter().filter(|id| **id == rule).count(), 1, "{found:?}");
    }
}
