use super::*;
use crate::input::Form;
use axum::http::HeaderMap;
use codegen_client::{Location, Operation, operations::OPERATIONS};
use serde_json::json;
use std::time::Duration;

#[test]
fn every_operation_has_a_handler() {
    for operation in OPERATIONS {
        assert!(handler(operation.id).is_some(), "{}", operation.id);
    }
    assert!(handler("tidy_up").is_none());
}

fn values() -> Vec<Value> {
    let values = json!([
        null, true, 0, 1001.0, 1001, -1e300, 10, "", "open", "codegen", [], ["a"], [1], {}, {"k": 2.0}, {"k": "v"}
    ]);
    values.as_array().cloned().unwrap_or_default()
}

/// The fields that the body of an operation may have, each with the values that suit it.
fn fields(schemas: &Value, operation: &str) -> Vec<(String, Vec<Value>)> {
    let body = schemas["operations"][operation]["body"]["schema"]["$ref"].as_str();
    let body = body.and_then(|body| schemas.pointer(body.trim_start_matches('#')));
    let fields = body.and_then(|body| body["properties"].as_object()).into_iter().flatten();
    let suiting = |schema: &Value| {
        let schema = json!({"$defs": schemas["$defs"], "allOf": [schema]});
        values().into_iter().filter(|value| jsonschema::is_valid(&schema, value)).collect()
    };
    fields.map(|(name, schema)| (name.clone(), suiting(schema))).collect()
}

/// A path and a query of an operation. Every other value is `known`.
fn made_up_uri(rng: &mut fastrand::Rng, operation: &Operation, known: &str) -> String {
    let mut uri = format!("{}?", operation.path);
    for param in operation.params {
        let texts = [known, "-1", "99999999999999999999", "1.5", "true", "API", "%00%ff", ""];
        let text = if rng.bool() { known } else { texts[rng.usize(..texts.len())] };
        match param.location {
            Location::Path => uri = uri.replace(&format!("{{{}}}", param.name), text),
            _ if rng.bool() => uri = format!("{uri}{}={text}&", param.name),
            _ => {}
        }
    }
    uri
}

fn made_up_body(rng: &mut fastrand::Rng, fields: &[(String, Vec<Value>)]) -> Value {
    let mut body = json!({});
    for (name, suiting) in fields {
        let values = if rng.u8(..8) > 0 { suiting } else { &values() };
        if rng.u8(..4) > 0 {
            body[name] = values[rng.usize(..values.len())].clone();
        }
    }
    body
}

/// Handlers rely on it, and panic otherwise: what has the form is what the generated types of the client hold.
#[tokio::test]
async fn whatever_has_the_form_can_be_served() {
    let schemas: Value = serde_json::from_str(include_str!("../schemas.json")).unwrap();
    let pace = Pace { time: Duration::ZERO..=Duration::ZERO, failures: 0.5 };
    let mut platform = Platform::new(0, None, pace, Arc::new(Clock::start(1.0)));
    let known = platform.landmarks().org_id.to_string();
    let mut rng = fastrand::Rng::with_seed(3);
    for operation in OPERATIONS {
        let (form, handler) = (Form::of(operation.id).unwrap(), handler(operation.id).unwrap());
        let fields = fields(&schemas, operation.id);
        let mut let_through = 0;
        for _ in 0..1000 {
            let uri = made_up_uri(&mut rng, operation, &known);
            let body = made_up_body(&mut rng, &fields);
            match form.read(&uri.parse().unwrap(), &HeaderMap::new(), body.to_string().as_bytes()) {
                Ok(input) => {
                    let_through += 1;
                    let answer = handler(&mut platform, &Call { at: Duration::ZERO, input: &input });
                    let status = answer.map_or_else(|refusal| refusal.status, |_| 200);
                    assert!([200, 400, 403, 404].contains(&status), "{uri} {body}");
                }
                Err(issues) => assert!(!issues.is_empty(), "{uri} {body}"),
            }
        }
        assert!(let_through > 10, "{}: {let_through}", operation.id);
    }
}
