//! Answers, where one example for each rule does not say it all.

use super::between;

/// The rule, the message and the values of the only finding between two lists of responses.
fn found(before: &str, after: &str) -> [String; 4] {
    let document = |responses: &str| {
        format!(
            "openapi: 3.0.3
info: {{title: Runs, version: '1'}}
paths: {{/run: {{get: {{operationId: getRun, responses: {{{responses}}}}}}}}}
"
        )
    };
    let mut findings = between(&document(before), &document(after)).findings;
    assert_eq!(findings.len(), 1, "{before} -> {after}: {findings:#?}");
    let finding = findings.remove(0);
    let text = |value: Option<String>| value.unwrap_or_default();
    [finding.rule.id.to_owned(), finding.message, text(finding.before), text(finding.after)]
}

#[test]
fn another_status_of_the_same_type_is_told_by_the_statuses() {
    let answer = |status: &str| {
        format!(
            "'{status}': {{description: It, content: {{application/json: {{schema: {{type: string}}}}}}}}"
        )
    };
    assert_eq!(
        found(&answer("200"), &answer("201")),
        ["response-2xx-added", "`getRun` may answer 201", "200", "201"]
    );
    let both = [answer("200"), answer("201")].join(", ");
    assert_eq!(
        found(&both, &answer("200")),
        ["response-2xx-removed", "`getRun` does not answer 201 any more", "200, 201", "200"]
    );
}

#[test]
fn a_failure_that_goes_comes_by_what_stands_for_its_status() {
    let with = |others: &str| format!("'204': {{description: Done}}, '409': {{description: Busy}}{others}");
    let without = |others: &str| format!("'204': {{description: Done}}{others}");
    let default = ", default: {description: Any}";
    assert_eq!(
        found(&with(default), &without(default)),
        ["error-case-removed", "`getRun` fails with 409 as `Other`, not `Conflict`", "Conflict", "Other"]
    );
    let others = ", '404': {description: None}";
    assert_eq!(
        found(&with(others), &without(others)),
        ["error-case-removed", "`getRun` does not fail with 409, `Conflict`, any more", "Conflict", ""]
    );
}
