//! What can stand where in a document, in the terms in which it can be changed by one step.

/// What a value is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// An object of the specification, or a reference to one.
    Object(&'static Object),
    /// Any names, each with a value of one kind.
    Map(&'static Names),
    /// A list in which the order says something, and what may be added to it.
    List(&'static Kind, &'static [&'static str]),
    /// A list in which the order says nothing, and what may be added to it.
    Set(&'static Kind, &'static [&'static str]),
    /// For people alone.
    Words,
    /// A text that is a name, or is sent.
    Name,
    /// A text that names something of the same document.
    Link,
    /// One of these.
    Word(&'static [&'static str]),
    Number,
    Flag,
    /// A length of time such as `60s`.
    Duration,
    /// Of a schema: one word or, since 3.1, several.
    Type,
    /// `false`, `true` or a schema.
    Closed,
    /// The values of an enum.
    Values,
    /// Which properties are required.
    Required,
    /// The limits from which an operation pays: one, several, or `none`.
    Limits,
    /// A kind of error, by name.
    Error,
    /// What a server demands: one of several alternatives, each of which is several schemes.
    Demands,
    /// Any JSON.
    Any,
}

/// The keys of an object of the specification.
pub(super) struct Object(pub(super) &'static [Key]);

/// Any names.
pub(super) struct Names {
    pub(super) of: Kind,
    /// What may be added: a name and a value, as JSON.
    pub(super) added: &'static [(&'static str, &'static str)],
    /// Whether the order says something.
    pub(super) ordered: bool,
    pub(super) renamed: Renamed,
}

/// How a name of a map becomes another one.
#[derive(Clone, Copy)]
pub(super) enum Renamed {
    /// By something at its end.
    Longer,
    /// A status: the next one.
    Status,
    /// A type of media.
    Media,
    /// A property: with its name in `required`.
    Property,
    /// A component of this section: with all that refers to it.
    Component(&'static str),
}

/// One key of an object.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// What it may hold where it is missing, as JSON.
    pub(super) added: &'static [&'static str],
    /// Where that says something.
    pub(super) when: When,
}

/// On what it depends whether a key can be added.
#[derive(Clone, Copy)]
pub(super) enum When {
    Always,
    /// The value of this key is one of these.
    Is(&'static str, &'static [&'static str]),
    /// This key is there.
    Has(&'static str),
    /// This key is not there.
    Lacks(&'static str),
}

pub(super) const fn key(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, added: &[], when: When::Always }
}

impl Key {
    pub(super) const fn add(self, added: &'static [&'static str]) -> Self {
        Self { added, ..self }
    }

    pub(super) const fn when(self, when: When) -> Self {
        Self { when, ..self }
    }
}

pub(super) const fn map(of: Kind) -> Names {
    Names { of, added: &[], ordered: false, renamed: Renamed::Longer }
}

impl Names {
    pub(super) const fn add(self, added: &'static [(&'static str, &'static str)]) -> Self {
        Self { added, ..self }
    }

    pub(super) const fn ordered(self) -> Self {
        Self { ordered: true, ..self }
    }

    pub(super) const fn renamed(self, renamed: Renamed) -> Self {
        Self { renamed, ..self }
    }
}
