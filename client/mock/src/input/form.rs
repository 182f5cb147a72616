//! The form of the requests of one operation, and the reading of a request by it.

use super::{
    Issue, issue,
    text::{self, Kind},
};
use axum::http::{HeaderMap, HeaderValue, Uri, header::CONTENT_TYPE};
use codegen_client::operations::OPERATIONS;
use jsonschema::{ValidationError, Validator, draft202012};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::LazyLock};

/// By the identifiers of the operations. One whose schemas do not compile is left out; a test holds that none is.
static FORMS: LazyLock<BTreeMap<&str, Form>> = LazyLock::new(|| {
    let stated: Value = serde_json::from_str(include_str!("../schemas.json")).unwrap_or_default();
    let form = |id, path| Form::new(path, &stated["operations"][id], &stated["$defs"]).ok();
    let forms = OPERATIONS.iter().map(|operation| (operation.id, form(operation.id, operation.path)));
    forms.filter_map(|(id, form)| Some((id, form?))).collect()
});

/// What the requests of an operation must look like.
#[derive(Debug)]
pub(crate) struct Form {
    /// The path template.
    path: &'static str,
    /// One schema for `{"path": .., "query": .., "body": ..}`, so that all that is wrong is found at once.
    schema: Value,
    validator: Validator,
}

impl Form {
    /// That of the operation of this identifier.
    pub(crate) fn of(operation: &str) -> Option<&'static Self> {
        FORMS.get(operation)
    }

    /// Compiles what `schemas.json` states of an operation.
    pub(super) fn new(
        path: &'static str,
        stated: &Value,
        definitions: &Value,
    ) -> Result<Self, ValidationError<'static>> {
        let mut properties = json!({"path": {"type": "object"}, "query": {"type": "object"}});
        properties["path"]["properties"] = stated["path"].clone();
        let params = stated["query"].as_object().into_iter().flatten();
        let required: Vec<_> = params.clone().filter(|(_, param)| param["required"] == true).collect();
        properties["query"]["required"] = required.into_iter().map(|(name, _)| name.as_str()).collect();
        properties["query"]["properties"] =
            params.map(|(name, param)| (name.clone(), param["schema"].clone())).collect();
        let mut parts = vec!["path", "query"];
        if let Some(body) = stated["body"].get("schema") {
            properties["body"] = body.clone();
            parts.extend((stated["body"]["required"] == true).then_some("body"));
        }
        let schema = json!({"properties": properties, "required": parts, "$defs": definitions});
        let validator = draft202012::options().offline().should_validate_formats(true).build(&schema)?;
        Ok(Self { path, schema, validator })
    }

    /// Reads a request: the values in its path and its query, by name, and its body, as `path`, `query` and `body` of one object.
    /// Integers in them are numbers of `i64`; the nearest where the request has one beyond that.
    ///
    /// # Errors
    ///
    /// All that is wrong with it; of a body that is no JSON that alone.
    pub(crate) fn read(&self, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<Value, Vec<Issue>> {
        let query = self.query(uri.query().unwrap_or_default());
        let mut input = json!({"path": self.path(uri.path()), "query": query});
        if self.part("body").is_some() && !body.is_empty() {
            input["body"] = read_body(headers.get(CONTENT_TYPE), body)?;
        }
        let issues = issue::all(&self.validator, &input);
        if issues.is_empty() {
            text::narrow(&mut input, &self.schema, &self.schema);
            Ok(input)
        } else {
            Err(issues)
        }
    }

    fn part(&self, part: &str) -> Option<&Value> {
        self.schema["properties"].get(part)
    }

    /// The values in a path that has been routed by the template.
    fn path(&self, path: &str) -> Map<String, Value> {
        let pairs = self.path.split('/').zip(path.split('/'));
        let params = pairs.filter_map(|(step, value)| {
            let name = step.strip_prefix('{')?.strip_suffix('}')?;
            let kind = Kind::of(&self.part("path")?["properties"][name], &self.schema);
            Some((name.to_owned(), kind.read(&text::decode(value))))
        });
        params.collect()
    }

    /// The known values in a query. Of a value that is no list, the last one counts.
    fn query(&self, query: &str) -> Map<String, Value> {
        let mut values = Map::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(schema) = self.part("query").and_then(|query| query["properties"].get(&*name)) else {
                continue;
            };
            match Kind::of(schema, &self.schema) {
                Kind::List(kind) => {
                    let list = values.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                    if let Value::Array(list) = list {
                        list.push(kind.read(&value));
                    }
                }
                kind => drop(values.insert(name.into_owned(), kind.read(&value))),
            }
        }
        values
    }
}

/// A body that is not declared to be JSON is text, which no schema of an object takes. One that is not declared at all is read as JSON.
fn read_body(content_type: Option<&HeaderValue>, body: &[u8]) -> Result<Value, Vec<Issue>> {
    if content_type.is_none_or(is_json) {
        serde_json::from_slice(body).map_err(|error| vec![issue::no_json(&error, body)])
    } else {
        Ok(Value::String(String::from_utf8_lossy(body).into_owned()))
    }
}

/// Whatever its parameters are.
fn is_json(content_type: &HeaderValue) -> bool {
    let media_type = content_type.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    let subtype = media_type.strip_prefix("application/").unwrap_or_default();
    subtype == "json" || subtype.ends_with("+json")
}
