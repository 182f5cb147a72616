//! "Did you mean": the known word that a misspelt one is closest to, and the one that it surely is.

use std::collections::BTreeSet;

/// The candidate that `word` most likely means; `None` when none is close.
#[must_use]
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .filter(|candidate| {
            *candidate != word && candidate.len().abs_diff(word.len()) <= word.len().max(4) / 2
        })
        .map(|candidate| (likeness(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.85)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

/// The word that a misspelt one surely means, among words that are fixed beforehand: equal but for case and what joins its
/// parts, or the only one within one typing mistake, two in a long word.
#[must_use]
pub(crate) fn certain<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let tolerance = match word.chars().count() {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    only(word, candidates, |word, candidate| strsim::osa_distance(word, candidate) <= tolerance)
}

/// The name that a misspelt one surely means, among names that somebody chose. There is less to go by: `get_user` is no
/// slip of `set_user`, nor `User` of `Users` or `page2` of `page1`. So it is equal but for case and what joins its parts, or the only
/// one from which it differs by two letters that are swapped, or by one too many or too few, neither the first nor the last.
#[must_use]
pub(crate) fn certain_name<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    only(name, candidates, |name, candidate| {
        let (name, candidate): (Vec<char>, Vec<char>) = (name.chars().collect(), candidate.chars().collect());
        let ends = name.first() == candidate.first() && name.last() == candidate.last();
        let digits = |word: &[char]| word.iter().copied().filter(char::is_ascii_digit).collect::<String>();
        let swapped = name.len() == candidate.len() && {
            let differ: Vec<usize> = (0..name.len()).filter(|at| name[*at] != candidate[*at]).collect();
            matches!(differ[..], [one, other] if other == one + 1
                && name[one] == candidate[other] && name[other] == candidate[one])
        };
        let one_more =
            name.len().abs_diff(candidate.len()) == 1 && strsim::generic_levenshtein(&name, &candidate) == 1;
        name.len() >= 4 && digits(&name) == digits(&candidate) && (swapped || ends && one_more)
    })
}

/// The only candidate that is `near`, or equal but for case and what joins its parts; those are compared in lower case.
fn only<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    near: impl Fn(&str, &str) -> bool,
) -> Option<&'a str> {
    let plain = |word: &str| word.replace(['-', '_', ' '], "").to_lowercase();
    let (lower, wanted) = (word.to_lowercase(), plain(word));
    let (mut equal, mut close) = (BTreeSet::new(), BTreeSet::new());
    for candidate in candidates.into_iter().filter(|candidate| *candidate != word) {
        if plain(candidate) == wanted {
            equal.insert(candidate);
        } else if near(&lower, &candidate.to_lowercase()) {
            close.insert(candidate);
        }
    }
    let found = if equal.is_empty() { close } else { equal };
    let mut found = found.into_iter();
    found.next().filter(|_| found.next().is_none())
}

/// From 0 to 1. One slip of the finger is close even in a short word, where the usual measure sees little in common.
fn likeness(word: &str, candidate: &str) -> f64 {
    let usual = strsim::jaro_winkler(word, candidate);
    let one_slip = word.len() >= 3 && strsim::osa_distance(word, candidate) <= 1;
    if one_slip { usual.max(0.9) } else { usual }
}

#[cfg(test)]
mod tests {
    use super::{certain, certain_name, closest};

    #[test]
    fn finds_misspelt_and_miscased_words_and_nothing_else() {
        let keys = ["operationId", "parameters", "responses", "requestBody", "description"];
        assert_eq!(closest("operationID", keys), Some("operationId"));
        assert_eq!(closest("paramters", keys), Some("parameters"));
        assert_eq!(closest("descripton", keys), Some("description"));
        assert_eq!(closest("Cta", ["Dog", "Cat"]), Some("Cat"));
        assert_eq!(closest("b", ["a", "c"]), None);
        assert_eq!(closest("body", keys), None);
        assert_eq!(closest("é", keys), None);
    }
    #[test]
    fn words_of_a_fixed_choice_are_certain_within_a_few_slips() {
        let keys = ["operationId", "parameters", "responses", "servers", "in", "get", "put"];
        assert_eq!(certain("operationID", keys), Some("operationId"));
        assert_eq!(certain("operation_id", keys), Some("operationId"));
        assert_eq!(certain("paramters", keys), Some("parameters"));
        assert_eq!(certain("parmeter", keys), Some("parameters"));
        assert_eq!(certain("server", keys), Some("servers"));
        for uncertain in ["response_body", "out", "gut", "pet", "", "é", "responses"] {
            assert_eq!(certain(uncertain, keys), None, "{uncertain}");
        }
        assert_eq!(certain("maxItem", ["maxItems", "minItems"]), Some("maxItems"));
        assert_eq!(certain("mxxItems", ["maxItems", "minItems"]), None);
    }

    #[test]
    fn names_are_certain_where_no_other_name_is_likely() {
        let names = ["agent-creation", "User", "set_user", "page1", "min_size", "Robot", "robot_"];
        assert_eq!(certain_name("agent-craetion", names), Some("agent-creation"));
        assert_eq!(certain_name("agent-creatino", names), Some("agent-creation"));
        assert_eq!(certain_name("agent-creatiion", names), Some("agent-creation"));
        assert_eq!(certain_name("agent-ceation", names), Some("agent-creation"));
        assert_eq!(certain_name("AgentCreation", names), Some("agent-creation"));
        for uncertain in
            ["Users", "get_user", "page2", "max_size", "agent-cration-", "robot", "Usr1", "UserA", "User"]
        {
            assert_eq!(certain_name(uncertain, names), None, "{uncertain}");
        }
    }
}
