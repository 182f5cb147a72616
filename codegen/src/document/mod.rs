//! A document as read: text -> span tree -> checked structure -> the shape of OpenAPI 3.0.

mod anchors;
mod collect;
mod comments;
mod load;
mod node;
mod normalize;
mod objects;
mod pointer;
pub(crate) mod reference;
mod scalar;
mod schema_object;
mod security;
mod shape;
mod special;
mod structure;
mod syntax;
mod unquoted;
mod version;

pub(crate) use comments::{Comment, comments};
pub(crate) use load::load;
pub use node::{Entry, Node, Scalar, Value};
pub(crate) use normalize::NOT_EXPRESSED;
pub(crate) use pointer::{escape, unescape};
pub(crate) use structure::describe;

use crate::{
    Source,
    problem::{Problems, Rule, Span},
};

/// The methods that a path item can have.
pub(crate) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A document whose structure is that of OpenAPI 3.0: every key that later stages read has the kind they expect.
#[derive(Debug, Clone)]
pub struct Document {
    /// The root object, normalised to the shape of OpenAPI 3.0. Spans are those of the text as written.
    pub root: Node,
    /// The text as written.
    pub(crate) text: String,
}

impl Document {
    /// Follows `$ref`s until a node that is none. A reference that leads nowhere, to another document or in a circle
    /// stays as it is: the loader has reported it.
    #[must_use]
    pub fn resolve<'a>(&'a self, node: &'a Node) -> &'a Node {
        let mut target = node;
        for _ in 0..64 {
            let Some(pointer) = target.get("$ref").and_then(Node::as_str).and_then(reference::local_pointer)
            else {
                break;
            };
            match self.root.at(&pointer) {
                Some(next) => target = next,
                None => break,
            }
        }
        target
    }

    /// The JSON pointer of the innermost value or key that contains `span`.
    #[must_use]
    pub fn pointer_at(&self, span: Span) -> String {
        pointer::at(&self.root, span)
    }
}

/// The JSON pointer, in the text as written, of the innermost value or key that contains each span. Where the text cannot
/// be read, the pointers are empty.
pub(crate) fn pointers(source: &Source<'_>, spans: impl IntoIterator<Item = Span>) -> Vec<String> {
    let (root, _) = load::load(source.text);
    let pointer = |span| root.as_ref().map(|root| pointer::at(root, span)).unwrap_or_default();
    spans.into_iter().map(pointer).collect()
}

/// The tree of a text as written, before anything is checked or brought into another shape. Without one, the problems say why.
#[must_use]
pub fn tree(text: &str) -> (Option<Node>, Problems) {
    load::load(text)
}

/// Reads a document and brings it into the shape of OpenAPI 3.0.
///
/// Problems that leave the rest usable are in the second part, in the order of their places; `None` means that there is
/// nothing to go on with, and then one of them is an error. When none is an error, [`Node::to_json`] of the root
/// deserialises as [`openapiv3::OpenAPI`].
#[must_use]
pub fn parse(source: &Source<'_>) -> (Option<Document>, Problems) {
    let (root, mut problems) = load::load(source.text);
    let document = root.and_then(|root| check(root, source.text, &mut problems));
    problems.sort();
    (document, problems)
}

fn check(mut root: Node, text: &str, problems: &mut Problems) -> Option<Document> {
    if root.as_mapping().is_none() {
        let found = structure::describe(&root);
        problems.push(structure::WRONG_KIND.at(root.span, format!("a document is a mapping, not {found}")));
        return None;
    }
    let (readable, problem) = version::check(&root);
    if let Some(problem) = problem {
        problems.push(problem);
    }
    if !readable {
        return None;
    }
    let broken = reference::broken(&root);
    let mut walk = structure::check(&mut root, text);
    let targets = reference::check(&mut root, &mut walk, &broken);
    normalize::document(&mut root, &mut walk.found);
    reference::normalize(&mut root, targets, &mut walk.found);
    problems.append(walk.found.finish());
    Some(Document { root, text: text.to_owned() })
}

/// The rules of this module.
pub(crate) static RULES: &[&Rule] = &[
    &syntax::YAML_SYNTAX,
    &load::DUPLICATE_KEY,
    &load::INVALID_KEY,
    &load::SEVERAL_DOCUMENTS,
    &load::CUSTOM_TAG,
    &syntax::TOO_DEEP,
    &anchors::ALIAS_BOMB,
    &anchors::CIRCULAR_ALIAS,
    &version::UNSUPPORTED_VERSION,
    &version::NEWER_VERSION,
    &structure::WRONG_KIND,
    &structure::UNKNOWN_KEY,
    &structure::MISSING_KEY,
    &structure::INCOMPLETE,
    &structure::EMPTY_VALUE,
    &scalar::WRONG_VALUE,
    &scalar::UNKNOWN_VALUE,
    &scalar::QUOTED_SCALAR,
    &unquoted::UNQUOTED_TEXT,
    &reference::UNRESOLVED_REFERENCE,
    &reference::UNRESOLVED_MAPPING,
    &reference::CIRCULAR_REFERENCE,
    &reference::FOREIGN_REFERENCE,
    &reference::REFERENCE_SIBLING,
    &normalize::NOT_EXPRESSED,
];

#[cfg(test)]
mod tests;
