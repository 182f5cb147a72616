//! Text of the document -> lines of documentation: prose wrapped, tables and lists kept, and no code block a test.

/// The widest line, in characters, without the `/// `.
const WIDTH: usize = 96;

/// The lines of a documentation text, each with its leading space.
pub(super) fn doc_lines(text: &str) -> Vec<String> {
    let text = plain(text);
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<Fence> = None;
    for line in text.trim().lines() {
        let line = line.trim_end();
        if let Some(open) = &fence {
            match open.read(line) {
                Inside::Code(code) => {
                    lines.push(open.line(code));
                    continue;
                }
                Inside::Closed => {
                    lines.push(open.line(&open.mark));
                    fence = None;
                    continue;
                }
                Inside::Left => {
                    lines.push(open.line(&open.mark));
                    fence = None;
                }
            }
        }
        let bare = line.trim_start();
        if let Some(open) = Fence::open(line) {
            if !open.items.is_empty() {
                // Behind a blank line it is no underline of a heading.
                let blank = open.line("");
                if lines.last().is_some_and(|last| *last != blank) {
                    lines.push(blank);
                }
                lines.push(open.line(&open.items));
            }
            lines.push(open.line(&format!("{}{}", open.mark, open.language)));
            fence = Some(open);
        } else if bare.is_empty() {
            if lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(String::new());
            }
        } else {
            // Four spaces would make code of prose.
            let indent = (line.len() - bare.len()).min(3);
            wrap(&link(&without_code(bare)), indent, &mut lines);
        }
    }
    if let Some(open) = fence {
        lines.push(open.line(&open.mark));
    }
    lines
}

/// Text as a cell of a table: one line, without what would end the cell.
pub(crate) fn cell(text: &str) -> String {
    let line = plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cell = String::with_capacity(line.len());
    let mut is_escaped = false;
    for sign in line.chars() {
        if sign == '|' && !is_escaped {
            cell.push('\\');
        }
        is_escaped = sign == '\\' && !is_escaped;
        cell.push(sign);
    }
    cell
}

/// Text without what Rust refuses in a comment or would show as something else: bare carriage returns, control characters,
/// and the characters that turn the direction of text around. Tabs become spaces.
fn plain(text: &str) -> String {
    let is_shown = |sign: &char| {
        *sign == '\n'
            || !(sign.is_control() || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
    text.chars().filter(is_shown).collect()
}

/// A code block between fences, as `CommonMark` has it. It is written without the list item around it, if any, and within its
/// quotes, so that where it ends does not hang on indentation.
struct Fence {
    /// How many `>` are before it.
    quotes: usize,
    /// The markers of list items on the line that opens it.
    items: String,
    /// The column that its lines must reach while the list item on its first line lasts.
    column: usize,
    /// The fence itself: three or more backticks or tildes.
    mark: String,
    /// What it is written as: rustdoc runs Rust, and takes what names no language for Rust.
    language: String,
}

/// What a line after the one that opens a fence is.
enum Inside<'a> {
    Code(&'a str),
    Closed,
    /// The quote or the list item has ended, and the block with it.
    Left,
}

impl Fence {
    fn open(line: &str) -> Option<Self> {
        let (markers, rest) = split_markers(line);
        let (mark, info) = split_fence(rest)?;
        if mark.starts_with('`') && info.contains('`') {
            return None;
        }
        let items: Vec<&str> = markers.split([' ', '>']).filter(|marker| !marker.is_empty()).collect();
        let last = markers.rfind('>').map_or(0, |at| at + 1);
        Some(Self {
            quotes: markers.matches('>').count(),
            column: if markers[last..].trim().is_empty() { 0 } else { markers.len() - last },
            items: items.join(" "),
            mark: mark.to_owned(),
            language: language(info),
        })
    }

    fn read<'a>(&self, line: &'a str) -> Inside<'a> {
        let mut rest = line;
        for _ in 0..self.quotes {
            let Some(inner) = rest.trim_start().strip_prefix('>') else { return Inside::Left };
            rest = inner;
        }
        let bare = rest.trim_start();
        if !bare.is_empty() && rest.len() - bare.len() < self.column {
            return Inside::Left;
        }
        match split_fence(bare) {
            Some((mark, "")) if mark.starts_with(&self.mark) => Inside::Closed,
            _ if self.quotes > 0 => Inside::Code(rest.strip_prefix(' ').unwrap_or(rest)),
            _ => Inside::Code(rest),
        }
    }

    /// A line within the quotes of the block.
    fn line(&self, text: &str) -> String {
        let quotes = "> ".repeat(self.quotes);
        format!(" {quotes}{text}").trim_end().to_owned()
    }
}

