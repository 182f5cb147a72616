//! Mistakes in extensions, schemas and components.

use super::Row;

pub(super) const EXTENSIONS: &[Row] = &[
    (
        "unknown-extension",
        &[("x-timeout: { attempt: 10s }", "▲x-pagination: { limitParam: size, resultsPath: data }")],
        "`style`, `offset`",
    ),
    (
        "unknown-extension",
        &[(
            "info: { title: Robots, version: 1.0.0 }",
            "info: { title: Robots, version: 1.0.0, ▲x-errors: {} }",
        )],
        "move it to the root",
    ),
    (
        "enum-type",
        &[(
            "          type: string\n          description: What to call it.",
            "          type: array\n          items: {}\n          description: What to call it.\n          enum: [▲big, small]",
        )],
        "move `enum` into `items`",
    ),
    ("bad-enum-extension", &[("case: insensitive", "case: ▲ignore")], "write `case: insensitive`"),
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
    ("unknown-extension", &[("x-stale:", "▲x-stael:")], "did you mean `x-stale`?"),
    (
        "unknown-extension",
        &[(
            "info: { title: Robots, version: 1.0.0 }",
            "info: { title: Robots, version: 1.0.0 }\n▲x-retry: { safety: safe }",
        )],
        "move it to an operation",
    ),
    ("unknown-extension", &[("x-timeout: { attempt: 10s }", "▲x-Timeout: { attempt: 10s }")], "did you mean"),
    (
        "unknown-extension",
        &[("x-rate-limit: reads", "x-rate-limit: reads\n      ▲x-rate-limits: reads")],
        "did you mean `x-rate-limit`?",
    ),
];

pub(super) const SCHEMAS: &[Row] = &[
    (
        "enum-duplicate",
        &[("enum: [arm]", "enum: [arm, ▲arm], x-enum: { descriptions: { arm: An arm. } }")],
        "remove one",
    ),
    (
        "enum-type",
        &[("count: { type: integer,", "count: { type: integer, enum: [▲one, two],")],
        "`type` of the values",
    ),
    (
        "enum-type",
        &[("count: { type: integer,", "count: { type: integer, enum: [1, ▲\"2\"],")],
        "without quotes",
    ),
    ("required-undefined", &[("required: [id]", "required: [▲idd]")], "did you mean `id`?"),
    ("required-undefined", &[("required: [kind]", "required: [kind, ▲length]")], "define `length`"),
    (
        "nullable-without-type",
        &[("serial: { type: string, nullable: true,", "serial: { ▲nullable: true,")],
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
        "untyped-property",
        &[("        name:\n          type: string\n", "        ▲name:\n          maxLength: 40\n")],
        "write `type:`",
    ),
    (
        "untyped-property",
        &[(
            "description: Which robot., schema: { type: string }",
            "description: Which robot., ▲schema: { description: Its id. }",
        )],
        "`allOf: [{}]` beside the description",
    ),
    (
        "untyped-property",
        &[(
            "          type: string\n          description: What to call it.",
            "          type: array\n          ▲items: { description: A name. }\n          description: What to call it.",
        )],
        "write `type:`",
    ),
    (
        "untyped-property",
        &[(
            "          type: string\n          description: What to call it.",
            "          type: object\n          ▲additionalProperties: { format: date-time }\n          description: What to call it.",
        )],
        "write `type:`",
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
    ("discriminator-mapping", &[("leg: Leg }", "leg: ▲Legg }")], "did you mean `Leg`?"),
    (
        "discriminator-mapping",
        &[("mapping: { arm: \"#/components/schemas/Arm\"", "mapping: { arm: ▲\"#/components/schemas/Plan\"")],
        "define `kind`",
    ),
    (
        "unused-component",
        &[("    Plan:\n", "    ▲Spare:\n      description: Unused.\n      type: string\n    Plan:\n")],
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
