//! Documents that are large or tangled, the same each time, and edits of one place for any document.

use codegen::{
    Source,
    document::{self, Node, Scalar},
};
use serde_json::{Map, Value, json};

const OPERATIONS: usize = 300;
const SCHEMAS: usize = 600;

/// A document of 300 operations and 600 schemas: each operation takes and gives some of the schemas, and each schema holds others,
/// texts, numbers, lists, maps and values of an enum.
pub(super) fn large() -> String {
    let mut paths = Map::new();
    for at in (0..OPERATIONS).step_by(2) {
        let mut put = operation(at + 1);
        let body = json!({"required": true, "content": content("Thing", at * 2 + 1)});
        put["requestBody"] = body;
        paths.insert(format!("/things{at}/{{id}}"), json!({"get": operation(at), "put": put}));
    }
    let schemas = (0..SCHEMAS).map(|at| (format!("Thing{at}"), thing(at)));
    document(&paths, &schemas.collect())
}

fn operation(at: usize) -> Value {
    json!({
        "operationId": format!("operation{at}"),
        "tags": [format!("part{}", at / 2 % 12)],
        "summary": format!("Does what is done by number {at}."),
        "parameters": [
            {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "maxLength": 40}},
            {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": at + 10}},
        ],
        "responses": {
            "200": {"description": format!("The thing of number {at}."), "content": content("Thing", at * 2)},
            "404": {"description": "There is none.", "content": content("Thing", 0)},
        },
    })
}

fn thing(at: usize) -> Value {
    let text = |field: usize| {
        let description = format!("The text {field} of thing {at}.");
        (
            format!("text{field}"),
            json!({"type": "string", "description": description, "maxLength": 100 + field}),
        )
    };
    let mut properties: Map<String, Value> = (0..8).map(text).collect();
    let others = [
        ("count", json!({"type": "integer", "format": "int64"})),
        ("kind", json!({"type": "string", "enum": ["small", "large", format!("kind{at}")]})),
        ("near", reference("Thing", (at + 1) % SCHEMAS)),
        ("far", json!({"type": "array", "items": reference("Thing", (at * 7 + 3) % SCHEMAS)})),
        ("labels", json!({"type": "object", "additionalProperties": {"type": "string"}})),
        ("place", json!({"type": "object", "properties": {"line": {"type": "integer"}}})),
    ];
    properties.extend(others.map(|(name, schema)| (name.to_owned(), schema)));
    json!({
        "type": "object",
        "description": format!("A thing of kind {at}."),
        "required": ["text0", "text1"],
        "properties": properties,
    })
}

/// A document of 500 schemas each of which leads to all others.
pub(super) fn tangled() -> String {
    let count = 500;
    let responses = json!({"200": {"description": "All of them.", "content": content("Knot", 0)}});
    let paths = [("/knots".to_owned(), json!({"get": {"operationId": "getKnots", "responses": responses}}))];
    let knot = |at: usize| {
        let properties = json!({
            "id": {"type": "string", "description": "Its name."},
            "label": {"type": "string"},
            "next": reference("Knot", (at + 1) % count),
            "other": reference("Knot", (at * 7 + 3) % count),
            "all": {"type": "array", "items": reference("Knot", (at * 11 + 5) % count)},
        });
        let schema = json!({"type": "object", "required": ["id", "next"], "properties": properties});
        (format!("Knot{at}"), schema)
    };
    document(&Map::from_iter(paths), &(0..count).map(knot).collect())
}

fn content(kind: &str, at: usize) -> Value {
    json!({"application/json": {"schema": reference(kind, at)}})
}

fn reference(kind: &str, at: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/{kind}{at}")})
}

fn document(paths: &Map<String, Value>, schemas: &Map<String, Value>) -> String {
    let info = json!({"title": "Things", "version": "1"});
    let document =
        json!({"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": schemas}});
    format!("{document:#}")
}

/// An edit of one place of a text, and what it makes of it.
pub(super) struct Edit {
    pub(super) what: &'static str,
    pub(super) text: String,
}

/// Edits of a document, each of the place in the middle of all of its kind. A kind that the document does not have is left out.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let (document, _) = document::parse(&Source { name: "document", text });
    let mut places = Places::default();
    if let Some(document) = &document {
        places.walk(&document.root);
    }
    let Places { ids, names, types, words } = places;
    let kinds = [
        ("another operationId", ids, "\"anotherOperation\""),
        ("another name of a property", names, "\"another_property\""),
        ("another type of a property", types, "integer"),
        ("other words", words, "\"Other words.\""),
    ];
    let edit = |(what, mut places, new): (&'static str, Vec<(usize, usize)>, &str)| {
        // What stands at more than one line, or is empty, is more than one token.
        places.retain(|(start, end)| start < end && !text[*start..*end].contains('\n'));
        let (start, end) = *places.get(places.len() / 2)?;
        let new = if new == "integer" && text[start..end].starts_with('"') { "\"integer\"" } else { new };
        Some(Edit { what, text: format!("{}{new}{}", &text[..start], &text[end..]) })
    };
    kinds.into_iter().filter_map(edit).collect()
}

/// Where a document has what is edited, from byte to byte.
#[derive(Default)]
struct Places {
    ids: Vec<(usize, usize)>,
    names: Vec<(usize, usize)>,
    types: Vec<(usize, usize)>,
    words: Vec<(usize, usize)>,
}

impl Places {
    fn walk(&mut self, node: &Node) {
        for (key, entry) in node.entries() {
            let place = (entry.node.span.start, entry.node.span.end);
            match (key, &entry.node.value) {
                ("operationId", document::Value::Scalar(_)) => self.ids.push(place),
                ("description", document::Value::Scalar(_)) => self.words.push(place),
                ("properties", document::Value::Mapping(properties)) => {
                    let required = node.get("required").map(Node::items).unwrap_or_default();
                    for (name, property) in properties {
                        // With another name a required one would be two edits: the list is another place.
                        if required.iter().all(|required| required.as_str() != Some(name)) {
                            self.names.push((property.key_span.start, property.key_span.end));
                        }
                        if let Some(Node { span, value: document::Value::Scalar(Scalar { text, .. }) }) =
                            property.node.get("type")
                            && text == "string"
                            && property.node.get("enum").is_none()
                        {
                            self.types.push((span.start, span.end));
                        }
                    }
                }
                _ => {}
            }
            self.walk(&entry.node);
        }
        node.items().iter().for_each(|item| self.walk(item));
    }
}
