//! Writes the path of a request.

use super::{escape, parts};
use crate::error::InvalidRequest;
use serde_json::Value;

/// Fills the template's `{name}` places.
///
/// A value is refused when it is empty, `.` or `..`: URL normalisation would turn the path into that of another operation.
pub(crate) fn fill(template: &str, values: &[(&'static str, Value)]) -> Result<String, InvalidRequest> {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        out.push_str(before);
        let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        let start = out.len();
        segment(&mut out, name, value)?;
        match &out[start..] {
            "" => return Err(InvalidRequest::new(format!("the path parameter `{name}` is empty"))),
            dots @ ("." | "..") => {
                let problem = format!("the path parameter `{name}` is `{dots}`, which a URL cannot hold");
                return Err(InvalidRequest::new(problem));
            }
            _ => rest = after,
        }
    }
    out.push_str(rest);
    if strays(&out) {
        return Err(InvalidRequest::new(format!("the path `{out}` has a segment `.` or `..`")));
    }
    Ok(out)
}

/// A path and perhaps a query as the caller wrote them, once it is sure that they stay below the base URL. An error shows
/// the path alone: a query may hold a secret.
pub(crate) fn raw(path: &str) -> Result<&str, InvalidRequest> {
    let plain = path.split(['?', '#']).next().unwrap_or_default();
    if !path.starts_with('/') {
        return Err(InvalidRequest::new(format!("the path {plain:?} does not start with a slash")));
    }
    if path.contains(['#', '\\']) || strays(plain) {
        return Err(InvalidRequest::new(format!(
            "the path {plain:?} or its query holds `#`, a backslash or a segment of dots"
        )));
    }
    Ok(path)
}

/// Whether URL normalisation would make another path of it: a segment of dots, escaped or not, or a backslash.
pub(crate) fn strays(path: &str) -> bool {
    // Nothing longer than two escaped dots is one, and most paths have nothing of the kind: this is asked of each.
    let dots = |segment: &str| {
        segment.len() <= "%2e%2e".len()
            && segment.contains(['.', '%'])
            && matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
    };
    path.contains('\\') || path.split('/').any(dots)
}

fn segment(out: &mut String, name: &str, value: Option<&Value>) -> Result<(), InvalidRequest> {
    match value {
        None | Some(Value::Null) => {
            return Err(InvalidRequest::new(format!("the path parameter `{name}` has no value")));
        }
        // What nearly all of them are, and without the detour of a list.
        Some(Value::Number(number)) => out.push_str(&escape(&number.to_string())),
        Some(Value::String(text)) => out.push_str(&escape(text)),
        Some(value) => {
            let parts: Vec<String> = parts(value).iter().map(|part| escape(part)).collect();
            out.push_str(&parts.join(","));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filled(value: Value) -> Result<String, String> {
        fill("/orgs/{id}/runs", &[("id", value)]).map_err(|error| error.to_string())
    }

    #[test]
    fn all_but_unreserved_characters_are_escaped() {
        for (value, expected) in [
            (json!(12), "12"),
            (json!("a/b?c#d e"), "a%2Fb%3Fc%23d%20e"),
            (json!("%2e%2e"), "%252e%252e"),
            (json!("a-b._~ü"), "a-b._~%C3%BC"),
            (json!(["x", "y,z"]), "x,y%2Cz"),
            (json!("..."), "..."),
            (json!(true), "true"),
        ] {
            assert_eq!(filled(value), Ok(format!("/orgs/{expected}/runs")));
        }
    }

    #[test]
    fn values_that_change_the_path_are_refused_by_name() {
        for value in [json!(""), json!("."), json!(".."), json!(null), json!([])] {
            let error = filled(value).unwrap_err();
            assert!(error.contains("`id`"), "{error}");
        }
        assert!(fill("/{a}", &[]).unwrap_err().to_string().contains("`a`"));
        assert!(fill("/x/{a}./y", &[("a", json!("."))]).is_err());
        assert!(fill("/{a}{b}/y", &[("a", json!("-")), ("b", json!("x"))]).is_ok());
        assert!(fill("/x/.{a}", &[("a", json!([".", "x"]))]).is_ok());
    }

    #[test]
    fn an_error_never_shows_a_query() {
        for path in ["x?key=secret", "/a#secret", "/a/..?key=secret", "/a?key=secret\\"] {
            let error = raw(path).unwrap_err();
            let text = format!("{error} {error:?}");
            assert!(text.contains("path") && !text.contains("secret"), "{text}");
        }
    }
}
