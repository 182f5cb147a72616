//! "Did you mean": the known word that a misspelt one is closest to.

/// The candidate that `word` most likely means; `None` when none is close.
pub(crate) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .filter(|candidate| {
            *candidate != word && candidate.len().abs_diff(word.len()) <= word.len().max(4) / 2
        })
        .map(|candidate| {
            (
                strsim::jaro_winkler(&word.to_lowercase(), &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(likeness, _)| *likeness >= 0.85)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn finds_misspelt_and_miscased_words_and_nothing_else() {
        let keys = [
            "operationId",
            "parameters",
            "responses",
            "requestBody",
            "description",
        ];
        assert_eq!(closest("operationID", keys), Some("operationId"));
        assert_eq!(closest("paramters", keys), Some("parameters"));
        assert_eq!(closest("descripton", keys), Some("description"));
        assert_eq!(closest("body", keys), None);
        assert_eq!(closest("é", keys), None);
    }
}
