//! Text without quotes that other readers of YAML take for something else.

use super::{
    node::{Node, Value},
    structure::Subject,
};
use crate::{
    patch,
    problem::{Fix, Problem, Rule, Severity, Span},
};

pub(super) static UNQUOTED_TEXT: Rule = Rule {
    id: "unquoted-text",
    severity: Severity::Warning,
    summary: "text that looks like a number, a boolean, a date or null stands in quotes",
    explanation: "Without quotes YAML decides by the look what a value is, and its readers do not agree: `no` and `on` are \
                  booleans to many of them, `1.10` is the number 1.1, `007` is octal, `2024-01-01` is a date and `12:30` is \
                  750. Here the place says that text is meant, so nothing is lost; the next tool that reads the document \
                  may lose it. Put the value into quotes.",
    fixable: true,
};

/// What is wrong with a scalar that stands where text is meant, if anything is.
pub(super) fn value(node: &Node, subject: Subject<'_>, text: &str) -> Option<Problem> {
    let Value::Scalar(scalar) = &node.value else { return None };
    let kind = reads_as(&scalar.text).filter(|_| scalar.plain)?;
    Some(problem(node.span, &format!("{subject} is text"), &scalar.text, kind, text))
}

/// What is wrong with a key whose name is free. Readers write numbers and dates among keys as they are; a boolean or
/// null becomes another name.
pub(super) fn key(name: &str, span: Span, text: &str) -> Option<Problem> {
    // With quotes the place is longer than the name.
    let plain = span.end - span.start == name.len();
    let kind = reads_as(name).filter(|kind| plain && matches!(*kind, BOOLEAN | NULL))?;
    Some(problem(span, "a key is text", name, kind, text))
}

fn problem(span: Span, what: &str, value: &str, kind: &str, text: &str) -> Problem {
    let message = format!("{what}, but `{value}` without quotes is {kind} to other readers");
    let fix = Fix::new("put it in quotes", [patch::quoted(text, span, value)]);
    UNQUOTED_TEXT.at(span, message).help(format!("write `\"{value}\"`")).fix(fix)
}

const BOOLEAN: &str = "a boolean";
const NULL: &str = "null";
const NUMBER: &str = "a number";
const DATE: &str = "a date";

/// What YAML 1.1 or 1.2 takes plain text for, when that is not text.
fn reads_as(text: &str) -> Option<&'static str> {
    let cased = |word: &str| {
        let capital =
            text.len() == word.len() && text[..1] == word[..1].to_uppercase() && text[1..] == word[1..];
        text == word || text == word.to_uppercase() || capital
    };
    if !text.is_ascii() || text.is_empty() {
        return None;
    }
    if ["true", "false", "yes", "no", "on", "off"].into_iter().any(cased) {
        return Some(BOOLEAN);
    }
    if text == "~" || cased("null") {
        return Some(NULL);
    }
    if is_date(text) {
        return Some(DATE);
    }
    is_number(text).then_some(NUMBER)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(digits, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let of_base = |prefix: &str, is_digit: fn(&char) -> bool| {
        digits
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| is_digit(&c) || c == '_'))
    };
    if of_base("0x", char::is_ascii_hexdigit)
        || of_base("0o", |c| matches!(c, '0'..='7'))
        || of_base("0b", |c| matches!(c, '0' | '1'))
    {
        return true;
    }
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || !digits.contains(|c: char| c.is_ascii_digit())
    {
        return false;
    }
    is_base_sixty(digits) || digits.replace('_', "").parse::<f64>().is_ok()
}

/// Whether the text is `1:30` or `12:30:45`: digits in groups below sixty.
fn is_base_sixty(digits: &str) -> bool {
    let mut groups = digits.split(':');
    let is_group = |group: &str, most: usize| {
        (1..=most).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    let first = groups.next().is_some_and(|group| is_group(group, usize::MAX));
    let below_sixty = |group: &str| is_group(group, 2) && (group.len() == 1 || group < "60");
    first && digits.contains(':') && groups.all(below_sixty)
}

/// Whether the text starts with a whole date and goes on, if at all, with a time.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_digits = |part: &str, lengths: [usize; 2]| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (day, time) = rest.split_at(end);
    is_digits(year, [4, 4])
        && is_digits(month, [1, 2])
        && is_digits(day, [1, 2])
        && (time.is_empty() || (time.starts_with(['T', 't', ' ']) && time.contains(':')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_readers_take_for_something_else_is_known() {
        for (kind, texts) in [
            (BOOLEAN, &["no", "No", "NO", "on", "off", "yes", "true", "FALSE"][..]),
            (NULL, &["~", "null", "NULL"]),
            (
                NUMBER,
                &["1.10", "007", "0o17", "0x1F", "1_000", "1e3", "-1", "+.5", ".inf", "12:30", "190:20:30"],
            ),
            (DATE, &["2024-01-01", "2024-1-1", "2024-01-01T10:00:00Z", "2024-01-01 10:00:00"]),
        ] {
            for text in texts {
                assert_eq!(reads_as(text), Some(kind), "{text}");
            }
        }
    }

    #[test]
    fn what_is_text_to_everybody_is_text() {
        for text in [
            "",
            "y",
            "nO",
            "none",
            "nothing",
            "1.1.0",
            "v1",
            "2024-01",
            "2024-01-01-a",
            "12:75",
            "1:2:345",
            "0x",
            "e3",
            ".",
            "-",
            "1st",
            "infinity",
            "inf",
            "nan",
            "١",
            "10.0.0.1",
            "2001:db8::1",
            "1,000",
            "2024-01-01 and on",
        ] {
            assert_eq!(reads_as(text), None, "{text}");
        }
    }
}
