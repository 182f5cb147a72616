//! Damage to the base, and what mending makes of it.

type Edit = (&'static str, &'static str);

/// What is done to the base.
pub(super) struct Case {
    /// The rule that is mended.
    pub(super) rule: &'static str,
    pub(super) damage: &'static [Edit],
    /// What is another text than the base afterwards.
    pub(super) expected: &'static [Edit],
}

const fn case(rule: &'static str, damage: &'static [Edit]) -> Case {
    Case { rule, damage, expected: &[] }
}

const SKIP: &str =
    "        - { name: skip, in: query, description: How many to leave out., schema: { type: integer } }\n";

const TWICE: &str = concat!(
    "        - { name: skip, in: query, description: How many to leave out., schema: { type: integer } }\n",
    "        - { name: skip, in: query, description: How many to leave out., schema: { type: integer } }\n"
);

pub(super) const CASES: &[Case] = &[
    case("unknown-key", &[("operationId: get_robot", "operationid: get_robot")]),
    case("unknown-key", &[("info: { title", "info: { tilte")]),
    // One habit is mended everywhere.
    case(
        "unknown-key",
        &[
            ("summary: Lists robots.", "sumary: Lists robots."),
            ("summary: Builds a robot.", "sumary: Builds a robot."),
        ],
    ),
    case("wrong-value", &[("name: skip, in: query", "name: skip, in: qurey")]),
    case(
        "unknown-value",
        &[(
            "    Plan:\n      description: What to build.\n      type: object",
            "    Plan:\n      description: What to build.\n      type: objcet",
        )],
    ),
    case("quoted-scalar", &[("in: path, required: true", "in: path, required: \"true\"")]),
    Case {
        rule: "unquoted-text",
        damage: &[("version: 1.0.0", "version: 12")],
        expected: &[("version: 1.0.0", "version: \"12\"")],
    },
    // Both places at once: the loader tells a habit once.
    Case {
        rule: "unquoted-text",
        damage: &[("summary: Lists robots.", "summary: 1"), ("summary: Builds a robot.", "summary: 2")],
        expected: &[
            ("summary: Lists robots.", "summary: \"1\""),
            ("summary: Builds a robot.", "summary: \"2\""),
        ],
    },
    case(
        "unresolved-reference",
        &[("\"#/components/parameters/RobotId\"", "\"#/components/parameters/RoobtId\"")],
    ),
    case("unresolved-mapping", &[("arm: \"#/components/schemas/Arm\"", "arm: \"#/components/schemas/arm\"")]),
    case("discriminator-mapping", &[("leg: Leg }", "leg: leg }")]),
    case(
        "duplicate-key",
        &[(
            "      summary: Shows a robot.\n",
            "      summary: Shows a robot.\n      summary: Shows a robot.\n",
        )],
    ),
    case("duplicate-key", &[("name: limit, in: query,", "name: limit, in: query, in: query,")]),
    case("operation-id-style", &[("operationId: build_robot", "operationId: buildRobot")]),
    case(
        "operation-id-style",
        &[
            ("operationId: list_robots", "operationId: ListRobots"),
            ("operation: list_robots", "operation: ListRobots"),
        ],
    ),
    case("one-tag", &[("now.\n      tags: [robots]", "now.\n      tags: [robots, robots, robots]")]),
    case("undeclared-tag", &[("now.\n      tags: [robots]", "now.\n      tags: [roobts]")]),
    case("path-parameter-optional", &[(", in: path, required: true", ", in: path")]),
    case("path-parameter-optional", &[(", in: path, required: true", ", in: path, required: false")]),
    case("duplicate-parameter", &[(SKIP, TWICE)]),
    case("server-trailing-slash", &[("url: https://api.example.com", "url: https://api.example.com/")]),
    case(
        "authorization-parameter",
        &[(
            "        - { name: limit, in: query,",
            "        - { name: Authorization, in: header, description: T., schema: { type: string } }\n        - { name: limit, in: query,",
        )],
    ),
    case(
        "authorization-parameter",
        &[(
            "      requestBody:\n",
            "      parameters:\n        - { name: Authorization, in: header, description: T., schema: { type: string } }\n      requestBody:\n",
        )],
    ),
    case("security-undefined", &[("  - token: []", "  - toekn: []")]),
    case(
        "unauthorized-undocumented",
        &[(
            "        \"401\": { $ref: \"#/components/responses/Unauthorized\" }\n        \"409\":",
            "        \"409\":",
        )],
    ),
    case(
        "rate-limited-undocumented",
        &[("        \"429\": { $ref: \"#/components/responses/RateLimited\" }\n    post:", "    post:")],
    ),
    case(
        "retry-after-type",
        &[(
            "{ description: Seconds., schema: { type: integer } }",
            "{ description: Seconds., schema: { type: number } }",
        )],
    ),
    case("unknown-bucket", &[("x-rate-limit: [reads, builds]", "x-rate-limit: [raeds, builds]")]),
    case("bad-bucket", &[("provenance: assumed", "provenance: asumed")]),
    case("bad-bucket", &[("scope: token", "scope: Token")]),
    case("bad-bucket", &[("requests: 10", "request: 10")]),
    case("bad-retry", &[("safety: unsafe", "safety: unsfae")]),
    case("bad-stale", &[("max-age: 5m", "maxage: 5m")]),
    case("bad-timeout", &[("attempt: 10s", "atempt: 10s")]),
    case("unknown-error", &[("x-error: no-parts", "x-error: no-prats")]),
    case("bad-error", &[("status: 409, description: There", "statsu: 409, description: There")]),
    case("bad-pagination", &[("items: robots, total: count", "items: roobts, total: count")]),
    case("bad-pagination", &[("limit: limit,", "limit: lmiit,")]),
    case("bad-wait", &[("success: [ready]", "success: [raedy]")]),
    case("bad-wait", &[("operation: list_robots", "operation: list_robtos")]),
    case("bad-enum-extension", &[("ready: It works.", "raedy: It works.")]),
    case("bad-enum-extension", &[("case: insensitive", "case: insensitve")]),
    case("unknown-extension", &[("x-retry: { safety: unsafe", "x-rety: { safety: unsafe")]),
    case("enum-duplicate", &[("[building, ready, scrapped]", "[building, ready, ready, scrapped]")]),
    case("enum-duplicate", &[("[building, ready, scrapped]", "[building, ready, scrapped, scrapped]")]),
    Case {
        rule: "required-undefined",
        damage: &[
            ("required: [message]", "required: [mesage]"),
            (
                "        serial: {",
                "        message: { type: string, description: A text. }\n        serial: {",
            ),
        ],
        expected: &[(
            "        serial: {",
            "        message: { type: string, description: A text. }\n        serial: {",
        )],
    },
    Case {
        rule: "bad-allow",
        damage: &[
            (
                "    get:\n      operationId: get_robot",
                "    # lint:allow mising-summary Because.\n    get:\n      operationId: get_robot",
            ),
            ("      summary: Shows a robot.\n", ""),
        ],
        expected: &[
            (
                "    get:\n      operationId: get_robot",
                "    # lint:allow missing-summary Because.\n    get:\n      operationId: get_robot",
            ),
            ("      summary: Shows a robot.\n", ""),
        ],
    },
];
