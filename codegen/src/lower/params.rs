//! Parameters: of the operation and of its path, in the order in which a method takes them.

use super::{
    keys::{flag, text},
    names::{BUILDER_METHODS, Scope, lower, upper},
    not_expressed,
    operations::Site,
    schemas::Types,
};
use crate::{
    document::{Document, Node},
    media_type::essence,
    model::{Location, Param, Style, Type},
    problem::{Problems, Span},
};

/// Path parameters in path order, then the other required ones, then the optional ones, each group in spec order.
pub(super) fn params(
    document: &Document,
    site: &Site<'_>,
    builder: &str,
    types: &mut Types<'_>,
    problems: &mut Problems,
) -> Vec<Param> {
    let Site { path, span, item, node, .. } = *site;
    let stated = stated_params(document, item, node);
    let mut scope = Scope::new(BUILDER_METHODS);
    if let Some(body) = node.get("requestBody") {
        scope.claim("body", span);
        // The caller of such a body names its type, as an argument beside it.
        let mut media = document.resolve(body).get("content").into_iter().flat_map(Node::entries);
        if media.any(|(name, _)| name.contains('*') || essence(name).starts_with("multipart/")) {
            scope.claim("content_type", span);
        }
    }
    let mut reader = Reader { builder, scope, types, problems };
    let mut params: Vec<Param> = Vec::new();
    for wire in template_names(path) {
        let declared = stated.iter().find(|param| is(param, "in", "path") && is(param, "name", wire));
        params.push(match declared {
            Some(param) => reader.param(param, wire, Location::Path),
            // Lint has said that it is not declared.
            None => undeclared(wire, span, &mut reader.scope),
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
                reader.problems.push(not_expressed(
                    param.span,
                    format!("the cookie parameter `{wire}` is not sent"),
                    "offer it as a header",
                ));
                continue;
            }
            _ => continue,
        };
        rest.push(reader.param(param, wire, location));
    }
    rest.sort_by_key(|param| !param.required);
    params.extend(rest);
    params
}

/// The parameters that an operation states, and those of its path item that it does not state again.
pub(crate) fn stated_params<'a>(
    document: &'a Document,
    item: &'a Node,
    operation: &'a Node,
) -> Vec<&'a Node> {
    let own = operation.get("parameters").map(Node::items).unwrap_or_default();
    let shared = item.get("parameters").map(Node::items).unwrap_or_default();
    let mut stated: Vec<&Node> = Vec::new();
    for param in own.iter().chain(shared) {
        let param = document.resolve(param);
        let same = |other: &&Node| {
            let text = |node: &Node, key| node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
            let (first, second) = (text(other, "name"), text(param, "name"));
            // Names of headers have no case.
            text(other, "in") == text(param, "in")
                && (first == second || (is(param, "in", "header") && first.eq_ignore_ascii_case(&second)))
        };
        if !stated.iter().any(same) {
            stated.push(param);
        }
    }
    stated
}

/// What reading one parameter needs and changes.
struct Reader<'r, 'a> {
    builder: &'r str,
    scope: Scope,
    types: &'r mut Types<'a>,
    problems: &'r mut Problems,
}

impl Reader<'_, '_> {
    fn param(&mut self, node: &Node, wire: &str, location: Location) -> Param {
        let content = node.get("content").and_then(|content| content.entries().next());
        let schema = content.map_or_else(|| node.get("schema"), |(_, media)| media.node.get("schema"));
        let ty = schema.map_or(Type::String, |schema| {
            self.types.usage(schema, &format!("{}{}", self.builder, upper(wire)), self.problems).ty
        });
        let style = match content {
            Some((name, media)) if location != Location::Query => {
                self.problems.push(not_expressed(
                    media.key_span,
                    format!("the parameter `{wire}` is written as plain text, not as `{name}`"),
                    "describe it with `schema`, and encode the value before the call",
                ));
                Style::Comma
            }
            Some(_) => Style::Json,
            None => self.style(node, location, &ty),
        };
        if let Some(entry) = node.entry("allowReserved").filter(|entry| entry.node.as_bool() == Some(true)) {
            self.problems.push(not_expressed(
                entry.key_span,
                format!("the reserved characters in `{wire}` are percent-encoded all the same"),
                "remove `allowReserved`: servers decode them",
            ));
        }
        let wanted = lower(wire);
        let wanted =
            if BUILDER_METHODS.contains(&wanted.as_str()) { format!("{wanted}_param") } else { wanted };
        Param {
            wire: wire.to_owned(),
            name: self.scope.claim(&wanted, node.span),
            doc: text(node, "description"),
            location,
            style,
            required: location == Location::Path || flag(node, "required"),
            deprecated: flag(node, "deprecated"),
            ty,
        }
    }

    fn style(&mut self, node: &Node, location: Location, ty: &Type) -> Style {
        let stated = node.get("style").and_then(Node::as_str);
        if location != Location::Query {
            if let Some(style @ ("matrix" | "label")) = stated {
                self.problems.push(not_expressed(
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
                if matches!(ty, Type::Map(_)) || self.types.as_struct(ty).is_some() {
                    self.problems.push(not_expressed(
                        node.span,
                        "an object written as `key,value,..` is written as `key=value` pairs",
                        "use `style: deepObject`",
                    ));
                    return Style::Form;
                }
                Style::Comma
            }
            (style, _) => {
                self.problems.push(not_expressed(
                    node.span,
                    format!("the style `{style}` of a query parameter is read as `form`"),
                    "use `style: form`",
                ));
                Style::Form
            }
        }
    }
}

/// The names in the braces of a path, in order, each once.
pub(crate) fn template_names(path: &str) -> Vec<&str> {
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
    }
}

fn is(node: &Node, key: &str, value: &str) -> bool {
    node.get(key).and_then(Node::as_str) == Some(value)
}
