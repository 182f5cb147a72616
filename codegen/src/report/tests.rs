use super::*;
use crate::{
    Mended, Source,
    problem::{Edit, Fix, Problem, Rule, Span},
};
use lines::{Lines, Position};

static RULE: Rule =
    Rule { id: "a-rule", severity: Severity::Error, summary: "s", explanation: "e", fixable: true };
static OTHER: Rule =
    Rule { id: "b-rule", severity: Severity::Warning, summary: "s", explanation: "e", fixable: true };

fn span(text: &str, what: &str) -> Span {
    let start = text.rfind(what).unwrap();
    Span { start, end: start + what.len() }
}

fn problems(all: impl IntoIterator<Item = Problem>) -> Problems {
    let mut problems = Problems::default();
    all.into_iter().for_each(|problem| problems.push(problem));
    problems
}

#[test]
fn columns_count_characters() {
    let text = "a\r\nüß🎵x\n".to_owned() + &"é".repeat(3000);
    let lines = Lines::new(&text);
    let at = |offset| {
        let Position { line, column } = lines.position(offset);
        (line, column)
    };
    assert_eq!(at(0), (1, 1));
    assert_eq!(at(text.find('x').unwrap()), (2, 4));
    let third = text.find('é').unwrap();
    assert_eq!((at(third), at(third + 5000), at(text.len())), ((3, 1), (3, 2501), (3, 3001)));
    for length in [0, 1, 1023, 1024, 1025, 2048] {
        let text = "a".repeat(length);
        assert_eq!(Lines::new(&text).position(length), Position { line: 1, column: length + 1 });
    }
}

#[test]
fn a_frame_shows_the_place_its_reason_and_the_help() {
    let text = "one: 1\ntwo:\n  größe: 2\n  größe: 3\n";
    let problem = RULE
        .at(span(text, "größe"), "twice")
        .label("again")
        .related(Span { start: 14, end: 21 }, "first here")
        .help("remove one");
    let source = Source { name: "spec/a.yaml", text };
    let shown = super::text(&source, &problems([problem]), false);
    let expected = "\
error[a-rule]: twice
 --> spec/a.yaml:4:3
  |
4 |   größe: 3
  |   ^^^^^ again
  |
 ::: spec/a.yaml:3:3
  |
3 |   größe: 2
  |   ----- first here
  |
  = help: remove one

";
    assert_eq!(shown, expected, "{shown}");
    assert!(super::text(&source, &problems([RULE.at(Span::default(), "m")]), true).contains('\u{1b}'));
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let text =
        format!("{{\"a\": \"{}\", \"here\": 1, \"b\": \"{}\"}}", "ä".repeat(200_000), "x".repeat(200_000));
    let source = Source { name: "a.json", text: &text };
    let shown = super::text(&source, &problems([RULE.at(span(&text, "\"here\""), "m")]), false);
    assert!(
        shown.contains("a.json:1:200011") && shown.contains("\"here\": 1") && shown.len() < 1_000,
        "{shown}"
    );
    let marked: Vec<&str> =
        shown.lines().filter(|line| line.contains("here") || line.contains('^')).collect();
    let column = |line: &str, what: char| line.chars().position(|c| c == what).unwrap();
    assert_eq!(
        marked[0].chars().collect::<String>().find("\"here\"").map(|at| marked[0][..at].chars().count()),
        Some(column(marked[1], '^'))
    );
}

#[test]
fn any_place_can_be_shown() {
    let text = "a: 1\r\n\tb: ü\0\n\n";
    let source = Source { name: "a.yaml", text };
    for start in 0..=text.len() {
        for end in start..=text.len() {
            if text.is_char_boundary(start) && text.is_char_boundary(end) {
                let shown = super::text(&source, &problems([RULE.at(Span { start, end }, "m")]), false);
                assert!(shown.contains("a.yaml:"), "{shown}");
            }
        }
    }
    let empty = Source { name: "a.yaml", text: "" };
    assert!(super::text(&empty, &problems([RULE.at(Span::default(), "m")]), false).contains("a.yaml:1:1"));
}

#[test]
fn json_names_the_place_in_the_document_as_written() {
    let text = "paths:\n  /a:\n    get: {tags: 5}\n";
    let source = Source { name: "a.yaml", text };
    let shown =
        json(&source, &problems([RULE.at(span(text, "5"), "m").help("h"), OTHER.at(Span::default(), "n")]));
    let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        value[0],
        serde_json::json!({
            "rule": "a-rule", "severity": "error", "message": "m", "file": "a.yaml", "line": 3, "column": 17,
            "end_line": 3, "end_column": 18, "pointer": "/paths/~1a/get/tags", "help": "h", "related": [], "fix": null
        })
    );
    assert_eq!((&value[1]["pointer"], &value[1]["help"]), (&"/paths".into(), &serde_json::Value::Null));
    assert_eq!(json(&source, &Problems::default()), "[]\n");
}

#[test]
fn github_commands_are_escaped() {
    let source = Source { name: "a,b:c.yaml", text: "one: 1\ntwo: 2\n" };
    let shown = github(
        &source,
        &problems([
            RULE.at(Span { start: 7, end: 10 }, "100% wrong\nreally").help("h"),
            OTHER.at(Span { start: 0, end: 9 }, "m"),
        ]),
    );
    let expected = "::error file=a%2Cb%3Ac.yaml,line=2,endLine=2,col=1,endColumn=4,title=a-rule::100%25 wrong%0Areally%0Ahelp: h\n\
                    ::warning file=a%2Cb%3Ac.yaml,line=1,endLine=2,col=1,title=b-rule::m\n";
    assert_eq!(shown, expected);
}

#[test]
fn the_summary_counts() {
    let problem = |rule: &'static Rule| rule.at(Span::default(), "m");
    assert_eq!(summary(&Problems::default()), "no problems");
    assert_eq!(summary(&problems([problem(&RULE)])), "1 error");
    assert_eq!(summary(&problems([problem(&OTHER), problem(&RULE), problem(&RULE)])), "2 errors, 1 warning");
}

#[test]
fn a_fix_is_shown_everywhere() {
    let text = "one: 1\ntwo: 2\n";
    let source = Source { name: "a.yaml", text };
    let edit = Edit { span: span(text, "two"), text: "three".to_owned() };
    let fix = Fix::new("write `three`", [Some(edit)]);
    let all = problems([RULE.at(span(text, "two"), "m").help("h").fix(fix)]);
    assert!(super::text(&source, &all, false).contains("  = help: h\n  = fix: write `three`\n"));
    assert!(github(&source, &all).ends_with("::m%0Ahelp: h%0Afix: write `three`\n"));
    let value: serde_json::Value = serde_json::from_str(&json(&source, &all)).unwrap();
    let expected =
        serde_json::json!({"label": "write `three`", "edits": [{"start": 7, "end": 10, "text": "three"}]});
    assert_eq!(value[0]["fix"], expected);

    let mended = Mended { rule: &RULE, span: span(text, "two"), label: "write `two`".to_owned() };
    let fixed = Fixed { text: text.to_owned(), mended: vec![mended], left: all };
    assert_eq!(super::mended(&source, &fixed), "fixed[a-rule]: a.yaml:2:1: write `two`\n");
    let value: serde_json::Value = serde_json::from_str(&fixed_json(&source, &fixed)).unwrap();
    let expected = serde_json::json!([
        {"rule": "a-rule", "label": "write `two`", "file": "a.yaml", "line": 2, "column": 1}
    ]);
    assert_eq!((&value["fixed"], &value["problems"][0]["rule"]), (&expected, &"a-rule".into()));
}
