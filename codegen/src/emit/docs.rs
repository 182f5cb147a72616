//! What documentation says of types and facts.

use crate::{
    model::{Api, Operation, Policy, RateLimit, Safety},
    render::cell,
};
use proc_macro2::TokenStream;
use quote::quote;
use std::time::Duration;

/// The statuses that a repeat may overcome: those that the runtime repeats a request after, where a repeat does no harm.
const TRANSIENT: &[u16] = &[408, 429, 500, 502, 503, 504];

/// A doc attribute; render splits it into lines.
pub(super) fn doc(text: &str) -> TokenStream {
    quote!(#[doc = #text])
}

/// A doc attribute, when there is something to say.
pub(super) fn maybe_doc(text: Option<&str>) -> TokenStream {
    text.map(doc).unwrap_or_default()
}

/// A duration as an expression: whole seconds where it is whole seconds.
pub(super) fn duration(duration: Duration) -> TokenStream {
    if duration.subsec_nanos() == 0 {
        let seconds = proc_macro2::Literal::u64_unsuffixed(duration.as_secs());
        quote!(Duration::from_secs(#seconds))
    } else {
        let millis =
            proc_macro2::Literal::u64_unsuffixed(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
        quote!(Duration::from_millis(#millis))
    }
}

/// A duration as people write it: in the largest unit of which it is more than one, or a whole hour.
pub(super) fn spoken(duration: Duration) -> String {
    match (duration.as_secs(), duration.subsec_nanos()) {
        (seconds, 0) if seconds % 3600 == 0 && seconds > 0 => format!("{} h", seconds / 3600),
        (seconds, 0) if seconds % 60 == 0 && seconds > 60 => format!("{} min", seconds / 60),
        (seconds, 0) => format!("{seconds} s"),
        _ => format!("{} ms", duration.as_millis()),
    }
}

/// A link to the method of an operation. A link names a raw identifier without its mark.
pub(super) fn method_link(operation: &Operation) -> String {
    format!("[`Client::{}`]", operation.method.trim_start_matches("r#"))
}

/// A duration as the spec spells it.
pub(crate) fn spelled(duration: Duration) -> String {
    spoken(duration).replace(" min", "m").replace(' ', "")
}

/// The documentation of an operation's method.
pub(super) fn operation(api: &Api, operation: &Operation) -> String {
    let mut text = String::new();
    let mut paragraph = |part: &str| {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(part);
    };
    let summary = operation.summary.as_deref().or(operation.doc.as_deref());
    paragraph(summary.unwrap_or(&format!("Calls the operation `{}`.", operation.id)));
    if let (Some(_), Some(doc)) = (&operation.summary, &operation.doc)
        && operation.summary != operation.doc
    {
        paragraph(doc);
    }
    paragraph(&format!("`{} {}`", operation.http_method, operation.path));
    paragraph(&table(api, operation));
    if !operation.errors.is_empty() {
        let statuses: Vec<String> =
            operation.errors.iter().map(|case| super::failures::status_text(case.status)).collect();
        paragraph("# Errors");
        paragraph(&format!(
            "[`{}Error`] when the API answers {}.",
            operation.builder,
            enumerate(&statuses, "or")
        ));
    }
    text
}

/// The facts of an operation as a table.
fn table(api: &Api, operation: &Operation) -> String {
    let policy = &operation.policy;
    let mut table = "| policy | value |\n|---|---|".to_owned();
    let mut row = |name: &str, value: String| {
        table.push_str("\n| ");
        table.push_str(name);
        table.push_str(" | ");
        table.push_str(&cell(&value));
        table.push_str(" |");
    };
    match &policy.rate_limit {
        RateLimit::Unstated => {}
        RateLimit::None(reason) if reason.is_empty() => row("rate limit", "none".to_owned()),
        RateLimit::None(reason) => row("rate limit", format!("none: {reason}")),
        RateLimit::Buckets(buckets) => {
            for bucket in buckets.iter().map(|at| &api.buckets[*at]) {
                let assumed = if bucket.assumed { " (assumed)" } else { "" };
                row(
                    "rate limit",
                    format!(
                        "`{}`: {} requests per {}, per token{assumed}; the call waits for its turn",
                        bucket.name,
                        bucket.requests,
                        spoken(bucket.per)
                    ),
                );
            }
        }
    }
    row("retry", retry(policy));
    if let Some(timeout) = policy.timeout {
        row("attempt timeout", spoken(timeout));
    }
    if let Some(age) = policy.stale {
        row("stale answers", format!("up to {} old, where `allow_stale` asks for them", spoken(age)));
    }
    if let Some(paging) = &policy.pagination {
        let limit = paging.limit.as_ref().map(|limit| format!(" and `{limit}`")).unwrap_or_default();
        row("pages", format!("by `{}`{limit}", paging.offset));
    }
    if let Some(wait) = &policy.wait {
        let ends: Vec<String> =
            wait.success.iter().chain(&wait.failure).map(|value| format!("`{value}`")).collect();
        row("ends", format!("when `{}` is {}", wait.field, ends.join(", ")));
    }
    table
}

/// What the client does after a failure.
fn retry(policy: &Policy) -> String {
    let repeated = |safety: &str| {
        format!(
            "{safety}: repeated after lost connections, timeouts, {}",
            enumerate(&texts(TRANSIENT), "and")
        )
    };
    match policy.safety {
        Safety::Safe => repeated("safe"),
        Safety::Idempotent => repeated("idempotent"),
        Safety::Unsafe => {
            let refused = policy.refused.iter().filter(|status| TRANSIENT.contains(status));
            let mut harmless = vec!["no connection".to_owned()];
            harmless.extend(texts(refused));
            format!("unsafe: repeated only when it surely did nothing: {}", enumerate(&harmless, "or"))
        }
    }
}

fn texts<'a>(statuses: impl IntoIterator<Item = &'a u16>) -> Vec<String> {
    statuses.into_iter().map(u16::to_string).collect()
}

/// `a`, `a or b`, `a, b or c`; or with another word than "or".
fn enumerate(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
