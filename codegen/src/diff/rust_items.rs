//! The items of the client's API that a change touches, and the finding that accounts for each.

use super::{
    finding::{Draft, ItemChange},
    rule::{
        Contract::Source,
        Rule,
        Severity::{Dangerous, Safe},
    },
    side::Side,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static ITEM_CHANGED: Rule = Rule {
    id: "item-changed",
    severity: Dangerous,
    contracts: &[Source],
    summary: "an item of the client's API is gone or different, and no other rule says why",
    explanation: "The generator makes another item of the new document, and this comparison does not know the reason. Read both \
                  lines: what uses the item may not compile any more.",
};

pub(super) static ITEM_ADDED: Rule = Rule {
    id: "item-added",
    severity: Safe,
    contracts: &[Source],
    summary: "an item of the client's API is new, and no other rule says why",
    explanation: "The generator makes one more item of the new document, and this comparison does not know the reason. Nothing \
                  that compiled before can use it.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[&ITEM_ADDED, &ITEM_CHANGED];

/// The changes of items that each draft accounts for, the heaviest first where several do. What none accounts for becomes a draft
/// of its own.
pub(super) fn assign(base: &Side<'_>, head: &Side<'_>, drafts: &mut Vec<Draft>) -> Vec<Vec<ItemChange>> {
    let mut assigned: Vec<Vec<ItemChange>> = drafts.iter().map(|_| Vec::new()).collect();
    for (name, change) in changes(&base.items, &head.items) {
        let accounting = (0..drafts.len()).filter(|at| drafts[*at].accounts_for(&name));
        let heaviest = accounting.max_by_key(|at| (drafts[*at].weight(), std::cmp::Reverse(*at)));
        if let Some(at) = heaviest {
            assigned[at].push(change);
        } else {
            drafts.push(unexplained(&name, &change));
            assigned.push(vec![change]);
        }
    }
    assigned
}

fn unexplained(name: &str, change: &ItemChange) -> Draft {
    match (&change.before, &change.after) {
        (None, _) => ITEM_ADDED.found(format!("`{name}` is new")),
        (Some(_), None) => ITEM_CHANGED.found(format!("`{name}` is gone")),
        (Some(_), Some(_)) => ITEM_CHANGED.found(format!("`{name}` is different")),
    }
}

/// What differs, by the names of items.
fn changes(base: &[String], head: &[String]) -> BTreeMap<String, ItemChange> {
    let (base, head) = (by_name(base), by_name(head));
    let names: BTreeSet<_> = base.keys().chain(head.keys()).collect();
    let changed = names.into_iter().filter(|name| base.get(*name) != head.get(*name));
    let line = |items: &BTreeMap<String, &String>, name: &str| items.get(name).map(|line| (*line).clone());
    changed
        .map(|name| (name.clone(), ItemChange { before: line(&base, name), after: line(&head, name) }))
        .collect()
}

fn by_name(lines: &[String]) -> BTreeMap<String, &String> {
    lines.iter().map(|line| (name(line), line)).collect()
}

/// The name of the item in a line of `api.txt`: what comes before its signature or its type. An implementation of a trait, and what
/// a call gives, are named by all that says which they are.
fn name(line: &str) -> String {
    let end = line.find(['(', '<']).unwrap_or(line.len()).min(line.find(": ").unwrap_or(line.len()));
    // An argument may be of the type `impl ..`: only what comes first says what the item is.
    if line[end..].starts_with(": impl ") {
        return line.to_owned();
    }
    if line[end..].starts_with(": call ") {
        format!("{}: call", &line[..end])
    } else {
        line[..end].to_owned()
    }
}
