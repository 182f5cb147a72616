//! The schema object, in the words of 3.0 and 3.1.

use super::{
    facts::ENUM,
    grammar::{
        Key,
        Kind::{
            Any, Closed, Flag, Link, List, Map, Name, Number, Object as Obj, Required, Type, Values, Word,
            Words,
        },
        Names, Object, Renamed,
        When::{Has, Is, Lacks},
        key, map,
    },
    objects::EXTERNAL_DOCS,
};

const TEXT: &[&str] = &["string"];
const NUMBER: &[&str] = &["integer", "number"];
const LIST: &[&str] = &["array"];
const OBJECT: &[&str] = &["object"];

const fn bound(name: &'static str, types: &'static [&'static str], added: &'static [&'static str]) -> Key {
    key(name, Number).when(Is("type", types)).add(added)
}

/// The words of `format`.
pub(super) const FORMATS: [(&str, &[&str]); 3] = [
    ("string", &["date", "date-time", "uuid", "byte", "binary", "email", "uri", "password"]),
    ("integer", &["int32", "int64", "uint32", "uint64"]),
    ("number", &["float", "double"]),
];

/// The words of `type`.
pub(super) const TYPES: [&str; 5] = ["string", "integer", "number", "boolean", "object"];

pub(super) static SCHEMA: Object = Object(&[
    key("type", Type).when(Lacks("allOf")),
    key("format", Word(&[])),
    key("title", Words).add(&[r#""Another title""#]),
    key("description", Words).add(&[r#""More words.""#]),
    key("nullable", Flag)
        .when(Is("type", &["string", "integer", "number", "boolean", "object", "array"]))
        .add(&["true"]),
    key("deprecated", Flag).add(&["true"]),
    key("readOnly", Flag).add(&["true"]),
    key("writeOnly", Flag).add(&["true"]),
    key("default", Any).when(Is("type", TEXT)).add(&[r#""other""#]),
    key("enum", Values).when(Is("type", TEXT)).add(&[r#"["other"]"#]),
    key("const", Any),
    bound("minLength", TEXT, &["1"]),
    bound("maxLength", TEXT, &["10"]),
    key("pattern", Name).when(Is("type", TEXT)).add(&[r#""^a""#]),
    bound("minimum", NUMBER, &["2"]),
    bound("maximum", NUMBER, &["9"]),
    bound("multipleOf", NUMBER, &["2"]),
    // A flag in 3.0, a number since 3.1.
    key("exclusiveMinimum", Any).when(Has("minimum")).add(&["true"]),
    key("exclusiveMaximum", Any).when(Has("maximum")).add(&["true"]),
    bound("minItems", LIST, &["1"]),
    bound("maxItems", LIST, &["10"]),
    key("uniqueItems", Flag).when(Is("type", LIST)).add(&["true"]),
    bound("minProperties", OBJECT, &["1"]),
    bound("maxProperties", OBJECT, &["10"]),
    key("items", Obj(&SCHEMA)),
    key("prefixItems", List(&Obj(&SCHEMA), &[])),
    key("properties", Map(&PROPERTIES)),
    key("required", Required),
    key("additionalProperties", Closed).when(Is("type", OBJECT)).add(&["false", r#"{"type": "string"}"#]),
    key("patternProperties", Map(&PATTERNS)),
    key("propertyNames", Obj(&SCHEMA)),
    key("allOf", List(&Obj(&SCHEMA), MORE)),
    key("oneOf", List(&Obj(&SCHEMA), MORE)),
    key("anyOf", List(&Obj(&SCHEMA), MORE)),
    key("not", Obj(&SCHEMA)),
    key("discriminator", Obj(&DISCRIMINATOR)),
    key("externalDocs", Obj(&EXTERNAL_DOCS)),
    key("example", Any).add(&[r#""other""#]),
    key("examples", Any),
    key("xml", Any),
    key("contentEncoding", Name),
    key("contentMediaType", Name),
    key("x-enum", Obj(&ENUM)),
]);

/// One more part, or one more choice.
const MORE: &[&str] = &[r#"{"type": "object", "properties": {"other": {"type": "string"}}}"#];

static PROPERTIES: Names = map(Obj(&SCHEMA)).ordered().renamed(Renamed::Property).add(&[
    ("other", r#"{"type": "string"}"#),
    // Required: the walk adds its name to the list.
    ("other!", r#"{"type": "string"}"#),
]);
static PATTERNS: Names = map(Obj(&SCHEMA));
static DISCRIMINATOR: Object = Object(&[key("propertyName", Name), key("mapping", Map(&MAPPING))]);
static MAPPING: Names = map(Link);
