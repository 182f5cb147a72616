//! Broken documents: the generator returns, points at places of the text, and every report of it renders.

use codegen::{Levels, Source, Target, generate, problem::Problems, report};
use std::{
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// Fixtures that together use most of what a document can hold.
const FIXTURES: [&str; 2] = ["two_error_schemas", "openapi31"];

/// In how many places a document is cut off.
const CUTS: usize = 200;

/// How many changes are made to a document, one at a time.
const CHANGES: usize = 500;

/// The start of the schemas, with references that go in a circle.
const LOOP: &str = "\n  schemas:\n    Loop: { $ref: \"#/components/schemas/Pool\" }\n    Pool: { $ref: \"#/components/schemas/Loop\" }\n";

/// What stands in the place of a value.
fn replacements() -> Vec<String> {
    let mut texts: Vec<String> = [
        "[]",
        "{}",
        "null",
        "123456789012345678901234567890",
        "-1e999",
        "\"\"",
        "true",
        "{ $ref: \"#\" }",
        "{ $ref: \"#/paths\" }",
        "{ $ref: \"#/components/schemas/Loop\" }",
        // Schemas of the spec: it becomes a part of itself.
        "{ $ref: \"#/components/schemas/AgentRun\" }",
        "{ $ref: \"#/components/schemas/PullRequest\" }",
        "&a [*a]",
        "*missing",
        "!custom x",
        "\"\\u0000\\ud800\"",
        "'it''s' # \u{202e}",
        "fn",
        "💥",
    ]
    .map(str::to_owned)
    .into();
    texts.push("x".repeat(10_000));
    texts.push(format!("\"{}\"", "ü ".repeat(5_000)));
    texts
}

/// The same numbers in every run.
struct Random(u32);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        usize::try_from(self.0).unwrap_or_default() % end
    }
}

