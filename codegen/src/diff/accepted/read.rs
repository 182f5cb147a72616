//! The file of accepted changes: text -> entries, or all that is wrong with it.

use super::{
    super::{
        finding::{Acceptance, Place},
        rule::Rule,
        rules,
    },
    Accepted, Entry, State,
};
use crate::{
    Source,
    document::{self, Node},
    problem::{self, Problem, Problems, Severity, Span},
    report::Lines,
    suggest::closest,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What is wrong with a file of accepted changes that is YAML.
pub static ACCEPTED_CHANGES: problem::Rule = problem::Rule {
    id: "accepted-changes",
    severity: Severity::Error,
    summary: "accepted-changes.yaml says of each change which it is, and why it is meant to be",
    explanation: "The file is a list. Each entry has the `fingerprint` and the `rule` that `cargo xtask diff` shows of a finding, the \
                  `reason` why the change may be, and if it is not for good the last day as `expires: 2026-12-31`. A mistake is not \
                  passed over: it would accept something else, or nothing. `cargo xtask diff --accept` writes an entry.",
    fixable: false,
};

const KEYS: [&str; 4] = ["fingerprint", "rule", "reason", "expires"];

pub(super) fn read(source: &Source<'_>) -> Result<Accepted, Problems> {
    let name = source.name.to_owned();
    if source.text.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#')) {
        return Ok(Accepted { name, entries: Vec::new() });
    }
    let (root, problems) = document::tree(source.text);
    let Some(root) = root else { return Err(problems) };
    let mut reader = Reader { rules: rules(), lines: Lines::new(source.text), problems };
    let entries = reader.entries(&root);
    if reader.problems.has_errors() {
        reader.problems.sort();
        return Err(reader.problems);
    }
    Ok(Accepted { name, entries })
}

struct Reader<'a> {
    rules: Vec<&'static Rule>,
    lines: Lines<'a>,
    problems: Problems,
}

impl Reader<'_> {
    fn entries(&mut self, root: &Node) -> Vec<Entry> {
        if !matches!(root.value, document::Value::Sequence(_)) {
            let found = document::describe(root);
            let message = format!("the accepted changes are a list, not {found}");
            self.push(wrong(root.span, message).help("begin each entry with `- fingerprint: `"));
        }
        let mut entries = Vec::new();
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for item in root.items() {
            let Some(entry) = self.entry(item) else { continue };
            if let Some(first) = seen.get(&entry.fingerprint) {
                let message = format!("`{}` is accepted twice", entry.fingerprint);
                self.push(wrong(item.span, message).related(*first, "here for the first time"));
            } else {
                seen.insert(entry.fingerprint.clone(), item.span);
                entries.push(entry);
            }
        }
        entries
    }

    fn entry(&mut self, item: &Node) -> Option<Entry> {
        if item.as_mapping().is_none() {
            let message = format!("an accepted change is a mapping, not {}", document::describe(item));
            self.push(wrong(item.span, message).help(format!("write the keys {}", KEYS.join(", "))));
            return None;
        }
        for (key, entry) in item.entries().filter(|(key, _)| !KEYS.contains(key)) {
            let problem = wrong(entry.key_span, format!("an accepted change has no `{key}`"));
            let help = match closest(key, KEYS) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("the keys are {}", KEYS.join(", ")),
            };
            self.push(problem.help(help));
        }
        // All of them, so that every mistake is told at once.
        let fingerprint = self.fingerprint(item);
        let rule = self.rule(item);
        let reason = self.reason(item);
        let expires = self.expires(item);
        let position = self.lines.position(item.span.start);
        Some(Entry {
            fingerprint: fingerprint?,
            rule: rule?,
            acceptance: Acceptance { reason: reason?, expires: expires? },
            place: Place { span: item.span, line: position.line, column: position.column },
            state: State::Unused,
        })
    }

    fn fingerprint(&mut self, item: &Node) -> Option<String> {
        let (text, span) = self.text(item, "fingerprint", "the 12 digits that `cargo xtask diff` shows")?;
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() == 12 && text.bytes().all(is_digit) {
            return Some(text.to_owned());
        }
        let problem = wrong(span, format!("`{text}` is no fingerprint"));
        self.push(problem.help(
            "it has 12 digits of 0-9 and a-f: copy it from the finding, as `cargo xtask diff` shows it",
        ));
        None
    }

    fn rule(&mut self, item: &Node) -> Option<&'static Rule> {
        let (id, span) = self.text(item, "rule", "the rule of the finding")?;
        if let Some(rule) = self.rules.iter().find(|rule| rule.id == id) {
            return Some(rule);
        }
        let help = match closest(id, self.rules.iter().map(|rule| rule.id)) {
            Some(close) => format!("did you mean `{close}`?"),
            None => "`cargo xtask rules` lists them all".to_owned(),
        };
        self.push(wrong(span, format!("`diff` has no rule `{id}`")).help(help));
        None
    }

    fn reason(&mut self, item: &Node) -> Option<String> {
        self.text(item, "reason", "why the change is meant to be").map(|(text, _)| text.to_owned())
    }

    /// Nothing when it is wrong, and `Some(None)` when it is for good.
    #[expect(clippy::option_option, reason = "a wrong day is not the same as none")]
    fn expires(&mut self, item: &Node) -> Option<Option<Date>> {
        if item.get("expires").is_none() {
            return Some(None);
        }
        let help =
            "a day such as 2026-12-31, the last on which it holds; leave the key out if it is for good";
        let (text, span) = self.text(item, "expires", help)?;
        // The form that is written, and no other that means the same.
        let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text);
        if day.is_none() {
            self.push(wrong(span, format!("`{text}` is no day")).help(format!("write {help}")));
        }
        day.map(Some)
    }

    /// The text of a key that has to be there.
    fn text<'n>(&mut self, item: &'n Node, key: &str, what: &str) -> Option<(&'n str, Span)> {
        let Some(node) = item.get(key) else {
            self.push(wrong(item.span, format!("`{key}` is missing")).help(format!("write {what}")));
            return None;
        };
        match node.as_str() {
            Some(text) if !node.is_null() && !text.trim().is_empty() => Some((text, node.span)),
            _ => {
                let message = format!("`{key}` is text, not {}", document::describe(node));
                self.push(wrong(node.span, message).help(format!("write {what}")));
                None
            }
        }
    }

    fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

pub(super) fn wrong(span: Span, message: String) -> Problem {
    ACCEPTED_CHANGES.at(span, message)
}
