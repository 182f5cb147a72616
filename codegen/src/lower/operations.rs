//! Paths -> operations with parameters and a body.

use super::{
    keys::{flag, text},
    names::{BUILDER_NAMES, CLIENT_METHODS, MODULE_LENGTH, MODULE_NAMES, Scope, constant, lower, upper},
    not_expressed,
    params::params,
    policy, responses,
    schemas::{NAME_COLLISION, Types},
    scheme, several_credentials,
};
use crate::{
    document::{Document, Entry, METHODS, Node},
    media_type::{essence, is_json},
    model::{Body, Bucket, Encoding, Operation, Tag, Type},
    problem::{Problems, Span},
};
use std::collections::BTreeSet;

/// Every operation, in spec order, and the tags they use, in order of first use.
pub(super) fn operations(
    document: &Document,
    types: &mut Types<'_>,
    buckets: &[Bucket],
    problems: &mut Problems,
) -> (Vec<Operation>, Vec<Tag>) {
    let mut lowering = Lowering {
        document,
        buckets,
        ids: BTreeSet::new(),
        methods: Scope::new(CLIENT_METHODS),
        builders: Scope::new(BUILDER_NAMES),
        constants: Scope::new(
            &buckets
                .iter()
                .map(|bucket| bucket.constant.as_str())
                .chain(["BUCKETS", "OPERATIONS"])
                .collect::<Vec<_>>(),
        ),
        modules: Scope::new(MODULE_NAMES),
        tags: Vec::new(),
        secured: document.root.get("security").is_some_and(takes_credentials),
    };
    for (_, item) in paths(document) {
        foreign_servers(item, "a path", problems);
    }
    let operations = sites(document).map(|site| lowering.operation(&site, types, problems)).collect();
    (operations, lowering.tags)
}

/// Where an operation stands.
pub(crate) struct Site<'a> {
    /// The path template.
    pub(crate) path: &'a str,
    /// What the operations of the path share.
    pub(crate) item: &'a Node,
    /// The HTTP method, in lower case.
    pub(crate) method: &'a str,
    /// The place of the method.
    pub(crate) span: Span,
    /// The operation.
    pub(crate) node: &'a Node,
}

/// Where each operation of [`Api::operations`](crate::model::Api::operations) stands, in the same order.
pub(crate) fn sites(document: &Document) -> impl Iterator<Item = Site<'_>> {
    paths(document).flat_map(|(path, item)| {
        let operations = item.entries().filter(|(key, _)| METHODS.contains(key));
        operations.map(move |(method, entry)| Site {
            path,
            item,
            method,
            span: entry.key_span,
            node: &entry.node,
        })
    })
}

fn paths(document: &Document) -> impl Iterator<Item = (&str, &Node)> {
    let paths = document.root.get("paths").into_iter().flat_map(Node::entries);
    paths.map(|(path, entry)| (path, document.resolve(&entry.node)))
}

/// The media type in which the body of an operation is sent, of those that the document offers, and what it says of it.
pub(crate) fn sent_content<'a>(document: &'a Document, operation: &'a Node) -> Option<(&'a str, &'a Entry)> {
    let body = document.resolve(operation.get("requestBody")?);
    body.get("content")?.entries().min_by_key(|(name, _)| rank(name))
}

/// How well a media type can be sent: the lowest is the best.
fn rank(media_type: &str) -> u8 {
    match essence(media_type).as_str() {
        "application/json" => 0,
        other if is_json(other) => 1,
        "application/x-www-form-urlencoded" => 2,
        other if other.starts_with("text/") => 3,
        "application/octet-stream" => 4,
        other if other.starts_with("multipart/") => 6,
        _ => 5,
    }
}

struct Lowering<'a> {
    document: &'a Document,
    buckets: &'a [Bucket],
    ids: BTreeSet<String>,
    methods: Scope,
    builders: Scope,
    /// Those of every module: a builder is a value too, and all are imported by name.
    constants: Scope,
    modules: Scope,
    tags: Vec<Tag>,
    secured: bool,
}

