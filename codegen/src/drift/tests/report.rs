//! How a report looks.

use super::{Known, NOTES, Report, Source, between, json, text};

fn report() -> Report {
    let upstream = NOTES
        .1
        .replace(
            "color: { type: string, enum: [green, red] }",
            "color: { type: string, enum: [green, red, \"\\e[31m\"] }",
        )
        .replace("60 requests per 30 seconds", "30 requests per minute")
        .replace("description: Changes a note.", "description: Changes a note. Rate limits apply.");
    let mut report = between(NOTES.0, &upstream);
    let known =
        "- { rule: rate-limit-differs, subject: 'GET *', theirs: 30 per 60s, reason: We know better. }";
    let known = Known::read(&Source { name: "known.yaml", text: known }).unwrap();
    assert!(report.list(known).is_empty());
    report
}

#[test]
fn a_report_shows_what_is_left_and_counts_what_is_known() {
    let expected = "\
2 differences, 1 known: spec.yaml and upstream.yaml

rate-limit-unread: the platform speaks of a rate limit of `PUT /notes/{id}` that cannot be read
  spec.yaml:28:5  nothing
  upstream.yaml:31:7  unknown
  help: read what the platform says, and list the difference with the limit that you found

enum-value-missing: the spec lacks the value `\u{fffd}[31m` of `Note/color`
  spec.yaml:50:32  nothing
  upstream.yaml:56:36  \u{fffd}[31m
  reaches get_note, put_note
  help: add it to the spec, or list the difference with the reason why it is left out

Known
     1  rate-limit-differs  GET *, theirs 30 per 60s
";
    let shown = text(&report(), false);
    assert!(shown == expected, "{shown}");
    assert!(text(&report(), true).contains("\n\x1b[31mrate-limit-unread\x1b[0m: the platform"));
    let agreed = text(&between(NOTES.0, NOTES.1), false);
    assert_eq!(agreed, "no differences: spec.yaml and upstream.yaml\n");
}

#[test]
fn json_has_every_difference_and_the_reason_of_those_that_are_known() {
    let value: serde_json::Value = serde_json::from_str(&json(&report())).unwrap();
    assert_eq!(value["summary"], serde_json::json!({"unlisted": 2, "known": 1}));
    let reasons: Vec<&serde_json::Value> =
        value["differences"].as_array().unwrap().iter().map(|one| &one["reason"]).collect();
    assert_eq!(reasons, [&"We know better.".into(), &serde_json::Value::Null, &serde_json::Value::Null]);
    assert_eq!(
        (&value["known"][0]["covers"], &value["known"][0]["ours"]),
        (&1.into(), &serde_json::Value::Null)
    );
}
