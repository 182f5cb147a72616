//! What has changed, as data: collected, completed with places and Rust items, and sorted.

use super::{
    accepted::Accepted,
    accounts::Accounts,
    fingerprint,
    matrix::PolicyRow,
    rule::{Contract, Rule, Severity},
    rust_items,
    side::Side,
};
use crate::problem::Span;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// All that two documents differ in.
#[derive(Debug, Clone)]
pub struct Report {
    /// What the document is called that was.
    pub base: String,
    /// What the document is called that is to be.
    pub head: String,
    /// The heaviest first; of one weight, in the order of their places.
    pub findings: Vec<Finding>,
    /// The operational facts of every operation, whatever has changed.
    pub policies: Vec<PolicyRow>,
    /// What [`diff_from_client`](super::diff_from_client) found: nothing of it comes from the document.
    pub generator: Vec<ItemChange>,
    /// What [`accept`](super::accept) was given, with what has become of each entry.
    pub accepted: Accepted,
}

impl Report {
    /// Leaves out what breaks, or concerns, none of these.
    pub fn retain(&mut self, contracts: &[Contract]) {
        self.findings.retain(|finding| finding.contracts.iter().any(|one| contracts.contains(one)));
    }

    /// How many findings weigh so much.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// 12 hex digits: the same for the same rule, operation (or pointer, where it is of none) and values, whatever the words and the
    /// lines are; no other finding of the report has them.
    pub fingerprint: String,
    /// What kind of change it is.
    pub rule: &'static Rule,
    /// How much it weighs.
    pub severity: Severity,
    /// What it breaks. Of a safe change, what it concerns.
    pub contracts: &'static [Contract],
    /// The operation, by its id in the head, or in the base where the head has it no more; `None` for what operations share.
    pub operation: Option<String>,
    /// The JSON pointer of what has changed: in the head, or in the base for what is gone.
    pub pointer: String,
    /// What was there.
    pub before: Option<String>,
    /// What is there now.
    pub after: Option<String>,
    /// Where it was in the base.
    pub base: Option<Place>,
    /// Where it is in the head.
    pub head: Option<Place>,
    /// Where to look in the head: where it is, or for what is gone the nearest that has stayed of what it stood in.
    pub anchor: Place,
    /// The items of the client's API that change by it.
    pub rust: Vec<ItemChange>,
    /// The operations that something shared reaches, by id.
    pub reach: Vec<String>,
    /// The ratio of a number after the change to before, where that says how much it matters.
    pub factor: Option<f64>,
    /// What has changed: a lowercase sentence without a full stop.
    pub message: String,
    /// What a caller has to do.
    pub help: Option<String>,
    /// Why it may be, where somebody said so: it stays in the report, and is nothing to fail for.
    pub accepted: Option<Acceptance>,
}

/// That a change is meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// Why, for those who review it.
    pub reason: String,
    /// The last day on which it holds; without one it holds for good.
    pub expires: Option<Date>,
}

/// A place of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// In bytes.
    pub span: Span,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
}

/// An item of the client's public API that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemChange {
    /// Its line of the base's `api.txt`; `None` for a new one.
    pub before: Option<String>,
    /// Its line of the head's `api.txt`; `None` for one that is gone.
    pub after: Option<String>,
}

/// A finding before its places and items are looked up.
#[derive(Debug)]
pub(super) struct Draft {
    rule: &'static Rule,
    severity: Severity,
    contracts: &'static [Contract],
    operation: Option<String>,
    before: Option<String>,
    after: Option<String>,
    base: Option<Span>,
    head: Option<Span>,
    /// The names of items that it accounts for; one that ends in `*` stands for all that begin so.
    items: Vec<String>,
    reach: Vec<String>,
    factor: Option<f64>,
    message: String,
    help: Option<String>,
}

impl Draft {
    pub(super) fn new(rule: &'static Rule, message: String) -> Self {
        Self {
            rule,
            severity: rule.severity,
            contracts: rule.contracts,
            operation: None,
            before: None,
            after: None,
            base: None,
            head: None,
            items: Vec::new(),
            reach: Vec::new(),
            factor: None,
            message,
            help: None,
        }
    }

    /// Weighs more or less than its rule says.
    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Breaks, or concerns, something other than its rule says.
    pub(super) fn breaks(mut self, contracts: &'static [Contract]) -> Self {
        self.contracts = contracts;
        self
    }

    /// Concerns this operation.
    pub(super) fn operation(mut self, id: &str) -> Self {
        self.operation = Some(id.to_owned());
        self
    }

    /// Where it was and where it is.
    pub(super) fn at(mut self, base: Option<Span>, head: Option<Span>) -> Self {
        (self.base, self.head) = (base, head);
        self
    }

    /// What was there.
    pub(super) fn before(mut self, value: impl Into<String>) -> Self {
        self.before = Some(value.into());
        self
    }

    /// What is there now.
    pub(super) fn after(mut self, value: impl Into<String>) -> Self {
        self.after = Some(value.into());
        self
    }

    /// Accounts for changes of these items; a name that ends in `*` stands for all that begin so.
    pub(super) fn items(mut self, items: impl IntoIterator<Item = String>) -> Self {
        self.items.extend(items);
        self
    }

    /// Reaches these operations.
    pub(super) fn reach(mut self, operations: impl IntoIterator<Item = String>) -> Self {
        self.reach.extend(operations);
        self
    }

