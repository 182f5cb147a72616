//! Media types, compared as HTTP compares them: without case and without parameters.

/// The type and the subtype, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is JSON: `application/json`, `application/problem+json`, `*/*` and the like.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "*/*" || essence == "application/*" || essence.ends_with("/json") || essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json_is_known_by_any_spelling() {
        for name in ["application/json", "Application/JSON; charset=utf-8", "application/problem+json", "*/*"]
        {
            assert!(is_json(name), "{name}");
        }
        for name in ["text/plain", "application/jsonl", "text/*", ""] {
            assert!(!is_json(name), "{name}");
        }
    }
}
