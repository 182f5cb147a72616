//! `$ref`s: that each leads to an object of the right kind, and not in a circle.

use super::{
    collect::Collector,
    node::{Node, Value},
    normalize::{self, NOT_EXPRESSED},
    pointer::{escape, unescape},
    shape::Shape,
    structure::{WRONG_KIND, Walk, describe, head_of},
};
use crate::{
    patch,
    problem::{Problem, Rule, Severity, Span},
    suggest,
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

pub(super) static UNRESOLVED_REFERENCE: Rule = Rule {
    id: "unresolved-reference",
    severity: Severity::Error,
    summary: "every `$ref` within the document leads somewhere",
    explanation: "A `$ref` names a place of the document by its JSON pointer, such as `#/components/schemas/User`. Nothing is \
                  there. Inside a pointer, `/` is written `~1` and `~` is written `~0`.",
    fixable: true,
};

pub(super) static UNRESOLVED_MAPPING: Rule = Rule {
    id: "unresolved-mapping",
    severity: Severity::Warning,
    summary: "the mapping of a discriminator leads to schemas",
    explanation: "A value of `mapping` names a schema that is not there. The members of the union are still known, so a \
                  client can be generated: the value is read like any other that the document does not name.",
    fixable: true,
};

pub(super) static CIRCULAR_REFERENCE: Rule = Rule {
    id: "circular-reference",
    severity: Severity::Error,
    summary: "a `$ref` does not lead back to itself through other `$ref`s",
    explanation: "A chain of `$ref`s that ends where it began never says what the object is. Recursive schemas are fine: \
                  there the circle passes through a property, an item or a member.",
    fixable: false,
};

pub(super) static FOREIGN_REFERENCE: Rule = Rule {
    id: "foreign-reference",
    severity: Severity::Warning,
    summary: "`$ref`s stay within the document",
    explanation: "Other files and addresses are not read: generation is a function of one document, and a document must not \
                  make its reader open files or connections. What the reference stands for is taken as any JSON value. \
                  Bundle the files into one document first.",
    fixable: false,
};

pub(super) static REFERENCE_SIBLING: Rule = Rule {
    id: "reference-sibling",
    severity: Severity::Warning,
    summary: "in OpenAPI 3.0 nothing stands beside the `$ref` of a schema",
    explanation: "OpenAPI 3.0 ignores all keys beside a `$ref`; since 3.1 they count. This client takes them as 3.1 does, \
                  other tools drop them, so that `nullable` or `description` holds for some callers and not for others. \
                  Write `allOf` with the reference alone, and the keys beside the `allOf`.",
    fixable: false,
};

/// How many unresolved references get a suggestion: each one is compared with all names of its section.
const MAX_SUGGESTIONS: usize = 100;

/// A `$ref` as found.
pub(super) struct Reference {
    /// The place of its text.
    pub(super) span: Span,
    /// What it says.
    pub(super) text: String,
    /// What must stand at its end.
    pub(super) shape: &'static Shape,
    /// The rule that it violates when nothing stands there.
    pub(super) rule: &'static Rule,
}

/// What a reference leads to outside of the section that is made for it.
pub(super) struct Target {
    pointer: String,
    reference: Reference,
}

/// The JSON pointer of a reference within the document.
pub(crate) fn local_pointer(text: &str) -> Option<Cow<'_, str>> {
    let pointer = text.strip_prefix('#')?;
    if !pointer.contains('%') {
        return Some(Cow::Borrowed(pointer));
    }
    let mut bytes = Vec::with_capacity(pointer.len());
    let mut rest = pointer.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| {
            let hex = std::str::from_utf8(hex)
                .ok()
                .filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
            u8::from_str_radix(hex, 16).ok()
        });
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    Some(String::from_utf8(bytes).map_or(Cow::Borrowed(pointer), Cow::Owned))
}

/// The pointers of components that the structure check is about to take out: a reference to one is not reported again.
pub(super) fn broken(root: &Node) -> Vec<String> {
    let Some(components) = root.get("components") else {
        return Vec::new();
    };
    if components.as_mapping().is_none() {
        return vec!["/components".to_owned()];
    }
    let mut broken = Vec::new();
    for (section, entry) in components.entries() {
        let section = format!("/components/{section}");
        if entry.node.as_mapping().is_none() {
            broken.push(section);
            continue;
        }
        let wrong = entry.node.entries().filter(|(_, component)| component.node.as_mapping().is_none());
        broken.extend(wrong.map(|(name, _)| format!("{section}/{}", escape(name))));
    }
    broken
}

/// Reports a key beside the `$ref` of a schema.
pub(super) fn sibling(key: &str, span: Span) -> Problem {
    REFERENCE_SIBLING
        .at(span, format!("OpenAPI 3.0 ignores `{key}` beside a `$ref`"))
        .help(format!("write `allOf: [{{ $ref: .. }}]`, and `{key}` beside the `allOf`"))
}

/// Checks every reference that the walk has met, and what they lead to.
pub(super) fn check(root: &mut Node, walk: &mut Walk<'_>, broken: &[String]) -> Vec<Target> {
    let mut ends = Ends::default();
    let mut walked = BTreeSet::new();
    let mut targets = Vec::new();
    let mut unresolved = 0;
    walk.references.reverse();
    // Checking an unusual target may meet further references.
    while let Some(reference) = walk.references.pop() {
        let Some(pointer) =
            local_pointer(&reference.text).filter(|pointer| pointer.is_empty() || pointer.starts_with('/'))
        else {
            foreign(&reference, walk);
            continue;
        };
        let Some(target) = root.at(&pointer) else {
            if !broken.iter().any(|prefix| starts_with(&pointer, prefix)) {
                unresolved += 1;
                let suggest = unresolved <= MAX_SUGGESTIONS;
                walk.found.push(unresolved_problem(root, &reference, &pointer, suggest, walk.text));
            }
            continue;
        };
        if ends.circular(root, &reference.text) {
            if ends.reported.insert(pointer.into_owned()) {
                walk.found.push(circular(&reference, target.span));
            }
            continue;
        }
        let usual = in_section(&pointer, reference.shape);
        if !usual && walked.insert((pointer.to_string(), reference.shape.name)) {
            check_target(root, &reference, &pointer, walk);
            let pointer = pointer.into_owned();
            targets.push(Target { pointer, reference });
        }
    }
    targets
}

