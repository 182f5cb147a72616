//! The items of the client's API that a change touches, and the finding that accounts for each.

use super::{
    accounts::Accounts,
    finding::{Draft, ItemChange},
    rule::{
        Contract::Source,
        Rule,
        Severity::{Breaking, Dangerous, Safe},
    },
    side::Side,
};
use crate::{model::Type, problem::Span};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static ITEM_CHANGED: Rule = Rule {
    id: "item-changed",
    severity: Dangerous,
    contracts: &[Source],
    summary: "an item of the client's API is gone or different, and no other rule says why",
    explanation: "The generator makes another item of the new document, and this comparison does not know the reason. Read both \
                  lines: what uses the item may not compile any more. It is breaking where the item is gone.",
};

pub(super) static ITEM_ADDED: Rule = Rule {
    id: "item-added",
    severity: Safe,
    contracts: &[Source],
    summary: "an item of the client's API is new, and no other rule says why",
    explanation: "The generator makes one more item of the new document, and this comparison does not know the reason. Nothing \
                  that compiled before can use it.",
};

pub(super) static RECURSION_INTRODUCED: Rule = Rule {
    id: "recursion-introduced",
    severity: Breaking,
    contracts: &[Source],
    summary: "what a field holds is in a `Box` now, because types hold each other in a circle",
    explanation: "Another change made the circle, or moved the place where it is broken. What builds \
                  the field or takes it apart has to say so. The requests and answers are the same.",
};

pub(super) static RECURSION_REMOVED: Rule = Rule {
    id: "recursion-removed",
    severity: Breaking,
    contracts: &[Source],
    summary: "what a field holds is not in a `Box` any more",
    explanation: "Another change took away the circle in which types held each other, or moved the place where it is broken. What builds the \
                  field or takes it apart has to leave the `Box` out. The requests and answers are the same.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[&ITEM_ADDED, &ITEM_CHANGED, &RECURSION_INTRODUCED, &RECURSION_REMOVED];

/// The changes of items that each draft accounts for, the heaviest first where several do. What none accounts for becomes a draft
/// of its own.
pub(super) fn assign(
    base: &Side<'_>,
    head: &Side<'_>,
    drafts: &mut Vec<Draft>,
    accounts: &Accounts,
) -> Vec<Vec<ItemChange>> {
    let mut assigned: Vec<Vec<ItemChange>> = drafts.iter().map(|_| Vec::new()).collect();
    for (name, change) in changes(&base.items, &head.items) {
        let heaviest = accounts.of(&name).max_by_key(|at| (drafts[*at].weight(), std::cmp::Reverse(*at)));
        if let Some(at) = heaviest {
            assigned[at].push(change);
        } else {
            let place = |side: &Side<'_>| type_place(side, &name);
            drafts.push(unexplained(&name, &change).at(place(base), place(head)));
            assigned.push(vec![change]);
        }
    }
    assigned
}

fn unexplained(name: &str, change: &ItemChange) -> Draft {
    match (&change.before, &change.after) {
        (None, _) => ITEM_ADDED.found(format!("`{name}` is new")),
        (Some(_), None) => ITEM_CHANGED.found(format!("`{name}` is gone")).severity(Breaking),
        (Some(was), Some(is)) if without_box(is) == *was => {
            RECURSION_INTRODUCED.found(format!("`{name}` is held in a `Box`"))
        }
        (Some(was), Some(is)) if without_box(was) == *is => {
            RECURSION_REMOVED.found(format!("`{name}` is not held in a `Box` any more"))
        }
        (Some(_), Some(_)) => ITEM_CHANGED.found(format!("`{name}` is different")),
    }
}

/// The place of the type of which an item is a part.
fn type_place(side: &Side<'_>, item: &str) -> Option<Span> {
    let name = item.strip_prefix("types::")?.split([':', '.']).next()?;
    side.def(&Type::Named(name.to_owned())).map(|def| side.type_place(def))
}

/// A line of `api.txt` without the `Box` that keeps a type finite, if it has one.
fn without_box(line: &str) -> String {
    let stripped = line.split_once("Box<").and_then(|(before, after)| {
        let (inner, rest) = after.split_once('>')?;
        Some(format!("{before}{inner}{rest}"))
    });
    stripped.unwrap_or_else(|| line.to_owned())
}

/// Lines of `api.txt` by the words in them.
pub(super) struct Words<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Words<'a> {
    pub(super) fn of(lines: &'a [String]) -> Self {
        let mut words: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for line in lines {
            for word in line.split(|sign: char| !sign.is_alphanumeric() && sign != '_') {
                words.entry(word).or_default().push(line);
            }
        }
        Self(words)
    }

    /// The names of the items whose lines have this name as a word.
    pub(super) fn mentioning(&self, name: &str) -> impl Iterator<Item = String> {
        self.0.get(name).into_iter().flatten().map(|line| self::name(line))
    }
}

/// What the generator of today makes otherwise than the one that wrote the `api.txt` of this text.
pub(super) fn by_generator(committed: &str, today: &[String]) -> Vec<ItemChange> {
    // The others are the header.
    let is_item = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let committed: Vec<String> = committed.lines().filter(is_item).map(str::to_owned).collect();
    changes(&committed, today).into_values().collect()
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
