//! Writes structure as `name=value` pairs: form bodies and deep-object parameters.

use super::{escape, query::pair, scalar};
use serde_json::Value;

/// How a list of scalars is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lists {
    /// `name=a&name=b`, the default of OpenAPI for forms.
    Repeated,
    /// `name[0]=a&name[1]=b`.
    Numbered,
}

/// The body of an `application/x-www-form-urlencoded` request. Fields that are null are left out.
///
/// A list of scalars is `a=x&a=y`, OpenAPI's default (`style: form`, `explode: true`). OpenAPI leaves open how deeper
/// structure is written; here an object is `a[b]=c` and a list that holds objects or lists is `a[0][b]=c`, to any depth.
///
/// `None` when the value is no object: its parts have no names.
pub(crate) fn body(value: &Value) -> Option<String> {
    let mut out = String::new();
    for (key, value) in value.as_object()? {
        append(&mut out, &escape(key), value, Lists::Repeated);
    }
    Some(out)
}

/// Appends a value under its escaped name.
pub(crate) fn append(out: &mut String, name: &str, value: &Value, lists: Lists) {
    match value {
        Value::Null => {}
        Value::Array(items) => {
            let flat = !items.iter().any(|item| item.is_array() || item.is_object());
            for (index, item) in items.iter().enumerate() {
                if flat && lists == Lists::Repeated {
                    append(out, name, item, lists);
                } else {
                    append(out, &format!("{name}[{index}]"), item, lists);
                }
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                append(out, &format!("{name}[{}]", escape(key)), value, lists);
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
    fn a_list_of_scalars_repeats_its_name() {
        assert_eq!(body(&json!({ "l": ["x", null, 2], "e": [] })).unwrap(), "l=x&l=2");
        assert_eq!(body(&json!({ "a": { "l": [true, "y"] } })).unwrap(), "a[l]=true&a[l]=y");
    }

    #[test]
    fn deeper_structure_is_written_in_brackets() {
        let value = json!({ "a": { "b": "c d" }, "l": ["x", { "y": 1 }], "n": null, "s": "ü&" });
        assert_eq!(body(&value).unwrap(), "a[b]=c%20d&l[0]=x&l[1][y]=1&s=%C3%BC%26");
        assert_eq!(body(&json!({ "l": [[1, 2], [3]] })).unwrap(), "l[0]=1&l[0]=2&l[1]=3");
        assert_eq!(body(&json!({})).unwrap(), "");
        assert_eq!(body(&json!([1])), None);
    }
}
