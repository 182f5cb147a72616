//! Mistakes. A `▲` stands before the place at which the rule points.

use super::{Case, Edit};

pub(super) fn all() -> impl Iterator<Item = Case> {
    [
        OPERATIONS, PARAMETERS, SECURITY, RESPONSES, LIMITS, CALLS, ERRORS, PAGES, EXTENSIONS, SCHEMAS,
    ]
    .into_iter()
    .flatten()
    .map(|(rule, edits, help)| Case { rule, edits, help })
}

type Row = (&'static str, &'static [Edit], &'static str);

const OPERATIONS: &[Row] = &[
    (
        "operation-id-missing",
        &[("    post:\n      operationId: build_robot\n", "    ▲post:\n")],
        "write `operationId: create_robot`",
    ),
    (
        "operation-id-missing",
        &[("operationId: build_robot", "▲operationId: \"\"")],
        "operationId: create_robot",
    ),
    (
        "operation-id-duplicate",
        &[("operationId: build_robot", "operationId: ▲list_robots")],
        "such as `create_robot`",
    ),
    (
        "operation-id-style",
        &[("operationId: build_robot", "operationId: ▲buildRobot")],
        "operationId: build_robot",
    ),
    (
        "operation-id-style",
        &[("operationId: build_robot", "operationId: ▲build__robot")],
        "operationId: build_robot",
    ),
    (
        "operation-id-style",
        &[(
            "operationId: get_robot",
            "operationId: ▲read_robot_robots__robot_id__get",
        )],
        "write `operationId: read_robot`",
    ),
    (
        "one-tag",
        &[
            (
                "description: As it is now.\n      tags: [robots]\n",
                "description: As it is now.\n",
            ),
            (
                "    get:\n      operationId: get_robot",
                "    ▲get:\n      operationId: get_robot",
            ),
        ],
        "write `tags: [..]`",
    ),
    (
        "one-tag",
        &[(
            "now.\n      tags: [robots]",
            "now.\n      tags: [robots, ▲robots]",
        )],
        "write `tags: [robots]`",
    ),
    (
        "one-tag",
        &[
            ("now.\n      tags: [robots]", "now.\n      tags: [robots, ▲parts]"),
            (
                "  - { name: robots,",
                "  - { name: parts, description: Parts. }\n  - { name: robots,",
            ),
        ],
        "keep one",
    ),
    (
        "undeclared-tag",
        &[("now.\n      tags: [robots]", "now.\n      tags: [▲robot]")],
        "did you mean `robots`?",
    ),
    (
        "undeclared-tag",
        &[("now.\n      tags: [robots]", "now.\n      tags: [▲toys]")],
        "name: toys",
    ),
    (
        "missing-summary",
        &[("summary: Shows a robot.", "▲summary: ")],
        "one sentence",
    ),
    (
        "missing-summary",
        &[(
            "    post:\n      operationId: build_robot\n      summary: Builds a robot.\n",
            "    ▲post:\n      operationId: build_robot\n",
        )],
        "write `summary:`",
    ),
    (
        "missing-description",
        &[("description: As it is now.", "▲description: ''")],
        "write `description:`",
    ),
    (
        "missing-description",
        &[(
            "{ name: skip, in: query, description: How many to leave out.,",
            "{ name: ▲skip, in: query,",
        )],
        "write `description:`",
    ),
    (
        "missing-description",
        &[(
            "Unauthorized: { x-error: unauthorized, description: The token is wrong. }",
            "▲Unauthorized: { x-error: unauthorized }",
        )],
        "write `description:`",
    ),
    (
        "missing-description",
        &[(
            "    Failure:\n      description: What went wrong.\n",
            "    ▲Failure:\n",
        )],
        "write `description:`",
    ),
    (
        "missing-description",
        &[(
            "        name:\n          type: string\n          description: What to call it.",
            "        ▲name:\n          type: string",
        )],
        "write `description:`",
    ),
    (
        "missing-description",
        &[(
            "          type: string\n          description: What to call it.",
            "          description: Its names.\n          type: object\n          properties: { ▲short: { type: string } }",
        )],
        "write `description:`",
    ),
    (
        "missing-description",
        &[
            ("enum: [building,", "▲enum: [building,"),
            (", scrapped: No more.", ""),
        ],
        "descriptions: { scrapped: .. }",
    ),
    (
        "missing-description",
        &[(
            "  builds: { requests: 10, per: 1m, provenance: assumed, description: What builds a robot. }",
            "  ▲builds: { requests: 10, per: 1m, provenance: assumed }",
        )],
        "write `description:`",
    ),
    (
        "missing-description",
        &[(
            "  rate-limited: { status: 429, advice: Wait. }",
            "  ▲rate-limited: { status: 429 }",
        )],
        "write `description:`",
    ),
    (
        "ambiguous-paths",
        &[(
            "components:\n  securitySchemes",
            "  ▲/robots/{name}:\n    parameters:\n      - { name: name, in: path, required: true, description: N., schema: { type: string } }\n    post:\n      operationId: rename_robot\n      summary: Renames.\n      description: D.\n      tags: [robots]\n      x-rate-limit: none\n      x-rate-limit-reason: R.\n      x-retry: { safety: idempotent }\n      responses:\n        \"204\": { description: Done. }\n        \"401\": { $ref: \"#/components/responses/Unauthorized\" }\ncomponents:\n  securitySchemes",
        )],
        "fixed segment",
    ),
    (
        "missing-server",
        &[
            ("openapi: 3.0.3", "▲openapi: 3.0.3"),
            ("servers:\n  - url: https://api.example.com\n", ""),
        ],
        "- url: https://api.example.com",
    ),
    (
        "missing-server",
        &[("url: https://api.example.com", "url: ▲/v1")],
        "- url: https://api.example.com",
    ),
    (
        "server-trailing-slash",
        &[("url: https://api.example.com", "url: ▲https://api.example.com/")],
        "write `url: https://api.example.com`",
    ),
];

const PARAMETERS: &[Row] = &[
    (
        "path-parameter-missing",
        &[(
            "  /robots/{robot_id}:\n    parameters:",
            "  /robots/{robot_id}/{part}:\n    ▲parameters:",
        )],
        "{ name: part, in: path, required: true",
    ),
    (
        "path-parameter-missing",
        &[("  /robots:\n    get:", "  ▲/robots/{group}/all:\n    get:")],
        "{ name: group, in: path, required: true",
    ),
    (
        "path-parameter-missing",
        &[
            ("  /robots:\n    get:", "  /robots/{group}/all:\n    get:"),
            (
                "      parameters:\n        - { name: skip",
                "      ▲parameters:\n        - { name: skip",
            ),
            (
                "      requestBody:",
                "      parameters: [{ name: group, in: path, required: true, description: Group., schema: { type: string } }]\n      requestBody:",
            ),
        ],
        "`parameters` of the operation",
    ),
    (
        "path-parameter-unused",
        &[
            (
                "name: limit, in: query,",
                "name: ▲part, in: path, required: true,",
            ),
            (" limit: limit,", ""),
        ],
        "write `{part}` into the path",
    ),
    (
        "path-parameter-unused",
        &[(
            "  /robots/{robot_id}:\n    parameters:\n      - { $ref: ",
            "  /robots/{robotid}:\n    parameters:\n      - { $ref: ▲",
        )],
        "did you mean `robotid`?",
    ),
    (
        "path-parameter-optional",
        &[(
            "RobotId: { name: robot_id, in: path, required: true,",
            "RobotId: { name: ▲robot_id, in: path,",
        )],
        "write `required: true`",
    ),
    (
        "path-parameter-optional",
        &[(
            "RobotId: { name: robot_id, in: path, required: true,",
            "RobotId: { name: robot_id, in: path, required: ▲false,",
        )],
        "write `required: true`",
    ),
    (
        "duplicate-parameter",
        &[(
            "        - { name: limit, in: query,",
            "        - { name: ▲skip, in: query, description: Again., schema: { type: integer } }\n        - { name: limit, in: query,",
        )],
        "remove one",
    ),
];

const SECURITY: &[Row] = &[
    (
        "authorization-parameter",
        &[(
            "        - { name: limit, in: query,",
            "        - { name: ▲Authorization, in: header, description: Token., schema: { type: string } }\n        - { name: limit, in: query,",
        )],
        "scheme: bearer",
    ),
    (
        "authorization-parameter",
        &[(
            "        - { name: limit, in: query,",
            "        - { name: ▲X-Api-Key, in: header, description: Key., schema: { type: string } }\n        - { name: limit, in: query,",
        )],
        "type: apiKey, in: header, name: X-Api-Key",
    ),
    (
        "authorization-parameter",
        &[
            (
                "token: { type: http, scheme: bearer }",
                "token: { type: apiKey, in: query, name: key }",
            ),
            (
                "        - { name: limit, in: query,",
                "        - { name: ▲key, in: query, description: Key., schema: { type: string } }\n        - { name: limit, in: query,",
            ),
        ],
        "type: apiKey, in: query, name: key",
    ),
    (
        "security-undefined",
        &[("  - token: []", "  - ▲tokens: []")],
        "did you mean `token`?",
    ),
    (
        "security-undefined",
        &[(
            "now.\n      tags: [robots]",
            "now.\n      tags: [robots]\n      security: [{ ▲cookie: [] }]",
        )],
        "define `cookie`",
    ),
    (
        "missing-security",
        &[
            ("openapi: 3.0.3", "▲openapi: 3.0.3"),
            ("security:\n  - token: []\n", ""),
        ],
        "write `security: [{ token: [] }]`",
    ),
    (
        "unauthorized-undocumented",
        &[
            (
                "x-wait: { field: state, success: [ready], failure: [Scrapped], batch: { operation: list_robots, key: id } }\n      responses:",
                "x-wait: { field: state, success: [ready] }\n      ▲responses:",
            ),
            (
                "        \"401\": { $ref: \"#/components/responses/Unauthorized\" }\n        \"404\":",
                "        \"404\":",
            ),
        ],
        "`\"401\":`",
    ),
];

const RESPONSES: &[Row] = &[
    (
        "success-missing",
        &[(
            "      requestBody:\n        description: What to build.\n        content:\n          application/json:\n            schema: { $ref: \"#/components/schemas/Plan\" }\n      responses:\n        \"201\":",
            "      requestBody:\n        description: What to build.\n        content:\n          application/json:\n            schema: { $ref: \"#/components/schemas/Plan\" }\n      ▲responses:\n        \"301\":",
        )],
        "`\"200\":`",
    ),
    (
        "error-missing",
        &[(
            "components:\n  securitySchemes",
            "  /ping:\n    get:\n      operationId: ping\n      summary: Answers.\n      description: D.\n      tags: [robots]\n      security: []\n      x-rate-limit: none\n      x-rate-limit-reason: R.\n      x-retry: { safety: safe }\n      ▲responses:\n        \"204\": { description: Done. }\ncomponents:\n  securitySchemes",
        )],
        "`\"404\":`",
    ),
    (
        "error-message-required",
        &[
            ("      required: [message]\n", ""),
            ("        message: {", "        ▲message: {"),
        ],
        "write `required: [message]`",
    ),
    (
        "retry-after-type",
        &[(
            "Retry-After: { description: Seconds., schema: { type: integer } }",
            "retry-after: { description: Seconds., schema: { type: ▲number } }",
        )],
        "write `type: integer`",
    ),
];

const LIMITS: &[Row] = &[
    (
        "missing-rate-limit",
        &[
            (
                "    get:\n      operationId: get_robot",
                "    ▲get:\n      operationId: get_robot",
            ),
            (
                "      x-rate-limit: none\n      x-rate-limit-reason: The API does not count these.\n",
                "",
            ),
        ],
        "`reads` or `builds`",
    ),
    (
        "missing-rate-limit",
        &[
            ("openapi: 3.0.3", "▲openapi: 3.0.3"),
            (
                "      x-rate-limit: none\n      x-rate-limit-reason: The API does not count these.\n",
                "",
            ),
            ("      x-rate-limit: [reads, builds]\n", ""),
            ("      x-rate-limit: reads\n", ""),
            (
                "x-rate-limits:\n  reads: { requests: 60, per: 30s, scope: token, provenance: documented, description: Everything that reads. }\n  builds: { requests: 10, per: 1m, provenance: assumed, description: What builds a robot. }\n",
                "",
            ),
        ],
        "define `x-rate-limits:`",
    ),
    (
        "unknown-bucket",
        &[("x-rate-limit: reads", "x-rate-limit: ▲raeds")],
        "did you mean `reads`?",
    ),
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
        &[
            ("  builds: {", "  ▲builds: {"),
            ("x-rate-limit: [reads, builds]", "x-rate-limit: [reads]"),
        ],
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
        &[(
            "x-rate-limit: reads",
            "x-rate-limit: reads\n      ▲x-rate-limit-reason: Why not.",
        )],
        "remove `x-rate-limit-reason`",
    ),
    (
        "bad-bucket",
        &[("requests: 60,", "requests: ▲0,")],
        "positive integer",
    ),
    (
        "bad-bucket",
        &[("requests: 60,", "requests: ▲1.5,")],
        "positive integer",
    ),
    (
        "bad-bucket",
        &[("  builds: { requests: 10, per: 1m,", "  ▲builds: { requests: 10,")],
        "as in `per: 60s`",
    ),
    ("bad-bucket", &[("per: 30s", "per: ▲30")], "as in `per: 60s`"),
    (
        "bad-bucket",
        &[("scope: token", "scope: ▲organization")],
        "write `scope: token`",
    ),
    (
        "bad-bucket",
        &[("provenance: assumed", "provenance: ▲guessed")],
        "provenance: assumed",
    ),
    (
        "bad-bucket",
        &[("provenance: assumed", "▲provenence: assumed")],
        "did you mean `provenance`?",
    ),
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
            (
                "        \"429\": { $ref: \"#/components/responses/RateLimited\" }\n    post:",
                "    post:",
            ),
        ],
        "`\"429\":`",
    ),
];