/// Every text of one document that is to be survived, with what was done to it.
fn broken(text: &str) -> Vec<(String, String)> {
    let mut documents = Vec::new();
    for cut in 0..CUTS {
        let end = text.floor_char_boundary(text.len() * cut / CUTS);
        documents.push((format!("cut after {end} bytes"), text[..end].to_owned()));
    }
    let replacements = replacements();
    let scalars = scalars(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut random = Random(0x9e37_79b9);
    for change in 0..CHANGES {
        let at = random.below(lines.len());
        let mut changed: Vec<&str> = lines.clone();
        let indented;
        let (done, document) = match change % 8 {
            0 => {
                changed.remove(at);
                (format!("line {} deleted", at + 1), changed.join("\n"))
            }
            1 => {
                changed.insert(at, lines[at]);
                (format!("line {} doubled", at + 1), changed.join("\n"))
            }
            2 => {
                indented = format!("{}{}", " ".repeat(1 + random.below(4)), lines[at]);
                changed[at] = &indented;
                (format!("line {} indented", at + 1), changed.join("\n"))
            }
            3 => {
                // Two neighbours exchange their indentation.
                let next = (at + 1).min(lines.len() - 1);
                let depth = |line: &str| line.len() - line.trim_start().len();
                let (first, second) = (lines[at], lines[next]);
                let exchanged = format!(
                    "{}{}\n{}{}",
                    " ".repeat(depth(second)),
                    first.trim_start(),
                    " ".repeat(depth(first)),
                    second.trim_start()
                );
                changed.splice(at..=next, [exchanged.as_str()]);
                (
                    format!("the indentation of lines {} and {} exchanged", at + 1, next + 1),
                    changed.join("\n"),
                )
            }
            _ => {
                let scalar = scalars[random.below(scalars.len())].clone();
                let new = &replacements[random.below(replacements.len())];
                let mut document = text.to_owned();
                let done = format!("{scalar:?} `{}` replaced by `{:.40}`", &text[scalar.clone()], new);
                document.replace_range(scalar, new);
                if new.contains("/Loop") {
                    document = document.replacen("\n  schemas:\n", LOOP, 1);
                }
                (done, document)
            }
        };
        documents.push((done, document));
    }
    documents
}

/// The places of keys and values: words between the punctuation of YAML, and quoted texts whole.
fn scalars(text: &str) -> Vec<Range<usize>> {
    let mut scalars = Vec::new();
    let mut start = None;
    let mut quoted = false;
    for (place, char) in text.char_indices() {
        quoted ^= char == '"';
        let inside = quoted || !(char.is_whitespace() || ":,[]{}#".contains(char));
        match (start, inside) {
            (None, true) => start = Some(place),
            (Some(from), false) => {
                scalars.push(from..place);
                start = None;
            }
            _ => {}
        }
    }
    scalars
}

/// Whether a text compiles, or else what is wrong with how the generator treats it.
fn compiles(text: &str) -> Result<bool, String> {
    let source = Source { name: "broken.yaml", text };
    let target = Target::Modules { command: "cargo xtask regen" };
    let result = catch_unwind(AssertUnwindSafe(|| generate(&source, &Levels::default(), &target)));
    let compiles = matches!(result, Ok(Ok(_)));
    let problems = match result {
        Ok(Ok(generated)) if generated.problems.has_errors() => {
            return Err("errors, and still files".to_owned());
        }
        Ok(Ok(generated)) => generated.problems,
        Ok(Err(problems)) if !problems.has_errors() => return Err("no files, and no error".to_owned()),
        Ok(Err(problems)) => problems,
        Err(_) => return Err("the generator panicked".to_owned()),
    };
    for problem in &problems {
        let related = problem.related.iter().map(|(span, _)| span);
        for span in related.chain([&problem.span]) {
            if text.get(span.start..span.end).is_none() {
                return Err(format!("{span:?} is not within the text: {problem}"));
            }
        }
    }
    catch_unwind(AssertUnwindSafe(|| check_reports(&source, &problems)))
        .unwrap_or_else(|_| Err("a report panicked".to_owned()))?;
    Ok(compiles)
}

fn check_reports(source: &Source<'_>, problems: &Problems) -> Result<(), String> {
    let text = report::text(source, problems, false);
    let json: serde_json::Value =
        serde_json::from_str(&report::json(source, problems)).map_err(|error| error.to_string())?;
    let github = report::github(source, problems);
    for problem in problems {
        if !text.contains(problem.rule.id) || !github.contains(problem.rule.id) {
            return Err(format!("a report misses {problem}"));
        }
    }
    let counts = [json.as_array().map_or(0, Vec::len), github.lines().count()];
    if counts == [problems.len(); 2] {
        Ok(())
    } else {
        Err(format!("{counts:?} of {} problems", problems.len()))
    }
}

/// Breaks a document in every way, on two threads, and says which ways were not survived.
fn survive(name: &str, text: &str) {
    assert_eq!(compiles(text), Ok(true), "{name} as it is");
    let documents = broken(text);
    let results: Vec<Result<bool, String>> = std::thread::scope(|scope| {
        let halves = documents.chunks(documents.len().div_ceil(2));
        let threads: Vec<_> = halves
            .map(|half| {
                scope.spawn(move || {
                    let result = |(done, text): &(String, String)| {
                        compiles(text).map_err(|problem| format!("{name}, {done}: {problem}"))
                    };
                    half.iter().map(result).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    let complaints: Vec<&String> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    let fine = results.iter().filter(|result| **result == Ok(true)).count();
    let range = results.len() / 20..results.len() / 2;
    assert!(range.contains(&fine), "{fine} of {} documents are broken in no way that matters", results.len());
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn a_broken_spec_is_reported() {
    survive("the spec", &read("../spec/openapi.yaml"));
}

#[test]
fn broken_fixtures_are_reported() {
    for name in FIXTURES {
        survive(name, &read(&format!("fixtures/{name}.yaml")));
    }
}

#[test]
fn a_document_is_broken_in_many_ways_and_the_same_ones_every_time() {
    let text = read("fixtures/two_error_schemas.yaml");
    let documents = broken(&text);
    assert_eq!(documents.len(), CUTS + CHANGES);
    assert!(documents.iter().filter(|(_, document)| *document != text).count() > 680);
    assert!(documents.iter().any(|(_, document)| document.contains("schemas/Loop")));
    assert_eq!(documents, broken(&text));
}
