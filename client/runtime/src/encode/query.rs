//! Writes the query of a request.

use super::{escape, form, parts, scalar};
use crate::operation::Style;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::borrow::Cow;

/// Appends one parameter to a query, in its style. Null adds nothing.
pub(crate) fn append(query: &mut String, name: &str, value: &Value, style: Style) {
    match (style, value) {
        (_, Value::Null) => {}
        (Style::Json, value) => pair(query, &escape(name), &escape(&value.to_string())),
        (Style::Form, Value::Array(items)) => {
            for item in items.iter().filter(|item| !item.is_null()) {
                pair(query, &escape(name), &escape(&scalar(item)));
            }
        }
        (Style::Form, Value::Object(fields)) => {
            for (key, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
                pair(query, &escape(key), &escape(&scalar(value)));
            }
        }
        (Style::DeepObject, value) => form::append(query, &escape(name), value, form::Lists::Numbered),
        (Style::Form, value) => pair(query, &escape(name), &escape(&scalar(value))),
        (Style::Comma, value) => joined(query, name, value, ","),
        (Style::Space, value) => joined(query, name, value, "%20"),
        (Style::Pipe, value) => joined(query, name, value, "|"),
    }
}

/// Appends `name=value`, both escaped already.
pub(crate) fn pair(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    query.push_str(value);
}

/// The names in a query, no longer escaped.
pub(crate) fn names(query: &str) -> impl Iterator<Item = Cow<'_, str>> {
    query.split('&').map(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        percent_decode_str(name).decode_utf8_lossy()
    })
}

fn joined(query: &mut String, name: &str, value: &Value, separator: &str) {
    let parts: Vec<String> = parts(value).iter().map(|part| escape(part)).collect();
    if !parts.is_empty() {
        pair(query, &escape(name), &parts.join(separator));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_style_has_its_form() {
        let list = json!(["a b", null, 2]);
        let object = json!({ "k": "v&", "n": 1, "none": null });
        for (style, value, expected) in [
            (Style::Form, &list, "p=a%20b&p=2"),
            (Style::Comma, &list, "p=a%20b,2"),
            (Style::Space, &list, "p=a%20b%202"),
            (Style::Pipe, &list, "p=a%20b|2"),
            (Style::DeepObject, &list, "p[0]=a%20b&p[2]=2"),
            (Style::Json, &list, "p=%5B%22a%20b%22%2Cnull%2C2%5D"),
            (Style::Form, &object, "k=v%26&n=1"),
            (Style::Comma, &object, "p=k,v%26,n,1"),
            (Style::DeepObject, &object, "p[k]=v%26&p[n]=1"),
            (Style::Form, &json!([]), ""),
            (Style::Comma, &json!([]), ""),
            (Style::Form, &json!(""), "p="),
            (Style::Form, &json!([{ "x": 1 }]), "p=%7B%22x%22%3A1%7D"),
            (Style::DeepObject, &json!({ "a": { "b": [true] } }), "p[a][b][0]=true"),
            (Style::Json, &json!("x"), "p=%22x%22"),
            (Style::Json, &json!(null), ""),
        ] {
            let mut query = String::new();
            append(&mut query, "p", value, style);
            assert_eq!(query, expected, "{style:?} {value}");
        }
        for style in [Style::Form, Style::Comma, Style::Space, Style::Pipe, Style::DeepObject] {
            let mut query = String::from("x=1");
            append(&mut query, "p&", &json!(1.5), style);
            assert_eq!(query, "x=1&p%26=1.5", "{style:?}");
        }
    }

    #[test]
    fn a_short_float_stays_short() {
        assert_eq!(scalar(&crate::encode::value(&1.1_f32).unwrap()), "1.1");
    }
}
