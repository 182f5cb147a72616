//! The comments of a text, and what each of them is about.

use super::{
    load,
    node::{Node, Value},
};
use crate::{patch, problem::Span};
use granit_parser::{Event, Parser};

/// A comment of YAML. What looks like one inside of a text is none.
#[derive(Debug)]
pub(crate) struct Comment {
    /// From its `#` to the end of its line.
    pub(crate) span: Span,
    /// What it is about: the line on which it stands, or, when it has a line of its own, all that begins on the next line that
    /// says something else. Itself, when there is none.
    pub(crate) about: Span,
}

/// Every comment, in the order of the text; up to where reading ends, when it is no YAML.
pub(crate) fn comments(text: &str) -> Vec<Comment> {
    let mut options = load::options();
    options.set_emit_comments(true);
    let events = Parser::new_from_str_with_options(text, options).map_while(Result::ok);
    let spans = events.filter_map(|(event, place)| {
        let range = place.byte_range().filter(|_| matches!(event, Event::Comment(..)))?;
        Some(Span { start: range.start, end: range.end })
    });
    let (root, _) = load::load(text);
    spans.map(|span| Comment { span, about: about(text, root.as_ref(), span).unwrap_or(span) }).collect()
}

fn about(text: &str, root: Option<&Node>, comment: Span) -> Option<Span> {
    let line = line(text, comment.start)?;
    if !text[line.start..comment.start].trim().is_empty() {
        return Some(line);
    }
    let mut next = line;
    loop {
        next = line_after(text, next)?;
        let content = text[next.start..next.end].trim();
        if !content.is_empty() && !content.starts_with('#') {
            return Some(root.and_then(|root| beginning(root, next)).unwrap_or(next));
        }
    }
}

/// The line with this byte, without its line break.
fn line(text: &str, place: usize) -> Option<Span> {
    let start = text.get(..place)?.rfind('\n').map_or(0, |place| place + 1);
    let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
    Some(Span { start, end })
}

fn line_after(text: &str, before: Span) -> Option<Span> {
    (before.end < text.len()).then(|| line(text, before.end + 1))?
}

/// All that begins on `line`: the outermost keys with their values, or items.
fn beginning(node: &Node, line: Span) -> Option<Span> {
    let children: Vec<(Span, &Node)> = match &node.value {
        Value::Mapping(map) => map.values().map(|entry| (patch::place(entry), &entry.node)).collect(),
        Value::Sequence(items) => items.iter().map(|item| (item.span, item)).collect(),
        Value::Scalar(_) => return None,
    };
    let mut here = children.iter().map(|(place, _)| *place).filter(|place| is_in(place.start, line));
    if let Some(first) = here.next() {
        return Some(Span {
            start: first.start,
            end: here.map(|place| place.end).fold(first.end, usize::max),
        });
    }
    let around = children.iter().filter(|(place, _)| place.start < line.start && line.start <= place.end);
    around.into_iter().find_map(|(_, child)| beginning(child, line))
}

fn is_in(place: usize, span: Span) -> bool {
    (span.start..=span.end).contains(&place)
}
