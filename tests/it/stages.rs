//! A snapshot per stage and construct: `lower@two_error_schemas`, `types@open_enum`, `emit@pagination`, ...

use crate::{fixtures, lite};
use codegen::{Levels, Source, read, report};
use std::{collections::BTreeSet, path::Path};

fn snapshot(stage: &str, construct: &str, description: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => "../snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
        snapshot_suffix => construct,
        description => description,
    }, {
        insta::assert_snapshot!(stage, text);
    });
}

#[test]
fn lower() {
    for (name, text) in fixtures::all() {
        let (api, _) = read(&Source { name: "fixture.yaml", text: &text }, &Levels::default());
        let api = api.unwrap_or_else(|| panic!("{name} has no API"));
        snapshot("lower", &name, "the model that the document lowers to", &lite::api(&api));
    }
}

#[test]
fn lint() {
    for (name, text) in fixtures::all() {
        let source = Source { name: "fixture.yaml", text: &text };
        // Rules about prose would drown what a fixture is about.
        let mut problems = codegen::lint(&source, &Levels::default());
        problems.retain(|problem| {
            !["missing-summary", "missing-description", "undeclared-tag"].contains(&problem.rule.id)
        });
        snapshot(
            "lint",
            &name,
            "what the checks say of the document",
            &report::text(&source, &problems, false),
        );
    }
}

#[test]
fn types() {
    for (name, text) in fixtures::all() {
        let generated = fixtures::modules(&name, &text);
        let types = generated.tree.get("types.rs").expect("types.rs");
        snapshot("types", &name, "types.rs", types);
    }
}

#[test]
fn emit() {
    for (name, text) in fixtures::all() {
        let generated = fixtures::modules(&name, &text);
        let emitted: Vec<String> = generated
            .tree
            .iter()
            .filter(|(path, _)| *path != "types.rs" && *path != "mod.rs")
            .map(|(path, text)| format!("======== {path}\n{text}\n"))
            .collect();
        snapshot("emit", &name, "every generated file but types.rs", &emitted.concat());
    }
}

#[test]
fn schemas() {
    for (name, text) in fixtures::all() {
        let generated = fixtures::modules(&name, &text);
        snapshot("schemas", &name, "the JSON Schemas of requests", &generated.schemas);
    }
}

#[test]
fn every_snapshot_belongs_to_a_fixture() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let found: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the folder of snapshots")
        .map(|entry| entry.expect("a readable folder").file_name().into_string().expect("an ASCII name"))
        .collect();
    let stages = ["lower", "lint", "types", "emit", "schemas"];
    let expected: BTreeSet<String> = fixtures::all()
        .iter()
        .flat_map(|(name, _)| stages.map(|stage| format!("{stage}@{name}.snap")))
        .collect();
    assert_eq!(found, expected);
}