impl Lowering<'_> {
    fn operation(&mut self, site: &Site<'_>, types: &mut Types<'_>, problems: &mut Problems) -> Operation {
        foreign_servers(site.node, "an operation", problems);
        foreign_credentials(&self.document.root, site.node, problems);
        let Site { path, method, span, node, .. } = *site;
        let id =
            text(node, "operationId").unwrap_or_else(|| format!("{method}_{}", path.replace(['{', '}'], "")));
        let wanted = lower(&id);
        // Of two equal operationIds lint has said so.
        if let Some(first) = self.methods.taken_at(&wanted)
            && self.ids.insert(id.clone())
        {
            problems.push(
                NAME_COLLISION
                    .at(span, format!("`{id}` becomes the method `{wanted}`, which is taken"))
                    .related(first, "the first one")
                    .help("give one of them another operationId"),
            );
        }
        self.ids.insert(id.clone());
        let name = self.methods.claim(&wanted, span);
        let builder = self.builder(&upper(name.trim_start_matches("r#")), span);
        let http_method = method.to_uppercase();
        let responses = node.get("responses").cloned().unwrap_or_else(|| empty(span));
        let success = responses::success(self.document, &responses, &builder, types, problems);
        let errors = responses::errors(self.document, &responses, &builder, types, problems);
        let params = params(self.document, site, &builder, types, problems);
        Operation {
            constant: self.constant(&builder, span),
            tag: self.tag(node),
            path: path.to_owned(),
            summary: text(node, "summary"),
            doc: text(node, "description"),
            deprecated: flag(node, "deprecated"),
            auth: node.get("security").map_or(self.secured, takes_credentials),
            params,
            body: self.body(node, &builder, types, problems),
            policy: policy::policy(node, &http_method, &success, types, self.buckets, problems),
            method: name,
            id,
            builder,
            http_method,
            success,
            errors,
        }
    }

    /// A name for the request builder such that it and its error enum are free.
    fn builder(&mut self, wanted: &str, span: Span) -> String {
        let mut name = wanted.to_owned();
        let mut number = 1;
        while self.constants.holds(&name)
            || self.builders.holds(&name)
            || self.builders.holds(&format!("{name}Error"))
        {
            name = if number == 1 { format!("{wanted}Call") } else { format!("{wanted}{number}") };
            number += 1;
        }
        self.builders.claim(&format!("{name}Error"), span);
        self.builders.claim(&name, span)
    }

    /// A name for the static of an operation.
    fn constant(&mut self, builder: &str, span: Span) -> String {
        let wanted = constant(builder);
        let free = if self.builders.holds(&wanted) { format!("{wanted}_CALL") } else { wanted };
        self.constants.claim(&free, span)
    }

    fn tag(&mut self, node: &Node) -> usize {
        let name = node
            .get("tags")
            .and_then(|tags| tags.items().first())
            .and_then(Node::as_str)
            .unwrap_or("default");
        if let Some(known) = self.tags.iter().position(|tag| tag.name == name) {
            return known;
        }
        let declared = self
            .document
            .root
            .get("tags")
            .into_iter()
            .flat_map(Node::items)
            .find(|tag| tag.get("name").and_then(Node::as_str) == Some(name));
        // A module file of a raw name (`r#type`) would need a `#[path]`: write it out.
        let module = lower(name);
        let module =
            module.strip_prefix("r#").map_or_else(|| module.clone(), |keyword| format!("{keyword}_"));
        // Names are ASCII.
        let module = module.get(..MODULE_LENGTH).map_or(module.as_str(), |start| start.trim_end_matches('_'));
        self.tags.push(Tag {
            name: name.to_owned(),
            module: self.modules.claim(module, node.span),
            doc: declared.and_then(|tag| text(tag, "description")),
        });
        self.tags.len() - 1
    }

    fn body(
        &self,
        node: &Node,
        builder: &str,
        types: &mut Types<'_>,
        problems: &mut Problems,
    ) -> Option<Body> {
        let stated = node.get("requestBody")?;
        let body = self.document.resolve(stated);
        let (name, entry) = sent_content(self.document, node)?;
        let offered = body.get("content").into_iter().flat_map(Node::entries);
        for (other, entry) in offered.filter(|(other, _)| *other != name) {
            problems.push(not_expressed(
                entry.key_span,
                format!("a body of the type `{other}` cannot be sent"),
                format!("the client sends `{name}`, and any other type through `Client::request`"),
            ));
        }
        let shared = stated
            .get("$ref")
            .and_then(Node::as_str)
            .and_then(|pointer| pointer.rsplit('/').next())
            .map(upper);
        let hint = shared.unwrap_or_else(|| format!("{builder}Body"));
        let encoding = match rank(name) {
            0 | 1 => Encoding::Json,
            2 => Encoding::Form,
            _ => Encoding::Bytes,
        };
        if rank(name) == 6 {
            problems.push(not_expressed(
                entry.key_span,
                format!("a body of the type `{name}` is taken as bytes"),
                "encode the parts before the call, and name the boundary in the content type",
            ));
        }
        if let Some(parts) = entry.node.entry("encoding").filter(|_| encoding == Encoding::Form) {
            problems.push(not_expressed(
                parts.key_span,
                "the `encoding` of a form is not used: lists and objects are written as `a[0]=x` and `a[b]=x`",
                "encode such a value as text before the call, and describe it as a string",
            ));
        }
        let ty = match (encoding, entry.node.get("schema")) {
            (Encoding::Bytes, _) => Type::Bytes,
            (_, Some(schema)) => types.usage(schema, &hint, problems).whole(),
            (_, None) => Type::Any,
        };
        let media_type =
            if name.contains('*') && encoding == Encoding::Json { "application/json" } else { name };
        Some(Body {
            media_type: media_type.to_owned(),
            encoding,
            ty,
            required: flag(body, "required"),
            doc: text(body, "description"),
        })
    }
}

