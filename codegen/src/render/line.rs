//! Tokens -> one line of text, spaced as a person would. Literals stand there as they are.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// Tokens on one line. `prettyplease` only knows whole files, and leaves the tokens of a macro call as they are.
pub(crate) fn one_line(tokens: &impl ToTokens) -> String {
    let mut pieces = Vec::new();
    flatten(tokens.to_token_stream(), &mut pieces);
    let mut text = String::new();
    let mut previous: Option<&Piece> = None;
    let mut rest = pieces.iter().peekable();
    while let Some(piece) = rest.next() {
        let is_trailing = piece.is(",") && rest.peek().is_some_and(|next| next.is(")") || next.is(">"));
        if is_trailing {
            continue;
        }
        if previous.is_some_and(|previous| is_spaced(previous, piece)) {
            text.push(' ');
        }
        text.push_str(piece.text());
        previous = Some(piece);
    }
    text
}

/// What no space goes into.
enum Piece {
    /// An identifier or a literal: never looked into.
    Word(String),
    /// Punctuation or a delimiter.
    Sign(String),
}

impl Piece {
    fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Sign(text) => text,
        }
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self, Self::Sign(text) if text == sign)
    }
}

fn flatten(tokens: TokenStream, pieces: &mut Vec<Piece>) {
    let mut is_joint = false;
    for token in tokens {
        let joins = std::mem::take(&mut is_joint);
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                pieces.extend((!open.is_empty()).then(|| Piece::Sign(open.to_owned())));
                flatten(group.stream(), pieces);
                pieces.extend((!close.is_empty()).then(|| Piece::Sign(close.to_owned())));
            }
            TokenTree::Punct(punct) => {
                is_joint = punct.spacing() == Spacing::Joint;
                match pieces.last_mut() {
                    // `>>` closes two lists; `::`, `->`, `=>`, `..=` and their like are one sign.
                    Some(Piece::Sign(sign)) if joins && ![">", "<", "&"].contains(&sign.as_str()) => {
                        sign.push(punct.as_char());
                    }
                    _ => pieces.push(Piece::Sign(punct.as_char().to_string())),
                }
            }
            TokenTree::Ident(name) => pieces.push(Piece::Word(name.to_string())),
            TokenTree::Literal(literal) => pieces.push(Piece::Word(literal.to_string())),
        }
    }
}

fn is_spaced(before: &Piece, after: &Piece) -> bool {
    let is_arrow = |piece: &Piece| piece.is("->") || piece.is("=>");
    let hugs_next = ["(", "[", "<", "&", "::", "'"].iter().any(|sign| before.is(sign));
    let hugs_last = [")", "]", ",", ":", "::", ";", "<", ">"].iter().any(|sign| after.is(sign));
    // A list of arguments stands at what it belongs to; a tuple stands alone.
    let is_call = after.is("(") && (matches!(before, Piece::Word(_)) || before.is(">"));
    is_arrow(before) || is_arrow(after) || !(hugs_next || hugs_last || is_call)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn one_line_reads_as_written() {
        let tokens = quote!((&self, org_id: i64, body: types::Input) -> BoxStream<Result<types::Run, Error<RunError>>>);
        assert_eq!(
            one_line(&tokens),
            "(&self, org_id: i64, body: types::Input) -> BoxStream<Result<types::Run, Error<RunError>>>"
        );
        for text in [
            "Option<BTreeMap<String, Vec<i64>>>",
            "ListRuns => LIST_RUNS, types::Page, ListRunsError",
            "Start => START, (), Undocumented<ErrorKind>",
            "&'static [&'static Bucket]",
            "&[&str]",
            "::std::vec::Vec<::serde_json::Value>",
            "impl Into<Bytes>",
            "ignore_case Status { Done = \"done\", r#type = \"type\" }",
            "() -> Builder<Self>",
            "fn(&str, (i64, bool)) -> (String, i64)",
        ] {
            let tokens: TokenStream = text.parse().unwrap();
            assert_eq!(one_line(&tokens), text);
        }
        assert_eq!(one_line(&quote!(<'a>(name: &'a str,))), "<'a>(name: &'a str)");
        assert_eq!(one_line(&quote!(Map<String, Value,>)), "Map<String, Value>");
    }

    #[test]
    fn literals_stand_as_they_are() {
        for wire in [
            "Done (ok)",
            "a  b",
            "x : y",
            "a < b",
            "p->q",
            "it' s",
            " , ",
            "( a )",
            "[ ]",
            ",)",
            "a :: b",
            "=>",
            "\"",
            "\n",
            "\u{202e}",
            "é",
        ] {
            let text = one_line(&quote!(Status { Done = #wire, }));
            let literal = text.strip_prefix("Status { Done = ").unwrap().strip_suffix(", }").unwrap();
            assert_eq!(syn::parse_str::<syn::LitStr>(literal).unwrap().value(), wire, "{text}");
        }
    }

    #[test]
    fn literals_show_what_turns_text_around() {
        assert_eq!(one_line(&quote!("a\u{202e}b\u{2066}")), "\"a\\u{202e}b\\u{2066}\"");
    }
}
