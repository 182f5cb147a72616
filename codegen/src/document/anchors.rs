//! YAML anchors and aliases, expanded with a bound on what they may add.

use super::{
    node::{Node, Value},
    syntax::MAX_DEPTH,
};
use crate::problem::{Problem, Rule, Severity, Span};
use std::collections::BTreeMap;

/// How much aliases may add to a document, in bytes of memory, whatever its size.
const BASE_BUDGET: usize = 8 << 20;

/// How much more they may add for each byte of the text.
const BUDGET_PER_BYTE: usize = 16;

pub(super) static ALIAS_BOMB: Rule = Rule {
    id: "alias-bomb",
    severity: Severity::Error,
    summary: "aliases do not blow up the document",
    explanation: "Aliases of aliases multiply: a few lines of text can stand for billions of values. Expansion is \
                  bounded in proportion to the text. Use `$ref` for shared schemas, which is never copied.",
    fixable: false,
};

pub(super) static CIRCULAR_ALIAS: Rule = Rule {
    id: "circular-alias",
    severity: Severity::Error,
    summary: "an alias does not stand inside the value of its own anchor",
    explanation: "Such a value contains itself and never ends. Recursive schemas are written with `$ref`.",
    fixable: false,
};

/// The anchors of a document.
pub(super) struct Anchors {
    /// `None` while the value of the anchor is still being read.
    values: BTreeMap<usize, Option<Anchored>>,
    budget: usize,
}

struct Anchored {
    node: Node,
    size: usize,
    depth: usize,
}

/// Why an alias is not expanded.
pub(super) enum Expansion {
    /// The copy would nest deeper than the tree may.
    TooDeep,
    /// The aliases add too much: reading ends.
    Fatal(Box<Problem>),
    /// The alias stands inside its own anchor.
    Circular(Box<Problem>),
}

impl Anchors {
    /// No anchors, for a text of `length` bytes.
    pub(super) fn new(length: usize) -> Self {
        Self {
            values: BTreeMap::new(),
            budget: length.saturating_mul(BUDGET_PER_BYTE).saturating_add(BASE_BUDGET),
        }
    }

    /// Notes that the value of an anchor begins; 0 is no anchor.
    pub(super) fn open(&mut self, anchor: usize) {
        if anchor != 0 {
            self.values.insert(anchor, None);
        }
    }

    /// Notes the value of an anchor; 0 is no anchor.
    pub(super) fn define(&mut self, anchor: usize, node: &Node) {
        if anchor != 0 {
            let (size, depth) = measure(node);
            // Anchors cost memory as well: nested ones are kept once each.
            self.budget = self.budget.saturating_sub(size);
            let anchored = (self.budget > 0).then(|| Anchored { node: node.clone(), size, depth });
            self.values.insert(anchor, anchored);
        }
    }

    /// A copy of the anchor's value that stands at the alias. What is inside keeps its own place.
    pub(super) fn expand(&mut self, anchor: usize, span: Span, depth: usize) -> Result<Node, Expansion> {
        let anchored = match self.values.get(&anchor) {
            Some(Some(anchored)) => anchored,
            _ if self.budget == 0 => return Err(Expansion::Fatal(bomb(span).into())),
            _ => {
                return Err(Expansion::Circular(Box::new(
                    CIRCULAR_ALIAS
                        .at(span, "this alias stands inside the value of its own anchor")
                        .help("write a recursive schema with `$ref`"),
                )));
            }
        };
        if depth + anchored.depth > MAX_DEPTH {
            return Err(Expansion::TooDeep);
        }
        if anchored.size > self.budget {
            return Err(Expansion::Fatal(bomb(span).into()));
        }
        self.budget -= anchored.size;
        Ok(Node { span, value: anchored.node.value.clone() })
    }
}

fn bomb(span: Span) -> Problem {
    ALIAS_BOMB
        .at(span, "the aliases of the document add more than its size justifies")
        .help("replace aliases of large values with `$ref`")
}

/// About how many bytes of memory a tree takes, and how many collections deep it is.
fn measure(node: &Node) -> (usize, usize) {
    let own = size_of::<Node>();
    let children: &mut dyn Iterator<Item = (usize, usize)> = match &node.value {
        Value::Scalar(scalar) => return (own + scalar.text.len(), 0),
        Value::Sequence(items) => &mut items.iter().map(measure),
        Value::Mapping(map) => &mut map.iter().map(|(key, entry)| {
            let (size, depth) = measure(&entry.node);
            // A key is its text, its place and its slot in the index.
            (size + key.len() + 64, depth)
        }),
    };
    let (size, depth) =
        children.fold((own, 0), |(size, deepest), (more, depth)| (size + more, deepest.max(depth)));
    (size, depth + 1)
}
