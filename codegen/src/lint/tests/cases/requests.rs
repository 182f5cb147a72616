//! Mistakes in parameters, security and responses.

use super::Row;

pub(super) const PARAMETERS: &[Row] = &[
    ("path-template", &[("  /robots:\n    get:", "  ▲/robots?all=true:\n    get:")], "`in: query`"),
    ("path-template", &[("  /robots:\n    get:", "  ▲/robots/{}/all:\n    get:")], "between the braces"),
    ("path-template", &[("  /robots:\n    get:", "  ▲/robots/{kind:\n    get:")], "for each path parameter"),
    ("path-template", &[("  /robots:\n    get:", "  ▲/robots/kind}:\n    get:")], "for each path parameter"),
    (
        "path-parameter-missing",
        &[("  /robots/{robot_id}:\n    parameters:", "  /robots/{robot_id}/{part}:\n    ▲parameters:")],
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
            ("      parameters:\n        - { name: skip", "      ▲parameters:\n        - { name: skip"),
            (
                "      requestBody:",
                "      parameters: [{ name: group, in: path, required: true, description: Group., schema: { type: string } }]\n      requestBody:",
            ),
        ],
        "`parameters` of the operation",
    ),
    (
        "path-parameter-unused",
        &[("name: limit, in: query,", "name: ▲part, in: path, required: true,"), (" limit: limit,", "")],
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
        &[("RobotId: { name: robot_id, in: path, required: true,", "RobotId: { name: ▲robot_id, in: path,")],
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

pub(super) const SECURITY: &[Row] = &[
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
            ("token: { type: http, scheme: bearer }", "token: { type: apiKey, in: query, name: key }"),
            (
                "        - { name: limit, in: query,",
                "        - { name: ▲key, in: query, description: Key., schema: { type: string } }\n        - { name: limit, in: query,",
            ),
        ],
        "type: apiKey, in: query, name: key",
    ),
    ("security-undefined", &[("  - token: []", "  - ▲tokens: []")], "did you mean `token`?"),
    (
        "security-undefined",
        &[("now.\n      tags: [robots]", "now.\n      tags: [robots]\n      security: [{ ▲cookie: [] }]")],
        "define `cookie`",
    ),
    (
        "missing-security",
        &[("openapi: 3.0.3", "▲openapi: 3.0.3"), ("security:\n  - token: []\n", "")],
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

pub(super) const RESPONSES: &[Row] = &[
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
        &[("      required: [message]\n", ""), ("        message: {", "        ▲message: {")],
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
