use super::*;
use std::fmt::Write as _;

/// The tree of a text without problems.
fn tree(text: &str) -> Node {
    let (root, problems) = load(text);
    assert!(problems.is_empty(), "{problems:?}");
    root.unwrap()
}

/// The rules that a text violates, each with the text at the place.
fn violations(text: &str) -> Vec<(&'static str, &str)> {
    let (_, problems) = load(text);
    problems.iter().map(|problem| (problem.rule.id, &text[problem.span.start..problem.span.end])).collect()
}

fn written<'a>(text: &'a str, root: &Node, pointer: &str) -> &'a str {
    let span = root.at(pointer).unwrap().span;
    &text[span.start..span.end]
}

#[test]
fn places_are_bytes_in_yaml_with_crlf_and_wide_characters() {
    let text =
        "größe: \"ü🎵\"\r\nlist:\r\n  - a: |\r\n      x\r\n      y\r\n\r\n  - {b: 'c'}\r\nlast: 1 # z\r\n";
    let root = tree(text);
    assert_eq!(written(text, &root, "/größe"), "\"ü🎵\"");
    assert_eq!(written(text, &root, "/list/0/a"), "x\r\n      y");
    assert_eq!(root.at("/list/0/a").unwrap().as_str(), Some("x\ny\n"));
    assert_eq!(written(text, &root, "/list/1"), "{b: 'c'}");
    assert_eq!(written(text, &root, "/list"), "- a: |\r\n      x\r\n      y\r\n\r\n  - {b: 'c'}");
    assert_eq!(written(text, &root, "/last"), "1");
    let key = root.entry("list").unwrap().key_span;
    assert_eq!(&text[key.start..key.end], "list");
}

#[test]
fn places_are_bytes_in_json() {
    let text = "{\n\t\"ключ\": [1, {\"a\\/b\": \"\\ud83c\\udfb5\"}],\n\t\"b\":true}";
    let root = tree(text);
    assert_eq!(written(text, &root, "/ключ/1"), "{\"a\\/b\": \"\\ud83c\\udfb5\"}");
    assert_eq!(root.at("/ключ/1/a~1b").unwrap().as_str(), Some("🎵"));
    assert_eq!(written(text, &root, "/b"), "true");
}

#[test]
fn scalars_stay_as_written() {
    let root =
        tree("{a: no, b: 1.10, c: 12345678901234567890123, d: '5', e: , f: ~, g: !!str 7, h: !!int '8'}");
    let scalar = |key: &str| match &root.get(key).unwrap().value {
        Value::Scalar(scalar) => (scalar.text.clone(), scalar.plain),
        _ => panic!("no scalar"),
    };
    assert_eq!(scalar("a"), ("no".into(), true));
    assert_eq!(scalar("b"), ("1.10".into(), true));
    assert_eq!(scalar("c"), ("12345678901234567890123".into(), true));
    assert_eq!(scalar("d"), ("5".into(), false));
    assert!(root.get("e").unwrap().is_null() && root.get("f").unwrap().is_null());
    assert_eq!(scalar("g"), ("7".into(), false));
    assert_eq!(scalar("h"), ("8".into(), true));
}

#[test]
fn a_duplicate_key_is_reported_with_both_places_and_the_first_value_kept() {
    let text = "a: 1\nb: 2\na: 3\nc: 4\n";
    let (root, problems) = load(text);
    let problem = problems.iter().next().unwrap();
    assert_eq!((problem.rule.id, problem.span.start, problem.related[0].0.start), ("duplicate-key", 10, 0));
    let root = root.unwrap();
    assert_eq!((root.get("a").unwrap().as_str(), root.get("c").unwrap().as_str()), (Some("1"), Some("4")));
}

