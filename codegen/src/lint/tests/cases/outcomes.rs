//! Mistakes in error kinds, pages and waiting.

use super::Row;

pub(super) const ERRORS: &[Row] = &[
    (
        "error-without-kind",
        &[
            ("\"404\": { x-error: unknown-robot, ", "▲\"404\": { "),
            (
                "  unknown-robot: { status: 404, description: There is no such robot., advice: Check the id. }\n",
                "",
            ),
        ],
        "write `x-error:`",
    ),
    ("unknown-error", &[("x-error: no-parts\n", "x-error: ▲no-part\n")], "did you mean `no-parts`?"),
    (
        "unknown-error",
        &[(
            "5XX: { x-error: broken, description: Something broke. }",
            "5XX: { x-error: broken, description: Something broke. }\n        \"410\": { x-error: ▲gone-for-good, description: Gone., content: { application/json: { schema: {} } } }",
        )],
        "as in `gone-for-good: { status: 410, description: .., advice: .. }`",
    ),
    (
        "unused-error",
        &[("  no-parts: {", "  ▲spare: { status: 410, description: None. }\n  no-parts: {")],
        "write `x-error: spare`",
    ),
    (
        "error-status",
        &[("\"404\": { x-error: unknown-robot,", "\"410\": { x-error: ▲unknown-robot,")],
        "move the response to `404`",
    ),
    (
        "error-status",
        &[
            ("status: 401,", "status: 403,"),
            ("Unauthorized: { x-error: unauthorized,", "Unauthorized: { x-error: ▲unauthorized,"),
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
    ("bad-error", &[("  rate-limited: { status: 429, ", "  ▲rate-limited: { ")], "as in `status: 402`"),
    ("bad-error", &[("status: [500, 5XX]", "status: [500, 5XX, ▲200]")], "4xx or 5xx"),
    (
        "bad-error",
        &[("  broken: {", "  ▲timeout: {"), ("x-error: broken", "x-error: timeout")],
        "another name",
    ),
    (
        "bad-error",
        &[("  broken: {", "  ▲is_broken: {"), ("x-error: broken", "x-error: is_broken")],
        "as in `billing-limit`",
    ),
    ("bad-error", &[("advice: Wait.", "▲advise: Wait.")], "did you mean `advice`?"),
];

pub(super) const PAGES: &[Row] = &[
    ("bad-pagination", &[("x-timeout: { attempt: 10s }", "x-pagination: ▲{}")], "style: offset"),
    ("bad-pagination", &[("offset: skip", "offset: ▲skipp")], "did you mean `skip`?"),
    ("bad-pagination", &[(" limit: limit,", " limit: ▲size,")], "its query parameters are `skip` or `limit`"),
    ("bad-pagination", &[("items: robots,", "items: ▲robot,")], "did you mean `robots`?"),
    ("bad-pagination", &[("items: robots,", "items: ▲count,")], "write `items: robots`"),
    ("bad-pagination", &[("total: count", "total: ▲size")], "its fields are"),
    ("bad-pagination", &[("style: offset", "style: ▲cursor")], "write `style: offset`"),
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
    ("bad-wait", &[("field: state,", "field: ▲status,")], "did you mean `state`?"),
    ("bad-wait", &[("success: [ready]", "success: [▲redy]")], "did you mean `ready`?"),
    (
        "bad-wait",
        &[("failure: [Scrapped]", "failure: [Scrapped], ▲timeout: 1")],
        "`field`, `success`, `failure` or `batch`",
    ),
    ("bad-wait", &[("success: [ready]", "success: ▲[]")], "good end"),
    ("bad-wait", &[("failure: [Scrapped]", "failure: [▲ready]")], "one of the lists"),
    ("bad-wait", &[("success: [ready]", "success: ▲ready")], "as in `[complete]`"),
    ("bad-wait", &[("operation: list_robots,", "operation: ▲list_robot,")], "did you mean `list_robots`?"),
    ("bad-wait", &[("operation: list_robots,", "operation: ▲build_robot,")], "x-pagination"),
    ("bad-wait", &[("key: id }", "key: ▲uuid }")], "their fields are `id`, `state`"),
    (
        "bad-wait",
        &[("batch: { operation: list_robots, key: id }", "batch: ▲{ operation: list_robots }")],
        "key: ..",
    ),
    ("bad-wait", &[("x-wait: { field: state, ", "x-wait: ▲{ ")], "field: status"),
];