    /// How many times as much it is.
    pub(super) fn factor(mut self, factor: f64) -> Self {
        self.factor = Some(factor);
        self
    }

    /// What a caller has to do.
    pub(super) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    pub(super) fn weight(&self) -> Severity {
        self.severity
    }

    /// What it is told of, and where: of one spot and with the same values, what differs is only who shows it.
    pub(super) fn spot(&self) -> Spot {
        (self.rule.id, self.base, self.head)
    }

    pub(super) fn has_values_of(&self, other: &Self) -> bool {
        (&self.before, &self.after) == (&other.before, &other.after)
    }

    /// Takes over what another one of the same edit accounts for, and its weight where that is more.
    pub(super) fn absorb(&mut self, other: Self) {
        if other.severity > self.severity {
            (self.severity, self.contracts) = (other.severity, other.contracts);
        }
        self.items.extend(other.items);
    }

    /// Begins its message with whom it is told of.
    pub(super) fn told_of(mut self, whom: &str) -> Self {
        self.message = format!("{whom}: {}", self.message);
        self
    }
}

/// The id of a rule, and a place in the base and in the head.
pub(super) type Spot = (&'static str, Option<Span>, Option<Span>);

/// Findings as they are made.
#[derive(Debug, Default)]
pub(super) struct Findings {
    drafts: Vec<Draft>,
    /// What those account for: items that they hold no more.
    accounts: Accounts,
    /// Those that others may join, by what they tell and where.
    shared: BTreeMap<(&'static str, Option<usize>, Option<usize>), usize>,
}

impl Findings {
    pub(super) fn push(&mut self, mut draft: Draft) {
        self.accounts.add(self.drafts.len(), draft.items.drain(..));
        self.drafts.push(draft);
    }

    /// Adds what is told of one place on behalf of something that shares it with others (a response, the properties of an
    /// `allOf`): `what` of one place is told once, for all of them, as it weighs where it weighs most. What reaches an
    /// operation is told rather than what reaches none.
    pub(super) fn share(&mut self, what: &'static str, mut draft: Draft) {
        let start = |span: Option<Span>| span.map(|span| span.start);
        let at =
            *self.shared.entry((what, start(draft.base), start(draft.head))).or_insert(self.drafts.len());
        self.accounts.add(at, draft.items.drain(..));
        let Some(first) = self.drafts.get_mut(at) else {
            self.drafts.push(draft);
            return;
        };
        let weight = |draft: &Draft| (!draft.reach.is_empty(), draft.severity, draft.contracts.len());
        if weight(&draft) > weight(first) {
            std::mem::swap(first, &mut draft);
        }
        let known: BTreeSet<&str> = first.reach.iter().map(String::as_str).collect();
        draft.reach.retain(|operation| !known.contains(operation.as_str()));
        first.reach.append(&mut draft.reach);
    }

    /// Where findings stand: in the base, in the head.
    pub(super) fn places(&self) -> Vec<(Option<Span>, Option<Span>)> {
        self.drafts.iter().map(|draft| (draft.base, draft.head)).collect()
    }

    /// Whether nothing but words has been found.
    pub(super) fn are_words(&self) -> bool {
        self.drafts.iter().all(|draft| draft.severity == Severity::Docs)
    }

    /// Whether a finding says why an item is another one.
    pub(super) fn account_for(&self, item: &str) -> bool {
        self.accounts.of(item).next().is_some()
    }

    /// Looks up places and items, and sorts.
    pub(super) fn finish(mut self, base: &Side<'_>, head: &Side<'_>) -> Report {
        let items = rust_items::assign(base, head, &mut self.drafts, &self.accounts);
        let mut findings: Vec<Finding> = self
            .drafts
            .into_iter()
            .zip(items)
            .map(|(draft, rust)| complete(draft, rust, base, head))
            .collect();
        findings.sort_by(|one, other| {
            let key = |finding: &Finding| (std::cmp::Reverse(finding.severity), finding.anchor.span.start);
            key(one)
                .cmp(&key(other))
                .then_with(|| one.pointer.cmp(&other.pointer))
                .then_with(|| one.rule.id.cmp(other.rule.id))
                .then_with(|| one.message.cmp(&other.message))
        });
        fingerprint::assign(&mut findings);
        let (base, head) = (base.name.to_owned(), head.name.to_owned());
        let (policies, generator) = (Vec::new(), Vec::new());
        Report { base, head, findings, policies, generator, accepted: Accepted::default() }
    }
}

fn complete(draft: Draft, rust: Vec<ItemChange>, base: &Side<'_>, head: &Side<'_>) -> Finding {
    let pointer = match (draft.head, draft.base) {
        (Some(span), _) => head.document.pointer_at(span),
        (None, Some(span)) => base.document.pointer_at(span),
        (None, None) => String::new(),
    };
    let anchor = draft.head.unwrap_or_else(|| head.nearest(&pointer));
    Finding {
        // It takes all findings to tell them apart.
        fingerprint: String::new(),
        rule: draft.rule,
        severity: draft.severity,
        contracts: draft.contracts,
        operation: draft.operation,
        pointer,
        before: draft.before,
        after: draft.after,
        base: draft.base.map(|span| base.place(span)),
        head: draft.head.map(|span| head.place(span)),
        anchor: head.place(anchor),
        rust,
        reach: draft.reach,
        factor: draft.factor,
        message: draft.message,
        help: draft.help,
        accepted: None,
    }
}
