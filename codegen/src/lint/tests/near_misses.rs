//! What looks like a mistake but is none.

mod facts;
mod values;

use super::Edit;

const PING: Edit = (
    "components:\n  securitySchemes",
    "  /ping:\n    get:\n      operationId: ping\n      summary: Answers.\n      description: D.\n      tags: [robots]\n      security: []\n      x-rate-limit: none\n      x-rate-limit-reason: R.\n      x-retry: { safety: safe }\n      responses:\n        \"204\": { description: Done. }\n        default: { description: Failed. }\ncomponents:\n  securitySchemes",
);

/// The rule that stays silent, and the edits.
pub(super) fn all() -> impl Iterator<Item = &'static (&'static str, &'static [Edit])> {
    [ALL, facts::FACTS, values::VALUES].into_iter().flatten()
}

const ALL: &[(&str, &[Edit])] = &[
    // What looks like a comment inside of a text is text.
    (
        "bad-allow",
        &[(
            "      description: Takes a while.\n",
            "      description: |\n        Takes a while.\n        # lint:allow nothing\n",
        )],
    ),
    (
        "unused-allow",
        &[
            (
                "    get:\n      operationId: get_robot",
                "    # lint:allow missing-summary A test.\n    get:\n      operationId: get_robot",
            ),
            ("      summary: Shows a robot.\n", ""),
        ],
    ),
    ("operation-id-missing", &[("operationId: build_robot", "operationId: b")]),
    ("operation-id-duplicate", &[("operationId: build_robot", "operationId: list_robots2")]),
    ("operation-id-style", &[("operationId: build_robot", "operationId: robots_post")]),
    ("one-tag", &[("now.\n      tags: [robots]", "now.\n      tags: [\"robots\"]")]),
    (
        "undeclared-tag",
        &[(
            "  - { name: robots, description: Machines that work. }",
            "  - description: Machines that work.\n    name: robots",
        )],
    ),
    ("missing-summary", &[("summary: Shows a robot.", "summary: X")]),
    // A property that is a reference is described by its target, a single value by its schema.
    (
        "missing-description",
        &[(
            "part: { $ref: \"#/components/schemas/Part\" }",
            "part: { nullable: true, allOf: [{ $ref: \"#/components/schemas/Part\" }] }",
        )],
    ),
    ("ambiguous-paths", &[PING, ("  /robots:\n    get:", "  /robots/all:\n    get:")]),
    ("path-template", &[("  /robots/{robot_id}:", "  /robots/({robot_id})/parts:")]),
    (
        "missing-server",
        &[(
            "url: https://api.example.com",
            "url: \"{scheme}://api.example.com\"\n    variables: { scheme: { default: https } }",
        )],
    ),
    ("server-trailing-slash", &[("url: https://api.example.com", "url: https://api.example.com/v1")]),
    ("path-parameter-missing", &[("  /robots/{robot_id}:", "  /robots/x{robot_id}.json:")]),
    ("path-parameter-unused", &[("  /robots/{robot_id}:", "  /robots/{robot_id}/all:")]),
    ("path-parameter-optional", &[("name: limit, in: query,", "name: limit, in: query, required: false,")]),
    (
        "duplicate-parameter",
        &[(
            "        - { name: limit, in: query,",
            "        - { name: skip, in: header, description: H., schema: { type: integer } }\n        - { name: limit, in: query,",
        )],
    ),
    (
        "authorization-parameter",
        &[(
            "        - { name: limit, in: query,",
            "        - { name: X-Trace, in: header, description: H., schema: { type: integer } }\n        - { name: limit, in: query,",
        )],
    ),
    ("security-undefined", &[("  - token: []", "  - token: []\n  - {}")]),
    ("missing-security", &[("security:\n  - token: []", "security: []")]),
    ("unauthorized-undocumented", &[PING]),
    ("success-missing", &[("\"201\":", "2XX:")]),
    ("error-missing", &[PING]),
    // A message of another answer is no message of an error.
    (
        "error-message-required",
        &[(
            "        serial: {",
            "        message: { type: string, description: A text. }\n        serial: {",
        )],
    ),
    (
        "retry-after-type",
        &[(
            "Retry-After: { description: Seconds., schema: { type: integer } }",
            "Retry-After: { description: Seconds., schema: { type: string } }",
        )],
    ),
    ("missing-rate-limit", &[PING]),
    ("unknown-bucket", &[("x-rate-limit: [reads, builds]", "x-rate-limit: builds")]),
    ("unused-bucket", &[("x-rate-limit: reads", "x-rate-limit: builds")]),
    ("rate-limit-reason", &[PING]),
    (
        "bad-bucket",
        &[("requests: 60, per: 30s, scope: token, provenance: documented,", "requests: 1, per: 500ms,")],
    ),
    (
        "rate-limited-undocumented",
        &[
            (
                "        \"429\": { $ref: \"#/components/responses/RateLimited\" }\n    post:",
                "        4XX: { x-error: many, description: M., content: { application/json: { schema: {} } } }\n    post:",
            ),
            ("  broken: {", "  many: { status: 4XX, description: M. }\n  broken: {"),
        ],
    ),
    ("missing-retry", &[PING]),
    ("bad-retry", &[("refused: [409, 429]", "refused: []")]),
    (
        "retry-method",
        &[("safety: unsafe", "safety: idempotent"), ("Takes a while.", "A second one changes nothing.")],
    ),
    ("bad-stale", &[("max-age: 5m", "max-age: 500ms")]),
    ("bad-timeout", &[("attempt: 10s", "attempt: 1h")]),
    ("error-without-kind", &[PING]),
    (
        "unknown-error",
        &[(
            "5XX: { x-error: broken, description: Something broke. }",
            "5XX: { x-error: broken, description: Something broke. }\n        \"409\": { x-error: no-parts, description: None., content: { application/json: { schema: {} } } }",
        )],
    ),
    (
        "unused-error",
        &[(
            "    Unauthorized: { x-error: unauthorized, description: The token is wrong.,",
            "    Unauthorized: { description: The token is wrong., x-error: unauthorized,",
        )],
    ),
    ("error-status", &[("5XX: { x-error: broken,", "\"503\": { x-error: broken,")]),
    ("bad-error", &[("  broken: {", "  timeout-2: {"), ("x-error: broken", "x-error: timeout-2")]),
    ("bad-pagination", &[("items: robots, total: count", "items: robots"), (" limit: limit,", "")]),
    // Without an enum any value is possible.
    (
        "bad-wait",
        &[("field: state, success: [ready], failure: [Scrapped]", "field: serial, success: [\"1\"]")],
    ),
    (
        "bad-enum-extension",
        &[("case: insensitive", "case: sensitive"), ("failure: [Scrapped]", "failure: [scrapped]")],
    ),
    (
        "unknown-extension",
        &[(
            "info: { title: Robots, version: 1.0.0 }",
            "info: { title: Robots, version: 1.0.0 }\nx-logo: robot.png\nx-tagGroups: []",
        )],
    ),
    (
        "enum-duplicate",
        &[
            ("enum: [building, ready, scrapped]", "enum: [building, ready, scrapped, Ready]"),
            ("scrapped: No more.", "scrapped: No more., Ready: Too."),
        ],
    ),
    (
        "enum-type",
        &[(
            "serial: { type: string, nullable: true,",
            "serial: { type: string, nullable: true, enum: [\"1\", null],",
        )],
    ),
    // What one part requires another one may define.
    ("required-undefined", &[("required: [kind]", "required: [kind, kind]")]),
    (
        "nullable-without-type",
        &[(
            "part: { $ref: \"#/components/schemas/Part\" }",
            "part: { nullable: true, allOf: [{ $ref: \"#/components/schemas/Part\" }] }",
        )],
    ),
    (
        "array-without-items",
        &[(
            "          type: string\n          description: What to call it.",
            "          type: array\n          items: {}\n          description: What to call it.",
        )],
    ),
    // Any JSON that is meant: an empty schema, an `allOf` of one, and one that has a name.
    (
        "untyped-property",
        &[(
            "          type: string\n          description: What to call it.",
            "          type: object\n          additionalProperties: {}\n          description: What to call it.",
        )],
    ),
    (
        "untyped-property",
        &[(
            "          type: string\n          description: What to call it.",
            "          allOf: [{}]\n          description: What to call it.",
        )],
    ),
    (
        "untyped-property",
        &[
            (
                "          type: string\n          description: What to call it.",
                "          $ref: \"#/components/schemas/Json\"",
            ),
            ("    Failure:\n", "    Json: { description: Any JSON. }\n    Failure:\n"),
        ],
    ),
    // What one part describes another one may type.
    (
        "untyped-property",
        &[(
            "        - type: object\n          required: [kind]\n",
            "        - type: object\n          required: [kind]\n          properties: { kind: { description: Which limb it is. } }\n",
        )],
    ),
    // A choice that only requires is a condition.
    (
        "ambiguous-union",
        &[("      required: [id]\n", "      anyOf: [{ required: [id] }, { required: [serial] }]\n")],
    ),
    ("discriminator-mapping", &[("leg: Leg }", "leg: \"other.yaml#/Leg\" }")]),
    // A discriminator chooses among the schemas that extend its own.
    (
        "unused-component",
        &[
            (
                "    Plan:\n      description: What to build.\n      type: object\n",
                "    Plan:\n      description: What to build.\n      type: object\n      discriminator: { propertyName: name }\n",
            ),
            (
                "    Failure:\n",
                "    BigPlan: { description: B., allOf: [{ $ref: \"#/components/schemas/Plan\" }] }\n    Failure:\n",
            ),
        ],
    ),
];
