//! What the body of a failure says, in a few words.

use serde_json::Value;
use std::fmt::{self, Write};

/// The message in a body of one of the well-known shapes, with at most `limit` characters; `None` when there is none.
///
/// Knows `message`, `detail` as text or as a list of `{loc, msg}`, `error` as text or as `{message}`, and the `title` and
/// `detail` of RFC 9457.
pub(crate) fn message(body: &[u8], limit: usize) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = text(&body, "message")
        .or_else(|| problem(&body))
        .or_else(|| text(&body, "error"))
        .or_else(|| text(body.get("error")?, "message"))
        .or_else(|| text(body.get("detail")?, "message"))
        .or_else(|| body.as_str().and_then(tidy))?;
    Some(shorten(&text, limit))
}

/// The `Debug` of a value, broken off after `limit` characters.
pub(crate) fn debug(value: &dyn fmt::Debug, limit: usize) -> String {
    let mut out = Bounded { text: String::new(), left: limit };
    if write!(out, "{value:?}").is_err() {
        out.text.push_str("...");
    }
    out.text
}

/// At most `limit` characters of `text`.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}...", &text[..end]),
    }
}

/// The text on one line, with at most `limit` characters. A longer one loses its middle: the start of an explanation says
/// what is wrong, its end where.
pub(crate) fn clip(text: &str, limit: usize) -> String {
    let count = text.chars().count();
    let (start, end) = if count <= limit { (count, 0) } else { (limit / 2, limit - limit / 2 - 3) };
    let line = |char: char| if char.is_control() { ' ' } else { char };
    let mut out: String = text.chars().take(start).map(line).collect();
    if count > limit {
        out.push_str("...");
        out.extend(text.chars().skip(count - end).map(line));
    }
    out
}

struct Bounded {
    text: String,
    left: usize,
}

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for char in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(char);
        }
        Ok(())
    }
}

fn text(body: &Value, field: &str) -> Option<String> {
    tidy(body.get(field)?.as_str()?)
}

fn problem(body: &Value) -> Option<String> {
    let detail = match body.get("detail") {
        Some(Value::Array(issues)) => {
            let issues: Vec<String> = issues.iter().filter_map(issue).collect();
            (!issues.is_empty()).then(|| issues.join("; "))
        }
        Some(Value::String(detail)) => tidy(detail),
        _ => None,
    };
    match (text(body, "title"), detail) {
        (Some(title), Some(detail)) => Some(format!("{title}: {detail}")),
        (title, detail) => title.or(detail),
    }
}

fn issue(issue: &Value) -> Option<String> {
    let message = text(issue, "msg").or_else(|| text(issue, "message"))?;
    let location: Vec<String> = issue
        .get("loc")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
        .collect();
    Some(if location.is_empty() { message } else { format!("{}: {message}", location.join(".")) })
}

/// The text on one line; `None` when nothing is left of it.
fn tidy(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(|char: char| char.is_whitespace() || char.is_control()).collect();
    let line = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_shapes_give_their_message() {
        for (body, expected) in [
            (r#"{"message":"slow down","status_code":429}"#, Some("slow down")),
            (r#"{"detail":"Not\n found"}"#, Some("Not found")),
            (
                r#"{"detail":[{"loc":["body","prompt"],"msg":"field required"},{"loc":["body","items",0],"msg":"bad"}]}"#,
                Some("body.prompt: field required; body.items.0: bad"),
            ),
            (r#"{"error":"nope"}"#, Some("nope")),
            (r#"{"error":{"message":"deep"}}"#, Some("deep")),
            (r#"{"title":"Out of credit","detail":"Balance is 3"}"#, Some("Out of credit: Balance is 3")),
            (r#"{"title":"Out of credit"}"#, Some("Out of credit")),
            (r#"{"detail":{"message":"inner"}}"#, Some("inner")),
            (r#""plain""#, Some("plain")),
            (r#"{"message":"  "}"#, None),
            (r#"{"detail":[]}"#, None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(message(body.as_bytes(), 500).as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn long_texts_are_cut_at_a_character() {
        assert_eq!(shorten("äöü", 3), "äöü");
        assert_eq!(shorten("äöü", 2), "äö...");
        assert_eq!(debug(&"x".repeat(50), 4), "\"xxx...");
        assert_eq!(clip("a\nb\u{1b}", 4), "a b ");
        assert_eq!(clip("0123456789ü", 10), "01234...9ü");
    }
}
