//! Edits of the text of a document: how a word is replaced, an item or a key taken out, a key put in.
//!
//! What stands around an edit stays byte for byte: comments, order, quotes, indentation, line breaks. Where the text is not
//! what an edit expects (an alias, a comment in the way, a spelling with escapes), there is no edit.

use crate::{
    document::{Entry, Node},
    problem::{Edit, Fix, Span},
};

/// The fix that writes `new` where a scalar or a key says `old`.
pub(crate) fn write(text: &str, span: Span, old: &str, new: &str) -> Option<Fix> {
    Fix::new(format!("write `{new}`"), [word(text, span, old, new)])
}

/// Writes `new` where a scalar or a key says `old`, in the same quotes.
pub(crate) fn word(text: &str, span: Span, old: &str, new: &str) -> Option<Edit> {
    let quote = quote_of(text, span, old)?;
    let written = match quote {
        "" if is_plain(new, old) => new.to_owned(),
        "" | "\"" => format!("\"{}\"", bare(new)?),
        _ => format!("'{}'", bare(new)?),
    };
    Some(Edit { span, text: written })
}

/// Takes the quotes off a scalar that says `old`.
pub(crate) fn unquoted(text: &str, span: Span, old: &str) -> Option<Edit> {
    let quoted = !quote_of(text, span, old)?.is_empty();
    quoted.then(|| Edit { span, text: old.to_owned() })
}

/// Puts quotes around a scalar or a key that says `old` without them.
pub(crate) fn quoted(text: &str, span: Span, old: &str) -> Option<Edit> {
    let plain = quote_of(text, span, old)?.is_empty();
    plain.then(|| Some(Edit { span, text: format!("\"{}\"", bare(old)?) }))?
}

/// Takes an item out of a list that has others.
pub(crate) fn without_item(text: &str, list: &Node, index: usize) -> Option<Edit> {
    let items = list.items();
    let item = items.get(index)?.span;
    let before = index.checked_sub(1).and_then(|index| items.get(index)).map(|item| item.span);
    let after = items.get(index + 1).map(|item| item.span);
    let line = lines_of(text, item)?;
    let dash = text[line.start..item.start].trim();
    if dash == "-" {
        whole_lines(text, line, item, before.or(after))
    } else {
        listed(text, item, before, after)
    }
}

/// Takes `key` and its value out of a mapping that has others.
pub(crate) fn without_entry(text: &str, map: &Node, key: &str) -> Option<Edit> {
    let places: Vec<(&str, Span)> = map.entries().map(|(key, entry)| (key, place(entry))).collect();
    let index = places.iter().position(|(other, _)| *other == key)?;
    let entry = places[index].1;
    let before = index.checked_sub(1).and_then(|index| places.get(index)).map(|(_, place)| *place);
    let after = places.get(index + 1).map(|(_, place)| *place);
    without(text, entry, before, after)
}

/// Takes out what stands at `place` in a mapping, between the entries `before` and `after`.
pub(crate) fn without(text: &str, place: Span, before: Option<Span>, after: Option<Span>) -> Option<Edit> {
    let line = lines_of(text, place)?;
    let alone = text[line.start..place.start].trim().is_empty() && ends_line(text, place.end);
    let flow = [before, after].into_iter().flatten().any(|other| between(text, place, other) == Some(","));
    if alone && !flow {
        return whole_lines(text, line, place, before.or(after));
    }
    listed(text, place, before, after)
}

/// Where an entry stands, from its key to the end of its value.
pub(crate) fn place(entry: &Entry) -> Span {
    Span { start: entry.key_span.start, end: entry.node.span.end.max(entry.key_span.end) }
}

/// Puts `key` with a value that needs no quotes behind the entry `after` of a mapping.
pub(crate) fn key_after(text: &str, map: &Node, after: &str, key: &str, value: &str) -> Option<Edit> {
    let quote = quote_of(text, map.entry(after)?.key_span, after)?;
    put_after(text, map, after, &format!("{quote}{key}{quote}: {value}"))
}

/// Puts a copy of `entry`, which stands in another mapping, behind the entry `after` of this one.
pub(crate) fn copy_after(text: &str, map: &Node, after: &str, entry: &Entry) -> Option<Edit> {
    let source = place(entry);
    let written = text.get(source.start..source.end)?;
    // Lines below the first keep their indentation, so the copy has to stand as deep; it takes no comment along.
    let several = written.contains('\n');
    let fits = !several || column(text, source) == column(text, place(map.entry(after)?));
    let copied = fits && !written.contains(" #") && !written.contains("\n#");
    copied.then(|| put_after(text, map, after, written))?
}

