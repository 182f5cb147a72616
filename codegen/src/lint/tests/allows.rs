//! What a comment `# lint:allow` reaches.

use super::{BASE, Levels, edited, problems, summary};
use crate::{Source, Target, document::comments};

fn rules(text: &str) -> Vec<&'static str> {
    problems(text).iter().map(|problem| problem.rule.id).collect()
}

/// The base without two summaries, with `allow` above the first path, beside its first method or above the second path.
fn with(above: &str, beside: &str, second: &str) -> String {
    edited(&[
        ("  /robots:\n    get:\n", &format!("{above}  /robots:\n    get:{beside}\n")),
        ("      summary: Lists robots.\n", ""),
        ("  /robots/{robot_id}:\n", &format!("{second}  /robots/{{robot_id}}:\n")),
        ("      summary: Shows a robot.\n", ""),
    ])
}

#[test]
fn a_comment_reaches_its_line_or_all_that_begins_below_it() {
    let allow = "# lint:allow missing-summary A test.";
    let above = format!("  {allow}\n");
    assert_eq!(rules(&with("", "", "")), ["missing-summary", "missing-summary"]);
    assert_eq!(rules(&with(&above, "", "")), ["missing-summary"]);
    assert_eq!(rules(&with(&above, "", &above)), Vec::<&str>::new());
    // Other comments and empty lines may stand between, and several comments speak of one thing.
    let more = format!("  {allow}\n  # lint:allow one-tag Another.\n\n");
    assert_eq!(rules(&with(&more, "", &above)), ["unused-allow"]);
    assert_eq!(rules(&with("", &format!(" {allow}"), &above)), Vec::<&str>::new());
    // Beside `paths` the line is all there is; above it there is the whole of it.
    let paths = |text: &str| text.replace("paths:\n", &format!("paths: {allow}\n"));
    assert_eq!(rules(&paths(&with("", "", ""))), ["unused-allow", "missing-summary", "missing-summary"]);
    let paths = |text: &str| text.replace("paths:\n", &format!("{allow}\npaths:\n"));
    assert_eq!(rules(&paths(&with("", "", ""))), Vec::<&str>::new());
    assert_eq!(rules(&paths(&with("", "", "")).replace('\n', "\r\n")), Vec::<&str>::new());
}

#[test]
fn an_item_and_keys_in_one_line_are_reached() {
    let item = edited(&[(
        "        - { name: skip, in: query, description: How many to leave out.,",
        "        # lint:allow missing-description A test.\n        - { name: skip, in: query,",
    )]);
    assert_eq!(rules(&item), Vec::<&str>::new());
    let line = edited(&[(
        "state: { $ref: \"#/components/schemas/State\" }",
        "a: { type: string }\n        # lint:allow missing-description A test.\n        state: { type: string }",
    )]);
    assert!(
        rules(&line).iter().filter(|rule| **rule == "missing-description").count() == 1,
        "{:?}",
        rules(&line)
    );
}

#[test]
fn a_comment_that_allows_nothing_where_it_stands_is_unused() {
    for edit in [
        ("openapi: 3.0.3", "openapi: 3.0.3 # lint:allow one-tag A test."),
        ("paths:\n", "# lint:allow unused-allow A test.\npaths:\n"),
    ] {
        assert_eq!(rules(&edited(&[edit])), ["unused-allow"]);
    }
    let end = format!("{BASE}# lint:allow one-tag A test.\n");
    assert_eq!(rules(&end), ["unused-allow"]);
    let no_comment =
        edited(&[("description: Takes a while.", "description: 'Takes # lint:allow one-tag A test.'")]);
    assert_eq!(rules(&no_comment), Vec::<&str>::new());
}

#[test]
fn comments_weigh_more_than_levels() {
    let text = with("", " # lint:allow missing-summary A test.", "  # lint:allow missing-summary A test.\n");
    for level in ["deny", "warn", "allow"] {
        let levels =
            Levels::parse(&format!("[rules]\nmissing-summary = \"{level}\"\n"), &crate::rules()).unwrap();
        let source = Source { name: "test", text: &text };
        assert!(crate::lint(&source, &levels).is_empty(), "{level}");
        let target = Target::Modules { command: "cargo xtask regen" };
        assert!(crate::generate(&source, &levels, &target).unwrap().problems.is_empty(), "{level}");
    }
    let unused = edited(&[("paths:\n", "paths: # lint:allow one-tag A test.\n")]);
    let levels = Levels::parse("[rules]\nunused-allow = \"deny\"\n", &crate::rules()).unwrap();
    let source = Source { name: "test", text: &unused };
    assert!(crate::lint(&source, &levels).has_errors());
    let found = problems(&unused);
    assert!(summary(&unused, &found)[0].contains("nothing breaks the rule `one-tag` here"));
}

#[test]
fn no_comment_makes_a_document_of_a_text_that_is_none() {
    let text = "# lint:allow yaml-syntax A test.\na: [\n\tb";
    assert_eq!(rules(text), ["yaml-syntax"]);
}

#[test]
fn every_comment_is_found_in_any_text() {
    let text = "# one\na: 'x # no' # two\nb: |\n  # no\n# three\nc: [1, # four\n  2]\n";
    let found: Vec<&str> =
        comments(text).iter().map(|comment| text[comment.span.start..comment.span.end].trim()).collect();
    assert_eq!(found, ["# one", "# two", "# three", "# four"]);
    for text in ["", "#", "# a", "a: [\n\t# b", "\u{feff}# a\nb: 1", "{\n# a\n}"] {
        comments(text);
    }
}
