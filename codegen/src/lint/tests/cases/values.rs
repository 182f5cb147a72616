//! Mistakes in what values may be: restrictions, examples, formats, parts.

use super::Row;

const NAME: &str = "          type: string\n          description: What to call it.";

pub(super) const VALUES: &[Row] = &[
    (
        "empty-range",
        &[(
            NAME,
            "          type: string\n          minLength: ▲5\n          maxLength: 4\n          description: D.",
        )],
        "below the `maxLength`",
    ),
    (
        "empty-range",
        &[(
            "count: { type: integer,",
            "count: { type: integer, minimum: ▲1, exclusiveMinimum: true, maximum: 1,",
        )],
        "below the `maximum`",
    ),
    ("empty-enum", &[("count: { type: integer,", "count: { type: integer, ▲enum: [],")], "list the values"),
    (
        "bad-pattern",
        &[(NAME, "          type: string\n          pattern: ▲\"a(b\"\n          description: D.")],
        "JavaScript",
    ),
    (
        "bad-pattern",
        &[(NAME, "          type: string\n          pattern: ▲\"/^a$/i\"\n          description: D.")],
        "without the slashes",
    ),
    (
        "integer-range",
        &[("count: { type: integer,", "count: { type: integer, maximum: ▲9223372036854775808,")],
        "`format: uint64`",
    ),
    (
        "integer-range",
        &[(
            NAME,
            "          type: integer\n          format: int32\n          minimum: ▲-2147483649\n          description: D.",
        )],
        "from -2147483648",
    ),
    (
        "integer-range",
        &[("count: { type: integer,", "count: { type: integer, maximum: ▲1e300,")],
        "from -9223372036854775808",
    ),
    (
        "keyword-of-other-type",
        &[("count: { type: integer,", "count: { type: integer, ▲maxLength: 3,")],
        "type: string",
    ),
    (
        "keyword-of-other-type",
        &[(NAME, "          type: string\n          ▲minimum: 3\n          description: D.")],
        "write `minLength`",
    ),
    (
        "invalid-example",
        &[("count: { type: integer,", "count: { type: integer, example: ▲many,")],
        "mend the example",
    ),
    (
        "invalid-example",
        &[(
            "schema: { $ref: \"#/components/schemas/RobotPage\" }",
            "schema: { $ref: \"#/components/schemas/RobotPage\" }\n              example: { robots: [{ id: a, state: ▲lost }] }",
        )],
        "mend the example",
    ),
    (
        "invalid-example",
        &[(
            "schema: { $ref: \"#/components/schemas/RobotPage\" }",
            "schema: { $ref: \"#/components/schemas/RobotPage\" }\n              examples: { one: { value: { robots: [▲{ serial: null }] } } }",
        )],
        "mend the example",
    ),
    (
        "invalid-example",
        &[(
            NAME,
            "          type: string\n          maxLength: 2\n          example: ▲abc\n          description: D.",
        )],
        "mend the example",
    ),
    (
        "invalid-default",
        &[("count: { type: integer,", "count: { type: integer, minimum: 1, default: ▲0,")],
        "a default that",
    ),
    (
        "unknown-format",
        &[("count: { type: integer,", "count: { type: integer, format: ▲date-time,")],
        "type: string",
    ),
    (
        "unknown-format",
        &[(NAME, "          type: string\n          format: ▲dateTime\n          description: D.")],
        "did you mean `date-time`?",
    ),
    (
        "all-of-conflict",
        &[
            ("    Leg:\n", "    ▲Leg:\n"),
            (
                "          required: [kind]\n",
                "          required: [kind]\n          properties: { kind: { type: integer, description: K. } }\n",
            ),
        ],
        "the same way in both",
    ),
    (
        "all-of-conflict",
        &[
            ("    Leg:\n", "    ▲Leg:\n"),
            (
                "          required: [kind]\n",
                "          required: [kind]\n          additionalProperties: false\n",
            ),
        ],
        "remove `additionalProperties: false`",
    ),
    (
        "deep-inline-object",
        &[(
            NAME,
            "          type: object\n          description: D.\n          properties:\n            a:\n              type: object\n              description: D.\n              properties:\n                ▲b: { type: object, description: D., properties: { c: { type: string, description: D. } } }",
        )],
        "move it to `components/schemas`",
    ),
    (
        "endless-schema",
        &[
            (NAME, "          $ref: \"#/components/schemas/Chain\""),
            (
                "    Failure:\n",
                "    ▲Chain:\n      description: D.\n      type: object\n      required: [next]\n      properties: { next: { $ref: \"#/components/schemas/Chain\" } }\n    Failure:\n",
            ),
        ],
        "optional or `nullable`",
    ),
    (
        "one-way-both",
        &[(
            "        serial: { type: string,",
            "        ▲serial: { type: string, readOnly: true, writeOnly: true,",
        )],
        "one of the two",
    ),
    (
        "read-only-required",
        &[
            (
                "      description: What to build.\n      type: object\n",
                "      description: What to build.\n      type: object\n      required: [name]\n",
            ),
            (
                "        name:\n          type: string\n",
                "        ▲name:\n          type: string\n          readOnly: true\n",
            ),
            (
                "        serial: { type: string, nullable: true, description: The number on the back. }",
                "        plan: { $ref: \"#/components/schemas/Plan\" }",
            ),
        ],
        "a schema without it",
    ),
    (
        "discriminator-value",
        &[("leg: Leg }", "▲leg: Leg }"), ("enum: [leg]", "enum: [foot]")],
        "list `leg` in its `enum`",
    ),
];
