//! What cannot be taken apart, and what a schema says of its parts.

use super::{
    edit::{Change, Step},
    grammar::Kind,
    schema::{FORMATS, TYPES},
    silence::Silence,
    walk::{Place, Walk},
};
use serde_json::{Map, Value, json};

impl Walk<'_> {
    /// Every other value that may stand for one.
    pub(super) fn leaf(&mut self, value: &Value, kind: Kind, place: &Place) {
        match (kind, value) {
            (Kind::Word(words), Value::String(word)) => {
                for other in words.iter().filter(|other| *other != word) {
                    self.set(place, (*other).into());
                }
            }
            (Kind::Words, Value::String(text)) => self.set(place, format!("{text} More words.").into()),
            (Kind::Duration, Value::String(text)) => self.duration(text, place),
            (Kind::Type, value) => self.types(value, place),
            (Kind::Closed, Value::Object(_)) => {
                self.value(value, Kind::Object(&super::schema::SCHEMA), place);
                self.set(place, false.into());
            }
            (Kind::Values, Value::Array(items)) => self.values(items, place),
            (Kind::Limits, value) => self.limits(value, place),
            (Kind::Error, Value::String(name)) => self.other_of("x-errors", name, place),
            (Kind::Demands, Value::Array(items)) => self.demands(items, place),
            (Kind::Link, Value::String(target)) => {
                let other = self.sibling(target).unwrap_or_else(|| format!("{target}Other"));
                self.set(place, other.into());
            }
            (Kind::Required, _) => {}
            (_, Value::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    let inner = place.child(&at.to_string());
                    self.push(&inner, "removed", Change::Remove);
                    self.leaf(item, kind, &inner);
                }
            }
            (_, Value::Object(map)) => {
                for (name, value) in map {
                    let inner = place.child(name);
                    self.push(&inner, "removed", Change::Remove);
                    self.leaf(value, kind, &inner);
                }
            }
            (_, scalar) => self.scalar(scalar, place),
        }
    }

    fn scalar(&mut self, value: &Value, place: &Place) {
        match value {
            Value::Bool(flag) => self.set(place, (!flag).into()),
            Value::String(text) => self.set(place, format!("{text}other").into()),
            Value::Null => self.set(place, "other".into()),
            Value::Number(number) => {
                let others = match (number.as_i64(), number.as_f64()) {
                    (Some(whole), _) => {
                        [whole.checked_add(1), whole.checked_sub(1)].map(|other| other.map(Value::from))
                    }
                    (None, Some(float)) => [Some((float + 1.0).into()), Some((float - 1.0).into())],
                    (None, None) => [None, None],
                };
                for other in others.into_iter().flatten() {
                    self.set(place, other);
                }
            }
            Value::Array(_) | Value::Object(_) => {}
        }
    }

    fn duration(&mut self, text: &str, place: &Place) {
        let (number, unit) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
        let Ok(number) = number.parse::<u64>() else { return };
        self.set(place, format!("{}{unit}", number + 1).into());
        if number > 1 {
            self.set(place, format!("{}{unit}", number - 1).into());
        }
        let other = if unit == "m" { "s" } else { "m" };
        self.set(place, format!("{number}{other}").into());
    }

    fn types(&mut self, value: &Value, place: &Place) {
        match value {
            Value::String(word) => {
                for other in TYPES.iter().chain(&["array"]).filter(|other| *other != word) {
                    self.set(place, (*other).into());
                }
                if !self.old {
                    self.set(place, json!([word, "null"]));
                }
            }
            Value::Array(words) => {
                for at in 0..words.len() {
                    self.push(&place.child(&at.to_string()), "removed", Change::Remove);
                }
                for other in TYPES.iter().chain(&["null"]).filter(|other| !words.contains(&json!(other))) {
                    self.push(place, format!("one more: {other}"), Change::Append((*other).into()));
                }
            }
            _ => {}
        }
    }

    fn values(&mut self, items: &[Value], place: &Place) {
        for (at, item) in items.iter().enumerate() {
            let inner = place.child(&at.to_string());
            self.push(&inner, "removed", Change::Remove);
            if at + 1 < items.len() {
                // Only the documentation follows the order of the values.
                let words = Place { words: true, ..inner.clone() };
                self.push(&words, "swapped with the next", Change::Swap);
            }
            self.scalar(item, &inner);
        }
        let other = if items.first().is_some_and(Value::is_number) { json!(4711) } else { json!("OTHER") };
        self.push(place, format!("one more: {other}"), Change::Append(other));
    }

    pub(super) fn format(&mut self, value: &Value, schema: &Map<String, Value>, place: &Place) {
        let of_type = |(name, _): &&(&str, &[&str])| schema.get("type").is_some_and(|ty| *ty == **name);
        let formats = FORMATS.iter().find(of_type).map(|(_, formats)| *formats).unwrap_or_default();
        for other in formats.iter().filter(|other| value != **other) {
            self.set(place, (*other).into());
        }
    }

    fn limits(&mut self, value: &Value, place: &Place) {
        if let Value::String(name) = value {
            self.other_of("x-rate-limits", name, place);
            if name != "none" {
                self.set(place, "none".into());
            }
        }
        let names: Vec<&Value> = value.as_array().map_or(vec![value], |several| several.iter().collect());
        for at in 0..value.as_array().map_or(0, Vec::len) {
            self.push(&place.child(&at.to_string()), "removed", Change::Remove);
        }
        let known = self.document["x-rate-limits"].as_object();
        let other = known.and_then(|known| known.keys().find(|name| !names.contains(&&json!(name))));
        if let Some(other) = other.filter(|_| value != "none") {
            let mut several: Vec<Value> = names.into_iter().cloned().collect();
            several.push(other.as_str().into());
            self.set(place, several.into());
        }
    }

    /// The name of the limit or the kind of error after one.
    fn other_of(&mut self, section: &str, name: &str, place: &Place) {
        let Some(known) = self.document[section].as_object() else { return };
        let mut names = known.keys().cycle().skip_while(|known| *known != name).skip(1);
        let next = if known.contains_key(name) { names.next() } else { known.keys().next() };
        if let Some(next) = next.filter(|next| *next != name).cloned() {
            self.set(place, next.into());
        }
    }

    fn demands(&mut self, items: &[Value], place: &Place) {
        let document = self.document;
        let schemes: Vec<&String> = document["components"]["securitySchemes"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
            .collect();
        for (at, item) in items.iter().enumerate() {
            let inner = place.child(&at.to_string());
            self.push(&inner, "removed", Change::Remove);
            for (name, scopes) in item.as_object().into_iter().flatten() {
                let scheme = inner.child(name);
                self.push(&scheme, "removed", Change::Remove);
                for scope in 0..scopes.as_array().map_or(0, Vec::len) {
                    self.push(&scheme.child(&scope.to_string()), "removed", Change::Remove);
                }
                self.push(&scheme, "one more scope", Change::Append("other".into()));
            }
            for name in schemes.iter().filter(|name| item.get(name.as_str()).is_none()) {
                self.push(&inner.child(name), "added", Change::Set(json!([])));
            }
        }
        let alternatives = schemes.iter().map(|name| json!({ name.as_str(): [] })).chain([json!({})]);
        for alternative in alternatives.filter(|alternative| !items.contains(alternative)) {
            // Nothing is demanded where there are no alternatives, too.
            let restated = items.is_empty() && alternative == json!({});
            let place = place.clone().silent(restated.then_some(Silence::Restated));
            self.push(&place, format!("one more: {alternative}"), Change::Append(alternative));
        }
    }

    /// What a schema says of its parts: the format that it may have, and which properties are required.
    pub(super) fn schema(&mut self, map: &Map<String, Value>, place: &Place) {
        if !map.contains_key("format") && !map.contains_key("$ref") && !map.contains_key("enum") {
            self.format(&Value::Null, map, &place.child("format"));
        }
        let required: Vec<&Value> =
            map.get("required").and_then(Value::as_array).into_iter().flatten().collect();
        let list = place.child("required");
        for (at, name) in required.iter().enumerate() {
            let inner = list.child(&at.to_string());
            self.push(&inner, format!("{name} is no longer required"), Change::Remove);
            if at + 1 < required.len() {
                // In a request it is the order of the arguments.
                self.push(&inner.silent(Some(Silence::Order)), "swapped with the next", Change::Swap);
            }
        }
        for (name, _) in map.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if !required.contains(&&json!(name)) {
                let step = self.require(place, name);
                self.several(&list, format!("{name:?} is required"), vec![step]);
            }
        }
    }

    /// The step after which a schema requires a property; `place` is that of the schema.
    fn require(&self, place: &Place, name: &str) -> Step {
        let at = place.child("required").at;
        let has = self.document.pointer(&at).is_some();
        Step { change: if has { Change::Append(name.into()) } else { Change::Set(json!([name])) }, at }
    }

    /// The list of what is required beside the properties at a place, and where a property stands in it.
    fn required_at(&self, properties: &Place, name: &str) -> Option<String> {
        let list = format!("{}/required", properties.at.strip_suffix("/properties")?);
        let at = self.document.pointer(&list)?.as_array()?.iter().position(|item| item == name)?;
        Some(format!("{list}/{at}"))
    }

    pub(super) fn property_removed(&mut self, properties: &Place, name: &str, place: &Place) {
        let mut steps = vec![Step { at: place.at.clone(), change: Change::Remove }];
        steps.extend(self.required_at(properties, name).map(|at| Step { at, change: Change::Remove }));
        self.several(place, "removed", steps);
    }

    pub(super) fn property_renamed(&mut self, properties: &Place, name: &str, to: &str, place: &Place) {
        let mut steps = vec![Step { at: place.at.clone(), change: Change::Rename(to.to_owned()) }];
        steps
            .extend(self.required_at(properties, name).map(|at| Step { at, change: Change::Set(to.into()) }));
        self.several(place, format!("renamed to {to}"), steps);
    }

    pub(super) fn property_required(&mut self, properties: &Place, place: &Place, name: &str, value: Value) {
        let Some(schema) = properties.at.strip_suffix("/properties") else { return };
        let schema = Place { at: schema.to_owned(), ..place.clone() };
        let required = self.require(&schema, name);
        let steps = vec![Step { at: place.at.clone(), change: Change::Set(value) }, required];
        self.several(place, "added, required", steps);
    }
}