fn put_after(text: &str, map: &Node, after: &str, written: &str) -> Option<Edit> {
    let entry = map.entry(after)?;
    let place = place(entry);
    if entry.node.is_null() || has_kept_lines(text.get(place.start..place.end)?) {
        return None;
    }
    let first_line = lines_of(text, Span { end: place.start, ..place })?;
    let prefix = &text[first_line.start..place.start];
    let lead = prefix.chars().all(|c| matches!(c, ' ' | '-')).then(|| " ".repeat(prefix.len()));
    let line_break = line_break(text);
    if is_flow(text, map, place) {
        let lead = lead.filter(|_| prefix.trim().is_empty());
        let gap = lead.map_or_else(|| " ".to_owned(), |lead| format!("{line_break}{lead}"));
        return Some(insert(place.end, format!(",{gap}{written}")));
    }
    let lead = lead?;
    let line = lines_of(text, place)?;
    let rest = text[place.end..line.end].trim_start();
    (rest.is_empty() || rest.starts_with('#'))
        .then(|| insert(line.end, format!("{line_break}{lead}{written}")))
}

/// How far from the start of its line something stands.
fn column(text: &str, place: Span) -> Option<usize> {
    Some(place.start - lines_of(text, Span { end: place.start, ..place })?.start)
}

fn insert(place: usize, text: String) -> Edit {
    Edit { span: Span { start: place, end: place }, text }
}

/// The quotes around a scalar that says `old` without escapes.
fn quote_of(text: &str, span: Span, old: &str) -> Option<&'static str> {
    let written = text.get(span.start..span.end)?;
    if written == old {
        return Some("");
    }
    let inner = |quote| written.strip_prefix(quote)?.strip_suffix(quote);
    ["\"", "'"].into_iter().find(|quote| inner(*quote) == Some(old) && bare(old).is_some())
}

/// Text that means itself inside of quotes of either kind.
fn bare(text: &str) -> Option<&str> {
    (!text.contains(['"', '\'', '\\']) && !text.contains(char::is_control)).then_some(text)
}

/// Whether `new` needs no quotes where `old` has none: it has no signs that `old` does not have, but letters, digits and
/// what joins them.
fn is_plain(new: &str, old: &str) -> bool {
    let harmless = |c: char| c.is_ascii_alphanumeric() || c == '_';
    new.starts_with(|c| harmless(c) || old.starts_with(c))
        && new.ends_with(|c| harmless(c) || old.ends_with(c))
        && new.chars().all(|c| harmless(c) || matches!(c, '-' | '.' | '/') || old.contains(c))
}

/// The line or lines of `span`, without the last line break.
fn lines_of(text: &str, span: Span) -> Option<Span> {
    let start = text.get(..span.start)?.rfind('\n').map_or(0, |place| place + 1);
    let end = text.get(span.end..)?.find('\n').map_or(text.len(), |length| span.end + length);
    let end = if text[span.end..end].ends_with('\r') { end - 1 } else { end };
    Some(Span { start, end })
}

/// Whether nothing but white space follows on the line.
fn ends_line(text: &str, place: usize) -> bool {
    text[place..].lines().next().is_none_or(|rest| rest.trim().is_empty())
}

/// Takes out the lines on which only `place` stands. A comment on them would be lost, so then there is no edit; `other`
/// shows that the collection does not end up empty.
fn whole_lines(text: &str, line: Span, place: Span, other: Option<Span>) -> Option<Edit> {
    other?;
    let lines = &text[line.start..line.end];
    let comment = lines.contains(" #") || lines.contains("\n#");
    if comment || !ends_line(text, place.end) {
        return None;
    }
    let rest = &text[line.end..];
    let length = rest.find('\n').map(|place| place + 1);
    let span = match length {
        Some(length) => Span { start: line.start, end: line.end + length },
        // The last line of the text goes with the break before it.
        None => Span { start: text[..line.start].trim_end_matches(['\r', '\n']).len(), end: text.len() },
    };
    Some(Edit { span, text: String::new() })
}

/// Takes out one of several that are separated by commas, with the comma.
fn listed(text: &str, place: Span, before: Option<Span>, after: Option<Span>) -> Option<Edit> {
    let span = if let Some(before) = before.filter(|before| between(text, *before, place) == Some(",")) {
        Span { start: before.end, end: place.end }
    } else {
        let after = after.filter(|after| before.is_none() && between(text, place, *after) == Some(","))?;
        Span { start: place.start, end: after.start }
    };
    Some(Edit { span, text: String::new() })
}

/// What stands between two neighbours, whichever comes first, without white space.
fn between(text: &str, one: Span, other: Span) -> Option<&str> {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    text.get(first.end..second.start).map(str::trim)
}

/// Whether a mapping with an entry at `place` is written in braces.
fn is_flow(text: &str, map: &Node, place: Span) -> bool {
    map.span.start < place.start && text.get(map.span.start..).is_some_and(|text| text.starts_with('{'))
}

/// Whether a text in a block keeps the empty lines behind it, which a new line would cut off.
fn has_kept_lines(text: &str) -> bool {
    text.lines().any(|line| line.trim_end().ends_with('+') && line.contains(['|', '>']))
}

/// The line break of a text.
fn line_break(text: &str) -> &'static str {
    match text.find('\n') {
        Some(place) if text[..place].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests;