const CALLS: &[Row] = &[
    (
        "missing-retry",
        &[
            ("    post:", "    ▲post:"),
            ("      x-retry: { safety: unsafe, refused: [409, 429] }\n", ""),
        ],
        "x-retry: { safety: unsafe }",
    ),
    (
        "missing-retry",
        &[
            ("openapi: 3.0.3", "▲openapi: 3.0.3"),
            ("      x-retry: { safety: unsafe, refused: [409, 429] }\n", ""),
            ("      x-retry: { safety: safe }\n      x-stale", "      x-stale"),
            (
                "      x-retry: { safety: safe }\n      x-pagination",
                "      x-pagination",
            ),
        ],
        "for each operation",
    ),
    (
        "bad-retry",
        &[("safety: unsafe", "safety: ▲never")],
        "`safe`, `idempotent` or `unsafe`",
    ),
    (
        "bad-retry",
        &[("safety: unsafe", "safety: ▲idempotant")],
        "did you mean `idempotent`?",
    ),
    (
        "bad-retry",
        &[(
            "x-retry: { safety: unsafe, refused",
            "x-retry: { ▲saftey: unsafe, refused",
        )],
        "did you mean `safety`?",
    ),
    (
        "bad-retry",
        &[(
            "x-retry: { safety: unsafe, refused: [409, 429] }",
            "x-retry: ▲unsafe",
        )],
        "x-retry: { safety: unsafe }",
    ),
    (
        "bad-retry",
        &[("refused: [409, 429]", "refused: [409, ▲200]")],
        "refused: [429]",
    ),
    (
        "bad-retry",
        &[("refused: [409, 429]", "refused: ▲429")],
        "refused: [429]",
    ),
    (
        "bad-retry",
        &[("refused: [409, 429]", "▲refuse: [429]")],
        "did you mean `refused`?",
    ),
    (
        "retry-method",
        &[("safety: unsafe", "safety: ▲safe")],
        "`safety: idempotent` or `safety: unsafe`",
    ),
    (
        "retry-method",
        &[(
            "x-retry: { safety: safe }\n      x-stale",
            "x-retry: { safety: ▲unsafe }\n      x-stale",
        )],
        "write `safety: safe`",
    ),
    (
        "bad-stale",
        &[("x-timeout: { attempt: 10s }", "▲x-stale: { max-age: 5m }")],
        "only a GET",
    ),
    (
        "bad-stale",
        &[("max-age: 5m", "max-age: ▲5 minutes")],
        "x-stale: { max-age: 5m }",
    ),
    (
        "bad-stale",
        &[("x-stale: { max-age: 5m }", "x-stale: ▲{}")],
        "write `max-age:`",
    ),
    (
        "bad-stale",
        &[("max-age: 5m", "▲max_age: 5m")],
        "did you mean `max-age`?",
    ),
    (
        "bad-timeout",
        &[("attempt: 10s", "attempt: ▲0s")],
        "x-timeout: { attempt: 30s }",
    ),
    (
        "bad-timeout",
        &[(
            "x-timeout: { attempt: 10s }",
            "x-timeout: { attempt: 10s, ▲total: 1m }",
        )],
        "has `attempt`",
    ),
];

