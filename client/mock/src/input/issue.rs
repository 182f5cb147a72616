//! What is wrong with a request, in the words of the platform's framework: FastAPI, which validates with pydantic.

use jsonschema::{
    JsonType, ValidationError, Validator,
    error::{TypeKind, ValidationErrorKind},
};
use serde::Serialize;
use serde_json::{Value, json};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Issue {
    /// The way to the wrong value: `path`, `query` or `body`, then names and positions.
    #[serde(rename = "loc")]
    location: Vec<Value>,
    #[serde(rename = "msg")]
    message: String,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// The issues of a request with these values: those of its path first, then of its query, then of its body.
pub(super) fn all(validator: &Validator, input: &Value) -> Vec<Issue> {
    let mut issues = Vec::new();
    for error in validator.iter_errors(input) {
        add(&error, input, &mut issues);
    }
    // Of a value that is none of a list, its type says nothing more.
    let listed: Vec<_> =
        issues.iter().filter(|issue| issue.kind == "enum").map(|issue| issue.location.clone()).collect();
    issues.retain(|issue| issue.kind == "enum" || !listed.contains(&issue.location));
    issues.sort_by_key(|issue| match issue.location.first().and_then(Value::as_str) {
        Some("path") => 0,
        Some("query") => 1,
        _ => 2,
    });
    issues
}

/// A body that is no JSON, with the position, in bytes, where it is not.
pub(super) fn no_json(error: &serde_json::Error, body: &[u8]) -> Issue {
    let before: usize = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    let position = if error.is_eof() { body.len() } else { before + error.column().saturating_sub(1) };
    Issue {
        location: vec![json!("body"), json!(position)],
        message: "JSON decode error".to_owned(),
        kind: "json_invalid",
    }
}

/// An error of a choice is that of its members: a request that fits none of them has something wrong for each. That a value could
/// also have been null is no help.
fn add(error: &ValidationError<'_>, input: &Value, issues: &mut Vec<Issue>) {
    match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let members = context.iter().flatten().filter(|error| !wants_null(error));
            members.for_each(|error| add(error, input, issues));
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            for name in unexpected {
                let mut location = location(error, input);
                location.push(json!(name));
                let message = "Extra inputs are not permitted".to_owned();
                issues.push(Issue { location, message, kind: "extra_forbidden" });
            }
        }
        _ => issues.push(issue(error, input)),
    }
}

fn issue(error: &ValidationError<'_>, input: &Value) -> Issue {
    use ValidationErrorKind as Kind;
    let mut location = location(error, input);
    let instance = error.instance();
    let (kind, message) = match error.kind() {
        Kind::Required { property } => {
            location.push(property.clone());
            ("missing", "Field required".to_owned())
        }
        Kind::Type { kind } => wrong_type(kind, instance, &location),
        Kind::Enum { options } => ("enum", format!("Input should be {}", listed(options))),
        Kind::Minimum { limit } => {
            ("greater_than_equal", format!("Input should be greater than or equal to {limit}"))
        }
        Kind::Maximum { limit } => {
            ("less_than_equal", format!("Input should be less than or equal to {limit}"))
        }
        Kind::ExclusiveMinimum { limit } => ("greater_than", format!("Input should be greater than {limit}")),
        Kind::ExclusiveMaximum { limit } => ("less_than", format!("Input should be less than {limit}")),
        Kind::MultipleOf { multiple_of } => {
            ("multiple_of", format!("Input should be a multiple of {multiple_of}"))
        }
        Kind::MinLength { limit } => {
            ("string_too_short", format!("String should have at least {}", count(*limit, "character")))
        }
        Kind::MaxLength { limit } => {
            ("string_too_long", format!("String should have at most {}", count(*limit, "character")))
        }
        Kind::Pattern { pattern } => {
            ("string_pattern_mismatch", format!("String should match pattern '{pattern}'"))
        }
        Kind::MinItems { limit } => {
            let has = instance.as_array().map_or(0, Vec::len);
            (
                "too_short",
                format!("List should have at least {} after validation, not {has}", count(*limit, "item")),
            )
        }
        Kind::MaxItems { limit } => {
            let has = instance.as_array().map_or(0, Vec::len);
            (
                "too_long",
                format!("List should have at most {} after validation, not {has}", count(*limit, "item")),
            )
        }
        // Without the value: it may be a secret.
        _ => ("value_error", format!("Value error, {}", error.masked_with("this"))),
    };
    Issue { location, message, kind }
}

fn wrong_type(wanted: &TypeKind, given: &Value, location: &[Value]) -> (&'static str, String) {
    let of_text = given.is_string() && location.first().is_some_and(|part| part != "body");
    let (kind, noun) = match name(wanted) {
        "integer" if of_text => ("int_parsing", "a valid integer, unable to parse string as an integer"),
        "integer" if given.is_number() => {
            ("int_from_float", "a valid integer, got a number with a fractional part")
        }
        "integer" => ("int_type", "a valid integer"),
        "number" if of_text => ("float_parsing", "a valid number, unable to parse string as a number"),
        "number" => ("float_type", "a valid number"),
        "boolean" if of_text => ("bool_parsing", "a valid boolean, unable to interpret input"),
        "boolean" => ("bool_type", "a valid boolean"),
        "string" => ("string_type", "a valid string"),
        "array" => ("list_type", "a valid list"),
        "object" if location.len() == 1 => {
            ("model_attributes_type", "a valid dictionary or object to extract fields from")
        }
        "object" => ("dict_type", "a valid dictionary"),
        _ => ("none_required", "None"),
    };
    (kind, format!("Input should be {noun}"))
}

/// The type that is wanted; the first one beside null where there are several.
fn name(wanted: &TypeKind) -> &'static str {
    match wanted {
        TypeKind::Single(kind) => kind.as_str(),
        TypeKind::Multiple(kinds) => {
            kinds.remove(JsonType::Null).iter().next().unwrap_or(JsonType::Null).as_str()
        }
    }
}

fn wants_null(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), ValidationErrorKind::Type { kind } if name(kind) == "null")
}

/// The steps to where the error is. What the step looks like does not say whether it is a position or a name: an object may have a
/// field called `0`.
fn location(error: &ValidationError<'_>, input: &Value) -> Vec<Value> {
    let mut place = input;
    let steps = error.instance_path().as_str().split('/').skip(1).map(|step| {
        let name = step.replace("~1", "/").replace("~0", "~");
        let position = place.is_array().then(|| step.parse().ok()).flatten();
        place = position.map_or(&place[&name], |position: usize| &place[position]);
        position.map_or_else(|| json!(name), |position| json!(position))
    });
    steps.collect()
}

/// Such as `'a', 'b' or 'c'`.
fn listed(options: &Value) -> String {
    let options: Vec<String> = options
        .as_array()
        .into_iter()
        .flatten()
        .map(|option| match option {
            Value::String(text) => format!("'{text}'"),
            other => other.to_string(),
        })
        .collect();
    match options.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn count(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
