//! What the template of the page is given.

use super::{
    super::{
        super::{
            finding::{Finding, ItemChange, Place, Report},
            matrix::{Fact, PolicyCell, PolicyRow},
            rule::{Contract, Rule, Severity},
        },
        subject,
        text::{broken, summary},
    },
    Asset,
    emphasis::parts,
    excerpt::{Lines, Shown},
};
use crate::Source;
use minijinja::{Value, context};
use std::collections::BTreeMap;

/// How many operations are named where more are reached.
const FEW: usize = 8;

pub(super) fn of(
    report: &Report,
    base: &Source<'_>,
    head: &Source<'_>,
    style: &Asset,
    script: &Asset,
) -> Value {
    let lines = Lines::of(base.text, head.text);
    let numbers = Numbers::of(&report.policies);
    let groups = subject::groups(report.findings.iter());
    let subjects: Vec<Value> = groups
        .iter()
        .enumerate()
        .map(|(at, (name, findings))| {
            let reach = reach(findings);
            let shown: Vec<Value> =
                findings.iter().map(|finding| found(report, finding, &reach, &lines, &numbers)).collect();
            let counts =
                counts(|severity| findings.iter().filter(|finding| finding.severity == severity).count());
            context! { id => at + 1, name, counts, reach => named(&reach), findings => shown }
        })
        .collect();
    let (changed, same): (Vec<_>, Vec<_>) = report.policies.iter().partition(|row| row.is_changed());
    let row = |row: &&PolicyRow| policies(row, &numbers);
    context! {
        policy => format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            style.hash, script.hash
        ),
        style => style.text.clone(),
        script => script.text.clone(),
        title => summary(report),
        verdict => verdict(report),
        base => report.base.as_str(),
        head => report.head.as_str(),
        counts => counts(|severity| report.count(severity)),
        contracts => Contract::ALL.map(|contract| context! { name => contract.name(), words => contract.words() }).to_vec(),
        subjects,
        total => report.findings.len(),
        choices => numbers.choices(report),
        facts => Fact::ALL.map(|fact| fact.name()).to_vec(),
        changed => changed.iter().map(row).collect::<Vec<_>>(),
        same => same.iter().map(row).collect::<Vec<_>>(),
        generator => report.generator.iter().map(item).collect::<Vec<_>>(),
        rules => rules(report),
    }
}

/// What a reviewer asks first.
fn verdict(report: &Report) -> String {
    let changes = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 change {one}"),
        _ => format!("{count} changes {many}"),
    };
    let [breaking, dangerous, safe, docs] = Severity::HEAVIEST_FIRST.map(|severity| report.count(severity));
    match (breaking, dangerous, safe, docs) {
        (1.., ..) => changes(breaking, "breaks callers", "break callers"),
        (_, 1.., ..) => changes(dangerous, "may break callers", "may break callers"),
        (_, _, 1.., _) => "Nothing breaks".to_owned(),
        (_, _, _, 1..) => "Only the documentation changes".to_owned(),
        _ => "Nothing has changed".to_owned(),
    }
}

fn counts(count: impl Fn(Severity) -> usize) -> Vec<Value> {
    let some = Severity::HEAVIEST_FIRST.map(|severity| (severity, count(severity)));
    let some = some.iter().filter(|(_, count)| *count > 0);
    some.map(|(severity, count)| context! { severity => mark(*severity), count }).collect()
}

/// A severity in words and by a symbol.
fn mark(severity: Severity) -> Value {
    let symbol = match severity {
        Severity::Breaking => "×",
        Severity::Dangerous => "!",
        Severity::Safe => "✓",
        Severity::Docs => "¶",
    };
    context! { name => severity.name(), symbol }
}

/// The operations that any of these reaches.
fn reach<'a>(findings: &[&'a Finding]) -> Vec<&'a str> {
    let mut reach: Vec<&str> = Vec::new();
    for operation in findings.iter().flat_map(|finding| &finding.reach) {
        if !reach.contains(&operation.as_str()) {
            reach.push(operation);
        }
    }
    reach
}

/// Operations, those beyond the first few apart.
fn named(reach: &[&str]) -> Value {
    let few = if reach.len() <= FEW + 1 { reach.len() } else { FEW };
    let (few, more) = reach.split_at(few);
    let values = |names: &[&str]| names.iter().map(|name| Value::from(*name)).collect::<Vec<_>>();
    context! { few => values(few), more => values(more) }
}

fn found(
    report: &Report,
    finding: &Finding,
    shared: &[&str],
    lines: &Lines<'_>,
    numbers: &Numbers<'_>,
) -> Value {
    let Finding { fingerprint, rule, severity, pointer, before, after, rust, factor, message, help, .. } =
        finding;
    let contracts: Vec<&str> = rule.contracts.iter().map(|contract| contract.name()).collect();
    let own = reach(&[finding]);
    let place = |name: &str, place: &Place| format!("{name}:{}:{}", place.line, place.column);
    let excerpt = lines.around(finding);
    let has_excerpt = !excerpt.is_empty();
    let texts = parted(&excerpt);
    let width = excerpt.iter().map(|line| line.number).max().unwrap_or_default().to_string().len();
    context! {
        fingerprint,
        severity => mark(*severity),
        open => *severity >= Severity::Dangerous,
        rule => rule.id,
        contracts => contracts.join(" "),
        operations => numbers.concerned(finding),
        message,
        before,
        after,
        factor => factor.map(times),
        broken => broken(finding),
        help,
        pointer,
        base => finding.base.as_ref().map(|at| place(&report.base, at)),
        head => finding.head.as_ref().map(|at| place(&report.head, at)),
        reach => (own != shared).then(|| named(&own)),
        excerpt => excerpt.iter().zip(texts).map(|(line, text)| shown(line, width, text)).collect::<Vec<_>>(),
        has_excerpt,
        rust => rust.iter().map(item).collect::<Vec<_>>(),
    }
}

