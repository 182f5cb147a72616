//! What stands around the places of a finding in both documents, as a diff of their lines.

use super::super::super::finding::{Finding, Place};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Lines that are shown before and after what has changed.
const CONTEXT: usize = 2;

/// Changed lines that are shown before a place and after it, at most.
const BEFORE: usize = 2;
const AFTER: usize = 6;

/// The characters of a line that are shown, and how many of them stand before the place where it is cut.
const WIDTH: usize = 160;
const INDENT: usize = 60;

/// The lines of both documents, those that are the same side by side.
pub(super) struct Lines<'a> {
    base: Vec<&'a str>,
    head: Vec<&'a str>,
    rows: Vec<Row>,
    /// The rows of the lines of each document.
    of_base: Vec<usize>,
    of_head: Vec<usize>,
}

/// A line of one document, or of both: counted from 0.
#[derive(Clone, Copy)]
enum Row {
    Same(usize),
    Gone(usize),
    New(usize),
}

/// A line as it is shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// ` `, `-` or `+`; `⋯` for lines that are left out, which has no text.
    pub(super) sign: char,
    /// Counted from 1, in the base for what is gone, otherwise in the head.
    pub(super) number: usize,
    /// Whether the finding is about this line.
    pub(super) here: bool,
    pub(super) text: String,
}

impl<'a> Lines<'a> {
    pub(super) fn of(base: &'a str, head: &'a str) -> Self {
        let (base, head): (Vec<&str>, Vec<&str>) = (base.lines().collect(), head.lines().collect());
        let mut rows = Vec::with_capacity(head.len());
        // Without a deadline, so that the same texts are always the same rows; the search is bounded by itself.
        for op in capture_diff_slices(Algorithm::Myers, &base, &head) {
            match op {
                DiffOp::Equal { new_index, len, .. } => {
                    rows.extend((new_index..new_index + len).map(Row::Same));
                }
                other => {
                    rows.extend(other.old_range().map(Row::Gone));
                    rows.extend(other.new_range().map(Row::New));
                }
            }
        }
        let at = |in_base: bool| {
            let has = move |row: &Row| {
                if in_base { !matches!(row, Row::New(_)) } else { !matches!(row, Row::Gone(_)) }
            };
            rows.iter().enumerate().filter(move |(_, row)| has(row)).map(|(at, _)| at).collect()
        };
        let (of_base, of_head) = (at(true), at(false));
        Self { base, head, rows, of_base, of_head }
    }

    /// What stands around the places of a finding: nothing when it has none.
    pub(super) fn around(&self, finding: &Finding) -> Vec<Shown> {
        let places = [(&finding.base, &self.of_base), (&finding.head, &self.of_head)];
        let rows = places.map(|(place, rows)| rows.get(place.as_ref()?.line - 1).copied());
        let mut shown: Vec<usize> = rows.iter().flatten().flat_map(|row| self.near(*row)).collect();
        shown.sort_unstable();
        shown.dedup();
        let mut lines = Vec::with_capacity(shown.len());
        for (at, row) in shown.iter().enumerate() {
            if at > 0 && shown[at - 1] + 1 < *row {
                lines.push(Shown { sign: '⋯', number: 0, here: false, text: String::new() });
            }
            lines.push(self.shown(*row, finding));
        }
        outdent(&mut lines);
        lines
    }

    /// The rows to show for one: it, the changed ones that it stands among, and some before and after.
    fn near(&self, row: usize) -> std::ops::RangeInclusive<usize> {
        let changed = |at: &usize| self.rows.get(*at).is_some_and(|row| !matches!(row, Row::Same(_)));
        let before = (0..row).rev().take(BEFORE).take_while(changed).count();
        let after = (row + 1..self.rows.len()).take(AFTER).take_while(changed).count();
        let first = (row - before).saturating_sub(CONTEXT);
        first..=(row + after + CONTEXT).min(self.rows.len() - 1)
    }

    fn shown(&self, row: usize, finding: &Finding) -> Shown {
        let (sign, at, text, place) = match self.rows[row] {
            Row::Same(at) => (' ', at, self.head[at], &finding.head),
            Row::Gone(at) => ('-', at, self.base[at], &finding.base),
            Row::New(at) => ('+', at, self.head[at], &finding.head),
        };
        let here = place.as_ref().filter(|place| place.line == at + 1);
        let column = here.map_or(1, |place: &Place| place.column);
        Shown { sign, number: at + 1, here: here.is_some(), text: cut(text, column) }
    }
}

/// Takes away the spaces that all begin with.
fn outdent(lines: &mut [Shown]) {
    let full = lines.iter().filter(|line| !line.text.trim().is_empty());
    let spaces = |line: &Shown| line.text.len() - line.text.trim_start_matches(' ').len();
    let common = full.map(spaces).min().unwrap_or_default();
    for line in lines {
        line.text = line.text.get(common..).unwrap_or_default().to_owned();
    }
}

/// A line, or the part of a long one that has the character of this column.
fn cut(line: &str, column: usize) -> String {
    let length = line.chars().count();
    if length <= WIDTH {
        return line.to_owned();
    }
    let first = if column <= WIDTH - INDENT { 0 } else { column - INDENT };
    let middle: String = line.chars().skip(first).take(WIDTH).collect();
    let [start, end] = [first > 0, first + WIDTH < length].map(|cut| if cut { "…" } else { "" });
    format!("{start}{middle}{end}")
}
