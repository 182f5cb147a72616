//! JSON pointers (RFC 6901): how their tokens are written, and which one leads to a place of the text.

use super::node::{Node, Value};
use crate::problem::Span;
use std::borrow::Cow;

/// A key as a token of a pointer.
pub(crate) fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) {
        Cow::Owned(key.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(key)
    }
}

/// The key that a token of a pointer stands for.
pub(crate) fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

/// The pointer of the innermost value or key that contains `span`.
pub(super) fn at(root: &Node, span: Span) -> String {
    let mut pointer = String::new();
    let mut node = root;
    while let Some((token, child)) = step(node, span) {
        pointer.push('/');
        pointer.push_str(&escape(&token));
        node = child;
    }
    pointer
}

/// The smallest child that contains `span`. What an alias stands for has the place of its anchor, and rewriting moves values
/// outwards: so children may overlap.
fn step(node: &Node, span: Span) -> Option<(Cow<'_, str>, &Node)> {
    let contains = |start: usize, end: usize| start <= span.start && span.end <= end;
    match &node.value {
        Value::Mapping(map) => map
            .iter()
            .filter(|(_, entry)| {
                contains(entry.key_span.start, entry.node.span.end.max(entry.key_span.end))
                    || contains(entry.node.span.start, entry.node.span.end)
            })
            .min_by_key(|(_, entry)| entry.node.span.end.saturating_sub(entry.node.span.start))
            .map(|(key, entry)| (Cow::Borrowed(key.as_str()), &entry.node)),
        Value::Sequence(items) => items
            .iter()
            .enumerate()
            .filter(|(_, item)| contains(item.span.start, item.span.end))
            .min_by_key(|(_, item)| item.span.end - item.span.start)
            .map(|(index, item)| (Cow::Owned(index.to_string()), item)),
        Value::Scalar(_) => None,
    }
}
