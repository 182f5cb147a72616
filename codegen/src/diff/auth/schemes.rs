//! The security schemes of the document, and the one that the client uses.

use super::super::{
    finding::{Draft, Findings},
    matching::Matching,
    rule::{
        Contract::{Behaviour, Wire},
        Rule,
        Severity::{Breaking, Dangerous, Safe},
    },
    side::{Side, key_or},
};
use crate::{
    document::{Entry, Node, escape},
    lower::scheme,
    model::Auth,
    problem::Span,
};
use std::collections::BTreeMap;

static SCHEME_ADDED: Rule = Rule {
    id: "security-scheme-added",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "the client can send credentials, and could not before",
    explanation: "A token that is given to the builder is sent with the operations that demand it. What that means to an operation is told \
                  for each.",
};

static SCHEME_REMOVED: Rule = Rule {
    id: "security-scheme-removed",
    severity: Breaking,
    contracts: &[Behaviour],
    summary: "the client sends no credentials any more",
    explanation: "The document has no scheme that the client knows. A token that is given to the builder goes nowhere: where operations still \
                  demand credentials, send them with a default header of the builder. It is safe where none does.",
};

static SCHEME_TYPE_CHANGED: Rule = Rule {
    id: "scheme-type-changed",
    severity: Breaking,
    contracts: &[Wire, Behaviour],
    summary: "the client sends credentials of another kind",
    explanation: "A key and a bearer token are given to the builder in the same way: compiling notices nothing. The value has to be another \
                  one. What was built before sends what the server does not look at.",
};

static HTTP_SCHEME_CHANGED: Rule = Rule {
    id: "http-scheme-changed",
    severity: Breaking,
    contracts: &[Wire, Behaviour],
    summary: "the client sends its token as `Basic` where it was `Bearer`, or the other way round",
    explanation: "The token is given to the builder in the same way: compiling notices nothing. The value has to be another one. What was built \
                  before is refused.",
};

static KEY_PLACE_CHANGED: Rule = Rule {
    id: "apikey-name-or-location-changed",
    severity: Breaking,
    contracts: &[Wire],
    summary: "the client sends its key under another name or in another part of the request",
    explanation: "The key is given to the builder in the same way, and nobody who builds anew has to do anything. What was built before sends \
                  it where the server does not look.",
};

static SCHEME_RENAMED: Rule = Rule {
    id: "security-scheme-renamed",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "a security scheme has another name",
    explanation: "The name is the document's own: nothing in Rust is called after it.",
};

static OAUTH_URL_CHANGED: Rule = Rule {
    id: "oauth-url-changed",
    severity: Dangerous,
    contracts: &[Behaviour],
    summary: "tokens come from another address",
    explanation: "The client fetches no tokens: a `TokenSource` that does has to use the new address.",
};

static BEARER_FORMAT_CHANGED: Rule = Rule {
    id: "bearer-format-changed",
    severity: Safe,
    contracts: &[Behaviour],
    summary: "a bearer token is said to have another format",
    explanation: "The client does not look at its token.",
};

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[
    &BEARER_FORMAT_CHANGED,
    &HTTP_SCHEME_CHANGED,
    &KEY_PLACE_CHANGED,
    &OAUTH_URL_CHANGED,
    &SCHEME_ADDED,
    &SCHEME_REMOVED,
    &SCHEME_RENAMED,
    &SCHEME_TYPE_CHANGED,
];

/// What the head calls the schemes of the base whose names are gone: those that say the same.
pub(super) fn renamed<'a>(matching: &Matching<'a>) -> BTreeMap<&'a str, &'a str> {
    let (before, after) = (schemes(matching.base), schemes(matching.head));
    let mut new: Vec<_> = after.iter().filter(|(name, _)| !before.contains_key(*name)).collect();
    let mut renamed = BTreeMap::new();
    for (name, entry) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        if let Some(at) = new.iter().position(|(_, other)| other.node.to_json() == entry.node.to_json()) {
            renamed.insert(*name, *new.remove(at).0);
        }
    }
    renamed
}

