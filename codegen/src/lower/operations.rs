//! Paths -> operations with parameters and a body.

use super::{
    names::{BUILDER_METHODS, BUILDER_NAMES, CLIENT_METHODS, Scope, constant, lower, upper},
    policy, responses,
    schemas::{NAME_COLLISION, Types, flag, not_expressed, text},
};
use crate::{
    document::{Document, NOT_EXPRESSED, Node},
    model::{Body, Bucket, Encoding, Location, Operation, Param, Style, Tag, Type},
    problem::{Problems, Span},
};
use std::collections::BTreeSet;

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

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
        modules: Scope::new(&["mod"]),
        tags: Vec::new(),
        secured: document.root.get("security").is_some_and(requires_credentials),
    };
    let mut operations = Vec::new();
    for (path, item) in document.root.get("paths").into_iter().flat_map(Node::entries) {
        let item = document.resolve(&item.node);
        for (method, entry) in item.entries().filter(|(key, _)| METHODS.contains(key)) {
            operations.push(lowering.operation(
                path,
                method,
                item,
                entry.key_span,
                &entry.node,
                types,
                problems,
            ));
        }
    }
    (operations, lowering.tags)
}

struct Lowering<'a> {
    document: &'a Document,
    buckets: &'a [Bucket],
    ids: BTreeSet<String>,
    methods: Scope,
    builders: Scope,
    modules: Scope,
    tags: Vec<Tag>,
    secured: bool,
}