/// The fence at the start of `line` and what follows it.
fn split_fence(line: &str) -> Option<(&str, &str)> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(sign).len();
    (length >= 3).then(|| (&line[..length], line[length..].trim()))
}

/// The language to write after a fence: `text` unless the info string plainly names another one than Rust.
fn language(info: &str) -> String {
    let words: Vec<&str> = info
        .split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | '{' | '}'))
        .map(|word| word.trim_start_matches('.'))
        .filter(|word| !word.is_empty())
        .collect();
    let is_of_rust = |word: &&str| {
        let word = word.to_lowercase().replace('-', "_");
        let is_error =
            word.len() == 5 && word.starts_with('e') && word[1..].bytes().all(|b| b.is_ascii_digit());
        let whole =
            ["rust", "rs", "no_run", "should_panic", "compile_fail", "test_harness", "allow_fail", "custom"];
        let starts = ["ignore", "edition", "standalone", "class="];
        is_error || whole.contains(&word.as_str()) || starts.iter().any(|start| word.starts_with(start))
    };
    let is_plain = |word: &&&str| {
        word.starts_with(|sign: char| sign.is_ascii_alphabetic())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+#-_".contains(&byte))
    };
    match words.first().filter(is_plain) {
        Some(first) if !words.iter().any(is_of_rust) => (*first).to_owned(),
        _ => "text".to_owned(),
    }
}

/// The markers of quotes and list items at the start of `line`, with the spaces around them, and what follows.
fn split_markers(line: &str) -> (&str, &str) {
    let mut rest = line.trim_start();
    while let Some(after) = after_marker(rest) {
        rest = after.trim_start();
    }
    (&line[..line.len() - rest.len()], rest)
}

fn after_marker(line: &str) -> Option<&str> {
    if let Some(quoted) = line.strip_prefix('>') {
        return Some(quoted);
    }
    let digits = line.len() - line.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    let after = match digits {
        0 => line.strip_prefix(['-', '*', '+']),
        1..=9 => line[digits..].strip_prefix(['.', ')']),
        _ => None,
    };
    after.filter(|after| after.starts_with(' '))
}

/// A line of prose with at most four spaces behind a marker: five would make code of it.
fn without_code(line: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(line.len()), line);
    while let Some(after) = after_marker(rest) {
        let next = after.trim_start();
        text.push_str(&rest[..rest.len() - after.len()]);
        text.push_str(&" ".repeat((after.len() - next.len()).min(4)));
        rest = next;
    }
    text + rest
}

/// Puts bare addresses in angle brackets, as rustdoc wants them.
fn link(line: &str) -> String {
    let linked = line.split(' ').map(|word| {
        if !(word.starts_with("https://") || word.starts_with("http://")) {
            return word.to_owned();
        }
        let address = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
        format!("<{address}>{}", &word[address.len()..])
    });
    linked.collect::<Vec<_>>().join(" ")
}

fn wrap(line: &str, indent: usize, lines: &mut Vec<String>) {
    let is_list = line.starts_with(['-', '*', '+']) || line.starts_with(|first: char| first.is_ascii_digit());
    let keep = line.starts_with(['|', '#', '>', '<', '[']);
    let margin = " ".repeat(1 + indent);
    if keep || line.len() <= WIDTH {
        lines.push(format!("{margin}{line}"));
        return;
    }
    let hanging = if is_list { format!("{margin}  ") } else { margin.clone() };
    let mut current = margin;
    let mut words = line.split_whitespace().peekable();
    while let Some(word) = words.next() {
        // What means something at the start of a line stays behind the word before it.
        let mut unit = word.to_owned();
        while let Some(next) = words.next_if(|next| opens_block(next)) {
            unit.push(' ');
            unit.push_str(next);
        }
        let is_first = current.trim().is_empty();
        if !is_first && current.chars().count() + 1 + unit.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut current, hanging.clone()));
        } else if !is_first {
            current.push(' ');
        }
        current.push_str(&unit);
    }
    lines.push(current);
}