const ERRORS: &[Row] = &[
    (
        "error-without-kind",
        &[
            ("\"404\": { x-error: unknown-robot, ", "▲\"404\": { "),
            ("  unknown-robot: { status: 404, advice: Check the id. }\n", ""),
        ],
        "write `x-error:`",
    ),
    (
        "unknown-error",
        &[
            ("x-error: no-parts\n", "x-error: ▲no-part\n"),
            (
                "  no-parts: { status: 409, description: There are no parts left. }\n",
                "  no-parts: { status: 409, description: There are no parts left. }\n",
            ),
            (
                "5XX: { x-error: broken, description: Something broke. }",
                "5XX: { x-error: broken, description: Something broke. }\n        \"409\": { x-error: no-parts, description: None. }",
            ),
        ],
        "did you mean `no-parts`?",
    ),
    (
        "unused-error",
        &[(
            "  no-parts: {",
            "  ▲spare: { status: 410, advice: None. }\n  no-parts: {",
        )],
        "write `x-error: spare`",
    ),
    (
        "error-status",
        &[(
            "\"404\": { x-error: unknown-robot,",
            "\"410\": { x-error: ▲unknown-robot,",
        )],
        "move the response to `404`",
    ),
    (
        "error-status",
        &[
            ("status: 401,", "status: 403,"),
            (
                "Unauthorized: { x-error: unauthorized,",
                "Unauthorized: { x-error: ▲unauthorized,",
            ),
        ],
        "`403`",
    ),
    (
        "error-status",
        &[(
            "5XX: { x-error: broken, description: Something broke. }",
            "▲\"403\": { $ref: \"#/components/responses/Unauthorized\" }\n        5XX: { x-error: broken, description: Something broke. }",
        )],
        "move the response to `401`",
    ),
    (
        "bad-error",
        &[(
            "  rate-limited: { status: 429, advice: Wait. }",
            "  ▲rate-limited: { advice: Wait. }",
        )],
        "as in `status: 402`",
    ),
    (
        "bad-error",
        &[("status: [500, 5XX]", "status: [500, 5XX, ▲200]")],
        "4xx or 5xx",
    ),
    (
        "bad-error",
        &[
            ("  broken: {", "  ▲timeout: {"),
            ("x-error: broken", "x-error: timeout"),
        ],
        "another name",
    ),
    (
        "bad-error",
        &[
            ("  broken: {", "  ▲is_broken: {"),
            ("x-error: broken", "x-error: is_broken"),
        ],
        "as in `billing-limit`",
    ),
    (
        "bad-error",
        &[("advice: Wait.", "▲advise: Wait., description: Wait.")],
        "did you mean `advice`?",
    ),
];

