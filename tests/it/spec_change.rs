//! What a change of the spec changes, and that nothing of the spec is lost on its way into the client.

use codegen::{Generated, Levels, Source, Target, document, generate, lint, report, rules};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

const NAME: &str = "spec/openapi.yaml";

/// The most lines of Rust that the client of the spec may have: what people still read.
const MOST_LINES: usize = 4_000;

fn file(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(file(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn levels() -> Levels {
    Levels::parse(&read("spec/lint.toml"), &rules()).expect("valid levels")
}

fn generated(text: &str) -> Generated {
    let target = Target::Modules { command: "cargo xtask regen" };
    generate(&Source { name: NAME, text }, &levels(), &target)
        .unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The spec as JSON, in the shape of OpenAPI 3.0.
fn json() -> Value {
    let (document, problems) = document::parse(&Source { name: NAME, text: &read(NAME) });
    assert!(problems.is_empty(), "{problems:?}");
    document.expect("a document").root.to_json()
}

#[test]
fn another_limit_changes_three_lines() {
    let text = read(NAME);
    assert_eq!(text.matches("requests: 10\n").count(), 1);
    let before = generated(&text);
    let after = generated(&text.replace("requests: 10\n", "requests: 5\n"));
    let paths = |generated: &Generated| -> Vec<String> {
        generated.tree.iter().map(|(path, _)| path.to_owned()).collect()
    };
    assert_eq!(paths(&before), paths(&after));
    let mut changes = Vec::new();
    for ((path, before), (_, after)) in before.tree.iter().zip(after.tree.iter()) {
        assert_eq!(before.lines().count(), after.lines().count(), "{path}");
        let lines = before.lines().zip(after.lines()).filter(|(before, after)| before != after);
        changes.extend(lines.map(|(before, after)| (path.to_owned(), before.trim(), after.trim())));
    }
    // What a request may hold is another matter.
    assert_eq!(before.schemas, after.schemas);
    let [row, constant, policy] = &changes[..] else { panic!("{changes:#?}") };
    let row_of = |requests| {
        format!(
            "/// | rate limit | `agent-creation`: {requests} requests per 60 s, per token; the call waits for its turn |"
        )
    };
    assert_eq!(*row, ("operations/agents.rs".to_owned(), row_of(10).as_str(), row_of(5).as_str()));
    assert_eq!(*constant, ("operations/mod.rs".to_owned(), "requests: 10,", "requests: 5,"));
    assert_eq!(policy.0, "policies.txt");
    assert_eq!(policy.1.replace("agent-creation 10/60s", "agent-creation 5/60s"), policy.2);
    assert!(policy.1.starts_with("create_agent_run: POST "), "{policy:?}");
}

#[test]
fn the_committed_client_is_what_the_spec_says() {
    let generated = generated(&read(NAME));
    let folder = file("client/src/generated");
    let mut committed = BTreeMap::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&folder).expect("a file of the folder");
                let name = name.to_str().expect("a Unicode name").replace('\\', "/");
                committed.insert(name, std::fs::read_to_string(&path).expect("text"));
            }
        }
    }
    let paths: Vec<&str> = generated.tree.iter().map(|(path, _)| path).collect();
    assert_eq!(committed.keys().collect::<Vec<_>>(), paths);
    for (path, text) in generated.tree.iter() {
        assert!(committed[path] == text, "{path} is stale: run `cargo xtask regen`");
    }
    let schemas = read("client/mock/src/schemas.json");
    assert!(schemas == generated.schemas, "schemas.json is stale: run `cargo xtask regen`");
}

#[test]
fn the_same_spec_gives_the_same_files() {
    let text = read(NAME);
    let (first, second) = (generated(&text), generated(&text));
    assert!(first.tree == second.tree && first.schemas == second.schemas);
    assert_eq!(first.operations, 25);
    let lines: usize = first
        .tree
        .iter()
        .filter(|(path, _)| Path::new(path).extension().is_some_and(|extension| extension == "rs"))
        .map(|(_, text)| text.lines().count())
        .sum();
    assert!((1_000..=MOST_LINES).contains(&lines), "{lines} lines");
}

#[test]
fn the_spec_keeps_every_rule() {
    let text = read(NAME);
    let source = Source { name: NAME, text: &text };
    let problems = lint(&source, &levels());
    assert!(problems.is_empty(), "{}", report::text(&source, &problems, false));
    assert!(generated(&text).problems.is_empty());
    // The check can fail: without its limit, the first operation breaks a rule that the house denies.
    let text = text.replacen("      x-rate-limit: agent-creation\n", "", 1);
    let problems = lint(&Source { name: NAME, text: &text }, &levels());
    assert!(problems.has_errors() && problems.iter().any(|problem| problem.rule.id == "missing-rate-limit"));
}

