//! How values become text in a request.

pub(crate) mod form;
pub(crate) mod header;
pub(crate) mod numbers;
pub(crate) mod path;
pub(crate) mod query;

use self::numbers::Widest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The text with everything but unreserved characters percent-encoded.
pub(crate) fn escape(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The value as JSON, the form in which all parameters wait to be written. A number that would not survive is an error.
pub(crate) fn value<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Value> {
    numbers::check(value, Widest::Bits64)?;
    // By way of text: a direct conversion turns the `f32` 1.1 into 1.10000002384185791015625.
    serde_json::from_str(&serde_json::to_string(value)?)
}

/// The text of a value where no structure is possible: JSON for a list or an object.
pub(crate) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// The parts of a value that stand one after the other: of a list its items without nulls, of an object its keys and values
/// by turns, of anything else itself.
pub(crate) fn parts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().filter(|item| !item.is_null()).map(scalar).collect(),
        Value::Object(fields) => fields
            .iter()
            .filter(|(_, value)| !value.is_null())
            .flat_map(|(key, value)| [key.clone(), scalar(value)])
            .collect(),
        value => vec![scalar(value)],
    }
}
