//! One of the two documents, read.

use crate::{
    Source,
    diff::Place,
    document::{self, Document, Node},
    lower::{self, Site},
    problem::{Problems, Span},
    report::Lines,
};
use std::collections::VecDeque;

/// A document with its lines.
pub(super) struct Side<'a> {
    /// What it is called.
    pub(super) name: &'a str,
    pub(super) document: Document,
    lines: Lines<'a>,
}

/// An operation of a document.
pub(super) struct Operation<'a> {
    pub(super) side: &'a Side<'a>,
    pub(super) site: Site<'a>,
    /// What it is called: method and path.
    pub(super) subject: String,
}

impl<'a> Side<'a> {
    /// # Errors
    ///
    /// What is wrong with it, when nothing can be made of it.
    pub(super) fn read(source: &Source<'a>) -> Result<Self, Problems> {
        let (document, problems) = document::parse(source);
        let Some(document) = document else { return Err(problems) };
        Ok(Self { name: source.name, document, lines: Lines::new(source.text) })
    }

    /// Its operations, in the order of the document.
    pub(super) fn operations(&self) -> VecDeque<Operation<'_>> {
        let sites = lower::sites(&self.document);
        sites
            .map(|site| {
                let subject = format!("{} {}", site.method.to_uppercase(), site.path);
                Operation { side: self, site, subject }
            })
            .collect()
    }

    /// A place for people.
    pub(super) fn place(&self, span: Span) -> Place {
        let position = self.lines.position(span.start);
        Place { span, line: position.line, column: position.column }
    }

    /// The place of a key of the root, or of its beginning.
    pub(super) fn key(&self, key: &str) -> Span {
        let root = &self.document.root;
        key_or(root, key, Span { start: root.span.start, end: root.span.start })
    }
}

impl Operation<'_> {
    /// Its id, or what it is called where it has none.
    pub(super) fn id(&self) -> &str {
        self.site.node.get("operationId").and_then(Node::as_str).unwrap_or(&self.subject)
    }
}

/// The place of a key of a node; that of the whole where it has none.
pub(super) fn key_or(node: &Node, key: &str, whole: Span) -> Span {
    node.entry(key).map_or(whole, |entry| entry.key_span)
}

/// Whether a key of a node is true.
pub(super) fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool).unwrap_or_default()
}
