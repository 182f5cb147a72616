//! Mistakes in names and words, in bodies, and in what a repeat has to know.

use super::Row;

const NAME: &str = "          type: string\n          description: What to call it.";

pub(super) const FACTS: &[Row] = &[
    ("reserved-name", &[("operationId: build_robot", "operationId: ▲match")], "a verb and a noun"),
    ("reserved-name", &[("operationId: build_robot", "operationId: ▲request")], "a verb and a noun"),
    (
        "reserved-name",
        &[
            (NAME, "          $ref: \"#/components/schemas/Option\""),
            ("    Failure:\n", "    ▲Option: { description: D., type: string }\n    Failure:\n"),
        ],
        "`ApiOption`",
    ),
    (
        "reserved-name",
        &[
            ("enum: [building, ready, scrapped]", "enum: [building, ready, scrapped, ▲UNKNOWN]"),
            ("scrapped: No more. }", "scrapped: No more., UNKNOWN: Nobody knows. }"),
        ],
        "say what it means",
    ),
    (
        "success-without-body",
        &[(
            "components:\n  securitySchemes",
            "  /ping:\n    get:\n      operationId: ping\n      summary: Answers.\n      description: D.\n      tags: [robots]\n      security: []\n      x-rate-limit: none\n      x-rate-limit-reason: R.\n      x-retry: { safety: safe }\n      responses:\n        ▲\"200\": { description: Done. }\n        default: { description: Failed. }\ncomponents:\n  securitySchemes",
        )],
        "write `content:`",
    ),
    (
        "error-without-body",
        &[(
            "\"404\": { x-error: unknown-robot, description: Nobody knows it., content: { application/json: { schema: { $ref: \"#/components/schemas/Failure\" } } } }",
            "▲\"404\": { x-error: unknown-robot, description: Nobody knows it. }",
        )],
        "write `content:`",
    ),
    (
        "body-without-schema",
        &[(
            "There are no parts.\n          content:\n            application/json:\n              schema: { $ref: \"#/components/schemas/Failure\" }",
            "There are no parts.\n          content:\n            ▲application/json: {}",
        )],
        "`schema: {}`",
    ),
    ("retry-without-reason", &[("safety: unsafe", "safety: ▲idempotent")], "`Idempotency-Key`"),
    ("refused-undocumented", &[("refused: [409, 429]", "refused: [409, ▲503, 429]")], "add `\"503\":`"),
    (
        "retry-after-missing",
        &[
            ("    RateLimited:\n", "    ▲RateLimited:\n"),
            (
                "Retry-After: { description: Seconds., schema: { type: integer } }",
                "X-Trace: { description: T., schema: { type: integer } }",
            ),
        ],
        "declare the header",
    ),
    (
        "repeated-bucket",
        &[("x-rate-limit: [reads, builds]", "x-rate-limit: [reads, builds, ▲reads]")],
        "remove it",
    ),
    (
        "deprecated-without-advice",
        &[("count: { type: integer,", "count: { type: integer, ▲deprecated: true,")],
        "what to use instead",
    ),
    (
        "deprecated-without-advice",
        &[("operationId: build_robot", "operationId: build_robot\n      ▲deprecated: true")],
        "what to use instead",
    ),
    ("unmarked-secret", &[("        serial: {", "        ▲unlockPassword: {")], "format: password"),
    (
        "unmarked-secret",
        &[(
            "        - { name: limit, in: query,",
            "        - { name: ▲access_token, in: query, description: T., schema: { type: string } }\n        - { name: limit, in: query,",
        )],
        "format: password",
    ),
    (
        "repeated-version",
        &[
            ("url: https://api.example.com", "url: https://api.example.com/v1"),
            ("  /robots:\n    get:", "  ▲/v2/robots:\n    get:"),
        ],
        "in one of them",
    ),
    (
        "duplicate-summary",
        &[("summary: Builds a robot.", "summary: ▲Lists robots.")],
        "in what the two differ",
    ),
    (
        "unused-tag",
        &[("  - { name: robots,", "  - { name: ▲spare, description: Unused. }\n  - { name: robots,")],
        "remove it",
    ),
];
