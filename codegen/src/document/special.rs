//! Checks of single objects that the table cannot say: keys that depend on one another.

use super::{
    node::{Entry, Node, Scalar, Value},
    objects,
    reference::{Reference, UNRESOLVED_MAPPING},
    scalar::UNKNOWN_VALUE,
    schema_object::DISCRIMINATOR,
    shape::{Missing, Shape},
    structure::{MISSING_KEY, Subject, Walk},
    unquoted,
};
use crate::{patch, problem::Span, suggest};
use indexmap::IndexMap;

type Map = IndexMap<String, Entry>;

/// Looks at a value before its kind is checked; false takes it out.
pub(super) fn before(shape: &'static Shape, key: &str, node: &mut Node, walk: &mut Walk<'_>) -> bool {
    if is(shape, &objects::SCHEMA) && key == "required" && node.as_bool().is_some() {
        let problem = UNKNOWN_VALUE
            .at(node.span, "`required` of a schema is a list of its properties; a boolean is ignored")
            .help("list the property in `required` of the schema that has it");
        walk.found.repeat("required", problem);
        return false;
    }
    true
}

/// Looks at an object whose keys have the right kinds.
pub(super) fn after(shape: &'static Shape, map: &mut Map, head: Span, walk: &mut Walk<'_>) {
    if is(shape, &objects::PARAMETER) {
        parameter(map, walk);
        schema_or_content(shape, map, head, walk);
    } else if is(shape, &objects::HEADER) {
        schema_or_content(shape, map, head, walk);
    } else if is(shape, &objects::SECURITY_SCHEME) {
        security_scheme(shape, map, head, walk);
    } else if is(shape, &objects::SCHEMA) {
        texts_of_a_string(map, walk);
    } else if is(shape, &DISCRIMINATOR) {
        discriminator(map, walk);
    }
}

fn is(shape: &'static Shape, other: &'static Shape) -> bool {
    std::ptr::eq(shape, other)
}

/// Every place has its own styles; another one is ignored.
fn parameter(map: &mut Map, walk: &mut Walk<'_>) {
    let styles: &[&str] = match map.get("in").and_then(|entry| entry.node.as_str()) {
        Some("path") => &["matrix", "label", "simple"],
        Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Some("header") => &["simple"],
        Some("cookie") => &["form"],
        _ => return,
    };
    if let Some(style) = map.get("style")
        && let Some(text) = style.node.as_str()
        && !styles.contains(&text)
    {
        let place = map["in"].node.as_str().unwrap_or_default();
        let meant = suggest::certain(text, styles.iter().copied());
        let fix = meant.and_then(|meant| patch::write(walk.text, style.node.span, text, meant));
        let problem = UNKNOWN_VALUE
            .at(style.node.span, format!("a {place} parameter has no style `{text}`"))
            .help(format!("write one of `{}`", styles.join("`, `")))
            .fix(fix);
        walk.found.repeat(format!("{place} {text}"), problem);
        map.shift_remove("style");
    }
}

fn schema_or_content(shape: &'static Shape, map: &mut Map, head: Span, walk: &mut Walk<'_>) {
    if !map.contains_key("schema") && !map.contains_key("content") {
        walk.missing(map, shape, "schema", Missing::EmptyMapping, head);
    }
}

fn security_scheme(shape: &'static Shape, map: &mut Map, head: Span, walk: &mut Walk<'_>) {
    let needed: &[(&str, Missing)] = match map.get("type").and_then(|entry| entry.node.as_str()) {
        Some("apiKey") => &[("name", Missing::Error), ("in", Missing::Error)],
        Some("http") => &[("scheme", Missing::Error)],
        Some("oauth2") => &[("flows", Missing::EmptyMapping)],
        Some("openIdConnect") => &[("openIdConnectUrl", Missing::EmptyText)],
        _ => &[],
    };
    for (key, missing) in needed {
        if map.contains_key(*key) {
            continue;
        }
        if matches!(missing, Missing::Error) {
            let kind = map["type"].node.as_str().unwrap_or_default();
            let message = format!("a security scheme of type `{kind}` has no `{key}`");
            walk.found.push(MISSING_KEY.at(head, message).help(format!("add `{key}:`")));
        } else {
            walk.missing(map, shape, key, *missing, head);
        }
    }
}

/// The values of a mapping are names of schemas or references to them.
fn discriminator(map: &Map, walk: &mut Walk<'_>) {
    let Some(mapping) = map.get("mapping") else { return };
    for (_, entry) in mapping.node.entries() {
        if let Some(text) = entry.node.as_str().filter(|text| text.starts_with('#')) {
            let (span, text) = (entry.node.span, text.to_owned());
            walk.references.push(Reference {
                span,
                text,
                shape: &objects::SCHEMA,
                rule: &UNRESOLVED_MAPPING,
            });
        }
    }
}

/// Where the type says text, `no` and `1.10` among the values are text.
fn texts_of_a_string(map: &mut Map, walk: &mut Walk) {
    let text_or_null = |node: &Node| matches!(node.as_str(), Some("string" | "null"));
    let is_text = map.get("type").is_some_and(|entry| match &entry.node.value {
        Value::Sequence(items) => items.iter().all(text_or_null),
        _ => entry.node.as_str() == Some("string"),
    });
    if !is_text {
        return;
    }
    let mut mark = |node: &mut Node, subject: Subject<'_>| {
        let null = node.is_null();
        if !null && let Some(problem) = unquoted::value(node, subject, walk.text) {
            walk.found.repeat(subject.key(), problem);
        }
        if let Value::Scalar(Scalar { plain, .. }) = &mut node.value {
            *plain = *plain && null;
        }
    };
    for key in ["enum", "default", "const", "example", "examples"] {
        match map.get_mut(key).map(|entry| &mut entry.node) {
            Some(Node { value: Value::Sequence(items), .. }) => {
                for item in items {
                    mark(item, Subject::Item(key));
                }
            }
            Some(node) => mark(node, Subject::Key(key)),
            None => {}
        }
    }
}
