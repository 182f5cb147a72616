//! The objects of the specification.

use super::{
    facts::{ERRORS, LIMITS, PAGINATION, RETRY, STALE, TIMEOUT, WAIT},
    grammar::{
        Key,
        Kind::{Any, Demands, Error, Flag, Limits, Link, List, Map, Name, Object as Obj, Set, Word, Words},
        Names, Object, Renamed,
        When::{Has, Is, Lacks},
        key, map,
    },
    schema::SCHEMA,
};

const MORE: &[&str] = &[r#""More words.""#];
const DESCRIPTION: Key = key("description", Words).add(MORE);
const SUMMARY: Key = key("summary", Words).add(MORE);
const DOCS: Key = key("externalDocs", Obj(&EXTERNAL_DOCS)).add(&[r#"{"url": "https://example.com/docs"}"#]);
const EXAMPLE: Key = key("example", Any).add(&[r#""other""#]);
const EXAMPLES: Key = key("examples", Map(&EXAMPLE_OBJECTS));
const SCHEMA_KEY: Key = key("schema", Obj(&SCHEMA));

pub(super) static OPENAPI: Object = Object(&[
    key("info", Obj(&INFO)),
    key("servers", SERVERS).add(&[r#"[{"url": "https://other.example.com"}]"#]),
    key("security", Demands).add(&["[]"]),
    key("tags", Set(&Obj(&TAG), &[])),
    DOCS,
    key("x-rate-limits", Map(&LIMITS)),
    key("x-errors", Map(&ERRORS)),
    key("paths", Map(&PATHS)),
    key("webhooks", Map(&PATHS)),
    key("components", Obj(&COMPONENTS)),
]);

static INFO: Object = Object(&[
    key("title", Words),
    SUMMARY,
    DESCRIPTION,
    key("version", Words),
    key("termsOfService", Words).add(&[r#""https://example.com/terms""#]),
    key("contact", Obj(&CONTACT)).add(&[r#"{"name": "Others"}"#]),
    key("license", Obj(&LICENSE)).add(&[r#"{"name": "MIT"}"#]),
]);
static CONTACT: Object = Object(&[key("name", Words), key("url", Words), key("email", Words)]);
static LICENSE: Object = Object(&[key("name", Words), key("identifier", Words), key("url", Words)]);
pub(super) static EXTERNAL_DOCS: Object = Object(&[key("url", Words), DESCRIPTION]);

const SERVERS: super::grammar::Kind = List(&Obj(&SERVER), &[r#"{"url": "https://other.example.com"}"#]);
static SERVER: Object = Object(&[key("url", Name), DESCRIPTION, key("variables", Map(&VARIABLES))]);
static VARIABLES: Names = map(Obj(&VARIABLE));
static VARIABLE: Object =
    Object(&[key("enum", Set(&Name, &[r#""other""#])), key("default", Name), DESCRIPTION]);

static TAG: Object = Object(&[key("name", Name), SUMMARY, DESCRIPTION, DOCS]);

static PATHS: Names = map(Obj(&PATH_ITEM)).ordered().add(&[(
    "/other",
    r#"{"get": {"operationId": "other", "responses": {"204": {"description": "Done."}}}}"#,
)]);

const OPERATION_ADDED: &[&str] =
    &[r#"{"operationId": "other", "responses": {"204": {"description": "Done."}}}"#];
const fn method(name: &'static str) -> Key {
    key(name, Obj(&OPERATION)).when(Lacks("parameters")).add(OPERATION_ADDED)
}
static PATH_ITEM: Object = Object(&[
    SUMMARY,
    DESCRIPTION,
    key("servers", SERVERS),
    key("parameters", PARAMETERS),
    method("get"),
    method("put"),
    method("post"),
    method("delete"),
    key("options", Obj(&OPERATION)),
    key("head", Obj(&OPERATION)),
    method("patch"),
    key("trace", Obj(&OPERATION)),
]);

static OPERATION: Object = Object(&[
    key("operationId", Name),
    key("tags", List(&Name, &[r#""other""#])).add(&[r#"["other"]"#]),
    SUMMARY,
    DESCRIPTION,
    DOCS,
    key("deprecated", Flag).add(&["true"]),
    key("parameters", PARAMETERS).add(&[
        r#"[{"name": "other", "in": "query", "schema": {"type": "string"}}]"#,
        r#"[{"name": "other", "in": "query", "required": true, "schema": {"type": "string"}}]"#,
    ]),
    key("requestBody", Obj(&REQUEST_BODY)).add(&[
        r#"{"content": {"application/json": {"schema": {"type": "object"}}}}"#,
        r#"{"required": true, "content": {"application/json": {"schema": {"type": "string"}}}}"#,
    ]),
    key("responses", Map(&RESPONSES)),
    key("callbacks", Map(&CALLBACKS)),
    key("security", Demands).add(&["[]", "[{}]"]),
    key("servers", SERVERS).add(&[r#"[{"url": "https://other.example.com"}]"#]),
    key("x-rate-limit", Limits),
    key("x-rate-limit-reason", Words).when(Is("x-rate-limit", &["none"])).add(MORE),
    key("x-retry", Obj(&RETRY)).add(&[r#"{"safety": "idempotent"}"#, r#"{"safety": "unsafe"}"#]),
    key("x-timeout", Obj(&TIMEOUT)).add(&[r#"{"attempt": "45s"}"#]),
    key("x-stale", Obj(&STALE)).when(Has("x-stale")),
    key("x-pagination", Obj(&PAGINATION)),
    key("x-wait", Obj(&WAIT)),
]);

const PARAMETERS: super::grammar::Kind = List(
    &Obj(&PARAMETER),
    &[
        r#"{"name": "other", "in": "query", "schema": {"type": "string"}}"#,
        r#"{"name": "other", "in": "query", "required": true, "schema": {"type": "integer"}}"#,
        r#"{"name": "X-Other", "in": "header", "schema": {"type": "string"}}"#,
        r#"{"name": "other", "in": "cookie", "schema": {"type": "string"}}"#,
    ],
);
const IN: Key = key("in", Word(&["query", "header", "path", "cookie"]));
static PARAMETER: Object = Object(&[
    key("name", Name),
    IN,
    DESCRIPTION,
    key("required", Flag).when(Is("in", &["query", "header", "cookie"])).add(&["true"]),
    key("deprecated", Flag).add(&["true"]),
    key("allowEmptyValue", Flag).when(Is("in", &["query"])).add(&["true"]),
    key("style", Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
    key("explode", Flag).when(Is("in", &["query"])).add(&["false"]),
    key("allowReserved", Flag).when(Is("in", &["query"])).add(&["true"]),
    SCHEMA_KEY,
    key("content", Map(&CONTENT)),
    EXAMPLE,
    EXAMPLES,
]);
static HEADERS: Names = map(Obj(&HEADER)).add(&[("X-Other", r#"{"schema": {"type": "string"}}"#)]);
static HEADER: Object = Object(&[
    DESCRIPTION,
    key("required", Flag).add(&["true"]),
    key("deprecated", Flag).add(&["true"]),
    key("style", Word(&["simple"])),
    key("explode", Flag),
    SCHEMA_KEY,
    key("content", Map(&CONTENT)),
    EXAMPLE,
    EXAMPLES,
]);

static REQUEST_BODY: Object =
    Object(&[DESCRIPTION, key("required", Flag).add(&["true"]), key("content", Map(&CONTENT))]);
static CONTENT: Names = map(Obj(&MEDIA_TYPE)).renamed(Renamed::Media).add(&[
    ("application/json", r#"{"schema": {"type": "object"}}"#),
    ("text/plain", r#"{"schema": {"type": "string"}}"#),
    ("application/pdf", "{}"),
]);
static MEDIA_TYPE: Object = Object(&[
    SCHEMA_KEY.add(&[r#"{"type": "string"}"#]),
    EXAMPLE,
    EXAMPLES,
    key("encoding", Map(&ENCODINGS)),
]);
static ENCODINGS: Names = map(Obj(&ENCODING));
static ENCODING: Object = Object(&[
    key("contentType", Name),
    key("headers", Map(&HEADERS)),
    key("style", Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
    key("explode", Flag),
    key("allowReserved", Flag),
]);

static RESPONSES: Names = map(Obj(&RESPONSE)).renamed(Renamed::Status).add(&[
    ("202", r#"{"description": "Later.", "content": {"application/json": {"schema": {"type": "string"}}}}"#),
    ("204", r#"{"description": "Done."}"#),
    ("418", r#"{"description": "Never."}"#),
    ("5XX", r#"{"description": "Broken."}"#),
    ("default", r#"{"description": "Else."}"#),
]);
static RESPONSE: Object = Object(&[
    SUMMARY,
    DESCRIPTION,
    key("headers", Map(&HEADERS)).add(&[r#"{"X-Other": {"schema": {"type": "string"}}}"#]),
    key("content", Map(&CONTENT)).add(&[r#"{"application/json": {"schema": {"type": "object"}}}"#]),
    key("links", Map(&LINKS)),
    key("x-error", Error),
]);
static LINKS: Names = map(Obj(&LINK));
static LINK: Object = Object(&[
    key("operationId", Link),
    key("operationRef", Link),
    key("parameters", Any),
    key("requestBody", Any),
    DESCRIPTION,
    key("server", Obj(&SERVER)),
]);
static CALLBACKS: Names = map(Map(&PATHS));
static EXAMPLE_OBJECTS: Names = map(Obj(&EXAMPLE_OBJECT));
static EXAMPLE_OBJECT: Object =
    Object(&[SUMMARY, DESCRIPTION, key("value", Any), key("externalValue", Name)]);

static COMPONENTS: Object = Object(&[
    key("schemas", Map(&SCHEMAS)),
    key("responses", Map(&SHARED_RESPONSES)),
    key("parameters", Map(&SHARED_PARAMETERS)),
    key("examples", Map(&EXAMPLE_OBJECTS)),
    key("requestBodies", Map(&SHARED_BODIES)),
    key("headers", Map(&SHARED_HEADERS)),
    key("securitySchemes", Map(&SCHEMES)),
    key("links", Map(&LINKS)),
    key("callbacks", Map(&CALLBACKS)),
    key("pathItems", Map(&SHARED_PATHS)),
]);
const fn section(of: super::grammar::Kind, name: &'static str) -> Names {
    map(of).renamed(Renamed::Component(name))
}
static SCHEMAS: Names = section(Obj(&SCHEMA), "schemas")
    .add(&[("Other", r#"{"type": "object", "properties": {"other": {"type": "string"}}}"#)]);
static SHARED_RESPONSES: Names = section(Obj(&RESPONSE), "responses");
static SHARED_PARAMETERS: Names = section(Obj(&PARAMETER), "parameters");
static SHARED_BODIES: Names = section(Obj(&REQUEST_BODY), "requestBodies");
static SHARED_HEADERS: Names = section(Obj(&HEADER), "headers");
static SHARED_PATHS: Names = section(Obj(&PATH_ITEM), "pathItems");
static SCHEMES: Names = section(Obj(&SCHEME), "securitySchemes");

static SCHEME: Object = Object(&[
    key("type", Word(&["apiKey", "http"])),
    DESCRIPTION,
    key("name", Name),
    key("in", Word(&["query", "header", "cookie"])),
    key("scheme", Word(&["bearer", "basic", "digest"])),
    key("bearerFormat", Name).when(Is("scheme", &["bearer"])).add(&[r#""JWT""#]),
    key("flows", Obj(&FLOWS)),
    key("openIdConnectUrl", Name),
]);
static FLOWS: Object = Object(&[
    key("implicit", Obj(&FLOW)),
    key("password", Obj(&FLOW)),
    key("clientCredentials", Obj(&FLOW)).add(&[r#"{"tokenUrl": "https://example.com/other", "scopes": {}}"#]),
    key("authorizationCode", Obj(&FLOW)),
]);
static FLOW: Object = Object(&[
    key("authorizationUrl", Name),
    key("tokenUrl", Name),
    key("refreshUrl", Name).add(&[r#""https://example.com/refresh""#]),
    key("scopes", Map(&SCOPES)),
]);
static SCOPES: Names = map(Words).add(&[("other", r#""More.""#)]);
