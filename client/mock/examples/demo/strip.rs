//! Arrivals over time in one line of text.

use super::{
    race::Record,
    screen::{Screen, Tone},
};
use std::{iter, time::Duration};

/// What the characters of a strip mean.
pub(crate) const LEGEND: &str = "▁ one request, █ ten at once; × refused with 429";

/// So many columns show one window.
const WINDOW: u32 = 30;

/// The most columns: two windows, and a little for the requests of the third.
const WIDTH: usize = 66;

/// From one request to ten.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The starts of the windows.
pub(crate) fn ruler(window: Duration) -> String {
    let width = WINDOW as usize;
    let start = |number: u32| format!("{} s", (window * number).as_secs_f64());
    format!("{:<width$}{:<width$}{}", start(0), start(1), start(2))
}

/// One column for each thirtieth of a window.
pub(crate) fn strip(record: &Record, window: Duration, screen: &Screen) -> String {
    let slot = window / WINDOW;
    let column = |number: u32| {
        let (from, to) = (slot * number, slot * (number + 1));
        let here = || record.arrivals.iter().filter(|(at, _)| (from..to).contains(at));
        if here().any(|(_, refused)| *refused) {
            screen.paint(Tone::Bad, '×')
        } else {
            let height = here().count().checked_sub(1).map(|above| HEIGHTS[above.min(HEIGHTS.len() - 1)]);
            height.map_or_else(|| " ".to_owned(), |height| screen.paint(Tone::Good, height))
        }
    };
    (0..).map(column).zip(iter::repeat_n((), WIDTH)).map(|(column, ())| column).collect()
}
