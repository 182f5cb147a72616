//! Text -> span tree: one reader for YAML and JSON, which to a YAML parser is the flow style.

use super::{
    anchors::{Anchors, Expansion},
    node::{Entry, Node, Scalar, Value},
    syntax::{self, MAX_DEPTH, YAML_SYNTAX, too_deep},
};
use crate::{
    patch,
    problem::{Fix, Problem, Problems, Rule, Severity, Span},
};
use granit_parser::{Event, Options, Parser, ScalarStyle, Tag};
use indexmap::{IndexMap, map};

/// How long a key may be, in characters. YAML's own limit is 1,024; JSON has none.
const MAX_KEY_LENGTH: usize = 65_536;

pub(super) static DUPLICATE_KEY: Rule = Rule {
    id: "duplicate-key",
    severity: Severity::Error,
    summary: "a mapping has each key once",
    explanation: "Most readers keep one of two equal keys and drop the other in silence, and they do not agree on \
                  which. The first one is kept here so that the rest can be checked. Remove or rename one of them.",
    fixable: true,
};

pub(super) static INVALID_KEY: Rule = Rule {
    id: "invalid-key",
    severity: Severity::Error,
    summary: "the keys of a mapping are text",
    explanation: "YAML allows a sequence, a mapping or nothing as a key; OpenAPI, whose model is JSON, does not. The \
                  key and its value are left out.",
    fixable: false,
};

pub(super) static SEVERAL_DOCUMENTS: Rule = Rule {
    id: "several-documents",
    severity: Severity::Error,
    summary: "a file holds one document",
    explanation: "A line `---` starts a further YAML document in the same file. Only the first is read. Put the others \
                  into files of their own, or remove the line.",
    fixable: false,
};

pub(super) static CUSTOM_TAG: Rule = Rule {
    id: "custom-tag",
    severity: Severity::Warning,
    summary: "values carry no custom YAML tags",
    explanation: "A tag such as `!include` asks the reader to do something that YAML itself does not know. It is \
                  ignored: the value stays as it is written.",
    fixable: false,
};

/// Reads the text. Without a tree, the problems say why.
pub(crate) fn load(text: &str) -> (Option<Node>, Problems) {
    let mut builder = Builder::new(text);
    for event in Parser::new_from_str_with_options(text, options()) {
        let step = match event {
            Ok((event, place)) => {
                let range = place.byte_range().unwrap_or_default();
                builder.event(event, Span { start: range.start, end: range.end })
            }
            Err(error) => Err(syntax::problem(text, &error).into()),
        };
        if let Err(fatal) = step {
            builder.problems.push(*fatal);
            return (None, builder.problems);
        }
    }
    if builder.root.is_none() {
        let place = Span::default();
        builder.problems.push(
            YAML_SYNTAX
                .at(place, "the document is empty")
                .help("a document starts with its version, such as `openapi: 3.0.3`"),
        );
    }
    (builder.root, builder.problems)
}

/// How text is read everywhere.
pub(super) fn options() -> Options {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.simple_key_max_lookahead = MAX_KEY_LENGTH;
    options.emit_unresolved_aliases = true;
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    options
}

/// A step that ends reading carries its problem.
type Step = Result<(), Box<Problem>>;

/// The tree under construction.
struct Builder<'a> {
    text: &'a str,
    /// The open collections, outermost first.
    open: Vec<Open>,
    anchors: Anchors,
    root: Option<Node>,
    problems: Problems,
}

/// A collection whose end has not been read.
struct Open {
    start: Span,
    /// Where the last child ends: a block collection has no closing bracket.
    last: usize,
    anchor: usize,
    kind: OpenKind,
}

enum OpenKind {
    Sequence(Vec<Node>),
    Mapping {
        map: IndexMap<String, Entry>,
        key: Option<Key>,
        /// The values of merge keys `<<`, each with the place of its key.
        merges: Vec<(Span, Node)>,
    },
}