const PAGES: &[Row] = &[
    (
        "bad-pagination",
        &[("offset: skip", "offset: ▲skipp")],
        "did you mean `skip`?",
    ),
    (
        "bad-pagination",
        &[(" limit: limit,", " limit: ▲size,")],
        "its query parameters are `skip` or `limit`",
    ),
    (
        "bad-pagination",
        &[("items: robots,", "items: ▲robot,")],
        "did you mean `robots`?",
    ),
    (
        "bad-pagination",
        &[("items: robots,", "items: ▲count,")],
        "write `items: robots`",
    ),
    (
        "bad-pagination",
        &[("total: count", "total: ▲size")],
        "its fields are",
    ),
    (
        "bad-pagination",
        &[("style: offset", "style: ▲cursor")],
        "write `style: offset`",
    ),
    (
        "bad-pagination",
        &[("items: robots, total: count", "items: robots, ▲totl: count")],
        "did you mean `total`?",
    ),
    (
        "bad-pagination",
        &[("x-pagination: { style: offset, ", "x-pagination: ▲{ ")],
        "style: offset, offset: ..",
    ),
    (
        "bad-pagination",
        &[
            (
                "description: A page of robots.\n          content:\n            application/json:\n",
                "description: A page of robots.\n          content:\n            text/plain:\n",
            ),
            ("x-pagination: {", "x-pagination: ▲{"),
            (
                "x-wait: { field: state, success: [ready], failure: [Scrapped], batch: { operation: list_robots, key: id } }",
                "x-wait: { field: state, success: [ready] }",
            ),
        ],
        "`properties`",
    ),
    (
        "bad-wait",
        &[("field: state,", "field: ▲status,")],
        "did you mean `state`?",
    ),
    (
        "bad-wait",
        &[("success: [ready]", "success: [▲redy]")],
        "did you mean `ready`?",
    ),
    (
        "bad-wait",
        &[("failure: [Scrapped]", "failure: [Scrapped], ▲timeout: 1")],
        "`field`, `success`, `failure` or `batch`",
    ),
    ("bad-wait", &[("success: [ready]", "success: ▲[]")], "good end"),
    (
        "bad-wait",
        &[("failure: [Scrapped]", "failure: [▲ready]")],
        "one of the lists",
    ),
    (
        "bad-wait",
        &[("success: [ready]", "success: ▲ready")],
        "as in `[complete]`",
    ),
    (
        "bad-wait",
        &[("operation: list_robots,", "operation: ▲list_robot,")],
        "did you mean `list_robots`?",
    ),
    (
        "bad-wait",
        &[("operation: list_robots,", "operation: ▲build_robot,")],
        "x-pagination",
    ),
    (
        "bad-wait",
        &[("key: id }", "key: ▲uuid }")],
        "their fields are `id`, `state`",
    ),
    (
        "bad-wait",
        &[(
            "batch: { operation: list_robots, key: id }",
            "batch: ▲{ operation: list_robots }",
        )],
        "key: ..",
    ),
    (
        "bad-wait",
        &[("x-wait: { field: state, ", "x-wait: ▲{ ")],
        "field: status",
    ),
];