#[test]
fn aliases_and_merge_keys_are_expanded() {
    let text = "base: &base {a: 1, b: 2}\nother: &other {c: 3, a: 9}\ncopy: *base\n\
                one: {<<: *base, b: 7}\nall: {<<: [*base, *other], d: 4}\n";
    let root = tree(text);
    assert_eq!(root.get("copy").unwrap().to_json(), serde_json::json!({"a": 1, "b": 2}));
    assert_eq!(written(text, &root, "/copy"), "*base");
    assert_eq!(written(text, &root, "/copy/a"), "1");
    assert_eq!(root.get("one").unwrap().to_json(), serde_json::json!({"b": 7, "a": 1}));
    assert_eq!(root.get("all").unwrap().to_json(), serde_json::json!({"d": 4, "a": 1, "b": 2, "c": 3}));
    assert_eq!(tree("{\"<<\": 1}").to_json(), serde_json::json!({"<<": 1}));
    assert_eq!(violations("a: &a {b: 1}\nc: {<<: 5}"), [("invalid-key", "5")]);
}

#[test]
fn an_alias_that_cannot_be_expanded_is_reported() {
    assert_eq!(violations("a: *nowhere\nb: 1"), [("yaml-syntax", "*nowhere")]);
    assert_eq!(violations("a: &a [1, *a]"), [("circular-alias", "*a")]);
}

#[test]
fn an_alias_bomb_is_a_problem_not_memory() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let previous = format!("*a{}, ", level - 1).repeat(10);
        writeln!(text, "a{level}: &a{level} [{previous}]").unwrap();
    }
    assert_eq!(violations(&text)[0].0, "alias-bomb");
}

#[test]
fn depth_is_bounded_however_it_is_made() {
    for text in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000), "? ".repeat(100_000)] {
        assert_eq!(violations(&text)[0].0, "too-deep", "{}", &text[..4]);
    }
    let mut text = String::from("a0: &a0 [x]\n");
    for level in 1..300 {
        writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    assert_eq!(violations(&text)[0].0, "too-deep");
    let deepest = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
    assert_eq!(tree(&deepest).to_json().to_string(), deepest);
}

#[test]
fn what_is_no_openapi_model_is_reported() {
    assert_eq!(violations("[a, b]: 1\nc: 2"), [("invalid-key", "[a, b]")]);
    assert_eq!(violations("{: 1}")[0].0, "invalid-key");
    assert_eq!(violations("a: 1\n---\nb: 2"), [("several-documents", "---")]);
    assert_eq!(violations("a: !include x.yaml"), [("custom-tag", "x.yaml")]);
}

#[test]
fn prefixes_are_no_content() {
    assert_eq!(tree("\u{feff}a: 1").to_json(), serde_json::json!({"a": 1}));
    assert_eq!(tree("%YAML 1.2\n---\na: 1\n...\n").to_json(), serde_json::json!({"a": 1}));
    for empty in ["", "\n", "# only a comment\n", "---\n", "\u{feff}"] {
        assert_eq!(violations(empty), [("yaml-syntax", "")], "{empty:?}");
    }
}

#[test]
fn syntax_errors_have_a_place_and_a_help() {
    let found = [
        ("a: 1\n\tb: 2\n", 5),
        ("a: [1, 2\nb: 3\n", 10),
        ("a: b: c\n", 4),
        ("a: \"x\\q\"\n", 3),
        ("{\"a\": 1", 0),
        ("a: @b\n", 3),
    ]
    .map(|(text, place)| {
        let (root, problems) = load(text);
        assert!(root.is_none(), "{text:?}");
        let problem = problems.iter().next().unwrap();
        (text, problem.rule.id, place, problem.span.start, problem.help.is_some())
    });
    let wrong: Vec<_> = found
        .iter()
        .filter(|(_, rule, expected, place, help)| *rule != "yaml-syntax" || expected != place || !help)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nul_bytes_do_not_end_the_text_unnoticed() {
    for text in ["a: 1\0\nb: 2\n", "a: \"x\0y\"\n", "\0", "a\0: 1", "[1,\0 2]"] {
        assert!(!violations(text).is_empty(), "{text:?}");
    }
}
