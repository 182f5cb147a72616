//! A type that both documents have, on its way through the comparison: where it stands, which way it travels, whom it reaches.

use super::{
    changes::Travels,
    finding::{Draft, Findings},
    matching::Matching,
    reach::Reach,
    rule::Rule,
    side::{Side, key_or},
};
use crate::{
    document::{Document, Entry, Node},
    model::{Operation, TypeDef},
    problem::Span,
};
use std::cell::OnceCell;

/// A type that both documents have.
pub(super) struct Pair<'m, 'a> {
    pub(super) matching: &'m Matching<'a>,
    pub(super) before: &'a TypeDef,
    pub(super) after: &'a TypeDef,
    /// Whether requests held it and still do.
    pub(super) sent: bool,
    /// Whether answers held it and still do.
    pub(super) received: bool,
    /// What the documents say of it.
    pub(super) schemas: (Option<&'a Node>, Option<&'a Node>),
    reach: &'m Reach<'a>,
    /// The operations that reach it, where somebody has asked: of most types there is nothing to tell.
    operations: OnceCell<Vec<String>>,
}

/// Where something is in the base and in the head.
pub(super) type Places = (Option<Span>, Option<Span>);

/// What a document says of a property.
pub(super) type Stated<'a> = Option<&'a Entry>;

impl<'m, 'a> Pair<'m, 'a> {
    pub(super) fn new(
        matching: &'m Matching<'a>,
        before: &'a TypeDef,
        after: &'a TypeDef,
        reach: &'m Reach<'a>,
    ) -> Self {
        let (sent, received) =
            (before.in_request && after.in_request, before.in_response && after.in_response);
        // What has changed its way has been on the old one so far.
        let turned = !sent && !received;
        Self {
            matching,
            before,
            after,
            sent: sent || (turned && before.in_request),
            received: received || (turned && before.in_response),
            schemas: (matching.base.schema(before), matching.head.schema(after)),
            reach,
            operations: OnceCell::new(),
        }
    }

    /// Of the rules for the two directions the one that applies; the heavier one where the type travels in both.
    pub(super) fn directed(&self, request: &'static Rule, response: &'static Rule) -> &'static Rule {
        let weight = |rule: &Rule| (rule.severity, rule.contracts.len());
        match (self.sent, self.received) {
            (true, false) => request,
            (true, true) if weight(request) > weight(response) => request,
            _ => response,
        }
    }

    /// The operations that reach it.
    fn operations(&self) -> &[String] {
        self.operations.get_or_init(|| self.reach.operations(Some(&self.before.name), Some(&self.after.name)))
    }

    pub(super) fn travels(&self) -> Travels {
        Travels { sent: self.sent, received: self.received }
    }

    /// Adds what has been found of the type, or of a part of it.
    pub(super) fn found(&self, findings: &mut Findings, draft: Draft, (base, head): Places) {
        findings.push(draft.at(base, head).reach(self.operations().iter().cloned()));
    }

    /// Adds what has been found of a property, which may be one of several types: those that extend the same one.
    pub(super) fn found_of_property(
        &self,
        findings: &mut Findings,
        what: &'static str,
        draft: Draft,
        (base, head): Places,
    ) {
        if (base, head) == (None, None) {
            self.found(findings, draft, self.places(""));
        } else {
            findings.share(what, draft.at(base, head).reach(self.operations().iter().cloned()));
        }
    }

    /// The streams of what pages hold, of the operations that reach the type.
    pub(super) fn streams(&self) -> Vec<String> {
        let api = &self.matching.head.api;
        let paged = |operation: &&Operation| {
            operation.policy.pagination.is_some() && self.operations().contains(&operation.id)
        };
        let operations = api.operations.iter().filter(paged);
        operations
            .map(|operation| {
                format!("operations::{}::{}::items", api.tags[operation.tag].module, operation.builder)
            })
            .collect()
    }

    /// The places of the type, or of a key of its schema.
    pub(super) fn places(&self, key: &str) -> Places {
        let place = |side: &Side<'_>, def: &TypeDef, schema: Option<&Node>| {
            let whole = side.type_place(def);
            Some(schema.map_or(whole, |node| key_or(node, key, whole)))
        };
        let (before, after) = self.schemas;
        (place(self.matching.base, self.before, before), place(self.matching.head, self.after, after))
    }

    /// What the documents say of the properties of two names.
    pub(super) fn properties(&self, before: &str, after: &str) -> (Stated<'a>, Stated<'a>) {
        (self.property_before(before), self.property_after(after))
    }

    pub(super) fn property_before(&self, wire: &str) -> Stated<'a> {
        property(&self.matching.base.document, self.schemas.0?, wire, DEPTH)
    }

    pub(super) fn property_after(&self, wire: &str) -> Stated<'a> {
        property(&self.matching.head.document, self.schemas.1?, wire, DEPTH)
    }
}

/// How deep an `allOf` is searched: as deep as it is read.
const DEPTH: usize = 64;

/// The property of an object, its own or that of the last member of its `allOf` that has it.
fn property<'a>(document: &'a Document, node: &'a Node, wire: &str, depth: usize) -> Option<&'a Entry> {
    let node = document.resolve(node);
    let own = node.get("properties").and_then(|properties| properties.entry(wire));
    if own.is_some() || depth == 0 {
        return own;
    }
    let members = node.get("allOf").map(Node::items).unwrap_or_default();
    members.iter().rev().find_map(|member| property(document, member, wire, depth - 1))
}

/// The places of the keys of two properties.
pub(super) fn keys((before, after): (Stated<'_>, Stated<'_>)) -> Places {
    (before.map(|entry| entry.key_span), after.map(|entry| entry.key_span))
}
