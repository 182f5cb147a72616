//! A subscriber of `tracing` that keeps all that it is told, for tests of one thread.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex},
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::DefaultGuard,
};

/// All spans and events of this thread, in the order in which they began.
#[derive(Clone, Default)]
pub struct Recording(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    spans: Vec<Span>,
    /// Those that are entered, the innermost last.
    entered: Vec<usize>,
}

/// A span, or an event, which has no inside.
#[derive(Debug, Clone)]
pub struct Span {
    pub name: &'static str,
    /// The place of the span around it in the recording.
    pub parent: Option<usize>,
    pub fields: BTreeMap<&'static str, String>,
}

impl Recording {
    /// Records this thread as long as the guard lives.
    pub fn start() -> (Self, DefaultGuard) {
        let recording = Self::default();
        let guard = tracing::subscriber::set_default(recording.clone());
        (recording, guard)
    }

    pub fn spans(&self) -> Vec<Span> {
        self.0.lock().unwrap().spans.clone()
    }

    /// The names, each with the one around it.
    pub fn names(&self) -> Vec<(&'static str, Option<&'static str>)> {
        let spans = self.spans();
        spans.iter().map(|span| (span.name, span.parent.map(|parent| spans[parent].name))).collect()
    }

    fn begin(&self, name: &'static str, parent: Option<&Id>, contextual: bool) -> usize {
        let mut state = self.0.lock().unwrap();
        let around = if contextual { state.entered.last().copied() } else { parent.map(place) };
        state.spans.push(Span { name, parent: around, fields: BTreeMap::new() });
        state.spans.len() - 1
    }

    fn visit(&self, place: usize, record: impl FnOnce(&mut Fields<'_>)) {
        record(&mut Fields(&mut self.0.lock().unwrap().spans[place].fields));
    }
}

fn place(id: &Id) -> usize {
    usize::try_from(id.into_u64()).unwrap() - 1
}

impl Subscriber for Recording {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let place = self.begin(span.metadata().name(), span.parent(), span.is_contextual());
        self.visit(place, |fields| span.record(fields));
        Id::from_u64(place as u64 + 1)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        self.visit(place(span), |fields| values.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let place = self.begin(event.metadata().name(), event.parent(), event.is_contextual());
        self.visit(place, |fields| event.record(fields));
    }

    fn enter(&self, span: &Id) {
        self.0.lock().unwrap().entered.push(place(span));
    }

    fn exit(&self, span: &Id) {
        let mut state = self.0.lock().unwrap();
        let last = state.entered.iter().rposition(|entered| *entered == place(span)).unwrap();
        state.entered.remove(last);
    }
}

/// Writes text in quotes and everything else without, so that the type of a value shows.
struct Fields<'a>(&'a mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}
