//! Mistakes in operations, descriptions, paths and servers.

use super::Row;

pub(super) const OPERATIONS: &[Row] = &[
    (
        "missing-description",
        &[
            ("openapi: 3.0.3", "▲openapi: 3.0.3"),
            (
                "      x-enum:\n        case: insensitive\n        descriptions: { building: Not yet., ready: It works., scrapped: No more. }\n",
                "",
            ),
            ("failure: [Scrapped]", "failure: [scrapped]"),
        ],
        "beside each `enum`",
    ),
    (
        "operation-id-missing",
        &[("  /robots:\n    get:", "  /:\n    get:"), ("operationId: build_robot", "▲operationId: \"\"")],
        "write `operationId: create_root`",
    ),
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
        &[("operationId: get_robot", "operationId: ▲read_robot_robots__robot_id__get")],
        "write `operationId: read_robot`",
    ),
    (
        "one-tag",
        &[
            ("description: As it is now.\n      tags: [robots]\n", "description: As it is now.\n"),
            ("    get:\n      operationId: get_robot", "    ▲get:\n      operationId: get_robot"),
        ],
        "write `tags: [..]`",
    ),
    (
        "one-tag",
        &[("now.\n      tags: [robots]", "now.\n      tags: [robots, ▲robots]")],
        "write `tags: [robots]`",
    ),
    (
        "one-tag",
        &[
            ("now.\n      tags: [robots]", "now.\n      tags: [robots, ▲parts]"),
            ("  - { name: robots,", "  - { name: parts, description: Parts. }\n  - { name: robots,"),
        ],
        "keep one",
    ),
    (
        "undeclared-tag",
        &[("now.\n      tags: [robots]", "now.\n      tags: [▲robot]")],
        "did you mean `robots`?",
    ),
    ("undeclared-tag", &[("now.\n      tags: [robots]", "now.\n      tags: [▲toys]")], "name: toys"),
    ("missing-summary", &[("summary: Shows a robot.", "▲summary: \"\"")], "one sentence"),
    (
        "missing-summary",
        &[(
            "    post:\n      operationId: build_robot\n      summary: Builds a robot.\n",
            "    ▲post:\n      operationId: build_robot\n",
        )],
        "write `summary:`",
    ),
    ("missing-description", &[("description: As it is now.", "▲description: ''")], "write `description:`"),
    (
        "missing-description",
        &[("{ name: skip, in: query, description: How many to leave out.,", "{ name: ▲skip, in: query,")],
        "write `description:`",
    ),
    (
        "missing-description",
        &[(
            "Unauthorized: { x-error: unauthorized, description: The token is wrong.,",
            "▲Unauthorized: { x-error: unauthorized, description: \"\",",
        )],
        "write `description:`",
    ),
    (
        "missing-description",
        &[("    Failure:\n      description: What went wrong.\n", "    ▲Failure:\n")],
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
        &[("enum: [building,", "▲enum: [building,"), (", scrapped: No more.", "")],
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
            "  rate-limited: { status: 429, description: There were too many requests., ",
            "  ▲rate-limited: { status: 429, ",
        )],
        "write `description:`",
    ),
    (
        "ambiguous-paths",
        &[(
            "components:\n  securitySchemes",
            "  ▲/robots/{name}:\n    parameters:\n      - { name: name, in: path, required: true, description: N., schema: { type: string } }\n    post:\n      operationId: rename_robot\n      summary: Renames.\n      description: As often as it is repeated.\n      tags: [robots]\n      x-rate-limit: none\n      x-rate-limit-reason: R.\n      x-retry: { safety: idempotent }\n      responses:\n        \"204\": { description: Done. }\n        \"401\": { $ref: \"#/components/responses/Unauthorized\" }\ncomponents:\n  securitySchemes",
        )],
        "fixed segment",
    ),
    (
        "missing-server",
        &[("openapi: 3.0.3", "▲openapi: 3.0.3"), ("servers:\n  - url: https://api.example.com\n", "")],
        "- url: https://api.example.com",
    ),
    (
        "missing-server",
        &[("url: https://api.example.com", "url: ▲ftp://api.example.com")],
        "- url: https://api.example.com",
    ),
    ("missing-server", &[("url: https://api.example.com", "url: ▲/v1")], "- url: https://api.example.com"),
    (
        "server-trailing-slash",
        &[("url: https://api.example.com", "url: ▲https://api.example.com/")],
        "write `url: https://api.example.com`",
    ),
];
