//! How long it takes to compare a document with itself and with edits of one place, from text to findings, beside another
//! library where that can read the document.
//!
//! `CODEGEN_CORPUS`, a folder of further documents, adds those; `cargo bench -p tests --bench diff -- petstore` runs the documents
//! alone that are called so.
//!
//! drift is given the same texts; where it takes more than a second, it is not asked about the document again. It reads JSON of
//! OpenAPI 3.0 alone, and compares no limits, no words and no code: it does less.

#[path = "../comparison/mod.rs"]
mod documents;

use codegen::{Source, diff};
use std::{error::Error, fs, panic, path::Path, time::Duration};
use tokio::time::Instant;

/// How often each comparison is made.
const TIMES: usize = 5;

/// What takes longer than this is not repeated.
const SLOW: Duration = Duration::from_secs(1);

fn main() -> Result<(), Box<dyn Error>> {
    let names: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let spec = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml"))?;
    let mut all = vec![
        ("spec/openapi.yaml".to_owned(), spec),
        ("300 operations, 600 schemas".to_owned(), documents::large()),
        ("500 schemas in circles".to_owned(), documents::tangled()),
    ];
    if let Some(folder) = std::env::var_os("CODEGEN_CORPUS") {
        let mut files: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
        files.sort_by_key(fs::DirEntry::file_name);
        for file in files {
            all.push((file.file_name().to_string_lossy().into_owned(), fs::read_to_string(file.path())?));
        }
    }
    all.retain(|(name, _)| names.is_empty() || names.iter().any(|part| name.contains(part.as_str())));
    println!("median of {TIMES}, milliseconds\n");
    println!("{:<30} {:<28} {:>8} {:>8} {:>9}", "", "", "here", "drift", "findings");
    for (name, text) in &all {
        #[expect(clippy::cast_precision_loss, reason = "a size for people")]
        let title = format!("{name}, {:.1} MB", text.len() as f64 / 1e6);
        let mut with_drift = row(&title, "itself", (text, text), true)?;
        for edit in documents::edits(text) {
            with_drift &= row("", edit.what, (text, &edit.text), with_drift)?;
        }
    }
    Ok(())
}

/// Measures one comparison, by both in turn, and prints it. Whether drift made it in good time.
fn row(
    title: &str,
    what: &str,
    (base, head): (&str, &str),
    with_drift: bool,
) -> Result<bool, Box<dyn Error>> {
    let source = |text| Source { name: "document", text };
    let (mut here, mut there) = (Vec::new(), Vec::new());
    let mut findings = 0;
    for _ in 0..TIMES {
        let began = Instant::now();
        let report = diff::diff(&source(base), &source(head));
        here.push(began.elapsed());
        findings = report.map_err(|why| format!("{title}, {what}: {why:?}"))?.findings.len();
        let is_quick = there.iter().all(|time| *time < SLOW);
        let began = Instant::now();
        if with_drift && is_quick && by_drift(base, head) {
            there.push(began.elapsed());
        }
    }
    let in_time = there.iter().all(|time| *time < SLOW);
    let there = median(there).map_or("-".to_owned(), |time| format!("{time:.1}"));
    println!("{title:<30} {what:<28} {:>8.1} {there:>8} {findings:>9}", median(here).unwrap_or_default());
    Ok(in_time)
}

/// Whether drift compares two texts.
fn by_drift(base: &str, head: &str) -> bool {
    let (Ok(base), Ok(head)) = (serde_json::from_str(base), serde_json::from_str(head)) else { return false };
    let compared = panic::catch_unwind(|| drift::compare(&base, &head).is_ok());
    compared.unwrap_or_default()
}

fn median(mut times: Vec<Duration>) -> Option<f64> {
    times.sort();
    times.get(times.len() / 2).map(|time| time.as_secs_f64() * 1e3)
}
