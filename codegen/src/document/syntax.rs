//! Mistakes that end reading: text that is no YAML, and nesting without end.

use crate::problem::{Problem, Rule, Severity, Span};
use granit_parser::{ErrorKind, ScanError};

/// How deep mappings and sequences may nest. Later stages walk the tree by recursion; hand-written and generated
/// documents stay below 60.
pub(crate) const MAX_DEPTH: usize = 200;

pub(super) static YAML_SYNTAX: Rule = Rule {
    id: "yaml-syntax",
    severity: Severity::Error,
    summary: "the document is YAML 1.2 or JSON",
    explanation: "The text is read as YAML 1.2, of which JSON is a part. Reading stops at the first mistake, because \
                  everything after it may be misread: mend it and run again.",
    fixable: false,
};

pub(super) static TOO_DEEP: Rule = Rule {
    id: "too-deep",
    severity: Severity::Error,
    summary: "mappings and sequences nest at most 200 deep",
    explanation: "Nobody writes a document that is nested hundreds of levels deep; one that is comes from a mistake or \
                  is made to exhaust its reader. Move inner schemas to `components/schemas` and refer to them.",
    fixable: false,
};

/// The document nests too deep at `span`.
pub(super) fn too_deep(span: Span) -> Problem {
    TOO_DEEP
        .at(span, format!("the document nests more than {MAX_DEPTH} deep"))
        .help("move inner schemas to `components/schemas` and refer to them with `$ref`")
}

/// What the parser objects to, at its place.
pub(super) fn problem(text: &str, error: &ScanError) -> Problem {
    let place = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let mut start = text.floor_char_boundary(place);
    if is_about_tabs(error.kind()) {
        // The parser names the token before the tab.
        start += text[start..].find('\t').unwrap_or(0);
    }
    let length = text[start..].chars().next().map_or(0, char::len_utf8);
    let span = Span { start, end: start + length };
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(span);
    }
    let problem = YAML_SYNTAX.at(span, error.kind().to_string().to_lowercase());
    match syntax_help(error.kind()) {
        Some(help) => problem.help(help),
        None => problem,
    }
}

fn is_about_tabs(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart
    )
}

fn syntax_help(kind: &ErrorKind) -> Option<&'static str> {
    Some(match kind {
        kind if is_about_tabs(kind) => "indent with spaces: YAML allows no tabs there",
        ErrorKind::UnclosedQuotedScalar => {
            "close the quote; inside double quotes write `\\\"`, inside single quotes `''`"
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping => "the text ends too early: close what was opened",
        ErrorKind::MismatchedFlowCollectionEnd { .. } | ErrorKind::MisplacedFlowCollectionEnd => {
            "every `{` is closed by `}` and every `[` by `]`"
        }
        ErrorKind::InvalidColonPlacement => {
            "close the list with `]` before the next key, or write the entry as `{key: value}`"
        }
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            "separate entries with a comma"
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            "a text that contains `: ` must be quoted, and a key must stand on one line with its colon"
        }
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation
        | ErrorKind::InvalidBlockScalarIndent => {
            "check the indentation: entries of one level start in one column"
        }
        ErrorKind::UnexpectedCharacter { .. } => {
            "quote text that starts with `@`, `` ` `` or `%`; escape control characters in double quotes"
        }
        ErrorKind::UnknownQuotedScalarEscape => "write a backslash as `\\\\`, or use single quotes",
        ErrorKind::BomInsideDocument => "remove the byte order mark",
        _ => return None,
    })
}
