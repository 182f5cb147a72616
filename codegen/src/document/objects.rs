//! The objects of OpenAPI 3.0 and 3.1 as a table: which keys each has, and what they hold.
//!
//! Both versions are accepted in every document, because documents in the wild mix them. Extension keys `x-` are allowed
//! everywhere and not listed.

use super::shape::{
    Free,
    Kind::{Any, Boolean, KnownWord, List, Map, Object, Text, Word},
    Missing, Shape,
};
pub(super) use super::{
    schema_object::SCHEMA,
    security::{SECURITY, SECURITY_SCHEME},
};

pub(super) static OPENAPI: Shape = Shape {
    name: "the document",
    keys: &[
        ("openapi", Text),
        ("$self", Text),
        ("info", Object(&INFO)),
        ("jsonSchemaDialect", Text),
        ("servers", List(&Object(&SERVER))),
        ("paths", Object(&PATHS)),
        ("webhooks", Map(&Object(&PATH_ITEM))),
        ("components", Object(&COMPONENTS)),
        ("security", SECURITY),
        ("tags", List(&Object(&TAG))),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
    ],
    free: None,
    required: &[("info", Missing::Error), ("paths", Missing::Error)],
    section: None,
};

static INFO: Shape = Shape {
    name: "the info object",
    keys: &[
        ("title", Text),
        ("summary", Text),
        ("description", Text),
        ("termsOfService", Text),
        ("contact", Object(&CONTACT)),
        ("license", Object(&LICENSE)),
        ("version", Text),
    ],
    free: None,
    required: &[("title", Missing::Error), ("version", Missing::EmptyText)],
    section: None,
};

static CONTACT: Shape = Shape {
    name: "a contact",
    keys: &[("name", Text), ("url", Text), ("email", Text)],
    free: None,
    required: &[],
    section: None,
};

static LICENSE: Shape = Shape {
    name: "a license",
    keys: &[("name", Text), ("identifier", Text), ("url", Text)],
    free: None,
    required: &[("name", Missing::EmptyText)],
    section: None,
};

static SERVER: Shape = Shape {
    name: "a server",
    keys: &[
        ("url", Text),
        ("name", Text),
        ("description", Text),
        ("variables", Map(&Object(&SERVER_VARIABLE))),
    ],
    free: None,
    required: &[("url", Missing::Error)],
    section: None,
};

static SERVER_VARIABLE: Shape = Shape {
    name: "a server variable",
    keys: &[("enum", List(&Text)), ("default", Text), ("description", Text)],
    free: None,
    required: &[("default", Missing::EmptyText)],
    section: None,
};

static TAG: Shape = Shape {
    name: "a tag",
    keys: &[
        ("name", Text),
        ("summary", Text),
        ("description", Text),
        ("parent", Text),
        ("kind", Text),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
    ],
    free: None,
    required: &[("name", Missing::Error)],
    section: None,
};

pub(super) static EXTERNAL_DOCS: Shape = Shape {
    name: "an external documentation object",
    keys: &[("description", Text), ("url", Text)],
    free: None,
    required: &[("url", Missing::EmptyText)],
    section: None,
};

static COMPONENTS: Shape = Shape {
    name: "the components object",
    keys: &[
        ("schemas", Map(&Object(&SCHEMA))),
        ("responses", Map(&Object(&RESPONSE))),
        ("parameters", Map(&Object(&PARAMETER))),
        ("examples", Map(&Object(&EXAMPLE))),
        ("requestBodies", Map(&Object(&REQUEST_BODY))),
        ("headers", Map(&Object(&HEADER))),
        ("securitySchemes", Map(&Object(&SECURITY_SCHEME))),
        ("links", Map(&Object(&LINK))),
        ("callbacks", Map(&Object(&CALLBACK))),
        ("pathItems", Map(&Object(&PATH_ITEM))),
        ("mediaTypes", Map(&Object(&MEDIA_TYPE))),
    ],
    free: None,
    required: &[],
    section: None,
};

static PATHS: Shape = Shape {
    name: "the paths object",
    keys: &[],
    free: Some(Free {
        matches: |key| key.starts_with('/'),
        looks: "a path that starts with `/`",
        kind: Object(&PATH_ITEM),
    }),
    required: &[],
    section: None,
};

static PATH_ITEM: Shape = Shape {
    name: "a path item",
    keys: &[
        ("summary", Text),
        ("description", Text),
        ("get", Object(&OPERATION)),
        ("put", Object(&OPERATION)),
        ("post", Object(&OPERATION)),
        ("delete", Object(&OPERATION)),
        ("options", Object(&OPERATION)),
        ("head", Object(&OPERATION)),
        ("patch", Object(&OPERATION)),
        ("trace", Object(&OPERATION)),
        ("query", Object(&OPERATION)),
        ("additionalOperations", Map(&Object(&OPERATION))),
        ("servers", List(&Object(&SERVER))),
        ("parameters", List(&Object(&PARAMETER))),
    ],
    free: None,
    required: &[],
    section: Some("pathItems"),
};