const EXTENSIONS: &[Row] = &[
    (
        "bad-enum-extension",
        &[("case: insensitive", "case: ▲ignore")],
        "write `case: insensitive`",
    ),
    (
        "bad-enum-extension",
        &[("scrapped: No more. }", "scrapped: No more., ▲reddy: D. }")],
        "did you mean `ready`?",
    ),
    (
        "bad-enum-extension",
        &[
            ("        case: insensitive", "        ▲cases: insensitive"),
            ("failure: [Scrapped]", "failure: [scrapped]"),
        ],
        "did you mean `case`?",
    ),
    (
        "bad-enum-extension",
        &[(
            "          description: What to call it.",
            "          description: What to call it.\n          x-enum: ▲{ case: sensitive }",
        )],
        "beside the `enum`",
    ),
    (
        "unknown-extension",
        &[("x-stale:", "▲x-stael:")],
        "did you mean `x-stale`?",
    ),
    (
        "unknown-extension",
        &[(
            "info: { title: Robots, version: 1.0.0 }",
            "info: { title: Robots, version: 1.0.0 }\n▲x-retry: { safety: safe }",
        )],
        "move it to an operation",
    ),
    (
        "unknown-extension",
        &[("x-timeout: { attempt: 10s }", "▲X-Timeout: { attempt: 10s }")],
        "did you mean",
    ),
    (
        "unknown-extension",
        &[(
            "x-rate-limit: reads",
            "x-rate-limit: reads\n      ▲x-rate-limits: reads",
        )],
        "did you mean `x-rate-limit`?",
    ),
];

