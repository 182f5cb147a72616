//! A request to an operation, and the reading of its parts.

use super::Refusal;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

/// A request that was let through.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// When it arrived.
    pub(crate) at: Duration,
    /// The values in the path, by name.
    pub(crate) path: BTreeMap<String, String>,
    /// The values in the query, by name.
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) body: &'a [u8],
}

impl Call<'_> {
    /// An integer in the path.
    pub(crate) fn path_id(&self, name: &str) -> Result<i64, Refusal> {
        self.path.get(name).and_then(|text| text.parse().ok()).ok_or_else(|| no_integer("path", name))
    }

    /// A value in the query that has to be there.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Refusal> {
        let text = self.query.get(name).map(String::as_str);
        text.ok_or_else(|| Refusal::malformed(&[json!("query"), json!(name)], "Field required", "missing"))
    }

    /// An integer in the query that has to be there.
    pub(crate) fn required_id(&self, name: &str) -> Result<i64, Refusal> {
        self.required(name)?.parse().map_err(|_| no_integer("query", name))
    }

    /// An integer in the query.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let text = self.query.get(name);
        text.map(|text| text.parse().map_err(|_| no_integer("query", name))).transpose()
    }

    /// A `true` or `false` in the query; `false` where there is none.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.query.get(name).map(String::as_str) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => {
                let location = [json!("query"), json!(name)];
                Err(Refusal::malformed(&location, "Input should be a valid boolean", "bool_parsing"))
            }
        }
    }

    /// The body, as far as the generated type of the input checks it.
    pub(crate) fn input<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let tree: Value = serde_json::from_slice(self.body).map_err(|error| {
            Refusal::malformed(&[json!("body")], &format!("JSON decode error: {error}"), "json_invalid")
        })?;
        serde_path_to_error::deserialize(tree).map_err(|error| {
            let mut location = vec![json!("body")];
            location.extend(error.path().iter().filter_map(step));
            let message = error.into_inner().to_string();
            match message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
                Some(field) => {
                    location.push(json!(field));
                    Refusal::malformed(&location, "Field required", "missing")
                }
                None => Refusal::malformed(&location, &message, "value_error"),
            }
        })
    }
}

/// A refusal of a value of the body that is none of those that are known.
pub(crate) fn no_member(location: &[&str]) -> Refusal {
    let location: Vec<Value> = location.iter().map(|step| json!(step)).collect();
    Refusal::malformed(&location, "Input should be one of the known values", "enum")
}

fn no_integer(part: &str, name: &str) -> Refusal {
    Refusal::malformed(&[json!(part), json!(name)], "Input should be a valid integer", "int_parsing")
}

fn step(segment: &serde_path_to_error::Segment) -> Option<Value> {
    use serde_path_to_error::Segment;
    match segment {
        Segment::Seq { index } => Some(json!(index)),
        Segment::Map { key } => Some(json!(key)),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codegen_client::types::CreateAgentRunInput;

    fn refused(body: &str) -> Value {
        let call =
            Call { at: Duration::ZERO, path: BTreeMap::new(), query: BTreeMap::new(), body: body.as_bytes() };
        let refusal = call.input::<CreateAgentRunInput>().expect_err("malformed");
        assert_eq!(refusal.status, 422);
        let mut issue = refusal.body["detail"][0].clone();
        issue["msg"].take();
        issue
    }

    #[test]
    fn a_malformed_body_is_refused_with_its_place() {
        for (body, location, kind) in [
            ("", json!(["body"]), "json_invalid"),
            ("{", json!(["body"]), "json_invalid"),
            ("[]", json!(["body"]), "value_error"),
            ("{}", json!(["body", "prompt"]), "missing"),
            (r#"{"prompt": 1}"#, json!(["body", "prompt"]), "value_error"),
            (r#"{"prompt": "x", "images": ["a", 2]}"#, json!(["body", "images", 1]), "value_error"),
        ] {
            assert_eq!(refused(body), json!({"loc": location, "msg": null, "type": kind}), "{body}");
        }
    }
}
