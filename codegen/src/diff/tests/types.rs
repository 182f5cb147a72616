//! Types that hold each other, and edits that several of them share.

use super::between;
use std::fmt::Write;

/// Documents have a head of this.
const HEAD: &str = r##"openapi: 3.1.0
info: {title: Runs, version: "1"}
paths:
  /run:
    get:
      operationId: getRun
      responses:
        "200": {description: It, content: {application/json: {schema: {$ref: "#/components/schemas/T0"}}}}
components:
  schemas:
"##;

fn rules(base: &str, head: &str) -> Vec<(&'static str, Vec<String>)> {
    let findings = between(base, head).findings;
    findings.into_iter().map(|finding| (finding.rule.id, finding.reach)).collect()
}

#[test]
fn one_edit_of_five_hundred_schemas_that_hold_each_other_is_one_finding() {
    let count = 500;
    let mut base = HEAD.to_owned();
    for at in 0..count {
        let (next, far) = ((at + 1) % count, (at * 7 + 3) % count);
        writeln!(
            base,
            "    T{at}:\n      type: object\n      required: [id{at}]\n      properties:\n        id{at}: {{type: string}}\n        \
             next: {{$ref: '#/components/schemas/T{next}'}}\n        \
             all: {{type: array, items: {{$ref: '#/components/schemas/T{far}'}}}}"
        )
        .unwrap();
    }
    let head = base.replace("        id250: {type: string}\n", "        id250: {type: integer}\n");
    assert_eq!(rules(&base, &head), [("type-changed", vec!["getRun".to_owned()])]);
    let head = base.replace("T250:", "T250a:").replace("schemas/T250'", "schemas/T250a'");
    assert_eq!(rules(&base, &head), [("schema-renamed", vec!["getRun".to_owned()])]);
}

#[test]
fn an_edit_of_what_several_types_extend_is_one_finding() {
    let base = HEAD.to_owned()
        + r##"    Entity:
      type: object
      required: [id]
      properties:
        id: {type: string}
        name: {type: string, maxLength: 10}
    T0:
      allOf:
        - {$ref: "#/components/schemas/Entity"}
        - {type: object, properties: {other: {$ref: "#/components/schemas/T1"}}}
    T1:
      allOf:
        - {$ref: "#/components/schemas/Entity"}
"##;
    let reach = || vec!["getRun".to_owned()];
    for (before, after, rule) in [
        ("id: {type: string}", "id: {type: integer}", "type-changed"),
        ("        name: {type: string, maxLength: 10}\n", "", "response-optional-prop-removed"),
        ("required: [id]", "required: [id, name]", "response-prop-became-required"),
        ("maxLength: 10", "maxLength: 5", "response-constraint-tightened"),
        ("maxLength: 10", "maxLength: 10, description: Its name.", "property-description-changed"),
        ("id: {type: string}", "key: {type: string}", "property-renamed"),
        ("{type: string, maxLength: 10}", "{type: string, enum: [a, b]}", "string-became-enum"),
    ] {
        let head = base
            .replace(before, after)
            .replace("[id]", if rule == "property-renamed" { "[key]" } else { "[id]" });
        assert_eq!(rules(&base, &head), [(rule, reach())], "{before} -> {after}");
    }
}

#[test]
fn a_type_that_comes_is_not_one_that_goes_with_what_it_stood_in() {
    let order = "{name: order, in: query, schema: {type: string, enum: [up, down]}}";
    let document = |param: &str, more: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: Runs, version: '1'}}
paths:
  /a:
    get:
      operationId: getA
      parameters: [{param}]
      responses: {{'204': {{description: Done}}}}
{more}"
        )
    };
    let apart = format!(
        "  /b:
    get:
      operationId: getB
      parameters: [{{$ref: '#/components/parameters/Sorting'}}]
      responses: {{'204': {{description: Done}}}}
components:
  parameters:
    Sorting: {}
",
        order.replace("order", "sorting")
    );
    let of = |base: &str, head: &str| -> Vec<&str> {
        rules(base, head).into_iter().map(|(rule, _)| rule).collect()
    };
    let (base, head) = (document(order, ""), document("", &apart));
    assert_eq!(of(&base, &head), ["param-removed", "operation-added", "schema-added"]);
    assert_eq!(of(&head, &base), ["schema-removed", "operation-removed", "param-optional-added"]);
}
