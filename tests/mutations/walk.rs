//! A document -> every edit of one step.

use super::{
    edit::{Change, Edit, Step, escape, unescape},
    grammar::{Key, Kind, Names, Object, Renamed, When},
    objects::OPENAPI,
    schema::SCHEMA,
    silence::{self, Silence},
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Every edit of one step, in the order of the document.
pub(crate) fn edits(document: &Value) -> Vec<Edit> {
    let mut walk = Walk {
        document,
        used: silence::used(document),
        old: document["openapi"].as_str().is_some_and(|version| version.starts_with("3.0")),
        safety: "",
        edits: Vec::new(),
    };
    walk.value(document, Kind::Object(&OPENAPI), &Place::default());
    walk.edits
}

/// Objects that hold nothing but words.
const WORDS: [&str; 4] = ["externalDocs", "contact", "license", "descriptions"];

/// Where the walk is.
#[derive(Clone, Default)]
pub(super) struct Place {
    pub(super) at: String,
    pub(super) words: bool,
    pub(super) silence: Option<Silence>,
}

pub(super) struct Walk<'a> {
    pub(super) document: &'a Value,
    /// What can be reached from what can be called.
    used: BTreeSet<String>,
    /// Whether it is of OpenAPI 3.0.
    pub(super) old: bool,
    /// What the method of the operation stands for.
    safety: &'static str,
    edits: Vec<Edit>,
}

impl Place {
    pub(super) fn child(&self, token: &str) -> Self {
        Self { at: format!("{}/{}", self.at, escape(token)), ..self.clone() }
    }

    /// A place with a reason of its own, unless there is one already.
    pub(super) fn silent(mut self, silence: Option<Silence>) -> Self {
        self.silence = self.silence.or(silence);
        self
    }
}

