//! The vocabulary as a whole: `x-enum`, and keys that are almost ours.

use super::{
    calls,
    context::Context,
    error, pages, suggest, waits,
    walk::{Kind, Object},
    warning,
};
use crate::{
    document::{Entry, Node},
    problem::{Problem, Problems, Rule},
};

pub(super) static BAD_ENUM_EXTENSION: Rule = error(
    "bad-enum-extension",
    "`x-enum` speaks of the values of its enum",
    "`case` is `sensitive` or `insensitive`; `descriptions` maps values of `enum` to what they mean.",
)
.fixable();
pub(super) static UNKNOWN_EXTENSION: Rule = warning(
    "unknown-extension",
    "the keys of the vocabulary are spelt right and stand where they are read",
    "A key that starts with `x-` is legal everywhere, so nothing else notices a misspelt one: the fact \
     that it states would be lost in silence.",
)
.fixable();

const ENUM_KEYS: [&str; 2] = ["case", "descriptions"];

/// Every key of the vocabulary, the objects in which it is read, and what those are called.
const VOCABULARY: [(&str, &[Kind], &str); 11] = [
    ("x-rate-limits", &[Kind::Root], "the root"),
    ("x-errors", &[Kind::Root], "the root"),
    ("x-rate-limit", &[Kind::Operation], "an operation"),
    ("x-rate-limit-reason", &[Kind::Operation], "an operation"),
    ("x-retry", &[Kind::Operation], "an operation"),
    ("x-stale", &[Kind::Operation], "an operation"),
    ("x-pagination", &[Kind::Operation], "an operation"),
    ("x-wait", &[Kind::Operation], "an operation"),
    ("x-timeout", &[Kind::Operation], "an operation"),
    ("x-error", &[Kind::Response], "a response"),
    ("x-enum", &[Kind::Schema, Kind::Property, Kind::Subschema], "a schema with `enum`"),
];

pub(super) fn check(context: &Context<'_>, problems: &mut Problems) {
    for object in &context.objects {
        for (key, entry) in object.node.entries().filter(|(key, _)| key.starts_with("x-")) {
            if let Some(problem) = misplaced(context.text(), object, key, entry) {
                problems.push(problem);
            }
        }
        if object.is_schema()
            && let Some(extension) = ours(object.node, "x-enum")
        {
            check_enum(context.text(), object.node, extension, problems);
        }
    }
}

/// The keys of an extension that is a mapping: what its rule checks when at least one of them is there.
fn keys(extension: &str) -> &'static [&'static str] {
    match extension {
        "x-retry" => &calls::RETRY_KEYS,
        "x-stale" => &[calls::STALE_KEY],
        "x-timeout" => &[calls::TIMEOUT_KEY],
        "x-pagination" => &pages::PAGINATION_KEYS,
        "x-wait" => &waits::WAIT_KEYS,
        "x-enum" => &ENUM_KEYS,
        _ => &[],
    }
}

/// The value of an extension of ours. One that has nothing but keys of somebody else is not ours; it is
/// reported here.
pub(super) fn ours<'a>(object: &'a Node, extension: &str) -> Option<&'a Node> {
    object.get(extension).filter(|node| !is_foreign(node, keys(extension)))
}

/// Whether an extension is a mapping without any key of ours: its name is free for everybody to use.
fn is_foreign(node: &Node, known: &[&'static str]) -> bool {
    let ours = |key: &str| known.contains(&key) || suggest::nearest(key, known.iter().copied()).is_some();
    !known.is_empty() && node.entries().next().is_some() && !node.entries().any(|(key, _)| ours(key))
}

fn misplaced(text: &str, object: &Object<'_>, key: &str, entry: &Entry) -> Option<Problem> {
    let place = entry.key_span;
    let known = VOCABULARY.iter().find(|(name, _, _)| *name == key);
    if known.is_some_and(|(_, kinds, _)| kinds.contains(&object.kind)) {
        let foreign = is_foreign(&entry.node, keys(key));
        return foreign.then(|| {
            UNKNOWN_EXTENSION
                .at(place, format!("this `{key}` is of another vocabulary and is not read"))
                .help(format!("the keys that are read are {}", suggest::list(keys(key).iter().copied())))
        });
    }
    let here =
        VOCABULARY.iter().filter(|(_, kinds, _)| kinds.contains(&object.kind)).map(|(name, _, _)| *name);
    let meant = close(key, here);
    let free = meant.filter(|meant| object.node.get(meant).is_none());
    let fix = suggest::meant_word(text, place, key, free);
    if let Some((_, _, home)) = known {
        let help = meant.map_or(format!("move it to {home}"), |meant| format!("did you mean `{meant}`?"));
        return Some(UNKNOWN_EXTENSION.at(place, format!("`{key}` is not read here")).help(help).fix(fix));
    }
    // Far from home a key that merely resembles one of ours is somebody else's.
    let meant = meant?;
    Some(
        UNKNOWN_EXTENSION
            .at(place, format!("`{key}` is no key of the vocabulary"))
            .help(format!("did you mean `{meant}`?"))
            .fix(fix),
    )
}

/// The name that `key` is a slip of: one edit away, two in a long name.
fn close<'a>(key: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let key = key.to_ascii_lowercase().replace('_', "-");
    names
        .map(|name| (strsim::damerau_levenshtein(&key, name), name))
        .filter(|(distance, name)| *distance <= if name.len() > 9 { 2 } else { 1 })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn check_enum(text: &str, schema: &Node, extension: &Node, problems: &mut Problems) {
    suggest::unknown_keys(text, &BAD_ENUM_EXTENSION, extension, "`x-enum`", &ENUM_KEYS, problems);
    let Some(values) = schema.get("enum") else {
        problems.push(
            BAD_ENUM_EXTENSION
                .at(extension.span, "`x-enum` stands in a schema without `enum`")
                .help("move it beside the `enum`, or remove it"),
        );
        return;
    };
    let case = extension.get("case");
    if let Some(case) = case.filter(|case| !matches!(case.as_str(), Some("insensitive" | "sensitive"))) {
        let word = case.as_str().unwrap_or_default();
        problems.push(
            BAD_ENUM_EXTENSION
                .at(case.span, format!("`{word}` is no way to compare values"))
                .help("write `case: insensitive` or `case: sensitive`")
                .fix(suggest::meant_word(text, case.span, word, ["insensitive", "sensitive"])),
        );
    }
    let values: Vec<&str> = values.items().iter().filter_map(Node::as_str).collect();
    for (value, entry) in extension.get("descriptions").into_iter().flat_map(Node::entries) {
        if !values.contains(&value) {
            let others = format!("the values are {}", suggest::list(values.iter().copied()));
            problems.push(
                BAD_ENUM_EXTENSION
                    .at(entry.key_span, format!("`{value}` is no value of the enum"))
                    .help(suggest::did_you_mean(value, values.iter().copied(), others))
                    .fix(suggest::meant(text, entry.key_span, value, values.iter().copied())),
            );
        }
    }
}
