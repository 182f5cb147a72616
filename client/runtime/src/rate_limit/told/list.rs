//! Reads lists of structured fields (RFC 9651), as far as rate limits are written in them.

/// The longest field that is read, in bytes: far beyond any real one.
const LONGEST: usize = 4 << 10;

/// One member of a list.
#[derive(Debug, PartialEq)]
pub(super) struct Item {
    pub(super) value: Bare,
    params: Vec<(String, Bare)>,
}

/// A value without parameters.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Bare {
    /// A string or a token.
    Text(String),
    Integer(i64),
    /// Of a type that says nothing about a rate limit, but that may stand beside what does.
    Other,
}

impl Item {
    /// The value of a parameter. One that is stated twice has its last value.
    pub(super) fn param(&self, name: &str) -> Option<&Bare> {
        self.params.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

/// The members of a list, in order. `None` when the text is no list, holds a list of lists, or is too long: then all of it
/// is to be ignored, as the standard says. Unlike there, spaces may stand before a semicolon.
pub(super) fn parse(text: &str) -> Option<Vec<Item>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut text = Reader(text.trim_matches(' '));
    let mut items = Vec::new();
    loop {
        items.push(text.item()?);
        if text.0.is_empty() {
            return Some(items);
        }
        text.expect(b',')?;
        text.skip_space();
    }
}

/// What is left of the text.
struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    /// An item, and the space after it.
    fn item(&mut self) -> Option<Item> {
        let value = self.bare()?;
        let mut params = Vec::new();
        self.skip_space();
        while self.next_is(b';') {
            self.skip_space();
            let starts = self.0.starts_with(|char: char| char.is_ascii_lowercase() || char == '*');
            let key = self
                .take(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.*".contains(&byte));
            if !starts {
                return None;
            }
            let value = if self.next_is(b'=') { self.bare()? } else { Bare::Other };
            params.push((key.to_owned(), value));
            self.skip_space();
        }
        Some(Item { value, params })
    }

    fn bare(&mut self) -> Option<Bare> {
        match self.0.bytes().next()? {
            b'"' => self.string().map(Bare::Text),
            b'-' | b'0'..=b'9' => self.number(),
            b'*' | b'A'..=b'Z' | b'a'..=b'z' => {
                let token =
                    self.take(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:/".contains(&byte));
                Some(Bare::Text(token.to_owned()))
            }
            b':' => {
                self.expect(b':')?;
                self.take(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
                self.expect(b':').map(|()| Bare::Other)
            }
            b'?' => {
                self.expect(b'?')?;
                (self.next_is(b'0') || self.next_is(b'1')).then_some(Bare::Other)
            }
            b'@' => {
                self.expect(b'@')?;
                self.number().map(|_| Bare::Other)
            }
            b'%' => {
                self.expect(b'%')?;
                self.string().map(|_| Bare::Other)
            }
            _ => None,
        }
    }

    fn string(&mut self) -> Option<String> {
        self.expect(b'"')?;
        let mut out = String::new();
        let mut chars = self.0.char_indices();
        while let Some((at, char)) = chars.next() {
            match char {
                '"' => {
                    self.0 = &self.0[at + 1..];
                    return Some(out);
                }
                '\\' => out.push(chars.next().map(|(_, char)| char).filter(|char| "\"\\".contains(*char))?),
                ' '..='~' => out.push(char),
                _ => return None,
            }
        }
        None
    }

    /// An integer of at most 15 digits. A fraction is as good as none: nothing here is stated in one.
    fn number(&mut self) -> Option<Bare> {
        let negative = self.next_is(b'-');
        let digits = self.take(|byte| byte.is_ascii_digit());
        if digits.len() > 15 {
            return None;
        }
        let number: i64 = digits.parse().ok()?;
        if self.next_is(b'.') {
            let fraction = self.take(|byte| byte.is_ascii_digit());
            return (1..=3).contains(&fraction.len()).then_some(Bare::Other);
        }
        Some(Bare::Integer(if negative { -number } else { number }))
    }

    fn take(&mut self, belongs: impl Fn(u8) -> bool) -> &'a str {
        let end = self.0.bytes().position(|byte| !belongs(byte)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn skip_space(&mut self) {
        self.take(|byte| byte == b' ' || byte == b'\t');
    }

    fn next_is(&mut self, byte: u8) -> bool {
        self.expect(byte).is_some()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.0 = self.0.strip_prefix(char::from(byte))?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Option<String> {
        let bare = |value: &Bare| match value {
            Bare::Text(text) => format!("{text:?}"),
            Bare::Integer(number) => number.to_string(),
            Bare::Other => "_".to_owned(),
        };
        let items = parse(text)?.into_iter().map(|item| {
            let params = item.params.iter().map(|(name, value)| format!(";{name}={}", bare(value)));
            bare(&item.value) + &params.collect::<String>()
        });
        Some(items.collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn lists_are_read() {
        for (text, expected) in [
            ("1", "1"),
            ("-1", "-1"),
            ("999999999999999", "999999999999999"),
            ("  1,2 ,\t3  ", "1, 2, 3"),
            (r#""a";r=50;t=30"#, r#""a";r=50;t=30"#),
            (r#""a, b;c";r=1, "d""#, r#""a, b;c";r=1, "d""#),
            (r#""a\"b\\c""#, r#""a\"b\\c""#),
            (r#""""#, r#""""#),
            ("default;q=1", r#""default";q=1"#),
            ("*a:b/c", r#""*a:b/c""#),
            ("10 ; w=60 ;  x", "10;w=60;x=_"),
            ("1;w=1;w=2", "1;w=1;w=2"),
            (
                r#"1;a=?1;b=:c2VjcmV0Cg==:;c=@1659578233;d=1.5;e=-0.125;f=%"f%c3%bc";*g_-.=x"#,
                r#"1;a=_;b=_;c=_;d=_;e=_;f=_;*g_-.="x""#,
            ),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn the_last_value_of_a_parameter_counts() {
        let items = parse("1;w=1;w=2").unwrap();
        assert_eq!(items[0].param("w"), Some(&Bare::Integer(2)));
        assert_eq!(items[0].param("v"), None);
    }

    #[test]
    fn what_is_no_list_is_nothing() {
        for text in [
            "",
            " ",
            ",",
            "1,",
            ",1",
            "1,,2",
            "1 2",
            "1;",
            "1;=2",
            "1;W=2",
            "1;9=2",
            "1;w=",
            "1;w==2",
            "1;w =2",
            "1;w= 2",
            "-",
            "--1",
            "+1",
            "1.",
            "1.2345",
            ".5",
            "1e3",
            "0x10",
            "1000000000000000",
            "\"",
            "\"a",
            "\"a\\",
            "\"\\a\"",
            "\"ä\"",
            "\"a\nb\"",
            "'a'",
            "a=1",
            "(1 2)",
            "?",
            "?2",
            ":a",
            ":!:",
            "@",
            "@x",
            "%",
            "%\"",
            "ä",
            "1;ä=1",
            "{}",
            "\0",
            "limit=100, remaining=50, reset=5",
        ] {
            assert_eq!(shown(text), None, "{text:?}");
        }
        assert!(parse(&vec!["1"; 1_000].join(",")).is_some());
        assert!(parse(&"1,".repeat(100_000)).is_none());
        assert!(parse(&";".repeat(100_000)).is_none());
        assert!(parse(&format!("\"{}", "\\\\".repeat(1_000))).is_none());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*", listish in r#"[a-z0-9"\\;=,:?@%. \-]{0,60}"#) {
            parse(&text);
            parse(&listish);
        }
    }
}
