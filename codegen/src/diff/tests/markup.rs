//! A page of HTML taken apart as a browser does it, and held to more than a browser asks.

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind,
    },
};
use std::{cell::RefCell, collections::BTreeMap};

/// Elements that have no end.
const VOID: [&str; 3] = ["input", "meta", "link"];

/// An element with its attributes and all text within it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) text: String,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
    }
}

/// The elements of a page in the order in which they begin.
///
/// Fails when the page is not well-formed: what a browser would mend, such as an element that another one ends, is a failure.
pub(super) fn elements(page: &str) -> Vec<Element> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(page));
    let opts = TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(Sink::default(), opts);
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let Tree { elements, open } = tokenizer.sink.0.into_inner();
    let open: Vec<&str> = open.iter().map(|at| elements[*at].name.as_str()).collect();
    assert!(open.is_empty(), "elements that do not end: {open:?}");
    elements
}

#[derive(Default)]
struct Sink(RefCell<Tree>);

#[derive(Default)]
struct Tree {
    elements: Vec<Element>,
    /// Those that have not ended, as indices.
    open: Vec<usize>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut tree = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => return tree.tag(&tag, line),
            Token::CharacterTokens(text) => tree.text(&text),
            Token::ParseError(error) => panic!("line {line}: {error}"),
            Token::NullCharacterToken | Token::CommentToken(_) => panic!("line {line}: {token:?}"),
            Token::DoctypeToken(_) | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

impl Tree {
    fn tag(&mut self, tag: &Tag, line: u64) -> TokenSinkResult<()> {
        let name = tag.name.to_string();
        if tag.kind == TagKind::EndTag {
            let open = self.open.pop().map(|at| self.elements[at].name.clone());
            assert_eq!(open.as_ref(), Some(&name), "line {line}: an end without its beginning");
            return TokenSinkResult::Continue;
        }
        let attributes = tag.attrs.iter().map(|one| (one.name.local.to_string(), one.value.to_string()));
        let raw = match name.as_str() {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        };
        if !VOID.contains(&name.as_str()) {
            self.open.push(self.elements.len());
        }
        self.elements.push(Element { name, attributes: attributes.collect(), text: String::new() });
        raw
    }

    fn text(&mut self, text: &str) {
        for at in &self.open {
            self.elements[*at].text.push_str(text);
        }
    }
}
