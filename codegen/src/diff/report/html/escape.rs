//! Text of documents as it stands in a page: as it is read, and never as markup.

use minijinja::Value;

/// Text in which nothing is markup, in elements and in quoted attributes. What is not seen or turns the order of what is seen
/// around is spelled out: `⟨U+202E⟩`.
pub(super) fn escaped(text: &str) -> String {
    let mut page = String::with_capacity(text.len() + text.len() / 8);
    for sign in text.chars() {
        match sign {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            _ if is_unseen(sign) => page.extend(["⟨U+", &format!("{:04X}", u32::from(sign)), "⟩"]),
            _ => page.push(sign),
        }
    }
    page
}

/// Control characters but for those that break or indent lines, the ones that turn the direction of text, and those without width
/// that no script needs.
fn is_unseen(sign: char) -> bool {
    let turns = matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let has_no_width =
        matches!(sign, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    turns || has_no_width || (sign.is_control() && sign != '\n' && sign != '\t')
}

/// Words with `code` in them, as findings write them; escaped.
pub(super) fn words(text: &str) -> Value {
    let mut page = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, after)) = after.split_once('`') else { break };
        page.extend([&escaped(before), "<code>", &escaped(code), "</code>"]);
        rest = after;
    }
    page.push_str(&escaped(rest));
    Value::from_safe_string(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(
            escaped("</script><a href=\"x\" b='&'>"),
            "&lt;/script&gt;&lt;a href=&quot;x&quot; b=&#39;&amp;&#39;&gt;"
        );
        assert_eq!(words("`<b>` and `c` <").to_string(), "<code>&lt;b&gt;</code> and <code>c</code> &lt;");
        assert_eq!(words("one ` alone").to_string(), "one ` alone");
    }

    #[test]
    fn what_is_not_seen_is_spelled_out() {
        assert_eq!(escaped("a\u{202e}b\u{0}c\u{1b}d\u{feff}"), "a⟨U+202E⟩b⟨U+0000⟩c⟨U+001B⟩d⟨U+FEFF⟩");
        assert_eq!(escaped("a\tb\nc é 漢字 👩\u{200d}🚀"), "a\tb\nc é 漢字 👩\u{200d}🚀");
    }
}
