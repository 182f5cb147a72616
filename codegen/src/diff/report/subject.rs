//! What a finding is about: the heading that it stands under, with the others of it.

use super::super::finding::Finding;
use crate::document::unescape;
use std::borrow::Cow;

/// The operation, or what operations share, by its name in the document.
pub(super) fn of(finding: &Finding) -> String {
    if let Some(operation) = &finding.operation {
        return operation.clone();
    }
    let tokens: Vec<Cow<'_, str>> = finding.pointer.split('/').skip(1).map(unescape).collect();
    let tokens: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
    match tokens[..] {
        ["x-rate-limits", name, ..] => format!("limit {name}"),
        ["x-errors", name, ..] => format!("kind of error {name}"),
        ["components", "schemas", name, ..] => format!("type {name}"),
        ["components", "parameters", name, ..] => format!("parameter {name}"),
        ["components", "requestBodies", name, ..] => format!("body {name}"),
        ["components", "responses", name, ..] => format!("response {name}"),
        ["components", "securitySchemes", name, ..] => format!("credentials {name}"),
        ["paths", path, method, ..] => format!("{} {path}", method.to_uppercase()),
        ["paths", path] => path.to_owned(),
        _ => "the API".to_owned(),
    }
}

/// Those of one subject, in the order in which each subject comes first.
pub(super) fn groups<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<(String, Vec<&'a Finding>)> {
    let mut groups: Vec<(String, Vec<&Finding>)> = Vec::new();
    for finding in findings {
        let subject = of(finding);
        match groups.iter_mut().find(|(known, _)| *known == subject) {
            Some((_, group)) => group.push(finding),
            None => groups.push((subject, vec![finding])),
        }
    }
    groups
}
