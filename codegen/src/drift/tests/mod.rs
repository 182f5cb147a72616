mod cases;
mod known;
mod limits;
mod report;
mod same;

use super::*;

const SPEC: &str = include_str!("../../../../spec/openapi.yaml");

/// A document of ours, and one of the platform that says the same in other words.
const NOTES: (&str, &str) = (include_str!("spec.yaml"), include_str!("upstream.yaml"));

/// What two documents say differently.
fn between(spec: &str, upstream: &str) -> Report {
    let spec = Source { name: "spec.yaml", text: spec };
    drift(&spec, &Source { name: "upstream.yaml", text: upstream }).unwrap()
}

/// The differences of two documents: rule, subject, what ours says and what the platform's says.
fn found(spec: &str, upstream: &str) -> Vec<[String; 4]> {
    let say = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let differences = between(spec, upstream).differences.into_iter();
    differences.map(|one| [one.rule.id.to_owned(), one.subject, say(one.ours), say(one.theirs)]).collect()
}

/// A document with one operation that answers with this schema, and these other schemas.
fn answering(schema: &str, others: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{ title: Things, version: '1' }}
paths:
  /things:
    get:
      responses:
        '200': {{ description: OK, content: {{ application/json: {{ schema: {schema} }} }} }}
components:
  schemas: {{ {others} }}
"
    )
}

#[test]
fn what_cannot_be_read_is_said_to_be() {
    let source = |text| Source { name: "openapi.yaml", text };
    assert!(matches!(drift(&source("a: ["), &source(SPEC)), Err(Unreadable::Spec(_))));
    for text in ["", "- 1", "<html></html>", "swagger: '2.0'", "{\"detail\": \"Not Found\"}"] {
        let Err(Unreadable::Upstream(problems)) = drift(&source(SPEC), &source(text)) else {
            panic!("{text} was read")
        };
        assert!(problems.has_errors(), "{text}: {problems:?}");
    }
}
