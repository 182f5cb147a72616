//! What most rules look at, found once: operations, their parameters and responses, and the properties of
//! schemas.

use super::walk::{self, Object};
use crate::{
    document::{Document, Entry, METHODS, Node},
    media_type::is_json,
    problem::Span,
};
use std::collections::BTreeSet;

/// A document and the lists that rules share.
pub(super) struct Context<'a> {
    pub(super) document: &'a Document,
    /// Every operation of `paths`, in spec order. Callbacks and webhooks are no requests of a client.
    pub(super) operations: Vec<Operation<'a>>,
    /// Every object that rules look at, each where it is written.
    pub(super) objects: Vec<Object<'a>>,
}

/// One operation and where it stands.
pub(super) struct Operation<'a> {
    /// In lower case, as in the document.
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    /// The key in `paths`.
    pub(super) path_span: Span,
    /// The key in the path item.
    pub(super) key_span: Span,
    pub(super) item: &'a Node,
    pub(super) node: &'a Node,
}

/// One parameter of an operation, its own or its path's.
pub(super) struct Parameter<'a> {
    /// As it stands in the list: perhaps a reference.
    pub(super) written: &'a Node,
    /// What the reference leads to.
    pub(super) node: &'a Node,
    pub(super) name: &'a str,
    pub(super) location: &'a str,
}

/// One response of an operation.
pub(super) struct Response<'a> {
    pub(super) status: &'a str,
    pub(super) key_span: Span,
    /// As it stands under its status: perhaps a reference.
    pub(super) written: &'a Node,
    /// What the reference leads to.
    pub(super) node: &'a Node,
}

/// The properties of a schema and of all its parts.
#[derive(Default)]
pub(super) struct Properties<'a> {
    pub(super) list: Vec<(&'a str, &'a Entry)>,
    /// Whether every part could be read, so that a name that is not in the list does not exist.
    pub(super) complete: bool,
}

