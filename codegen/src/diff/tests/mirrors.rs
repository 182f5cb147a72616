//! Rules come in pairs: what is added can be removed, and what happens to a request can happen to a response.
//!
//! A change that is taken back is a change, so each case is compared backwards too, and has to find the mirror of its rule.

use super::{between, cases, rules};
use std::collections::BTreeSet;

/// How the ids of two rules end when each takes back what the other finds. An id that ends otherwise is its own mirror.
const WAYS: &[(&str, &str)] = &[
    ("-added", "-removed"),
    ("-became-required", "-became-optional"),
    ("-became-nullable", "-became-not-nullable"),
    ("-case-ignored", "-case-kept"),
    ("-deprecated", "-undeprecated"),
    ("-extracted", "-inlined"),
    ("-introduced", "-removed"),
    ("-lowered", "-raised"),
    ("-narrowed", "-widened"),
    ("-opened", "-closed"),
    ("-safe-to-unsafe", "-unsafe-to-safe"),
    ("-stacked", "-unstacked"),
    ("-tightened", "-loosened"),
];

/// Rules whose mirror has no such name: the rule, what its case is backwards, and why.
const NAMED_OTHERWISE: &[(&str, &str, &str)] = &[
    ("enum-became-string", "string-became-enum", "both name what it was and what it is"),
    ("string-became-enum", "enum-became-string", "both name what it was and what it is"),
    ("param-became-enum", "param-enum-removed", "a parameter without an enum has no word for it"),
    ("param-enum-removed", "param-became-enum", "a parameter without an enum has no word for it"),
    ("param-optional-added", "param-removed", "no setter or no argument is the same to a caller"),
    ("param-required-added", "param-removed", "no setter or no argument is the same to a caller"),
    ("param-removed", "param-optional-added", "the case removes an optional one"),
    ("param-type-changed", "param-type-widened", "the case goes from a wider type to a narrower one"),
    (
        "param-type-widened",
        "param-type-changed",
        "one that is narrower refuses values, as any other type does",
    ),
    ("request-body-optional-added", "request-body-removed", "nothing is sent, whatever could be"),
    ("request-body-required-added", "request-body-removed", "nothing is sent, whatever had to be"),
    ("request-body-removed", "request-body-required-added", "the case removes a required one"),
    (
        "request-prop-optional-added",
        "request-prop-removed",
        "no caller can fill it any more, whatever it was",
    ),
    (
        "request-prop-required-added",
        "request-prop-removed",
        "no caller can fill it any more, whatever it was",
    ),
    ("request-prop-removed", "request-prop-optional-added", "the case removes an optional one"),
    (
        "response-prop-optional-added",
        "response-optional-prop-removed",
        "its loss is not that of a required one",
    ),
    (
        "response-optional-prop-removed",
        "response-prop-optional-added",
        "its loss is not that of a required one",
    ),
    ("response-prop-required-added", "response-prop-removed", "both are of a required one"),
    ("response-prop-removed", "response-prop-required-added", "both are of a required one"),
    ("item-added", "item-changed", "an item that is gone is one that has changed"),
    ("item-changed", "item-added", "the case loses one, which backwards is new"),
    (
        "request-media-type-preferred-changed",
        "request-media-type-removed",
        "the case adds the one that is preferred",
    ),
    ("request-media-type-removed", "request-media-type-removed", "the case puts another one in its place"),
    ("rate-limit-lowered", "burst-lowered", "the case allows more at once, though less in the long run"),
];

/// Rules of requests without a counterpart for responses, or the other way round, and why.
const ONE_SIDED: &[(&str, &str)] = &[
    ("request-body-became-optional", "an answer has a body or has none"),
    ("request-body-became-required", "an answer has a body or has none"),
    ("request-body-description-changed", "what an answer is said to be stands at its status"),
    ("request-body-optional-added", "an answer has a body or has none"),
    ("request-body-required-added", "an answer has a body or has none"),
    ("request-bytes-changed", "answers are read as their own Content-Type says"),
    ("request-media-type-added", "of an answer only the one that is read counts"),
    ("request-media-type-preferred-changed", "of an answer only the one that is read counts"),
    ("request-media-type-removed", "of an answer only the one that is read counts"),
    ("request-prop-reordered", "an order of arguments: answers are not built by callers"),
    ("response-2xx-added", "a request has no status"),
    ("response-2xx-removed", "a request has no status"),
    ("response-body-added", "for requests it matters whether the body is required"),
    ("response-header-added", "the headers of a request are parameters"),
    ("response-header-changed", "the headers of a request are parameters"),
    ("response-header-removed", "the headers of a request are parameters"),
    ("response-media-type-changed", "a request has a preferred one, and others"),
    ("response-optional-prop-removed", "what callers fill matters as much whether it is optional or not"),
];

#[test]
fn each_case_finds_its_mirror_backwards() {
    let ids = ids();
    let mut broken = Vec::new();
    for id in &ids {
        let mirror = mirror(id, &ids);
        let (base, head) = cases::documents(id);
        let back = between(&head, &base);
        let found: BTreeSet<&str> = back.findings.iter().map(|finding| finding.rule.id).collect();
        if !found.contains(mirror) {
            broken.push(format!("{id} should be {mirror} backwards, and is {found:?}"));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn what_is_named_otherwise_has_to_be() {
    let ids = ids();
    for (id, mirror, _) in NAMED_OTHERWISE {
        assert!(ids.contains(id) && ids.contains(mirror), "{id}, {mirror}");
        assert!(by_name(id, &ids) != Some(*mirror), "{id} has the mirror that its name says");
    }
}

#[test]
fn requests_and_responses_have_the_same_rules() {
    let ids = ids();
    let other_side = |id: &str| match id.strip_prefix("request-") {
        Some(rest) => Some(format!("response-{rest}")),
        None => id.strip_prefix("response-").map(|rest| format!("request-{rest}")),
    };
    let alone = ids.iter().filter(|id| other_side(id).is_some_and(|other| !ids.contains(other.as_str())));
    let explained: Vec<&str> = ONE_SIDED.iter().map(|(id, _)| *id).collect();
    assert_eq!(alone.copied().collect::<Vec<_>>(), explained);
}

fn ids() -> BTreeSet<&'static str> {
    rules().iter().map(|rule| rule.id).collect()
}

/// The rule that finds it when what `id` finds is taken back.
fn mirror(id: &'static str, ids: &BTreeSet<&'static str>) -> &'static str {
    let named = NAMED_OTHERWISE.iter().find(|(named, ..)| *named == id);
    named.map(|(_, mirror, _)| *mirror).or_else(|| by_name(id, ids)).unwrap_or(id)
}

/// The rule whose id says that it is the mirror.
fn by_name(id: &str, ids: &BTreeSet<&'static str>) -> Option<&'static str> {
    let both = WAYS.iter().flat_map(|&(one, other)| [(one, other), (other, one)]);
    let mut names = both.filter_map(|(one, other)| Some(format!("{}{other}", id.strip_suffix(one)?)));
    names.find_map(|name| ids.get(name.as_str()).copied())
}
