//! Text of a document inside Markdown: it is shown as it is, and is never a link, a mention, a table or HTML.

use std::fmt::Write as _;

/// Text that is read on GitHub as it stands here. What it has between backticks is code, as everywhere in messages.
pub(super) fn prose(text: &str, most: usize) -> String {
    let text = short(text, most);
    let parts: Vec<&str> = text.split('`').collect();
    // A backtick without another one is a sign as any other.
    let paired = parts.len() % 2 == 1;
    let mut prose = String::new();
    for (at, part) in parts.iter().enumerate() {
        let is_last = at + 1 == parts.len();
        let is_code = at % 2 == 1 && (paired || !is_last);
        if is_code {
            prose += &code(part, most);
            continue;
        }
        if at % 2 == 1 {
            prose += "&#96;";
        }
        prose += &plain(part);
    }
    prose
}

/// Text as code.
pub(super) fn code(text: &str, most: usize) -> String {
    let text = short(text, most);
    let is_simple = !text.is_empty() && text == text.trim() && !text.contains(['`', '|', '\\']);
    // Within backticks a table would see its columns, and each parser counts backslashes in its own way.
    if is_simple { format!("`{text}`") } else { format!("<code>{}</code>", entities(&text)) }
}

/// Text as code where HTML is read and Markdown is not, as in a `<summary>`.
pub(super) fn html_code(text: &str, most: usize) -> String {
    let html = short(text, most).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<code>{html}</code>")
}

/// One line of at most so many characters, without signs that steer something: what is longer ends in `…`.
pub(super) fn short(text: &str, most: usize) -> String {
    let line = |sign: char| match sign {
        '\n' | '\r' | '\t' => ' ',
        sign if sign.is_control() || is_invisible(sign) => '\u{fffd}',
        sign => sign,
    };
    let mut short: String = text.chars().take(most).map(line).collect();
    if text.chars().nth(most).is_some() {
        short.pop();
        short.push('…');
    }
    short
}

/// Whether a sign turns the order of others, or cannot be seen.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Text without code: whatever means something in Markdown, in HTML or to GitHub means itself.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut signs = text.chars().peekable();
    let mut last = ' ';
    while let Some(sign) = signs.next() {
        match sign {
            // GitHub looks for mentions and numbers of issues in what is shown: an entity alone would not keep it from that.
            '@' | '#' => plain.extend([entity(sign).as_str(), "&#8203;"]),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '&' | '$' => {
                plain += &entity(sign);
            }
            // Addresses and the names of pictograms become something else.
            ':' if signs.peek().is_some_and(|next| *next != ' ') => plain += &entity(sign),
            '.' if matches!(last, 'w' | 'W') => plain += &entity(sign),
            sign => plain.push(sign),
        }
        last = sign;
    }
    plain
}

/// Text in which nothing but letters, digits and spaces stands for itself.
fn entities(text: &str) -> String {
    let mut entities = String::new();
    for sign in text.chars() {
        if sign.is_ascii_punctuation() {
            entities += &entity(sign);
        } else {
            entities.push(sign);
        }
    }
    entities
}

fn entity(sign: char) -> String {
    let mut entity = String::new();
    // Writing to text cannot fail.
    let _ = write!(entity, "&#{};", u32::from(sign));
    entity
}
