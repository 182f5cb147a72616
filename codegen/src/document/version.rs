//! Which version of OpenAPI a document is written in, and whether it can be read.

use super::node::Node;
use crate::problem::{Problem, Rule, Severity, Span};

pub(super) static UNSUPPORTED_VERSION: Rule = Rule {
    id: "unsupported-version",
    severity: Severity::Error,
    summary: "the document states OpenAPI 3.0 or 3.1",
    explanation: "The key `openapi` at the top says which rules the document follows. Versions 3.0.x and 3.1.x are read. \
                  Swagger 2.0 has another structure: convert the document first.",
    fixable: false,
};

pub(super) static NEWER_VERSION: Rule = Rule {
    id: "newer-version",
    severity: Severity::Warning,
    summary: "the document does not use a version that is only partly read",
    explanation: "OpenAPI 3.2 is read as 3.1. What is new in it (`query` operations, streams of items, device \
                  authorization) is reported where it is used and not generated.",
    fixable: false,
};

/// Checks the version. The first part is whether the rest of the document is worth checking.
pub(super) fn check(root: &Node) -> (bool, Option<Problem>) {
    let Some(entry) = root.entry("openapi") else {
        return missing(root);
    };
    let span = entry.node.span;
    let Some(text) = entry.node.as_str() else {
        return (true, None);
    };
    let mut parts = text.split('.');
    match (parts.next(), parts.next()) {
        (Some("3"), Some("0" | "1")) => (true, None),
        (Some("3"), Some(_)) => (
            true,
            Some(NEWER_VERSION.at(span, format!("OpenAPI {text} is read as 3.1")).label("newer than 3.1")),
        ),
        _ => (
            false,
            Some(
                UNSUPPORTED_VERSION
                    .at(span, format!("OpenAPI `{text}` is not supported"))
                    .help("write the document in OpenAPI 3.0 or 3.1, such as `openapi: 3.0.3`"),
            ),
        ),
    }
}

fn missing(root: &Node) -> (bool, Option<Problem>) {
    if let Some(swagger) = root.entry("swagger") {
        let text = swagger.node.as_str().unwrap_or("2.0");
        let problem = UNSUPPORTED_VERSION
            .at(swagger.key_span, format!("Swagger {text} is not supported"))
            .help("convert the document to OpenAPI 3.0 first");
        return (false, Some(problem));
    }
    let start = root.entries().next().map_or(root.span.start, |(_, first)| first.key_span.start);
    let problem = UNSUPPORTED_VERSION
        .at(Span { start, end: start }, "the document does not say which version of OpenAPI it is")
        .help("start it with `openapi: 3.0.3`");
    (root.get("paths").is_some() || root.get("components").is_some(), Some(problem))
}
