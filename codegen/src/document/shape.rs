//! What a place of the document may hold: the vocabulary of the table in [`super::objects`].

/// What a value must be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Anything: examples, defaults, extensions.
    Any,
    /// Text. A plain `no`, `1.10` or `404` is text as well.
    Text,
    /// One of a few words; any other is an error.
    Word(&'static [&'static str]),
    /// One of a few words; any other is ignored with a warning.
    KnownWord(&'static [&'static str]),
    /// The type of a schema: one word or a list of words.
    Types,
    /// `true` or `false`.
    Boolean,
    /// A whole number from 0 to 2^64 - 1.
    Count,
    /// A number.
    Number,
    /// An exclusive bound: a boolean in OpenAPI 3.0, a number in 3.1.
    Bound,
    /// An object of the specification.
    Object(&'static Shape),
    /// A schema, or `true` or `false`.
    SchemaOrBoolean,
    /// A list.
    List(&'static Kind),
    /// A mapping with free keys.
    Map(&'static Kind),
}

/// An object of the OpenAPI specification.
#[derive(Debug)]
pub(super) struct Shape {
    /// Its name in messages, with its article: `an operation`.
    pub(super) name: &'static str,
    /// Its keys.
    pub(super) keys: &'static [(&'static str, Kind)],
    /// Its free keys, such as paths and statuses: which they are, how they look, what they hold.
    pub(super) free: Option<Free>,
    /// The keys it cannot be without.
    pub(super) required: &'static [(&'static str, Missing)],
    /// The section of `components` that holds such objects; with one, a reference may stand in its place.
    pub(super) section: Option<&'static str>,
}

/// Keys that are not words of the specification.
#[derive(Debug)]
pub(super) struct Free {
    /// Whether a key is one of them.
    pub(super) matches: fn(&str) -> bool,
    /// How such a key looks.
    pub(super) looks: &'static str,
    /// What it holds.
    pub(super) kind: Kind,
}

/// What happens when a required key is missing.
#[derive(Debug, Clone, Copy)]
pub(super) enum Missing {
    /// Nothing can be made of the object.
    Error,
    /// An empty text is put in, with a warning.
    EmptyText,
    /// An empty mapping is put in, with a warning.
    EmptyMapping,
}

impl Shape {
    /// What the value of `key` must be; `None` for a key that the object does not have.
    pub(super) fn kind_of(&self, key: &str) -> Option<Kind> {
        if let Some((_, kind)) = self.keys.iter().find(|(name, _)| *name == key) {
            return Some(*kind);
        }
        if let Some(free) = &self.free
            && (free.matches)(key)
        {
            return Some(free.kind);
        }
        key.starts_with("x-").then_some(Kind::Any)
    }
}
