//! Documents that are large or tangled, the same each time, and edits of one place for any document.

use codegen::{
    Source,
    document::{self, Node, Scalar, Value},
};
use std::fmt::Write as _;

/// A document of 300 operations and 600 schemas, as JSON: each operation takes and gives some of the schemas, and each schema holds
/// others, texts, numbers, lists, maps and values of an enum.
pub(super) fn large() -> String {
    let mut paths = Vec::new();
    for at in 0..OPERATIONS {
        let (path, tag) = (at / 2, at % 12);
        let (given, taken) = (at * 2, (at * 2 + 1) % SCHEMAS);
        let answers = format!(
            r##""responses": {{"200": {{"description": "The thing of number {at}.", "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Thing{given}"}}}}}}}}, "404": {{"description": "There is none.", "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Thing0"}}}}}}}}}}"##
        );
        let about = format!(
            r##""operationId": "operation{at}", "tags": ["part{tag}"], "summary": "Does what is done by number {at}.", "parameters": [{{"name": "id", "in": "path", "required": true, "schema": {{"type": "string", "maxLength": 40}}}}, {{"name": "limit", "in": "query", "schema": {{"type": "integer", "minimum": 1, "maximum": {}}}}}]"##,
            at + 10
        );
        paths.push(if at % 2 == 0 {
            format!(r##""/things{path}/{{id}}": {{"get": {{{about}, {answers}}}"##)
        } else {
            format!(
                r##" "put": {{{about}, "requestBody": {{"required": true, "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Thing{taken}"}}}}}}}}, {answers}}}}}"##
            )
        });
    }
    let schemas = (0..SCHEMAS).map(|at| {
        let mut properties = String::new();
        for field in 0..8 {
            let _ = write!(
                properties,
                r##""text{field}": {{"type": "string", "description": "The text {field} of thing {at}.", "maxLength": {}}}, "##,
                100 + field
            );
        }
        let (near, far) = ((at + 1) % SCHEMAS, (at * 7 + 3) % SCHEMAS);
        format!(
            r##""Thing{at}": {{"type": "object", "description": "A thing of kind {at}.", "required": ["text0", "text1"], "properties": {{{properties}"count": {{"type": "integer", "format": "int64"}}, "kind": {{"type": "string", "enum": ["small", "large", "kind{at}"]}}, "near": {{"$ref": "#/components/schemas/Thing{near}"}}, "far": {{"type": "array", "items": {{"$ref": "#/components/schemas/Thing{far}"}}}}, "labels": {{"type": "object", "additionalProperties": {{"type": "string"}}}}, "place": {{"type": "object", "properties": {{"line": {{"type": "integer"}}, "column": {{"type": "integer"}}}}}}}}}}"##
        )
    });
    document(&paths, schemas)
}

const OPERATIONS: usize = 300;
const SCHEMAS: usize = 600;

/// A document of 500 schemas each of which leads to all others, as JSON.
pub(super) fn tangled() -> String {
    let count = 500;
    let paths = [r##""/knots": {"get": {"operationId": "getKnots", "responses": {"200": {"description": "All of them.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Knot0"}}}}}}}"##.to_owned()];
    let schemas = (0..count).map(|at| {
        let (next, far, farther) = ((at + 1) % count, (at * 7 + 3) % count, (at * 11 + 5) % count);
        format!(
            r##""Knot{at}": {{"type": "object", "required": ["id", "next"], "properties": {{"id": {{"type": "string", "description": "Its name."}}, "next": {{"$ref": "#/components/schemas/Knot{next}"}}, "other": {{"$ref": "#/components/schemas/Knot{far}"}}, "all": {{"type": "array", "items": {{"$ref": "#/components/schemas/Knot{farther}"}}}}}}}}"##
        )
    });
    document(&paths, schemas)
}

fn document(paths: &[String], schemas: impl Iterator<Item = String>) -> String {
    let schemas: Vec<String> = schemas.collect();
    format!(
        "{{\"openapi\": \"3.0.3\", \"info\": {{\"title\": \"Things\", \"version\": \"1\"}},\n\"paths\": {{{}}},\n\"components\": {{\"schemas\": {{\n{}\n}}}}}}\n",
        paths.join(",\n"),
        schemas.join(",\n")
    )
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
                ("operationId", Value::Scalar(_)) => self.ids.push(place),
                ("description", Value::Scalar(_)) => self.words.push(place),
                ("properties", Value::Mapping(properties)) => {
                    let required = node.get("required").map(Node::items).unwrap_or_default();
                    for (name, property) in properties {
                        // With another name a required one would be two edits: the list is another place.
                        if required.iter().all(|required| required.as_str() != Some(name)) {
                            self.names.push((property.key_span.start, property.key_span.end));
                        }
                        if let Some(Node { span, value: Value::Scalar(Scalar { text, .. }) }) =
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
