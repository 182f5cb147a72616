//! Rate limits: those of the spec's buckets, and those that the platform states in prose.

use super::{
    difference::Draft,
    prose::{self, Limit},
    rule,
    side::{Operation, key_or},
};
use crate::{
    document::Node,
    emit::spelled,
    lower,
    model::Bucket,
    problem::{Rule, Span},
};

static RATE_LIMIT_DIFFERS: Rule = rule(
    "rate-limit-differs",
    "the platform states another rate limit than the spec",
    "The platform's document states limits in sentences, such as \"Rate limit: 60 requests per 30 seconds.\" in the description of \
     an operation; the spec states them in `x-rate-limits`. The platform refuses what exceeds its own limits, and a limit that is \
     too low slows everybody down. An `assumed` limit that the platform has come to document becomes `documented`.",
);

static RATE_LIMIT_MISSING: Rule = rule(
    "rate-limit-missing",
    "the platform states a rate limit, and the operation of the spec has none",
    "Name a bucket of that limit in `x-rate-limit`. Operations whose limit is counted together share one.",
);

static RATE_LIMIT_UNDOCUMENTED: Rule = rule(
    "rate-limit-undocumented",
    "the spec calls a rate limit documented, and the platform's document states none",
    "Limits that the platform does not document are `assumed`. This one has been dropped, or is documented elsewhere: then list \
     the difference and say where.",
);

pub(super) static RATE_LIMIT_UNREAD: Rule = rule(
    "rate-limit-unread",
    "the platform speaks of a rate limit that cannot be read",
    "Only limits of the form `10 requests per minute` are read. Read the description, compare the limit by hand, and list the \
     difference with what it says.",
);

/// The rules of this module.
pub(super) static RULES: &[&Rule] =
    &[&RATE_LIMIT_DIFFERS, &RATE_LIMIT_MISSING, &RATE_LIMIT_UNDOCUMENTED, &RATE_LIMIT_UNREAD];

/// Compares the limits of an operation.
pub(super) fn compare(ours: &Operation<'_>, theirs: &Operation<'_>) -> Option<Draft> {
    let subject = ours.subject.as_str();
    let stated = Stated::of(ours);
    let Prose { text, place } = Prose::of(theirs);
    let limits = prose::limits(&text);
    let at = (key_or(ours.site.node, "x-rate-limit", ours.site.span), place);
    if limits.is_empty() && prose::speaks_of_limits(&text) {
        let draft =
            Draft::new(&RATE_LIMIT_UNREAD, subject, at).values(stated.spoken(), Some("unknown".to_owned()));
        return Some(
            draft.message(format!("the platform speaks of a rate limit of `{subject}` that cannot be read")),
        );
    }
    let (rule, message) = match (stated.limits.is_empty(), limits.is_empty()) {
        // What is assumed may be there beside what the platform documents, or alone.
        _ if stated.documented() == limits => return None,
        (true, _) => (&RATE_LIMIT_MISSING, "the platform states a rate limit of `{}`, the spec none"),
        (_, true) => (
            &RATE_LIMIT_UNDOCUMENTED,
            "the spec calls the rate limit of `{}` documented, the platform states none",
        ),
        _ if stated.limits.iter().any(|(limit, assumed)| *assumed && limits.contains(limit)) => {
            (&RATE_LIMIT_DIFFERS, "the spec assumes the rate limit of `{}`, which the platform documents")
        }
        _ => (&RATE_LIMIT_DIFFERS, "the platform states another rate limit of `{}` than the spec"),
    };
    let theirs = (!limits.is_empty()).then(|| spoken(&limits));
    Some(
        Draft::new(rule, subject, at).values(stated.spoken(), theirs).message(message.replace("{}", subject)),
    )
}

/// What the spec states of an operation.
struct Stated {
    /// Each with whether it is a guess; sorted, each once.
    limits: Vec<(Limit, bool)>,
}

impl Stated {
    fn of(operation: &Operation<'_>) -> Self {
        let stated = operation.site.node.get("x-rate-limit");
        let names: Vec<&str> = match stated.map(|node| (node.as_str(), node.items())) {
            None => Vec::new(),
            Some((Some(name), _)) => vec![name],
            Some((None, names)) => names.iter().filter_map(Node::as_str).collect(),
        };
        let buckets = lower::buckets(&operation.side.document);
        let of_operation = buckets.iter().filter(|bucket| names.contains(&bucket.name.as_str()));
        let limit = |bucket: &Bucket| Limit { requests: bucket.requests.into(), per: bucket.per };
        let mut limits: Vec<(Limit, bool)> =
            of_operation.map(|bucket| (limit(bucket), bucket.assumed)).collect();
        limits.sort_unstable();
        limits.dedup();
        Self { limits }
    }

    /// Those that the platform is said to document.
    fn documented(&self) -> Vec<Limit> {
        self.limits.iter().filter(|(_, assumed)| !assumed).map(|(limit, _)| *limit).collect()
    }

    fn spoken(&self) -> Option<String> {
        let words = self.limits.iter().map(|(limit, assumed)| {
            let assumed = if *assumed { " (assumed)" } else { "" };
            format!("{}{assumed}", spoken(&[*limit]))
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| words.join(" and "))
    }
}

/// What the platform says of an operation in words, and where.
struct Prose {
    text: String,
    place: Span,
}

impl Prose {
    fn of(operation: &Operation<'_>) -> Self {
        let node = operation.site.node;
        // The first that speaks of limits is the place to look at.
        let place = ["description", "summary"].into_iter().filter_map(|key| node.entry(key));
        let texts: Vec<(&str, Span)> =
            place.filter_map(|entry| Some((entry.node.as_str()?, entry.key_span))).collect();
        let limiting = |text: &str| prose::speaks_of_limits(text) || !prose::limits(text).is_empty();
        let place =
            texts.iter().find(|(text, _)| limiting(text)).map_or(operation.site.span, |(_, place)| *place);
        Self { text: texts.into_iter().map(|(text, _)| text).collect::<Vec<&str>>().join("\n\n"), place }
    }
}

fn spoken(limits: &[Limit]) -> String {
    let words: Vec<String> =
        limits.iter().map(|Limit { requests, per }| format!("{requests} per {}", spelled(*per))).collect();
    words.join(" and ")
}