/// Compares the credentials that the client sends, and what the document says of each scheme.
pub(super) fn compare(matching: &Matching<'_>, renamed: &BTreeMap<&str, &str>, findings: &mut Findings) {
    let (before, after) = (schemes(matching.base), schemes(matching.head));
    if let Some(draft) = sent(matching) {
        let place = |side: &Side<'_>| {
            let (name, _) = scheme(&side.document.root)?;
            side.key(&format!("/components/securitySchemes/{}", escape(name)))
        };
        findings.push(draft.at(place(matching.base), place(matching.head)));
    }
    for (name, was) in before {
        let new_name = renamed.get(name).copied();
        let Some(is) = after.get(new_name.unwrap_or(name)) else { continue };
        if let Some(new_name) = new_name {
            let draft = SCHEME_RENAMED.found(format!("the security scheme `{name}` is called `{new_name}`"));
            findings.push(draft.before(name).after(new_name).at(Some(was.key_span), Some(is.key_span)));
        }
        details(name, was, is, findings);
    }
}

fn schemes<'a>(side: &'a Side<'_>) -> BTreeMap<&'a str, &'a Entry> {
    side.document.root.at("/components/securitySchemes").into_iter().flat_map(Node::entries).collect()
}

/// The credentials that the client sends.
fn sent(matching: &Matching<'_>) -> Option<Draft> {
    let (was, is) = (&matching.base.api.auth, &matching.head.api.auth);
    let message = format!("the client sends {}, not {}", spoken(is), spoken(was));
    let draft = match (was, is) {
        _ if was == is => return None,
        (Auth::None, _) => SCHEME_ADDED.found(format!("the client can send {}", spoken(is))),
        (_, Auth::None) => {
            let is_demanded = matching.head.api.operations.iter().any(|operation| operation.auth);
            let draft = SCHEME_REMOVED.found(format!("the client sends {} no more", spoken(was)));
            if is_demanded { draft } else { draft.severity(Safe) }
        }
        (Auth::Basic | Auth::Bearer, Auth::Basic | Auth::Bearer) => HTTP_SCHEME_CHANGED.found(message),
        (Auth::Header(_) | Auth::Query(_), Auth::Header(_) | Auth::Query(_)) => {
            KEY_PLACE_CHANGED.found(message)
        }
        _ => SCHEME_TYPE_CHANGED.found(message),
    };
    Some(draft.before(spoken(was)).after(spoken(is)))
}

fn spoken(auth: &Auth) -> String {
    match auth {
        Auth::None => "nothing".to_owned(),
        Auth::Bearer => "`Authorization: Bearer`".to_owned(),
        Auth::Basic => "`Authorization: Basic`".to_owned(),
        Auth::Header(name) => format!("the header `{name}`"),
        Auth::Query(name) => format!("the query parameter `{name}`"),
    }
}

/// What the document says of a scheme and the client does not use.
fn details(name: &str, was: &Entry, is: &Entry, findings: &mut Findings) {
    let text = |entry: &Entry, key: &str| entry.node.get(key).and_then(Node::as_str).map(str::to_owned);
    if text(was, "bearerFormat") != text(is, "bearerFormat") {
        let draft =
            BEARER_FORMAT_CHANGED.found(format!("tokens of `{name}` are said to have another format"));
        let place = |entry: &Entry| Some(key_or(&entry.node, "bearerFormat", entry.key_span));
        findings.push(
            stating(draft, text(was, "bearerFormat"), text(is, "bearerFormat")).at(place(was), place(is)),
        );
    }
    let (before, after) = (urls(was), urls(is));
    for (pointer, (url, place)) in &after {
        let Some((old, old_place)) = before.get(pointer).filter(|(old, _)| old != url) else { continue };
        let draft = OAUTH_URL_CHANGED.found(format!("tokens of `{name}` come from {url}, not from {old}"));
        findings.push(draft.before(*old).after(*url).at(Some(*old_place), Some(*place)));
    }
}

/// The addresses of a scheme, by where they stand.
fn urls(scheme: &Entry) -> BTreeMap<String, (&str, Span)> {
    let flows = scheme.node.get("flows").into_iter().flat_map(Node::entries);
    let holders = flows.map(|(flow, entry)| (flow, &entry.node)).chain([("", &scheme.node)]);
    let keys = holders.flat_map(|(flow, node)| node.entries().map(move |(key, entry)| (flow, key, entry)));
    keys.filter(|(_, key, _)| key.ends_with("Url"))
        .filter_map(|(flow, key, entry)| {
            Some((format!("{flow}/{key}"), (entry.node.as_str()?, entry.key_span)))
        })
        .collect()
}

fn stating(draft: Draft, before: Option<String>, after: Option<String>) -> Draft {
    let text = |value: Option<String>| value.unwrap_or_else(|| "none".to_owned());
    draft.before(text(before)).after(text(after))
}
