//! Broken documents: the generator returns, points at places of the text, and every report of it renders.

use codegen::{Levels, Source, Target, generate, problem::Problems, report};
use std::{
    fmt::Write as _,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Mutex,
};

/// Fixtures that together use most of what a document can hold.
const FIXTURES: [&str; 2] = ["two_error_schemas", "openapi31"];

/// How often a document is cut, and how often a token of it is replaced.
struct Effort {
    cuts: usize,
    changes: usize,
}

/// A document of two thousand lines takes its time: it is broken in fewer ways than a small one.
const SPEC: Effort = Effort { cuts: 200, changes: 500 };
const FIXTURE: Effort = Effort { cuts: 200, changes: 500 };

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
fn broken(text: &str, effort: &Effort) -> Vec<(String, String)> {
    let mut documents = Vec::new();
    for cut in 0..effort.cuts {
        let end = text.floor_char_boundary(text.len() * cut / effort.cuts);
        documents.push((format!("cut after {end} bytes"), text[..end].to_owned()));
    }
    // Something to point at for references that go in a circle.
    let loops = "\n    Loop: { $ref: \"#/components/schemas/Loop\" }\n";
    let text = &text.replacen("\n  schemas:\n", &format!("\n  schemas:{loops}"), 1);
    let replacements = replacements();
    let scalars = scalars(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut random = Random(0x9e37_79b9);
    for change in 0..effort.changes {
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
                let mut document = text.clone();
                let done = format!("{scalar:?} `{}` replaced by `{:.40}`", &text[scalar.clone()], new);
                document.replace_range(scalar, new);
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

/// What is wrong with how the generator treats a text; nothing when it treats it well.
fn complaint(text: &str) -> Result<(), String> {
    let source = Source { name: "broken.yaml", text };
    let target = Target::Modules { command: "cargo xtask regen" };
    let problems = match catch_unwind(AssertUnwindSafe(|| generate(&source, &Levels::default(), &target))) {
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
        .unwrap_or_else(|_| Err("a report panicked".to_owned()))
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
fn survive(name: &str, text: &str, effort: &Effort) {
    assert_eq!(complaint(text), Ok(()), "{name} as it is");
    let documents = broken(text, effort);
    let found = Mutex::new(String::new());
    let complaints = &found;
    std::thread::scope(|scope| {
        for half in documents.chunks(documents.len().div_ceil(2)) {
            scope.spawn(move || {
                for (done, document) in half {
                    if let Err(problem) = complaint(document) {
                        let mut complaints = complaints.lock().expect("no panic while it is held");
                        let _ = writeln!(complaints, "{name}, {done}: {problem}");
                    }
                }
            });
        }
    });
    let complaints = found.into_inner().expect("no panic while it was held");
    assert!(complaints.is_empty(), "{complaints}");
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn a_broken_spec_is_reported() {
    let start = tokio::time::Instant::now();
    survive("the spec", &read("../spec/openapi.yaml"), &SPEC);
    eprintln!("spec {:?}", start.elapsed());
}

#[test]
fn broken_fixtures_are_reported() {
    let start = tokio::time::Instant::now();
    for name in FIXTURES {
        survive(name, &read(&format!("fixtures/{name}.yaml")), &FIXTURE);
    }
    eprintln!("fixtures {:?}", start.elapsed());
}

#[test]
fn a_document_is_broken_in_many_ways_and_the_same_ones_every_time() {
    let text = read("fixtures/two_error_schemas.yaml");
    let documents = broken(&text, &FIXTURE);
    assert_eq!(documents.len(), 700);
    assert!(documents.iter().filter(|(_, document)| *document != text).count() > 690);
    assert!(documents.iter().any(|(_, document)| document.contains("schemas/Loop")));
    assert_eq!(documents, broken(&text, &FIXTURE));
}
