//! What operations give: their successes, their errors and the kinds of errors.

mod errors;
mod headers;
mod success;

use super::{
    changes::Travels,
    finding::{Draft, Findings},
    matching::Matching,
    rule::Rule,
    side::{Operating, Side},
};
use crate::{
    document::{Entry, Node},
    problem::Span,
};

/// The rules of this module.
pub(super) fn rules() -> Vec<&'static Rule> {
    [errors::RULES, headers::RULES, success::RULES].concat()
}

/// Compares the answers of the operations that both have, then the kinds of errors.
pub(super) fn compare(matching: &Matching<'_>, findings: &mut Findings) {
    for (base, head) in &matching.both {
        let two = Two { matching, base, head };
        success::compare(&two, findings);
        errors::compare(&two, findings);
        headers::compare(&two, findings);
    }
    errors::compare_kinds(matching, findings);
}

/// What answers hold.
const RECEIVED: Travels = Travels { sent: false, received: true };

/// An operation in both documents.
struct Two<'m, 'a> {
    matching: &'m Matching<'a>,
    base: &'m Operating<'a>,
    head: &'m Operating<'a>,
}

impl Two<'_, '_> {
    fn id(&self) -> &str {
        &self.head.model.id
    }

    /// The builder of one side and what hangs on it, such as `Error` or `: call`.
    fn items(&self, names: &[&str]) -> Vec<String> {
        let of = |side: &Side<'_>, operating: &Operating<'_>| {
            let module = &side.api.tags[operating.model.tag].module;
            format!("operations::{module}::{}", operating.model.builder)
        };
        let builders = [of(self.matching.base, self.base), of(self.matching.head, self.head)];
        builders.iter().flat_map(|builder| names.iter().map(move |name| format!("{builder}{name}"))).collect()
    }

    /// A response in words: by its name where operations share it.
    fn what(&self, status: &str, response: Option<&Entry>) -> String {
        let name = response.and_then(|response| shared(self.matching.head, response));
        match name {
            Some((name, _)) => format!("the response `{name}`"),
            None => format!("{status} of `{}`", self.id()),
        }
    }

    /// Adds what has been found of two answers. Of one that operations share it is told once.
    fn found(&self, findings: &mut Findings, what: &'static str, draft: Draft, (was, is): Stated<'_>) {
        let (base, head) = (self.matching.base, self.matching.head);
        let within =
            |side: &Side<'_>, entry: &Entry| side.items_within(side.document.resolve(&entry.node).span);
        let draft = draft.items(was.map(|was| within(base, was)).unwrap_or_default());
        let draft = draft.items(is.map(|is| within(head, is)).unwrap_or_default());
        let place =
            |side: &Side<'_>, entry: &Entry| shared(side, entry).map_or(entry.key_span, |(_, place)| place);
        let places = match (self.are_shared((was, is)), was, is) {
            (true, Some(was), Some(is)) => (Some(place(base, was)), Some(place(head, is))),
            (_, None, None) => (Some(self.base.span), Some(self.head.span)),
            (_, was, is) => (was.map(|was| was.key_span), is.map(|is| is.key_span)),
        };
        self.found_at(findings, what, draft, (was, is), places);
    }

    /// Adds what has been found at places of two answers.
    fn found_at(
        &self,
        findings: &mut Findings,
        what: &'static str,
        draft: Draft,
        entries: Stated<'_>,
        (base, head): (Option<Span>, Option<Span>),
    ) {
        let draft = draft.at(base, head);
        if self.are_shared(entries) {
            findings.share(what, draft.reach([self.id().to_owned()]));
        } else {
            findings.push(draft.operation(self.id()));
        }
    }

    fn are_shared(&self, (was, is): Stated<'_>) -> bool {
        let base = was.is_some_and(|was| shared(self.matching.base, was).is_some());
        base && is.is_some_and(|is| shared(self.matching.head, is).is_some())
    }
}

/// What the documents say of a response.
type Stated<'a> = (Option<&'a Entry>, Option<&'a Entry>);

/// The responses of an operation, by status.
fn responses<'a>(operating: &Operating<'a>) -> impl Iterator<Item = (&'a str, &'a Entry)> {
    operating.node.get("responses").into_iter().flat_map(Node::entries)
}

/// The name and the place of a response that stands elsewhere, for several operations to refer to.
fn shared<'a>(side: &Side<'_>, response: &'a Entry) -> Option<(&'a str, Span)> {
    let reference = response.node.get("$ref")?.as_str()?;
    let place = side.key(&side.pointer_of(side.document.resolve(&response.node).span))?;
    Some((reference.rsplit('/').next().unwrap_or(reference), place))
}
