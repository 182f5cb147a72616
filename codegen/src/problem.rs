//! What is wrong with a document, as data: collected, never thrown one by one.

use std::fmt;

/// A byte range of the source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; the generator did what it could.
    Warning,
    /// Nothing is generated until it is mended.
    Error,
}

/// One thing that can be wrong with a document. Every rule is a `static` beside the code that checks it.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name in output, in `lint.toml` and in `--explain`: kebab-case, never reused.
    pub id: &'static str,
    /// The severity where `lint.toml` says nothing.
    pub severity: Severity,
    /// What must hold: a lowercase sentence without a full stop.
    pub summary: &'static str,
    /// Why it must hold and what to do, as a paragraph.
    pub explanation: &'static str,
    /// Whether some of its problems come with a [`Fix`].
    pub fixable: bool,
}

impl Rule {
    /// The rule, some of whose problems come with a [`Fix`].
    #[must_use]
    pub(crate) const fn fixable(self) -> Self {
        Self { fixable: true, ..self }
    }

    /// Reports a violation at `span`.
    pub fn at(&'static self, span: Span, message: impl Into<String>) -> Problem {
        Problem {
            rule: self,
            severity: self.severity,
            span,
            message: message.into(),
            label: None,
            related: Vec::new(),
            help: None,
            fix: None,
        }
    }
}

/// One violation of a [`Rule`] at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The violated rule.
    pub rule: &'static Rule,
    /// The rule's severity, or the level that `lint.toml` gives it.
    pub severity: Severity,
    /// The place to look at.
    pub span: Span,
    /// What is wrong: a lowercase sentence without a full stop.
    pub message: String,
    /// A few words at the marked place.
    pub label: Option<String>,
    /// Other places that explain it, such as the first of two equal names.
    pub related: Vec<(Span, String)>,
    /// What to write instead.
    pub help: Option<String>,
    /// How to mend it, where there is but one way.
    pub fix: Option<Fix>,
}

/// A change of the text that mends a problem: all of its edits, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does: a lowercase imperative without a full stop.
    pub label: String,
    /// The edits, of which no two overlap.
    pub edits: Vec<Edit>,
}

/// One stretch of the text and what to write in its place. Every other byte stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; of no length where something is put in.
    pub span: Span,
    /// What is written.
    pub text: String,
}

impl Fix {
    /// A fix that consists of all these edits; `None` where one of them cannot be made.
    pub(crate) fn new(
        label: impl Into<String>,
        edits: impl IntoIterator<Item = Option<Edit>>,
    ) -> Option<Self> {
        let edits = edits.into_iter().collect::<Option<Vec<Edit>>>()?;
        (!edits.is_empty()).then(|| Self { label: label.into(), edits })
    }
}

impl Problem {
    /// Adds a few words at the marked place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = Some(text.into());
        self
    }

    /// Adds a second place that explains the first.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push((span, text.into()));
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Says how to mend it, where that is certain.
    #[must_use]
    pub(crate) fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}

/// Every problem of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Adds all of `other`.
    pub fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether any problem is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// The problems in the order of their places; of one place, in the order found.
    pub fn sort(&mut self) {
        self.0.sort_by_key(|problem| problem.span.start);
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The problems, one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// The problems, one by one, for changing.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Problem> {
        self.0.iter_mut()
    }

    /// Keeps the problems for which `keep` says so.
    pub fn retain(&mut self, keep: impl FnMut(&Problem) -> bool) {
        self.0.retain(keep);
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Problems {
    type Item = &'a mut Problem;
    type IntoIter = std::slice::IterMut<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}[{}]: {}", self.rule.id, self.message)
    }
}
