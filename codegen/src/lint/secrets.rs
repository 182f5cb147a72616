//! Values that nobody else may see.

use super::{context::Context, security::is_credential, walk::Kind, warning};
use crate::{
    document::Node,
    problem::{Problems, Rule},
};
use heck::ToSnakeCase;

pub(super) static UNMARKED_SECRET: Rule = warning(
    "unmarked-secret",
    "a text that is secret by its name has `format: password`",
    "The format is how a document says that a value must not be shown: editors mask it, and filters of logs and the pages of \
     documentation go by it. Text that is called a password, a secret or a token, and is none, deserves another name.",
);

/// Names, in `snake_case`, that mean a secret when they end a name.
const SECRETS: [&str; 14] = [
    "password",
    "passphrase",
    "passwd",
    "secret",
    "secret_key",
    "client_secret",
    "private_key",
    "api_key",
    "apikey",
    "access_token",
    "refresh_token",
    "auth_token",
    "bearer_token",
    "secret_access_key",
];

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for object in &context.objects {
        let text = |key: &str| object.node.get(key).and_then(Node::as_str).unwrap_or_default();
        let (name, place, schema) = match object.kind {
            Kind::Property => (object.name, object.place, Some(object.node)),
            // Of credentials another rule speaks.
            Kind::Parameter if !is_credential(context, text("in"), text("name")) => {
                let place = object.node.get("name").map_or(object.place, |name| name.span);
                (text("name"), place, object.node.get("schema"))
            }
            _ => continue,
        };
        let Some(schema) = schema.map(|schema| context.document.resolve(schema)) else { continue };
        if is_secret(name) && is_plain_text(schema) {
            problems.push(
                UNMARKED_SECRET
                    .at(place, format!("`{name}` holds a secret and is not marked as one"))
                    .help("write `format: password` beside its `type`"),
            );
        }
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_snake_case();
    SECRETS
        .iter()
        .any(|secret| name.strip_suffix(secret).is_some_and(|rest| rest.is_empty() || rest.ends_with('_')))
}

/// Whether a schema is text of no format: a list of values is known to all, and a format says what the text is.
fn is_plain_text(schema: &Node) -> bool {
    schema.get("type").and_then(Node::as_str) == Some("string")
        && ["format", "enum"].iter().all(|key| schema.get(key).is_none())
}
