//! What a finding says it breaks is what the client shows to break.

use super::{
    Contract::{self, Source, Wire},
    Finding, Severity, between, cases,
};

/// Calls compile as before after these, though a line of `api.txt` is another one: arguments have no names in a call.
const NAMES_OF_ARGUMENTS: &[&str] = &["param-renamed", "path-param-renamed"];

/// These break code that names what stays: each of two things has got the name of the other.
const SWAPPED: &[&str] = &[
    "enum-value-rust-name-changed",
    "operation-id-changed",
    "operation-rust-name-changed",
    "property-rust-name-changed",
];

#[test]
fn code_breaks_where_an_item_is_gone_or_another_and_nowhere_else() {
    let mut seen = 0;
    for name in cases::names() {
        let (base, head) = cases::documents(&name);
        for report in [between(&base, &head), between(&head, &base)] {
            for finding in &report.findings {
                let loses = finding.rust.iter().any(|item| item.before.is_some());
                let breaks = finding.severity == Severity::Breaking && finding.contracts.contains(&Source);
                let is_known = |rules: &[&str]| rules.contains(&finding.rule.id);
                let is_right = if loses {
                    breaks || finding.rule.id == "item-changed" || is_known(NAMES_OF_ARGUMENTS)
                } else {
                    !breaks || is_known(SWAPPED)
                };
                assert!(is_right, "{name}: {finding:#?}");
                seen += usize::from(loses);
            }
        }
    }
    assert!(seen > 100, "{seen} findings lose items: too few to say anything");
}

/// The only finding between two states of a type `T`, which an answer holds and a request where it is `sent`.
fn of_type(sent: bool, before: &str, after: &str) -> Finding {
    let document = |schema: &str| {
        let content = r##"content: {application/json: {schema: {$ref: "#/components/schemas/T"}}}"##;
        let body = if sent { format!("requestBody: {{required: true, {content}}}") } else { String::new() };
        format!(
            "openapi: 3.0.3
info: {{title: Runs, version: '1'}}
paths:
  /run:
    post:
      operationId: startRun
      {body}
      responses:
        '200': {{description: It, {content}}}
components:
  schemas:
    A: {{type: object, required: [a], properties: {{a: {{type: integer}}}}}}
    B: {{type: object, required: [b], properties: {{b: {{type: integer}}}}}}
    T: {schema}
"
        )
    };
    let mut findings = between(&document(before), &document(after)).findings;
    // What no request holds any more loses its constructor.
    findings.retain(|finding| finding.pointer.starts_with("/components/schemas/T"));
    assert_eq!(findings.len(), 1, "{before} -> {after}: {findings:#?}");
    findings.remove(0)
}

fn object(property: &str) -> String {
    format!("{{type: object, required: [id], properties: {{id: {property}}}}}")
}

#[test]
fn what_answers_alone_hold_breaks_nothing_that_is_built_by_becoming_less() {
    let (wide, narrow) = (object("{type: integer}"), object("{type: integer, format: int32}"));
    let open = "{type: object, additionalProperties: {type: string}, properties: {id: {type: integer}}}";
    let closed = "{type: object, properties: {id: {type: integer}}}";
    let [one, both] = ["A", "A, B"].map(|names| {
        let choices = names.split(", ").map(|name| format!("{{$ref: '#/components/schemas/{name}'}}"));
        format!("{{oneOf: [{}, {{type: string}}]}}", choices.collect::<Vec<_>>().join(", "))
    });
    let rows: [(&str, &str, &str); 3] = [
        (&wide, &narrow, "type-narrowed"),
        (open, closed, "additional-properties-closed"),
        (&both, &one, "union-variant-removed"),
    ];
    for (before, after, rule) in rows {
        for (sent, contracts) in [(false, &[Source] as &[Contract]), (true, &[Wire, Source])] {
            let finding = of_type(sent, before, after);
            assert_eq!((finding.rule.id, finding.contracts), (rule, contracts), "sent: {sent}");
            assert_eq!(finding.severity, Severity::Breaking);
        }
    }
    assert_eq!(of_type(false, &narrow, &wide).contracts, [Wire, Source]);
}

#[test]
fn a_property_that_may_be_null_is_not_missed_by_what_is_built() {
    let with = |property: &str| {
        format!(
            "{{type: object, required: [id, name], properties: {{id: {{type: integer}}, name: {property}}}}}"
        )
    };
    let without = object("{type: integer}");
    let rule = |property| of_type(false, &with(property), &without).rule.id;
    assert_eq!(rule("{type: string}"), "response-prop-removed");
    assert_eq!(rule("{type: string, nullable: true}"), "response-optional-prop-removed");
}

#[test]
fn a_direction_that_a_type_never_took_can_be_closed() {
    let (both, read) = (object("{type: integer}"), object("{type: integer, readOnly: true}"));
    let write = object("{type: integer, writeOnly: true}");
    assert_eq!(of_type(false, &both, &read).severity, Severity::Safe);
    // Requests no longer have to hold it: `new` takes an argument less.
    assert_eq!(of_type(true, &both, &read).severity, Severity::Breaking);
    assert_eq!(of_type(true, &both, &write).contracts, [Wire, Source]);
    // What was built before reads answers that hold more.
    let back = of_type(true, &write, &both);
    assert_eq!((back.rule.id, back.contracts), ("property-write-only-removed", &[Source] as &[Contract]));
}
