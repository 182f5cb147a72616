//! Rust names for the document's names. Each is decided once, in a scope that gives no name twice.

use crate::problem::Span;
use heck::{ToSnakeCase, ToUpperCamelCase};
use std::collections::BTreeMap;

/// Names that a type of `types.rs` cannot have, because the generated code there means something else by them.
pub(super) const TYPE_NAMES: &[&str] = &[
    "BTreeMap",
    "Box",
    "Clone",
    "Debug",
    "Deserialize",
    "Err",
    "From",
    "Hash",
    "Into",
    "Map",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Self",
    "Serialize",
    "Some",
    "String",
    "Value",
    "Vec",
];

/// Names that a request builder or an error enum cannot have, for the same reason.
pub(super) const BUILDER_NAMES: &[&str] = &[
    "BTreeMap",
    "Batch",
    "BoxStream",
    "Bucket",
    "Bytes",
    "Client",
    "Content",
    "DecodeError",
    "Duration",
    "Err",
    "Error",
    "ErrorKind",
    "Into",
    "Json",
    "Method",
    "None",
    "Ok",
    "Operation",
    "OperationError",
    "Option",
    "Pagination",
    "Param",
    "Pending",
    "Policy",
    "Response",
    "Result",
    "Safety",
    "Self",
    "Some",
    "String",
    "Style",
    "Undocumented",
    "Value",
    "Vec",
    "Wait",
];

/// Names that the module of a tag cannot have: paths and imports of generated code start with them.
pub(super) const MODULE_NAMES: &[&str] = &[
    "client",
    "codegen_runtime",
    "core",
    "errors",
    "mod",
    "operations",
    "serde",
    "serde_json",
    "std",
    "types",
];

/// How long the name of a module may be: it is the name of a file too.
pub(super) const MODULE_LENGTH: usize = 60;

/// Methods that a client has, whatever the operations are.
pub(super) const CLIENT_METHODS: &[&str] = &["builder", "clone", "limits", "request", "set_limit"];

/// Methods that request builders have, whatever the parameters are. A parameter of such a name gets the setter
/// `<name>_param`.
pub(super) const BUILDER_METHODS: &[&str] = &[
    "allow_stale",
    "attempt_timeout",
    "clone",
    "deadline",
    "header",
    "into_future",
    "items",
    "pages",
    "priority",
    "retry",
    "send",
];

/// Kinds of failure that every API has: variants of the generated `ErrorKind` beside the API's own.
pub(crate) const RUNTIME_KINDS: &[(&str, &str)] = &[
    ("InvalidRequest", "The request is not one that can be sent; nothing was."),
    ("Token", "The token could not be read; nothing was sent."),
    ("WouldExceedDeadline", "The call cannot be made within its deadline; nothing was sent."),
    ("Connect", "There is no connection; nothing was sent."),
    ("Transport", "The connection failed after the request may have been sent."),
    ("Timeout", "There was no answer in time."),
    ("OutcomeUnknown", "The request was sent and may have acted; nobody knows."),
    ("Unexpected", "The API answered with a status that its description does not state."),
    ("Decode", "The API answered with a body that is not what its description states."),
];

/// Whether a name of `x-errors` becomes a kind that the runtime has.
pub(crate) fn is_kind_of_runtime(name: &str) -> bool {
    let variant = upper(name);
    RUNTIME_KINDS.iter().any(|(kind, _)| *kind == variant)
}

/// Whether Rust or every client has the name that the method of an operation would have.
pub(crate) fn is_taken_method(id: &str) -> bool {
    let name = lower(id);
    let is_changed = name.starts_with("r#") || matches!(name.as_str(), "self_" | "super_" | "crate_");
    is_changed || CLIENT_METHODS.contains(&name.as_str())
}

/// Whether generated code has the name that the type of a schema would have.
pub(crate) fn is_taken_type(name: &str) -> bool {
    name == "Self" || TYPE_NAMES.contains(&upper(name).as_str())
}

/// Whether every enum has the name that the variant of a value would have.
pub(crate) fn is_taken_variant(value: &str) -> bool {
    upper(value) == UNKNOWN
}

/// The variant of every enum that holds values which the document does not name.
pub(super) const UNKNOWN: &str = "Unknown";

/// A set of names in which none is given twice.
#[derive(Debug, Default)]
pub(super) struct Scope(BTreeMap<String, Holder>);

