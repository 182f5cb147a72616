//! How one call behaves: retries, stale answers and timeouts.

use super::{
    context::{Context, Operation},
    error,
    extensions::ours,
    suggest, warning,
};
use crate::{
    document::Node,
    problem::{Problems, Rule},
    vocabulary::duration,
};

pub(super) static MISSING_RETRY: Rule = warning(
    "missing-retry",
    "every operation says whether a repeat is harmless",
    "A client repeats a request only when a repeat does no harm, and nothing but the document can say so. \
     Without `x-retry` the generator goes by the HTTP method.",
);
pub(super) static BAD_RETRY: Rule = error(
    "bad-retry",
    "`x-retry` has a safety and, perhaps, the statuses of a refusal",
    "`safety` is `safe` (only reads), `idempotent` (a repeat has the same effect) or `unsafe` (a repeat \
     acts again). `refused` lists the 4xx and 5xx statuses which prove that nothing was done.",
)
.fixable();
pub(super) static RETRY_METHOD: Rule = warning(
    "retry-method",
    "the retry safety agrees with the HTTP method",
    "GET and HEAD are safe by definition (RFC 9110, section 9.2), and POST acts. A safety that says \
     otherwise is mostly a slip, and a wrong one repeats what must not be repeated.",
);
pub(super) static BAD_STALE: Rule = error(
    "bad-stale",
    "`x-stale` gives a GET a `max-age`",
    "A stored answer can stand in for a fresh one only where the request reads and where somebody said \
     how old it may be.",
)
.fixable();
pub(super) static BAD_TIMEOUT: Rule = error(
    "bad-timeout",
    "`x-timeout` has `attempt`, a duration",
    "The duration bounds one attempt. The whole call is bounded by the caller.",
)
.fixable();

pub(super) const RETRY_KEYS: [&str; 2] = ["safety", "refused"];
pub(super) const STALE_KEY: &str = "max-age";
pub(super) const TIMEOUT_KEY: &str = "attempt";
const SAFETIES: [&str; 3] = ["safe", "idempotent", "unsafe"];
const DURATION: &str = "with an integer and `ms`, `s`, `m` or `h`";

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let silent = !context.operations.iter().any(|operation| ours(operation.node, "x-retry").is_some());
    if silent && !context.operations.is_empty() {
        problems.push(
            MISSING_RETRY
                .at(context.top(), "no operation says whether a repeat is harmless")
                .help("write `x-retry: { safety: safe }`, `idempotent` or `unsafe` for each operation"),
        );
    }
    for operation in &context.operations {
        match ours(operation.node, "x-retry") {
            Some(retry) => check_retry(context, operation, retry, problems),
            None if !silent => problems.push(
                MISSING_RETRY
                    .at(
                        operation.key_span,
                        format!("{} does not say whether a repeat is harmless", operation.name()),
                    )
                    .help(format!("write `x-retry: {{ safety: {} }}`", usual_safety(operation.method))),
            ),
            None => {}
        }
        if let Some(stale) = ours(operation.node, "x-stale") {
            if operation.method != "get" {
                let method = operation.method.to_ascii_uppercase();
                problems.push(
                    BAD_STALE
                        .at(operation.key("x-stale"), format!("a {method} has no answer to keep"))
                        .help("remove `x-stale`: only a GET can have it"),
                );
            }
            only_duration(context.text(), &BAD_STALE, stale, "x-stale", STALE_KEY, "5m", problems);
        }
        if let Some(timeout) = ours(operation.node, "x-timeout") {
            only_duration(context.text(), &BAD_TIMEOUT, timeout, "x-timeout", TIMEOUT_KEY, "30s", problems);
        }
    }
}

fn usual_safety(method: &str) -> &'static str {
    match method {
        "get" | "head" | "options" | "trace" => "safe",
        "put" | "delete" => "idempotent",
        _ => "unsafe",
    }
}

fn check_retry(context: &Context<'_>, operation: &Operation<'_>, retry: &Node, problems: &mut Problems) {
    let written = context.text();
    let usual = usual_safety(operation.method);
    let Some(safety) = retry.get("safety") else {
        if suggest::missing_keys(retry, &["safety"], &RETRY_KEYS).is_empty() {
            suggest::unknown_keys(written, &BAD_RETRY, retry, "`x-retry`", &RETRY_KEYS, problems);
            return;
        }
        problems.push(
            BAD_RETRY
                .at(retry.span, format!("the `x-retry` of {} has no `safety`", operation.name()))
                .help(format!("write `x-retry: {{ safety: {usual} }}`")),
        );
        return;
    };
    let text = safety.as_str().unwrap_or_default();
    let conflict = match (operation.method, text) {
        ("get" | "head", "unsafe") => Some("reads, but is marked as acting again when repeated"),
        ("post", "safe") => Some("is a POST, but is marked as only reading"),
        _ => None,
    };
    if let Some(conflict) = conflict {
        let instead = if operation.method == "post" {
            "`safety: idempotent` or `safety: unsafe`"
        } else {
            "`safety: safe`"
        };
        problems.push(
            RETRY_METHOD
                .at(safety.span, format!("{} {conflict}", operation.name()))
                .help(format!("write {instead}")),
        );
    } else if !SAFETIES.contains(&text) {
        problems.push(
            BAD_RETRY
                .at(safety.span, format!("`{text}` is no retry safety"))
                .help(suggest::did_you_mean(text, SAFETIES, format!("write {}", suggest::list(SAFETIES))))
                .fix(suggest::meant_word(written, safety.span, text, SAFETIES)),
        );
    }
    refused(retry, problems);
    suggest::unknown_keys(written, &BAD_RETRY, retry, "`x-retry`", &RETRY_KEYS, problems);
}

fn refused(retry: &Node, problems: &mut Problems) {
    let Some(refused) = retry.get("refused") else {
        return;
    };
    let help = "write a list of 4xx and 5xx statuses, as in `refused: [429]`";
    if refused.as_str().is_some() || refused.as_mapping().is_some() {
        problems.push(BAD_RETRY.at(refused.span, "`refused` is no list of statuses").help(help));
    }
    for status in refused.items() {
        if !status.as_u64().is_some_and(|status| (400..600).contains(&status)) {
            let text = status.as_str().unwrap_or("this");
            problems.push(
                BAD_RETRY
                    .at(status.span, format!("`{text}` is no status with which a server refuses"))
                    .help(help),
            );
        }
    }
}

/// Checks an extension whose one key is a duration.
fn only_duration(
    text: &str,
    rule: &'static Rule,
    node: &Node,
    extension: &str,
    key: &'static str,
    example: &str,
    problems: &mut Problems,
) {
    let value = node.get(key);
    let misspelt = value.is_none() && suggest::missing_keys(node, &[key], &[key]).is_empty();
    if !misspelt && value.and_then(Node::as_str).and_then(duration).is_none() {
        let message = match value {
            Some(value) => format!("`{}` is no duration", value.as_str().unwrap_or_default()),
            None => format!("`{extension}` has no `{key}`"),
        };
        problems.push(
            rule.at(value.map_or(node.span, |value| value.span), message)
                .help(format!("write `{key}:` {DURATION}, as in `{extension}: {{ {key}: {example} }}`")),
        );
    }
    suggest::unknown_keys(text, rule, node, &format!("`{extension}`"), &[key], problems);
}
