//! Responses -> what an operation returns and how it can fail.

use super::{
    keys::text,
    names::{RUNTIME_KINDS, Scope, upper},
    not_expressed,
    schemas::Types,
};
use crate::{
    document::{Document, Node},
    media_type::{essence, is_json},
    model::{ErrorCase, Status, Success, Type},
    problem::{Problems, Span},
};

/// What the 2xx answers of an operation hold.
pub(super) fn success(
    document: &Document,
    responses: &Node,
    builder: &str,
    types: &mut Types<'_>,
    problems: &mut Problems,
) -> Success {
    let mut found: Vec<(Success, Span)> = Vec::new();
    let mut fallback = None;
    for (key, entry) in responses.entries() {
        if key.starts_with('2') {
            let content = content(document, &entry.node, &format!("{builder}Response"), types, problems);
            handed_out(document.resolve(&entry.node), problems);
            found.push((content, entry.key_span));
        } else if key == "default" {
            fallback = Some(entry);
        }
    }
    if found.is_empty()
        && let Some(entry) = fallback
    {
        handed_out(document.resolve(&entry.node), problems);
        found.push((
            content(document, &entry.node, &format!("{builder}Response"), types, problems),
            entry.key_span,
        ));
    }
    let mut found = found.into_iter();
    let Some((mut whole, _)) = found.next() else {
        return Success::Empty;
    };
    for (next, span) in found {
        whole = match (whole, next) {
            (Success::Empty, Success::Empty) => Success::Empty,
            (Success::Text, Success::Text) => Success::Text,
            (Success::Json(first), Success::Json(second)) if first == second => Success::Json(first),
            (Success::Json(ty), Success::Empty) | (Success::Empty, Success::Json(ty)) => {
                Success::Json(nullable(ty))
            }
            (Success::Json(_), Success::Json(_)) => {
                problems.push(not_expressed(
                    span,
                    "the 2xx answers hold different types, so the operation returns any JSON",
                    "give them one schema, a `oneOf` of both when they differ",
                ));
                Success::Json(Type::Any)
            }
            (Success::Bytes, Success::Bytes) => Success::Bytes,
            (Success::Bytes | Success::Text, _) | (_, Success::Bytes | Success::Text) => {
                problems.push(not_expressed(
                    span,
                    "the 2xx answers are of different media types, so the operation returns bytes",
                    "give them one media type",
                ));
                Success::Bytes
            }
        };
    }
    whole
}

/// How an operation can fail: by status, ranges and the default last.
pub(super) fn errors(
    document: &Document,
    responses: &Node,
    builder: &str,
    types: &mut Types<'_>,
    problems: &mut Problems,
) -> Vec<ErrorCase> {
    let has_success = responses.entries().any(|(key, _)| key.starts_with('2'));
    let mut scope = Scope::default();
    let mut cases: Vec<ErrorCase> = Vec::new();
    for (key, entry) in responses.entries() {
        let Some(status) = status(key).filter(|status| has_success || *status != Status::Default) else {
            continue;
        };
        if cases.iter().any(|case| case.status == status) {
            problems.push(not_expressed(
                entry.key_span,
                format!("`{key}` is left out: the same statuses stand under another key"),
                "describe them once",
            ));
            continue;
        }
        let response = document.resolve(&entry.node);
        // Beside a reference it is what the shared response means here.
        let named = text(&entry.node, "x-error").or_else(|| text(response, "x-error"));
        let kind = named.map_or_else(|| kind_of(status), |kind| upper(&kind));
        let kind =
            if RUNTIME_KINDS.iter().any(|(taken, _)| *taken == kind) { format!("Api{kind}") } else { kind };
        let body = match content(document, &entry.node, &format!("{builder}{kind}"), types, problems) {
            Success::Json(ty) => Some(ty),
            Success::Empty => None,
            Success::Text | Success::Bytes => {
                if let Some((name, media)) = response.get("content").and_then(|all| all.entries().next()) {
                    problems.push(not_expressed(
                        media.key_span,
                        format!("the body of a failure of the type `{name}` is not read"),
                        "describe the failure with `application/json`, or without `content`",
                    ));
                }
                None
            }
        };
        let variant = scope.claim(&kind, entry.key_span);
        cases.push(ErrorCase { status, variant, kind, doc: text(response, "description"), body });
    }
    cases.sort_by_key(|case| case.status);
    cases
}

/// What one response holds. Its inline schema is called after the shared response, or else `hint`.
fn content(
    document: &Document,
    node: &Node,
    hint: &str,
    types: &mut Types<'_>,
    problems: &mut Problems,
) -> Success {
    let shared =
        node.get("$ref").and_then(Node::as_str).and_then(|pointer| pointer.rsplit('/').next()).map(upper);
    let hint = shared.as_deref().unwrap_or(hint);
    let response = document.resolve(node);
    let media: Vec<_> = response.get("content").into_iter().flat_map(Node::entries).collect();
    let read = media.iter().position(|(name, _)| is_json(name)).unwrap_or_default();
    for (at, (other, entry)) in media.iter().enumerate() {
        if at != read {
            problems.push(not_expressed(
                entry.key_span,
                format!("an answer of the type `{other}` is not read: the client reads `{}`", media[read].0),
                "describe one media type for each answer",
            ));
        }
    }
    if let Some((_, entry)) = media.iter().find(|(name, _)| is_json(name)) {
        return Success::Json(match entry.node.get("schema") {
            Some(schema) => types.usage(schema, hint, problems).whole(),
            None => Type::Any,
        });
    }
    match media.first() {
        None => Success::Empty,
        Some((name, _)) if essence(name).starts_with("text/") => Success::Text,
        Some(_) => Success::Bytes,
    }
}

/// Says that an answer with a structure is handed out without it.
fn handed_out(response: &Node, problems: &mut Problems) {
    let media: Vec<_> = response.get("content").into_iter().flat_map(Node::entries).collect();
    let Some((name, entry)) = media.first().filter(|_| !media.iter().any(|(name, _)| is_json(name))) else {
        return;
    };
    if name.contains("xml") || name.contains("event-stream") || name.contains("ndjson") {
        problems.push(not_expressed(
            entry.key_span,
            format!("an answer of the type `{name}` is handed out as it is, without its schema"),
            "offer `application/json` beside it",
        ));
    }
}

fn nullable(ty: Type) -> Type {
    match ty {
        Type::Nullable(_) | Type::Any => ty,
        ty => Type::Nullable(Box::new(ty)),
    }
}

fn status(key: &str) -> Option<Status> {
    if key == "default" {
        return Some(Status::Default);
    }
    if let Some(digit) = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx")) {
        return digit.parse().ok().filter(|digit| matches!(digit, 3..=5)).map(Status::Range);
    }
    key.parse().ok().filter(|code| matches!(code, 300..=599)).map(Status::Code)
}

/// The kind of an error that the document does not name: what HTTP calls the status.
fn kind_of(status: Status) -> String {
    match status {
        Status::Code(code) => http::StatusCode::from_u16(code)
            .ok()
            .and_then(|status| status.canonical_reason())
            // "I'm a teapot" has an apostrophe; no other reason has a sign.
            .map_or_else(|| format!("Status{code}"), |reason| upper(&reason.replace('\'', ""))),
        Status::Range(3) => "Redirection".to_owned(),
        Status::Range(4) => "ClientError".to_owned(),
        Status::Range(_) => "ServerError".to_owned(),
        Status::Default => "Other".to_owned(),
    }
}
