//! What a client that repeats a request has to know.

use super::{
    context::{Context, Operation, covers},
    extensions::ours,
    warning,
};
use crate::{
    document::Node,
    problem::{Problems, Rule},
};
use std::collections::BTreeSet;

pub(super) static RETRY_WITHOUT_REASON: Rule = warning(
    "retry-without-reason",
    "a POST that is repeated has an idempotency key, or says why a repeat does no harm",
    "A POST acts each time that it arrives. `safety: idempotent` makes the client repeat it when nobody knows whether it \
     did, and a mistake there acts twice. Declare the header that tells repeats apart, or say in the description what a \
     second one does, such as: a second one changes nothing. Otherwise write `safety: unsafe`.",
);
pub(super) static REFUSED_UNDOCUMENTED: Rule = warning(
    "refused-undocumented",
    "a status that proves a refusal is a response of the operation",
    "`refused` lets the client repeat an unsafe request after these statuses. One that is no response of the operation is \
     mostly a slip for another one, and the request is repeated after an answer that nobody has described.",
);
pub(super) static RETRY_AFTER_MISSING: Rule = warning(
    "retry-after-missing",
    "a 429 response has the header `Retry-After`",
    "A client that is refused has to know when to come back. Without the header it guesses: too early, and it is refused \
     again; too late, and it waits for nothing. Declare the header where the server sends it.",
);
pub(super) static REPEATED_BUCKET: Rule = warning(
    "repeated-bucket",
    "an operation names each rate limit once",
    "Each attempt takes one place in every limit that the operation names, so a second mention says nothing; mostly another \
     limit was meant.",
);

/// What a description says about a second request.
const REASONS: [&str; 8] =
    ["again", "already", "idempoten", "no effect", "once", "repeat", "second", "twice"];

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    retry_after(context, problems);
    for operation in &context.operations {
        if let Some(retry) = ours(operation.node, "x-retry") {
            reason(context, operation, retry, problems);
            refused(context, operation, retry, problems);
        }
        let mut seen = BTreeSet::new();
        for name in operation.node.get("x-rate-limit").map_or(&[][..], Node::items) {
            let text = name.as_str().unwrap_or_default();
            if !seen.insert(text) {
                problems.push(
                    REPEATED_BUCKET
                        .at(name.span, format!("{} names the rate limit `{text}` twice", operation.name()))
                        .help("remove it, or name the limit that is meant"),
                );
            }
        }
    }
}

fn reason(context: &Context<'_>, operation: &Operation<'_>, retry: &Node, problems: &mut Problems) {
    let Some(safety) = retry.get("safety").filter(|safety| safety.as_str() == Some("idempotent")) else {
        return;
    };
    let has_key = context
        .parameters(operation)
        .iter()
        .any(|one| one.location == "header" && one.name.to_ascii_lowercase().contains("idempotency"));
    let text =
        operation.node.get("description").and_then(Node::as_str).unwrap_or_default().to_ascii_lowercase();
    if operation.method == "post" && !has_key && !REASONS.iter().any(|word| text.contains(word)) {
        problems.push(
            RETRY_WITHOUT_REASON
                .at(safety.span, format!("{} is repeated, and nothing says why that does no harm", operation.name()))
                .help("declare its `Idempotency-Key` header, or say in the description what a second request does"),
        );
    }
}

fn refused(context: &Context<'_>, operation: &Operation<'_>, retry: &Node, problems: &mut Problems) {
    let responses = context.responses(operation);
    for status in retry.get("refused").map_or(&[][..], Node::items) {
        // What is no status of a failure is reported as such.
        let Some(text) = status.as_str().filter(|text| text.starts_with(['4', '5'])) else { continue };
        if !responses.iter().any(|response| covers(response.status, text)) {
            problems.push(
                REFUSED_UNDOCUMENTED
                    .at(status.span, format!("{} does not document the status {text}", operation.name()))
                    .related(operation.key("responses"), "its responses")
                    .help(format!("add `\"{text}\":` to its responses, or remove it here")),
            );
        }
    }
}

fn retry_after(context: &Context<'_>, problems: &mut Problems) {
    let mut silent = true;
    let mut missing = Vec::new();
    for response in context.operations.iter().flat_map(|operation| context.responses(operation)) {
        if response.status != "429" || response.node.get("$ref").is_some() {
            continue;
        }
        let mut headers = response.node.get("headers").into_iter().flat_map(Node::entries);
        if headers.any(|(name, _)| says_when(name)) {
            silent = false;
        } else {
            missing.push(context.definition(response.written, response.key_span));
        }
    }
    // A document that knows no such header is told once.
    missing.truncate(if silent { 1 } else { missing.len() });
    let message = if silent {
        "no 429 response says when to come back"
    } else {
        "this 429 does not say when to come back"
    };
    for place in missing {
        problems.push(
            RETRY_AFTER_MISSING
                .at(place, message)
                .help("declare the header, as in `headers: { Retry-After: { schema: { type: integer } } }`"),
        );
    }
}

/// Whether a header says when to come back. Many servers have one of their own.
fn says_when(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "retry-after"
        || (name.contains("ratelimit") || name.contains("rate-limit")) && name.contains("reset")
}
