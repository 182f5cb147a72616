//! The arrivals of both clients as a picture.

use super::{
    LIMIT,
    race::{Outcome, RUNS, Record},
};
use anyhow::Context;
use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};
use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    time::Duration,
};

const SIZE: (u32, u32) = (960, 660);
const FONT: &str = "sans-serif";
/// The top of the axis, above the most requests that can arrive in one window: twice the limit.
const TOP: f64 = 25.0;

const INK: RGBColor = RGBColor(36, 41, 47);
const FAINT: RGBColor = RGBColor(110, 118, 129);
const LET_THROUGH: RGBColor = RGBColor(9, 105, 218);
const REFUSED: RGBColor = RGBColor(207, 34, 46);

/// Writes it to a file. Directories on the way are made.
pub(crate) fn write(file: &Path, outcome: &Outcome, window: Duration) -> anyhow::Result<()> {
    let picture = draw(outcome, window)?;
    let save = || {
        fs::create_dir_all(file.parent().unwrap_or(Path::new("")))?;
        File::create(file)?.write_all(picture.as_bytes())
    };
    save().with_context(|| format!("cannot write {}", file.display()))
}

/// As SVG: the same arrivals give the same text.
pub(crate) fn draw(outcome: &Outcome, window: Duration) -> anyhow::Result<String> {
    let mut picture = String::new();
    {
        let root = SVGBackend::with_string(&mut picture, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        let (head, panels) = root.split_vertically(64);
        heading(&head, window)?;
        let (upper, lower) = panels.split_vertically(288);
        panel(&upper, &outcome.ours, "this client", window)?;
        panel(&lower, &outcome.theirs, "plain HTTP behind a token bucket (governor)", window)?;
        root.present()?;
    }
    Ok(picture)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The title and what the marks mean.
fn heading(area: &Area<'_>, window: Duration) -> anyhow::Result<()> {
    let seconds = window.as_secs_f64();
    let title = format!("{RUNS} starts at once, where the server lets {LIMIT} through in any {seconds} s");
    area.draw(&Text::new(title, (24, 14), (FONT, 21, FontStyle::Bold).into_font().color(&INK)))?;
    let label = |text: String, x: i32| Text::new(text, (x, 43), (FONT, 14).into_font().color(&INK));
    area.draw(&Circle::new((30, 49), 5, LET_THROUGH.filled()))?;
    area.draw(&label(format!("let through, as the nth in {seconds} s"), 41))?;
    area.draw(&Circle::new((290, 49), 5, REFUSED.filled()))?;
    area.draw(&label(format!("refused with 429, as the nth sent in {seconds} s"), 301))?;
    area.draw(&PathElement::new([(614, 49), (640, 49)], INK.stroke_width(2)))?;
    area.draw(&label("the limit".to_owned(), 648))?;
    Ok(())
}

/// The requests of one client, each as high as how many there were in the window that ends with it: of those that were let
/// through, which is how the server counts, or for one that was refused of all that were sent.
fn panel(area: &Area<'_>, record: &Record, client: &str, window: Duration) -> anyhow::Result<()> {
    let (end, limit) = (window.as_secs_f64() * 2.15, f64::from(LIMIT));
    let caption = match record.refused() {
        0 => format!("{client}: none refused"),
        refused => format!("{client}: {refused} of {} refused", record.arrivals.len()),
    };
    let mut chart = ChartBuilder::on(area)
        .margin(10)
        .margin_right(28)
        .x_label_area_size(42)
        .y_label_area_size(56)
        .caption(caption, (FONT, 17).into_font().color(&INK))
        .build_cartesian_2d(-end / 60.0..end, 0.0..TOP)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(INK.mix(0.1))
        .axis_style(FAINT)
        .x_labels(8)
        .y_labels(6)
        .x_label_formatter(&|seconds| format!("{seconds}"))
        .y_label_formatter(&|count| format!("{count}"))
        .x_desc("time since the first start, in seconds")
        .y_desc(format!("requests in the last {} s", window.as_secs_f64()))
        .label_style((FONT, 13).into_font().color(&INK))
        .axis_desc_style((FONT, 14).into_font().color(&INK))
        .draw()?;

    let sent: Vec<_> = record.arrivals.iter().map(|(at, _)| *at).collect();
    let let_through: Vec<_> =
        record.arrivals.iter().filter(|(_, refused)| !refused).map(|(at, _)| *at).collect();
    let steps = steps(&let_through, window, end);
    chart.draw_series(AreaSeries::new(steps.iter().copied(), 0.0, LET_THROUGH.mix(0.12)))?;
    chart.draw_series(LineSeries::new(steps, LET_THROUGH.mix(0.5)))?;
    chart.draw_series(LineSeries::new([(-end / 60.0, limit), (end, limit)], INK.stroke_width(2)))?;

    // One window, as a measure above what can happen.
    let (level, tick) = (TOP - 1.6, 0.7);
    let measure = [
        vec![(0.0, level), (window.as_secs_f64(), level)],
        vec![(0.0, level - tick), (0.0, level + tick)],
        vec![(window.as_secs_f64(), level - tick), (window.as_secs_f64(), level + tick)],
    ];
    chart.draw_series(measure.map(|line| PathElement::new(line, FAINT)))?;
    let middle = (FONT, 13).into_font().color(&FAINT).pos(Pos::new(HPos::Center, VPos::Top));
    let named = format!("one window of {} s", window.as_secs_f64());
    chart.draw_series([Text::new(named, (window.as_secs_f64() / 2.0, level - 0.4), middle)])?;

    let dots = record.arrivals.iter().map(|(at, refused)| {
        let (color, alike) = if *refused { (REFUSED, &sent) } else { (LET_THROUGH, &let_through) };
        Circle::new((at.as_secs_f64(), count(alike, *at, window)), 4, color.filled())
    });
    chart.draw_series(dots)?;
    Ok(())
}

/// How many there are in the window that ends with this instant.
fn count(arrivals: &[Duration], at: Duration, window: Duration) -> f64 {
    arrivals.iter().filter(|arrival| **arrival <= at && at < **arrival + window).map(|_| 1.0).sum()
}

/// The same at every instant until the end: each arrival counts for one window.
fn steps(arrivals: &[Duration], window: Duration, end: f64) -> Vec<(f64, f64)> {
    let comes = arrivals.iter().map(|at| (*at, 1.0));
    let goes = arrivals.iter().map(|at| (*at + window, -1.0));
    let mut changes: Vec<_> = comes.chain(goes).map(|(at, change)| (at.as_secs_f64(), change)).collect();
    changes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut steps = vec![(0.0, 0.0)];
    let mut count = 0.0;
    for (at, change) in changes.into_iter().take_while(|(at, _)| *at <= end) {
        steps.push((at, count));
        count += change;
        steps.push((at, count));
    }
    steps.push((end, count));
    steps
}