impl Walk<'_> {
    pub(super) fn push(&mut self, place: &Place, what: impl Into<String>, change: Change) {
        self.several(place, what, vec![Step { at: place.at.clone(), change }]);
    }

    pub(super) fn several(&mut self, place: &Place, what: impl Into<String>, steps: Vec<Step>) {
        let Place { at, words, silence } = place;
        self.edits.push(Edit {
            pointer: at.clone(),
            what: what.into(),
            words: *words,
            silence: *silence,
            steps,
        });
    }

    pub(super) fn set(&mut self, place: &Place, value: Value) {
        self.push(place, format!("-> {value}"), Change::Set(value));
    }

    pub(super) fn value(&mut self, value: &Value, kind: Kind, place: &Place) {
        match (kind, value) {
            (Kind::Object(object), Value::Object(map)) => self.object(map, object, place),
            // A schema that is `true` or `false`.
            (Kind::Object(_), Value::Bool(flag)) => self.set(place, (!flag).into()),
            (Kind::Map(names), Value::Object(map)) => self.map(map, names, place),
            (Kind::List(of, added), Value::Array(items)) => self.list(items, (*of, added, true), place),
            (Kind::Set(of, added), Value::Array(items)) => self.list(items, (*of, added, false), place),
            (kind, value) => self.leaf(value, kind, place),
        }
    }

    fn object(&mut self, map: &Map<String, Value>, object: &'static Object, place: &Place) {
        let is_schema = std::ptr::eq(object, &raw const SCHEMA);
        let mut beside = None;
        if let Some(Value::String(target)) = map.get("$ref") {
            self.reference(target, &place.child("$ref"));
            // A path item may have operations beside it.
            if self.old || !is_schema {
                beside = Some(Silence::BesideReference);
            }
        }
        for (name, value) in map.iter().filter(|(name, _)| *name != "$ref") {
            let key = object.0.iter().find(|key| key.name == name);
            let foreign = key.is_none().then_some(Silence::Foreign);
            let inner = place.child(name).silent(beside).silent(silence::of_key(name)).silent(foreign);
            let kind = key.map_or(Kind::Any, |key| key.kind);
            self.key(name, value, kind, inner, map);
        }
        if beside.is_none() && !map.contains_key("$ref") {
            for key in object.0.iter().filter(|key| !map.contains_key(key.name) && applies(key, map)) {
                self.missing(key, place);
            }
        }
        if is_schema {
            self.schema(map, place);
        }
    }

    /// A key of an object, with what stands beside it.
    fn key(&mut self, name: &str, value: &Value, kind: Kind, mut place: Place, beside: &Map<String, Value>) {
        place.words |= matches!(kind, Kind::Words) || WORDS.contains(&name);
        match name {
            "get" | "head" | "options" | "trace" => self.safety = "safe",
            "put" | "delete" => self.safety = "idempotent",
            "post" | "patch" => self.safety = "unsafe",
            _ => {}
        }
        let is_path = beside.get("in").is_some_and(|place| place == "path");
        let is_kind = beside.contains_key("advice") && beside.contains_key("status");
        if (name, is_path) == ("required", true) || (name, is_kind) == ("status", true) {
            place.silence = place.silence.or(Some(Silence::Restated));
        }
        let restated = silence::restates(name, value, self.safety).then_some(Silence::Restated);
        self.push(&place.clone().silent(restated), "removed", Change::Remove);
        let words: Option<&'static [&'static str]> =
            (name == "style" && *value != "offset").then(|| match beside.get("in").and_then(Value::as_str) {
                Some("path") => &["simple", "label", "matrix"][..],
                Some("header") => &["simple"],
                Some("cookie") => &["form"],
                _ => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            });
        match (words, kind) {
            (Some(words), Kind::Word(_)) => self.value(value, Kind::Word(words), &place),
            _ if name == "format" => self.format(value, beside, &place),
            _ if name == "tags" && beside.contains_key("responses") => self.tags(value, &place),
            (_, kind) => self.value(value, kind, &place),
        }
    }

    fn missing(&mut self, key: &Key, place: &Place) {
        let one_way = ["readOnly", "writeOnly"].contains(&key.name) && !is_property(&place.at);
        let mut inner = place.child(key.name).silent(silence::of_key(key.name));
        inner = inner.silent(one_way.then_some(Silence::Ignored));
        inner.words |= matches!(key.kind, Kind::Words) || WORDS.contains(&key.name);
        for text in key.added {
            let value = sample(text);
            let restated = key.name == "x-retry" && value["safety"] == self.safety;
            let inner = inner.clone().silent(restated.then_some(Silence::Restated));
            self.push(&inner, format!("added {value}"), Change::Set(value));
        }
        // A success has no kind of error.
        let is_success = place.at.rsplit('/').next().is_some_and(|status| status.starts_with('2'));
        if matches!(key.kind, Kind::Limits) || matches!(key.kind, Kind::Error) && !is_success {
            let section = if matches!(key.kind, Kind::Error) { "x-errors" } else { "x-rate-limits" };
            if let Some(first) = self.document[section].as_object().and_then(|names| names.keys().next()) {
                let value: Value = first.as_str().into();
                self.push(&inner, format!("added {value}"), Change::Set(value));
            }
        }
    }

    fn map(&mut self, map: &Map<String, Value>, names: &'static Names, place: &Place) {
        let last = map.len().saturating_sub(1);
        for (at, (name, value)) in map.iter().enumerate() {
            let inner = self.entry(place, name, names.renamed);
            let inner = Place { words: inner.words || matches!(names.of, Kind::Words), ..inner };
            match names.renamed {
                Renamed::Property => self.property_removed(place, name, &inner),
                _ => self.push(&inner, "removed", Change::Remove),
            }
            self.renamed(map, name, names.renamed, (place, &inner));
            if names.ordered && at < last {
                // Only the documentation follows the order of a map.
                let swapped = Place { words: true, ..inner.clone() }.silent(Some(Silence::Order));
                self.push(&swapped, "swapped with the next", Change::Swap);
            }
            self.value(value, names.of, &inner);
        }
        for (name, text) in names.added {
            let (name, required) = name.strip_suffix('!').map_or((*name, false), |name| (name, true));
            if !map.contains_key(name) {
                let inner = self.entry(place, name, names.renamed);
                let inner = Place { words: inner.words || matches!(names.of, Kind::Words), ..inner };
                let value = sample(text);
                if required {
                    self.property_required(place, &inner, name, value);
                } else {
                    self.push(&inner, format!("added {value}"), Change::Set(value));
                }
            }
        }
    }

    /// The place of one of a map: what nothing refers to says nothing.
    fn entry(&self, place: &Place, name: &str, renamed: Renamed) -> Place {
        let inner = place.child(name);
        let unused = matches!(renamed, Renamed::Component(_)) && !self.used.contains(&inner.at);
        let ignored = place.at.ends_with("/headers") && name.eq_ignore_ascii_case("Content-Type");
        inner.silent(unused.then_some(Silence::Unused)).silent(ignored.then_some(Silence::Ignored))
    }

    fn renamed(
        &mut self,
        map: &Map<String, Value>,
        name: &str,
        renamed: Renamed,
        (map_place, place): (&Place, &Place),
    ) {
        let longer = format!("{name}Other");
        let to = match renamed {
            Renamed::Longer => longer,
            Renamed::Status => match (name.parse::<u16>(), name) {
                (Ok(status), _) => (status + 1).to_string(),
                (Err(_), "default") => "500".to_owned(),
                (Err(_), _) => if name == "4XX" { "5XX" } else { "4XX" }.to_owned(),
            },
            Renamed::Media => if name == "text/csv" { "text/plain" } else { "text/csv" }.to_owned(),
            Renamed::Property => return self.property_renamed(map_place, name, &longer, place),
            Renamed::Component(section) => return self.component_renamed(section, name, &longer, place),
        };
        if !map.contains_key(&to) {
            self.push(place, format!("renamed to {to}"), Change::Rename(to));
        }
    }

    fn component_renamed(&mut self, section: &str, name: &str, to: &str, place: &Place) {
        let step = |at: &str, change| Step { at: at.to_owned(), change };
        let mut steps = vec![step(&place.at, Change::Rename(to.to_owned()))];
        let refers = |name: &str| format!("#/components/{section}/{}", escape(name));
        steps.push(step("", Change::Everywhere(refers(name), refers(to))));
        // These are referred to by their names alone.
        if section.starts_with("x-") {
            steps.push(step("", Change::Everywhere(name.to_owned(), to.to_owned())));
        }
        let own = ["parameters", "requestBodies", "responses", "headers"].contains(&section);
        if section != "securitySchemes" {
            let place = place.clone().silent(own.then_some(Silence::OwnName));
            self.several(&place, format!("renamed to {to}, with what refers to it"), steps);
        }
    }

    fn list(&mut self, items: &[Value], (of, added, ordered): (Kind, &[&str], bool), place: &Place) {
        for (at, item) in items.iter().enumerate() {
            let inner = place.child(&at.to_string()).silent(self.of_item(item, place));
            let inner = Place { words: inner.words || place.at == "/tags", ..inner };
            let empty = item.as_object().is_some_and(Map::is_empty) && place.at.ends_with("/allOf");
            let restated = empty.then_some(Silence::Restated);
            self.push(&inner.clone().silent(restated), "removed", Change::Remove);
            if ordered && items.get(at + 1).is_some_and(|next| next != item) {
                let swapped = Place { words: inner.words || self.is_order_words(place), ..inner.clone() };
                self.push(&swapped.silent(Some(Silence::Order)), "swapped with the next", Change::Swap);
            }
            self.value(item, of, &inner);
        }
        for text in added {
            let item = sample(text);
            if !items.contains(&item) {
                self.push(place, format!("one more: {item}"), Change::Append(item));
            }
        }
    }

    /// Whether only the documentation follows the order of a list: of setters, of fields, of choices that a property tells apart.
    fn is_order_words(&self, list: &Place) -> bool {
        let Some((parent, key)) = list.at.rsplit_once('/') else { return false };
        let is_tagged =
            || self.document.pointer(parent).is_some_and(|union| union.get("discriminator").is_some());
        matches!(key, "parameters" | "allOf") || (matches!(key, "oneOf" | "anyOf") && is_tagged())
    }

    /// Why an item of a list says nothing.
    fn of_item(&self, item: &Value, list: &Place) -> Option<Silence> {
        let name = item["name"].as_str()?;
        let is_header = item["in"] == "header";
        if is_header
            && ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str())
        {
            return Some(Silence::Ignored);
        }
        let tagged = || {
            let paths = self.document["paths"].as_object().into_iter().flatten();
            let mut operations = paths.flat_map(|(_, item)| item.as_object().into_iter().flatten());
            operations.any(|(_, operation)| operation["tags"][0] == name)
        };
        (list.at == "/tags" && !tagged()).then_some(Silence::Unused)
    }

    /// The tags of an operation: it stands with the first.
    fn tags(&mut self, value: &Value, place: &Place) {
        let names = value.as_array().map(Vec::as_slice).unwrap_or_default();
        for (at, name) in names.iter().enumerate() {
            let further = (at > 0).then_some(Silence::FurtherTag);
            let inner = place.child(&at.to_string()).silent(further);
            self.push(&inner, "removed", Change::Remove);
            self.leaf(name, Kind::Name, &inner);
            if at + 1 < names.len() {
                self.push(&inner, "swapped with the next", Change::Swap);
            }
        }
        let further = (!names.is_empty()).then_some(Silence::FurtherTag);
        self.push(&place.clone().silent(further), "one more: other", Change::Append("other".into()));
    }

    fn reference(&mut self, target: &str, place: &Place) {
        if let Some(other) = self.sibling(target) {
            self.set(place, other.into());
        }
    }

    /// A reference to the component after the one that is referred to.
    pub(super) fn sibling(&self, target: &str) -> Option<String> {
        let (section, token) = target.strip_prefix('#')?.rsplit_once('/')?;
        let names: Vec<&String> = self.document.pointer(section)?.as_object()?.keys().collect();
        let at = names.iter().position(|name| **name == unescape(token))?;
        let next = names[(at + 1) % names.len()];
        (names.len() > 1).then(|| format!("#{section}/{}", escape(next)))
    }
}

/// Whether a key that is missing would say something.
fn applies(key: &Key, object: &Map<String, Value>) -> bool {
    let is = |name: &str, words: &[&str]| {
        object.get(name).and_then(Value::as_str).is_some_and(|word| words.contains(&word))
    };
    match key.when {
        When::Always => true,
        When::Is(name, words) => is(name, words),
        When::Has(name) => object.contains_key(name),
        When::Lacks(name) => !object.contains_key(name),
    }
}

/// Whether a schema is that of a property.
fn is_property(at: &str) -> bool {
    at.rsplit('/').nth(1) == Some("properties")
}

#[expect(clippy::expect_used, reason = "the samples are constants, and every run reads them")]
pub(super) fn sample(text: &str) -> Value {
    serde_json::from_str(text).expect("the samples are JSON")
}
