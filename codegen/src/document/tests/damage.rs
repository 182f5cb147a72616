//! Documents that are broken, hostile or simply not ours.

use super::*;
use crate::{document::syntax::MAX_DEPTH, problem::Severity};

/// The deepest document that is read passes every stage on the small stack of a test.
#[test]
fn the_deepest_document_fits_the_stack() {
    for (open, close) in [("{\"not\":", "}"), ("{\"oneOf\":[", "]}"), ("{\"properties\":{\"a\":", "}}")] {
        // The document around the schema is four deep.
        let levels = (MAX_DEPTH - 5) / (open.matches(['{', '[']).count());
        let schema = open.repeat(levels) + "{}" + &close.repeat(levels);
        let text = format!(
            "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"t\",\"version\":\"1\"}},\"paths\":{{}},\"components\":{{\"schemas\":{{\"S\":{schema}}}}}}}"
        );
        let (document, problems) = read(&text);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(document.unwrap().root.to_json().to_string().contains(&open.repeat(levels)));
    }
}

/// Damaged text ends in problems, never in a panic, and a document without errors is always an `OpenAPI`.
#[test]
fn damaged_text_never_panics() {
    let json = read(FIXTURE).0.unwrap().root.to_json().to_string();
    for text in [FIXTURE, json.as_str()] {
        let bytes = text.as_bytes();
        for end in (0..bytes.len()).step_by(7) {
            survives(&bytes[..end]);
        }
        let mut seed = 0x9e37_79b9_u32;
        let mut random = || {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            seed as usize
        };
        for _ in 0..1_500 {
            let mut damaged = bytes.to_vec();
            for _ in 0..=random() % 3 {
                let place = random() % damaged.len();
                match random() % 4 {
                    0 => damaged[place] = b"{}[]:,-&*!|>'\"#%@ \n\t0~\0"[random() % 23],
                    1 => damaged[place] ^= 1 << (random() % 8),
                    2 => drop(damaged.drain(place..(place + random() % 40).min(damaged.len()))),
                    _ => {
                        let copy = damaged[place..(place + random() % 60).min(damaged.len())].to_vec();
                        let to = random() % damaged.len();
                        damaged.splice(to..to, copy);
                    }
                }
            }
            survives(&damaged);
        }
    }
}

fn survives(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let outcome = std::panic::catch_unwind(|| {
        let source = Source { name: "t.yaml", text: &text };
        let (document, problems) = parse(&source);
        for problem in &problems {
            assert!(text.get(problem.span.start..problem.span.end).is_some(), "{problem:?}");
            assert!(
                problem.related.iter().all(|(span, _)| text.get(span.start..span.end).is_some()),
                "{problem:?}"
            );
        }
        assert!(document.is_some() || problems.has_errors(), "nothing is said");
        if let Some(document) = document
            && !problems.has_errors()
        {
            serde_json::from_value::<openapiv3::OpenAPI>(document.root.to_json()).unwrap();
        }
    });
    assert!(outcome.is_ok(), "{text}");
}

/// Reads every document of the folder that `CODEGEN_DOCUMENTS` names and prints what came of it.
#[test]
#[ignore = "needs a folder of documents in CODEGEN_DOCUMENTS"]
#[expect(clippy::disallowed_methods, reason = "the folder and the time are for a person who reads the table")]
fn documents_in_the_wild() {
    let folder = std::env::var("CODEGEN_DOCUMENTS").unwrap();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut failures = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let start = std::time::Instant::now();
        let (document, problems) = parse(&Source { name: &name, text: &text });
        let time = start.elapsed();
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        println!(
            "{name:24} {errors:4} errors {:4} warnings {:5} ms",
            problems.len() - errors,
            time.as_millis()
        );
        for problem in problems.iter().take(12) {
            println!("    {} {problem}", place(&text, problem));
        }
        if let Some(document) = document
            && errors == 0
            && let Err(error) = serde_json::from_value::<openapiv3::OpenAPI>(document.root.to_json())
        {
            failures.push(format!("{name}: {error}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}