/// Rewrites the targets of unusual references, which the table may not reach.
pub(super) fn normalize(root: &mut Node, targets: Vec<Target>, found: &mut Collector) {
    for Target { pointer, reference } in targets {
        let Some(target) = root.at_mut(&pointer) else {
            let message = format!(
                "`{}` leads into a part that is rewritten: any value is allowed there",
                reference.text
            );
            let help = format!("move {} to `components` and refer to it there", reference.shape.name);
            found.push(NOT_EXPRESSED.at(reference.span, message).help(help));
            continue;
        };
        normalize::object(target, reference.shape, found);
    }
}

fn foreign(reference: &Reference, walk: &mut Walk<'_>) {
    let text = &reference.text;
    if text.is_empty() {
        walk.found.push(UNRESOLVED_REFERENCE.at(reference.span, "the `$ref` is empty"));
        return;
    }
    let file = text.split('#').next().unwrap_or_default();
    let message = if file.is_empty() {
        format!("`{text}` names an anchor, which is not followed: any value is allowed there")
    } else {
        format!("`{text}` is in another document, which is not read: any value is allowed there")
    };
    let problem = FOREIGN_REFERENCE
        .at(reference.span, message)
        .help(format!("move {} into this document and refer to it with `#/..`", reference.shape.name));
    walk.found.repeat(text.as_str(), problem);
}

/// Checks a target that the walk has not met as what the reference takes it for.
fn check_target(root: &mut Node, reference: &Reference, pointer: &str, walk: &mut Walk<'_>) {
    let Some(target) = root.at_mut(pointer) else {
        return;
    };
    if target.as_mapping().is_some() {
        let head = head_of(target);
        walk.object(target, reference.shape, head);
    } else if target.as_bool().is_none() || reference.shape.section != Some("schemas") {
        let message =
            format!("`{}` leads to {}, not to {}", reference.text, describe(target), reference.shape.name);
        walk.found.push(WRONG_KIND.at(reference.span, message).related(target.span, "the target"));
    }
}

/// Whether the pointer is `/components/<section>/<name>` of the right section.
fn in_section(pointer: &str, shape: &Shape) -> bool {
    let mut parts = pointer.split('/').skip(1);
    parts.next() == Some("components")
        && parts.next() == shape.section
        && parts.next().is_some()
        && parts.next().is_none()
}

fn starts_with(pointer: &str, prefix: &str) -> bool {
    pointer.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn unresolved_problem(
    root: &Node,
    reference: &Reference,
    pointer: &str,
    suggest: bool,
    text: &str,
) -> Problem {
    let problem = reference.rule.at(reference.span, format!("nothing is at `{}`", reference.text));
    let (parent, name) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    let siblings = root.at(parent).filter(|_| suggest);
    let names: Vec<&str> = siblings.into_iter().flat_map(Node::entries).map(|(name, _)| name).collect();
    let written = |name: &str| format!("#{parent}/{}", escape(name));
    let fix = suggest::certain_name(&unescape(name), names.iter().copied())
        .and_then(|meant| patch::write(text, reference.span, &reference.text, &written(meant)));
    let problem = problem.fix(fix);
    let closest = suggest::closest(&unescape(name), names);
    // The right name in the wrong section is as common as a misspelt one.
    let elsewhere = || {
        let sections = root.get("components")?.entries();
        let mut found = sections.filter(|(_, section)| section.node.get(&unescape(name)).is_some());
        found.next().map(|(section, _)| format!("#/components/{section}/{name}"))
    };
    match closest.map(written).or_else(elsewhere) {
        Some(text) => problem.help(format!("did you mean `{text}`?")),
        None => problem.help(format!("define {} there, or correct the pointer", reference.shape.name)),
    }
}

fn circular(reference: &Reference, target: Span) -> Problem {
    CIRCULAR_REFERENCE
        .at(reference.span, format!("`{}` leads back to itself", reference.text))
        .related(target, "the chain of `$ref`s passes here")
        .help("give one of the chain a definition of its own")
}

/// Which references end, by their text.
#[derive(Default)]
struct Ends {
    circular: BTreeMap<String, bool>,
    /// The members of circles, each of which is reported once.
    reported: BTreeSet<String>,
}

impl Ends {
    /// Whether following `text` leads in a circle.
    fn circular(&mut self, root: &Node, text: &str) -> bool {
        let mut chain = BTreeSet::new();
        let mut next = Some(text.to_owned());
        let verdict = loop {
            let Some(current) = next else { break false };
            if let Some(known) = self.circular.get(&current) {
                break *known;
            }
            if chain.contains(&current) {
                break true;
            }
            let target = local_pointer(&current).and_then(|pointer| root.at(&pointer));
            next = target.and_then(|node| reference_of(node)).map(str::to_owned);
            chain.insert(current);
        };
        for member in chain {
            self.circular.insert(member, verdict);
        }
        verdict
    }
}

fn reference_of(node: &Node) -> Option<&str> {
    match &node.get("$ref")?.value {
        Value::Scalar(scalar) => Some(&scalar.text),
        _ => None,
    }
}
