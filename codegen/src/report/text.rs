//! Problems as code frames.

use super::lines::{Lines, Position};
use crate::{
    Source,
    problem::{Problem, Problems, Severity, Span},
};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::borrow::Cow;

/// How many bytes of a line are shown whole; a longer one is cut around the place.
const MAX_LINE: usize = 200;

/// How many bytes stay before the place in a line that is cut.
const BEFORE: usize = 60;

/// The problems with the places they are about, as a terminal shows them, and what a fix would do. `color` adds escape sequences.
#[must_use]
pub fn text(source: &Source<'_>, problems: &Problems, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let lines = Lines::new(source.text);
    let mut output = String::new();
    for problem in problems {
        let places = Place::all(source, &lines, problem);
        let shown = renderer.render(&[frame(source, problem, &places)]);
        output.push_str(&true_columns(shown, source.name, &places));
        output.push_str("\n\n");
    }
    output
}

fn frame<'a>(source: &Source<'a>, problem: &'a Problem, places: &'a [Place<'a>]) -> Group<'a> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(problem.message.as_str()).id(problem.rule.id);
    let mut frame = Group::with_title(title);
    for place in places {
        let window = &place.window;
        let annotation = place.kind.span(window.start..window.end).label(place.label);
        let snippet = Snippet::source(window.text.as_ref()).path(source.name).line_start(place.position.line);
        frame = frame.element(snippet.annotation(annotation));
    }
    if let Some(help) = &problem.help {
        frame = frame.element(Level::HELP.message(help.as_str()));
    }
    match &problem.fix {
        Some(fix) => frame.element(Level::NOTE.with_name("fix").message(fix.label.as_str())),
        None => frame,
    }
}

/// A place of a problem and its line. Only the line is given to the renderer, which would read all of the text.
struct Place<'a> {
    position: Position,
    window: Window<'a>,
    kind: AnnotationKind,
    label: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn all(source: &Source<'a>, lines: &Lines<'_>, problem: &'a Problem) -> Vec<Self> {
        let place = |span: Span, kind, label| Self {
            position: lines.position(span.start),
            window: Window::new(source.text, lines, span),
            kind,
            label,
        };
        let primary = place(problem.span, AnnotationKind::Primary, problem.label.as_deref());
        let related = problem.related.iter();
        let related = related.map(|(span, text)| place(*span, AnnotationKind::Context, Some(text.as_str())));
        std::iter::once(primary).chain(related).collect()
    }
}

/// Puts in the columns of the document where the renderer wrote those of a line that was cut.
fn true_columns(mut shown: String, name: &str, places: &[Place<'_>]) -> String {
    let mut from = shown.find('\n').unwrap_or_default();
    for Place { position, window, .. } in places {
        let column = window.text[..window.start].chars().count() + 1;
        let written = format!("{name}:{}:{column}", position.line);
        if let Some(found) = shown[from..].find(&written) {
            let right = format!("{name}:{}:{}", position.line, position.column);
            shown.replace_range(from + found..from + found + written.len(), &right);
            from += found + right.len();
        }
    }
    shown
}

/// The part of the text that is shown, and the marked range in it.
struct Window<'a> {
    text: Cow<'a, str>,
    start: usize,
    end: usize,
}

impl<'a> Window<'a> {
    fn new(text: &'a str, lines: &Lines<'_>, span: Span) -> Self {
        let (start, end) = lines.line_around(span.start);
        let from = span.start.clamp(start, end);
        let to = span.end.clamp(from, end);
        if end - start <= MAX_LINE {
            return Self { text: Cow::Borrowed(&text[start..end]), start: from - start, end: to - start };
        }
        let first = text.ceil_char_boundary(from.saturating_sub(BEFORE).max(start));
        let last = text.floor_char_boundary((first + MAX_LINE).min(end)).max(from);
        let prefix = if first > start { "..." } else { "" };
        let suffix = if last < end { "..." } else { "" };
        let shift = |place: usize| place.min(last) - first + prefix.len();
        Self {
            text: Cow::Owned(format!("{prefix}{}{suffix}", &text[first..last])),
            start: shift(from),
            end: shift(to),
        }
    }
}
