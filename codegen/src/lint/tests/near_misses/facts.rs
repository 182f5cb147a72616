//! Names, words and bodies that are right.

use super::{Edit, PING};

pub(super) const FACTS: &[(&str, &[Edit])] = &[
    ("reserved-name", &[("operationId: build_robot", "operationId: match_robot")]),
    // A property is called as the server calls it.
    ("reserved-name", &[("        serial: {", "        type: {")]),
    (
        "reserved-name",
        &[
            ("enum: [building, ready, scrapped]", "enum: [building, ready, scrapped, unknown_state, self]"),
            ("scrapped: No more. }", "scrapped: No more., unknown_state: Nobody knows., self: Itself. }"),
        ],
    ),
    ("success-without-body", &[PING]),
    ("error-without-body", &[PING]),
    (
        "body-without-schema",
        &[(
            "There are no parts.\n          content:\n            application/json:\n              schema: { $ref: \"#/components/schemas/Failure\" }",
            "There are no parts.\n          content:\n            application/json:\n              schema: {}",
        )],
    ),
    (
        "retry-without-reason",
        &[
            ("safety: unsafe", "safety: idempotent"),
            (
                "      requestBody:\n",
                "      parameters:\n        - { name: Idempotency-Key, in: header, description: K., schema: { type: string } }\n      requestBody:\n",
            ),
        ],
    ),
    (
        "refused-undocumented",
        &[
            ("refused: [409, 429]", "refused: [409, 429, 503]"),
            ("        \"201\":", "        5XX: { x-error: broken, description: B. }\n        \"201\":"),
        ],
    ),
    (
        "retry-after-missing",
        &[(
            "Retry-After: { description: Seconds., schema: { type: integer } }",
            "X-RateLimit-Reset: { description: Seconds., schema: { type: integer } }",
        )],
    ),
    ("repeated-bucket", &[("x-rate-limit: [reads, builds]", "x-rate-limit: [builds, reads]")]),
    (
        "deprecated-without-advice",
        &[(
            "count: { type: integer, description: How many there are. }",
            "count: { type: integer, deprecated: true, description: Use the length of `robots`. }",
        )],
    ),
    (
        "deprecated-without-advice",
        &[("count: { type: integer,", "count: { type: integer, deprecated: false,")],
    ),
    (
        "unmarked-secret",
        &[(
            "        serial: {",
            "        password: { type: string, format: password, description: P. }\n        passwordless: { type: string, description: P. }\n        password_set: { type: boolean, description: P. }\n        next_page_token: { type: string, description: P. }\n        serial: {",
        )],
    ),
    // The version of a part of the path is not that of the API.
    (
        "repeated-version",
        &[
            ("url: https://api.example.com", "url: https://api.example.com/v1"),
            ("  /robots:\n    get:", "  /robots/v2:\n    get:"),
        ],
    ),
    ("duplicate-summary", &[("summary: Builds a robot.", "summary: Lists robots!")]),
    (
        "unused-tag",
        &[
            ("  - { name: robots,", "  - { name: builds, description: Used. }\n  - { name: robots,"),
            ("Takes a while.\n      tags: [robots]", "Takes a while.\n      tags: [builds]"),
        ],
    ),
];
