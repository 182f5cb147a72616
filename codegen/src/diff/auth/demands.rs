//! The credentials that an operation demands: alternatives, each of which may need several schemes.

use super::super::{
    finding::Draft,
    matching::Matching,
    rule::{
        Contract::{Behaviour, Wire},
        Rule,
        Severity::{Breaking, Safe},
    },
    side::{Operating, Side},
};
use crate::{document::Node, problem::Span};
use std::collections::{BTreeMap, BTreeSet};

static SECURITY_ADDED: Rule = Rule {
    id: "security-added",
    severity: Breaking,
    contracts: &[Wire],
    summary: "an operation demands credentials",
    explanation: "The client sends its token with it, if it has one: a client without a token is answered 401. What was built before sends none, \
                  whether it has one or not.",
};

static SECURITY_REMOVED: Rule = Rule {
    id: "security-removed",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "an operation demands no credentials any more",
    explanation: "The client does not send its token with it. Calls work without one.",
};

static ALTERNATIVE_ADDED: Rule = Rule {
    id: "security-alternative-added",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "an operation takes other credentials too",
    explanation: "The client sends the credentials of one scheme, the first that the whole API demands. Those of the others can be sent with a \
                  default header of the builder.",
};

static ALTERNATIVE_REMOVED: Rule = Rule {
    id: "security-alternative-removed",
    severity: Breaking,
    contracts: &[Wire],
    summary: "an operation does not take credentials any more that it took",
    explanation: "Whoever used these is answered 401, built before or after. Use those that are left.",
};

static REQUIREMENT_ADDED: Rule = Rule {
    id: "security-requirement-added",
    severity: Breaking,
    contracts: &[Wire],
    summary: "an operation demands more credentials at once",
    explanation: "The client sends those of one scheme: send the others with a default header of the builder. What was built before is answered \
                  401.",
};

static REQUIREMENT_REMOVED: Rule = Rule {
    id: "security-requirement-removed",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "an operation demands fewer credentials at once",
    explanation: "What sends more than is demanded goes on to work.",
};

static SCOPE_ADDED: Rule = Rule {
    id: "scope-added",
    severity: Breaking,
    contracts: &[Behaviour],
    summary: "the token for an operation needs another scope",
    explanation: "The client does not know the scopes of its token: one without the scope is answered 403, built before or after. Ask for a token \
                  that has it.",
};

static SCOPE_REMOVED: Rule = Rule {
    id: "scope-removed",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "the token for an operation needs one scope less",
    explanation: "Tokens that have it go on to work.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &ALTERNATIVE_ADDED,
    &ALTERNATIVE_REMOVED,
    &REQUIREMENT_ADDED,
    &REQUIREMENT_REMOVED,
    &SCOPE_ADDED,
    &SCOPE_REMOVED,
    &SECURITY_ADDED,
    &SECURITY_REMOVED,
];

/// Compares what one operation demands. The message says nothing of the operation: it may be what all demand.
pub(super) fn compare(
    matching: &Matching<'_>,
    renamed: &BTreeMap<&str, &str>,
    base: &Operating<'_>,
    head: &Operating<'_>,
) -> Option<Draft> {
    let (was, base_place) = demanded(matching.base, base);
    let (is, head_place) = demanded(matching.head, head);
    let was = alternatives(was, renamed);
    let is = alternatives(is, &BTreeMap::new());
    let draft = match (base.model.auth, head.model.auth) {
        (false, true) => SECURITY_ADDED.found("credentials are demanded"),
        (true, false) => SECURITY_REMOVED.found("no credentials are demanded any more"),
        (false, false) => return None,
        (true, true) => schemes(&was, &is).or_else(|| scopes(&was, &is))?,
    };
    Some(draft.before(spoken(&was)).after(spoken(&is)).at(base_place, head_place))
}

/// The schemes that are needed together, and the scopes of each.
type Alternative<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// What an operation demands, of itself or because the whole API does, and the place of the key.
fn demanded<'a>(side: &'a Side<'_>, operating: &Operating<'a>) -> (Option<&'a Node>, Option<Span>) {
    let entry = operating.node.entry("security").or_else(|| side.document.root.entry("security"));
    (entry.map(|entry| &entry.node), entry.map(|entry| entry.key_span))
}

