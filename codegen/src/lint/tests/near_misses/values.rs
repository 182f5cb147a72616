//! Restrictions, examples, formats and parts that are right.

use super::Edit;

const NAME: &str = "          type: string\n          description: What to call it.";

pub(super) const VALUES: &[(&str, &[Edit])] = &[
    ("empty-range", &[("count: { type: integer,", "count: { type: integer, minimum: 1, maximum: 1,")]),
    (
        "empty-range",
        &[(
            "count: { type: integer,",
            "count: { type: integer, minimum: 0, exclusiveMinimum: true, maximum: 1,",
        )],
    ),
    (
        "empty-enum",
        &[
            ("enum: [building, ready, scrapped]", "enum: [\"\", building, ready, scrapped]"),
            ("{ building:", "{ \"\": None., building:"),
        ],
    ),
    // Named groups and what only the flag `u` knows are patterns as well.
    (
        "bad-pattern",
        &[(
            NAME,
            "          type: string\n          pattern: '^/(?<id>\\p{L}+)(?!x)[^/]+$'\n          description: D.",
        )],
    ),
    ("bad-pattern", &[(NAME, "          type: string\n          pattern: '/a/'\n          description: D.")]),
    (
        "integer-range",
        &[(
            "count: { type: integer,",
            "count: { type: integer, minimum: -9223372036854775808, maximum: 9223372036854775807,",
        )],
    ),
    (
        "integer-range",
        &[(
            "count: { type: integer,",
            "count: { type: integer, format: uint64, minimum: 0, maximum: 18446744073709551615,",
        )],
    ),
    // A restriction without a type speaks of the values that it concerns.
    (
        "keyword-of-other-type",
        &[(
            NAME,
            "          allOf: [{ $ref: \"#/components/schemas/State\" }, { maxLength: 9 }]\n          description: D.",
        )],
    ),
    ("invalid-example", &[("count: { type: integer,", "count: { type: integer, example: 3.0,")]),
    // Text is text without quotes, null says that there is no example, and case makes no difference to this enum.
    (
        "invalid-example",
        &[(
            "schema: { $ref: \"#/components/schemas/RobotPage\" }",
            "schema: { $ref: \"#/components/schemas/RobotPage\" }\n              examples: { a: { value: { robots: [{ id: a1, state: READY, serial: null, more: 1 }] } }, b: { value: null }, c: { externalValue: x.json } }",
        )],
    ),
    (
        "invalid-example",
        &[(
            "count: { type: integer,",
            "count: { anyOf: [{ type: integer }, { type: string, nullable: true }], example: many,",
        )],
    ),
    // Only one direction holds it.
    (
        "invalid-example",
        &[
            ("      required: [id]\n", "      required: [id]\n      example: { state: ready }\n"),
            ("id: { type: string,", "id: { type: string, readOnly: true,"),
        ],
    ),
    // In a query a list is text.
    (
        "invalid-example",
        &[(
            "description: How many to leave out., schema: { type: integer }",
            "description: How many., example: \"1,2\", schema: { type: integer }",
        )],
    ),
    (
        "invalid-default",
        &[(
            "serial: { type: string, nullable: true,",
            "serial: { type: string, nullable: true, default: null,",
        )],
    ),
    (
        "unknown-format",
        &[(NAME, "          type: string\n          format: serial-number\n          description: D.")],
    ),
    ("unknown-format", &[("count: { type: integer,", "count: { type: integer, format: unix-time,")]),
    ("unknown-format", &[("serial: { type: string,", "serial: { type: string, format: int64,")]),
    // An integer is a number, and what a part leaves open another one may say.
    (
        "all-of-conflict",
        &[
            (
                "          required: [kind]\n",
                "          required: [kind]\n          properties: { kind: { maxLength: 3, description: K. }, length: { type: number, description: L. } }\n",
            ),
            (
                "          properties:\n            kind: { type: string, enum: [leg]",
                "          properties:\n            length: { type: integer, description: L. }\n            kind: { type: string, enum: [leg]",
            ),
        ],
    ),
    (
        "deep-inline-object",
        &[(
            NAME,
            "          type: object\n          description: D.\n          properties:\n            a: { type: object, description: D., properties: { b: { type: array, description: D., items: { type: string } } } }",
        )],
    ),
    (
        "endless-schema",
        &[
            (NAME, "          $ref: \"#/components/schemas/Chain\""),
            (
                "    Failure:\n",
                "    Chain:\n      description: D.\n      type: object\n      required: [all, end]\n      properties:\n        all: { type: array, description: D., items: { $ref: \"#/components/schemas/Chain\" } }\n        next: { $ref: \"#/components/schemas/Chain\" }\n        end: { description: D., nullable: true, allOf: [{ $ref: \"#/components/schemas/Chain\" }] }\n    Failure:\n",
            ),
        ],
    ),
    (
        "one-way-both",
        &[(
            "        serial: { type: string,",
            "        serial: { type: string, readOnly: true, writeOnly: false,",
        )],
    ),
    // Only answers have the schema.
    ("read-only-required", &[("id: { type: string,", "id: { type: string, readOnly: true,")]),
    (
        "discriminator-value",
        &[("enum: [leg]", "enum: [foot, leg], x-enum: { descriptions: { foot: F., leg: L. } }")],
    ),
];
