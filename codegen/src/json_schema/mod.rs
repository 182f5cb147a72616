//! The document -> JSON Schemas of every operation's request, for servers and tests that check what clients send.
//!
//! The model has Rust types, not the bounds of values: the schemas come from the tree. Which operations, parameters and
//! bodies there are is what lowering found, so that a schema describes what the client sends.

mod convert;
mod definitions;
#[cfg(test)]
mod tests;

use crate::{
    document::{Document, Node},
    lower::{self, Site},
    model::{Api, Location, Operation, Param, Shape, Type},
};
use convert::schema;
use definitions::Definitions;
use serde_json::{Map, Value, json};

/// How many aliases may stand for one another.
const ALIASES: usize = 16;

/// `operations`, by id and in spec order, and the `$defs` that their schemas refer to, sorted by name.
///
/// Each schema is one of JSON Schema 2020-12 and refers to `#/$defs/<name>` of the whole. `api` is what `document` lowers
/// to. Of operations with the same id the first one counts.
pub(crate) fn requests(document: &Document, api: &Api) -> Map<String, Value> {
    let mut definitions = Definitions::new(document);
    let mut operations = Map::new();
    for (site, operation) in lower::sites(document).zip(&api.operations) {
        if !operations.contains_key(&operation.id) {
            let request = request(document, api, &site, operation, &mut definitions);
            operations.insert(operation.id.clone(), request);
        }
    }
    Map::from_iter([
        ("operations".to_owned(), operations.into()),
        ("$defs".to_owned(), definitions.finish().into()),
    ])
}

fn request<'a>(
    document: &'a Document,
    api: &Api,
    site: &Site<'a>,
    operation: &Operation,
    definitions: &mut Definitions<'a>,
) -> Value {
    let stated = lower::stated_params(document, site.item, site.node);
    let mut params = |location| -> Map<String, Value> {
        let these = operation.params.iter().filter(|param| param.location == location);
        these
            .map(|param| {
                let schema = param_schema(&stated, param).map_or_else(Map::new, |node| schema(node, definitions));
                let value = match location {
                    Location::Path => schema.into(),
                    Location::Query | Location::Header => {
                        json!({ "required": param.required, "list": is_list(api, &param.ty), "schema": schema })
                    }
                };
                (param.wire.clone(), value)
            })
            .collect()
    };
    let [path, query, header] = [Location::Path, Location::Query, Location::Header].map(&mut params);
    let content = lower::sent_content(document, site.node);
    let body = operation.body.as_ref().zip(content).map(|(body, (_, media))| {
        let schema = media.node.get("schema").map_or_else(Map::new, |node| schema(node, definitions));
        json!({ "required": body.required, "media_type": body.media_type, "schema": schema })
    });
    json!({ "path": path, "query": query, "header": header, "body": body })
}

/// The schema that the document states for a parameter; none where lint has said that it is not declared.
fn param_schema<'a>(stated: &[&'a Node], param: &Param) -> Option<&'a Node> {
    let place = match param.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
    };
    let is = |node: &Node, key, value: &str| node.get(key).and_then(Node::as_str) == Some(value);
    let node = stated.iter().find(|node| is(node, "in", place) && is(node, "name", &param.wire))?;
    match node.get("content").and_then(|content| content.entries().next()) {
        Some((_, media)) => media.node.get("schema"),
        None => node.get("schema"),
    }
}

/// Whether a parameter takes several values.
fn is_list(api: &Api, ty: &Type) -> bool {
    let mut ty = ty;
    // Aliases may lead in a circle.
    for _ in 0..ALIASES {
        let Type::Named(name) = ty else { break };
        match api.types.binary_search_by_key(&name, |def| &def.name).map(|at| &api.types[at].shape) {
            Ok(Shape::Alias(target)) => ty = target,
            _ => break,
        }
    }
    matches!(ty, Type::List(_))
}
