//! Mistakes in rate limits, retries, stale answers and timeouts.

use super::Row;

pub(super) const LIMITS: &[Row] = &[
    (
        "missing-rate-limit",
        &[
            ("    get:\n      operationId: get_robot", "    ▲get:\n      operationId: get_robot"),
            ("      x-rate-limit: none\n      x-rate-limit-reason: The API does not count these.\n", ""),
        ],
        "`reads` or `builds`",
    ),
    (
        "missing-rate-limit",
        &[
            ("openapi: 3.0.3", "▲openapi: 3.0.3"),
            ("      x-rate-limit: none\n      x-rate-limit-reason: The API does not count these.\n", ""),
            ("      x-rate-limit: [reads, builds]\n", ""),
            ("      x-rate-limit: reads\n", ""),
            (
                "x-rate-limits:\n  reads: { requests: 60, per: 30s, scope: token, provenance: documented, description: Everything that reads. }\n  builds: { requests: 10, per: 1m, provenance: assumed, description: What builds a robot. }\n",
                "",
            ),
        ],
        "define `x-rate-limits:`",
    ),
    ("unknown-bucket", &[("x-rate-limit: reads", "x-rate-limit: ▲raeds")], "did you mean `reads`?"),
    (
        "unknown-bucket",
        &[("x-rate-limit: [reads, builds]", "x-rate-limit: [reads, ▲build]")],
        "did you mean `builds`?",
    ),
    ("bad-bucket", &[("requests: 60,", "requests: ▲ten,")], "whole number from 1"),
    (
        "unknown-bucket",
        &[("x-rate-limit: [reads, builds]", "x-rate-limit: [▲writes, builds]")],
        "define it in `x-rate-limits`",
    ),
    (
        "unknown-bucket",
        &[("x-rate-limit: [reads, builds]", "x-rate-limit: [▲none, builds]")],
        "remove `none`",
    ),
    (
        "unused-bucket",
        &[("  builds: {", "  ▲builds: {"), ("x-rate-limit: [reads, builds]", "x-rate-limit: [reads]")],
        "write `x-rate-limit: builds`",
    ),
    (
        "rate-limit-reason",
        &[(
            "x-rate-limit: none\n      x-rate-limit-reason: The API does not count these.",
            "x-rate-limit: ▲none",
        )],
        "x-rate-limit-reason:",
    ),
    (
        "rate-limit-reason",
        &[("x-rate-limit: reads", "x-rate-limit: reads\n      ▲x-rate-limit-reason: Why not.")],
        "remove `x-rate-limit-reason`",
    ),
    ("bad-bucket", &[("requests: 60,", "requests: ▲0,")], "whole number from 1"),
    ("bad-bucket", &[("requests: 60,", "requests: ▲1.5,")], "whole number from 1"),
    (
        "bad-bucket",
        &[("  builds: { requests: 10, per: 1m,", "  ▲builds: { requests: 10,")],
        "as in `per: 60s`",
    ),
    ("bad-bucket", &[("per: 30s", "per: ▲30")], "as in `per: 60s`"),
    ("bad-bucket", &[("scope: token", "scope: ▲organization")], "write `scope: token`"),
    ("bad-bucket", &[("provenance: assumed", "provenance: ▲guessed")], "provenance: assumed"),
    ("bad-bucket", &[("provenance: assumed", "▲provenence: assumed")], "did you mean `provenance`?"),
    (
        "bad-bucket",
        &[
            ("  builds: {", "  ▲Builds: {"),
            ("x-rate-limit: [reads, builds]", "x-rate-limit: [reads, Builds]"),
        ],
        "kebab-case",
    ),
    (
        "rate-limited-undocumented",
        &[
            (
                "        - { name: limit, in: query, description: How many to show., schema: { type: integer } }\n      responses:",
                "        - { name: limit, in: query, description: How many to show., schema: { type: integer } }\n      ▲responses:",
            ),
            ("        \"429\": { $ref: \"#/components/responses/RateLimited\" }\n    post:", "    post:"),
        ],
        "`\"429\":`",
    ),
];

pub(super) const CALLS: &[Row] = &[
    (
        "missing-retry",
        &[("    post:", "    ▲post:"), ("      x-retry: { safety: unsafe, refused: [409, 429] }\n", "")],
        "x-retry: { safety: unsafe }",
    ),
    (
        "missing-retry",
        &[
            ("openapi: 3.0.3", "▲openapi: 3.0.3"),
            ("      x-retry: { safety: unsafe, refused: [409, 429] }\n", ""),
            ("      x-retry: { safety: safe }\n      x-stale", "      x-stale"),
            ("      x-retry: { safety: safe }\n      x-pagination", "      x-pagination"),
        ],
        "for each operation",
    ),
    ("bad-retry", &[("safety: unsafe", "safety: ▲never")], "`safe`, `idempotent` or `unsafe`"),
    ("bad-retry", &[("safety: unsafe", "safety: ▲idempotant")], "did you mean `idempotent`?"),
    (
        "bad-retry",
        &[("x-retry: { safety: unsafe, refused", "x-retry: { ▲saftey: unsafe, refused")],
        "did you mean `safety`?",
    ),
    (
        "bad-retry",
        &[("x-retry: { safety: unsafe, refused: [409, 429] }", "x-retry: ▲unsafe")],
        "x-retry: { safety: unsafe }",
    ),
    ("bad-retry", &[("refused: [409, 429]", "refused: [409, ▲200]")], "refused: [429]"),
    ("bad-retry", &[("refused: [409, 429]", "refused: ▲429")], "refused: [429]"),
    ("bad-retry", &[("refused: [409, 429]", "▲refuse: [429]")], "did you mean `refused`?"),
    ("retry-method", &[("safety: unsafe", "safety: ▲safe")], "`safety: idempotent` or `safety: unsafe`"),
    (
        "retry-method",
        &[("x-retry: { safety: safe }\n      x-stale", "x-retry: { safety: ▲unsafe }\n      x-stale")],
        "write `safety: safe`",
    ),
    ("bad-stale", &[("x-timeout: { attempt: 10s }", "▲x-stale: { max-age: 5m }")], "only a GET"),
    ("bad-stale", &[("max-age: 5m", "max-age: ▲5 minutes")], "x-stale: { max-age: 5m }"),
    ("bad-stale", &[("x-stale: { max-age: 5m }", "x-stale: ▲{}")], "write `max-age:`"),
    ("bad-stale", &[("max-age: 5m", "▲max_age: 5m")], "did you mean `max-age`?"),
    ("bad-timeout", &[("attempt: 10s", "attempt: ▲0s")], "x-timeout: { attempt: 30s }"),
    (
        "bad-timeout",
        &[("x-timeout: { attempt: 10s }", "x-timeout: { attempt: 10s, ▲total: 1m }")],
        "has `attempt`",
    ),
];