/// A ratio, to two digits after the point.
fn times(factor: f64) -> String {
    let digits = format!("{factor:.2}");
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn shown(line: &Shown, width: usize, text: Value) -> Value {
    let Shown { sign, number, here, text: _ } = line;
    context! { sign => sign.to_string(), number => format!("{number:>width$}"), here => *here, text }
}

/// The texts of lines; where as many lines are new as are gone just before, with what differs in each.
fn parted(lines: &[Shown]) -> Vec<Value> {
    let mut texts: Vec<Value> = lines.iter().map(|line| whole(&line.text)).collect();
    let mut at = 0;
    while at < lines.len() {
        let run = |from: usize, sign: char| lines[from..].iter().take_while(|line| line.sign == sign).count();
        let gone = run(at, '-');
        let new = run(at + gone, '+');
        if gone == new {
            for (old, new) in (at..at + gone).zip(at + gone..) {
                let [one, other] = [old, new].map(|at| lines[at].text.as_str());
                (texts[old], texts[new]) = (differing(one, other), differing(other, one));
            }
        }
        at += (gone + new).max(1);
    }
    texts
}

fn whole(text: &str) -> Value {
    context! { start => text, middle => "", end => "" }
}

/// A text with what differs from another in it.
fn differing(text: &str, other: &str) -> Value {
    let [start, middle, end] = parts(text, other);
    context! { start, middle, end }
}

fn item(change: &ItemChange) -> Value {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            context! { before => differing(before, after), after => differing(after, before) }
        }
        (before, after) => {
            let [before, after] = [before, after].map(|line| line.as_deref().map(whole));
            context! { before, after }
        }
    }
}

fn policies(row: &PolicyRow, numbers: &Numbers<'_>) -> Value {
    let PolicyRow { operation, tag, cells } = row;
    let cell = |cell: &PolicyCell| {
        let PolicyCell { before, after } = cell;
        context! { before, after, changed => cell.is_changed() }
    };
    let presence = match &cells[0] {
        PolicyCell { before: None, .. } => "new",
        PolicyCell { after: None, .. } => "gone",
        PolicyCell { .. } => "",
    };
    let number = numbers.operations.get(operation.as_str());
    context! { operation, tag, number, presence, cells => cells.iter().map(cell).collect::<Vec<_>>() }
}

/// The rules of what was found, by name.
fn rules(report: &Report) -> Vec<Value> {
    let rules: BTreeMap<&str, &Rule> =
        report.findings.iter().map(|finding| (finding.rule.id, finding.rule)).collect();
    rules
        .values()
        .map(|rule| context! { id => rule.id, summary => rule.summary, explanation => rule.explanation })
        .collect()
}

/// Operations and tags by number: the script chooses by these, whatever the document calls them.
struct Numbers<'a> {
    operations: BTreeMap<&'a str, usize>,
    /// In the order of the table: the name, and the numbers of the operations.
    tags: Vec<(&'a str, Vec<usize>)>,
}

impl<'a> Numbers<'a> {
    fn of(rows: &'a [PolicyRow]) -> Self {
        let operations = rows.iter().enumerate().map(|(at, row)| (row.operation.as_str(), at)).collect();
        let mut tags: Vec<(&str, Vec<usize>)> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            match tags.iter_mut().find(|(tag, _)| *tag == row.tag) {
                Some((_, members)) => members.push(at),
                None => tags.push((&row.tag, vec![at])),
            }
        }
        Self { operations, tags }
    }

    /// The operations that a finding concerns, as numbers with spaces between.
    fn concerned(&self, finding: &Finding) -> String {
        spaced(self.of_finding(finding))
    }

    fn of_finding(&self, finding: &Finding) -> Vec<usize> {
        let ids = finding.operation.iter().chain(&finding.reach);
        ids.filter_map(|id| self.operations.get(id.as_str()).copied()).collect()
    }

    /// What can be chosen: the tags and the operations that something concerns.
    fn choices(&self, report: &Report) -> Value {
        let mut concerned: Vec<usize> =
            report.findings.iter().flat_map(|finding| self.of_finding(finding)).collect();
        concerned.sort_unstable();
        concerned.dedup();
        let tags = self.tags.iter().filter(|(_, members)| members.iter().any(|at| concerned.contains(at)));
        let tags =
            tags.map(|(tag, members)| context! { name => *tag, numbers => spaced(members.iter().copied()) });
        let operations = concerned.iter().map(
            |at| context! { name => report.policies[*at].operation.as_str(), numbers => at.to_string() },
        );
        context! { tags => tags.collect::<Vec<_>>(), operations => operations.collect::<Vec<_>>() }
    }
}

fn spaced(numbers: impl IntoIterator<Item = usize>) -> String {
    numbers.into_iter().map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
}
