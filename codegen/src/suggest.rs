//! "Did you mean": the known word that a misspelt one is closest to.

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

/// From 0 to 1. One slip of the finger is close even in a short word, where the usual measure sees little in common.
fn likeness(word: &str, candidate: &str) -> f64 {
    let usual = strsim::jaro_winkler(word, candidate);
    let one_slip = word.len() >= 3 && strsim::osa_distance(word, candidate) <= 1;
    if one_slip { usual.max(0.9) } else { usual }
}

#[cfg(test)]
mod tests {
    use super::closest;

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
}