/// A key that waits for its value.
enum Key {
    Text(String, Span),
    Merge(Span),
    /// Reported; its value is dropped.
    Invalid,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            open: Vec::new(),
            anchors: Anchors::new(text.len()),
            root: None,
            problems: Problems::default(),
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Step {
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                return Err(Box::new(
                    SEVERAL_DOCUMENTS
                        .at(span, "a second document starts here")
                        .help("remove the line `---`, or move what follows to a file of its own"),
                ));
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let implicit = plain && span.start == span.end;
                let scalar = Scalar {
                    plain: self.is_plain(plain, tag.as_deref(), span),
                    text: if implicit { String::new() } else { text.into_owned() },
                };
                let node = Node { span: self.trimmed(span), value: Value::Scalar(scalar) };
                self.anchors.define(anchor, &node);
                self.add(node, implicit);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.check_collection_tag(tag.as_deref(), "seq", span);
                self.start(span, anchor, OpenKind::Sequence(Vec::new()))?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.check_collection_tag(tag.as_deref(), "map", span);
                let kind = OpenKind::Mapping { map: IndexMap::new(), key: None, merges: Vec::new() };
                self.start(span, anchor, kind)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => self.alias(anchor, span)?,
            Event::UnresolvedAlias(name) => {
                self.problems
                    .push(YAML_SYNTAX.at(span, format!("no anchor `&{name}` stands before this alias")).help(
                    "write the anchor at the value, before its first use, or quote text that starts with `*`",
                ));
                self.add(null(span), false);
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, span: Span, anchor: usize, kind: OpenKind) -> Step {
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(span).into());
        }
        self.open.push(Open { start: span, last: span.end, anchor, kind });
        self.anchors.open(anchor);
        Ok(())
    }

    fn end(&mut self, span: Span) {
        let Some(open) = self.open.pop() else { return };
        // The end of a block collection is announced where the next token starts.
        let end = if span.end > span.start { span.end } else { open.last };
        let value = match open.kind {
            OpenKind::Sequence(items) => Value::Sequence(items),
            OpenKind::Mapping { mut map, merges, .. } => {
                for (key_span, node) in merges {
                    self.merge(&mut map, key_span, node);
                }
                Value::Mapping(map)
            }
        };
        let node = Node { span: Span { start: open.start.start, end }, value };
        self.anchors.define(open.anchor, &node);
        self.add(node, false);
    }

    /// Puts a finished node into the innermost open collection. An implicit null stands nowhere: it gets the place of its key.
    fn add(&mut self, mut node: Node, implicit: bool) {
        let Some(open) = self.open.last_mut() else {
            let empty = implicit && node.span.start == node.span.end;
            if self.root.is_none() && !empty {
                self.root = Some(node);
            }
            return;
        };
        if !implicit {
            open.last = open.last.max(node.span.end);
        }
        match &mut open.kind {
            OpenKind::Sequence(items) => items.push(node),
            OpenKind::Mapping { map, key, merges } => match key.take() {
                None => *key = Some(read_key(node, implicit, &mut self.problems)),
                Some(Key::Invalid) => {}
                Some(Key::Merge(span)) => merges.push((span, node)),
                Some(Key::Text(name, key_span)) => {
                    if implicit {
                        node.span = key_span;
                    }
                    let before = map.last().map(|(_, entry)| patch::place(entry));
                    match map.entry(name) {
                        map::Entry::Vacant(place) => {
                            place.insert(Entry { key_span, node });
                        }
                        map::Entry::Occupied(first) => {
                            // Two that say the same are one too many.
                            let same = first.get().node.says(&node) && !implicit;
                            let second = patch::place(&Entry { key_span, node });
                            let edit = same.then(|| patch::without(self.text, second, before, None));
                            self.problems.push(
                                DUPLICATE_KEY
                                    .at(key_span, format!("the key `{}` is written twice", first.key()))
                                    .label("ignored")
                                    .related(first.get().key_span, "first written here")
                                    .help("remove or rename one of the two")
                                    .fix(Fix::new("remove the second one", edit)),
                            );
                        }
                    }
                }
            },
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Step {
        match self.anchors.expand(anchor, span, self.open.len()) {
            Ok(node) => self.add(node, false),
            Err(Expansion::TooDeep) => return Err(too_deep(span).into()),
            Err(Expansion::Fatal(problem)) => return Err(problem),
            Err(Expansion::Circular(problem)) => {
                self.problems.push(*problem);
                self.add(null(span), false);
            }
        }
        Ok(())
    }

    /// Adds the keys of a merge key's value that the mapping does not have itself.
    fn merge(&mut self, map: &mut IndexMap<String, Entry>, key_span: Span, node: Node) {
        let sources = match node.value {
            Value::Sequence(items) => items,
            _ => vec![node],
        };
        for source in sources {
            let Value::Mapping(keys) = source.value else {
                self.problems.push(
                    INVALID_KEY
                        .at(source.span, "the merge key `<<` takes a mapping or a list of mappings")
                        .related(key_span, "the merge key")
                        .help("give it aliases of mappings, such as `<<: *defaults`; quote the key if it is meant as a name"),
                );
                continue;
            };
            for (key, entry) in keys {
                map.entry(key).or_insert(entry);
            }
        }
    }

    /// Whether a scalar may be read as a number, boolean or null; a tag decides it, else the style.
    fn is_plain(&mut self, plain: bool, tag: Option<&Tag>, span: Span) -> bool {
        let Some(tag) = tag else { return plain };
        match tag.core_suffix() {
            Some("str" | "binary" | "timestamp") => false,
            Some("int" | "float" | "bool" | "null") => true,
            _ if tag.original() == "!" => false,
            _ => {
                self.report_tag(tag, span);
                plain
            }
        }
    }

    fn check_collection_tag(&mut self, tag: Option<&Tag>, own: &str, span: Span) {
        if let Some(tag) = tag
            && tag.core_suffix() != Some(own)
            && tag.original() != "!"
        {
            self.report_tag(tag, span);
        }
    }

    fn report_tag(&mut self, tag: &Tag, span: Span) {
        self.problems.push(
            CUSTOM_TAG
                .at(span, format!("the tag `{}` is ignored", tag.original()))
                .help("remove the tag and write the value itself"),
        );
    }

    /// The span without the line breaks that end a block scalar.
    fn trimmed(&self, span: Span) -> Span {
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        Span { end: span.start + text.trim_end().len(), ..span }
    }
}

fn read_key(node: Node, implicit: bool, problems: &mut Problems) -> Key {
    let span = node.span;
    match node.value {
        Value::Scalar(scalar) if scalar.plain && scalar.text == "<<" => Key::Merge(span),
        Value::Scalar(scalar) if !implicit => Key::Text(scalar.text, span),
        _ => {
            let message = if implicit { "a key is missing" } else { "a key is not text" };
            problems.push(INVALID_KEY.at(span, message).help("write the key as text, quoted if need be"));
            Key::Invalid
        }
    }
}

fn null(span: Span) -> Node {
    Node { span, value: Value::Scalar(Scalar { text: String::new(), plain: true }) }
}

#[cfg(test)]
mod tests;
