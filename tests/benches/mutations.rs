//! Every edit of one step of the spec and of a fixture, and how many of them `codegen::diff` reports by a rule.
//!
//! It fails when of one document less than 98 % are. `CODEGEN_CORPUS`, a folder of further documents, adds those; `cargo bench -p
//! tests --bench mutations -- petstore` runs the documents alone that are called so.

#[path = "../mutations/mod.rs"]
mod mutations;

use mutations::{Base, FIXTURE, Figures};
use std::{error::Error, fs, path::Path, process::ExitCode};
use tokio::time::Instant;

/// Of a thousand.
const GOAL: usize = 980;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let names: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let spec = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml"))?;
    let mut documents =
        vec![("spec/openapi.yaml".to_owned(), spec), ("fixture".to_owned(), FIXTURE.to_owned())];
    if let Some(folder) = std::env::var_os("CODEGEN_CORPUS") {
        let mut files: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
        files.sort_by_key(fs::DirEntry::file_name);
        for file in files {
            documents
                .push((file.file_name().to_string_lossy().into_owned(), fs::read_to_string(file.path())?));
        }
    }
    documents.retain(|(name, _)| names.is_empty() || names.iter().any(|part| name.contains(part.as_str())));
    let mut reached = true;
    for (name, text) in documents {
        let Some(base) = Base::read(&text) else {
            return Err(format!("{name} is no document").into());
        };
        let began = Instant::now();
        let judged = base.judge(base.edits());
        let figures = Figures::of(&judged);
        println!("{name}: {:.0?}\n{figures}", began.elapsed());
        for one in judged.iter().filter(|one| one.is_missed()) {
            println!(
                "  missed {} {}: {:?} {}",
                one.edit.pointer,
                one.edit.what,
                one.verdict,
                one.rules.join(" ")
            );
        }
        println!();
        reached &= figures.permille() >= GOAL;
    }
    Ok(if reached { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
