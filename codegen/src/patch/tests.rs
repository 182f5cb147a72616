//! Edits in every style in which YAML and JSON are written.

use super::*;
use crate::document;

fn applied(text: &str, edit: Option<Edit>) -> Option<String> {
    edit.map(|edit| format!("{}{}{}", &text[..edit.span.start], edit.text, &text[edit.span.end..]))
}

fn removed(text: &str, index: usize) -> Option<String> {
    let root = document::tree(text).0.unwrap();
    applied(text, without_item(text, root.get("l").unwrap(), index))
}

fn without_key(text: &str, key: &str) -> Option<String> {
    let root = document::tree(text).0.unwrap();
    applied(text, without_entry(text, root.get("m").unwrap(), key))
}

fn with_key(text: &str, after: &str) -> Option<String> {
    let root = document::tree(text).0.unwrap();
    applied(text, key_after(text, root.get("m").unwrap(), after, "new", "true"))
}

#[test]
fn words_keep_their_quotes() {
    let word = |text: &str, new: &str| {
        let span = Span { start: 0, end: text.len() };
        let old = text.trim_matches(['"', '\'']);
        super::word(text, span, old, new).map(|edit| edit.text)
    };
    assert_eq!(word("old", "new_one-2.3").as_deref(), Some("new_one-2.3"));
    assert_eq!(word("\"old\"", "new").as_deref(), Some("\"new\""));
    assert_eq!(word("'old'", "new").as_deref(), Some("'new'"));
    assert_eq!(word("https://a.example/", "https://a.example").as_deref(), Some("https://a.example"));
    for odd in ["a: b", "a #b", "a, b", "-", "*a", "[a", "new "] {
        assert_eq!(word("old", odd), Some(format!("\"{odd}\"")), "{odd}");
    }
    assert_eq!(word("old", "a\"b"), None);
    let all = |text: &str| Span { start: 0, end: text.len() };
    assert_eq!(quoted("no", all("no"), "no").map(|edit| edit.text).as_deref(), Some("\"no\""));
    assert_eq!((quoted("'no'", all("'no'"), "no"), unquoted("no", all("no"), "no")), (None, None));
    assert_eq!(unquoted("'no'", all("'no'"), "no").map(|edit| edit.text).as_deref(), Some("no"));
    assert_eq!(super::word("*alias", Span { start: 0, end: 6 }, "old", "new"), None);
    assert_eq!(super::word("\"o\\u006cd\"", Span { start: 0, end: 10 }, "old", "new"), None);
}

#[test]
fn items_go_with_their_comma_or_their_line() {
    for (text, index, expected) in [
        ("l: [a, b, c]\n", 0, Some("l: [b, c]\n")),
        ("l: [a, b, c]\n", 1, Some("l: [a, c]\n")),
        ("l: [a, b , c ]\n", 2, Some("l: [a, b ]\n")),
        ("l: [a]\n", 0, None),
        ("l: [a, # one\n  b]\n", 1, None),
        ("l: [a, &x b, c]\n", 1, None),
        ("l: [\n  a,\n  b,\n]\n", 1, Some("l: [\n  a,\n]\n")),
        ("{\"l\": [\n  \"a\",\n  {\"b\": 1},\n  \"c\"\n]}", 1, Some("{\"l\": [\n  \"a\",\n  \"c\"\n]}")),
        ("l:\n- a\n- b\n- c\nm: 1\n", 1, Some("l:\n- a\n- c\nm: 1\n")),
        ("l:\r\n  - a\r\n  -   b\r\nm: 1\r\n", 1, Some("l:\r\n  - a\r\nm: 1\r\n")),
        (
            "l:\n  - a\n  # about b\n  - b: 1\n    c: 2\n\n  - d\n",
            1,
            Some("l:\n  - a\n  # about b\n\n  - d\n"),
        ),
        ("l:\n  - a\n  - b", 1, Some("l:\n  - a")),
        ("l:\r\n  - a\r\n  - b", 1, Some("l:\r\n  - a")),
        ("l:\n  - a\n", 0, None),
        ("l:\n  - a # one\n  - b\n", 0, None),
        ("l:\n  - a: 1\n    # inside\n    b: 2\n  - c\n", 0, None),
        ("l:\n  - - a\n  - b\n", 0, Some("l:\n  - b\n")),
        ("l:\n  - {a: 1}\n  - {b: 1}\n", 0, Some("l:\n  - {b: 1}\n")),
    ] {
        assert_eq!(removed(text, index).as_deref(), expected, "{text:?}");
    }
}

