//! Texts with `*` for any text.

/// Whether all of `text` is what `pattern` says.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    // `split` gives at least one part.
    let last = parts.pop().unwrap_or_default();
    // The earliest place of each part leaves the most to those that follow.
    for part in parts {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text) in [
            ("GET /users", "GET /users"),
            ("* 401", "GET /users 401"),
            ("*", ""),
            ("*", "anything"),
            ("GET *", "GET /users"),
            ("GET * 4*", "GET /users 404"),
            ("*/message", "Error/message"),
            ("a*b*c", "a-b-b-c"),
            ("a**", "a"),
            ("*ab", "aab"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("GET /users", "GET /users/{id}"),
            ("* 401", "GET /users 4010"),
            ("GET *", "PUT /users"),
            ("a*b*c", "a-c-b"),
            ("a*a", "a"),
            ("", "a"),
        ] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
