//! What can change, and what that means to callers, as data.

use super::finding::Draft;

/// How much a change weighs for those who call the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing but words.
    Docs,
    /// It is good to know, and nobody has to do anything.
    Safe,
    /// It may break somebody, depending on what they do, or it could not be analysed.
    Dangerous,
    /// It breaks callers.
    Breaking,
}

impl Severity {
    /// All of them.
    pub const HEAVIEST_FIRST: [Self; 4] = [Self::Breaking, Self::Dangerous, Self::Safe, Self::Docs];

    /// The word that output has for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Safe => "safe",
            Self::Dangerous => "dangerous",
            Self::Breaking => "breaking",
        }
    }
}

/// What is broken for a caller: three promises that a client makes, apart from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contract {
    /// A program that was compiled against the base goes on to work.
    Wire,
    /// A program that compiled against the base compiles against the head.
    Source,
    /// What compiles and is understood happens as before: limits, repeats, defaults, credentials.
    Behaviour,
}

impl Contract {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Wire, Self::Source, Self::Behaviour];

    /// The word that output has for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Source => "source",
            Self::Behaviour => "behaviour",
        }
    }

    /// What is broken, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Wire => "programs that are built already",
            Self::Source => "code that compiles today",
            Self::Behaviour => "how calls behave",
        }
    }
}

/// One kind of change. Every rule is a `static` beside the code that finds it.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name in output and in `--explain`: kebab-case, never reused.
    pub id: &'static str,
    /// How much it weighs, unless the finding says otherwise.
    pub severity: Severity,
    /// What it breaks, unless the finding says otherwise. Of a safe change, what it concerns.
    pub contracts: &'static [Contract],
    /// What has changed: a lowercase sentence without a full stop.
    pub summary: &'static str,
    /// What it means to a caller and what to do, as a paragraph.
    pub explanation: &'static str,
}

impl Rule {
    /// Begins a finding; the message is a lowercase sentence without a full stop.
    pub(super) fn found(&'static self, message: impl Into<String>) -> Draft {
        Draft::new(self, message.into())
    }
}
