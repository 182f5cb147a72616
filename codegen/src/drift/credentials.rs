//! Which credentials an operation takes.

use super::{
    difference::Draft,
    rule,
    side::{Operation, key_or},
};
use crate::{
    document::{Node, escape},
    lower::stated_params,
    problem::{Rule, Span},
};

static CREDENTIALS_DIFFER: Rule = rule(
    "credentials-differ",
    "an operation takes other credentials in the platform's document",
    "Security schemes are compared by what is sent, not by their names, and without scopes. A header parameter `authorization` \
     states credentials too, where no scheme is stated. The client sends what the spec says.",
);

/// The rules of this module.
pub(super) static RULES: &[&Rule] = &[&CREDENTIALS_DIFFER];

/// Compares the credentials of an operation.
pub(super) fn compare(ours: &Operation<'_>, theirs: &Operation<'_>) -> Option<Draft> {
    let ((our_words, our_place), (their_words, their_place)) = (stated(ours), stated(theirs));
    if our_words == their_words {
        return None;
    }
    let message = format!(
        "`{}` takes {their_words} as credentials to the platform, {our_words} to the spec",
        ours.subject
    );
    let draft = Draft::new(&CREDENTIALS_DIFFER, &ours.subject, (our_place, their_place));
    Some(draft.ours(our_words).theirs(their_words).message(message))
}

/// The alternatives in words, in an order of their own, and where they are stated.
fn stated(operation: &Operation<'_>) -> (String, Span) {
    let Operation { side, site, .. } = operation;
    let root = &side.document.root;
    let place = match site.node.entry("security") {
        Some(entry) => entry.key_span,
        None => key_or(root, "security", site.span),
    };
    let security = site.node.get("security").or_else(|| root.get("security"));
    let mut alternatives: Vec<String> =
        security.into_iter().flat_map(Node::items).map(|needed| needed_at_once(root, needed)).collect();
    alternatives.sort_unstable();
    alternatives.dedup();
    if !alternatives.is_empty() {
        return (alternatives.join(" or "), place);
    }
    let params = stated_params(&side.document, site.item, site.node);
    let is = |node: &Node, key: &str, word: &str| {
        node.get(key).and_then(Node::as_str).is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    let header =
        params.into_iter().find(|param| is(param, "in", "header") && is(param, "name", "authorization"));
    match header {
        Some(param) => ("the header `authorization`".to_owned(), param.span),
        None => ("nothing".to_owned(), place),
    }
}

/// What one alternative needs, all of it.
fn needed_at_once(root: &Node, needed: &Node) -> String {
    let mut words: Vec<String> = needed
        .entries()
        .map(|(name, _)| {
            root.at(&format!("/components/securitySchemes/{}", escape(name)))
                .map_or_else(|| format!("`{name}`"), scheme)
        })
        .collect();
    words.sort_unstable();
    if words.is_empty() { "nothing".to_owned() } else { words.join(" and ") }
}

/// What a scheme sends.
fn scheme(node: &Node) -> String {
    let word = |key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default();
    match word("type") {
        "http" => format!("HTTP {}", word("scheme").to_lowercase()),
        "apiKey" => format!("the key `{}` ({})", word("name"), word("in")),
        // Either way it is a bearer token that is sent, but who gets one differs.
        other => other.to_owned(),
    }
}