/// The alternatives, with the names that the schemes have in the head.
fn alternatives<'a>(security: Option<&'a Node>, renamed: &BTreeMap<&str, &'a str>) -> Vec<Alternative<'a>> {
    let scopes = |node: &'a Node| node.items().iter().filter_map(Node::as_str).collect();
    let alternatives = security.into_iter().flat_map(Node::items).map(|alternative| {
        alternative
            .entries()
            .map(|(name, entry)| (renamed.get(name).copied().unwrap_or(name), scopes(&entry.node)))
            .collect()
    });
    alternatives.collect()
}

fn names<'a>(alternative: &Alternative<'a>) -> BTreeSet<&'a str> {
    alternative.keys().copied().collect()
}

/// Compares which schemes are needed.
fn schemes(was: &[Alternative<'_>], is: &[Alternative<'_>]) -> Option<Draft> {
    let (was, is): (Vec<_>, Vec<_>) = (was.iter().map(names).collect(), is.iter().map(names).collect());
    let gone: Vec<_> = was.iter().filter(|names| !is.contains(names)).collect();
    let new: Vec<_> = is.iter().filter(|names| !was.contains(names)).collect();
    let is_less = gone.iter().all(|gone| new.iter().any(|new| gone.is_superset(new)));
    let is_more = gone.iter().all(|gone| new.iter().any(|new| gone.is_subset(new)));
    if gone.is_empty() && new.is_empty() {
        None
    } else if gone.is_empty() {
        Some(ALTERNATIVE_ADDED.found("other credentials are taken too"))
    } else if is_less {
        Some(REQUIREMENT_REMOVED.found("fewer credentials are demanded at once"))
    } else if is_more {
        Some(REQUIREMENT_ADDED.found("more credentials are demanded at once"))
    } else {
        Some(ALTERNATIVE_REMOVED.found("credentials that were taken are not taken any more"))
    }
}

/// Compares the scopes of the same schemes.
fn scopes(was: &[Alternative<'_>], is: &[Alternative<'_>]) -> Option<Draft> {
    let is_enough = |token: &Alternative<'_>, demanded: &Alternative<'_>| {
        names(token) == names(demanded)
            && demanded.iter().all(|(name, scopes)| scopes.is_subset(&token[name]))
    };
    let among =
        |some: &[Alternative<'_>], others: &[Alternative<'_>]| some.iter().all(|one| others.contains(one));
    if among(was, is) && among(is, was) {
        return None;
    }
    let of = |alternatives: &[Alternative<'_>]| -> BTreeSet<String> {
        let named = alternatives.iter().flatten();
        named
            .flat_map(|(name, scopes)| scopes.iter().map(move |scope| format!("`{scope}` of `{name}`")))
            .collect()
    };
    let (before, after) = (of(was), of(is));
    let listed = |some: Vec<&String>| some.into_iter().cloned().collect::<Vec<_>>().join(" and ");
    let (new, gone): (Vec<_>, Vec<_>) =
        (after.difference(&before).collect(), before.difference(&after).collect());
    // Whatever was enough is enough still.
    let is_wider = was.iter().all(|token| is.iter().any(|demanded| is_enough(token, demanded)));
    Some(match (is_wider, new.is_empty(), gone.is_empty()) {
        (false, false, _) => SCOPE_ADDED.found(format!("the token needs the scope {}", listed(new))),
        (false, true, _) => SCOPE_ADDED.found("the token needs more scopes at once"),
        (true, _, false) => {
            SCOPE_REMOVED.found(format!("the token needs the scope {} no more", listed(gone)))
        }
        (true, _, true) => SCOPE_REMOVED.found("a token with other scopes is enough too"),
    })
}

/// What is demanded, in words: `a with b, or c (scope)`.
fn spoken(alternatives: &[Alternative<'_>]) -> String {
    let scheme = |(name, scopes): (&&str, &BTreeSet<&str>)| {
        if scopes.is_empty() {
            (*name).to_owned()
        } else {
            format!("{name} ({})", scopes.iter().copied().collect::<Vec<_>>().join(", "))
        }
    };
    let alternative = |alternative: &Alternative<'_>| {
        let schemes: Vec<_> = alternative.iter().map(scheme).collect();
        if schemes.is_empty() { "nothing".to_owned() } else { schemes.join(" with ") }
    };
    let alternatives: Vec<_> = alternatives.iter().map(alternative).collect();
    if alternatives.is_empty() { "nothing".to_owned() } else { alternatives.join(", or ") }
}
