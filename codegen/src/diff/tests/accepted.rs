//! Changes that are accepted: how they are read, what they are about, and how one is added.

use super::{
    Acceptance, Accepted, Date, Entry, Report, Severity, Shown, State, accept, append, between, json, rules,
    text,
};
use crate::{Source, diff::Place, problem::Span, report::Lines};

const NAME: &str = "accepted-changes.yaml";

/// An entry of line 7.
pub(super) fn entry(fingerprint: &str, state: State) -> Entry {
    let expires = (state == State::Expired).then(|| day("2026-11-23"));
    Entry {
        fingerprint: fingerprint.to_owned(),
        rule: rules().into_iter().find(|rule| rule.id == "rate-limit-lowered").unwrap(),
        acceptance: Acceptance { reason: "It was announced.".to_owned(), expires },
        place: Place { span: Span::default(), line: 7, column: 3 },
        state,
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn source(text: &str) -> Source<'_> {
    Source { name: NAME, text }
}

fn read(text: &str) -> Accepted {
    Accepted::read(&source(text)).unwrap_or_else(|problems| panic!("{problems:?} in {text}"))
}

/// Each problem as `line:column message; help`.
fn mistakes(text: &str) -> Vec<String> {
    let lines = Lines::new(text);
    let problems = Accepted::read(&source(text)).expect_err(text);
    let line = |problem: &crate::problem::Problem| {
        let place = lines.position(problem.span.start);
        let help = problem.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        format!("{}:{} {}{help}", place.line, place.column, problem.message)
    };
    problems.iter().map(line).collect()
}

#[test]
fn a_file_is_a_list_or_nothing() {
    for nothing in ["", "\n", "# Why.\n\n  # More.\n", "[]\n"] {
        assert_eq!(read(nothing).entries, [], "{nothing}");
    }
    let text = "\
# Why.
- fingerprint: 123456789012
  rule: rate-limit-lowered
  reason: It was announced.
- { fingerprint: 0123456789ab, rule: operation-removed, reason: no, expires: 2028-02-29 }
";
    let [first, second] = &read(text).entries[..] else { panic!("{text}") };
    assert_eq!((first.fingerprint.as_str(), first.rule.id), ("123456789012", "rate-limit-lowered"));
    assert_eq!(first.acceptance, Acceptance { reason: "It was announced.".to_owned(), expires: None });
    assert_eq!((first.place.line, first.place.column), (2, 3));
    assert_eq!(
        (second.acceptance.reason.as_str(), second.acceptance.expires),
        ("no", Some(day("2028-02-29")))
    );
    assert_eq!(second.state, State::Unused);
}

#[test]
fn every_mistake_is_told_with_what_to_write() {
    let text = "\
- fingerprint: 0123456789AB
  rule: rate-limit-lowerd
  reason: ''
  expires: 2027-02-29
  until: never
- fingerprint: 0123456789ab
  rule: no-such-rule
  reasn: x
- fingerprint: 0123456789ac
  rule: operation-removed
  reason: x
  expires: 20270101
- fingerprint: 0123456789ac
  rule: operation-removed
  reason: x
- fingerprint: 0123456789ac
  rule: [operation-removed]
  reason: ~
- just words
";
    let expected = [
        "1:16 `0123456789AB` is no fingerprint; it has 12 digits of 0-9 and a-f: copy it from the finding, as `cargo xtask diff` shows it",
        "2:9 `diff` has no rule `rate-limit-lowerd`; did you mean `rate-limit-lowered`?",
        "3:11 `reason` is text, not the text ``; write why the change is meant to be",
        "4:12 `2027-02-29` is no day; write a day such as 2026-12-31, the last on which it holds; leave the key out if it is for good",
        "5:3 an accepted change has no `until`; the keys are fingerprint, rule, reason, expires",
        "6:3 `reason` is missing; write why the change is meant to be",
        "7:9 `diff` has no rule `no-such-rule`; `cargo xtask rules` lists them all",
        "8:3 an accepted change has no `reasn`; did you mean `reason`?",
        "12:12 `20270101` is no day; write a day such as 2026-12-31, the last on which it holds; leave the key out if it is for good",
        "17:9 `rule` is text, not a list; write the rule of the finding",
        "18:11 `reason` is text, not null; write why the change is meant to be",
        "19:3 an accepted change is a mapping, not the text `just words`; write the keys fingerprint, rule, reason, expires",
    ];
    assert_eq!(mistakes(text), expected);
    let twice = "- &a { fingerprint: 0123456789ac, rule: operation-removed, reason: x }\n- *a\n";
    assert_eq!(mistakes(twice), ["2:3 `0123456789ac` is accepted twice"]);
    assert_eq!(
        mistakes("fingerprint: 0123456789ab\n"),
        ["1:1 the accepted changes are a list, not a mapping; begin each entry with `- fingerprint: `"]
    );
    assert_eq!(mistakes("- a: [\n").len(), 1, "no YAML");
    assert_eq!(
        mistakes("- { rule: operation-removed, rule: x }\n").len(),
        3,
        "a key twice, and two that are missing"
    );
}

const DOCUMENT: &str = "\
openapi: 3.0.3
info: { title: Robots, version: '1' }
x-rate-limits:
  reads: { requests: 60, per: 30s }
paths:
  /robots: { get: { operationId: list_robots, x-rate-limit: reads, responses: {} } }
";

fn lowered() -> Report {
    between(DOCUMENT, &DOCUMENT.replace("60", "20"))
}

#[test]
fn an_entry_holds_until_the_end_of_its_last_day_and_for_its_own_finding() {
    let print = lowered().findings[0].fingerprint.clone();
    let file = |print: &str, rule: &str, rest: &str| {
        read(&format!(
            "# One line.\n- fingerprint: \"{print}\"\n  rule: {rule}\n  reason: It was announced.\n{rest}"
        ))
    };
    let expires = "  expires: 2026-11-24\n";
    for (accepted, today, expected) in [
        (file(&print, "rate-limit-lowered", ""), "9999-12-30", "used"),
        (file(&print, "rate-limit-lowered", expires), "2026-11-24", "used"),
        (file(&print, "rate-limit-lowered", expires), "2026-11-25", "expired"),
        (file("0123456789ab", "rate-limit-lowered", expires), "2026-11-25", "unused"),
        (file(&print, "operation-removed", ""), "2026-11-24", "other-rule"),
    ] {
        let mut report = lowered();
        accept(&mut report, accepted, day(today));
        let is_used = expected == "used";
        assert_eq!(report.findings[0].accepted.is_some(), is_used, "{today}");
        assert_eq!(report.count(Severity::Breaking), 1, "it stays in the report");
        let shown = text(&report, Shown { everything: false, color: false });
        assert_eq!(shown.starts_with("1 breaking (1 accepted): "), is_used, "{shown}");
        assert_eq!(shown.contains(": It was announced.\n"), is_used, "{shown}");
        let warned = shown.contains("\nAccepted changes that accept nothing\n  warning: ");
        assert_eq!(
            warned && shown.contains("    accepted-changes.yaml:2:3\n    help: "),
            !is_used,
            "{shown}"
        );
        let object: serde_json::Value = serde_json::from_str(&json(&report)).unwrap();
        assert_eq!(object["accepted"][0]["state"], expected);
        assert_eq!(object["accepted"][0]["line"], 2);
        assert_eq!(object["findings"][0]["accepted"]["reason"].is_string(), is_used);
    }
}

#[test]
fn an_entry_is_added_and_what_is_there_stays() {
    let report = lowered();
    let finding = &report.findings[0];
    let print = &finding.fingerprint;
    let other = "fingerprint: 0123456789ab\nrule: operation-removed\nreason: x\n";
    let indented = |margin: &str| {
        let [first, rest @ ..] = &other.lines().collect::<Vec<_>>()[..] else { panic!("{other}") };
        let rest = rest.iter().map(|line| [margin, "  ", line, "\n"].concat());
        [margin, "- ", first, "\n"].concat() + &rest.collect::<String>()
    };
    let acceptance =
        Acceptance { reason: "\"It\": 'was' # announced\\ é".to_owned(), expires: Some(day("2027-01-31")) };
    for before in [
        String::new(),
        "# Ours.\n".to_owned(),
        "# Ours, without an end".to_owned(),
        format!("# Ours.\n{}# The end.\n", indented("")),
        format!("{}\n\n", indented("  ").replace("reason: x", "reason: x # why")),
        indented("").replace('\n', "\r\n"),
        indented("").trim_end().to_owned(),
        format!("---\n{}", indented("")),
    ] {
        let after = append(&source(&before), finding, &acceptance)
            .unwrap_or_else(|problems| panic!("{problems:?} in {before}"));
        assert!(after.starts_with(&before), "{after}");
        assert_eq!(before.contains("\r\n"), after.contains("\r\n"));
        let entries = read(&after).entries;
        let last = entries.last().unwrap();
        assert_eq!(
            (&last.fingerprint, last.rule.id, &last.acceptance),
            (print, "rate-limit-lowered", &acceptance)
        );
        assert_eq!(entries[..entries.len() - 1], read(&before).entries);
        let again = append(&source(&after), finding, &acceptance).unwrap_err();
        assert!(again.iter().next().unwrap().message.ends_with("has an entry already"), "{again:?}");
    }
    let new = append(&source(""), finding, &acceptance).unwrap();
    assert!(new.starts_with("# Changes of the API that are meant to be"), "{new}");
    let entry = format!(
        "- fingerprint: \"{print}\"\n  rule: rate-limit-lowered\n  reason: \"\\\"It\\\": 'was' # announced\\\\ é\"\n  expires: 2027-01-31\n"
    );
    assert!(new.ends_with(&entry), "{new}");
}

#[test]
fn a_file_to_which_nothing_can_be_added_says_so() {
    let report = lowered();
    let acceptance = Acceptance { reason: "It was announced.".to_owned(), expires: None };
    let flow = "[{ fingerprint: 0123456789ab, rule: operation-removed, reason: x }]\n";
    for text in [
        flow,
        "- { fingerprint: 0123456789ab, rule: operation-removed, reason: x }\n...\n",
        "- fingerprint: x\n",
    ] {
        let problems = append(&source(text), &report.findings[0], &acceptance).expect_err(text);
        assert!(problems.has_errors(), "{problems:?}");
    }
    let blank = Acceptance { reason: "  ".to_owned(), expires: None };
    assert!(append(&source(""), &report.findings[0], &blank).is_err());
}