/// Whether a `security` list has a use for credentials; `[]` and nothing but an empty alternative have none.
fn takes_credentials(security: &Node) -> bool {
    security.items().iter().any(|alternative| alternative.entries().next().is_some())
}

/// Says that an operation gets the client's credentials, whichever it demands.
fn foreign_credentials(root: &Node, node: &Node, problems: &mut Problems) {
    let Some(entry) = node.entry("security") else { return };
    several_credentials(&entry.node, problems);
    let Some((sent, _)) = scheme(root) else { return };
    // Of a scheme that is not defined lint has said so.
    let is_defined =
        |name: &str| root.at("/components/securitySchemes").is_some_and(|all| all.get(name).is_some());
    let mut named = entry.node.items().iter().flat_map(Node::entries).map(|(name, _)| name);
    if takes_credentials(&entry.node) && named.all(|name| name != sent && is_defined(name)) {
        problems.push(not_expressed(
            entry.key_span,
            format!(
                "the client's credentials are sent, those of `{sent}`, and not what this operation demands"
            ),
            "make a client with other credentials for these requests",
        ));
    }
}

fn empty(span: Span) -> Node {
    Node { span, value: crate::document::Value::Mapping(indexmap::IndexMap::new()) }
}

/// Says that servers below the root are not used.
fn foreign_servers(node: &Node, owner: &str, problems: &mut Problems) {
    if let Some(entry) = node.entry("servers").filter(|entry| !entry.node.items().is_empty()) {
        problems.push(not_expressed(
            entry.key_span,
            format!("the servers of {owner} are not used: every request goes to the client's base URL"),
            "make a client with another base URL for these requests",
        ));
    }
}
