//! Checks of single values. Where text is expected, every scalar is text; where a number or boolean is expected, one in
//! quotes is taken for what it says.

use super::{
    node::{Node, Scalar, Value},
    schema_object::TYPES,
    shape::Kind,
    structure::{EMPTY_VALUE, Subject},
    unquoted,
};
use crate::{
    patch,
    problem::{Fix, Problem, Rule, Severity},
    suggest,
};

pub(super) static WRONG_VALUE: Rule = Rule {
    id: "wrong-value",
    severity: Severity::Error,
    summary: "keys with a fixed choice of words hold one of them",
    explanation: "The specification lists the words that may stand here, and the meaning of the object hangs on it.",
    fixable: true,
};

pub(super) static UNKNOWN_VALUE: Rule = Rule {
    id: "unknown-value",
    severity: Severity::Warning,
    summary: "optional keys with a fixed choice of words hold one of them",
    explanation: "The specification lists the words that may stand here. Another one is ignored, as if the key were not \
                  written: an unknown schema type allows any value.",
    fixable: true,
};

pub(super) static QUOTED_SCALAR: Rule = Rule {
    id: "quoted-scalar",
    severity: Severity::Warning,
    summary: "numbers and booleans stand without quotes",
    explanation: "In quotes, `\"true\"` and `\"10\"` are text. It is clear here what is meant, but other tools refuse it.",
    fixable: true,
};

/// What came of a check.
pub(super) enum Verdict {
    /// As it should be.
    Fine,
    /// Mended in place, with a warning.
    Fixed(Problem),
    /// A warning; the value does not count.
    Ignored(Problem),
    /// An error; the value does not count.
    Wrong(Problem),
    /// Another kind was expected.
    WrongKind(&'static str),
}

/// Checks a value that must be a scalar.
pub(super) fn check(node: &mut Node, kind: Kind, subject: Subject<'_>, text: &str) -> Verdict {
    match kind {
        Kind::Text => {
            let unquoted = unquoted::value(node, subject, text);
            match &mut node.value {
                Value::Scalar(scalar) => {
                    scalar.plain = false;
                    unquoted.map_or(Verdict::Fine, Verdict::Fixed)
                }
                _ => Verdict::WrongKind("text"),
            }
        }
        Kind::Word(words) => word(node, words, subject, &WRONG_VALUE, text),
        Kind::KnownWord(words) => word(node, words, subject, &UNKNOWN_VALUE, text),
        Kind::Types => types(node, subject, text),
        Kind::Boolean => match node.as_bool() {
            Some(_) => Verdict::Fine,
            None => unquoted(node, subject, text, |node| node.as_bool().is_some())
                .unwrap_or(Verdict::WrongKind("`true` or `false`")),
        },
        Kind::Bound if node.as_bool().is_some() => Verdict::Fine,
        Kind::Number | Kind::Bound => match node.as_f64() {
            Some(_) => Verdict::Fine,
            None => unquoted(node, subject, text, |node| node.as_f64().is_some())
                .unwrap_or(Verdict::WrongKind("a number")),
        },
        Kind::Count => count(node, subject, text),
        _ => Verdict::Fine,
    }
}

fn word(node: &mut Node, words: &[&str], subject: Subject<'_>, rule: &'static Rule, text: &str) -> Verdict {
    let span = node.span;
    let Value::Scalar(scalar) = &mut node.value else {
        return Verdict::WrongKind("a word");
    };
    if words.contains(&scalar.text.as_str()) {
        scalar.plain = false;
        return Verdict::Fine;
    }
    let fix = suggest::certain(&scalar.text, words.iter().copied())
        .and_then(|word| patch::write(text, span, &scalar.text, word));
    let problem = rule
        .at(span, format!("{subject} cannot be `{}`", scalar.text))
        .help(choice(&scalar.text, words))
        .fix(fix);
    match rule.severity {
        Severity::Error => Verdict::Wrong(problem),
        Severity::Warning => Verdict::Ignored(problem),
    }
}

fn choice(text: &str, words: &[&str]) -> String {
    match suggest::closest(text, words.iter().copied()) {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("write one of `{}`", words.join("`, `")),
    }
}

/// The type of a schema. A plain `null` among the types is the word.
fn types(node: &mut Node, subject: Subject<'_>, text: &str) -> Verdict {
    if node.is_null() {
        return Verdict::Ignored(
            EMPTY_VALUE
                .at(node.span, "`type` has no value")
                .help("remove it, or write `\"null\"` if null is meant"),
        );
    }
    let Value::Sequence(items) = &mut node.value else {
        return word(node, TYPES, subject, &UNKNOWN_VALUE, text);
    };
    let mut problem = None;
    items.retain_mut(|item| {
        if item.is_null() {
            item.value = Value::Scalar(Scalar { text: "null".to_owned(), plain: false });
        }
        match word(item, TYPES, Subject::Item("type"), &UNKNOWN_VALUE, text) {
            Verdict::Fine => true,
            Verdict::Ignored(found) => {
                problem = Some(found);
                false
            }
            _ => {
                problem = Some(UNKNOWN_VALUE.at(item.span, "an item of `type` is no word"));
                false
            }
        }
    });
    match problem {
        // An unknown word among the types means that more is allowed than the others say.
        Some(problem) => Verdict::Ignored(problem),
        None if node.items().is_empty() => {
            Verdict::Ignored(UNKNOWN_VALUE.at(node.span, "the list of types is empty"))
        }
        None => Verdict::Fine,
    }
}

fn count(node: &mut Node, subject: Subject<'_>, text: &str) -> Verdict {
    if node.as_u64().is_some() {
        return Verdict::Fine;
    }
    let span = node.span;
    match node.as_f64() {
        Some(number) if number < 0.0 => Verdict::WrongKind("a whole number from 0"),
        // 2^53: up to there every whole number has a `f64` of its own.
        Some(number) if number.fract() == 0.0 && number <= 9_007_199_254_740_992.0 => {
            node.value = Value::Scalar(Scalar { text: format!("{number:.0}"), plain: true });
            Verdict::Fine
        }
        Some(number) if number.fract() == 0.0 => {
            Verdict::Ignored(UNKNOWN_VALUE.at(span, format!("{subject} is beyond 64 bits and is ignored")))
        }
        Some(_) => Verdict::WrongKind("a whole number from 0"),
        None => unquoted(node, subject, text, |node| node.as_u64().is_some())
            .unwrap_or(Verdict::WrongKind("a whole number from 0")),
    }
}

/// Takes the quotes off a scalar that is fine without them.
fn unquoted(
    node: &mut Node,
    subject: Subject<'_>,
    text: &str,
    fine: impl Fn(&Node) -> bool,
) -> Option<Verdict> {
    let Value::Scalar(scalar) = &node.value else {
        return None;
    };
    if scalar.plain {
        return None;
    }
    let bare =
        Node { span: node.span, value: Value::Scalar(Scalar { text: scalar.text.clone(), plain: true }) };
    if !fine(&bare) {
        return None;
    }
    *node = bare;
    let value = node.as_str().unwrap_or_default();
    let fix = Fix::new("take the quotes off", [patch::unquoted(text, node.span, value)]);
    let problem = QUOTED_SCALAR.at(node.span, format!("{subject} is written as text"));
    Some(Verdict::Fixed(problem.help(format!("write `{value}` without quotes")).fix(fix)))
}
