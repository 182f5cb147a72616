//! Other texts of the same document, which no caller can tell apart: order, references, comments, descriptions.

use super::{SPEC, Severity, between, cases};
use crate::{Levels, Source, document};
use serde_json::{Map, Value, json};

/// Every document that the cases have, and our own, as JSON.
fn documents() -> impl Iterator<Item = (String, Value)> {
    let cases = cases::names().into_iter().flat_map(|name| {
        let (base, head) = cases::documents(&name);
        [(format!("{name}, base"), base), (format!("{name}, head"), head)]
    });
    let texts = cases.chain([("our own".to_owned(), SPEC.to_owned())]);
    texts.map(|(name, text)| (name, parsed(&text)))
}

fn parsed(text: &str) -> Value {
    let (document, problems) = document::parse(&Source { name: "openapi.yaml", text });
    document.unwrap_or_else(|| panic!("{problems:?}")).root.to_json()
}

/// What is found that weighs more than words, as `rule: message`.
fn above_docs(base: &Value, head: &Value) -> Vec<String> {
    let report = between(&base.to_string(), &head.to_string());
    let heavy = report.findings.iter().filter(|finding| finding.severity > Severity::Docs);
    heavy.map(|finding| format!("{}: {}", finding.rule.id, finding.message)).collect()
}

/// Fails with all that is found above `docs` between documents and what `change` makes of them.
fn assert_same(change: impl Fn(&Value) -> Value) {
    let found = documents().filter_map(|(name, document)| {
        let found = above_docs(&document, &change(&document));
        (!found.is_empty()).then_some((name, found))
    });
    assert_eq!(found.collect::<Vec<_>>(), []);
}

/// A value with each of its maps rewritten, the inner ones first.
fn rewritten(value: &Value, map: &impl Fn(Map<String, Value>) -> Map<String, Value>) -> Value {
    match value {
        Value::Object(entries) => {
            let inner = entries.iter().map(|(key, value)| (key.clone(), rewritten(value, map)));
            Value::Object(map(inner.collect()))
        }
        Value::Array(items) => items.iter().map(|item| rewritten(item, map)).collect(),
        other => other.clone(),
    }
}

#[test]
fn a_document_does_not_differ_from_itself() {
    assert_same(Value::clone);
}

#[test]
fn the_order_of_maps_means_nothing() {
    assert_same(|document| {
        if order_decides(document) {
            return document.clone();
        }
        rewritten(document, &|map| map.into_iter().rev().collect())
    });
}

/// Whether the first of two wins, and lint says so: of two equal names, or of two credentials where both are wanted.
fn order_decides(document: &Value) -> bool {
    let text = document.to_string();
    let problems = crate::lint(&Source { name: "openapi.json", text: &text }, &Levels::default());
    problems.iter().any(|problem| ["name-collision", "not-expressed"].contains(&problem.rule.id))
}

#[test]
fn what_stands_behind_a_reference_may_stand_in_its_place() {
    assert_same(|document| {
        rewritten(document, &|map| match map.get("$ref").and_then(Value::as_str) {
            // The name of a schema is that of a type.
            Some(reference) if !reference.starts_with("#/components/schemas/") => {
                let target = document.pointer(&reference[1..]).and_then(Value::as_object);
                target.cloned().unwrap_or(map)
            }
            _ => map,
        })
    });
}

#[test]
fn words_and_examples_are_nothing_but_words() {
    let word = |key: &str, value: &mut Value| match key {
        "description" | "summary" | "title" if value.is_string() => *value = json!("other words"),
        "example" => *value = json!("another"),
        _ => {}
    };
    assert_same(|document| {
        rewritten(document, &|mut map| {
            map.iter_mut().for_each(|(key, value)| word(key, value));
            map
        })
    });
}

#[test]
fn comments_are_not_read() {
    let mut commented = String::new();
    let mut comments = 0;
    for line in SPEC.split_inclusive('\n') {
        // In a block of text it would be text.
        if line.trim_end().ends_with(':') {
            commented.push_str("# a comment\n");
            comments += 1;
        }
        commented.push_str(line);
    }
    assert!(comments > 100);
    assert_eq!(between(SPEC, &commented).findings, []);
}
