//! Rate limits: the named buckets and the operations that pay from them.

use super::{
    context::{Context, Operation, covers},
    error,
    responses::shared_response,
    suggest, warning,
};
use crate::{
    document::{Entry, Node},
    problem::{Problems, Rule},
    suggest::closest,
    vocabulary::duration,
};
use std::collections::BTreeSet;

pub(super) static MISSING_RATE_LIMIT: Rule = warning(
    "missing-rate-limit",
    "every operation says which rate limit it counts against",
    "A client that knows the limits waits before it is refused. An operation that has none says so with \
     `x-rate-limit: none` and a reason, so that nobody takes silence for knowledge.",
);
pub(super) static UNKNOWN_BUCKET: Rule = error(
    "unknown-bucket",
    "every rate limit of an operation is defined in the root's `x-rate-limits`",
    "The name stands for a number of requests per time. Without the definition there is nothing to keep to.",
)
.fixable();
pub(super) static UNUSED_BUCKET: Rule = warning(
    "unused-bucket",
    "every rate limit in `x-rate-limits` limits an operation",
    "A limit that nothing counts against is left over, or the operations that should name it do not.",
);
pub(super) static RATE_LIMIT_REASON: Rule = warning(
    "rate-limit-reason",
    "`x-rate-limit: none` comes with `x-rate-limit-reason`",
    "That an operation has no limit is a claim about the API. The reason says where it comes from.",
);
pub(super) static BAD_BUCKET: Rule = error(
    "bad-bucket",
    "a rate limit is a number of requests per time",
    "A bucket has `requests`, a positive integer, and `per`, a duration such as `60s`; `scope` is \
     `token`; `provenance` is `documented` or `assumed`. Its name is kebab-case, because it becomes a \
     constant.",
)
.fixable();
pub(super) static RATE_LIMITED_UNDOCUMENTED: Rule = warning(
    "rate-limited-undocumented",
    "an operation with a rate limit documents the status 429",
    "A limited operation can answer 429. Only what is documented becomes an error that callers can match on.",
)
.fixable();

const BUCKET_KEYS: [&str; 5] = ["requests", "per", "scope", "provenance", "description"];

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    let registry = context.document.root.get("x-rate-limits");
    let buckets: Vec<(&str, &Entry)> = registry.into_iter().flat_map(Node::entries).collect();
    for (name, entry) in &buckets {
        bucket(context.text(), name, entry, problems);
    }
    let mut used = BTreeSet::new();
    let silent =
        registry.is_none() && !context.operations.iter().any(|one| one.node.get("x-rate-limit").is_some());
    if silent && !context.operations.is_empty() {
        problems.push(
            MISSING_RATE_LIMIT.at(context.top(), "no operation says which rate limit it counts against").help(
                "define `x-rate-limits:` at the root and write `x-rate-limit: <name>` for each operation, or \
     `x-rate-limit: none` with `x-rate-limit-reason`",
            ),
        );
    }
    for operation in &context.operations {
        let Some(limit) = operation.node.get("x-rate-limit") else {
            if !silent {
                missing(operation, &buckets, problems);
            }
            continue;
        };
        let names = match limit.items() {
            [] => std::slice::from_ref(limit),
            names => names,
        };
        for node in names {
            let name = node.as_str().unwrap_or_default();
            if name == "none" && names.len() == 1 {
                continue;
            }
            used.insert(name);
            if !buckets.iter().any(|(bucket, _)| *bucket == name) {
                // A misspelt name is one mistake: the limit that it means is used.
                used.extend(closest(name, buckets.iter().map(|(bucket, _)| *bucket)));
                unknown(context.text(), node, &buckets, problems);
            }
        }
        reason(operation, limit, problems);
        if limit.as_str() != Some("none") {
            undocumented(context, operation, limit, problems);
        }
    }
    for (name, entry) in buckets.iter().filter(|(name, _)| !used.contains(name)) {
        problems.push(
            UNUSED_BUCKET
                .at(entry.key_span, format!("no operation counts against `{name}`"))
                .help(format!("write `x-rate-limit: {name}` where it applies, or remove it")),
        );
    }
}

fn missing(operation: &Operation<'_>, buckets: &[(&str, &Entry)], problems: &mut Problems) {
    let names = suggest::list(buckets.iter().map(|(name, _)| *name));
    problems.push(
        MISSING_RATE_LIMIT
            .at(
                operation.key_span,
                format!("{} does not say which rate limit it counts against", operation.name()),
            )
            .help(format!(
                "write `x-rate-limit:` with {names}, or `x-rate-limit: none` with `x-rate-limit-reason`"
            )),
    );
}