const SCHEMAS: &[Row] = &[
    (
        "enum-duplicate",
        &[(
            "enum: [arm]",
            "enum: [arm, ▲arm], x-enum: { descriptions: { arm: An arm. } }",
        )],
        "remove one",
    ),
    (
        "enum-type",
        &[("enum: [arm]", "enum: [▲1]")],
        "write `\"1\"`, in quotes",
    ),
    (
        "enum-type",
        &[(
            "count: { type: integer,",
            "count: { type: integer, enum: [1, ▲\"2\"],",
        )],
        "write `2` without quotes",
    ),
    (
        "required-undefined",
        &[("required: [id]", "required: [▲idd]")],
        "did you mean `id`?",
    ),
    (
        "required-undefined",
        &[("required: [kind]", "required: [kind, ▲length]")],
        "define `length`",
    ),
    (
        "nullable-without-type",
        &[(
            "serial: { type: string, nullable: true,",
            "serial: { ▲nullable: true,",
        )],
        "write `type:`",
    ),
    (
        "array-without-items",
        &[(
            "          type: string\n          description: What to call it.",
            "          type: ▲array\n          description: What to call it.",
        )],
        "write `items:`",
    ),
    (
        "ambiguous-union",
        &[
            ("      oneOf:\n", "      ▲oneOf:\n"),
            (
                "      discriminator:\n        propertyName: kind\n        mapping: { arm: \"#/components/schemas/Arm\", leg: Leg }\n",
                "",
            ),
        ],
        "propertyName",
    ),
    (
        "discriminator-mapping",
        &[("leg: Leg }", "leg: ▲Legg }")],
        "did you mean `Leg`?",
    ),
    (
        "discriminator-mapping",
        &[(
            "mapping: { arm: \"#/components/schemas/Arm\"",
            "mapping: { arm: ▲\"#/components/schemas/Plan\"",
        )],
        "define `kind`",
    ),
    (
        "unused-component",
        &[(
            "    Plan:\n",
            "    ▲Spare:\n      description: Unused.\n      type: string\n    Plan:\n",
        )],
        "remove it",
    ),
    (
        "unused-component",
        &[(
            "    Unauthorized: {",
            "    ▲Gone: { x-error: unknown-robot, description: Gone. }\n    Unauthorized: {",
        )],
        "remove it",
    ),
    (
        "unused-component",
        &[(
            "    RobotId: {",
            "    ▲Page: { name: page, in: query, description: Page., schema: { type: integer } }\n    RobotId: {",
        )],
        "remove it",
    ),
];
