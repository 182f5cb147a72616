//! A document as read: text -> span tree -> checked structure -> the shape of OpenAPI 3.0.

mod anchors;
mod load;
mod node;

pub use node::{Entry, Node, Scalar, Value};

use crate::{Source, problem::Problems};

/// A document whose structure is that of OpenAPI 3.0: every key that later stages read has the kind they expect.
#[derive(Debug, Clone)]
pub struct Document {
    /// The root object, normalised to the shape of OpenAPI 3.0. Spans are those of the text as written.
    pub root: Node,
}

impl Document {
    /// Follows `$ref`s until a node that is none. A reference that leads nowhere, to another document or in a circle
    /// stays as it is: the loader has reported it.
    #[must_use]
    pub fn resolve<'a>(&'a self, node: &'a Node) -> &'a Node {
        let mut target = node;
        for _ in 0..64 {
            let Some(pointer) = target
                .get("$ref")
                .and_then(Node::as_str)
                .and_then(|text| text.strip_prefix('#'))
            else {
                break;
            };
            match self.root.at(pointer) {
                Some(next) => target = next,
                None => break,
            }
        }
        target
    }
}

/// Reads a document. Problems that leave the rest usable are in the second part; `None` means that there is nothing to go on with.
pub(crate) fn parse(source: &Source<'_>) -> (Option<Document>, Problems) {
    let (root, problems) = load::load(source.text);
    (root.map(|root| Document { root }), problems)
}