fn unknown(text: &str, node: &Node, buckets: &[(&str, &Entry)], problems: &mut Problems) {
    let message = match node.as_str() {
        Some("none") => "`none` stands beside other rate limits".to_owned(),
        Some(name) => format!("there is no rate limit `{name}`"),
        None => "this is no name of a rate limit".to_owned(),
    };
    let name = node.as_str().unwrap_or_default();
    let help = match name {
        "none" => "remove `none`, or the others".to_owned(),
        "" => format!("write {}", suggest::list(buckets.iter().map(|(name, _)| *name))),
        name => suggest::did_you_mean(
            name,
            buckets.iter().map(|(name, _)| *name),
            format!("define it in `x-rate-limits`, as in `{name}: {{ requests: 60, per: 60s }}`"),
        ),
    };
    let fix = suggest::meant(text, node.span, name, buckets.iter().map(|(name, _)| *name));
    problems.push(UNKNOWN_BUCKET.at(node.span, message).help(help).fix(fix));
}

fn reason(operation: &Operation<'_>, limit: &Node, problems: &mut Problems) {
    let reason = operation.node.entry("x-rate-limit-reason");
    let stated = reason.and_then(|entry| entry.node.as_str()).is_some_and(|text| !text.trim().is_empty());
    match (limit.as_str() == Some("none"), reason) {
        (true, _) if !stated => problems.push(
            RATE_LIMIT_REASON
                .at(limit.span, format!("{} has no rate limit and does not say why", operation.name()))
                .help("write `x-rate-limit-reason:` with where that is known from"),
        ),
        (false, Some(entry)) => problems.push(
            RATE_LIMIT_REASON
                .at(entry.key_span, "a reason stands beside a rate limit that is not `none`")
                .related(limit.span, "the rate limit")
                .help("remove `x-rate-limit-reason`, or write `x-rate-limit: none`"),
        ),
        _ => {}
    }
}

fn undocumented(context: &Context<'_>, operation: &Operation<'_>, limit: &Node, problems: &mut Problems) {
    if !context.responses(operation).iter().any(|response| covers(response.status, "429")) {
        problems.push(
            RATE_LIMITED_UNDOCUMENTED
                .at(
                    operation.key("responses"),
                    format!("{} has a rate limit but does not document the status 429", operation.name()),
                )
                .related(limit.span, "the rate limit")
                .help("add `\"429\":` to its responses")
                .fix(shared_response(context, operation, "429")),
        );
    }
}

fn bucket(text: &str, name: &str, entry: &Entry, problems: &mut Problems) {
    let node = &entry.node;
    let mut bad = |span, message: String, help: &str| problems.push(BAD_BUCKET.at(span, message).help(help));
    if !is_kebab_case(name) || name == "none" {
        let message = format!("`{name}` is no name for a rate limit");
        bad(entry.key_span, message, "write a kebab-case name other than `none`, such as `agent-creation`");
    }
    let Some(map) = node.as_mapping() else {
        bad(node.span, format!("`{name}` is no mapping"), "write `{ requests: 60, per: 60s }`");
        return;
    };
    let place = |key: &str| map.get(key).map_or(entry.key_span, |entry| entry.node.span);
    if node
        .get("requests")
        .and_then(Node::as_u64)
        .and_then(|count| u32::try_from(count).ok())
        .is_none_or(|count| count == 0)
    {
        let message = match node.get("requests") {
            Some(count) => format!("`{}` is no whole number from 1", count.as_str().unwrap_or_default()),
            None => format!("`{name}` has no `requests`"),
        };
        bad(place("requests"), message, "write `requests:` with a whole number from 1, as in `requests: 60`");
    }
    if node.get("per").and_then(Node::as_str).and_then(duration).is_none() {
        let message = format!("`{name}` has no duration in `per`");
        bad(
            place("per"),
            message,
            "write `per:` with an integer and `ms`, `s`, `m` or `h`, as in `per: 60s`",
        );
    }
    if let Some(scope) = node.get("scope").filter(|scope| scope.as_str() != Some("token")) {
        let message = format!("`{name}` has an unknown scope");
        let word = scope.as_str().unwrap_or_default();
        problems.push(
            BAD_BUCKET
                .at(scope.span, message)
                .help("write `scope: token`: limits are counted per token")
                .fix(suggest::meant_word(text, scope.span, word, ["token"])),
        );
    }
    let provenance = node.get("provenance");
    if let Some(node) = provenance.filter(|node| !matches!(node.as_str(), Some("documented" | "assumed"))) {
        let message = format!("`{name}` has an unknown provenance");
        let help =
            "write `provenance: documented` when the API states the limit, `provenance: assumed` when not";
        let word = node.as_str().unwrap_or_default();
        problems.push(BAD_BUCKET.at(node.span, message).help(help).fix(suggest::meant_word(
            text,
            node.span,
            word,
            ["documented", "assumed"],
        )));
    }
    suggest::unknown_keys(text, &BAD_BUCKET, node, "a rate limit", &BUCKET_KEYS, problems);
}

/// Whether a name is made of lower-case words and digits joined by `-`, the first one a word.
pub(super) fn is_kebab_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !name.contains("--")
        && !name.ends_with('-')
}