/// Who has a name.
#[derive(Debug, Clone, Copy)]
enum Holder {
    /// Generated code means something else by it.
    Reserved,
    /// The document, at this place.
    Document(Span),
}

impl Scope {
    /// A scope in which `reserved` is taken.
    pub(super) fn new(reserved: &[&str]) -> Self {
        Self(reserved.iter().map(|name| ((*name).to_owned(), Holder::Reserved)).collect())
    }

    /// Whether a name is taken.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The place of the document that has taken a name.
    pub(super) fn taken_at(&self, name: &str) -> Option<Span> {
        match self.0.get(name)? {
            Holder::Document(span) => Some(*span),
            Holder::Reserved => None,
        }
    }

    /// Takes `wanted`, or the first free one of `wanted2`, `wanted3`, ...
    pub(super) fn claim(&mut self, wanted: &str, span: Span) -> String {
        let mut name = wanted.to_owned();
        let mut number = 1;
        while self.0.contains_key(&name) {
            number += 1;
            name = format!("{wanted}{number}");
        }
        self.0.insert(name.clone(), Holder::Document(span));
        name
    }
}

/// A name for a type, a variant or a builder.
pub(crate) fn upper(text: &str) -> String {
    let name = spelled(text).to_upper_camel_case();
    match name.chars().next() {
        None => if text.is_empty() { "Empty" } else { "Other" }.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("V{name}"),
        Some(_) if name == "Self" => "SelfValue".to_owned(),
        Some(_) => name,
    }
}

/// A name for a field, an argument, a method or a module; a raw identifier where it must be.
pub(super) fn lower(text: &str) -> String {
    let name = spelled(text).to_snake_case();
    match name.as_str() {
        "" => if text.is_empty() { "empty" } else { "other" }.to_owned(),
        "self" | "super" | "crate" => format!("{name}_"),
        _ if name.starts_with(|first: char| first.is_ascii_digit()) => format!("n{name}"),
        _ if is_keyword(&name) => format!("r#{name}"),
        _ => name,
    }
}

/// A name for a constant.
pub(super) fn constant(text: &str) -> String {
    lower(text).trim_start_matches("r#").to_uppercase()
}

/// Writes signs out where they are all that tells two names apart, and drops what no identifier can hold.
fn spelled(text: &str) -> String {
    let signed = match text {
        "*" => "star",
        "<" => "less",
        ">" => "greater",
        "=" => "equal",
        "!=" => "not_equal",
        "<=" => "at_most",
        ">=" => "at_least",
        _ => text,
    };
    let signed = match signed
        .strip_prefix('-')
        .map(|rest| ("minus_", rest))
        .or(signed.strip_prefix('+').map(|rest| ("plus_", rest)))
    {
        Some((sign, rest)) if rest.starts_with(|c: char| c.is_alphanumeric()) => format!("{sign}{rest}"),
        _ => signed.to_owned(),
    };
    signed.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

fn is_keyword(name: &str) -> bool {
    // `syn` knows them, but this stage knows no `syn`; the list is that of the 2024 edition.
    const KEYWORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
        "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
        "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static",
        "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where",
        "while", "yield",
    ];
    KEYWORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_rust_names() {
        for (text, expected) in [
            ("GITHUB_PR_REVIEW", "GithubPrReview"),
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("", "Empty"),
            ("é", "Other"),
            ("日本", "Other"),
            ("`", "Other"),
            ("1.0", "V10"),
            ("self", "SelfValue"),
        ] {
            assert_eq!(upper(text), expected, "{text}");
        }
        for (text, expected) in [
            ("type", "r#type"),
            ("self", "self_"),
            ("X-Trace", "x_trace"),
            ("2fa", "n2fa"),
            ("", "empty"),
            ("é", "other"),
            ("`", "other"),
            ("filter[name]", "filter_name"),
        ] {
            assert_eq!(lower(text), expected, "{text}");
        }
        assert_eq!(constant("get-user"), "GET_USER");
    }

    #[test]
    fn a_scope_gives_no_name_twice() {
        let mut scope = Scope::new(&["Box"]);
        let span = Span::default();
        assert_eq!(scope.claim("Box", span), "Box2");
        assert_eq!(scope.claim("Run", span), "Run");
        assert_eq!(scope.claim("Run", span), "Run2");
        assert_eq!(scope.claim("Run", span), "Run3");
    }
}
