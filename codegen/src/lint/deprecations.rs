//! What is discouraged, and what to use in its place.

use super::{
    context::Context,
    schemas::describe,
    walk::{Kind, Object},
    warning,
};
use crate::{
    document::Node,
    problem::{Problems, Rule},
};

pub(super) static DEPRECATED_WITHOUT_ADVICE: Rule = warning(
    "deprecated-without-advice",
    "what is deprecated says what to use in its place, or until when it works",
    "The compiler warns whoever uses something deprecated, with its description as the only advice. One that names no \
     replacement and no end leaves callers with a warning that they can only silence. Write `Use .. instead.`, or when it \
     will be removed.",
);

/// Parts of words with which a description gives advice.
const ADVICE: [&str; 23] = [
    "alternative",
    "closing down",
    "discontinu",
    "end of life",
    "end-of-life",
    "instead",
    "in favor",
    "in favour",
    "legacy",
    "migrat",
    "moved to",
    "no longer",
    "no replacement",
    "prefer",
    "remov",
    "renamed",
    "replac",
    "retire",
    "see ",
    "successor",
    "sunset",
    "supersed",
    "use ",
];

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for object in &context.objects {
        let what = match object.kind {
            Kind::Operation => "this operation".to_owned(),
            Kind::Parameter => {
                format!(
                    "the parameter `{}`",
                    object.node.get("name").and_then(Node::as_str).unwrap_or_default()
                )
            }
            Kind::Schema | Kind::Property => describe(object),
            _ => continue,
        };
        let Some(deprecated) =
            object.node.entry("deprecated").filter(|entry| entry.node.as_bool() == Some(true))
        else {
            continue;
        };
        if !gives_advice(object) {
            problems.push(
                DEPRECATED_WITHOUT_ADVICE
                    .at(
                        deprecated.key_span,
                        format!("{what} is deprecated, and nothing says what to use instead"),
                    )
                    .help("write in its `description` what to use instead, or when it will be removed"),
            );
        }
    }
}

fn gives_advice(object: &Object<'_>) -> bool {
    let has_key = |key: &str| {
        key.starts_with("x-") && ["sunset", "deprecat", "replace"].iter().any(|word| key.contains(word))
    };
    let texts =
        ["summary", "description", "title"].into_iter().filter_map(|key| object.node.get(key)?.as_str());
    object.node.entries().any(|(key, _)| has_key(key))
        || texts.map(str::to_lowercase).any(|text| ADVICE.iter().any(|word| text.contains(word)))
}