impl Lowering<'_> {
    #[expect(
        clippy::too_many_arguments,
        reason = "an operation is read from its path, its method and its siblings"
    )]
    fn operation(
        &mut self,
        path: &str,
        method: &str,
        item: &Node,
        span: Span,
        node: &Node,
        types: &mut Types<'_>,
        problems: &mut Problems,
    ) -> Operation {
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
        let params = self.params(path, item, node, &builder, span, types, problems);
        Operation {
            constant: constant(&builder),
            tag: self.tag(node),
            path: path.to_owned(),
            summary: text(node, "summary"),
            doc: text(node, "description"),
            deprecated: flag(node, "deprecated"),
            auth: node.get("security").map_or(self.secured, requires_credentials),
            params,
            body: self.body(node, &builder, types, problems),
            policy: policy::policy(node, &http_method, &success, types, self.buckets),
            method: name,
            id,
            builder,
            http_method,
            success,
            errors,
            span,
        }
    }

    /// A name for the request builder such that it and its error enum are free.
    fn builder(&mut self, wanted: &str, span: Span) -> String {
        let mut name = wanted.to_owned();
        let mut number = 1;
        while self.builders.holds(&name) || self.builders.holds(&format!("{name}Error")) {
            name = if number == 1 { format!("{wanted}Call") } else { format!("{wanted}{number}") };
            number += 1;
        }
        self.builders.claim(&format!("{name}Error"), span);
        self.builders.claim(&name, span)
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
        self.tags.push(Tag {
            name: name.to_owned(),
            module: self.modules.claim(&module, node.span),
            doc: declared.and_then(|tag| text(tag, "description")),
        });
        self.tags.len() - 1
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "parameters stand in two places and are named after a third"
    )]
    fn params(
        &self,
        path: &str,
        item: &Node,
        node: &Node,
        builder: &str,
        span: Span,
        types: &mut Types<'_>,
        problems: &mut Problems,
    ) -> Vec<Param> {
        let own = node.get("parameters").map(Node::items).unwrap_or_default();
        let shared = item.get("parameters").map(Node::items).unwrap_or_default();
        let mut stated: Vec<&Node> = Vec::new();
        for param in own.iter().chain(shared) {
            let param = self.document.resolve(param);
            let same = |other: &&Node| {
                other.get("name").map(Node::as_str) == param.get("name").map(Node::as_str)
                    && other.get("in").map(Node::as_str) == param.get("in").map(Node::as_str)
            };
            if !stated.iter().any(same) {
                stated.push(param);
            }
        }
        let mut scope = Scope::new(BUILDER_METHODS);
        if node.get("requestBody").is_some() {
            scope.claim("body", span);
        }
        let mut params: Vec<Param> = Vec::new();
        for wire in template_names(path) {
            let declared = stated.iter().find(|param| is(param, "in", "path") && is(param, "name", wire));
            params.push(match declared {
                Some(param) => self.param(param, wire, Location::Path, builder, &mut scope, types, problems),
                // Lint has said that it is not declared.
                None => undeclared(wire, span, &mut scope),
            });
        }
        let mut rest: Vec<Param> = Vec::new();
        for param in stated {
            let Some(wire) = param.get("name").and_then(Node::as_str) else {
                continue;
            };
            let location = match param.get("in").and_then(Node::as_str) {
                Some("query") => Location::Query,
                // OpenAPI: these three are described elsewhere, and a parameter of such a name is ignored.
                Some("header")
                    if ["accept", "authorization", "content-type"]
                        .contains(&wire.to_ascii_lowercase().as_str()) =>
                {
                    continue;
                }
                Some("header") => Location::Header,
                Some("cookie") => {
                    problems.push(not_expressed(
                        param.span,
                        format!("the cookie parameter `{wire}` is not sent"),
                        "offer it as a header",
                    ));
                    continue;
                }
                _ => continue,
            };
            rest.push(self.param(param, wire, location, builder, &mut scope, types, problems));
        }
        rest.sort_by_key(|param| !param.required);
        params.extend(rest);
        params
    }

    #[expect(clippy::too_many_arguments, reason = "one parameter, its place and its names")]
    fn param(
        &self,
        node: &Node,
        wire: &str,
        location: Location,
        builder: &str,
        scope: &mut Scope,
        types: &mut Types<'_>,
        problems: &mut Problems,
    ) -> Param {
        let content = node.get("content").and_then(|content| content.entries().next());
        let schema = content.map_or_else(|| node.get("schema"), |(_, media)| media.node.get("schema"));
        let ty = schema.map_or(Type::String, |schema| {
            types.usage(schema, &format!("{builder}{}", upper(wire)), problems).ty
        });
        let style = if content.is_some() { Style::Json } else { style(node, location, &ty, types, problems) };
        let wanted = lower(wire);
        let wanted =
            if BUILDER_METHODS.contains(&wanted.as_str()) { format!("{wanted}_param") } else { wanted };
        Param {
            wire: wire.to_owned(),
            name: scope.claim(&wanted, node.span),
            doc: text(node, "description"),
            location,
            style,
            required: location == Location::Path || flag(node, "required"),
            deprecated: flag(node, "deprecated"),
            ty,
            span: node.span,
        }
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
        let media: Vec<_> = body.get("content").into_iter().flat_map(Node::entries).collect();
        let rank = |name: &str| match name.split(';').next().unwrap_or_default().trim() {
            "application/json" => 0,
            other if responses::is_json(other) => 1,
            "application/x-www-form-urlencoded" => 2,
            other if other.starts_with("text/") => 3,
            "application/octet-stream" => 4,
            other if other.starts_with("multipart/") => 6,
            _ => 5,
        };
        let (name, entry) = media.iter().min_by_key(|(name, _)| rank(name))?;
        for (other, entry) in media.iter().filter(|(other, _)| other != name) {
            problems.push(
                NOT_EXPRESSED
                    .at(entry.key_span, format!("a body of the type `{other}` cannot be sent"))
                    .help(format!("the client sends `{name}`, and any other type through `Client::request`")),
            );
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

fn style(node: &Node, location: Location, ty: &Type, types: &Types<'_>, problems: &mut Problems) -> Style {
    let stated = node.get("style").and_then(Node::as_str);
    if location != Location::Query {
        if let Some(style @ ("matrix" | "label")) = stated {
            problems.push(not_expressed(
                node.span,
                format!("the style `{style}` of a path parameter is read as `simple`"),
                "use `style: simple`",
            ));
        }
        return Style::Comma;
    }
    let explode = node.get("explode").and_then(Node::as_bool);
    match (stated.unwrap_or("form"), explode) {
        ("spaceDelimited" | "pipeDelimited", Some(true)) | ("form", None | Some(true)) => Style::Form,
        ("spaceDelimited", _) => Style::Space,
        ("pipeDelimited", _) => Style::Pipe,
        ("deepObject", _) => Style::DeepObject,
        ("form", Some(false)) => {
            if matches!(ty, Type::Map(_)) || types.as_struct(ty).is_some() {
                problems.push(not_expressed(
                    node.span,
                    "an object written as `key,value,..` is written as `key=value` pairs",
                    "use `style: deepObject`",
                ));
                return Style::Form;
            }
            Style::Comma
        }
        (style, _) => {
            problems.push(not_expressed(
                node.span,
                format!("the style `{style}` of a query parameter is read as `form`"),
                "use `style: form`",
            ));
            Style::Form
        }
    }
}

/// The names in braces, in order, each once.
pub(super) fn template_names(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in path.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

fn undeclared(wire: &str, span: Span, scope: &mut Scope) -> Param {
    Param {
        wire: wire.to_owned(),
        name: scope.claim(&lower(wire), span),
        doc: None,
        location: Location::Path,
        style: Style::Comma,
        required: true,
        deprecated: false,
        ty: Type::String,
        span,
    }
}

/// Whether a `security` list asks for anything; `[]` and an empty alternative do not.
fn requires_credentials(security: &Node) -> bool {
    !security.items().is_empty()
        && security.items().iter().all(|alternative| alternative.entries().next().is_some())
}

fn is(node: &Node, key: &str, value: &str) -> bool {
    node.get(key).and_then(Node::as_str) == Some(value)
}

fn empty(span: Span) -> Node {
    Node { span, value: crate::document::Value::Mapping(indexmap::IndexMap::new()) }
}
