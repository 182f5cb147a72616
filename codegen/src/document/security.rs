//! Security requirements and schemes: the part of the table of [`super::objects`] about credentials.

use super::shape::{
    Kind::{self, Boolean, List, Map, Object, Text, Word},
    Missing, Shape,
};

/// Alternatives, each a mapping from the name of a scheme to its scopes.
pub(super) const SECURITY: Kind = List(&Map(&List(&Text)));

pub(super) static SECURITY_SCHEME: Shape = Shape {
    name: "a security scheme",
    keys: &[
        ("type", Word(&["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"])),
        ("description", Text),
        ("deprecated", Boolean),
        ("name", Text),
        ("in", Word(&["query", "header", "cookie"])),
        ("scheme", Text),
        ("bearerFormat", Text),
        ("flows", Object(&OAUTH_FLOWS)),
        ("openIdConnectUrl", Text),
        ("oauth2MetadataUrl", Text),
    ],
    free: None,
    required: &[("type", Missing::Error)],
    section: Some("securitySchemes"),
};

static OAUTH_FLOWS: Shape = Shape {
    name: "the OAuth flows",
    keys: &[
        ("implicit", Object(&IMPLICIT_FLOW)),
        ("password", Object(&TOKEN_FLOW)),
        ("clientCredentials", Object(&TOKEN_FLOW)),
        ("authorizationCode", Object(&CODE_FLOW)),
        ("deviceAuthorization", Object(&TOKEN_FLOW)),
    ],
    free: None,
    required: &[],
    section: None,
};

const FLOW_KEYS: &[(&str, Kind)] = &[
    ("authorizationUrl", Text),
    ("deviceAuthorizationUrl", Text),
    ("tokenUrl", Text),
    ("refreshUrl", Text),
    ("scopes", Map(&Text)),
];

static IMPLICIT_FLOW: Shape = Shape {
    name: "an implicit OAuth flow",
    keys: FLOW_KEYS,
    free: None,
    required: &[("authorizationUrl", Missing::EmptyText), ("scopes", Missing::EmptyMapping)],
    section: None,
};

static TOKEN_FLOW: Shape = Shape {
    name: "an OAuth flow",
    keys: FLOW_KEYS,
    free: None,
    required: &[("tokenUrl", Missing::EmptyText), ("scopes", Missing::EmptyMapping)],
    section: None,
};

static CODE_FLOW: Shape = Shape {
    name: "an authorization code flow",
    keys: FLOW_KEYS,
    free: None,
    required: &[
        ("authorizationUrl", Missing::EmptyText),
        ("tokenUrl", Missing::EmptyText),
        ("scopes", Missing::EmptyMapping),
    ],
    section: None,
};
