//! Parameters: what callers pass to a method and set at its builder.
//!
//! A parameter that operations share is compared for each of them, and what they show of one edit is one finding.

mod form;
mod pairs;
mod presence;
mod types;
mod values;

pub(super) use pairs::{is_renamed, is_reordered};

use super::{
    edits::Edits,
    finding::{Draft, Findings},
    matching::Matching,
    operations::{method, of_builder},
    rule::Rule,
    side::{Operating, key_or},
};
use crate::{
    document::Node,
    model::{Location, Param},
};
use pairs::{Pairs, Stated};

/// The rules of these modules.
pub(super) static RULES: [&[&Rule]; 4] = [form::RULES, presence::RULES, types::RULES, values::RULES];

/// Compares the parameters of the operations that both have.
pub(super) fn compare(matching: &Matching<'_>, findings: &mut Findings) {
    let mut edits = Edits::default();
    for (base, head) in &matching.both {
        let two = Two { matching, base, head };
        let pairs = Pairs::of((matching.base, base), (matching.head, head));
        let mut drafts = presence::compare(&two, &pairs);
        for (before, after) in &pairs.both {
            drafts.extend(form::compare(&two, before, after));
            let types = types::compare(&two, before, after);
            // Of values of another type the old bounds say nothing.
            let (is_same, bounds) = (types.is_none(), values::bounds(before, after));
            drafts.extend(types);
            drafts.extend(values::default(before, after));
            drafts.extend(is_same.then_some(bounds).into_iter().flatten());
        }
        for draft in drafts {
            edits.push(&head.model.id, draft);
        }
    }
    edits.finish(findings);
}

/// An operation of both documents.
struct Two<'t, 'a> {
    matching: &'t Matching<'a>,
    base: &'t Operating<'a>,
    head: &'t Operating<'a>,
}

impl Two<'_, '_> {
    /// The items that a parameter is in: the method, and the setter in both.
    fn items(&self, before: Option<&Param>, after: Option<&Param>) -> Vec<String> {
        let both = [(self.matching.base, self.base, before), (self.matching.head, self.head, after)];
        let items = both.into_iter().filter_map(|(side, operating, param)| {
            Some([method(operating.model), of_builder(&side.api, operating.model, &param?.name)])
        });
        items.flatten().collect()
    }

    /// The items of the types that stand within what the documents say of a parameter: they come, go and are called with it.
    fn within(&self, before: Option<&Stated<'_>>, after: Option<&Stated<'_>>) -> Vec<String> {
        let both = [(self.matching.base, before), (self.matching.head, after)];
        let nodes = both.into_iter().filter_map(|(side, stated)| Some((side, stated?.node?)));
        nodes.flat_map(|(side, node)| side.items_within(node.span)).collect()
    }
}

/// A parameter in a sentence.
fn spoken(param: &Param) -> String {
    match param.location {
        Location::Path => format!("the path parameter `{}`", param.wire),
        Location::Query => format!("the query parameter `{}`", param.wire),
        Location::Header => format!("the header `{}`", param.wire),
    }
}

/// With the places of a key of both.
fn at_key(draft: Draft, key: &str, before: &Stated<'_>, after: &Stated<'_>) -> Draft {
    let place = |stated: &Stated<'_>| {
        Some(stated.node.map_or(stated.span, |node: &Node| key_or(node, key, stated.span)))
    };
    draft.at(place(before), place(after))
}
