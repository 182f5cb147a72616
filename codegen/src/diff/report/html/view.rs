//! What the template of the page is given.

mod finding;
mod numbers;

use super::{
    super::{
        super::{
            accepted::Accepted,
            finding::Report,
            matrix::{Fact, PolicyCell, PolicyRow},
            rule::{Contract, Rule, Severity},
        },
        subject,
        text::summary,
        words,
    },
    Asset,
    excerpt::Lines,
};
use crate::Source;
use finding::{found, item, named, reach};
use minijinja::{Value, context};
use numbers::Numbers;
use std::collections::BTreeMap;

/// All that the page shows of a report.
pub(super) fn of(
    report: &Report,
    base: &Source<'_>,
    head: &Source<'_>,
    style: &Asset,
    script: &Asset,
) -> Value {
    let (changed, same): (Vec<_>, Vec<_>) = report.policies.iter().partition(|row| row.is_changed());
    let numbers = Numbers::of(&report.policies);
    let row = |row: &&PolicyRow| policies(row, &numbers);
    let contract = |contract: Contract| context! { name => contract.name(), words => contract.words() };
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
        counts => counts(report),
        contracts => Contract::ALL.map(contract).to_vec(),
        subjects => subjects(report, &Lines::of(base.text, head.text), &numbers),
        total => report.findings.len(),
        choices => numbers.choices(report),
        facts => Fact::ALL.map(Fact::name).to_vec(),
        changed => changed.iter().map(row).collect::<Vec<_>>(),
        same => same.iter().map(row).collect::<Vec<_>>(),
        complaints => complaints(&report.accepted),
        generator => report.generator.iter().map(item).collect::<Vec<_>>(),
        rules => rules(report),
    }
}

/// What a reviewer asks first.
fn verdict(report: &Report) -> String {
    let open = |severity: Severity| {
        report.findings.iter().filter(|one| one.severity == severity && one.accepted.is_none()).count()
    };
    let all = report.count(Severity::Breaking) + report.count(Severity::Dangerous);
    match (open(Severity::Breaking), open(Severity::Dangerous)) {
        (1, _) => "1 change breaks callers".to_owned(),
        (breaking @ 2.., _) => format!("{breaking} changes break callers"),
        (_, 1) => "1 change may break callers".to_owned(),
        (_, dangerous @ 2..) => format!("{dangerous} changes may break callers"),
        _ if all > 0 => "What breaks is accepted".to_owned(),
        _ if report.count(Severity::Safe) > 0 => "Nothing breaks".to_owned(),
        _ if !report.findings.is_empty() => "Only the documentation changes".to_owned(),
        _ => "Nothing has changed".to_owned(),
    }
}

fn counts(report: &Report) -> Vec<Value> {
    let all = Severity::HEAVIEST_FIRST.map(|severity| (severity.name(), report.count(severity)));
    let some = all.into_iter().filter(|(_, count)| *count > 0);
    some.map(|(name, count)| context! { name, count }).collect()
}

/// What has changed, by what it is about.
fn subjects(report: &Report, lines: &Lines<'_>, numbers: &Numbers<'_>) -> Vec<Value> {
    let mut subjects = Vec::new();
    for (name, group) in subject::groups(report.findings.iter()) {
        let reach = reach(&group);
        let heaviest = group.iter().map(|finding| finding.severity).max().map(Severity::name);
        let findings: Vec<Value> =
            group.iter().map(|finding| found(report, finding, &reach, lines, numbers)).collect();
        let id = subjects.len() + 1;
        subjects.push(context! { id, name, heaviest, reach => named(&reach), findings });
    }
    subjects
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

/// What is wrong with the file of accepted changes.
fn complaints(accepted: &Accepted) -> Vec<Value> {
    let complaints = accepted.entries.iter().filter_map(|entry| {
        let (message, help) = entry.complaint()?;
        Some(context! { message, help, place => words::place(&accepted.name, &entry.place) })
    });
    complaints.collect()
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
