//! Comparing documents that are large or tangled.

#[path = "../comparison/mod.rs"]
mod documents;

use codegen::{
    Source,
    diff::{self, Report, Severity},
};
use serde_json::{Map, Value, json};

fn between(base: &str, head: &str) -> Report {
    let source = |text| Source { name: "openapi.json", text };
    diff::diff(&source(base), &source(head)).expect("both can be read")
}

#[test]
fn a_large_document_and_a_tangled_one_do_not_differ_from_themselves() {
    for text in [documents::large(), documents::tangled()] {
        assert_eq!(between(&text, &text).findings, []);
    }
}

#[test]
fn one_edit_of_a_large_document_or_a_tangled_one_is_one_finding() {
    for text in [documents::large(), documents::tangled()] {
        let edits = documents::edits(&text);
        assert_eq!(edits.len(), 4);
        for edit in edits {
            let findings = between(&text, &edit.text).findings;
            let told: Vec<_> = findings.iter().map(|finding| (finding.rule.id, finding.severity)).collect();
            let words = edit.what == "other words";
            assert!(told.len() == 1 && (told[0].1 == Severity::Docs) == words, "{}: {told:?}", edit.what);
        }
    }
}

#[test]
fn two_lists_with_nothing_in_common_are_compared() {
    let document = |word: &str| {
        let properties: Map<String, Value> =
            (0..1500).map(|at| (format!("{word}{at}"), json!({"type": "string"}))).collect();
        let values: Vec<String> = (0..1500).map(|at| format!("{at}{word}")).collect();
        let wide = json!({"type": "object", "properties": properties});
        let schemas = json!({"Wide": wide, "Long": {"type": "string", "enum": values}});
        let info = json!({"title": "Lists", "version": "1"});
        json!({"openapi": "3.0.3", "info": info, "paths": {}, "components": {"schemas": schemas}}).to_string()
    };
    let findings = between(&document("here"), &document("there")).findings;
    let renamed = findings.iter().filter(|finding| finding.rule.id == "property-renamed");
    assert_eq!(renamed.count(), 1500, "they hold the same, in the same order");
}
