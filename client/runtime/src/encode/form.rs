//! Writes nested values as `name[key]=value` pairs: form bodies and deep-object parameters.

use super::{escape, query::pair, scalar};
use serde_json::Value;

/// The body of an `application/x-www-form-urlencoded` request. Fields that are null are left out.
///
/// `None` when the value is no object: its parts have no names.
pub(crate) fn body(value: &Value) -> Option<String> {
    let mut out = String::new();
    for (key, value) in value.as_object()? {
        append(&mut out, &escape(key), value);
    }
    Some(out)
}

/// Appends a value under its escaped name.
pub(crate) fn append(out: &mut String, name: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                append(out, &format!("{name}[{index}]"), item);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                append(out, &format!("{name}[{}]", escape(key)), value);
            }
        }
        value => pair(out, name, &escape(&scalar(value))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn structure_is_written_in_brackets() {
        let value = json!({ "a": { "b": "c d" }, "l": ["x", { "y": 1 }], "n": null, "s": "ü&" });
        assert_eq!(body(&value).unwrap(), "a[b]=c%20d&l[0]=x&l[1][y]=1&s=%C3%BC%26");
        assert_eq!(body(&json!({})).unwrap(), "");
        assert_eq!(body(&json!([1])), None);
    }
}