impl<'a> Context<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let paths = document.root.get("paths");
        let operations = paths
            .into_iter()
            .flat_map(Node::entries)
            .filter(|(path, _)| path.starts_with('/'))
            .flat_map(|(path, entry)| operations(document, path, entry))
            .collect();
        Self { document, operations, objects: walk::objects(&document.root) }
    }

    /// The text of the document, for fixes.
    pub(super) fn text(&self) -> &'a str {
        &self.document.text
    }

    /// The named entries of a section of `components`.
    pub(super) fn components(&self, section: &str) -> impl Iterator<Item = (&'a str, &'a Entry)> + use<'a> {
        let section = self.document.root.get("components").and_then(|components| components.get(section));
        section.into_iter().flat_map(Node::entries)
    }

    /// Where a key that is missing from the root would stand: the first key.
    pub(super) fn top(&self) -> Span {
        let root = &self.document.root;
        root.entries().next().map_or(root.span, |(_, entry)| entry.key_span)
    }

    /// The parameters of an operation: its own, and those of its path that it does not replace.
    pub(super) fn parameters(&self, operation: &Operation<'a>) -> Vec<Parameter<'a>> {
        let mut parameters = self.parameter_list(operation.node);
        for shared in self.parameter_list(operation.item) {
            if !parameters.iter().any(|own| own.is_same(&shared)) {
                parameters.push(shared);
            }
        }
        parameters
    }

    /// The parameters in the `parameters` of an operation or of a path item.
    pub(super) fn parameter_list(&self, holder: &'a Node) -> Vec<Parameter<'a>> {
        let written = holder.get("parameters").map_or(&[][..], Node::items);
        written.iter().filter_map(|written| Parameter::new(self.document, written)).collect()
    }

    /// The responses of an operation, in spec order.
    pub(super) fn responses(&self, operation: &Operation<'a>) -> Vec<Response<'a>> {
        let entries = operation.node.get("responses").into_iter().flat_map(Node::entries);
        entries
            .filter(|(status, _)| !status.starts_with("x-"))
            .map(|(status, entry)| Response {
                status,
                key_span: entry.key_span,
                written: &entry.node,
                node: self.document.resolve(&entry.node),
            })
            .collect()
    }

    /// The place to edit a response or a parameter: the key of the component that `written` refers to, or
    /// `own`.
    pub(super) fn definition(&self, written: &'a Node, own: Span) -> Span {
        let target = written
            .get("$ref")
            .and_then(Node::as_str)
            .and_then(|text| text.strip_prefix('#'))
            .and_then(|pointer| pointer.rsplit_once('/'))
            .and_then(|(parent, key)| {
                let key = key.replace("~1", "/").replace("~0", "~");
                self.document.root.at(parent)?.entry(&key)
            });
        target.map_or(own, |entry| entry.key_span)
    }

    /// The JSON schema of the first 2xx response that has one.
    pub(super) fn success_schema(&self, operation: &Operation<'a>) -> Option<&'a Node> {
        let responses = self.responses(operation);
        let mut schemas =
            responses.iter().filter(|response| response.is_success()).flat_map(Response::json_schemas);
        schemas.next()
    }

    /// The properties of a schema: its own, and those of the parts of `allOf`, `anyOf` and `oneOf`.
    pub(super) fn properties(&self, schema: &'a Node) -> Properties<'a> {
        let mut properties = Properties { list: Vec::new(), complete: true };
        self.collect(schema, &mut BTreeSet::new(), &mut properties);
        properties
    }

    fn collect(&self, schema: &'a Node, seen: &mut BTreeSet<*const Node>, properties: &mut Properties<'a>) {
        let schema = self.document.resolve(schema);
        if !seen.insert(std::ptr::from_ref(schema)) {
            return;
        }
        if schema.get("$ref").is_some() || schema.as_mapping().is_none() {
            properties.complete = false;
            return;
        }
        properties.list.extend(schema.get("properties").into_iter().flat_map(Node::entries));
        for part in
            ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key)).flat_map(Node::items)
        {
            self.collect(part, seen, properties);
        }
    }
}

impl<'a> Operation<'a> {
    pub(super) fn id(&self) -> Option<&'a str> {
        self.node.get("operationId").and_then(Node::as_str).filter(|id| !id.is_empty())
    }

    /// How messages call it: by its id, or by method and path.
    pub(super) fn name(&self) -> String {
        match self.id() {
            Some(id) => format!("`{id}`"),
            None => format!("`{} {}`", self.method.to_ascii_uppercase(), self.path),
        }
    }

    /// The key `name` where it is written, or else the place where it would be: the method.
    pub(super) fn key(&self, name: &str) -> Span {
        self.node.entry(name).map_or(self.key_span, |entry| entry.key_span)
    }
}

impl<'a> Parameter<'a> {
    fn new(document: &'a Document, written: &'a Node) -> Option<Self> {
        let node = document.resolve(written);
        let name = node.get("name")?.as_str()?;
        let location = node.get("in")?.as_str()?;
        Some(Self { written, node, name, location })
    }

    /// Whether both stand for one value of the request. Names of headers have no case.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.location == other.location
            && match self.location {
                "header" => self.name.eq_ignore_ascii_case(other.name),
                _ => self.name == other.name,
            }
    }

    /// Where the operation names it: the reference, or the name.
    pub(super) fn use_span(&self) -> Span {
        self.written.get("$ref").map_or_else(|| self.name_span(), |reference| reference.span)
    }

    /// Where its name is written.
    pub(super) fn name_span(&self) -> Span {
        self.node.get("name").map_or(self.node.span, |name| name.span)
    }
}

impl<'a> Response<'a> {
    pub(super) fn is_success(&self) -> bool {
        self.status.starts_with('2')
    }

    /// Whether it is a 4xx or 5xx, alone or as a range. `default` is not.
    pub(super) fn is_failure(&self) -> bool {
        self.status.starts_with(['4', '5'])
    }

    /// The JSON schemas of a response, without following their references.
    pub(super) fn json_schemas(&self) -> impl Iterator<Item = &'a Node> + use<'a> {
        let content = self.node.get("content").into_iter().flat_map(Node::entries);
        content
            .filter(|(media_type, _)| is_json(media_type))
            .filter_map(|(_, entry)| entry.node.get("schema"))
    }

    /// The name of its error kind: beside the reference, or in what it leads to.
    pub(super) fn error(&self) -> Option<&'a Node> {
        self.written.get("x-error").or_else(|| self.node.get("x-error"))
    }
}

/// Whether the response key `pattern` (`429`, `4XX`) stands for `status`, which may be a range itself.
pub(super) fn covers(pattern: &str, status: &str) -> bool {
    let range = pattern.len() == 3 && pattern[1..].eq_ignore_ascii_case("xx");
    pattern.eq_ignore_ascii_case(status) || (range && status.len() == 3 && status.starts_with(&pattern[..1]))
}

fn operations<'a>(document: &'a Document, path: &'a str, entry: &'a Entry) -> Vec<Operation<'a>> {
    let item = document.resolve(&entry.node);
    item.entries()
        .filter(|(key, _)| METHODS.contains(key))
        .map(|(method, operation)| Operation {
            method,
            path,
            path_span: entry.key_span,
            key_span: operation.key_span,
            item,
            node: &operation.node,
        })
        .collect()
}
