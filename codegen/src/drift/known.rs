//! The differences that are known and have a reason, as a file lists them.

mod pattern;
mod read;

pub(super) use read::RULES;

use super::{Difference, Report};
use crate::problem::{Problem, Problems, Rule, Span};

/// A file of known differences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    entries: Vec<Entry>,
}

/// What lists differences: those of one rule whose subject and values fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The rule.
    pub rule: &'static Rule,
    /// What the subject has to be; `*` stands for any text.
    pub subject: String,
    /// What our document has to say, with `*` for any text; `None` for whatever it says.
    pub ours: Option<String>,
    /// What the platform's has to say, with `*` for any text; `None` for whatever it says.
    pub theirs: Option<String>,
    /// Why the difference stays.
    pub reason: String,
    /// Where the entry stands in its file.
    pub span: Span,
    /// How many differences of the report it lists.
    pub covers: usize,
}

impl Report {
    /// Lists the differences that are known: each belongs to the first entry that fits. The entries that list nothing are
    /// problems, which are warnings.
    pub fn list(&mut self, known: Known) -> Problems {
        let mut entries = known.entries;
        for difference in &mut self.differences {
            difference.known = entries.iter().position(|entry| entry.fits(difference));
            if let Some(entry) = difference.known.and_then(|at| entries.get_mut(at)) {
                entry.covers += 1;
            }
        }
        let mut problems = Problems::default();
        let unused = entries.iter().filter(|entry| entry.covers == 0);
        unused.for_each(|entry| problems.push(self.unused(entry)));
        self.known = entries;
        problems
    }

    fn unused(&self, entry: &Entry) -> Problem {
        let Entry { rule, subject, .. } = entry;
        let problem = read::UNUSED_KNOWN_DIFFERENCE
            .at(entry.span, format!("no difference `{}` of `{subject}` is left to this entry", rule.id));
        // What it listed may say something else by now.
        let other = self
            .differences
            .iter()
            .find(|difference| difference.rule.id == rule.id && pattern::fits(subject, &difference.subject));
        match other {
            None => problem.help("remove it: the documents agree, or the subject is misspelt"),
            Some(Difference { known: Some(_), .. }) => {
                problem.help("remove it: an entry before it lists the same")
            }
            Some(Difference { ours, theirs, .. }) => {
                let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
                problem.help(format!(
                    "the spec says {}, the platform {}: look at the difference again",
                    said(ours),
                    said(theirs)
                ))
            }
        }
    }
}

impl Entry {
    fn fits(&self, difference: &Difference) -> bool {
        let says = |wanted: &Option<String>, value: &Option<String>| match wanted {
            None => true,
            Some(wanted) => pattern::fits(wanted, value.as_deref().unwrap_or("nothing")),
        };
        self.rule.id == difference.rule.id
            && pattern::fits(&self.subject, &difference.subject)
            && says(&self.ours, &difference.ours)
            && says(&self.theirs, &difference.theirs)
    }
}
