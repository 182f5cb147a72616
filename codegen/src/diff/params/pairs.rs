//! Which parameter of the base is which of the head.

use super::super::{
    matching::erased,
    side::{Operating, Side},
};
use crate::{
    document::{Document, Node},
    lower::{stated_params, template_names},
    model::{Location, Param},
    problem::Span,
};

/// A parameter and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Stated<'a> {
    pub(super) model: &'a Param,
    /// What the document says of it; `None` for a name in the path that is not declared.
    pub(super) node: Option<&'a Node>,
    /// Its place: that of what it is declared as, or of the operation.
    pub(super) span: Span,
    /// The place of the reference to it, where it is declared elsewhere.
    pub(super) used: Span,
    /// Its place among the arguments of the method and the setters.
    at: usize,
    /// Its place in the list of the document.
    listed: Option<usize>,
}

/// The parameters of an operation, paired.
pub(super) struct Pairs<'a> {
    /// In the order of the head.
    pub(super) both: Vec<(Stated<'a>, Stated<'a>)>,
    pub(super) removed: Vec<Stated<'a>>,
    pub(super) added: Vec<Stated<'a>>,
}

type Same = fn(&Stated<'_>, &Stated<'_>) -> bool;

impl<'a> Pairs<'a> {
    /// By name and location; those of a path with as many, then by their order; what is left by name, or by all but the name.
    pub(super) fn of(base: (&'a Side<'_>, &Operating<'a>), head: (&'a Side<'_>, &Operating<'a>)) -> Self {
        let mut removed = stated(&base.0.document, base.1);
        let heads = stated(&head.0.document, head.1);
        let mut pairs: Vec<Option<Stated<'a>>> = vec![None; heads.len()];
        // Names in a path mean nothing to the server: the same path with other names has the same parameters, in order.
        let mut rounds: Vec<Same> = Vec::new();
        if is_renamed(&base.1.model.path, &head.1.model.path) {
            rounds.push(same_step);
        }
        rounds.extend([same_place as Same, same_name, same_but_for_name]);
        if path_length(base.1) == path_length(head.1) {
            rounds.push(both_in_path);
        }
        for same in rounds {
            for (at, head) in heads.iter().enumerate() {
                if pairs[at].is_none()
                    && let Some(found) = removed.iter().position(|base| same(base, head))
                {
                    pairs[at] = Some(removed.remove(found));
                }
            }
        }
        let mut both = Vec::new();
        let mut added = Vec::new();
        for (base, head) in pairs.into_iter().zip(heads) {
            match base {
                Some(base) => both.push((base, head)),
                None => added.push(head),
            }
        }
        Self { both, removed, added }
    }

    /// The first pair whose parameter of the head comes before one that it came after in the base, of those that `of` is for.
    pub(super) fn moved(&self, of: impl Fn(&Param, &Param) -> bool) -> Option<&(Stated<'a>, Stated<'a>)> {
        // The pairs are in the order of the head.
        let these: Vec<_> = self.both.iter().filter(|(base, head)| of(base.model, head.model)).collect();
        let moved = these.windows(2).find(|two| two[1].0.at < two[0].0.at);
        moved.map(|two| two[0])
    }
}

/// Whether two paths differ in the names of their parameters alone, and are not the same names in another order.
pub(in super::super) fn is_renamed(base: &str, head: &str) -> bool {
    base != head && erased(base) == erased(head) && !is_reordered(base, head)
}

/// Whether two paths have the same parameters in another order.
pub(in super::super) fn is_reordered(base: &str, head: &str) -> bool {
    let (before, after) = (template_names(base), template_names(head));
    let sorted = |mut names: Vec<_>| {
        names.sort_unstable();
        names
    };
    before != after && sorted(before) == sorted(after)
}

fn path_length(operating: &Operating<'_>) -> usize {
    operating.model.params.iter().filter(|param| param.location == Location::Path).count()
}

fn same_step(one: &Stated<'_>, other: &Stated<'_>) -> bool {
    // Parameters of the path come first, in its order.
    both_in_path(one, other) && one.at == other.at
}

fn both_in_path(one: &Stated<'_>, other: &Stated<'_>) -> bool {
    [one, other].map(|param| param.model.location) == [Location::Path; 2]
}

fn same_place(one: &Stated<'_>, other: &Stated<'_>) -> bool {
    one.model.location == other.model.location && same_name(one, other)
}

fn same_name(one: &Stated<'_>, other: &Stated<'_>) -> bool {
    // Names of headers have no case.
    let header = |param: &Stated<'_>| param.model.location == Location::Header;
    one.model.wire == other.model.wire
        || (header(one) && header(other) && one.model.wire.eq_ignore_ascii_case(&other.model.wire))
}

/// Whether they stand at one place of the list, and the document says the same of both but for the name and its meaning.
fn same_but_for_name(one: &Stated<'_>, other: &Stated<'_>) -> bool {
    let content = |node: &Node| {
        let mut content = node.to_json();
        if let Some(content) = content.as_object_mut() {
            content.remove("name");
            content.remove("description");
        }
        content
    };
    one.listed == other.listed
        && one.node.zip(other.node).is_some_and(|(one, other)| content(one) == content(other))
}

fn stated<'a>(document: &'a Document, operating: &Operating<'a>) -> Vec<Stated<'a>> {
    let nodes = stated_params(document, operating.item, operating.node);
    let written: Vec<&Node> = [operating.node, operating.item]
        .into_iter()
        .flat_map(|node| node.get("parameters").map(Node::items).unwrap_or_default())
        .collect();
    let params = operating.model.params.iter().enumerate();
    params
        .map(|(at, model)| {
            let listed = nodes.iter().position(|node| declares(node, model));
            let node = listed.map(|listed| nodes[listed]);
            let used = written
                .iter()
                .find(|written| node.is_some_and(|node| std::ptr::eq(document.resolve(written), node)));
            Stated {
                model,
                node,
                span: node.map_or(operating.span, |node| node.span),
                used: used.map_or(operating.span, |used| used.span),
                at,
                listed,
            }
        })
        .collect()
}

fn declares(node: &Node, param: &Param) -> bool {
    let is = |key, text: &str| node.get(key).and_then(Node::as_str) == Some(text);
    is("name", &param.wire) && is("in", place(param.location))
}

/// The word that documents have for where a parameter goes.
pub(super) fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
    }
}
