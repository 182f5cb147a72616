//! One of the two documents, read.

use super::{Unreadable, finding::Place};
use crate::{
    Source,
    document::{self, Document, Node},
    emit, lower,
    model::{Api, Operation, Shape, Type, TypeDef},
    problem::{Problems, Span},
    report::Lines,
    types,
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    panic, thread,
};

/// A document with what is made of it.
pub(super) struct Side<'a> {
    /// What it is called.
    pub(super) name: &'a str,
    pub(super) document: Document,
    pub(super) api: Api,
    /// The lines of its `api.txt`, without those of a type or an operation that the other side has as well.
    pub(super) items: Vec<String>,
    lines: Lines<'a>,
    /// The pointers of the schemas of its types, in the order of the types.
    schemas: Vec<String>,
    /// The places of those schemas.
    places: BTreeSet<Span>,
    /// The types that the document names, by their numbers, and where the schema of each starts.
    components: BTreeMap<usize, usize>,
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
    /// Reads both, at the same time where there is a thread to be had.
    ///
    /// # Errors
    ///
    /// What is wrong with one of them, when nothing can be made of it.
    pub(super) fn read_both(base: &Source<'a>, head: &Source<'a>) -> Result<(Self, Self), Unreadable> {
        let (base, head) = thread::scope(|scope| {
            let other = thread::Builder::new().spawn_scoped(scope, || Self::read(head));
            let base = Self::read(base);
            let head = match other {
                Ok(head) => head.join().unwrap_or_else(|payload| panic::resume_unwind(payload)),
                Err(_) => Self::read(head),
            };
            (base, head)
        });
        let mut base = base.map_err(Unreadable::Base)?;
        let mut head = head.map_err(Unreadable::Head)?;
        let (base_types, head_types) = types::differing(&base.api, &head.api);
        (base.items, head.items) = emit::differing_lines((&base.api, base_types), (&head.api, head_types));
        Ok((base, head))
    }

    fn read(source: &Source<'a>) -> Result<Self, Problems> {
        let (document, mut problems) = document::parse(source);
        let Some(document) = document else { return Err(problems) };
        let api = lower::lower(&document, &mut problems);
        let schemas: Vec<String> = api.types.iter().map(|def| pointer_of(&document, def.span)).collect();
        let places = api.types.iter().map(|def| def.span).collect();
        let mut components = BTreeMap::new();
        for (at, def) in api.types.iter().enumerate().filter(|(at, _)| is_component(&schemas[*at])) {
            components.entry(def.span.start).or_insert(at);
        }
        let lines = Lines::new(source.text);
        Ok(Self { name: source.name, document, api, items: Vec::new(), lines, schemas, places, components })
    }

    /// All lines of its `api.txt`.
    pub(super) fn all_items(&self) -> Vec<String> {
        emit::api_lines(&self.api, types::emit(&self.api, &mut Problems::default()))
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

    /// What the document says of a type.
    pub(super) fn schema(&self, def: &TypeDef) -> Option<&Node> {
        self.document.root.at(&self.schema_pointer(def))
    }

    /// Whether a schema has a named type of its own.
    pub(super) fn has_type(&self, schema: &Node) -> bool {
        self.places.contains(&schema.span)
    }

    /// The type that the document names within whose schema a place is.
    pub(super) fn component_around(&self, place: Span) -> Option<&TypeDef> {
        let (_, at) = self.components.range(..=place.start).next_back()?;
        Some(&self.api.types[*at]).filter(|def| place.end <= def.span.end)
    }

    /// The pointer of the outermost value that has a place: an object of one key has the place of that key with its value.
    pub(super) fn pointer_of(&self, place: Span) -> String {
        pointer_of(&self.document, place)
    }

    fn schema_pointer(&self, def: &TypeDef) -> Cow<'_, str> {
        match self.position(&def.name) {
            Some(at) => Cow::Borrowed(&self.schemas[at]),
            None => Cow::Owned(self.pointer_of(def.span)),
        }
    }

    /// Where a type is among all of them, which are sorted by name.
    fn position(&self, name: &str) -> Option<usize> {
        self.api.types.binary_search_by(|def| def.name.as_str().cmp(name)).ok()
    }

    /// The place of a type: that of the key under which its schema stands.
    pub(super) fn type_place(&self, def: &TypeDef) -> Span {
        self.key(&self.schema_pointer(def)).unwrap_or(def.span)
    }

    /// Whether the document gives a type its name.
    pub(super) fn is_component(&self, def: &TypeDef) -> bool {
        is_component(&self.schema_pointer(def))
    }

    /// The definition of a named type.
    pub(super) fn def(&self, ty: &Type) -> Option<&TypeDef> {
        let Type::Named(name) = ty else { return None };
        Some(&self.api.types[self.position(name)?])
    }

    /// The type that a type is another name for, or the type itself.
    pub(super) fn behind<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        // Aliases may lead in a circle.
        for _ in 0..16 {
            match self.def(ty).map(|def| &def.shape) {
                Some(Shape::Alias(target)) => ty = target,
                _ => break,
            }
        }
        ty
    }

    /// What a type holds, through aliases.
    pub(super) fn held(&self, ty: &Type) -> Cow<'_, Shape> {
        let behind = self.behind(ty);
        self.def(behind)
            .map_or_else(|| Cow::Owned(Shape::Alias(behind.clone())), |def| Cow::Borrowed(&def.shape))
    }

    /// The items of the types whose schemas stand within a place.
    pub(super) fn items_within(&self, place: Span) -> Vec<String> {
        let within = |def: &&TypeDef| place.start <= def.span.start && def.span.end <= place.end;
        self.api.types.iter().filter(within).flat_map(type_items).collect()
    }

    /// The place of the key at a pointer, or of the item of a list.
    pub(super) fn key(&self, pointer: &str) -> Option<Span> {
        let (parent, token) = pointer.rsplit_once('/')?;
        let parent = self.document.root.at(parent)?;
        match parent.entry(&document::unescape(token)) {
            Some(entry) => Some(entry.key_span),
            None => Some(self.document.root.at(pointer)?.span),
        }
    }
}

fn pointer_of(document: &Document, place: Span) -> String {
    let pointer = document.pointer_at(place);
    let outer = pointer.match_indices('/').map(|(at, _)| &pointer[..at]);
    let mut whole = outer.filter(|outer| document.root.at(outer).is_some_and(|node| node.span == place));
    whole.next().map_or(pointer.clone(), str::to_owned)
}

fn is_component(pointer: &str) -> bool {
    pointer.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'))
}

/// The items that a type is in the client's API.
pub(super) fn type_items(def: &TypeDef) -> Vec<String> {
    let name = &def.name;
    vec![format!("types::{name}"), format!("types::{name}.*"), format!("types::{name}:*")]
}

/// The place of a key of a node; that of the whole where it has none.
pub(super) fn key_or(node: &Node, key: &str, whole: Span) -> Span {
    node.entry(key).map_or(whole, |entry| entry.key_span)
}
