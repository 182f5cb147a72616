//! A file of known differences -> its entries, or all that is wrong with it.

use super::{Entry, Known};
use crate::{
    Source,
    document::{self, Node, Value},
    drift,
    problem::{Problem, Problems, Rule, Severity},
    suggest::closest,
};

static BAD_KNOWN_DIFFERENCE: Rule = Rule {
    id: "bad-known-difference",
    severity: Severity::Error,
    summary: "the file of known differences is a list of entries with a rule, a subject and a reason",
    explanation: "An entry has `rule`, the name of a rule of `drift`; `subject`, what the difference is about, in which `*` stands \
                  for any text; and `reason`, why the difference stays. With `ours` and `theirs` it lists only differences of these \
                  values, in which `*` stands for any text too, and `nothing` for what is not there.",
    fixable: false,
};

static DUPLICATE_KNOWN_DIFFERENCE: Rule = Rule {
    id: "duplicate-known-difference",
    severity: Severity::Error,
    summary: "no two known differences are the same",
    explanation: "Of two entries with the same rule, subject and values, the second one lists nothing. Put the reasons together.",
    fixable: false,
};

pub(super) static UNUSED_KNOWN_DIFFERENCE: Rule = Rule {
    id: "unused-known-difference",
    severity: Severity::Warning,
    summary: "every known difference is one",
    explanation: "Each difference belongs to the first entry that fits. An entry to which none belongs is a leftover of a difference \
                  that is mended, or does not say what it means: it would hide a difference that comes later.",
    fixable: false,
};

/// The rules of this module.
pub(in crate::drift) static RULES: &[&Rule] =
    &[&BAD_KNOWN_DIFFERENCE, &DUPLICATE_KNOWN_DIFFERENCE, &UNUSED_KNOWN_DIFFERENCE];

const KEYS: [&str; 5] = ["rule", "subject", "ours", "theirs", "reason"];

impl Known {
    /// Reads a list of entries in YAML. An empty file lists nothing.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, in the order of its places.
    pub fn read(source: &Source<'_>) -> Result<Self, Problems> {
        let is_note = |line: &str| line.is_empty() || line.starts_with('#');
        if source.text.lines().all(|line| is_note(line.trim())) {
            return Ok(Self::default());
        }
        let (root, mut problems) = document::load(source.text);
        let mut entries: Vec<Entry> = Vec::new();
        if let Some(root) = root.as_ref().filter(|root| !matches!(root.value, Value::Sequence(_))) {
            problems.push(
                bad(root, "known differences are a list of entries").help("begin each entry with `- rule:`"),
            );
        }
        for node in root.iter().flat_map(Node::items) {
            let Some(entry) = entry(node, &mut problems) else { continue };
            match entries.iter().find(|earlier| earlier.lists_what(&entry)) {
                Some(earlier) => problems.push(
                    DUPLICATE_KNOWN_DIFFERENCE
                        .at(entry.span, format!("`{}` of `{}` is listed twice", entry.rule.id, entry.subject))
                        .related(earlier.span, "first listed here")
                        .help("remove one of the two"),
                ),
                None => entries.push(entry),
            }
        }
        problems.sort();
        if problems.has_errors() { Err(problems) } else { Ok(Self { entries }) }
    }
}

impl Entry {
    fn lists_what(&self, other: &Self) -> bool {
        let what =
            |entry: &Self| (entry.rule.id, entry.subject.clone(), entry.ours.clone(), entry.theirs.clone());
        what(self) == what(other)
    }
}

fn bad(node: &Node, message: impl Into<String>) -> Problem {
    BAD_KNOWN_DIFFERENCE.at(node.span, message)
}

fn entry(node: &Node, problems: &mut Problems) -> Option<Entry> {
    if node.as_mapping().is_none() {
        problems.push(
            bad(node, "an entry has a rule, a subject and a reason")
                .help("write `rule:`, `subject:` and `reason:`"),
        );
        return None;
    }
    for (key, entry) in node.entries().filter(|(key, _)| !KEYS.contains(key)) {
        let problem = BAD_KNOWN_DIFFERENCE.at(entry.key_span, format!("an entry has no key `{key}`"));
        problems.push(match closest(key, KEYS) {
            Some(close) => problem.help(format!("did you mean `{close}`?")),
            None => problem.help(format!("the keys are `{}`", KEYS.join("`, `"))),
        });
    }
    // One after the other, so that all that is wrong is told at once.
    let rule = needed(node, "rule", problems).and_then(|name| rule(name, problems));
    let subject = needed(node, "subject", problems).and_then(Node::as_str);
    let reason = needed(node, "reason", problems).and_then(Node::as_str);
    let [ours, theirs] =
        ["ours", "theirs"].map(|key| node.get(key).and_then(|value| text(value, key, problems)));
    Some(Entry {
        rule: rule?,
        subject: subject?.to_owned(),
        ours: ours.and_then(Node::as_str).map(str::to_owned),
        theirs: theirs.and_then(Node::as_str).map(str::to_owned),
        reason: reason?.trim().to_owned(),
        span: node.span,
        covers: 0,
    })
}

fn needed<'n>(node: &'n Node, key: &str, problems: &mut Problems) -> Option<&'n Node> {
    let Some(value) = node.get(key) else {
        problems.push(bad(node, format!("an entry has no `{key}`")).help(format!("add `{key}:`")));
        return None;
    };
    text(value, key, problems)
}

fn text<'n>(value: &'n Node, key: &str, problems: &mut Problems) -> Option<&'n Node> {
    if value.as_str().is_some_and(|text| !text.trim().is_empty()) {
        return Some(value);
    }
    problems.push(bad(value, format!("`{key}` is a text")).help(format!("write what the {key} is")));
    None
}

/// The rule of a difference by its name.
fn rule(name: &Node, problems: &mut Problems) -> Option<&'static Rule> {
    let id = name.as_str()?;
    // Those of this file are no differences.
    let mut known = drift::rules();
    known.retain(|rule| !RULES.contains(rule));
    let found = known.iter().find(|rule| rule.id == id).copied();
    if found.is_none() {
        let problem = bad(name, format!("there is no rule `{id}`"));
        problems.push(match closest(id, known.iter().map(|rule| rule.id)) {
            Some(close) => problem.help(format!("did you mean `{close}`?")),
            None => problem.help("`cargo xtask rules` lists them all"),
        });
    }
    found
}