#[test]
fn keys_go_with_their_comma_or_their_lines() {
    for (text, key, expected) in [
        ("m: {a: 1, b: [2], c: 3}\n", "b", Some("m: {a: 1, c: 3}\n")),
        ("m: {a: 1, b: 2}\n", "a", Some("m: {b: 2}\n")),
        ("m: {a: 1}\n", "a", None),
        ("m:\n  a: 1\n  b:\n    - 2\n    - 3\n  c: 4\n", "b", Some("m:\n  a: 1\n  c: 4\n")),
        ("m:\n  a: 1\n  b: 2 # two\n", "b", None),
        ("m:\n  a: 1\n", "a", None),
        ("{\"m\": {\n  \"a\": 1,\n  \"b\": 2\n}}", "b", Some("{\"m\": {\n  \"a\": 1\n}}")),
        ("{\"m\": {\n  \"a\": 1,\n  \"b\": 2\n}}", "a", Some("{\"m\": {\n  \"b\": 2\n}}")),
    ] {
        assert_eq!(without_key(text, key).as_deref(), expected, "{text:?}");
    }
}

#[test]
fn a_key_is_put_in_as_its_neighbour_is_written() {
    for (text, after, expected) in [
        ("m: {a: 1, b: 2}\n", "a", Some("m: {a: 1, new: true, b: 2}\n")),
        ("m: {'401': {x: 1}}\n", "401", Some("m: {'401': {x: 1}, 'new': true}\n")),
        (
            "m:\n  a:\n    x: 1 # one\n  # about b\n  b: 2\n",
            "a",
            Some("m:\n  a:\n    x: 1 # one\n  new: true\n  # about b\n  b: 2\n"),
        ),
        ("m:\r\n  a: 1\r\n\r\nn: 2\r\n", "a", Some("m:\r\n  a: 1\r\n  new: true\r\n\r\nn: 2\r\n")),
        ("m:\n  a: 1", "a", Some("m:\n  a: 1\n  new: true")),
        ("m:\n  a: |\n    text\n\n  b: 1\n", "a", Some("m:\n  a: |\n    text\n  new: true\n\n  b: 1\n")),
        ("m:\n  a: |+\n    text\n\n  b: 1\n", "a", None),
        ("m:\n  a:\n  b: 1\n", "a", None),
        ("m: {\n    a: 1,\n    b: 2\n  }\n", "b", Some("m: {\n    a: 1,\n    b: 2,\n    new: true\n  }\n")),
        ("{\"m\": {\n    \"401\": {}\n}}", "401", Some("{\"m\": {\n    \"401\": {},\n    \"new\": true\n}}")),
        ("x: &x\n  b: 1\nm:\n  a: *x\n", "a", Some("x: &x\n  b: 1\nm:\n  a: *x\n  new: true\n")),
        ("x: &x {b: 1}\nm: *x\n", "b", None),
    ] {
        assert_eq!(with_key(text, after).as_deref(), expected, "{text:?}");
    }
}

#[test]
fn an_entry_is_copied_as_it_is_written() {
    let copied = |text: &str| {
        let root = document::tree(text).0.unwrap();
        let entry = root.get("o").unwrap().entry("x").unwrap();
        applied(text, copy_after(text, root.get("m").unwrap(), "a", entry))
    };
    let block = "o:\n  \"x\":\n    $ref: '#/r'\nm:\n  a: 1\n  b: 2\n";
    assert_eq!(copied(block), Some(block.replace("a: 1\n", "a: 1\n  \"x\":\n    $ref: '#/r'\n")));
    assert_eq!(copied(&block.replace("  a", "   a").replace("  b", "   b")), None, "it stands deeper");
    assert_eq!(copied(&block.replace("\"x\":", "\"x\": # why")), None, "a comment is not copied");
    let flow = "o: { x: { $ref: '#/r' } } # why\nm:\n    a: 1\n";
    assert_eq!(copied(flow), Some(flow.replace("a: 1", "a: 1\n    x: { $ref: '#/r' }")));
}
