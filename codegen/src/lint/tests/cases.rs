//! Mistakes. A `▲` stands before the place at which the rule points.

mod facts;
mod operations;
mod outcomes;
mod policies;
mod requests;
mod schemas;
mod values;

use super::{Case, Edit};

/// A rule, the edits that break it, and a part of the help text.
type Row = (&'static str, &'static [Edit], &'static str);

const ALLOWS: &[Row] = &[
    (
        "bad-allow",
        &[("  /robots:\n    get:", "  ▲# lint:allow\n  /robots:\n    get:")],
        "write `# lint:allow RULE reason`",
    ),
    (
        "bad-allow",
        &[("tags:\n  - {", "tags: ▲# lint:allow mising-summary A test.\n  - {")],
        "did you mean `missing-summary`?",
    ),
    ("bad-allow", &[("tags:\n  - {", "tags: ▲#lint:allow one-tag \n  - {")], "say why"),
    (
        "unused-allow",
        &[("  /robots:\n    get:", "  /robots:\n    ▲# lint:allow missing-summary A test.\n    get:")],
        "remove the comment",
    ),
    // Beside a key the comment speaks of that line alone.
    (
        "missing-summary",
        &[
            ("    post:\n", "    ▲post:\n"),
            ("      summary: Builds a robot.\n", ""),
            (
                "components:\n  securitySchemes",
                "components: # not lint:allow missing-summary A test.\n  securitySchemes",
            ),
        ],
        "one sentence",
    ),
];

pub(super) fn all() -> impl Iterator<Item = Case> {
    [
        operations::OPERATIONS,
        requests::PARAMETERS,
        requests::SECURITY,
        requests::RESPONSES,
        policies::LIMITS,
        policies::CALLS,
        outcomes::ERRORS,
        outcomes::PAGES,
        schemas::EXTENSIONS,
        schemas::SCHEMAS,
        ALLOWS,
        values::VALUES,
        facts::FACTS,
    ]
    .into_iter()
    .flatten()
    .map(|(rule, edits, help)| Case { rule, edits, help })
}
