//! The figures of a document, and what is missed.

use super::{
    run::{Judged, Verdict},
    silence::Silence,
};
use std::{collections::BTreeMap, fmt};

/// The figures of a document.
pub(crate) struct Figures {
    made: usize,
    no_document: usize,
    silent: BTreeMap<Silence, usize>,
    /// Silent, and yet something is said.
    doubted: usize,
    reported: usize,
    docs: usize,
    not_expressed: usize,
    docs_of_facts: usize,
    unexplained: usize,
    unreported: usize,
    /// By how many findings: none, one, two, more.
    by_findings: [usize; 4],
    /// What is told of one edit by several findings, and of what says nothing: how often, the most often first.
    doubled: Vec<(usize, String)>,
    noise: Vec<(usize, String)>,
}

/// How many kinds of doubled findings are shown.
const SHOWN: usize = 12;

/// The rules of findings, by how often they come together.
fn together<'a>(judged: impl Iterator<Item = &'a Judged>) -> Vec<(usize, String)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for one in judged {
        *counts.entry(one.rules.join(" ")).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(rules, count)| (count, rules)).collect();
    counts.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    counts.truncate(SHOWN);
    counts
}

impl Figures {
    pub(crate) fn of(judged: &[Judged]) -> Self {
        let count = |verdict: Verdict| judged.iter().filter(|one| one.verdict == verdict).count();
        let mut silent = BTreeMap::new();
        let mut by_findings = [0; 4];
        let mut doubted = 0;
        for one in judged {
            match one.verdict {
                Verdict::Silent(silence) => {
                    *silent.entry(silence).or_insert(0) += 1;
                    doubted += usize::from(one.findings > 0);
                }
                Verdict::NoDocument => {}
                _ => by_findings[one.findings.min(3)] += 1,
            }
        }
        let docs = judged.iter().filter(|one| one.verdict == Verdict::Docs);
        Self {
            made: judged.len(),
            no_document: count(Verdict::NoDocument),
            silent,
            doubted,
            reported: count(Verdict::Reported),
            not_expressed: count(Verdict::NotExpressed),
            docs: docs.clone().filter(|one| one.edit.words).count(),
            docs_of_facts: docs.filter(|one| !one.edit.words).count(),
            unexplained: count(Verdict::Unexplained),
            unreported: count(Verdict::Unreported),
            by_findings,
            doubled: together(judged.iter().filter(|one| one.findings > 1 && !one.is_silent())),
            noise: together(judged.iter().filter(|one| one.findings > 0 && one.is_silent())),
        }
    }

    /// How many count: all but those that are no documents, and those that nobody can notice.
    pub(crate) fn counted(&self) -> usize {
        self.made - self.no_document - self.silent.values().sum::<usize>()
    }

    /// How many of those a rule tells as what they are.
    pub(crate) fn told(&self) -> usize {
        self.reported + self.docs + self.not_expressed
    }

    /// How many of a thousand are told.
    pub(crate) fn permille(&self) -> usize {
        (self.told() * 1000).checked_div(self.counted()).unwrap_or(1000)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |count: usize, what: &str| writeln!(f, "  {count:>6}  {what}");
        line(self.made, "edits made")?;
        line(self.no_document, "of those, no documents: the loader finds a mistake")?;
        for (silence, count) in &self.silent {
            line(*count, &format!("say nothing: {silence}"))?;
        }
        if self.doubted > 0 {
            line(self.doubted, "of those that say nothing are reported all the same")?;
        }
        line(self.counted(), "count")?;
        line(self.reported, "are reported above docs")?;
        line(self.docs, "are of words, and reported as docs")?;
        line(self.not_expressed, "are reported as not expressed by the client, which is the same")?;
        line(self.docs_of_facts, "MISSED: no words, and reported as docs")?;
        line(self.unexplained, "MISSED: by a rule that does not know the reason")?;
        line(self.unreported, "MISSED: unreported")?;
        let [none, one, two, more] = self.by_findings;
        writeln!(f, "  findings of an edit: none {none}, one {one}, two {two}, more {more}")?;
        for (what, rules) in [("several", &self.doubled), ("for nothing", &self.noise)] {
            for (count, rules) in rules {
                writeln!(f, "    {what}, {count} times: {rules}")?;
            }
        }
        let permille = self.permille();
        writeln!(f, "  {}.{} % are told", permille / 10, permille % 10)
    }
}
