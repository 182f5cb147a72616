//! Names in messages: slips of known names, and lists.

use crate::{
    document::Node,
    patch,
    problem::{Fix, Problems, Rule, Span},
    suggest::{certain, certain_name, closest},
};

/// `` did you mean `x`? `` when a candidate is near, `otherwise` when none is.
pub(super) fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: impl Into<String>,
) -> String {
    match closest(name, candidates) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => otherwise.into(),
    }
}

/// The fix of a name that is a slip of one of the names that the document defines, where that is certain.
pub(super) fn meant<'a>(
    text: &str,
    span: Span,
    name: &str,
    defined: impl IntoIterator<Item = &'a str>,
) -> Option<Fix> {
    patch::write(text, span, name, certain_name(name, defined)?)
}

/// The fix of a word that is a slip of one of the words that may stand there, where that is certain.
pub(super) fn meant_word<'a>(
    text: &str,
    span: Span,
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<Fix> {
    patch::write(text, span, word, certain(word, known)?)
}

/// The candidate that `name` is a slip of: equal but for case and separators, or a few typing mistakes away.
/// Stricter than advice may be, because rules decide by it what somebody meant.
pub(super) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(name);
    let tolerance = (wanted.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &plain(candidate)), candidate))
        .filter(|(distance, _)| *distance <= tolerance)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `` `a`, `b` or `c` ``: at most eight names, then how many more there are.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 8;
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [name] => name.clone(),
        _ if names.len() > SHOWN => {
            format!("{} and {} more", names[..SHOWN].join(", "), names.len() - SHOWN)
        }
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// Reports every key of `node` that is not one of `known`. `what` names the object, as in "a bucket".
pub(super) fn unknown_keys(
    text: &str,
    rule: &'static Rule,
    node: &Node,
    what: &str,
    known: &[&'static str],
    problems: &mut Problems,
) {
    for (key, entry) in node.entries().filter(|(key, _)| !known.contains(key)) {
        let others = format!("{what} has {}", list(known.iter().copied()));
        let free = known.iter().copied().filter(|known| node.get(known).is_none());
        problems.push(
            rule.at(entry.key_span, format!("{what} has no key `{key}`"))
                .help(did_you_mean(key, known.iter().copied(), others))
                .fix(meant_word(text, entry.key_span, key, free)),
        );
    }
}

/// The keys of `required` that `node` has neither as they are nor misspelt: those are reported as unknown.
pub(super) fn missing_keys(
    node: &Node,
    required: &[&'static str],
    known: &[&'static str],
) -> Vec<&'static str> {
    let misspelt = |key: &str| {
        let mut others = node.entries().filter(|(other, _)| !known.contains(other));
        others.any(|(other, _)| nearest(other, [key]).is_some())
    };
    let missing = required.iter().filter(|key| node.get(key).is_none() && !misspelt(key));
    missing.copied().collect()
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '.')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_a_few_mistakes_away() {
        let names = ["agent-creation", "agent-listing", "reads"];
        assert_eq!(nearest("agent-craetion", names), Some("agent-creation"));
        assert_eq!(nearest("agentListing", names), Some("agent-listing"));
        assert_eq!(nearest("read", names), Some("reads"));
        assert_eq!(nearest("writes", names), None);
        assert_eq!(nearest("", names), None);
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(list([]), "nothing");
        assert_eq!(list(["a"]), "`a`");
        assert_eq!(list(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(
            list(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]),
            "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h` and 2 more"
        );
    }
}
