//! Formats: what a value looks like beyond its type.

use super::{context::Context, schemas::describe, warning};
use crate::problem::{Problems, Rule};

pub(super) static UNKNOWN_FORMAT: Rule = warning(
    "unknown-format",
    "a format is spelt right and belongs to its type",
    "A format that is not known says nothing, and none of the tools complains: `datetime` is not `date-time`, and `int64` \
     beside `type: number` is a floating-point number that loses digits. Formats of your own are fine.",
);

/// Well-known formats and the types that have them, by the registry of OpenAPI and JSON Schema.
const FORMATS: [(&str, &[&str]); 45] = [
    ("int8", INTEGER),
    ("int16", INTEGER),
    ("int32", INTEGER),
    // Numbers that JavaScript cannot hold are sent as text.
    ("int64", &["integer", "string"]),
    ("uint8", INTEGER),
    ("uint16", INTEGER),
    ("uint32", INTEGER),
    ("uint64", &["integer", "string"]),
    ("uint", INTEGER),
    ("float", DECIMAL),
    ("double", DECIMAL),
    ("double-int", INTEGER),
    ("decimal", DECIMAL),
    ("decimal128", DECIMAL),
    ("unix-time", NUMBER),
    ("unixtime", NUMBER),
    ("date-time", STRING),
    ("date", STRING),
    ("time", STRING),
    ("duration", STRING),
    ("email", STRING),
    ("idn-email", STRING),
    ("hostname", STRING),
    ("idn-hostname", STRING),
    ("ipv4", STRING),
    ("ipv6", STRING),
    ("uri", STRING),
    ("url", STRING),
    ("uri-reference", STRING),
    ("iri", STRING),
    ("iri-reference", STRING),
    ("uri-template", STRING),
    ("json-pointer", STRING),
    ("relative-json-pointer", STRING),
    ("regex", STRING),
    ("uuid", STRING),
    ("byte", STRING),
    ("binary", STRING),
    ("password", STRING),
    ("base64url", STRING),
    ("char", STRING),
    ("commonmark", STRING),
    ("html", STRING),
    ("http-date", STRING),
    ("media-range", STRING),
];

const INTEGER: &[&str] = &["integer"];
const NUMBER: &[&str] = &["integer", "number"];
const DECIMAL: &[&str] = &["number", "string"];
const STRING: &[&str] = &["string"];

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for object in context.objects.iter().filter(|object| object.is_schema() && !object.is_reference()) {
        let (Some(format), Some(kind)) = (object.node.get("format"), object.node.get("type")) else {
            continue;
        };
        let (Some(text), Some(kind)) = (format.as_str(), kind.as_str()) else { continue };
        if let Some((_, types)) = FORMATS.iter().find(|(known, _)| *known == text) {
            if !types.contains(&kind) {
                let message =
                    format!("`{text}` is no format of the type {kind}, which {} has", describe(object));
                let help = format!("write `type: {}`, or remove the format", types[0]);
                problems.push(UNKNOWN_FORMAT.at(format.span, message).help(help));
            }
        } else if let Some(known) = meant(text, kind) {
            problems.push(
                UNKNOWN_FORMAT
                    .at(format.span, format!("`{text}` is no known format, so it says nothing"))
                    .help(format!("did you mean `{known}`?")),
            );
        }
    }
}

/// The format of the type that `text` is a slip of: the same but for case and separators, or one letter away.
fn meant(text: &str, kind: &str) -> Option<&'static str> {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let wanted = plain(text);
    let of_type = FORMATS.iter().filter(|(_, types)| types.contains(&kind)).map(|(known, _)| *known);
    let is_near = |known: &str| wanted.len() > 5 && strsim::damerau_levenshtein(&wanted, &plain(known)) == 1;
    of_type
        .clone()
        .find(|known| plain(known) == wanted)
        .or_else(|| of_type.clone().find(|known| is_near(known)))
}