pub(super) static OPERATION: Shape = Shape {
    name: "an operation",
    keys: &[
        ("tags", List(&Text)),
        ("summary", Text),
        ("description", Text),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
        ("operationId", Text),
        ("parameters", List(&Object(&PARAMETER))),
        ("requestBody", Object(&REQUEST_BODY)),
        ("responses", Object(&RESPONSES)),
        ("callbacks", Map(&Object(&CALLBACK))),
        ("deprecated", Boolean),
        ("security", SECURITY),
        ("servers", List(&Object(&SERVER))),
    ],
    free: None,
    required: &[("responses", Missing::EmptyMapping)],
    section: None,
};

pub(super) static PARAMETER: Shape = Shape {
    name: "a parameter",
    keys: &[
        ("name", Text),
        ("in", Word(&["query", "header", "path", "cookie", "querystring"])),
        ("description", Text),
        ("required", Boolean),
        ("deprecated", Boolean),
        ("allowEmptyValue", Boolean),
        (
            "style",
            KnownWord(&[
                "matrix",
                "label",
                "form",
                "simple",
                "spaceDelimited",
                "pipeDelimited",
                "deepObject",
                "cookie",
            ]),
        ),
        ("explode", Boolean),
        ("allowReserved", Boolean),
        ("schema", Object(&SCHEMA)),
        ("example", Any),
        ("examples", Map(&Object(&EXAMPLE))),
        ("content", Map(&Object(&MEDIA_TYPE))),
    ],
    free: None,
    required: &[("name", Missing::Error), ("in", Missing::Error)],
    section: Some("parameters"),
};

pub(super) static HEADER: Shape = Shape {
    name: "a header",
    keys: &[
        ("description", Text),
        ("required", Boolean),
        ("deprecated", Boolean),
        ("allowEmptyValue", Boolean),
        ("style", KnownWord(&["simple"])),
        ("explode", Boolean),
        ("allowReserved", Boolean),
        ("schema", Object(&SCHEMA)),
        ("example", Any),
        ("examples", Map(&Object(&EXAMPLE))),
        ("content", Map(&Object(&MEDIA_TYPE))),
    ],
    free: None,
    required: &[],
    section: Some("headers"),
};

static REQUEST_BODY: Shape = Shape {
    name: "a request body",
    keys: &[("description", Text), ("content", Map(&Object(&MEDIA_TYPE))), ("required", Boolean)],
    free: None,
    required: &[("content", Missing::EmptyMapping)],
    section: Some("requestBodies"),
};

static MEDIA_TYPE: Shape = Shape {
    name: "a media type",
    keys: &[
        ("schema", Object(&SCHEMA)),
        ("itemSchema", Object(&SCHEMA)),
        ("example", Any),
        ("examples", Map(&Object(&EXAMPLE))),
        ("encoding", Map(&Object(&ENCODING))),
        ("prefixEncoding", Any),
        ("itemEncoding", Any),
    ],
    free: None,
    required: &[],
    section: None,
};

static ENCODING: Shape = Shape {
    name: "an encoding",
    keys: &[
        ("contentType", Text),
        ("headers", Map(&Object(&HEADER))),
        ("style", KnownWord(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        ("explode", Boolean),
        ("allowReserved", Boolean),
    ],
    free: None,
    required: &[],
    section: None,
};

static RESPONSES: Shape = Shape {
    name: "the responses of an operation",
    keys: &[("default", Object(&RESPONSE))],
    free: Some(Free {
        matches: is_status,
        looks: "a status such as `200`, a range such as `4XX`, or `default`",
        kind: Object(&RESPONSE),
    }),
    required: &[],
    section: None,
};

/// `100` to `599`, or `1XX` to `5XX`.
fn is_status(key: &str) -> bool {
    let [class, rest @ ..] = key.as_bytes() else {
        return false;
    };
    let range = rest.eq_ignore_ascii_case(b"xx");
    rest.len() == 2 && matches!(class, b'1'..=b'5') && (range || rest.iter().all(u8::is_ascii_digit))
}

static RESPONSE: Shape = Shape {
    name: "a response",
    keys: &[
        ("summary", Text),
        ("description", Text),
        ("headers", Map(&Object(&HEADER))),
        ("content", Map(&Object(&MEDIA_TYPE))),
        ("links", Map(&Object(&LINK))),
    ],
    free: None,
    required: &[("description", Missing::EmptyText)],
    section: Some("responses"),
};

static CALLBACK: Shape = Shape {
    name: "a callback",
    keys: &[],
    free: Some(Free {
        matches: |key| !key.starts_with("x-"),
        looks: "a runtime expression",
        kind: Object(&PATH_ITEM),
    }),
    required: &[],
    section: Some("callbacks"),
};

static EXAMPLE: Shape = Shape {
    name: "an example",
    keys: &[
        ("summary", Text),
        ("description", Text),
        ("value", Any),
        ("dataValue", Any),
        ("serializedValue", Text),
        ("externalValue", Text),
    ],
    free: None,
    required: &[],
    section: Some("examples"),
};

static LINK: Shape = Shape {
    name: "a link",
    keys: &[
        ("operationRef", Text),
        ("operationId", Text),
        ("parameters", Map(&Any)),
        ("requestBody", Any),
        ("description", Text),
        ("server", Object(&SERVER)),
    ],
    free: None,
    required: &[],
    section: Some("links"),
};
