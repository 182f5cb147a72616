//! The limits of buckets against those of sentences.

use super::found;

/// What is found of an operation whose limit is stated so in ours, and described so by the platform.
fn limits(stated: &str, described: &str) -> Vec<(String, String, String)> {
    let document = |operation: &str| {
        format!(
            "openapi: 3.0.3
info: {{ title: A, version: '1' }}
x-rate-limits:
  known: {{ requests: 10, per: 1m, provenance: documented }}
  daily: {{ requests: 100, per: 24h, provenance: documented }}
  guess: {{ requests: 10, per: 60s, provenance: assumed }}
paths:
  /a:
    get:
      {operation}
      responses: {{ '204': {{ description: None. }} }}
"
        )
    };
    let found = found(&document(stated), &document(described));
    found.into_iter().map(|[rule, _, ours, theirs]| (rule, ours, theirs)).collect()
}

#[test]
fn limits_that_say_the_same_do_not_differ() {
    for (stated, described) in [
        ("x-rate-limit: known", "description: 'Rate limit: 10 requests per minute.'"),
        ("x-rate-limit: known", "summary: Gets a (10 requests/60 s)."),
        ("x-rate-limit: [known, daily]", "description: 'Rate limit: 100 requests per day, 10 per minute.'"),
        ("x-rate-limit: [daily, guess]", "description: 'Rate limit: 100 requests per day.'"),
        ("x-rate-limit: guess", "description: Gets a."),
        ("x-rate-limit: none", "description: Gets a."),
        ("x-rate-limit: unheard-of", "description: Gets a."),
        ("summary: Gets a.", "summary: Gets a."),
    ] {
        assert_eq!(limits(stated, described), [], "{stated} {described}");
    }
}

#[test]
fn what_is_guessed_dropped_or_added_differs() {
    for (stated, described, rule, ours, theirs) in [
        (
            "x-rate-limit: guess",
            "description: 10 requests per minute",
            "rate-limit-differs",
            "10 per 60s (assumed)",
            "10 per 60s",
        ),
        (
            "x-rate-limit: guess",
            "description: 9 requests per minute",
            "rate-limit-differs",
            "10 per 60s (assumed)",
            "9 per 60s",
        ),
        (
            "x-rate-limit: known",
            "description: 20 requests per 2 minutes",
            "rate-limit-differs",
            "10 per 60s",
            "20 per 2m",
        ),
        (
            "x-rate-limit: [known, daily]",
            "description: 10 requests per minute",
            "rate-limit-differs",
            "10 per 60s and 100 per 24h",
            "10 per 60s",
        ),
        (
            "x-rate-limit: [daily, guess]",
            "description: Gets a.",
            "rate-limit-undocumented",
            "10 per 60s (assumed) and 100 per 24h",
            "-",
        ),
        (
            "x-rate-limit: none",
            "description: 10 requests per minute",
            "rate-limit-missing",
            "-",
            "10 per 60s",
        ),
        (
            "x-rate-limit: known",
            "description: There are rate limits.",
            "rate-limit-unread",
            "10 per 60s",
            "unknown",
        ),
    ] {
        let expected = (rule.to_owned(), ours.to_owned(), theirs.to_owned());
        assert_eq!(limits(stated, described), [expected], "{stated} {described}");
    }
}