#[test]
fn operations_take_old_answers_where_the_spec_says_so_and_nowhere_else() {
    let generated = generated(&read(NAME));
    let api = generated.tree.get("api.txt").expect("api.txt");
    let spec = json();
    let operations = spec["paths"].as_object().expect("paths").values().flat_map(|methods| {
        methods.as_object().expect("operations").values().filter(|value| value["operationId"].is_string())
    });
    let mut old = 0;
    for operation in operations {
        let id = operation["operationId"].as_str().expect("a name").replace('_', "");
        let has_option = api.lines().any(|line| {
            line.to_lowercase().contains(&format!("::{id}::allow_stale(self, max: duration) -> self"))
        });
        assert_eq!(has_option, operation["x-stale"].is_object(), "{id}");
        old += usize::from(has_option);
    }
    assert_eq!(old, api.matches("::allow_stale(").count());
    assert!(old > 0);
}

/// The text of an item, from its first line to the line that closes it.
fn item<'a>(text: &'a str, start: &str) -> &'a str {
    let at = text.find(start).unwrap_or_else(|| panic!("there is no `{start}`"));
    let end = text[at..].find("\n}").unwrap_or_else(|| panic!("`{start}` does not end"));
    &text[at..at + end]
}

#[test]
fn every_property_of_every_schema_is_a_field() {
    let generated = generated(&read(NAME));
    let types = generated.tree.get("types.rs").expect("types.rs");
    let spec = json();
    let schemas = spec["components"]["schemas"].as_object().expect("schemas");
    let mut checked = 0;
    for (name, schema) in schemas {
        checked += check_fields(types, name, schema);
    }
    assert!(checked > 100, "only {checked} properties were checked");
}

/// Checks the properties of one schema, and those of schemas within it, and says how many there were.
fn check_fields(types: &str, name: &str, schema: &Value) -> usize {
    let mut checked = 0;
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let text = item(types, &format!("pub struct {name} {{")).replace("pub r#", "pub ");
        for (property, inner) in properties {
            let field = text.contains(&format!("    pub {property}: "));
            let renamed = text.contains(&format!("rename = \"{property}\""));
            assert!(field || renamed, "{name} has no field `{property}`:\n{text}");
            checked += 1 + check_nested(types, inner);
        }
    }
    checked
}

/// Inline schemas have names of the generator's own: their properties must occur anywhere.
fn check_nested(types: &str, schema: &Value) -> usize {
    let mut checked = 0;
    match schema {
        Value::Object(object) => {
            for (key, inner) in object {
                if key == "properties" {
                    for property in inner.as_object().into_iter().flat_map(|properties| properties.keys()) {
                        let field = types.contains(&format!("    pub {property}: "));
                        assert!(
                            field || types.contains(&format!("rename = \"{property}\"")),
                            "no `{property}`"
                        );
                        checked += 1;
                    }
                }
                checked += check_nested(types, inner);
            }
        }
        Value::Array(items) => checked += items.iter().map(|inner| check_nested(types, inner)).sum::<usize>(),
        _ => {}
    }
    checked
}

#[test]
fn the_documentation_of_every_operation_names_its_limit_and_its_errors() {
    let generated = generated(&read(NAME));
    let code: String = generated.tree.iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n");
    let spec = json();
    let mut operations = 0;
    for (path, methods) in spec["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("operations") {
            let Some(id) = operation["operationId"].as_str() else { continue };
            operations += 1;
            let end = code.find(&format!("    pub fn {id}(")).unwrap_or_else(|| panic!("no method {id}"));
            let start = code[..end].rfind("impl Client {").expect("the method is one of the client");
            let docs = &code[start..end];
            assert!(docs.contains(&format!("/// `{} {path}`\n", method.to_uppercase())), "{docs}");

            let limit = operation["x-rate-limit"].as_str().unwrap_or_else(|| panic!("{id} names no limit"));
            let bucket = &spec["x-rate-limits"][limit];
            let requests = bucket["requests"].as_u64().expect("a number");
            let row = format!("/// | rate limit | `{limit}`: {requests} requests per ");
            assert!(docs.contains(&row), "{row}: {docs}");
            let assumed = docs.lines().any(|line| line.contains(&row) && line.contains("(assumed)"));
            assert_eq!(assumed, bucket["provenance"] == "assumed", "{docs}");

            let safety = operation["x-retry"]["safety"].as_str().expect("a safety");
            assert!(docs.contains(&format!("/// | retry | {safety}")), "{safety}: {docs}");
            let summary = operation["summary"].as_str().expect("a summary");
            assert!(docs.contains(&format!("    /// {summary}\n")), "{summary}: {docs}");

            let (_, errors) = docs.split_once("# Errors").unwrap_or_else(|| panic!("no errors: {docs}"));
            for status in operation["responses"].as_object().expect("responses").keys() {
                assert_eq!(
                    errors.contains(status.as_str()),
                    !status.starts_with('2'),
                    "{id} {status}: {docs}"
                );
            }
        }
    }
    assert_eq!(operations, generated.operations);
}