/// Whether a line that starts with `word` would be no prose: a list, a heading, a quote, a table, a rule or code.
fn opens_block(word: &str) -> bool {
    let is_all = |signs: &[char]| word.chars().all(|sign| signs.contains(&sign));
    after_marker(&format!("{word} ")).is_some()
        || is_all(&['#'])
        || is_all(&['='])
        || is_all(&['-'])
        || is_all(&['*'])
        || is_all(&['_'])
        || word.starts_with('|')
        || split_fence(word).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        doc_lines(text)
    }

    #[test]
    fn prose_is_wrapped_and_code_is_no_test() {
        let long = "word ".repeat(40);
        let lines = lines(&format!("Summary.\n\n\n{long}\n```\nlet x\n```\n| a | b |"));
        assert!(lines.iter().all(|line| line.len() <= WIDTH + 1), "{lines:?}");
        assert_eq!(lines[..2], [" Summary.", ""]);
        assert!(lines.contains(&" ```text".to_owned()));
        assert_eq!(lines.last().map(String::as_str), Some(" | a | b |"));
    }

    #[test]
    fn every_fence_but_that_of_another_language_holds_text() {
        for (info, shown) in [
            ("", "text"),
            ("rust", "text"),
            ("Rust", "text"),
            ("no_run", "text"),
            ("ignore", "text"),
            ("should_panic", "text"),
            ("edition2021", "text"),
            ("compile_fail,E0277", "text"),
            ("rust,no_run", "text"),
            (" rust title=x", "text"),
            ("{.rust}", "text"),
            ("json", "json"),
            (" http ", "http"),
            ("sh title=\"x\"", "sh"),
            ("c++", "c++"),
            ("123", "text"),
        ] {
            for mark in ["```", "````", "~~~", "~~~~~"] {
                let block = lines(&format!("{mark}{info}\nlet x\n{mark}\nafter"));
                let expected =
                    [format!(" {mark}{shown}"), " let x".into(), format!(" {mark}"), " after".into()];
                assert_eq!(block, expected);
            }
        }
    }

    #[test]
    fn a_fence_ends_where_commonmark_ends_it() {
        // A shorter fence, another sign and an info string close nothing.
        let block = lines("````\n```\n~~~~\n````x\n`````\n- a");
        assert_eq!(block, [" ````text", " ```", " ~~~~", " ````x", " ````", " - a"]);
        // What holds backticks opens nothing.
        assert_eq!(lines("```x``` is code\nnext"), [" ```x``` is code", " next"]);
        assert_eq!(lines("```\nopen"), [" ```text", " open", " ```"]);
    }

    #[test]
    fn quotes_and_list_items_hold_fences_too() {
        assert_eq!(
            lines("> ```\n> let x\n>   y\n> ```\n> quoted"),
            [" > ```text", " > let x", " >   y", " > ```", " > quoted"]
        );
        assert_eq!(lines(">~~~ rust\n>x\nafter"), [" > ~~~text", " > x", " > ~~~", " after"]);
        assert_eq!(
            lines("text\n- ```no_run\n  let x\n  ```\n- b"),
            [" text", "", " -", " ```text", "   let x", " ```", " - b"]
        );
        assert_eq!(lines("1. ```\n   x\nafter"), [" 1.", " ```text", "    x", " ```", " after"]);
        assert_eq!(lines("- a\n\n  ```\n  x\n  ```"), [" - a", "", " ```text", "   x", " ```"]);
    }

    #[test]
    fn indentation_makes_no_code() {
        assert_eq!(lines("a\n\n      x"), [" a", "", "    x"]);
        assert_eq!(lines(">       x\n-      y"), [" >    x", " -    y"]);
    }

    #[test]
    fn line_ends_and_control_characters_do_not_reach_rust() {
        assert_eq!(lines("a\r\nb\rc"), [" a", " b", " c"]);
        assert_eq!(lines("a\u{202e}b\u{2066}c\u{7}d\u{0}"), [" abcd"]);
        assert_eq!(lines("a\tb"), [" a    b"]);
    }

    #[test]
    fn wrapping_starts_no_list_heading_or_quote() {
        for sign in ["-", "+", "*", "#", "##", ">", "1.", "12)", "```", "~~~", "|", "---", "==="] {
            let text = format!("{} {sign} end", "word ".repeat(19).trim_end());
            let lines = lines(&text);
            assert_eq!(lines.len(), 2, "{lines:?}");
            assert!(lines[1].starts_with(" word "), "{lines:?}");
            assert_eq!(lines.concat().split_whitespace().count(), 21);
        }
    }

    #[test]
    fn a_cell_is_one_line_without_bars() {
        assert_eq!(cell("a | b\n\nc \\| d\r\ne"), "a \\| b c \\| d e");
    }
}
