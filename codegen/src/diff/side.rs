//! One of the two documents, read.

use super::finding::Place;
use crate::{
    Source,
    document::{self, Document, Node},
    emit, lower,
    model::{Api, Operation},
    problem::{Problems, Span},
    report::Lines,
    types,
};

/// A document with what is made of it.
pub(super) struct Side<'a> {
    pub(super) document: Document,
    pub(super) api: Api,
    /// The lines of its `api.txt`.
    pub(super) items: Vec<String>,
    lines: Lines<'a>,
}

/// An operation and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Operating<'a> {
    pub(super) model: &'a Operation,
    /// The place of its method.
    pub(super) span: Span,
    /// What the document says of it.
    pub(super) node: &'a Node,
    /// What the document says of all operations of its path.
    pub(super) item: &'a Node,
}

impl<'a> Side<'a> {
    /// # Errors
    ///
    /// What is wrong with it, when nothing can be made of it.
    pub(super) fn read(source: &Source<'a>) -> Result<Self, Problems> {
        let (document, mut problems) = document::parse(source);
        let Some(document) = document else { return Err(problems) };
        let api = lower::lower(&document, &mut problems);
        let types = types::emit(&api, &mut problems);
        let items = emit::api_lines(&api, types);
        Ok(Self { document, api, items, lines: Lines::new(source.text) })
    }

    /// Its operations, in the order of the document.
    pub(super) fn operations(&self) -> impl Iterator<Item = Operating<'_>> {
        let sites = lower::sites(&self.document);
        self.api.operations.iter().zip(sites).map(|(model, site)| Operating {
            model,
            span: site.span,
            node: site.node,
            item: site.item,
        })
    }

    /// The place of the path of an operation.
    pub(super) fn path(&self, operating: &Operating<'_>) -> Option<Span> {
        let entry = self.document.root.get("paths")?.entry(&operating.model.path)?;
        Some(entry.key_span)
    }

    /// A place for people.
    pub(super) fn place(&self, span: Span) -> Place {
        let position = self.lines.position(span.start);
        Place { span, line: position.line, column: position.column }
    }

    /// The place of the innermost thing on the way to a pointer that is there.
    pub(super) fn nearest(&self, pointer: &str) -> Span {
        let mut pointer = pointer;
        while let Some((parent, _)) = pointer.rsplit_once('/') {
            if let Some(span) = self.key(pointer) {
                return span;
            }
            pointer = parent;
        }
        Span { start: self.document.root.span.start, end: self.document.root.span.start }
    }

    /// The place of the key at a pointer, or of the item of a list.
    pub(super) fn key(&self, pointer: &str) -> Option<Span> {
        let (parent, token) = pointer.rsplit_once('/')?;
        let parent = self.document.root.at(parent)?;
        match parent.entries().find(|(key, _)| document::escape(key) == token) {
            Some((_, entry)) => Some(entry.key_span),
            None => Some(self.document.root.at(pointer)?.span),
        }
    }
}

/// The place of a key of a node; that of the whole where it has none.
pub(super) fn key_or(node: &Node, key: &str, whole: Span) -> Span {
    node.entry(key).map_or(whole, |entry| entry.key_span)
}
