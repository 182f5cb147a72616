//! One finding, with the lines of the documents and the items of the client that it is about.

use super::{
    super::{
        super::{
            super::{
                finding::{Finding, ItemChange, Report},
                rule::Severity,
            },
            words,
        },
        emphasis::parts,
        excerpt::{Lines, Shown},
    },
    numbers::Numbers,
};
use minijinja::{Value, context};

/// How many operations are named where more are reached.
const FEW: usize = 8;

/// A finding, of a subject that reaches these operations.
pub(super) fn found(
    report: &Report,
    finding: &Finding,
    shared: &[&str],
    lines: &Lines<'_>,
    numbers: &Numbers<'_>,
) -> Value {
    let Finding { fingerprint, rule, severity, pointer, before, after, rust, factor, message, help, .. } =
        finding;
    let contracts: Vec<&str> = finding.contracts.iter().map(|contract| contract.name()).collect();
    let own = reach(&[finding]);
    // Where both are told, the documents are known by the top of the page, and what can be opened is told in full.
    let was = finding.base.as_ref().map(|at| match finding.head {
        Some(_) => format!("{}:{}", at.line, at.column),
        None => words::place(&report.base, at),
    });
    let excerpt = lines.around(finding);
    let has_excerpt = !excerpt.is_empty();
    let texts = parted(&excerpt);
    let width = excerpt.iter().map(|line| line.number).max().unwrap_or_default().to_string().len();
    context! {
        fingerprint,
        severity => severity.name(),
        open => *severity >= Severity::Dangerous && finding.accepted.is_none(),
        rule => rule.id,
        contracts => contracts.join(" "),
        operations => numbers.concerned(finding),
        message,
        before,
        after,
        factor => factor.map(times),
        broken => words::broken(finding),
        accepted => words::accepted(finding),
        help,
        pointer,
        was,
        is => finding.head.as_ref().map(|at| words::place(&report.head, at)),
        reach => (own != shared).then(|| named(&own)),
        excerpt => excerpt.iter().zip(texts).map(|(line, text)| shown(line, width, text)).collect::<Vec<_>>(),
        has_excerpt,
        rust => rust.iter().map(item).collect::<Vec<_>>(),
    }
}

/// The operations that any of these reaches.
pub(super) fn reach<'a>(findings: &[&'a Finding]) -> Vec<&'a str> {
    let mut reach: Vec<&str> = Vec::new();
    for operation in findings.iter().flat_map(|finding| &finding.reach) {
        if !reach.contains(&operation.as_str()) {
            reach.push(operation);
        }
    }
    reach
}

/// Operations, those beyond the first few apart.
pub(super) fn named(reach: &[&str]) -> Value {
    let few = if reach.len() <= FEW + 1 { reach.len() } else { FEW };
    let (few, more) = reach.split_at(few);
    let values = |names: &[&str]| names.iter().map(|name| Value::from(*name)).collect::<Vec<_>>();
    context! { few => values(few), more => values(more) }
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

/// An item of the client's API that is not what it was.
pub(super) fn item(change: &ItemChange) -> Value {
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
